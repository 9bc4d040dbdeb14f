"""Draws a county's summary table as a scan: landscape A4, ruled, askew, noisy, with the county's seal. All names are invented."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from models.rulebook import SummarySpec
from tests.generators.forms import fonts

DPI = 200
WIDTH, HEIGHT = 842, 595
INDUSTRIES = ("生物医药制造业", "新一代电子信息和装备产业", "现代食品制造业", "先进专用设备制造业")
MODES = ("技术赋能", "供应链赋能", "平台赋能", "生态赋能", "绿色赋能")
DIRECTIONS = (("lighthouse",), ("workshop",), ("innovation",), ("lighthouse", "innovation"), ("workshop", "innovation"))
"""What may be applied for together."""
HEADS, TAILS = (
    ("澄岚", "瑞衡", "禾汐", "砚川", "拓芯", "云麓", "恒樾", "蓝桉"),
    ("仪表", "制药", "食品", "电子", "机械装备", "传感", "农机", "药业"),
)
WIDE = {
    "企业名称": 2.6,
    "所属行业": 1.6,
    "案例名称": 2.6,
    "案例简述（150字以内）": 4.2,
    "联系方式": 1.7,
    "电话": 1.6,
    "邮箱": 2.0,
    "序号": 0.6,
    "备注": 0.7,
}


def rows(spec: SummarySpec, count: int, seed: int, county: str = "桥西区") -> list[dict[str, str]]:
    """Invented rows of a form."""
    rng = random.Random(seed)
    out = []
    for n in range(1, count + 1):
        name = f"{rng.choice(('河北', '石家庄'))}{rng.choice(HEADS)}{rng.choice(TAILS)}{rng.choice(('有限公司', '科技有限公司', '股份有限公司'))}"
        brief = f"公司面向{rng.choice(TAILS)}产业链自建协同平台，向上下游开放订单、质量、库存接口，带动{rng.randint(8, 20)}家中小企业接入，平均交付周期缩短{rng.randint(10, 40)}%。"
        said = {
            "number": str(n), "county": county, "name": name, "industry": rng.choice(INDUSTRIES), "above_scale": rng.choice("是否"),
            "direction": "", "mode": rng.choice(MODES), "title": f"{name}通过协同平台推动{rng.randint(8, 20)}家中小企业协同转型",
            "brief": brief, "person": rng.choice(("张宁", "李燕飞", "王志", "赵秋实")), "phone": f"1380311{rng.randint(1000, 9999)}",
            "email": f"office{rng.randint(10, 99)}@126.com", "note": "",
        }  # fmt: skip
        chosen = rng.choice(DIRECTIONS)
        out.append({c.name: said[c.kind] if c.kind != "direction" else "是" if c.programme in chosen else "否" for c in spec.columns})
    return out


def draw(spec: SummarySpec, table: Sequence[dict[str, str]], font: str, county: str = "桥西区", sealed: bool = True) -> Image.Image:
    """The page as printed."""
    s = DPI / 72
    page = Image.new("RGB", (round(WIDTH * s), round(HEIGHT * s)), "white")
    pen = ImageDraw.Draw(page)
    size = 9 if spec.id == "shuzhi" else 8
    small, large = (ImageFont.truetype(font, round(k * s)) for k in (size, 17))
    pen.text((40 * s, 28 * s), spec.ref, "black", small)
    pen.text((page.width / 2, 52 * s), spec.title.replace("XX县（市、区）", county), "black", large, anchor="mm")
    pen.text((45 * s, 78 * s), f"县（市、区）工业和信息化主管部门：{county}工业和信息化局（盖章）", "black", small)
    if spec.id == "chain":
        pen.text((520 * s, 78 * s), "联系人及电话：叶青 0311-80009650", "black", small)
    shares = [WIDE.get(c.name, 1.1) for c in spec.columns]
    lefts = np.cumsum([0.0, *shares]) / sum(shares) * 762 + 40
    top = 98.0
    for texts in ([c.name for c in spec.columns], *[[r[c.name] for c in spec.columns] for r in table]):
        cells = [_wrapped(t, lefts[i + 1] - lefts[i] - 6, size) for i, t in enumerate(texts)]
        height = max(len(c) for c in cells) * (size + 3) + 8
        for i, lines in enumerate(cells):
            pen.rectangle((lefts[i] * s, top * s, lefts[i + 1] * s, (top + height) * s), outline="black", width=2)
            for k, line in enumerate(lines):
                y = top + height / 2 + (k - (len(lines) - 1) / 2) * (size + 3)
                pen.text(((lefts[i] + lefts[i + 1]) / 2 * s, y * s), line, "black", small, anchor="mm")
        top += height
    if spec.id == "shuzhi":
        pen.text((45 * s, (top + 12) * s), "填表日期：2025年7月24日", "black", small)
        pen.text((300 * s, (top + 12) * s), "填表人：宋可", "black", small)
        pen.text((560 * s, (top + 12) * s), "联系电话：0311-80009891", "black", small)
    if sealed:
        _seal(pen, 250 * s, 84 * s, 34 * s, f"{county}工业和信息化局", font)
    return page


def _wrapped(text: str, width: float, size: float) -> list[str]:
    out, line, used = [], "", 0.0
    for c in text:
        w = size * (1.0 if ord(c) > 255 else 0.55)
        if used + w > width and line:
            out.append(line)
            line, used = "", 0.0
        line, used = line + c, used + w
    return [*out, line]


def _seal(pen: ImageDraw.ImageDraw, x: float, y: float, r: float, text: str, font: str) -> None:
    red = (206, 40, 40)
    pen.ellipse((x - r, y - r, x + r, y + r), outline=red, width=8)
    pen.text((x, y), "★", red, ImageFont.truetype(font, round(r * 0.6)), anchor="mm")
    for k, c in enumerate(text):
        a = np.pi * (0.85 + 1.3 * k / max(1, len(text) - 1))
        pen.text((x + 0.78 * r * np.cos(a), y + 0.78 * r * np.sin(a)), c, red, ImageFont.truetype(font, round(r * 0.24)), anchor="mm")


def scanned(page: Image.Image, angle: float, noise: float, seed: int) -> NDArray[np.uint8]:
    """The page as a scanner leaves it: askew, soft, noisy, unevenly lit."""
    rng = np.random.default_rng(seed)
    turned = np.asarray(page.rotate(angle, Image.Resampling.BICUBIC, expand=abs(angle) > 45, fillcolor="white"), np.float32)
    soft = cv2.GaussianBlur(turned, (0, 0), 0.8)
    light = np.linspace(0, -12, soft.shape[1])[None, :, None]
    return np.asarray(np.clip(soft * 0.94 + 8 + light + rng.normal(0, noise, soft.shape), 0, 255), np.uint8)


def save(image: NDArray[np.uint8], path: Path) -> Path:
    """As a PDF of one picture."""
    Image.fromarray(image).save(path, resolution=DPI, quality=70)
    return path


def font_of(seed: int) -> str:
    found = fonts()
    return found[seed % len(found)]
