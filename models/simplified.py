"""Traditional characters as the simplified ones that the books are printed in: OCR mixes them up (泵閥裝备 for 泵阀装备)."""

from __future__ import annotations

from functools import cache

from opencc import OpenCC


@cache
def _table() -> dict[int, str]:
    """Each character that GB 2312 lacks, with the one of GB 2312 it is written as today; 乾 and 著, which it has, stay."""
    convert = OpenCC("t2s").convert
    table = {}
    for n in range(0x4E00, 0xA000):
        if not _current(chr(n)):
            short = convert(chr(n))
            if len(short) == 1 and ord(short) != n and _current(short):
                table[n] = short
    return table


def _current(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def simplified(text: str) -> str:
    """The text in simplified characters; as long as before."""
    return text.translate(_table())
