"""Normalised text: what matching works on, with a map back to the original characters."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from rapidfuzz.distance import Levenshtein

from models.simplified import simplified

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇"
_SPACE_BETWEEN_HAN = re.compile(rf"(?<=[{HAN}，。、；：？！（）《》“”])\s+(?=[{HAN}，。、；：？！（）《》“”])")

_RADICALS = (
    "⺁厂⺃乚⺄乙⺅亻⺆冂⺈刀⺉刂⺊卜⺌小⺍小⺎兀⺐尢⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺫目⺬示⺭礻⺮竹⺯糹⺰纟⺱罓⺲罒"
    "⺶羊⺹耂⺺肀⺻聿⺼月⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻡首⻢马⻣骨⻤鬼"
    "⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
_AS_HAN = {ord(_RADICALS[i]): _RADICALS[i + 1] for i in range(0, len(_RADICALS), 2)}
_AS_HAN |= {n: unicodedata.normalize("NFKC", chr(n)) for n in range(0x2F00, 0x2FD6)}
"""Radicals (⼊ U+2F0A, ⻓ U+2ED3) as which some programs write a PDF's characters that look the same (入, 长)."""


def as_han(text: str) -> str:
    """The text with each radical of Unicode's radical blocks as the character it looks like; as long as before."""
    return text.translate(_AS_HAN)


def normalise(text: str) -> str:
    """NFKC, so that full and half width agree, and no space beside a Han character."""
    return normalise_with_map(text)[0]


def normalise_with_map(text: str) -> tuple[str, list[int]]:
    """The normalised text and, for each of its characters, the index in ``text`` that it comes from."""
    out: list[str] = []
    index: list[int] = []
    for i, char in enumerate(text):
        for c in unicodedata.normalize("NFKC", char):
            out.append(" " if c.isspace() and c != "\n" else c)
            index.append(i)
    kept_text: list[str] = []
    kept_index: list[int] = []
    for i, c in enumerate(out):
        if c == " ":
            before = next((x for x in reversed(kept_text[-1:])), "")
            after = next((x for x in out[i + 1 :] if x != " "), "")
            if not before or not after or not (_plain(before) and _plain(after)):
                continue
            if before == " ":
                continue
        kept_text.append(c)
        kept_index.append(index[i])
    return "".join(kept_text), kept_index


def _plain(char: str) -> bool:
    """Whether a space beside this character separates words: half-width letters, digits and marks."""
    return char.isascii() and char != "\n"


_FORMS = (("有限责任公司", "有限公司"),)
_NAME_NOISE = re.compile(r"[\s()（）\[\]【】〔〕·•.,，。:：\"'“”‘’_\-—]+")


def name_key(name: str) -> str:
    """A company's name for comparing: width, brackets, spaces, traditional characters and 有限责任公司/有限公司 do not matter."""
    key = _NAME_NOISE.sub("", simplified(unicodedata.normalize("NFKC", name)))
    for long, short in _FORMS:
        key = key.replace(long, short)
    return key.casefold()


_FORMER = re.compile(r"[（(\[【]\s*(?:原名?|曾用名|更名前|变更前|前身)\s*(?:为|是)?[:：]?\s*[“\"]?([^）)\]】”\"]{4,40})[”\"]?\s*[）)\]】]")


def former_names(name: str) -> tuple[str, tuple[str, ...]]:
    """A company's name without the former ones that stand in brackets behind it (原…, 曾用名：…), and those."""
    found = tuple(m[1].strip() for m in _FORMER.finditer(name))
    return (_FORMER.sub("", name).strip(), found) if found else (name, ())


Agreement = Literal["matches", "differs", "unreadable"]


def names_agree(read: str, name: str, sure: bool = True) -> Agreement:
    """Whether a name as read (by OCR from a seal or a scan) is ``name``.

    One wrong or missing character in eight is put down to the reading. More of them are another name where the reading was
    ``sure``; a doubtful reading must be off by a third to count as another name, else it is unreadable: a person must look.
    """
    got, want = name_key(read), name_key(name)
    if not want or len(got) < 4 or len(got) < 0.5 * len(want):
        return "unreadable"
    off = Levenshtein.distance(got, want)
    share = off / max(len(got), len(want))
    if off == 0 or share <= 0.125:
        return "matches"
    if _inside(got, want):
        # Characters missing only: worn away or hidden, not different.
        return "matches" if share <= 0.25 else "unreadable"
    return "differs" if share > (0.125 if sure else 0.34) else "unreadable"


def _inside(part: str, whole: str) -> bool:
    """Whether all characters of ``part`` stand in ``whole`` in the same order."""
    rest = iter(whole)
    return all(c in rest for c in part)
