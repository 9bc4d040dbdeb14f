"""The words of a seal: its unrolled ring read in several ways, and the four quarters of a person's chop set in a row."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from extractors.seals_ink import Grey
from extractors.seals_rings import Ring
from extractors.seals_unroll import Band, axis, centred, locate, pitch, strip
from models.eyes import Image, Reading
from models.geometry import Box

Recognise = Callable[[Image], Reading]

ENOUGH = 0.985
"""Confidence at which two like readings end the search."""
_KEPT = re.compile(r"[㐀-䶿一-鿿〇()]+")
_NO_NAME = re.compile(r"^[()]+|(?<=\))\)+|\($")
_TAIL = "有限公司"
"""What 公司法 demands at the end of a company's name: worn or overprinted tails are mended to it."""
_OFFICE = "会计师事务所"


@dataclass(frozen=True, slots=True)
class Words:
    """What was read along a ring; ``readings`` are the different readings, the likeliest first."""

    text: str = ""
    confidence: float = 0.0
    readings: tuple[str, ...] = ()


def read_ring(inks: Sequence[Grey], ring: Ring, recognise: Recognise) -> Words:
    """The text along the ring, by agreement of several ways of unrolling it.

    ``inks`` are the channels to read it from, best first.
    """
    bands = [locate(ink, ring) for ink in inks]
    towards = next((a for ink in inks if (a := axis(ink, ring)) is not None), None)
    likely: dict[int, float] = {}
    for ink, band in zip(inks, bands, strict=True):
        for n, fit in pitch(ink, ring, centred(band, towards, False) if towards is not None else band).items():
            likely[n] = max(likely.get(n, 0.0), fit)
    heard: list[tuple[str, float]] = []
    for ink, band in _ways(inks, bands, towards):
        reading = recognise(strip(ink, ring, band))
        text = mended(cleaned(reading.text))
        if len(text) >= 2:
            heard.append((text, reading.confidence))
        if len(heard) >= 2 and heard[0][0] == heard[1][0] and min(heard[0][1], heard[1][1]) >= ENOUGH and _usual(len(text), likely):
            break
    return agreed(heard, likely)


def _usual(length: int, likely: Mapping[int, float]) -> bool:
    """Whether a reading has as many characters as the ink has, or the ink does not tell."""
    return not likely or likely.get(length, 0.0) > max(likely.values()) - 0.3


def agreed(heard: Sequence[tuple[str, float]], likely: Mapping[int, float]) -> Words:
    """One text from several readings: of the length most of them have, each character by vote, weighted by confidence.

    ``likely`` tells how well each number of characters fits the ink: a character that a reading drops without a word (where
    print lies over it) is missed by nothing else.
    """
    if not heard:
        return Words()
    weight: dict[str, float] = defaultdict(float)
    for text, sure in heard:
        weight[text] += sure**4
    lengths: dict[int, float] = defaultdict(float)
    for text, w in weight.items():
        lengths[len(text)] += w * (1 + 2 * max(0.0, likely.get(len(text), 0.0)))
    longest = max(lengths, key=lambda n: (lengths[n], n))
    votes: list[dict[str, float]] = [defaultdict(float) for _ in range(longest)]
    for text, w in weight.items():
        if len(text) == longest:
            for place, char in zip(votes, text, strict=True):
                place[char] += w
    text = "".join(max(place, key=lambda c: place[c]) for place in votes)
    ranked = sorted(weight, key=lambda t: -weight[t])
    sure = max(c for t, c in heard if len(t) == longest)
    share = min(max(place.values()) / sum(place.values()) for place in votes)
    missing = 1.0 if _usual(longest, likely) else 0.9
    return Words(text, round(sure * (0.6 + 0.4 * share) * missing, 4), tuple(dict.fromkeys([text, *ranked])))


def mended(text: str) -> str:
    """``text`` with its legal form set right: 有限, 有限公, or one wrong character in 有限公司 or in 会计师事务所."""
    for start in range(2, len(text) - len(_OFFICE) + 1):
        if _near(text[start : start + len(_OFFICE)], _OFFICE):
            text = text[:start] + _OFFICE + text[start + len(_OFFICE) :]
    if len(text) >= 7 and _near(text[-4:], _TAIL):
        return text[:-4] + _TAIL
    for cut in (3, 2):
        if len(text) >= cut + 4 and text.endswith(_TAIL[:cut]):
            return text[:-cut] + _TAIL
    return text


def _near(part: str, word: str) -> bool:
    """Whether ``part`` is ``word`` but for one character."""
    return sum(a != b for a, b in zip(part, word, strict=True)) == 1


def cleaned(text: str) -> str:
    """The name in a reading: Chinese characters and brackets, without the number code and stray marks."""
    kept = "".join(_KEPT.findall(unicodedata.normalize("NFKC", text).replace("[", "(").replace("]", ")")))
    return _NO_NAME.sub("", kept).replace("(", "（").replace(")", "）")


def _ways(inks: Sequence[Grey], bands: Sequence[Band], towards: float | None) -> Iterator[tuple[Grey, Band]]:
    """Channel and band of each way of unrolling, the likeliest first."""
    pairs = list(zip(inks, bands, strict=True))
    yield from pairs
    if towards is not None:
        for ink, band in pairs:
            yield ink, centred(band, towards, widest=False)
    for ink, band in pairs:
        even = band if towards is None else centred(band, towards, widest=True)
        yield ink, replace(even, inner=band.inner - 0.04, outer=min(0.965, band.outer + 0.03))
    for ink, band in pairs:
        yield ink, replace(band, inner=0.6, outer=0.95)


def read_chop(ink: Grey, box: Box, recognise: Recognise) -> tuple[str, float]:
    """The name in a square chop: two columns read from the right, each from top to bottom; 印 and 之印 are left off."""
    x0, y0, x1, y1 = (round(v) for v in (box.x0, box.top, box.x1, box.bottom))
    edge = round(0.09 * min(x1 - x0, y1 - y0))
    face = ink[y0 + edge : y1 - edge, x0 + edge : x1 - edge]
    if min(face.shape) < 12:
        return "", 0.0
    h, w = face.shape[0] // 2, face.shape[1] // 2
    quarters = [face[:h, w:], face[h:, w:], face[:h, :w], face[h:, :w]]
    row = np.hstack(
        [cv2.copyMakeBorder(cv2.resize(q, (44, 44), interpolation=cv2.INTER_CUBIC), 4, 4, 3, 3, cv2.BORDER_CONSTANT) for q in quarters]
    )
    page = 255 - cv2.copyMakeBorder(np.clip(row, 0, 255).astype(np.uint8), 2, 2, 16, 16, cv2.BORDER_CONSTANT)
    reading = recognise(np.asarray(cv2.cvtColor(page, cv2.COLOR_GRAY2RGB), dtype=np.uint8))
    text = cleaned(reading.text)
    return re.sub(r"(之印|印章|印|章)$", "", text), reading.confidence
