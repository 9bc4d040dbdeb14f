"""Ticks on drawn forms: kinds of ticks, fonts and scans vary; labels come as OCR gives them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from extractors.ticks import Tick, read_ticks, settled
from extractors.ticks_labels import find_labels
from models.geometry import Box
from models.pages import Line
from models.rulebook import OptionSpec
from pipeline.rulebook import load
from tests.generators.forms import TICKS, Drawn, DrawnEyes, draw_form, fonts, scanned, with_seal

needs_fonts = pytest.mark.skipif(not fonts(), reason="no font with Chinese characters here to draw forms with")
SPECS = [s for s in load("shijiazhuang-2025").form.fields if s.kind in ("choice", "multi") and "form" in s.pages]


def read(drawn: Drawn) -> list[tuple[str, Tick]]:
    page, eyes = drawn.page, DrawnEyes(drawn)
    found = [(s.id, t) for s in SPECS for t in read_ticks(page, eyes, page.lines, s.options)]
    return list(zip([f for f, _ in found], settled([t for _, t in found]), strict=True))


def verdicts(drawn: Drawn) -> Counter[str]:
    out: Counter[str] = Counter()
    for field, tick in read(drawn):
        want = "present" if tick.option.value in drawn.ticked.get(field, []) else "absent"
        out["right" if tick.state == want else tick.state if tick.state == "unsure" else "wrong"] += 1
    return out


@needs_fonts
@pytest.mark.parametrize("kind", [t for t in TICKS if t != "root"])
def test_all_kinds_of_ticks(kind: str) -> None:
    seed = 200 + TICKS.index(kind)
    drawn = scanned(draw_form(seed, kind), ("good", "fair", "poor")[seed % 3], seed, colour=seed % 2 == 0)
    assert verdicts(drawn) == Counter(right=19)


@needs_fonts
def test_tick_in_the_place_of_a_box_is_never_taken_for_an_empty_one() -> None:
    assert verdicts(scanned(draw_form(307, "root"), "fair", 307))["wrong"] == 0


@needs_fonts
def test_under_a_red_seal() -> None:
    drawn = draw_form(41, "hand")
    assert verdicts(scanned(with_seal(drawn, (215, 265)), "good", 41)) == Counter(right=19)


@needs_fonts
def test_text_layer_and_pixels_that_disagree_are_unsure() -> None:
    drawn = draw_form(42, "printed")
    lines = [replace(p, text=p.text.replace("□", "☑").replace("口", "☑")) for p in drawn.lines]
    page = replace(drawn.page, lines=tuple(lines), origin="text")
    found = settled([t for s in SPECS for t in read_ticks(page, DrawnEyes(drawn), lines, s.options)])
    assert all(t.state != "present" for t in found if t.hint == "present" and t.ink < 0.05)


def options(*labels: str) -> list[OptionSpec]:
    return [OptionSpec(value=x, labels=[x]) for x in labels]


def test_labels_broken_misread_and_quoted() -> None:
    lines = [Line("口技术赋能 区供应链赋能 口生态赋", Box(100, 100, 400, 115)), Line("能 □绿邑赋能", Box(100, 118, 200, 133))]
    found = find_labels(lines, options("技术赋能", "供应链赋能", "生态赋能", "绿色赋能"))
    assert [f.option.value for f in found] == ["技术赋能", "供应链赋能", "生态赋能", "绿色赋能"]
    quoted = find_labels([Line("□“小灯塔”标杆企业", Box(80, 100, 200, 115))], options("“小灯塔”标杆企业"))
    assert quoted[0].start == 1


@needs_fonts
def test_the_end_of_a_broken_label_is_no_stroke_beside_the_next_box() -> None:
    """「生态赋|能 □绿色赋能」: 能 stands right before the box of the second line."""
    image = np.full((round(842 * 200 / 72), round(595 * 200 / 72), 3), 255, np.uint8)
    picture = Image.fromarray(image)
    pen, font, k = ImageDraw.Draw(picture), ImageFont.truetype(fonts()[0], round(14 * 200 / 72)), 200 / 72
    texts = [(100.0, 100.0, "技术赋能"), (200.0, 100.0, "生态赋"), (86.0, 124.0, "能"), (121.0, 124.0, "绿色赋能")]
    for x, y, words in texts:
        pen.text((x * k, y * k), words, fill=(20, 20, 20), font=font)
    for x, y in ((84.0, 102.0), (184.0, 102.0), (105.0, 126.0)):
        pen.rectangle((x * k, y * k, (x + 13) * k, (y + 13) * k), outline=(20, 20, 20), width=2)
    lines = (Line("□技术赋能 □生态赋", Box(84, 100, 242, 116)), Line("能 □绿色赋能", Box(86, 124, 177, 140)))
    drawn = Drawn(np.asarray(picture), list(lines))
    found = settled(read_ticks(drawn.page, DrawnEyes(drawn), lines, options("技术赋能", "生态赋能", "绿色赋能")))
    assert [(t.option.value, t.state) for t in found] == [(x, "absent") for x in ("技术赋能", "生态赋能", "绿色赋能")]


@needs_fonts
def test_narrow_brackets_before_the_labels() -> None:
    """「( )中型 (√)小型」 with a space between the brackets: no circle, though a circle fits through them; of the middle one the tick runs into
    its bracket."""
    picture = Image.fromarray(np.full((round(842 * 200 / 72), round(595 * 200 / 72), 3), 255, np.uint8))
    k, size = 200 / 72, 11.0
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(fonts()[0], round(size * k))
    x, edges, text = 100.0, [100.0], ""
    for c in "( )中型 (√)小型 ( )微型":
        pen.text((x * k, 100 * k), " " if c == "√" else c, fill=(20, 20, 20), font=font)
        x += 0.35 * size if c in "( )" else 0.55 * size if c == "√" else size
        edges.append(x)
        text += c
    at = edges[text.index("√")]
    pen.line([((at + u * 6) * k, (100 + v * 11) * k) for u, v in ((-0.1, 0.6), (0.35, 1.0), (1.15, 0.2))], fill=(20, 20, 20), width=3)
    line = Line(text, Box(100, 100, x, 100 + 1.3 * size), 0.98, tuple(edges))
    drawn = Drawn(np.asarray(picture), [line])
    found = settled(read_ticks(drawn.page, DrawnEyes(drawn), (line,), options("中型", "小型", "微型")))
    assert [t.state for t in found] == ["absent", "present", "absent"]
    unread = replace(line, text=text.replace("√", " "))  # the tick is seen in the picture or not at all: never taken for an empty pair
    assert settled(read_ticks(drawn.page, DrawnEyes(drawn), (unread,), options("中型", "小型", "微型")))[1].state != "absent"
