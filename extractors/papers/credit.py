"""信用中国 report (domain 3.8): subject, credit code, day of making, and how many entries of serious dishonesty it counts."""

from __future__ import annotations

import re

from extractors.papers import common
from extractors.papers.sheet import Span, squeeze
from extractors.papers.values import Desk, Paper, value_of
from models.application import FieldValue

_COUNT = re.compile(r"(?:共|计)?(\d{1,4})(?:条|次|项)")


def read(paper: Paper, desk: Desk) -> dict[str, FieldValue]:
    out: dict[str, FieldValue | None] = {
        "holder": common.named(paper.sheets, desk) or common.addressed(paper.sheets, desk),
        "uscc": common.uscc_field(paper.sheets, desk),
        "issued": common.labelled_date(paper.sheets, desk, "issued") or common.closing_date(paper.sheets, desk, ["成立", "许可"]),
        "number": common.number_field(paper.sheets, desk, lambda t: sum(c.isdigit() for c in t) >= 8),
        "serious_dishonesty": serious(paper, desk),
    }
    return {k: v for k, v in out.items() if v is not None}


def serious(paper: Paper, desk: Desk) -> FieldValue | None:
    """Entries under 严重失信: the count beside the word, 0 where the section says there are none. Words alone count nothing."""
    for sheet in paper.sheets:
        for n, row in enumerate(sheet.rows):
            word = next((w for w in desk.say("serious") if w in row.text), None)
            if word is None:
                continue
            after = row.text[row.text.index(word) :]
            m = _COUNT.search(after)
            span = row.span(row.text.index(word))
            if m and span is not None:
                return value_of(int(m[1]), span)
            following = "".join(r.text for r in sheet.rows[n + 1 : n + 3])
            if any(w in after or w in squeeze(following) for w in desk.say("no_record")):
                place: Span | None = row.span(0)
                return value_of(0, place) if place else None
    return None
