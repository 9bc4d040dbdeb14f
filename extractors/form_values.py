"""What a form says in its places: texts, numbers and codes, read twice where they decide a rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from unicodedata import normalize

import cn2an

from extractors.codes import Agreed, agree_digits, agree_uscc, plain_code
from extractors.form_places import Place, cut_line
from extractors.form_reading import inked, read_again, stamped, within
from extractors.grid_text import join_text
from models.application import FieldValue
from models.evidence import Evidence
from models.eyes import Eyes
from models.geometry import Box
from models.pages import Line, Page

BLANK_INK = 0.004
"""Share of ink in a cell without lines from which something is written there that OCR did not see."""
CLEAR = 0.93
_STANDARD = re.compile(r"GB\s*/?\s*T?\s*4754\s*[-—–－一]?\s*(20\d\d)?", re.IGNORECASE)
_CLASS = re.compile(r"(?<![0-9A-Za-z])([A-Ta-t]?\d{2,5})(?![0-9A-Za-z]|\s*位)")
_COUNT = re.compile(r"\d[\d,，]*")
_CODE_RUN = re.compile(r"[0-9A-Za-z][0-9A-Za-z \u3000]{6,30}[0-9A-Za-z]")
_SEAL_NOTE = re.compile(r"\s*[（(]\s*(?:加?盖\s*公?\s*章|公\s*章|签\s*章)(?:处)?\s*[）)]\S{0,2}$")
"""（盖章） behind a name asks for the seal; it is no part of the name, nor are strokes of the seal read behind it."""
_EMPTY_SIGNS = re.compile(r"[_＿\s:：]*")


def place_evidence(place: Place, text: str | None = None) -> tuple[Evidence, ...]:
    """Where the value stands; for a blank the empty cell."""
    return (place.page.evidence(place.box, join_text(place.lines) if text is None else text),)


def _unseen(place: Place, eyes: Eyes) -> list[Line]:
    """A value that OCR overlooked in its cell: short isolated numbers are."""
    frame = place.frame
    if place.page.origin == "text" or frame is None or place.inside:
        return []
    inner = within(frame, frame, 3.0)
    if inked(place.page, eyes, inner) < BLANK_INK:
        return []
    image = eyes.crop(place.page, inner, 200)
    found = [line for line in eyes.read(image, 200) if line.text.strip()]
    if found:
        boxes = [
            Line(p.text, Box(p.box.x0 + inner.x0, p.box.top + inner.top, p.box.x1 + inner.x0, p.box.bottom + inner.top), p.confidence)
            for p in found
        ]
        return boxes
    reading = eyes.recognise(image)
    return [Line(reading.text, inner, min(reading.confidence, 0.7))] if reading.text.strip() else [Line("", inner, 0.0)]


def _lines(place: Place, eyes: Eyes) -> tuple[list[Line], str]:
    """The place's lines, and a doubt where there is ink that could not be read."""
    if place.lines:
        return list(place.lines), ""
    found = _unseen(place, eyes)
    read = [p for p in found if p.text.strip()]
    return read, "栏内有字迹未能读出" if found and not read else ""


def text_value(place: Place, eyes: Eyes) -> FieldValue:
    """A text as printed; lines under a seal or weakly read are read again."""
    lines, doubt = _lines(place, eyes)
    lines = _without_seal(place, lines)
    readings: list[str] = []
    out = []
    for line in lines:
        best, why, notes = _better(place, line, eyes)
        out.append(Line(best, line.box, line.confidence))
        readings += notes
        doubt = doubt or why
    value = _EMPTY_SIGNS.sub("", join_text(out)) if not join_text(out).strip("_＿ :：") else join_text(out).strip("_＿ :：")
    value = _SEAL_NOTE.sub("", value)
    sure = _confidence(lines)
    filled = Place(place.spec, place.page, place.label, tuple(out), place.frame, place.inside)
    return FieldValue(
        value=value, evidence=place_evidence(filled), confidence=0.4 if doubt else sure, doubt=doubt, readings=tuple(readings)
    )


def _without_seal(place: Place, lines: Sequence[Line]) -> list[Line]:
    """The lines but for words of a seal's ring: they stand within the seal and repeat a part of what is printed beside them."""
    seals = [s.box.grown(3) for s in place.page.seals]
    out = []
    for line in lines:
        within = any(s.intersection(line.box) > 0.9 * line.box.area for s in seals)
        if not (within and any(line.text.strip() in other.text for other in lines if other is not line)):
            out.append(line)
    return out


def _better(place: Place, line: Line, eyes: Eyes) -> tuple[str, str, list[str]]:
    """The best reading of a line, a doubt, and the readings where they differ."""
    covered = stamped(place.page, line.box)
    if place.page.origin == "text" or (line.confidence >= CLEAR and not covered):
        return line.text, "", []
    again = read_again(place.page, eyes, line, place.frame)
    keys = [_key(line.text), *(_key(t) for t, _ in again)]
    if len(set(keys)) <= 1:
        return line.text, "", []
    notes = [line.text, *(t for t, _ in again)]
    for i, k in enumerate(keys):
        if keys.count(k) >= 2:
            return notes[i], "", notes
    text, confidence = max(again, key=lambda r: r[1])
    if covered and confidence >= 0.9:
        return text, "", notes
    best = text if confidence > line.confidence else line.text
    return best, "" if max(confidence, line.confidence) >= 0.85 else f"几次读数不同（{'、'.join(dict.fromkeys(notes))}）", notes


def _key(text: str) -> str:
    return re.sub(r"\W+", "", normalize("NFKC", text))


def _confidence(lines: Sequence[Line]) -> float:
    weight = sum(len(p.text) for p in lines)
    return round(sum(p.confidence * len(p.text) for p in lines) / weight, 3) if weight else 1.0


def count_value(place: Place, eyes: Eyes) -> FieldValue:
    """A number of people as an integer (226人, 1,026)."""
    return _read_twice(place, eyes, _count, agree_digits, as_integer)


def _count(text: str) -> str:
    plain = normalize("NFKC", text).replace(" ", "").replace("O", "0").replace("o", "0").replace("l", "1")
    found = _COUNT.search(plain)
    if found:
        return found.group().replace(",", "").replace("，", "")
    chinese = re.search(r"[零〇一二三四五六七八九十百千万两]+", plain)
    if chinese and len(chinese.group()) >= 1:
        try:
            return str(int(cn2an.cn2an(chinese.group(), "smart")))
        except ValueError:
            return ""
    return ""


def as_integer(text: str) -> int | str:
    return int(text) if text.isdecimal() else text


def uscc_value(place: Place, eyes: Eyes) -> FieldValue:
    """统一社会信用代码, every reading of it together."""
    return _read_twice(place, eyes, _code, agree_uscc, str)


def _code(text: str) -> str:
    runs = [plain_code(m.group()) for m in _CODE_RUN.finditer(normalize("NFKC", text))]
    return max(runs, key=lambda r: -abs(len(r) - 18)) if runs else ""


def class_value(place: Place, eyes: Eyes, known: frozenset[str]) -> FieldValue:
    """行业代码: the 4 digits; a letter of the section before them (C2710) is left out."""

    def agree(readings: Sequence[tuple[str, float]]) -> Agreed:
        return agree_digits(readings, known)

    return _read_twice(place, eyes, class_code, agree, str)


def class_code(text: str) -> str:
    plain = _STANDARD.sub(" ", normalize("NFKC", text))
    found = _CLASS.search(plain)
    return found[1].lstrip("ABCDEFGHIJKLMNOPQRSTabcdefghijklmnopqrst") if found else ""


def _read_twice(
    place: Place,
    eyes: Eyes,
    pick: Callable[[str], str],
    agree: Callable[[Sequence[tuple[str, float]]], Agreed],
    shape: Callable[[str], str | int],
) -> FieldValue:
    """Picks a value out of a place's text and out of further readings of the line that holds it, and lets them agree."""
    lines, unread = _lines(place, eyes)
    whole = join_text(lines)
    if not pick(whole):
        return _unpicked(place, lines, whole, unread)
    line = next((p for p in lines if pick(p.text)), None)
    readings = [(pick(whole if line is None else line.text), _confidence([line] if line else lines))]
    if line is not None:
        readings += [(found, c) for t, c in read_again(place.page, eyes, line, place.frame) if (found := pick(t))]
        if place.page.origin == "text":  # what the file itself says needs no second look
            readings *= 2
    agreed = agree(readings)
    evidence = _value_evidence(place.page, line, agreed.value) if line is not None else place_evidence(place, whole)
    confidence = 0.4 if agreed.doubt else max(c for _, c in readings)
    notes = [agreed.note] if agreed.note else []
    if len({t for t, _ in readings}) > 1:
        notes += [t for t, _ in readings]
    return FieldValue(
        value=shape(agreed.value), evidence=evidence, confidence=round(confidence, 3), doubt=agreed.doubt, readings=tuple(notes)
    )


def _unpicked(place: Place, lines: Sequence[Line], whole: str, unread: str) -> FieldValue:
    """Nothing of the kind asked for: a blank, another text, or ink that could not be read."""
    if place.inside or not whole.strip("_＿ :："):
        # Behind a label in the same cell there are the form's own notes, not an answer.
        return FieldValue(value="", evidence=place_evidence(place, ""), confidence=0.4 if unread else 0.95, doubt=unread)
    return FieldValue(value=whole, evidence=place_evidence(place, whole), confidence=_confidence(lines), doubt=unread)


def _value_evidence(page: Page, line: Line, value: str) -> tuple[Evidence, ...]:
    at = line.text.find(value)
    part = cut_line(line, at, at + len(value)) if value and at >= 0 else None
    return (page.evidence(part.box if part else line.box, part.text if part else line.text),)
