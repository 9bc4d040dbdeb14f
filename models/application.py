"""The facts of one applicant: what the extractors found, each with its evidence. Field names follow the output contract."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from models.evidence import Evidence, Record

Value = str | int | float | list[str] | None


class FieldValue(Record):
    """A value with its places. ``doubt`` says, in Chinese, why a person must look ("" where nothing is in doubt).

    ``readings`` are what each reading of the place gave, repairs included ("原读数 …，按校验位更正为 …").
    """

    value: Value
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 1.0
    doubt: str = ""
    readings: tuple[str, ...] = ()


class FileRecord(Record):
    """A file of the applicant. ``outcome`` is that of ``SourceFile``."""

    path: str
    sha256: str
    pages: int
    role: Literal["book", "editable_copy", "attachment", "summary_table", "unknown"]
    outcome: str = "read"
    message: str = ""
    metadata: tuple[tuple[str, str], ...] = ()
    """What the file says of itself: author, producer, times."""


class PageRecord(Record):
    """How a page ended (`PageState`) and what it was taken for: a section id, an attachment type, cover, toc, blank, …"""

    file: str
    page: int
    state: str
    reason: str = ""
    kind: str = ""
    width: float
    height: float
    confidence: float = 1.0
    scanned: bool = True
    turned: int = 0
    """`Page.turned`: how far, clockwise in degrees, the upright page must be turned to look as displayed."""


class Section(Record):
    """A section of a book. ``length`` is 字数 with every doubtful mark counted, ``length_low`` the same with every doubt given.

    ``text`` is the body without heading, tables and captions. ``scanned`` whether it was read by OCR. ``unread`` counts
    pages inside it that could not be read; ``samples`` are remains of the template (示例, placeholders) with their places.
    """

    id: str
    title: str
    file: str
    first_page: int
    last_page: int
    length: int | None = None
    length_low: int | None = None
    limit: int | None = None
    evidence: tuple[Evidence, ...] = ()
    text: str = ""
    scanned: bool = False
    unread: int = 0
    samples: tuple[Evidence, ...] = ()
    doubtful: tuple[Evidence, ...] = ()
    """What may or may not be a remain: a limit alone (500字以内), a name made unreadable (XX研究所)."""
    pictures: tuple[Evidence, ...] = ()
    picture_pixels: tuple[tuple[int, int] | None, ...] = ()
    has_table: bool = False
    lines: tuple[tuple[int, int, float, float, float, float], ...] = ()
    """Where ``text`` stands: for each of its lines the position at which it begins, its page, and its box as displayed."""

    def places(self, start: int, end: int) -> tuple[Evidence, ...]:
        """Where ``text[start:end]`` stands, one place per page."""
        found: dict[int, list[tuple[int, int, float, float, float, float]]] = {}
        for n, line in enumerate(self.lines):
            stop = self.lines[n + 1][0] if n + 1 < len(self.lines) else len(self.text)
            if line[0] < end and stop > start:
                found.setdefault(line[1], []).append(line)
        words = self.text[start:end].strip()
        return tuple(
            Evidence(
                file=self.file, page=page, text=words,
                bbox=(min(x[2] for x in on), min(x[3] for x in on), max(x[4] for x in on), max(x[5] for x in on)),
            )
            for page, on in found.items()
        ) or self.evidence[:1]  # fmt: skip


class PictureRecord(Record):
    """A picture of the book: ``section`` is the innermost that holds it, ``words`` the labels inside it, ``thumb`` a small grey JPEG
    (base64) without its blank margins, by which it is compared with pictures of other books."""

    section: str
    file: str
    page: int
    bbox: tuple[float, float, float, float]
    caption: str = ""
    words: tuple[str, ...] = ()
    thumb: str = ""


class Scene(Record):
    """A scene of a lighthouse book. ``margin`` is how far the best guide scene leads the second (0 to 1)."""

    n: int
    title: str
    guide_scene: int | None = None
    margin: float = 0.0
    named: bool = True
    """Whether the title names the scene; what only the body is like, a person must confirm."""
    second: int | None = None
    evidence: tuple[Evidence, ...] = ()


Role = Literal["actual", "before", "after", "target", "benchmark", "threshold", "example", "other"]


NONE_SAID = "明确写无"
"""Scope of a statement that there is none (未发生技术引进): an answer, though no value."""
DIFFERENCE = "升降的百分点"
"""Scope of a difference in percentage points between two levels that stand before it: no value of its metric."""
PART = "企业的一部分"
"""Scope of a figure of one workshop of several."""
UNCLEAR = "含义不明"
"""Scope of a statement whose words leave open what its figure is of."""


class Metric(Record):
    """One statement of a figure in the book.

    ``value`` is in ``unit`` of the contract (rates in %, money in 万元). ``low``/``high`` bound it where only an interval is
    said (``relation`` then is not "="). Only roles actual, before, after and target are metrics of the dossier.
    ``scope`` is a word for a part that the figure is about ("" for the whole applicant); ``places`` the decimals printed.
    """

    id: str
    value: float
    unit: str
    period: str | None = None
    raw: str
    evidence: tuple[Evidence, ...]
    confidence: float = 1.0
    role: Role = "actual"
    relation: Literal["=", "≈", "≥", ">", "≤", "<"] = "="
    low: float | None = None
    high: float | None = None
    scope: str = ""
    section: str = ""
    places: int = 0
    doubt: str = ""
    basis: str = ""
    """On what the figure is reckoned (口径), in the book's words: 不含委外研发."""


class Sme(Record):
    """A driven SME (被带动中小企业); ``proof`` is its own stamped statement. ``copies`` are other places that name it again."""

    name: str
    uscc: str | None = None
    evidence: tuple[Evidence, ...] = ()
    proof: tuple[Evidence, ...] | None = None
    copies: tuple[Evidence, ...] = ()
    doubt: str = ""
    """Of its name or of its being another firm than those listed."""
    proof_doubt: str = ""


class Attachment(Record):
    """One enclosed paper. ``stamped`` is the evidence of the applicant's own seal on it, where one was found."""

    type: str
    file: str
    pages: tuple[int, ...]
    fields: dict[str, FieldValue] = Field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 1.0
    title: str = ""
    stamped: tuple[Evidence, ...] = ()
    doubt: str = ""


class Seal(Record):
    """A seal with its place: commitment, declaration, form, form.county, an attachment type, cover, seam, or "" (none)."""

    file: str
    page: int
    bbox: tuple[float, float, float, float]
    text: str
    place: str
    confidence: float = 0.0


class Mark(Record):
    """A place where something had to be written by hand or ticked.

    ``id``: commitment.signature, declaration.signature, commitment.date, declaration.date, or form.<field>.<option>.
    ``state``: present, absent, or unsure.
    """

    id: str
    state: Literal["present", "absent", "unsure"]
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 1.0
    text: str = ""


class Difference(Record):
    """A place where the editable copy (可编辑版) says another thing than the stamped book.

    ``subject`` is a metric id, a field id or a section id. ``sure`` is false where the book's words were read with doubt.
    ``evidence`` is the book's place, ``copy_evidence`` the copy's (a Word file has no pages: virtual ones).
    """

    kind: Literal["metric", "field", "wording"]
    subject: str
    book: str
    copy_text: str
    evidence: tuple[Evidence, ...] = ()
    copy_evidence: tuple[Evidence, ...] = ()
    sure: bool = True


class Comparison(Record):
    """The editable copy against the book: whether it could be made, and what differs."""

    made: bool
    reason: str = ""
    compared: int = 0
    """Sections compared."""
    differences: tuple[Difference, ...] = ()


class Application(Record):
    """All facts of one applicant."""

    id: str
    name: str = ""
    uscc: str = ""
    county: str = ""
    programmes: tuple[str, ...] = ()
    files: tuple[FileRecord, ...] = ()
    pages: tuple[PageRecord, ...] = ()
    fields: dict[str, FieldValue] = Field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    pictures: tuple[PictureRecord, ...] = ()
    scenes: tuple[Scene, ...] = ()
    metrics: tuple[Metric, ...] = ()
    smes: tuple[Sme, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    seals: tuple[Seal, ...] = ()
    marks: tuple[Mark, ...] = ()
    listed_attachments: dict[str, tuple[Evidence, ...]] = Field(default_factory=dict)
    """Attachment types that the book itself lists (相关附件) or claims in its text, with where it does."""
    stamp_places: dict[str, Evidence] = Field(default_factory=dict)
    """Place of a seal (commitment, declaration, form, form.county) → the line that asks for it."""
    strays: dict[str, Evidence] = Field(default_factory=dict)
    """Section not found → a heading in its place that is none of the template's."""
    comparison: Comparison | None = None
    """None where there is no editable copy."""
