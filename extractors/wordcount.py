"""字数 as a word processor counts it (Word's 中文字符 + 非中文单词), with its two doubtful readings.

``high`` counts each mark that Word may count either way (— … “ ” · ① ° ± ‰ ×) as one; ``low`` lets them join the run
beside them. For text read from a scan, half-width marks between Chinese characters stand for the full-width ones printed:
a reader of scans gives ',' for '，'.
"""

from __future__ import annotations

import re

from word_count import count_words

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇"
_WIDE = rf"[{_HAN}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]"
_SPACE = re.compile(rf"(?<={_WIDE})[^\S\n]+|[^\S\n]+(?={_WIDE})")
_DOUBTFUL = re.compile(rf"[^\x00-\x7f\s{_HAN}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]")
_PERMILLE = re.compile(r"(?<=\d)%[o0](?![A-Za-z0-9])")
_HEADING = re.compile(
    r"\s*(?:第[一二三四五六七八九十\d]+[部章节分]+|[一二三四五六七八九十]{1,3}\s*[、.．]|[（(]\s*[一二三四五六七八九十\d]{1,3}\s*[)）]"
    r"|\d{1,2}(?:\.\d{1,2})*\s*[、.．)）]|[①-⑳])\s*\S.*"
)
_MARK = {",": "，", ":": "：", ";": "；", "!": "！", "?": "？", "(": "（", ")": "）"}
_SCAN_MARKS = re.compile(
    rf"(?<={_WIDE})([,:;!?(])|([,:;!?)])(?={_WIDE}|$)|([(])(?=[^()\n]*[{_HAN}])|(?<=[%％℃°A-Za-z0-9])([)])(?=[{_HAN}，。；、]|$)"
)


def counts(text: str, scanned: bool = False) -> tuple[int, int]:
    """(high, low) of a text; ``scanned`` where it was read from a picture."""
    plain = prepared(without_headings(text), scanned)
    marks = len(_DOUBTFUL.findall(plain))
    return count_words(_DOUBTFUL.sub(" ", plain)) + marks, count_words(plain)


def without_headings(text: str) -> str:
    """The text without the headings inside it: short numbered paragraphs without a stop, each followed by its text.

    A list of short numbered lines is no row of headings: there the next paragraph is one of the list.
    """
    paragraphs = text.split("\n")
    heads = [
        len(p.strip()) <= 45 and p.rstrip()[-1:] not in "。；;，,、！!？?：:" and _HEADING.fullmatch(p) is not None for p in paragraphs
    ]
    kept = [p for i, p in enumerate(paragraphs) if not (heads[i] and i + 1 < len(paragraphs) and not heads[i + 1])]
    return "\n".join(kept)


def prepared(text: str, scanned: bool = False) -> str:
    """The text without the spaces that a page sets between characters, with the marks as they were printed."""
    plain = _SPACE.sub("", text)
    if not scanned:
        return plain
    plain = _PERMILLE.sub("‰", plain.replace('"', "“"))
    for _ in range(2):
        plain = _SCAN_MARKS.sub(lambda m: _MARK[m[0]], plain)
    return _paired(_SPACE.sub("", plain))


def _paired(text: str) -> str:
    """A bracket beside a full-width partner is full-width too."""
    out = list(text)
    stack: list[int] = []
    for i, c in enumerate(out):
        if c in "(（":
            stack.append(i)
        elif c in ")）" and stack:
            j = stack.pop()
            if "（" in (out[j],) or c == "）":
                out[j], out[i] = "（", "）"
    return "".join(out)
