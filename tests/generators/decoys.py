"""What is red or round on a page and no seal: letterheads, rules, emblems, logos, stars, fingerprints, stamps of other shapes."""

from __future__ import annotations

import random
from math import cos, pi, sin

from PIL import Image, ImageDraw, ImageFilter

from tests.generators.seals import font

RED = (215, 25, 30)
DECOYS = ("letterhead", "red rules", "emblem", "round logo", "fingerprint", "red paragraph", "star", "framed title", "gauge", "code")


def draw_decoy(page: Image.Image, kind: str, seed: int, face: str) -> None:
    """Draws one decoy onto a page of A4 at 200 dpi."""
    rng = random.Random(seed)
    draw = ImageDraw.Draw(page)
    x, y = rng.randint(350, 1250), rng.randint(450, 1500)
    match kind:
        case "letterhead":
            draw.text((240, 150), "某某市某某局文件", font=font(face, 130), fill=RED)
            draw.line((200, 340, 1450, 340), fill=RED, width=7)
        case "red rules":
            for i in range(9):
                draw.line((200, 420 + i * 90, 1450, 420 + i * 90), fill=(200, 40, 40), width=3)
            for i in range(6):
                draw.line((200 + i * 250, 420, 200 + i * 250, 1140), fill=(200, 40, 40), width=3)
        case "emblem":
            draw.ellipse((x - 90, y - 90, x + 90, y + 90), fill=RED)
            _star(draw, x, y, 62, (250, 210, 60))
        case "round logo":
            _logo(draw, x, y, face)
        case "fingerprint":
            _fingerprint(page, x, y, rng)
        case "red paragraph":
            for i in range(7):
                words = "".join(rng.choice("提示以下内容须由企业据实填写不得空缺逾期视为放弃") for _ in range(26))
                draw.text((230, y + i * 58), words, font=font(face, 40), fill=(220, 30, 30))
        case "star":
            _star(draw, x, y, 85, RED)
        case "framed title":
            draw.rectangle((x - 200, y - 60, x + 200, y + 60), outline=RED, width=6)
            draw.text((x, y), "样品专用", font=font(face, 80), fill=RED, anchor="mm")
        case "gauge":
            draw.arc((x - 150, y - 150, x + 150, y + 150), 150, 390, fill=(40, 110, 200), width=26)
            draw.arc((x - 110, y - 110, x + 110, y + 110), 150, 300, fill=RED, width=12)
            draw.text((x, y), "86%", font=font(face, 60), fill=(40, 40, 40), anchor="mm")
        case "code":
            for i in range(29):
                for j in range(29):
                    if rng.random() < 0.5:
                        draw.rectangle((x + i * 7, y + j * 7, x + 6 + i * 7, y + 6 + j * 7), fill=(20, 20, 20))
        case _:
            raise ValueError(kind)


def _star(draw: ImageDraw.ImageDraw, x: float, y: float, r: float, fill: tuple[int, int, int]) -> None:
    radii = [r if i % 2 == 0 else r * 0.382 for i in range(10)]
    draw.polygon([(x + k * cos(i * pi / 5 - pi / 2), y + k * sin(i * pi / 5 - pi / 2)) for i, k in enumerate(radii)], fill=fill)


def _logo(draw: ImageDraw.ImageDraw, x: float, y: float, face: str) -> None:
    """A company's round sign: two thick rings, a wave and two letters, no words along the ring."""
    draw.ellipse((x - 110, y - 110, x + 110, y + 110), outline=RED, width=20)
    draw.ellipse((x - 78, y - 78, x + 78, y + 78), outline=(30, 60, 160), width=9)
    draw.text((x, y), "HK", font=font(face, 80), fill=RED, anchor="mm")


def _fingerprint(page: Image.Image, x: int, y: int, rng: random.Random) -> None:
    """Ridges of a thumb pressed in red ink."""
    layer = Image.new("L", page.size, 0)
    ridges = ImageDraw.Draw(layer)
    for i in range(11):
        w, h = 8 + i * 6, 12 + i * 9
        start = rng.randint(0, 90)
        ridges.arc((x - w, y - h, x + w, y + h), start, start + rng.randint(200, 330), fill=190, width=4)
    page.paste(Image.new("RGB", page.size, (205, 30, 50)), mask=layer.filter(ImageFilter.GaussianBlur(1.2)))
