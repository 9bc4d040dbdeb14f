"""Pages of papers built from lines of text, for tests of the attachments' readers. All names and figures are invented."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.attachments import attachments
from models.application import Attachment
from models.geometry import Box
from models.outline import Outline
from models.pages import Line, Page, SealMark
from pipeline.rulebook import load

RULEBOOK = load("shijiazhuang-2025")
FIRM = "河北青禾仪器有限公司"
CODE = "91130171582431766M"

Item = tuple[float, float, str] | tuple[float, float, str, float]


def page(*items: Item, number: int = 1, file: str = "book.pdf", seals: Sequence[SealMark] = (), confidence: float = 0.99) -> Page:
    """A page of 595 × 842 points; an item is x, y (top), text and perhaps its height in points."""
    lines = []
    for item in items:
        x, y, text = item[:3]
        height = item[3] if len(item) > 3 else 13.0
        width = sum(height * (1.0 if ord(c) > 255 else 0.55) for c in text)
        lines.append(Line(text, Box(x, y, x + width, y + height), confidence))
    return Page(file=file, number=number, width=595.0, height=842.0, lines=tuple(lines), seals=tuple(seals))


def enclosed(*pages: Page, programmes: tuple[str, ...] = ("lighthouse",), name: str = FIRM) -> tuple[Attachment, ...]:
    """The papers that the pages make, without pictures."""
    kinds = {(p.file, p.number): "enclosed" for p in pages}
    outline = Outline(programmes=programmes, sections=(), kinds=kinds, enclosed=pages, pages=pages, name=name)
    return attachments(outline, None, RULEBOOK)


def values(paper: Attachment) -> dict[str, object]:
    return {k: v.value for k, v in paper.fields.items()}
