"""Numbers with a check digit or a fixed shape: credit codes, patent numbers, software registration numbers.

OCR confuses O and 0, I and 1, B and 8 … A code is repaired only where exactly one reading nearby satisfies its check characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

from stdnum.cn import uscc

from extractors.papers.dates import apart
from extractors.papers.sheet import squeeze

_LOOSE = re.compile(r"[0-9A-Za-z]{16,20}")
_OLD = re.compile(r"(?<![0-9A-Za-z])(\d{15})(?![0-9A-Za-z])")
_ILLEGAL = str.maketrans({"O": "0", "I": "1", "Z": "2", "S": "5", "V": "U"})
_LIKE = {
    "0": "DQ",
    "D": "0",
    "Q": "0",
    "8": "B",
    "B": "8",
    "1": "L",
    "L": "1",
    "5": "",
    "6": "G",
    "G": "6",
    "2": "",
    "U": "W",
    "W": "U",
    "3": "8",
    "M": "N",
    "N": "MH",
    "H": "N",
    "7": "T",
    "T": "7",
    "9": "",
    "4": "A",
    "A": "4",
    "C": "G",
    "P": "R",
    "R": "P",
    "K": "X",
    "X": "K",
    "Y": "X",
    "E": "F",
    "F": "E",
}
_ORGAN_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_PATENT_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_PATENT = re.compile(r"(?:[Z2][L1lI])?((?:19|20|2O)[0-9OoIlBSZ]{2}[0-9OoIlBSZ]{8})[.·,。:、]?([0-9XxOoIlBSZ×])(?![0-9])")
_SOFTWARE = re.compile(r"((?:19|20)\d{2})[S5]R([0-9OoIlBSZ]{6,8})(?!\d)")
_DIGIT = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1", "B": "8", "S": "5", "Z": "2", "×": "X", "x": "X"})


@dataclass(frozen=True, slots=True)
class Code:
    """A code as it should stand, where it was read (``raw``), whether its check characters agree, and a note on repairs."""

    value: str
    raw: str
    sound: bool
    start: int = 0
    end: int = 0
    note: str = ""


def uscc_sound(code: str) -> bool:
    """Both check characters of GB 32100-2015: position 18, and position 17 of the organisation code (GB 11714) for enterprises."""
    if not uscc.is_valid(code):
        return False
    return not code.startswith(("91", "92", "93")) or _organ_check(code[8:16]) == code[16]


def _organ_check(body: str) -> str:
    total = sum(w * (int(c) if c.isdecimal() else ord(c) - 55) for w, c in zip(_ORGAN_WEIGHTS, body, strict=True))
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def credit_codes(text: str) -> Iterator[Code]:
    """Credit codes in a text, repaired where the check characters allow exactly one repair; also 15-digit registration numbers."""
    flat = apart(text).upper()
    for m in _LOOSE.finditer(flat):
        raw = m.group()
        if len(raw) == 18 and (any(c.isalpha() for c in raw) or raw.startswith("91")):
            yield _mended(raw, m.start(), m.end())
        elif len(raw) in (17, 19) and raw.startswith(("91", "92", "93")):
            yield Code(raw, raw, False, m.start(), m.end(), f"位数为{len(raw)}位")
    for m in _OLD.finditer(flat):
        yield Code(m[1], m[1], True, m.start(), m.end(), "15位注册号")


def _mended(raw: str, start: int, end: int) -> Code:
    plain = raw.translate(_ILLEGAL)
    if uscc_sound(plain):
        note = "" if plain == raw else f"原读数{raw}，按代码字符集更正为{plain}"
        return Code(plain, raw, True, start, end, note)
    for swaps in (1, 2):
        options = {c for c in _variants(plain, swaps) if uscc_sound(c)}
        if len(options) > 1:
            break
        if not options:
            continue
        (value,) = options
        return Code(value, raw, True, start, end, f"原读数{raw}，按校验位更正为{value}")
    return Code(plain, raw, False, start, end, "校验位不符")


def _variants(code: str, swaps: int) -> Iterator[str]:
    """The code with ``swaps`` characters replaced by ones that look alike."""
    places = [i for i, c in enumerate(code) if _LIKE.get(c)]
    for spots in combinations(places, swaps):
        for letters in product(*(_LIKE[code[i]] for i in spots)):
            chars = list(code)
            for i, c in zip(spots, letters, strict=True):
                chars[i] = c
            yield "".join(chars)


def patent_check(body: str) -> str:
    """The check character of the 12 digits of a Chinese application number."""
    rest = sum(int(d) * w for d, w in zip(body, _PATENT_WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def patents(text: str) -> Iterator[Code]:
    """Patent numbers ``ZL202111382746.X``."""
    flat = squeeze(text)
    for m in _PATENT.finditer(flat):
        body, check = m[1].translate(_DIGIT), m[2].translate(_DIGIT)
        if body[4] not in "12389":
            continue
        value = f"ZL{body}.{check}"
        sound = body.isdecimal() and patent_check(body) == check
        yield Code(value, m.group(), sound, m.start(), m.end(), "" if sound else "专利号校验位不符")


def software(text: str) -> Iterator[Code]:
    """Software copyright registration numbers ``2023SR0718452``."""
    flat = squeeze(text).replace("—", "")
    for m in _SOFTWARE.finditer(flat):
        yield Code(f"{m[1]}SR{m[2].translate(_DIGIT)}", m.group(), len(m[2]) in (6, 7), m.start(), m.end())


def patent_kind(number: str, kinds: list[str]) -> str | None:
    """发明专利, 实用新型 or 外观设计 by the fifth digit of the number; 8 and 9 came over PCT."""
    digits = number.removeprefix("ZL")
    index = {"1": 0, "8": 0, "2": 1, "9": 1, "3": 2}.get(digits[4:5])
    return kinds[index] if index is not None and len(kinds) > index else None
