"""A county's summary table (汇总表) as read."""

from __future__ import annotations

from pydantic import Field

from models.evidence import Evidence, Record


class TableRow(Record):
    """One row: ``cells`` by the form's name of the column ("" where blank), each with its place and the confidence of its reading.

    ``name`` is the company's, "" where its cell is blank or could not be read. ``unread`` are columns whose cell holds ink but no words.
    """

    file: str
    county: str
    kind: str
    cells: dict[str, str]
    evidence: dict[str, Evidence]
    name: str
    confidence: dict[str, float] = Field(default_factory=dict)
    unread: tuple[str, ...] = ()
    formers: tuple[str, ...] = ()
    """Former names that the cell gives beside the name."""

    def sure(self, column: str) -> bool:
        """Whether a cell was read beyond doubt."""
        return column not in self.unread and self.confidence.get(column, 1.0) >= 0.9


class SummaryTable(Record):
    """A county's table. ``problem`` is set where it could not be read as one, ``gap`` where rows of it may not have been read.

    ``footer`` holds what stands beside the labels below the table (填表日期 …), a label without an answer as "", one that is not
    printed not at all. ``sealed``: whether a seal was found; None for a paper that has none (a spreadsheet).
    """

    path: str
    county: str
    kind: str = ""
    rows: tuple[TableRow, ...] = ()
    problem: str = ""
    gap: str = ""
    scanned: bool = False
    sealed: bool | None = None
    title: tuple[Evidence, ...] = ()
    footer: dict[str, str] = Field(default_factory=dict)
    footer_places: dict[str, Evidence] = Field(default_factory=dict)
    total: int | None = None
    """The number of companies that the table itself states (合计：12家); None where it states none."""
    total_places: tuple[Evidence, ...] = ()
