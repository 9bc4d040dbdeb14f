"""Signatures and dates of 承诺书 and 企业申报声明: present, absent, or a person must look (附件1-4 一、二).

承诺书 asks for a signature by hand; 声明 accepts a signature or the legal representative's chop.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractors.signatures_dates import date_mark
from extractors.signatures_ink import Strokes, strokes
from extractors.signatures_places import SignaturePlace, Statement, signature_place, statement_pages
from models.application import Mark
from models.evidence import Evidence
from models.eyes import Eyes
from models.geometry import Box, union
from models.outline import Outline
from models.pages import Page, PageState
from models.rulebook import Rulebook
from models.text import normalise

STATEMENTS = ("commitment", "declaration")
WRITTEN = 0.22
"""Inked area, in squares of a character's height, from which a place counts as written in; a name of two characters has 0.5."""
EMPTY = 0.07
"""Below this a place is blank: specks and the ends of neighbouring strokes."""


def signatures(outline: Outline, eyes: Eyes, rulebook: Rulebook) -> tuple[Mark, ...]:
    """The four marks ``commitment.signature``, ``commitment.date``, ``declaration.signature`` and ``declaration.date``.

    None where no programme of the book has these pages (“链式”案例).
    """
    if outline.programmes and not any(rulebook.programme(p).shares_form for p in outline.programmes):
        return ()
    marks: list[Mark] = []
    for id in STATEMENTS:
        statements = statement_pages(outline, rulebook, id)
        marks += _marks(statements, eyes, rulebook, id)
    return tuple(marks)


def _marks(statements: Sequence[Statement], eyes: Eyes, rulebook: Rulebook, id: str) -> Iterable[Mark]:
    name = {"commitment": "承诺书", "declaration": "企业申报声明"}[id]
    read = [s for s in statements if s.page.state is PageState.READ]
    if not read:
        why = f"{name}页未能识读" if statements else f"未找到{name}页"
        places = tuple(s.page.evidence(None, why) for s in statements)
        for mark in ("signature", "date"):
            yield Mark(id=f"{id}.{mark}", state="unsure", evidence=places, confidence=0.0, text=why)
        return
    yield _signature(read, eyes, rulebook, id, name)
    yield date_mark(read, eyes, id, name)


def _signature(statements: Sequence[Statement], eyes: Eyes, rulebook: Rulebook, id: str, name: str) -> Mark:
    found = next(((s, p) for s in reversed(statements) if (p := signature_place(s, rulebook, id)) is not None), None)
    if found is None:
        why = f"未找到{name}的签字栏"
        return Mark(id=f"{id}.signature", state="unsure", evidence=(statements[-1].page.evidence(None, why),), confidence=0.0, text=why)
    statement, place = found
    ink = strokes(statement.page, eyes, place.box, place.height, place.others)
    state, why, sure = _judged(statement.page, place, ink, chop_serves=id == "declaration")
    where = union(ink.boxes) if ink.boxes and state != "absent" else ink.chop or place.box
    text = " ".join(line.text for line in place.words)
    evidence: tuple[Evidence, ...] = (statement.page.evidence(where, text or why),)
    if place.label is not None:
        evidence += (statement.page.evidence(place.label.box, place.label.text),)
    if place.guessed and state == "absent":
        state, why = "unsure", "签字栏标签未识读，该处未见笔迹"
    return Mark(id=f"{id}.signature", state=state, evidence=evidence, confidence=sure, text=why)


def _judged(page: Page, place: SignaturePlace, ink: Strokes, chop_serves: bool) -> tuple[str, str, float]:
    """State, words for the reviewer, and confidence."""
    written = "".join(normalise(line.text) for line in place.words)
    if ink.chop is not None and ink.area - _area(ink, ink.chop, place.height) < WRITTEN:
        return ("present", "盖有名章", 0.9) if chop_serves else ("unsure", "仅见名章，未见手写签名（承诺书要求签字）", 0.6)
    if ink.area >= WRITTEN and ink.width > 0.8 and ink.height > 0.55:
        if not ink.blue and _printed(place, ink):
            return "unsure", f"仅见打印姓名“{written}”，未见手写签名", 0.6
        return "present", written, 0.95 if ink.blue or ink.area > 2 * WRITTEN else 0.85
    if ink.red > WRITTEN:
        return ("present", "签字处有红色印迹", 0.7) if chop_serves else ("unsure", "签字处仅有红色印迹，需人工核实", 0.5)
    if ink.hidden > 0.25 and ink.covered + ink.area > 2 * WRITTEN:
        return "unsure", "签字处被印章遮盖，有疑似笔迹", 0.5
    if ink.area < EMPTY and ink.red < EMPTY and ink.hidden < 0.6:
        return "absent", "签字处空白", 0.95
    if ink.hidden >= 0.6:
        return "unsure", "签字处被印章遮盖，无法判断", 0.3
    return "unsure", "签字处有少量笔迹，需人工核实", 0.4


def _area(ink: Strokes, chop: Box, height: float) -> float:
    """Share of the ink's area that lies in the chop's frame."""
    inside = sum(b.intersection(chop) for b in ink.boxes)
    every = sum(b.area for b in ink.boxes)
    return ink.area * inside / every if every else 0.0


def _printed(place: SignaturePlace, ink: Strokes) -> bool:
    """Whether the ink looks like the label's own print: read surely, as high as the label and on its line."""
    words = [w for w in place.words if len(normalise(w.text)) >= 2]
    if not words or min(w.confidence for w in words) < 0.97 or place.label is None:
        return False
    glyphs = union(ink.boxes)
    tall = glyphs.height / place.height
    level = abs(glyphs.centre[1] - place.centre) / place.height
    return 0.7 <= tall <= 1.12 and level < 0.16
