"""带动中小企业佐证材料: a driven firm's own statement. The holder is who signs it, never the applicant it praises."""

from __future__ import annotations

import re

from extractors.papers import codes, common, names
from extractors.papers.sheet import Span, squeeze
from extractors.papers.values import Desk, Paper, value_of
from models.application import FieldValue
from models.text import name_key

_OWN = re.compile(r"(?:我单位|我公司|我司|我企业|本公司|本单位)[:,]?$")
_BRACKET = re.compile(r"\((?:公章|盖章|签章|章)\)?$")


def read(paper: Paper, desk: Desk) -> dict[str, FieldValue]:
    out: dict[str, FieldValue | None] = {"holder": _holder(paper, desk), "issued": common.closing_date(paper.sheets, desk)}
    out["uscc"] = _code(paper, desk, str(out["holder"].value) if out["holder"] else "")
    return {k: v for k, v in out.items() if v is not None}


def _holder(paper: Paper, desk: Desk) -> FieldValue | None:
    """Candidates by weight: the signature at the end, the name before its own credit code, 我单位XX, a label."""
    votes: list[tuple[str, float, Span]] = []
    for sheet in paper.sheets:
        rows = sheet.rows
        for n, row in enumerate(rows):
            span = row.span(0)
            if span is None:
                continue
            found = [f for f in names.companies(row.text) if not _applicant(f, desk)]
            if not found:
                continue
            text = _BRACKET.sub("", row.text)
            room = 16 if re.search(r"盖章|公章|签章|证明单位|单位名称|企业名称", row.text) else 8
            if len(text) <= len(squeeze(found[0])) + room and n > len(rows) // 2:
                votes.append((found[-1], 3.0, span))
            elif re.search(re.escape(squeeze(found[0])) + r"\(?(?:统一|社会|信用)", row.text):
                votes.append((found[0], 2.0, span))
            else:
                before = row.text.split(squeeze(found[0]))[0]
                votes.append((found[0], 1.5 if _OWN.search(before) else 0.5, span))
    votes += _seals(paper, desk)
    if not votes:
        return common.named(paper.sheets, desk)
    votes = [(_whole(name, votes), w, span) for name, w, span in votes]
    weight: dict[str, float] = {}
    for name, w, span in votes:
        key = name_key(name)
        weight[key] = weight.get(key, 0.0) + w * max(span.confidence, 0.1)
    best = max(weight, key=lambda k: weight[k])
    chosen = [(n, s) for n, _, s in votes if name_key(n) == best]
    name, span = max(chosen, key=lambda c: c[1].confidence)
    rivals = [k for k in weight if k != best and weight[k] > 0.6 * weight[best]]
    doubt = "出具单位名称各处读数不一致，需人工核对" if rivals and len(chosen) == 1 else ""
    return value_of(name, [s for _, s in chosen][:2], doubt, confidence=span.confidence)


def _whole(name: str, votes: list[tuple[str, float, Span]]) -> str:
    """The name that ends in this one, which a line's end cut in two (石家庄｜皓德药业有限公司)."""
    return next((n for n, _, _ in votes if len(n) > len(name) and n.endswith(name)), name)


def _seals(paper: Paper, desk: Desk) -> list[tuple[str, float, Span]]:
    out = []
    for sheet in paper.sheets:
        for seal in sheet.page.seals:
            if seal.text and not seal.seam and not _applicant(seal.text, desk):
                out += [(n, 1.0, Span(sheet.page, seal.text, seal.box, max(seal.confidence, 0.3))) for n in names.companies(seal.text)]
    return out


def _applicant(name: str, desk: Desk) -> bool:
    return bool(desk.applicant) and (names.same(name, desk.applicant) or names.near(name, desk.applicant, 1))


def _code(paper: Paper, desk: Desk, holder: str) -> FieldValue | None:
    """The sound code nearest after the holder's name; the applicant's own would follow the applicant's name."""
    found: list[tuple[codes.Code, Span]] = []
    for sheet in paper.sheets:
        found += [(c, s) for s in sheet.spans() for c in codes.credit_codes(s.text) if len(c.value) == 18 or len(c.raw) >= 16]
    if not found:
        return common.uscc_field(paper.sheets, desk)
    if len(found) > 1 and holder:
        text = paper.text.replace("\n", "")
        at = text.find(squeeze(holder))
        found.sort(key=lambda f: (not f[0].sound, abs(text.upper().find(f[0].raw) - at) if at >= 0 else 0))
    return common.checked_code(found[0][0], found[0][1], desk)
