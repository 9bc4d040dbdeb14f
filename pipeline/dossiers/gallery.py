"""Seals, signatures, dates and ticks as a reviewer checks them: a picture of each beside its verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from models.evidence import Evidence
from pipeline.dossiers import words
from pipeline.dossiers.crops import CropRequest
from pipeline.dossiers.view import Picture, Row, View

STATES = {"present": "有", "absent": "未见", "unsure": "存疑"}


@dataclass
class Entry:
    """One seal, signature, date or choice. ``enclosed``: on an enclosed paper, where no stamp is asked for by place."""

    name: str
    what: str
    rows: list[Row]
    picture: Picture
    request: CropRequest
    enclosed: bool = False


def entries(v: View) -> list[Entry]:
    """All of them, those that the notice asks for first."""
    found = [*seals(v), *signatures(v), *choices(v)]
    return sorted(found, key=lambda e: e.enclosed)


def seals(v: View) -> Iterator[Entry]:
    """Seals that stand where one belongs; seams and unplaced ones are in dossier.json alone."""
    for s in v.application.seals:
        if s.place in ("", "seam"):
            continue
        name = words.place_name(s.place, v.rulebook)
        rows = _about(v, lambda r, place=s.place: r.rule.startswith("seal.") and r.check.subject == place)
        request = CropRequest(s.file, s.page, (s.bbox,), "mark")
        yield Entry(f"{name}·印章", s.text or "印文未能识读", rows, _picture(v, request), request, s.place not in words.PLACES)


def signatures(v: View) -> Iterator[Entry]:
    """Signatures and dates of the commitment and the declaration."""
    for m in v.application.marks:
        place, _, what = m.id.partition(".")
        if what not in ("signature", "date") or not m.evidence:
            continue
        rows = _about(v, lambda r, rule=f"{what}.missing", place=place: r.rule == rule and r.check.subject == place)
        name = f"{words.PLACES.get(place, place)}·{'法定代表人签字' if what == 'signature' else '日期'}"
        request = _request(m.evidence)
        shown = m.text if m.state == "present" and m.text else STATES[m.state]
        yield Entry(name, shown, rows, _picture(v, request), request)


def choices(v: View) -> Iterator[Entry]:
    """Fields of the form that are ticked."""
    for spec in v.rulebook.form.fields:
        value = v.application.fields.get(spec.id)
        if value is None or spec.kind not in ("choice", "multi") or not value.evidence:
            continue
        rows = _about(v, lambda r, id=spec.id: r.rule.startswith("form.") and r.check.subject == id)
        shown = (
            "、".join(words.part_name(x, v.rulebook) for x in value.value) if isinstance(value.value, list) else words.number(value.value)
        )
        request = _request(value.evidence)
        yield Entry(words.field_name(spec.id, v.rulebook), shown or "未见勾选", rows, _picture(v, request), request)


def _about(v: View, fits: Callable[..., bool]) -> list[Row]:
    return [r for r in v.rows if r.label is not words.NOT_APPLICABLE and fits(r)]


def _picture(v: View, request: CropRequest) -> Picture:
    return Picture(v.caption(request.file, request.page))


def _request(evidence: Sequence[Evidence]) -> CropRequest:
    """A picture of the first page of ``evidence`` with all its boxes there."""
    first = evidence[0]
    return CropRequest(first.file, first.page, tuple(e.bbox for e in evidence if (e.file, e.page) == (first.file, first.page)), "mark")
