"""The form, the cover and the dates as read from pages: in ruled tables, without rulings, blank, ticked twice."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from extractors.form import read_form
from extractors.form_places import by_position
from extractors.form_reading import moved
from models.application import FieldValue, Mark
from models.eyes import Reading
from models.geometry import Box
from models.outline import Outline
from models.pages import Cell, Line, Page, SealMark, Table
from models.rulebook import Rulebook
from pipeline.rulebook import load
from tests.generators.forms import DrawnEyes, draw_form, fonts, scanned

RULES: Rulebook = load("shijiazhuang-2025")
CODE = "91130132MA0ABCDE1X"


class White:
    """Eyes that see white paper."""

    def image(self, page: Page, dpi: int = 150) -> NDArray[np.uint8]:
        return np.full((round(page.height * dpi / 72), round(page.width * dpi / 72), 3), 255, np.uint8)

    def crop(self, page: Page, box: Box, dpi: int = 150) -> NDArray[np.uint8]:
        return np.full((max(1, round(box.height * dpi / 72)), max(1, round(box.width * dpi / 72)), 3), 255, np.uint8)

    def recognise(self, image: NDArray[np.uint8]) -> Reading:
        return Reading("", 0.0)

    def read(self, image: NDArray[np.uint8], dpi: int = 150) -> tuple[Line, ...]:
        return ()


def line(text: str, x: float, y: float, size: float = 11.0) -> Line:
    return Line(text, Box(x, y, x + size * len(text), y + 1.3 * size), 0.99)


def table(rows: list[list[str]]) -> Table:
    cells = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            box = Box(60 + 120 * c, 100 + 40 * r, 180 + 120 * c, 140 + 40 * r)
            held = tuple(line(t, box.x0 + 4, box.top + 3 + 15 * i) for i, t in enumerate(text.split("\n")) if t)
            cells.append(Cell(r, c, box, text.replace("\n", ""), lines=held))
    return Table(Box(60, 100, 540, 100 + 40 * len(rows)), tuple(cells))


def read(pages: dict[str, Page]) -> tuple[dict[str, FieldValue], tuple[Mark, ...]]:
    outline = Outline(("lighthouse",), (), {(p.file, p.number): k for k, p in pages.items()}, pages=tuple(pages.values()))
    return read_form(outline, White(), RULES)


def digital(number: int = 4, lines: tuple[Line, ...] = (), tables: tuple[Table, ...] = ()) -> Page:
    inner = tuple(p for t in tables for c in t.cells for p in c.lines)
    return Page("书.pdf", number, 595, 842, origin="text", lines=lines + inner, tables=tables, scanned=False)


ROWS = [
    ["企业名称", "河北样例精密机械\n有限公司", "所在县（市、区）", "元氏县"],
    ["统一社会\n信用代码", CODE, "从业人数（人）", "1,026人"],
    ["企业规模", "☑中型 □小型 □微型\n☑规上 □规下", "企业类型", "□国有 ☑民营\n□合资 □外资"],
    [
        "所属细分行业",
        "□生物医药制造业\n□新一代电子信息和装备产业\n□现代食品制造业\n☑先进专用设备制造业\n行业代码：C3544",
        "具体细分领域名称",
        "",
    ],
    ["申报方向（限选2项）：\n☑“小灯塔”标杆企业 □数字化车间及智能工厂 ☑创新能力显著提升企业", "", "", ""],
    ["根据验收评测达到的数字化水平等级：\n□二级 □三级 □四级", "", "", ""],
]


def test_digital_table() -> None:
    fields, marks = read({"form": digital(tables=(table(ROWS),))})
    values = {k: v.value for k, v in fields.items()}
    assert values["company_name"] == "河北样例精密机械有限公司" and values["county"] == "元氏县" and values["uscc"] == CODE
    assert values["employees"] == 1026 and values["industry_code"] == "3544"
    assert (values["size"], values["above_scale"], values["ownership"]) == ("中型", "规上", "民营")
    assert values["pilot_industry"] == "先进专用设备制造业" and values["directions"] == ["lighthouse", "innovation"]
    assert values["maturity_level"] == "" and not fields["maturity_level"].doubt
    assert values["subfield"] == "" and fields["subfield"].evidence and not fields["subfield"].doubt
    assert {m.id: m.state for m in marks}["form.size.小型"] == "absent" and len(marks) == 19


def test_double_tick_is_a_fact() -> None:
    rows = [list(r) for r in ROWS]
    rows[2][1] = "☑中型 ☑小型 □微型\n☑规上 □规下"
    fields, marks = read({"form": digital(tables=(table(rows),))})
    assert fields["size"].value == ["中型", "小型"] and not fields["size"].doubt
    assert sum(m.state == "present" for m in marks if m.id.startswith("form.size.")) == 2


def test_lines_over_the_table_are_not_its_cells() -> None:
    head = (line("企业名称：别家有限公司（盖章）", 60, 40), line("县（市、区）工业和信息化主管部门：元氏县工业和信息化局（盖章）", 60, 65))
    fields, _ = read({"form": digital(lines=head, tables=(table(ROWS),))})
    assert fields["company_name"].value == "河北样例精密机械有限公司" and fields["county"].value == "元氏县"


def test_without_rulings() -> None:
    lines = (
        line("企业名称", 80, 100), line("河北样例精密机械有限公司", 170, 100), line("所在县（市、", 345, 94), line("区）", 360, 108), line("元氏县", 450, 101),
        line("统一社会信用", 80, 134), line("代码", 100, 148), line(CODE, 170, 141, 6), line("从业人数", 345, 134), line("(人)", 355, 148), line("226", 450, 141),
        line("具体细分领域", 345, 174), line("名称", 360, 188), line("样例零部件", 430, 174), line("制造", 430, 188),
    )  # fmt: skip
    page = Page("书.pdf", 4, 595, 842, lines=lines)
    found = {p.spec.id: "".join(x.text for x in p.lines) for p in by_position(page, [s for s in RULES.form.fields if "form" in s.pages])}
    assert found["company_name"] == "河北样例精密机械有限公司" and found["county"] == "元氏县" and found["uscc"] == CODE
    assert found["employees"] == "226" and found["subfield"] == "样例零部件制造"


def test_missing_cell_is_in_doubt_and_missing_form_left_out() -> None:
    fields, _ = read({"form": digital(tables=(table([r for r in ROWS if r[0] != ROWS[1][0]]),))})
    assert fields["uscc"].value is None and fields["uscc"].doubt
    assert read({"narrative": digital(lines=(line("公司成立于二〇一一年。", 80, 100),))}) == ({}, ())


def test_chain_cover() -> None:
    lines = (
        line("案例名称：河北样例云工科技有限公司通过云平台", 96, 300), line("推动12家中小企业降本提质", 96, 325), line("申报单位（盖章）：河北样例云工科技有限公司", 96, 360),
        line(f"统一社会信用代码：{CODE}", 96, 395), line("所在县（市、区）：元氏县", 96, 430), line("案例模式：平台赋能", 96, 465),
        line("联系人及电话：张某 0311-00000000", 96, 500), line("申报日期：2025年7月17日", 96, 535),
    )  # fmt: skip
    fields, marks = read({"cover": digital(1, lines)})
    assert {k: v.value for k, v in fields.items()} == {
        "company_name": "河北样例云工科技有限公司",
        "county": "元氏县",
        "uscc": CODE,
        "case_name": "河北样例云工科技有限公司通过云平台推动12家中小企业降本提质",
        "chain_mode": "平台赋能",
    }
    assert [m.id for m in marks] == ["form.chain_mode.平台赋能"]


class Glance(White):
    """Eyes that read such of the given lines as lie in the part of the page that they look at."""

    def __init__(self, *lines: Line) -> None:
        self.lines, self.at = lines, Box(0, 0, 0, 0)

    def crop(self, page: Page, box: Box, dpi: int = 150) -> NDArray[np.uint8]:
        self.at = box
        return super().crop(page, box, dpi)

    def read(self, image: NDArray[np.uint8], dpi: int = 150) -> tuple[Line, ...]:
        return tuple(moved(p, -self.at.x0, -self.at.top) for p in self.lines if self.at.contains(*p.box.centre))

    def recognise(self, image: NDArray[np.uint8]) -> Reading:
        return Reading("".join(p.text for p in self.lines if self.at.contains(*p.box.centre)).split("：")[-1], 0.99)


def test_the_head_of_a_book_without_a_cover() -> None:
    """Two labels in one line, words of a grey seal's ring, and text below that is no part of the head."""
    head = (
        line("所在县（市、区）：元氏县案例模式：平台赋能", 96, 120), line("申报单位（盖章）：河北样例云工科技有限公司", 96, 160),
        line("样例", 330, 164),
    )  # fmt: skip
    body = (line("案例简介", 96, 300), line("案例名称：正文里的话", 96, 340))
    page = Page("书.pdf", 1, 595, 842, lines=head, seals=(SealMark(Box(320, 110, 420, 210), colour="grey"),))
    outline = Outline(("chain",), (), {("书.pdf", 1): "cover"}, pages=(page,))
    fields, _ = read_form(outline, Glance(*head, *body), RULES)
    assert fields["county"].value == "元氏县" and fields["chain_mode"].value == "平台赋能"
    assert fields["company_name"].value == "河北样例云工科技有限公司" and "case_name" not in fields


@pytest.mark.parametrize(("text", "value"), [("2025年7月18日", "2025-07-18"), ("年    月    日", "")])
def test_dates_of_promise_and_declaration(text: str, value: str) -> None:
    page = digital(2, (line("近三年未发生2024年5月1日的事故。", 80, 200), line("单位（盖章）：", 300, 400), line(text, 340, 430)))
    fields, _ = read({"commitment": page})
    assert fields["commitment_date"].value == value and not fields["commitment_date"].doubt


@pytest.mark.skipif(not fonts(), reason="no font with Chinese characters here to draw forms with")
def test_scanned_form_from_pixels_to_fields() -> None:
    from dataclasses import replace

    from extractors.grid import find_tables

    drawn = scanned(draw_form(60, "hand", wide=False), "fair", 60)
    page, eyes = drawn.page, DrawnEyes(drawn)
    page = replace(page, tables=find_tables(eyes.image(page, 150), page.lines, 150))
    outline = Outline(("lighthouse",), (), {(page.file, page.number): "form"}, pages=(page,))
    fields, marks = read_form(outline, eyes, RULES)
    assert fields["company_name"].value == drawn.values["company_name"] and fields["employees"].value == int(drawn.values["employees"])
    assert fields["directions"].value == drawn.ticked.get("directions", [])
    assert {m.id for m in marks if m.state == "present"} == {f"form.{f}.{v}" for f, vs in drawn.ticked.items() for v in vs}


def test_a_choice_broken_by_the_end_of_a_page() -> None:
    first = digital(tables=(table([*ROWS[:4], ["申报方向（限选2项）：\n□“小灯塔”标杆企业", "", "", ""]]),))
    rest = ("☑数字化车间及智能工厂", "□创新能力显著提升企业", "根据验收评测达到的数字化水平等级：□二级 ☑三级 □四级")
    second = digital(5, tuple(line(t, 80, 100 + 30 * n) for n, t in enumerate(rest)))
    outline = Outline(("workshop",), (), {(p.file, p.number): "form" for p in (first, second)}, pages=(first, second))
    fields, marks = read_form(outline, White(), RULES)
    assert fields["directions"].value == ["workshop"] and not fields["directions"].doubt
    assert fields["directions"].evidence[0].page == 5 and fields["maturity_level"].value == "三级"
    assert {m.id: m.state for m in marks if m.id.startswith("form.directions.")} == {
        "form.directions.lighthouse": "absent",
        "form.directions.workshop": "present",
        "form.directions.innovation": "absent",
    }
