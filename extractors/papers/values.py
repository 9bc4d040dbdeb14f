"""What readers of papers share: the paper at hand, values with their evidence, second readings from an enlarged picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from extractors.papers.sheet import Found, Sheet, Span
from models.application import FieldValue, Value
from models.evidence import Evidence
from models.eyes import Eyes, Image, Reading
from models.geometry import Box
from models.pages import Line, Page
from models.rulebook import AttachmentSpec

LOW = 0.80
"""A line below this is in doubt until a second reading agrees."""


@dataclass(frozen=True)
class Paper:
    """Pages that make one paper. ``label`` is what an attachment heading or divider calls it, ``hint`` the type that names."""

    type: str
    sheets: tuple[Sheet, ...]
    label: str = ""
    hint: str = ""
    score: float = 0.0
    doubt: str = ""

    @property
    def file(self) -> str:
        return self.sheets[0].page.file

    @cached_property
    def text(self) -> str:
        return "\n".join(s.text for s in self.sheets)


@dataclass(frozen=True)
class Desk:
    """What a reader of papers works with: the spec of the type, the rulebook's words, the page images, the applicant's name."""

    spec: AttachmentSpec
    words: dict[str, list[str]]
    honours: dict[str, int] = field(default_factory=dict)
    eyes: Eyes | None = None
    applicant: str = ""
    year: int = 0

    def labels(self, name: str) -> list[str]:
        return self.spec.labels.get(name, [])

    def say(self, key: str) -> list[str]:
        return self.words.get(key, [])

    def again(self, span: Span, dpi: int = 300) -> Reading:
        """A second reading of a place from an enlarged picture; an empty one without pictures."""
        if self.eyes is None:
            return Reading("", 0.0)
        try:
            return self.eyes.recognise(self.eyes.crop(span.page, span.box.grown(2.0), dpi))
        except (ValueError, OSError, RuntimeError):
            return Reading("", 0.0)

    def under_seal(self, page: Page, box: Box, dpi: int = 200) -> tuple[Span, ...]:
        """Lines of a region with red and other colours taken out: what a seal covers."""
        if self.eyes is None:
            return ()
        try:
            image = self.eyes.crop(page, box, dpi)
            lines = self.eyes.read(without_colour(image), dpi)
        except (ValueError, OSError, RuntimeError):
            return ()
        return tuple(_moved(page, line, box) for line in lines)


def without_colour(image: Image) -> Image:
    """The picture as its red channel shows it, contrast stretched: red ink vanishes, black stays."""
    red = image[:, :, 0].astype(np.float32)
    low, high = float(np.percentile(red, 1)), float(np.percentile(red, 60))
    if high - low < 20:
        return image
    out = np.clip((red - low) * 255.0 / (high - low), 0, 255).astype(np.uint8)
    return np.repeat(out[:, :, None], 3, axis=2)


def _moved(page: Page, line: Line, box: Box) -> Span:
    x, y = max(0.0, box.x0), max(0.0, box.top)
    b = line.box
    return Span(page, line.text, Box(b.x0 + x, b.top + y, b.x1 + x, b.bottom + y), line.confidence)


def value_of(
    value: Value, spans: Span | Sequence[Span], doubt: str = "", readings: Iterable[str] = (), confidence: float | None = None
) -> FieldValue:
    """A field with the places of ``spans``; its confidence is that of the worst of them."""
    every = [spans] if isinstance(spans, Span) else list(spans)
    sure = confidence if confidence is not None else min((s.confidence for s in every), default=1.0)
    evidence: tuple[Evidence, ...] = tuple(s.evidence() for s in every)
    return FieldValue(value=value, evidence=evidence, confidence=round(sure, 3), doubt=doubt, readings=tuple(r for r in readings if r))


def labelled(sheets: Iterable[Sheet], labels: list[str], fuzzy: bool = True) -> Iterator[tuple[Sheet, Found]]:
    """Places of the labels on all sheets."""
    for sheet in sheets:
        for found in sheet.find(labels, fuzzy):
            yield sheet, found
