"""Driven SMEs from tables, lists and prose; each once; its own stamped statement or none."""

from __future__ import annotations

import pytest

from extractors.smes import smes
from models.application import Attachment, FieldValue, Seal
from models.evidence import Evidence
from models.geometry import Box
from models.outline import Outline, SectionText
from models.pages import Cell, Line, Page, Table
from models.passage import join
from pipeline.rulebook import load

RULEBOOK = load("shijiazhuang-2025")
CODES = ("91130110MA0F7K3TXA", "91130108MA0D7K3P5U")


def outline(*paragraphs: str, tables: tuple[Table, ...] = ()) -> Outline:
    page = Page("f.pdf", 3, 595, 842)
    lines = [Line(t, Box(80, 100 + 20 * i, 80 + 12 * len(t), 114 + 20 * i)) for i, t in enumerate(paragraphs)]
    body = join([[(page, line)] for line in lines])
    heading = Line("二、具体举措", Box(80, 60, 200, 74))
    section = SectionText(
        "chain.measures",
        "chain.measures",
        "chain",
        heading.text,
        "f.pdf",
        (page, heading),
        body,
        3,
        3,
        tables=tuple((page, t) for t in tables),
    )
    return Outline(("chain",), (section,))


def table(*rows: tuple[str, ...]) -> Table:
    cells = [
        Cell(r, c, Box(80 + 100 * c, 100 + 20 * r, 180 + 100 * c, 120 + 20 * r), text)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]
    return Table(Box(80, 100, 80 + 100 * len(rows[0]), 100 + 20 * len(rows)), tuple(cells))


def listed(found: Outline) -> list[str]:
    return [s.name for s in smes(found, (), (), RULEBOOK)]


def test_a_table_and_its_continuation_without_a_head() -> None:
    first = table(("序号", "企业名称", "服务内容"), ("1", "石家庄甲辰机械\n有限公司", "设备上云"), ("2", "河北乙巳电子有限公司", "协同"))
    second = table(("3", "河北丙午线缆股份有限公司", "集采"))
    assert listed(outline(tables=(first, second))) == ["石家庄甲辰机械有限公司", "河北乙巳电子有限公司", "河北丙午线缆股份有限公司"]


def test_a_table_of_customers_or_of_figures_lists_nobody() -> None:
    customers = table(("序号", "客户名称", "金额"), ("1", "北京某某科技有限公司", "12"), ("2", "天津某某科技有限公司", "8"))
    figures = table(("指标", "改造前", "改造后"), ("数字化率", "64.5%", "82.6%"))
    assert listed(outline(tables=(customers, figures))) == []


def test_the_same_firm_twice_is_one_entry_with_a_copy() -> None:
    twice = table(
        ("序号", "被带动企业", "信用代码"), ("1", "石家庄甲辰包装（集团）有限公司", CODES[0]), ("2", "河北乙巳电子有限公司", CODES[1]),
        ("3", "石家庄甲辰包装(集团)有限责任公司", CODES[0]),
    )  # fmt: skip
    found = smes(outline(tables=(twice,)), (), (), RULEBOOK)
    assert [(s.name, len(s.copies)) for s in found] == [("石家庄甲辰包装（集团）有限公司", 1), ("河北乙巳电子有限公司", 0)]
    assert found[0].uscc == CODES[0]


def test_numbered_paragraphs_are_a_list() -> None:
    rows = ("1.石家庄甲辰机械有限公司：接入设备12台。", "2.河北乙巳电子有限公司：上线轻量化系统。", "3、无极县丙午食品有限公司，共享订单。")
    assert listed(outline("带动企业情况如下：", *rows)) == ["石家庄甲辰机械有限公司", "河北乙巳电子有限公司", "无极县丙午食品有限公司"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("公司带动石家庄甲辰机械有限公司、河北乙巳电子有限公司等12家企业实施数字化改造。", 2),
        ("平台赋能上下游企业石家庄甲辰机械有限公司、河北乙巳电子有限公司协同转型。", 2),
        ("主要客户有北京甲科技有限公司、天津乙科技有限公司，带动销售增长。", 0),
        ("以石家庄甲辰机械有限公司为例，该公司设备联网率由22%提高到75%。", 0),
        ("平台累计服务企业320余家，注册用户1.2万。", 0),
    ],
)
def test_prose_that_enumerates_and_prose_that_mentions(text: str, count: int) -> None:
    assert len(listed(outline(text))) == count


def statement(holder: str, *, stamped: bool = False) -> Attachment:
    place = Evidence(file="p.pdf", page=1, bbox=(0, 0, 10, 10), text=holder)
    return Attachment(
        type="sme_evidence", file="p.pdf", pages=(1,), fields={"holder": FieldValue(value=holder, evidence=(place,))}, evidence=(place,),
        stamped=(place,) if stamped else (),
    )  # fmt: skip


def seal(text: str, confidence: float = 0.99) -> Seal:
    return Seal(file="p.pdf", page=1, bbox=(1, 1, 9, 9), text=text, place="sme_evidence", confidence=confidence)


ONE = "石家庄甲辰机械有限公司"
LIST = outline(tables=(table(("序号", "企业名称"), ("1", ONE), ("2", "河北乙巳电子有限公司")),))


@pytest.mark.parametrize(
    ("papers", "seals", "proved", "doubtful"),
    [
        ((statement(ONE, stamped=True),), (), True, False),
        ((statement(ONE),), (seal(ONE),), True, False),
        ((statement(ONE),), (seal("", 0.0),), True, True),
        ((statement(ONE),), (seal("河北乙巳电子有限公司"),), False, False),
        ((statement(ONE),), (seal("行家里州片情新得造猫", 0.45),), True, True),  # what a scan in black and white leaves of a ring
        ((statement(ONE),), (seal("河北乙巳电子有限公司", 0.45),), False, False),
        ((statement(ONE),), (), False, False),
        ((statement("河北乙巳电子有限公司", stamped=True),), (), False, False),
        ((), (), False, False),
    ],
)
def test_only_its_own_stamped_statement_is_proof(
    papers: tuple[Attachment, ...], seals: tuple[Seal, ...], proved: bool, doubtful: bool
) -> None:
    found = smes(LIST, papers, seals, RULEBOOK)[0]
    assert (bool(found.proof), bool(found.proof_doubt)) == (proved, doubtful)


FOUR = ("石家庄甲辰机械有限公司", "河北乙巳电子有限公司", "无极县丙午食品有限公司", "晋州市丁未包装厂")


def test_a_list_in_two_halves_side_by_side() -> None:
    head = ("序号", "企业名称", "带动方式") * 2
    rows = [("1", FOUR[0], "上云", "3", FOUR[2], "MES"), ("2", FOUR[1], "上云", "4", FOUR[3], "ERP")]
    assert listed(outline(tables=(table(head, *rows),))) == [*FOUR[:2], *FOUR[2:]]


def test_a_second_column_of_firms_is_not_the_list() -> None:
    rows = [(str(i + 1), name, "河北戊申主机有限公司") for i, name in enumerate(FOUR)]
    assert listed(outline(tables=(table(("序号", "被带动企业", "供货主机厂"), *rows),))) == [*FOUR]


def test_several_firms_in_a_cell() -> None:
    assert listed(outline(tables=(table(("环节", "企业"), ("制造", "、".join(FOUR[:2])), ("包装", "、".join(FOUR[2:]))),))) == [*FOUR]


def test_firms_parted_by_semicolons_go_on_and_a_story_does_not() -> None:
    assert listed(outline(f"带动的中小企业包括：{'；'.join(FOUR)}。")) == [*FOUR]
    assert listed(outline(f"公司带动{FOUR[0]}上云；二是为{FOUR[1]}建设系统。")) == [FOUR[0]]


def test_a_word_before_the_name_is_no_part_of_it() -> None:
    assert listed(outline(*(f"{i + 1}. 对{n}，开展设备上云。" for i, n in enumerate(FOUR)))) == [*FOUR]


def test_a_list_behind_the_book() -> None:
    behind = Page(
        "f.pdf",
        9,
        595,
        842,
        lines=(Line("附表 带动中小企业名单", Box(200, 60, 380, 76)),),
        tables=(table(("序号", "企业名称"), *((str(i), n) for i, n in enumerate(FOUR))),),
    )
    book = outline("公司带动上下游企业协同转型。")
    assert listed(Outline(book.programmes, book.sections, enclosed=(behind,))) == [*FOUR]


def test_a_seal_of_another_known_firm_is_no_proof_however_alike() -> None:
    """The applicant's own seal on the SME's paper: both names begin and end alike."""
    named = Outline(LIST.programmes, LIST.sections, name="石家庄甲午机械有限公司")
    found = smes(named, (statement(ONE),), (seal("石家庄甲午机械有限公司"),), RULEBOOK)[0]
    assert (found.proof, found.doubt) == (None, "")


def test_firms_enumerated_in_sentences_are_a_list_wherever_they_are_told_of_again() -> None:
    found = outline(
        "第一层为核心配套企业，包括石家庄甲辰铸造有限公司、栾城县乙巳机加工有限公司和河北丙午密封件有限公司三家；"
        "第二层为协作企业，包括河北丁未电机有限公司、石家庄戊申喷涂有限公司。",
        "带动石家庄甲辰铸造有限公司上线了系统。主要客户有北京己酉科技有限公司、天津庚戌科技有限公司。",
    )
    assert listed(found) == [
        "石家庄甲辰铸造有限公司",
        "栾城县乙巳机加工有限公司",
        "河北丙午密封件有限公司",
        "河北丁未电机有限公司",
        "石家庄戊申喷涂有限公司",
    ]
    assert not any(s.copies for s in smes(found, (), (), RULEBOOK))
