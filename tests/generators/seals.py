"""Pages with seals and decoys for tests: drawn with whatever Chinese fonts the machine has, degraded as scanners do.

Nothing here is taken from real papers; names of firms are made up.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from io import BytesIO
from math import cos, hypot, pi, sin
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from tests.generators.fonts import ordered

Quality = Literal["clean", "fair", "poor"]
DPI = 200
A4 = (1654, 2339)
RED = (205, 30, 45)
DARK_RED = (150, 20, 35)
GREY = (70, 70, 70)


def fonts() -> tuple[str, ...]:
    """Files of fonts with Chinese characters on this machine, empty where there is none."""
    return ordered("Serif", "Serif bold", "Sans", "Sans bold", "Hei", "Micro Hei", "Kai", "Song")


def font(path: str, size: int) -> ImageFont.FreeTypeFont:
    # Collections of the CJK fonts hold Japanese first; index 2 is simplified Chinese in Noto's.
    index = 2 if "CJK" in path and path.endswith("ttc") else 0
    return ImageFont.truetype(path, size, index=index)


@dataclass(frozen=True)
class SealSpec:
    """A seal to draw: centre and size in points; ``size`` is its diameter, of an oval its width."""

    text: str
    x: float
    y: float
    size: float = 114.0
    shape: Literal["round", "oval", "square"] = "round"
    colour: tuple[int, int, int] = RED
    tilt: float = 0.0
    bottom: str = ""
    code: str = ""
    star: bool = True
    faint: float = 0.0
    face: int = 0


@dataclass
class Sheet:
    """A drawn page: ``image`` is RGB at `DPI`, ``boxes`` are those of the seals in points, in order of drawing."""

    image: NDArray[np.uint8]
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)


def seal_image(spec: SealSpec, seed: int) -> Image.Image:
    """The ink of a seal as a grey mask (255 ink), upright, `DPI` × 2 for smooth edges."""
    scale = 2 * DPI / 72
    w = round(spec.size * scale)
    h = round(w * 0.667) if spec.shape == "oval" else w
    pad = round(w * 0.03)
    mask = Image.new("L", (w + 2 * pad, h + 2 * pad), 0)
    draw = ImageDraw.Draw(mask)
    face = fonts()[spec.face % len(fonts())]
    stroke = max(3, round(w * (0.018 if spec.shape == "round" else 0.014)))
    if spec.shape == "square":
        _chop(draw, spec.text, face, pad, w, max(4, round(w * 0.04)))
    else:
        draw.ellipse((pad, pad, pad + w, pad + h), outline=255, width=stroke)
        mask = _arc_text(mask, spec, face, w, h, pad)
        draw = ImageDraw.Draw(mask)
        if spec.star and spec.shape == "round":
            _star(draw, pad + w / 2, pad + h / 2, w * 0.135)
        if spec.bottom:
            _centred(draw, spec.bottom, face, round(w * 0.085), pad + w / 2, pad + h * (0.74 if spec.shape == "round" else 0.76))
        if spec.code:
            mask = _arc(mask, spec.code, face, w * 0.045, w, h, pad, 0.9, pi / 2, -0.055 * len(spec.code) * 1.3)
    return _worn(mask.rotate(-spec.tilt, Image.Resampling.BICUBIC, expand=True), spec.faint, seed)


def _chop(draw: ImageDraw.ImageDraw, text: str, face: str, pad: int, w: int, stroke: int) -> None:
    draw.rectangle((pad, pad, pad + w, pad + w), outline=255, width=stroke)
    size = round(w * 0.4)
    spots = [(0.72, 0.27), (0.72, 0.73), (0.28, 0.27), (0.28, 0.73)]
    for char, (x, y) in zip(text.ljust(4, "印")[:4], spots, strict=True):
        draw.text((pad + w * x, pad + w * y), char, font=font(face, size), fill=255, anchor="mm")


def _arc_text(mask: Image.Image, spec: SealSpec, face: str, w: int, h: int, pad: int) -> Image.Image:
    n = len(spec.text)
    span = min(300, 26 * n) if spec.shape == "round" else min(250, 20 * n)
    size = w * (0.115 if n <= 16 else 0.09) * (1 if spec.shape == "round" else 0.72)
    return _arc(mask, spec.text, face, size, w, h, pad, 0.79 if spec.shape == "round" else 0.76, -pi / 2, span * pi / 180)


def _arc(
    mask: Image.Image, text: str, face: str, size: float, w: int, h: int, pad: int, share: float, middle: float, span: float
) -> Image.Image:
    """Characters along the ellipse at ``share`` of its radius, spread over ``span`` (negative: counter-clockwise)."""
    out = mask
    rx, ry = w / 2 - (1 - share) * h / 2, h / 2 * share
    fine = middle + np.linspace(-0.5, 0.5, 721) * span
    way = np.concatenate([[0], np.cumsum(np.hypot(np.diff(rx * np.cos(fine)), np.diff(ry * np.sin(fine))))])
    for i, char in enumerate(text):
        angle = float(np.interp((i + 0.5) / len(text) * way[-1], way, fine))
        x, y = pad + w / 2 + rx * cos(angle), pad + h / 2 + ry * sin(angle)
        normal = np.arctan2(sin(angle) * rx, cos(angle) * ry)
        tile = Image.new("L", (round(size * 1.7),) * 2, 0)
        ImageDraw.Draw(tile).text(
            (tile.width / 2, tile.height / 2), char, font=font(face, max(6, round(size * 1.1))), fill=255, anchor="mm"
        )
        turned = tile.rotate(
            -(float(normal) + pi / 2) * 180 / pi if span > 0 else -(float(normal) - pi / 2) * 180 / pi, Image.Resampling.BICUBIC
        )
        layer = Image.new("L", mask.size, 0)
        layer.paste(turned, (round(x - turned.width / 2), round(y - turned.height / 2)))
        out = ImageChops.lighter(out, layer)
    return out


def _star(draw: ImageDraw.ImageDraw, x: float, y: float, r: float, fill: object = 255) -> None:
    points = []
    for i in range(10):
        radius = r if i % 2 == 0 else r * 0.382
        a = -pi / 2 + i * pi / 5
        points.append((x + radius * cos(a), y + radius * sin(a)))
    draw.polygon(points, fill=fill)  # type: ignore[arg-type]


def _centred(draw: ImageDraw.ImageDraw, text: str, face: str, size: int, x: float, y: float) -> None:
    draw.text((x, y), text, font=font(face, size), fill=255, anchor="mm")


def _worn(mask: Image.Image, faint: float, seed: int) -> Image.Image:
    """Uneven pressure: blotches of less ink."""
    rng = np.random.default_rng(seed)
    blotches = Image.fromarray((rng.random((9, 9)) * 255).astype(np.uint8)).resize(mask.size, Image.Resampling.BICUBIC)
    ink = np.asarray(mask, dtype=float) * (1 - faint * 0.5) * (1 - (0.15 + 0.45 * faint) * np.asarray(blotches, dtype=float) / 255)
    return Image.fromarray(ink.astype(np.uint8)).filter(ImageFilter.GaussianBlur(1.5))


def stamp(page: Image.Image, spec: SealSpec, seed: int) -> tuple[float, float, float, float]:
    """Presses a seal onto the page as ink on paper (multiplied) and returns its box in points."""
    mask = seal_image(spec, seed)
    mask = mask.resize((mask.width // 2, mask.height // 2), Image.Resampling.LANCZOS)
    x, y = round(spec.x * DPI / 72 - mask.width / 2), round(spec.y * DPI / 72 - mask.height / 2)
    sheet = Image.new("L", page.size, 0)
    sheet.paste(mask, (x, y))
    share = np.asarray(sheet, dtype=float)[:, :, None] / 255
    ink = 1 - share * (1 - np.array(spec.colour, dtype=float)[None, None, :] / 255)
    page.paste(Image.fromarray((np.asarray(page, dtype=float) * ink).astype(np.uint8)))
    half_w = spec.size / 2
    half_h = half_w * (0.667 if spec.shape == "oval" else 1.0)
    a = abs(spec.tilt) * pi / 180
    if spec.shape == "square":
        half_w, half_h = half_w * cos(a) + half_h * sin(a), half_h * cos(a) + half_w * sin(a)
    elif spec.shape == "oval":
        half_w, half_h = hypot(half_w * cos(a), half_h * sin(a)), hypot(half_w * sin(a), half_h * cos(a))
    return spec.x - half_w, spec.y - half_h, spec.x + half_w, spec.y + half_h


def draw_page(seals: list[SealSpec], seed: int, quality: Quality = "clean", decoys: bool = True, grey: bool = False) -> Sheet:
    """A page of text with ``seals``, a printed line under the first of them, and (``decoys``) red print, rules, a logo, a code."""
    rng = random.Random(seed)
    page = Image.new("RGB", A4, (252, 251, 248))
    draw = ImageDraw.Draw(page)
    body = fonts()[seed % len(fonts())]
    for i in range(rng.randint(6, 11)):
        line = "".join(
            rng.choice("企业生产设备数字化改造项目建设质量管理系统数据采集平台运行稳定成效显著提升") for _ in range(rng.randint(18, 34))
        )
        draw.text((230, (620 if seed % 2 else 1560) + i * 62), line, font=font(body, 36), fill=(35, 35, 35))
    if decoys:
        _decoys(page, draw, rng, body)
    for spec in seals:
        draw.text((spec.x * DPI / 72 - 170, spec.y * DPI / 72 - 20), "单位（盖章）：", font=font(body, 38), fill=(30, 30, 30))
    boxes = [stamp(page, spec, seed + n) for n, spec in enumerate(seals)]
    return Sheet(degraded(page, quality, seed, grey), boxes)


def _decoys(page: Image.Image, draw: ImageDraw.ImageDraw, rng: random.Random, face: str) -> None:
    """What is red or round and no seal: letterhead, rules of a table, a solid logo, a star emblem, a QR code, a gauge."""
    draw.text((300, 110), "某某市人民政府文件", font=font(face, 90), fill=(215, 20, 30))
    draw.line((200, 250, 1450, 250), fill=(215, 20, 30), width=6)
    for y in (420, 500, 580):
        draw.line((200, y, 1450, y), fill=(200, 40, 40), width=3)
    for x in (200, 620, 1040, 1450):
        draw.line((x, 420, x, 580), fill=(200, 40, 40), width=3)
    draw.ellipse((1400, 60, 1560, 220), fill=(215, 30, 30))
    _star(draw, 1480, 140, 60, fill=(250, 210, 60))
    for i in range(21):
        for j in range(21):
            if rng.random() < 0.5:
                draw.rectangle((60 + i * 8, 60 + j * 8, 67 + i * 8, 67 + j * 8), fill=(20, 20, 20))
    draw.arc((60, 2000, 360, 2300), 150, 390, fill=(40, 110, 200), width=26)
    draw.text((210, 2150), "86%", font=font(face, 60), fill=(40, 40, 40), anchor="mm")


def degraded(page: Image.Image, quality: Quality, seed: int, grey: bool = False) -> NDArray[np.uint8]:
    """As a scanner gives it: blur, noise, JPEG with coarse colour; ``poor`` also lightens the ink and tints the paper."""
    image = page
    if quality != "clean":
        image = image.filter(ImageFilter.GaussianBlur(0.8 if quality == "fair" else 1.3))
    values = np.asarray(image, dtype=float)
    if quality == "poor":
        values = 255 - (255 - values) * 0.72
        values *= np.array([0.95, 0.93, 0.91])
    noise = {"clean": 1.0, "fair": 4.0, "poor": 8.0}[quality]
    rng = np.random.default_rng(seed)
    values = values + rng.normal(0, noise, values.shape[:2])[:, :, None]
    out = Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
    if grey:
        out = out.convert("L").convert("RGB")
    buffer = BytesIO()
    out.save(buffer, "JPEG", quality={"clean": 92, "fair": 75, "poor": 50}[quality])
    return np.asarray(Image.open(BytesIO(buffer.getvalue())).convert("RGB"), dtype=np.uint8)
