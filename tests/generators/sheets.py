"""Pages of all the kinds that a book holds, drawn upright: for trying which way up they are read."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from tests.generators.forms import draw_form
from tests.generators.seals import SealSpec, font, fonts, stamp

PORTRAIT, LANDSCAPE = (1654, 2339), (2339, 1654)
WORDS = "企业围绕生产设备数字化改造与信息系统集成应用实现订单计划采购仓储制造质量物流全流程协同管控能力持续提升运行成本明显下降"
INK = (35, 35, 35)


class Sheet:
    """A page being drawn."""

    def __init__(self, size: tuple[int, int], seed: int) -> None:
        self.rng = random.Random(seed)
        self.face = fonts()[seed % len(fonts())]
        self.image = Image.new("RGB", size, (252, 251, 248))
        self.draw = ImageDraw.Draw(self.image)

    def text(self, x: float, y: float, words: str, size: int = 36, fill: tuple[int, int, int] = INK) -> None:
        self.draw.text((x, y), words, font=font(self.face, size), fill=fill)

    def sentence(self, count: int) -> str:
        return "".join(self.rng.choice(WORDS) for _ in range(count))


def narrative(seed: int) -> Image.Image:
    s = Sheet(PORTRAIT, seed)
    s.text(240, 200, "二、企业数字化基础", 46)
    for i in range(s.rng.randint(14, 26)):
        s.text(240, 300 + i * 66, s.sentence(s.rng.choice((33, 33, 33, 17))))
    return s.image


def form(seed: int) -> Image.Image:
    return Image.fromarray(draw_form(seed).image)


def table(seed: int) -> Image.Image:
    """A ruled table of figures, wider than high."""
    s = Sheet(LANDSCAPE, seed)
    s.text(900, 120, "利润表（单位：元）", 50)
    rows = ("营业收入", "营业成本", "税金及附加", "销售费用", "管理费用", "研发费用", "财务费用", "利润总额", "净利润")
    for r in range(len(rows) + 2):
        s.draw.line((200, 260 + r * 110, 2140, 260 + r * 110), fill=INK, width=3)
    for c in range(4):
        s.draw.line((200 + c * 646, 260, 200 + c * 646, 260 + 110 * (len(rows) + 1)), fill=INK, width=3)
    for r, name in enumerate(rows):
        s.text(230, 395 + r * 110, name)
        for c in range(2):
            s.text(900 + c * 646, 395 + r * 110, f"{s.rng.randint(100000, 99999999):,}.{s.rng.randint(10, 99)}")
    return s.image


def certificate(seed: int) -> Image.Image:
    """A framed certificate, wider than high, few and large words, with a seal."""
    s = Sheet(LANDSCAPE, seed)
    s.draw.rectangle((90, 90, 2249, 1564), outline=(190, 150, 60), width=18)
    s.text(760, 230, "数字化水平等级证书", 90, (170, 30, 30))
    for i, words in enumerate(
        (
            "河北样例精密机械有限公司：",
            "经评测，你单位数字化水平达到三级。",
            f"证书编号：SZH-2025-{s.rng.randint(1000, 9999)}",
            "有效期至：2027年5月31日",
        )
    ):
        s.text(380, 520 + i * 130, words, 58)
    stamp(s.image, SealSpec("河北样例评测技术服务有限公司", 660, 440, 119), seed)
    return s.image


def licence(seed: int) -> Image.Image:
    """A business licence: labels and values in two columns, a pale ground, a printed red seal."""
    s = Sheet(LANDSCAPE if seed % 2 else PORTRAIT, seed)
    width, height = s.image.size
    s.draw.rectangle((60, 60, width - 60, height - 60), fill=(250, 243, 222), outline=(150, 120, 60), width=10)
    s.text(width / 2 - 260, 200, "营 业 执 照", 100)
    rows = (
        ("名称", "河北样例精密机械有限公司"),
        ("类型", "有限责任公司（自然人投资或控股）"),
        ("法定代表人", "韩立恒"),
        ("注册资本", "叁仟万元整"),
        ("成立日期", "2011年06月08日"),
        ("住所", "石家庄市元氏县某某路18号"),
    )
    for i, (label, value) in enumerate(rows):
        s.text(180, 460 + i * 120, label, 40)
        s.text(430, 460 + i * 120, value, 40)
    stamp(s.image, SealSpec("元氏县市场监督管理局", width * 72 / 200 - 160, height * 72 / 200 - 130, 110), seed)
    return s.image


def photos(seed: int) -> Image.Image:
    """Two photographs with captions below them."""
    s = Sheet(PORTRAIT, seed)
    s.text(240, 160, "企业改造前后的影像资料", 46)
    rng = np.random.default_rng(seed)
    for i, caption in enumerate(("图1  改造前人工上料工位", "图2  改造后自动化生产线")):
        noise = rng.integers(0, 255, (12, 18, 3)).astype(np.uint8)
        picture = Image.fromarray(noise).resize((1100, 760), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(3))
        s.image.paste(picture, (270, 300 + i * 950))
        s.text(560, 1080 + i * 950, caption, 36)
    return s.image


def sparse(seed: int) -> Image.Image:
    """A title page of an annex: a few words."""
    s = Sheet(PORTRAIT, seed)
    s.text(*((620, 1000) if seed % 2 else (240, 220)), ("附件三", "相关证明材料", "五、相关附件", "审计报告")[seed % 4], (60, 90)[seed % 2])
    return s.image


def statement(seed: int) -> Image.Image:
    """A page of which the upper half is written on, with a place for seal and date."""
    s = Sheet(PORTRAIT, seed)
    s.text(660, 260, "承  诺  书", 70)
    for i in range(6):
        s.text(240, 460 + i * 70, s.sentence(32))
    s.text(860, 1100, "单位（盖章）：")
    s.text(960, 1220, "2025年7月18日")
    return s.image


def blank(seed: int) -> Image.Image:
    return Sheet(PORTRAIT, seed).image


KINDS: dict[str, Callable[[int], Image.Image]] = {
    "narrative": narrative,
    "form": form,
    "table, landscape": table,
    "certificate, landscape": certificate,
    "licence": licence,
    "photographs": photos,
    "statement": statement,
    "few words": sparse,
    "blank": blank,
}


def draw_sheet(kind: str, seed: int) -> NDArray[np.uint8]:
    return np.asarray(KINDS[kind](seed), np.uint8)
