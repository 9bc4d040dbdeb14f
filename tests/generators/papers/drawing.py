"""A drawn paper: its pages as HTML, its seals, and what is true of it."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from html import escape
from io import BytesIO
from random import Random

import numpy as np
from PIL import Image

from tests.generators.seals import RED, SealSpec, seal_image

SERIF, SANS, KAI, MING, HEI = "Noto Serif CJK SC", "Noto Sans CJK SC", "AR PL UKai CN", "AR PL UMing CN", "WenQuanYi Micro Hei"
FONTS = (SERIF, SANS, KAI, MING, HEI)


@dataclass(frozen=True)
class Sheet:
    """One page: its HTML, and whether it lies crosswise."""

    html: str
    wide: bool = False
    style: str = ""


@dataclass(frozen=True)
class Drawn:
    """One paper with its truth. ``stem`` is the name of its file where it comes as one; ``layout`` says which of the layouts it is."""

    type: str
    fields: dict[str, str | float]
    sheets: tuple[Sheet, ...]
    stem: str = ""
    layout: str = ""
    stamped_by: tuple[str, ...] = field(default=())


def seal(
    text: str, x: float, y: float, rng: Random, size: float = 112, shape: str = "round", bottom: str = "", red: tuple[int, int, int] = RED
) -> str:
    """A seal as a picture at ``x``, ``y`` (its middle, in points of the page)."""
    spec = SealSpec(text, 0, 0, size, shape, tilt=rng.uniform(-12, 12), bottom=bottom, star=shape == "round", face=rng.randrange(3))  # type: ignore[arg-type]
    mask = seal_image(spec, rng.randrange(10**6))
    mask = mask.resize((mask.width // 2, mask.height // 2), Image.Resampling.LANCZOS)
    pixels = np.zeros((mask.height, mask.width, 4), np.uint8)
    pixels[:, :, :3] = red
    pixels[:, :, 3] = (np.asarray(mask, dtype=float) * 0.88).astype(np.uint8)
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    data = base64.b64encode(buffer.getvalue()).decode()
    width = mask.width * 72 / 200
    height = mask.height * 72 / 200
    return (
        f'<img src="data:image/png;base64,{data}" style="position:absolute;left:{x - width / 2:.1f}pt;top:{y - height / 2:.1f}pt;'
        f'width:{width:.1f}pt;mix-blend-mode:multiply">'
    )


def rows(pairs: list[tuple[str, str]], label: float = 110, gap: float = 10, size: float = 12.5) -> str:
    """Labels with their values beside them."""
    return "".join(
        f'<div style="display:flex;margin:{gap}pt 0;font-size:{size}pt"><div style="width:{label}pt;flex:none">{escape(k)}</div>'
        f"<div>{escape(v)}</div></div>"
        for k, v in pairs
    )


def table(lines: list[list[str]], widths: list[int] | None = None, size: float = 9, border: bool = True, align: str = "") -> str:
    """A table; ``align`` has a letter for each column: l, c or r."""
    out = [f'<table style="border-collapse:collapse;width:100%;font-size:{size}pt">']
    for n, line in enumerate(lines):
        out.append("<tr>")
        for i, cell in enumerate(line):
            how = {"l": "left", "c": "center", "r": "right"}[align[i]] if align and n else "center"
            width = f"width:{widths[i]}%;" if widths else ""
            edge = "border:0.6pt solid #222;" if border else "border-bottom:0.4pt solid #999;"
            out.append(f'<td style="{edge}{width}padding:2.2pt 4pt;text-align:{how};white-space:pre-wrap">{escape(cell)}</td>')
        out.append("</tr>")
    return "".join(out) + "</table>"


def title(text: str, size: float = 24, gap: float = 14, colour: str = "#111", space: float = 0) -> str:
    return f'<div style="text-align:center;font-size:{size}pt;font-weight:bold;margin:{gap}pt 0;color:{colour};letter-spacing:{space}em">{escape(text)}</div>'


def para(text: str, size: float = 13, indent: bool = True, right: bool = False, gap: float = 6, centre: bool = False) -> str:
    how = "right" if right else "center" if centre else "justify"
    return f'<p style="margin:{gap}pt 0;font-size:{size}pt;line-height:1.7;text-align:{how};text-indent:{2 if indent else 0}em">{escape(text)}</p>'


def spread(text: str, width: int = 4) -> str:
    """A label stretched with blanks as forms print it: 名        称."""
    blanks = {2: "        ", 3: "   "}.get(len(text), "")
    return blanks.join(text) if blanks and width else text
