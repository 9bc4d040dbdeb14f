"""营业执照, the applicant's or the accounting firm's (domain 3.8): name, credit code, date of registration."""

from __future__ import annotations

import re
from itertools import pairwise

from extractors.papers import common, dates, names
from extractors.papers.sheet import Span, squeeze
from extractors.papers.values import LOW, Desk, Paper, labelled, value_of
from models.application import FieldValue

_PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{2,10})?$")
_TERM = re.compile(r"(?:至|到|[-—~])(.+)$")


def read(paper: Paper, desk: Desk) -> dict[str, FieldValue]:
    out: dict[str, FieldValue | None] = {
        "holder": common.named(paper.sheets, desk) or common.addressed(paper.sheets, desk) or _beside_half_a_label(paper, desk),
        "uscc": common.uscc_field(paper.sheets, desk),
        "valid_until": _term(paper, desk),
        "legal_representative": _representative(paper, desk),
    }
    return {k: v for k, v in out.items() if v is not None}


def _beside_half_a_label(paper: Paper, desk: Desk) -> FieldValue | None:
    """The enterprise beside 名, where the 称 of the stretched label 名　　称 was not read."""
    for sheet in paper.sheets:
        for row in sheet.rows:
            for label, value in pairwise(row.lines):
                name = names.clean(value.text)
                if squeeze(label.text) in ("名", "称") and names.COMPANY.fullmatch(squeeze(name)):
                    return common.settled_name(name, Span(row.page, value.text, value.box, value.confidence), desk)
    return None


def _representative(paper: Paper, desk: Desk) -> FieldValue | None:
    """The person beside 法定代表人; not a field of the paper by the contract, but the form has no cell for it."""
    for _, found in labelled(paper.sheets, desk.labels("legal_representative"), fuzzy=False):
        span: Span | None = found.beside()
        m = _PERSON.match(squeeze(span.text)) if span else None
        if span and m:
            return value_of(m[0], span, "" if span.confidence >= LOW else "姓名识别不清，需人工核对")
    return None


def _term(paper: Paper, desk: Desk) -> FieldValue | None:
    """The end of 营业期限; a licence 长期 or without a term has none."""
    for _, found in labelled(paper.sheets, desk.labels("valid_until"), fuzzy=False):
        span: Span | None = found.rest()
        m = _TERM.search(squeeze(span.text)) if span else None
        end = dates.span_end(m[1]) if m else None
        if span and end and len(end) == 10:
            return value_of(end, span)
    return None
