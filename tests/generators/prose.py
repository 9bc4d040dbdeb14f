"""Scanned pages of running text whose words are known: what `make bench` reads."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tests.generators.forms import fonts

DPI = 200
SIZE = (1654, 2339)
MARGIN = 190
SUBJECTS = ["公司", "车间", "项目组", "生产部", "设备", "平台", "系统", "产线", "质量部", "仓库", "研发团队", "班组", "供应商", "实验室"]
VERBS = ["采用", "完成", "建立", "改造", "接入", "优化", "统计", "推广", "核对", "采集", "分析", "维护", "验收", "部署"]
OBJECTS = [
    "工业网关",
    "能耗看板",
    "排产计划",
    "检测数据",
    "工艺参数",
    "条码追溯",
    "数控机床",
    "库存台账",
    "质量报表",
    "权限管理",
    "远程运维",
    "视觉检测",
    "电子批记录",
    "刀具寿命",
]
ENDS = [
    "效率提升{a}.{b}%。",
    "不良品率由{b}.{a}%降至0.{b}%。",
    "全年节约费用{a}{b}.{b}万元。",
    "覆盖设备{a}{b}台（套）。",
    "平均周期缩短{b}天，较上年减少{a}小时。",
    "通过ISO 9001认证，编号QMS-{a}{b}{b}。",
    "投入R&D经费{a}{b}{a}.{b}万元。",
]


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page's picture (grey) and the lines that stand on it, from top to bottom."""

    image: Image.Image
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(self.lines)


def page(seed: int, size: int = 34) -> ScannedPage:
    """A dense page of body text in one of the fonts of this machine; grain, blur, a slight lean and JPEG like a scanner's."""
    rng = random.Random(seed)
    font = ImageFont.truetype(fonts()[seed % len(fonts())], size)
    image = Image.new("L", SIZE, 250)
    draw = ImageDraw.Draw(image)
    lines, y = [], MARGIN
    while y + 2 * size < SIZE[1] - MARGIN:
        for line in _wrapped(_paragraph(rng), font, SIZE[0] - 2 * MARGIN):
            if y + size > SIZE[1] - MARGIN:
                break
            draw.text((MARGIN, y), line, fill=25, font=font)
            lines.append(line)
            y += round(1.65 * size)
    return ScannedPage(_scanned(image, seed), tuple(lines))


def _paragraph(rng: random.Random) -> str:
    out = []
    for _ in range(rng.randint(3, 6)):
        clause = "，".join(rng.choice(SUBJECTS) + rng.choice(VERBS) + rng.choice(OBJECTS) for _ in range(rng.randint(1, 3)))
        out.append(clause + "，" + rng.choice(ENDS).format(a=rng.randint(1, 9), b=rng.randint(1, 9)))
    return "".join(out)


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines, line = [], ""
    for char in text:
        if font.getlength(line + char) > width and char not in "，。、）%":
            lines.append(line)
            line = ""
        line += char
    return [*lines, line]


def _scanned(image: Image.Image, seed: int) -> Image.Image:
    noise = np.random.default_rng(seed)
    pixels = np.asarray(image, np.float32)
    angle = float(noise.uniform(-0.25, 0.25))
    turn = cv2.getRotationMatrix2D((SIZE[0] / 2, SIZE[1] / 2), angle, 1.0)
    pixels = cv2.warpAffine(pixels, turn, SIZE, borderValue=250.0)
    pixels = cv2.GaussianBlur(pixels, (0, 0), 0.7) + noise.normal(0, 5, pixels.shape)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def book(path: Path, pages: list[ScannedPage]) -> Path:
    """The pages as a PDF of pictures alone."""
    first, *rest = [p.image for p in pages]
    first.save(path, "PDF", resolution=DPI, quality=80, save_all=True, append_images=rest)
    return path
