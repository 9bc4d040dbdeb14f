"""Unified social credit codes (GB 32100-2015) and industry codes: what several readings of one place say together.

A code is never made right: it is taken as the readings have it, and only where they differ, or where a letter stands that the
alphabet of the code does not have (I O S V Z), do the check characters (GB 32100-2015 for position 18, GB 11714 for position
17) choose between what was read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from unicodedata import normalize

from stdnum.cn import uscc as stdnum_uscc

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ILLEGAL = {"I": "1", "O": "0", "S": "5", "Z": "2"}
"""Letters the code does not use, and the digits they are misread for; V has no such twin."""
ALIKE = ("0DOQ", "8B", "5S", "2Z", "1IL7T", "6G", "UVW", "MNH", "PR", "KX", "CG", "EF", "XY", "A4")
_ORGAN_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGAN_VALUES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the readings of one place come to. ``doubt`` is "" where they leave none; ``note`` records a correction."""

    value: str
    doubt: str = ""
    note: str = ""


def plain_code(text: str) -> str:
    """Capital letters and digits of a text, full-width ones made half-width."""
    return re.sub(r"[^0-9A-Z]", "", normalize("NFKC", text).upper())


def organ_check(code: str) -> str:
    """Check character of the organisation code (GB 11714) in positions 9 to 16 of ``code``."""
    total = sum(w * _ORGAN_VALUES.index(c) for w, c in zip(_ORGAN_WEIGHTS, code[8:16], strict=True))
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def uscc_sound(code: str) -> bool:
    """18 characters of the alphabet of which both check characters agree (position 17 for enterprises only)."""
    if len(code) != 18 or any(c not in ALPHABET for c in code) or not stdnum_uscc.is_valid(code):
        return False
    return not code.startswith(("91", "92", "93")) or organ_check(code) == code[16]


def agree_uscc(readings: Sequence[tuple[str, float]]) -> Agreed:
    """One code out of (text, confidence) readings of the same place, best reading first.

    - All readings alike: that is what is printed, sound or not (an unsound one is a fact for the rules, not a doubt).
    - They differ: the one sound code that can be put together from what was read, character by character, is taken.
    - None or several can: the first reading stands, in doubt.
    """
    codes = [(plain_code(t), c) for t, c in readings if plain_code(t)]
    if not codes:
        return Agreed("", "未能读出代码" if readings else "")
    raw = [code for code, _ in codes]
    legal = ["".join(ILLEGAL.get(c, c) for c in code) for code in raw]
    first = _most(legal)
    if len(set(legal)) == 1:
        note = f"原读数{raw[0]}，按代码字符集更正为{first}" if first != raw[0] and uscc_sound(first) else ""
        if first != raw[0] and not note:
            return Agreed(raw[0], "代码中有标准外字符，可能误读")
        return Agreed(first, _alone(first, codes), note)
    sound = _sound_mix(legal)
    if len(sound) == 1:
        value = sound.pop()
        differing = "、".join(dict.fromkeys(c for c in raw if c != value))
        return Agreed(value, "", f"两次读数不同（{differing}），按校验位取{value}")
    return Agreed(first, f"几次读数不同（{'、'.join(dict.fromkeys(raw))}），校验位不能判定")


def _most(codes: Sequence[str]) -> str:
    """The most frequent reading, those of 18 characters first, the first of equals."""
    count = Counter(codes)
    return max(codes, key=lambda c: (len(c) == 18, count[c], -codes.index(c)))


def _alone(code: str, codes: Sequence[tuple[str, float]]) -> str:
    """Doubt about a code that was read only once, or weakly, and does not check."""
    if uscc_sound(code):
        return ""
    weak = max(c for _, c in codes) < 0.9
    if len(codes) < 2:
        return "代码未通过校验且只有一次读数"
    if weak and (len(code) != 18 or _near_sound(code)):
        return "代码未通过校验，字迹不清，可能误读"
    if len(code) != 18 and min(c for _, c in codes) < 0.97:
        return f"读出{len(code)}位，可能漏读"
    return ""


def _near_sound(code: str) -> bool:
    """Whether taking one character for one that looks alike makes a sound code."""
    for i, char in enumerate(code):
        for family in ALIKE:
            if char in family and any(uscc_sound(code[:i] + c + code[i + 1 :]) for c in family if c != char):
                return True
    return False


def _sound_mix(codes: Sequence[str]) -> set[str]:
    """Sound codes among the readings; failing that, those made of the characters that the readings have at each place."""
    whole = {c for c in codes if uscc_sound(c)}
    if whole:
        return whole
    full = [c for c in codes if len(c) == 18]
    choices = [sorted({c[i] for c in full}) for i in range(18)] if len(full) >= 2 else []
    size = 1
    for choice in choices:
        size *= len(choice)
    if not choices or size > 64:
        return set()
    return {code for parts in product(*choices) if uscc_sound(code := "".join(parts))}


def agree_digits(readings: Sequence[tuple[str, float]], known: frozenset[str] = frozenset()) -> Agreed:
    """One number out of several readings of a place; ``known`` are the values that can be (class codes), for breaking ties."""
    found = [(t, c) for t, c in readings if t]
    if not found:
        return Agreed("", "未能读出数字" if readings else "")
    values = [t for t, _ in found]
    if len(set(values)) == 1:
        return Agreed(values[0])
    count = Counter(values).most_common()
    listing = "、".join(dict.fromkeys(values))
    possible = [v for v in dict.fromkeys(values) if v in known]
    if len(possible) == 1 and count[0][0] == possible[0]:
        return Agreed(possible[0], "", f"几次读数不同（{listing}），取{possible[0]}")
    if len(values) >= 3 and count[0][1] >= len(values) - 1 and len(count) == 2:
        return Agreed(count[0][0], "", f"几次读数不同（{listing}），取多数{count[0][0]}")
    return Agreed(count[0][0], f"几次读数不同（{listing}）")
