"""Draws tick boxes of all kinds that forms have, with the ticks that people and programs put into, over and beside them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

from PIL import ImageDraw, ImageFont

Shape = Literal["square", "circle", "brackets", "glyph"]
INK = (25, 25, 25)
PENS = ((25, 25, 25), (30, 40, 130), (20, 20, 60))

PRINTED = ("printed", "crossed", "filled", "root")
HAND = ("hand", "hand-long", "hand-cross", "hand-small", "scribble", "hand-left", "hand-right", "hand-label")
KINDS: dict[Shape, tuple[str, ...]] = {
    "square": (*PRINTED, *HAND),
    "circle": ("dot", "full", "printed", "hand"),
    "brackets": ("printed", "hand"),
    "glyph": ("■", "√", "✓", "✔"),
}


@dataclass(frozen=True)
class Style:
    """How the boxes of a form look. ``behind`` puts them behind their labels; ``digital`` notes them as a text layer

    does, else as OCR may.
    """

    shape: Shape = "square"
    tick: str = "printed"
    behind: bool = False
    digital: bool = False


class Brush:
    """Draws one box; coordinates in pixels, ``s`` the box's side."""

    def __init__(self, draw: ImageDraw.ImageDraw, x: float, y: float, s: float, rng: random.Random) -> None:
        self.draw, self.x, self.y, self.s, self.rng = draw, x, y, s, rng

    def at(self, u: float, v: float) -> tuple[float, float]:
        """A place in shares of the side, a little off as a hand is."""
        s, wobble = self.s, self.rng.uniform
        return self.x + u * s + wobble(-0.04, 0.04) * s, self.y + v * s + wobble(-0.04, 0.04) * s

    def line(self, *places: tuple[float, float], fill: tuple[int, int, int] = INK, width: int = 3) -> None:
        self.draw.line([self.at(*p) for p in places], fill=fill, width=width, joint="curve")

    def frame(self, shape: Shape, width: int) -> None:
        corners = (self.x, self.y, self.x + self.s, self.y + self.s)
        if shape == "circle":
            self.draw.ellipse(corners, outline=INK, width=width)
        elif shape == "square":
            self.draw.rectangle(corners, outline=INK, width=width)

    def tick(self, kind: str, pen: tuple[int, int, int]) -> None:
        w = self.rng.choice((3, 4, 5))
        match kind:
            case "printed" | "root":
                self.line((0.2, 0.5), (0.42, 0.78), (0.85, 0.2))
            case "crossed":
                self.line((0.15, 0.15), (0.85, 0.85))
                self.line((0.85, 0.15), (0.15, 0.85))
            case "filled":
                self.draw.rectangle((self.x, self.y, self.x + self.s, self.y + self.s), fill=INK)
            case "dot" | "full":
                inset = (0.27 if kind == "dot" else 0.0) * self.s
                self.draw.ellipse((self.x + inset, self.y + inset, self.x + self.s - inset, self.y + self.s - inset), fill=INK)
            case "hand":
                self.line((-0.1, 0.45), (0.35, 0.85), (1.05, -0.3), fill=pen, width=w)
            case "hand-small":
                self.line((0.2, 0.5), (0.4, 0.75), (0.8, 0.25), fill=pen, width=3)
            case "hand-long":
                self.line((0.1, 0.3), (0.4, 1.05), (1.5, -0.6), fill=pen, width=w)
            case "hand-cross":
                self.line((-0.15, 0.0), (1.1, 1.05), fill=pen)
                self.line((1.15, -0.1), (-0.1, 1.0), fill=pen)
            case "scribble":
                self.line(*((0.1 + 0.11 * i, 0.85 if i % 2 else 0.15) for i in range(8)), fill=pen)
            case "hand-left":
                self.line((-0.85, 0.4), (-0.55, 0.95), (-0.05, -0.1), fill=pen, width=w)
            case "hand-right":
                self.line((0.75, 0.45), (1.15, 0.95), (1.9, -0.35), fill=pen, width=w)
            case "hand-label":
                self.line((1.6, 0.3), (2.2, 1.1), (3.4, -0.5), fill=pen, width=w)
            case _:
                raise ValueError(kind)


def draw_box(draw: ImageDraw.ImageDraw, x: float, y: float, side: float, style: Style, chosen: bool, rng: random.Random) -> None:
    """One box whose top left corner is at (x, y), ticked where ``chosen``."""
    brush = Brush(draw, x, y, side, rng)
    pen = rng.choice(PENS)
    if not (chosen and style.tick in ("root", "full")):
        brush.frame(style.shape, rng.choice((2, 2, 3)))
    if chosen:
        brush.tick(style.tick, pen)


def sign(style: Style, chosen: bool) -> str:
    """The box as a character of a text layer, or as a font draws it."""
    match style.shape, style.tick:
        case "circle", _:
            return "●" if chosen else "○"
        case "brackets", _:
            return "（√）" if chosen else "（ ）"
        case "glyph", tick:
            return tick if chosen else "□"
        case _, "root":
            return "√" if chosen else "□"
        case _, "crossed":
            return "☒" if chosen else "☐"
        case _, "filled":
            return "■" if chosen else "□"
        case _:
            return "☑" if chosen else "☐"


def has_glyph(font: ImageFont.FreeTypeFont, char: str) -> bool:
    """Whether a font draws a character as something of its own."""
    drawn = bytes(font.getmask(char))
    return bool(drawn) and drawn not in (bytes(font.getmask("\u0378")), bytes(font.getmask("\uffff")))
