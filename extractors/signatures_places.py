"""Where on 承诺书 and 声明 the signature belongs: the label's line, or what the lines around it tell where it was not read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from models.geometry import Box
from models.outline import Outline
from models.pages import Line, Page, char_width
from models.rulebook import Rulebook
from models.text import name_key, normalise

RIGHT_MARGIN = 28.0
_ROLE = re.compile(r"法定代表人?|法人代表|法人|负责人|代表人|委托代理人")
_SIGN = re.compile(
    r"[(（]?\s*(签\s*[字名章]|手签|亲签)(?:(?:[^)）]?|\s*[或及和、/][^)）]{0,3})[)）]|\s*[或及和、/]\s*(?:盖\s*[章印]?|签\s*章))?\s*[:：]?"
)
"""(签字或盖章): where the bracket's end was not read, or too far on, what follows 盖章 may be the signature that covers it."""
_STAMP_LABEL = re.compile(r"(申报|申请|承诺)?(单位|企业|公司)(名称)?\s*[(（]?\s*(盖|公|印)")
_NEXT = re.compile(r"(单位|企业|公司)\s*[(（]\s*(盖|公)|日\s*期|盖\s*章|[年月日]")


@dataclass(frozen=True)
class Statement:
    """A page (or the part of it between ``top`` and ``bottom``, in points) that bears 承诺书 or 声明."""

    page: Page
    top: float
    bottom: float

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(w for w in self.page.lines if self.top <= w.box.centre[1] < self.bottom)


@dataclass(frozen=True)
class SignaturePlace:
    """Where the signature must stand. ``words`` were read in it, ``others`` are boxes of print that is not looked at.

    ``height`` is that of the label's characters, ``centre`` the middle of its line, in points; ``guessed`` says that the
    label was not read.
    """

    box: Box
    height: float
    centre: float
    label: Line | None
    words: tuple[Line, ...] = ()
    others: tuple[Box, ...] = ()
    guessed: bool = False


def statement_pages(outline: Outline, rulebook: Rulebook, id: str) -> list[Statement]:
    """The pages of a statement in order; where one page bears both statements, only its own part."""
    out = []
    for page in outline.pages:
        kind = outline.kinds.get((page.file, page.number), "")
        if kind not in ("commitment", "declaration"):
            continue
        heads = {other: _heading(page, rulebook, other) for other in ("commitment", "declaration")}
        mine, theirs = heads[id], heads["declaration" if id == "commitment" else "commitment"]
        if kind == id and (theirs is None or mine is None):
            out.append(Statement(page, 0.0, page.height))
        elif mine is not None and theirs is not None:
            out.append(Statement(page, mine, theirs) if mine < theirs else Statement(page, mine, page.height))
    return out


def _heading(page: Page, rulebook: Rulebook, id: str) -> float | None:
    """Where a statement's heading stands on a page."""
    spec = rulebook.section(id)
    titles = {name_key(t) for t in (spec.title, *spec.aliases)} if spec else set()
    for line in page.lines:
        if re.sub(r"^[一二三四五六七八九十\d]+", "", name_key(line.text).replace("、", "")) in titles:
            return line.box.top
    return None


def signature_place(statement: Statement, rulebook: Rulebook, id: str) -> SignaturePlace | None:
    """The place of the signature; nothing where neither its label nor the lines around it were read."""
    label = _label(statement.lines)
    if label is None:
        return _guessed(statement)
    size = label.box.width / max(1.0, sum(char_width(c) for c in label.text))
    height = min(label.box.height, 1.25 * size) if size > 4 else label.box.height
    end = _label_end(label, rulebook, id)
    return _place(statement, label, end, label.box.centre[1], height)


def _label(lines: Sequence[Line]) -> Line | None:
    """The last line that begins with the signer's office: labels stand below the statement's text."""
    for line in sorted(lines, key=lambda w: -w.box.top):
        text = normalise(line.text)
        if len(text) > 34 or _STAMP_LABEL.match(text):
            continue
        found = _ROLE.search(text)
        if (found and found.start() <= 3) or fuzz.partial_ratio("法定代表人", text[:8]) >= 75:
            return line
    return None


def _label_end(label: Line, rulebook: Rulebook, id: str) -> float:
    """x where the label ends: after 签字）： where that was read, else where the template's label would end."""
    found = _SIGN.search(label.text)
    if found:
        return label.span(found.start(), found.end()).x1
    spec = rulebook.section(id)
    full = next((k for k in (spec.keywords if spec else ()) if "签" in k), "法定代表人（签字）")
    role = _ROLE.search(label.text)
    size = label.span(role.start(), role.end()).width / max(1, role.end() - role.start()) if role else label.box.height
    start = label.span(role.start(), role.end()).x0 if role else label.box.x0
    return max(label.box.x1 if not role else label.span(role.start(), role.end()).x1, start + size * (len(full) + 0.6))


def _place(statement: Statement, label: Line | None, start: float, centre: float, height: float, guessed: bool = False) -> SignaturePlace:
    page = statement.page
    limit = page.width - RIGHT_MARGIN
    row = Box(start, centre - 1.25 * height, limit, centre + 1.25 * height)
    words, others = [], []
    for line in statement.lines:
        if line is label or line.box.intersection(row) <= 0:
            continue
        (x, y), text = line.box.centre, normalise(line.text)
        if _NEXT.search(text) and line.box.x0 > start and abs(y - centre) < height:
            limit = min(limit, line.box.x0 - 0.3 * height)
        elif any(s.shape != "square" and s.box.intersection(line.box) > 0.6 * line.box.area for s in page.seals):
            continue
        elif abs(y - centre) < 1.1 * height and x > start and line.box.height < 3 * height:
            words.append(line)
        else:
            others.append(line.box)
    if label is not None and label.box.x1 > start + 0.6 * height:
        rest = _rest(label, start)
        words += [rest] if rest else []
    bottom = min([b.top for b in others if b.top > centre + 0.5 * height] + [row.bottom])
    box = Box(start, row.top, max(start + height, limit), max(bottom, centre + 0.7 * height))
    words = [w for w in words if w.box.x0 < limit]
    return SignaturePlace(box, height, centre, label, tuple(sorted(words, key=lambda w: w.box.x0)), tuple(others), guessed)


def _rest(label: Line, start: float) -> Line | None:
    """What was read on the label's line behind the label."""
    found = _SIGN.search(label.text)
    text = label.text[found.end() :].strip(" :：_＿") if found else ""
    if not text:
        return None
    return Line(text, Box(start, label.box.top, label.box.x1, label.box.bottom), label.confidence)


def _guessed(statement: Statement) -> SignaturePlace | None:
    """The place where the label was not read (often under a seal): by the lines for the seal and the date."""
    stamp = next((w for w in reversed(statement.lines) if _STAMP_LABEL.match(normalise(w.text))), None)
    date = next((w for w in reversed(statement.lines) if re.search(r"年.*月|日\s*期", normalise(w.text))), None)
    if stamp is None or date is None or date.box.centre[1] - stamp.box.centre[1] < stamp.box.height:
        return None
    gap = date.box.centre[1] - stamp.box.centre[1]
    height = min(stamp.box.height, 16.0)
    near = gap < 4.2 * height
    centre = stamp.box.centre[1] + (-gap if near else gap / 2)
    return _place(statement, None, stamp.box.x0 + 9 * height, centre, height, guessed=True)
