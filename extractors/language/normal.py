"""Text as matching wants it: one width of characters, no stray spaces, digits that OCR took for letters put right.

Unlike `models.text.normalise` this keeps Chinese punctuation full width: the comma of a sentence must not become one of thousands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_KEPT = "，。；：、！？“”‘’《》【】—…·〇"
_WIDTHS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in _KEPT}
_SAME = {
    "○": "〇",
    "◯": "〇",
    "Ⅰ": "I",
    "Ⅱ": "2",
    "Ⅲ": "3",
    "Ⅳ": "4",
    "﹪": "%",
    "٪": "%",
    "﹣": "-",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "–": "—",
    "―": "—",
    "～": "~",
    "〜": "~",
    "∼": "~",
    "；": "；",
    "﹐": "，",
    "﹑": "、",
    "﹒": ".",
    "．": ".",
    "／": "/",
    "〔": "(",
    "〕": ")",
    "［": "(",
    "］": ")",
    ";": "；",
    "\u3000": " ",
    "\xa0": " ",
    "\t": " ",
}
_TABLE: dict[int, str | int | None] = {**_WIDTHS, **{ord(k): v for k, v in _SAME.items()}}
_SPACE = re.compile(r" +")
_LETTERED = re.compile(
    r"(?<![A-Za-z0-9])(?=[0-9OoIl]*[0-9])(?=[0-9OoIl]*[OoIl])[0-9OoIl]{2,}(?![A-Za-z0-9])|(?<![A-Za-z0-9])[OoIl](?=[,.]\d)"
)
_AS_DIGITS = str.maketrans("OoIl", "0011")
_FIRST_CLASS = re.compile(r"(?<![A-Za-z0-9])[|lΙІi丨1](?=类)")
_ROMAN_LEVEL = re.compile(r"(?<![A-Za-z])(I{1,3}|IV)(?=级)")
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4"}


@dataclass(frozen=True, slots=True)
class Normal:
    """``index[i]`` is the place in the original of ``text[i]``; ``repaired`` are places in ``text`` where a digit was put right."""

    text: str
    index: tuple[int, ...] | range
    repaired: frozenset[int] = frozenset()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of ``text``, in the original."""
        if start >= end:
            return (self.index[start], self.index[start]) if start < len(self.index) else (0, 0)
        return self.index[start], self.index[end - 1] + 1


def normal(original: str) -> Normal:
    """One width, no spaces beside Han characters or inside numbers, letters inside numbers taken for the digits they look like."""
    text = original.translate(_TABLE)
    text, index = _without_spaces(text)
    repaired: set[int] = set()

    def digits(match: re.Match[str]) -> str:
        repaired.update(i for i in range(match.start(), match.end()) if not text[i].isdigit())
        return match[0].translate(_AS_DIGITS)

    fixed = _LETTERED.sub(digits, text)
    fixed = _FIRST_CLASS.sub("I", fixed)
    fixed = _ROMAN_LEVEL.sub(lambda m: _ROMAN[m[0]].rjust(len(m[0]), "0"), fixed)
    return Normal(fixed, index, frozenset(repaired))


def plain(word: str) -> str:
    """A word of a rulebook in the form that `normal` gives to text."""
    return normal(word).text


def _without_spaces(text: str) -> tuple[str, tuple[int, ...] | range]:
    if " " not in text:
        return text, range(len(text))
    dropped: set[int] = set()
    for match in _SPACE.finditer(text):
        a, b = match.span()
        before = text[a - 1] if a else ""
        after = text[b] if b < len(text) else ""
        keep = before and after and before.isascii() and after.isascii() and not _in_number(text, a, b)
        dropped.update(range(a + 1 if keep else a, b))
    index = tuple(i for i in range(len(text)) if i not in dropped)
    return "".join(text[i] for i in index), index


def _in_number(text: str, a: int, b: int) -> bool:
    """Whether the gap ``a:b`` lies inside one number: ``68. 3``, ``1, 025``, ``83 %``."""
    before, after = text[a - 1], text[b]
    if before.isdigit() and after == "%":
        return True
    digits = re.match(r"\d+", text[b:])
    if before == "." and a >= 2 and text[a - 2].isdigit() and digits:
        return bool(re.match(r"\d{1,2} ?(?:%|个百分点|万|亿|元)", text[b:]))
    if before == "," and a >= 2 and text[a - 2].isdigit() and digits:
        return len(digits[0]) == 3
    return before.isdigit() and after == "." and bool(re.match(r"\. ?\d", text[b:]))
