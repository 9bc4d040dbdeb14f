"""A county's table cell by cell against a book, and the table's own mistakes: what is the same, what differs, what is in doubt."""

from __future__ import annotations

import pytest

from models.application import Application, Section
from models.evidence import Evidence
from models.summary import SummaryTable, TableRow
from tests.rules_support import NAME, at, rulebook, section, sound, turned, value, with_field
from validators.batch import judge_batch
from validators.batch_case import BatchCase, BatchCheck, similar_name
from validators.table_cells import yes_no
from validators.table_rows import words

TABLE, COUNTY = "灵寿县/汇总表.xlsx", "灵寿县"
BOOK, CHAIN = sound("lighthouse"), sound("chain")
SCALE, INDUSTRY, COUNTIES = "规模以上工业企业（是/否）", "所属行业", "县（市、区）"
BRIEF, TITLE, MODE = "案例简述（150字以内）", "案例名称", "案例模式"


def row(kind: str = "shuzhi", name: str = NAME, sure: float = 1.0, **cells: str) -> TableRow:
    said = {"企业名称": name, **cells}
    places = {k: Evidence(file=TABLE, page=1, bbox=(0, 0, 10, 10), text=f"{k} {v}") for k, v in said.items()}
    return TableRow(file=TABLE, county=COUNTY, kind=kind, cells=said, evidence=places, name=name, confidence=dict.fromkeys(said, sure))


def judge(rows: list[TableRow], *books: Application, **more: object) -> dict[tuple[str, str], BatchCheck]:
    kind = rows[0].kind if rows else "shuzhi"
    table = SummaryTable(path=TABLE, county=COUNTY, kind=kind, rows=tuple(rows), title=(at(1, "汇总表", file=TABLE),)).model_copy(
        update=more
    )
    case = BatchCase(books, (table,), {a.id: COUNTY for a in books}, rulebook())
    return {(c.rule, c.subject): c for c in judge_batch(case)}


def cell(said: str, column: str, book: Application, kind: str = "shuzhi", sure: float = 1.0) -> BatchCheck:
    return judge([row(kind, sure=sure, **{column: said})], book)["cross.summary-mismatch", column]


@pytest.mark.parametrize(
    ("column", "said", "verdict"),
    [
        (COUNTIES, "灵寿县", "pass"), (COUNTIES, "石家庄市灵寿县", "pass"), (COUNTIES, "河北省石家庄市灵寿县", "pass"), (COUNTIES, "灵寿", "unsure"),
        (COUNTIES, "正定县", "fail"), (COUNTIES, "", "unsure"),
        (SCALE, "是", "pass"), (SCALE, "√", "pass"), (SCALE, "规上", "pass"), (SCALE, "否", "fail"), (SCALE, "×", "fail"), (SCALE, "待定", "unsure"), (SCALE, "", "unsure"),
        (INDUSTRY, "先进专用设备制造业", "pass"), (INDUSTRY, "先进专用设备制造", "pass"), (INDUSTRY, "专用设备制造", "pass"), (INDUSTRY, "生物医药制造业", "fail"),
        (INDUSTRY, "其他", "unsure"), (INDUSTRY, "制造业", "unsure"),
    ],
)  # fmt: skip
def test_what_a_cell_says_against_the_form(column: str, said: str, verdict: str) -> None:
    found = cell(said, column, BOOK)
    assert found.verdict == verdict, found.message
    assert {e.file for e in found.evidence} == {TABLE, BOOK.files[0].path} and found.applicants == ("sound",) and found.county == COUNTY


@pytest.mark.parametrize(("county", "said", "verdict"), [
    ("高新区", "石家庄高新技术产业开发区", "pass"), ("高新区", "高新技术区", "pass"), ("经开区", "经济技术开发区", "pass"), ("经开区", "石家庄经济开发区", "pass"), ("高新区", "经济技术开发区", "fail"),
])  # fmt: skip
def test_zones_by_their_long_and_short_names(county: str, said: str, verdict: str) -> None:
    assert cell(said, COUNTIES, with_field(BOOK, "county", value(county))).verdict == verdict


def test_a_field_that_was_not_read_decides_nothing() -> None:
    for field in (None, value(None), value(["规上", "规下"])):
        found = cell("是", SCALE, with_field(BOOK, "above_scale", field))
        assert found.verdict == "unsure" and "未能识读" in found.message
    doubted = cell("是", SCALE, with_field(BOOK, "above_scale", value("规上", doubt="勾选不清")))
    assert doubted.verdict == "unsure" and "勾选不清" in doubted.message
    assert "汇总表此处识读存疑" in cell("是", SCALE, BOOK, sure=0.5).message


def _case(**fields: object) -> Application:
    return turned(CHAIN, fields={**CHAIN.fields, **{k: value(v, 5) for k, v in fields.items()}})


@pytest.mark.parametrize(("said", "printed", "verdict"), [
    ("平台赋能", "平台赋能", "pass"), ("平台赋能模式", "平台赋能", "pass"), ("平台", "平台赋能", "pass"), ("供应链赋能", "链赋能", "unsure"), ("技术赋能", "平台赋能", "fail"),
])  # fmt: skip
def test_the_mode_of_a_case(said: str, printed: str, verdict: str) -> None:
    assert cell(said, MODE, _case(chain_mode=printed), "chain").verdict == verdict


LONG = "澄链平台推动12家仪表企业协同降本"


@pytest.mark.parametrize(("said", "sure", "verdict"), [
    (LONG, 1.0, "pass"), ("“澄链”平台推动12家仪表企业协同降本", 1.0, "pass"), (LONG.replace("降", "隆"), 1.0, "fail"),
    (LONG.replace("降", "隆"), 0.95, "pass"),  # one character of a scan
    (LONG.replace("降本", "隆木"), 0.95, "unsure"), (LONG.replace("协同降本", "一起增效"), 0.95, "fail"),
    (LONG.replace("12", "15"), 0.95, "fail"), (LONG.replace("12", "15"), 1.0, "fail"),
])  # fmt: skip
def test_the_title_of_a_case(said: str, sure: float, verdict: str) -> None:
    found = cell(said, TITLE, _case(case_name=LONG), "chain", sure)
    assert found.verdict == verdict, found.message


def _told(text: str, **more: object) -> Application:
    abstract = section("chain.summary.abstract", 5, text=text, **more)
    others = tuple(s.model_copy(update={"text": ""}) for s in CHAIN.sections if s.id != abstract.id)
    return turned(CHAIN, sections=(*others, abstract))


TEXT = "平台带动十二家企业接入，交付周期缩短20%，投入300余万元，建成二十三个场景。"


@pytest.mark.parametrize(("said", "verdict"), [
    ("带动12家企业", "pass"), ("带动十二家企业，缩短20%", "pass"), ("投入300万元", "pass"), ("建成23个场景", "pass"), ("没有数字的一句话", "pass"),
    ("带动15家企业", "fail"), ("缩短25%", "fail"), ("服务8户", "unsure"),
])  # fmt: skip
def test_the_figures_of_a_short_account_stand_in_the_book(said: str, verdict: str) -> None:
    found = cell(said, BRIEF, _told(TEXT), "chain")
    assert found.verdict == verdict, found.message
    assert {e.page for e in found.evidence} == {1, 5}


def test_a_short_account_against_a_book_read_in_part() -> None:
    for more in ({"unread": 1}, {"scanned": True}):
        assert cell("带动15家企业", BRIEF, _told(TEXT, **more), "chain").verdict == "unsure"
    assert cell("带动12家企业", BRIEF, _told(TEXT), "chain", sure=0.5).verdict == "unsure"
    assert ("cross.summary-mismatch", BRIEF) not in judge([row("chain", **{BRIEF: "带动12家"})], _told(""))


def test_a_name_one_character_away_is_for_a_person() -> None:
    near = NAME.replace("澄", "橙")
    found = judge([row(name=near)], BOOK)
    assert (
        found["cross.summary-mismatch", "企业名称"].verdict == "unsure"
        and "相差一字" in found["cross.summary-mismatch", "企业名称"].message
    )
    assert found["cross.book-absent", near].verdict == "pass" and found["cross.summary-absent", NAME].verdict == "pass"
    two = judge([row(name=NAME.replace("澄远", "橙源"))], BOOK)
    assert two["cross.summary-absent", NAME].verdict == "fail"


@pytest.mark.parametrize(("a", "b", "apart", "alike"), [
    ("河北一二三四公司", "河北一二三五公司", 1, True), ("河北一二三四公司", "河北一二五六公司", 1, False), ("一二三四公", "一二三五公", 1, False),
    ("河北一二三四公司", "河北一二三公司", 1, False), ("河北一二三四公司", "河北一二三公司", 2, True), ("河北一二三四公司", "河北一二公司", 2, False),
])  # fmt: skip
def test_names_one_misreading_apart(a: str, b: str, apart: int, alike: bool) -> None:
    assert similar_name(a, b, apart) is alike and similar_name(b, a, apart) is alike


def test_answers_and_marks() -> None:
    for said in ("是", "√", "✓", "Yes", "y", " 是 。", "有", "对"):
        assert yes_no(said) is True, said
    for said in ("否", "×", "x", "No", "/", "—", "-", "无", "规模以下"):
        assert yes_no(said) is False, said
    for said in ("", "待定", "是否", "1"):
        assert yes_no(said) is None, said


# ---------------------------------------------------------------- the table itself

LIGHT, WORKSHOP, NEW = "争创“小灯塔”标杆企业（是/否）", "争创数字化车间及智能工厂（是/否）", "争创创新能力显著提升（是/否）"


@pytest.mark.parametrize(("answers", "sure", "verdict", "said"), [
    ("是否否", 1.0, "pass", "争创“数字化转型“小灯塔”标杆企业”"), ("是否是", 1.0, "pass", "创新能力显著提升"), ("否否否", 1.0, "fail", "没有一项为“是”"),
    ("是是否", 1.0, "fail", "两类限报1项"), ("是是否", 0.5, "unsure", "两类限报1项"), ("是是是", 1.0, "fail", "两类限报1项"),
    ("是？否", 1.0, "unsure", "空白或识读存疑"), ("是否否", 0.5, "unsure", "空白或识读存疑"), ("否否否", 0.5, "unsure", "空白或识读存疑"), ("否？否", 1.0, "unsure", "空白或识读存疑"),
])  # fmt: skip
def test_the_directions_of_a_row(answers: str, sure: float, verdict: str, said: str) -> None:
    found = judge([row(sure=sure, **dict(zip((LIGHT, WORKSHOP, NEW), answers, strict=True)))])["summary.directions", NAME]
    assert found.verdict == verdict and said in found.message, found.message
    assert len(found.evidence) == 3


@pytest.mark.parametrize(("column", "said", "verdict"), [
    ("联系方式", "13803110000", "pass"), ("联系方式", "138 0311 0000", "pass"), ("联系方式", "+86 13803110000", "pass"), ("联系方式", "0311-80000000", "pass"), ("联系方式", "80000000", "pass"),
    ("联系方式", "13803110000、0311-80000000", "pass"), ("联系方式", "0311-80000000转801", "pass"), ("联系方式", "1380311", "fail"), ("联系方式", "138031100001", "fail"), ("联系方式", "12803110000", "fail"),
    ("联系方式", "13803110000/1380311", "fail"), ("联系方式", "", "fail"), ("联系方式", "010-1234", "fail"),
    ("邮箱", "a.b@c-d.com", "pass"), ("邮箱", "a@b", "fail"), ("邮箱", "ab.com", "fail"), ("邮箱", "a@b.com，c@d.cn", "pass"),
])  # fmt: skip
def test_numbers_and_addresses(column: str, said: str, verdict: str) -> None:
    kind = "chain" if column == "邮箱" else "shuzhi"
    found = judge([row(kind, **{column: said})])["summary.contact-invalid", f"{NAME} {column}"]
    assert found.verdict == verdict, found.message
    scanned = judge([row(kind, **{column: said})], scanned=True)["summary.contact-invalid", f"{NAME} {column}"]
    assert scanned.verdict == ("unsure" if not said else verdict)


def test_one_number_of_two_companies_names_both() -> None:
    rows = [row(name=n, 联系方式="13803110000") for n in (NAME, "石家庄远曜机床制造有限公司")]
    found = judge(rows, BOOK)["summary.contact-invalid", "13803110000"]
    assert found.verdict == "fail" and NAME in found.message and "远曜" in found.message
    assert found.applicants == ("sound",) and len(found.evidence) == 2
    faint = judge([rows[0], rows[1].model_copy(update={"confidence": {"联系方式": 0.5}})])["summary.contact-invalid", "13803110000"]
    assert faint.verdict == "unsure"
    assert ("summary.contact-invalid", "13803110000") not in judge([rows[0], rows[0]])


def test_numbering_and_its_faults() -> None:
    def numbered(*said: str, **more: object) -> BatchCheck:
        return judge([row(name=f"甲{n}公司", 序号=s) for n, s in enumerate(said)], **more)["summary.numbering", TABLE]

    assert numbered("1", "2", "3").verdict == "pass" and "1至3" in numbered("1", "2", "3").message
    assert numbered("1.", "2、").verdict == "pass"
    for wrong in (("1", "3"), ("2", "3"), ("1", "1"), ("1", "")):
        assert numbered(*wrong).verdict == "fail" and numbered(*wrong, scanned=True).verdict == "unsure", wrong
    assert "空白" in numbered("1", "").message and len(numbered("1", "3", "4").evidence) == 2
    assert ("summary.numbering", TABLE) not in judge([row()]) or judge([row()])["summary.numbering", TABLE].verdict == "fail"


def test_the_same_company_in_two_rows() -> None:
    twice = judge([row(), row(name=NAME.replace("（", "("))])
    assert twice["summary.duplicate-row", NAME].verdict == "fail" and len(twice["summary.duplicate-row", NAME].evidence) == 2
    assert ("summary.duplicate-row", TABLE) not in twice
    assert judge([row(), row(name="")])["summary.duplicate-row", TABLE].verdict == "unsure"
    assert judge([row(), row(name="甲公司")])["summary.duplicate-row", TABLE].verdict == "pass"


def test_the_length_of_a_short_account() -> None:
    def long(n: int, **more: object) -> str:
        return judge([row("chain", **{BRIEF: "平" * n})], **more)["summary.too-long", NAME].verdict

    assert [long(n) for n in (149, 150, 151)] == ["pass", "pass", "fail"]
    assert [long(n, scanned=True) for n in (150, 151, 153, 154)] == ["pass", "unsure", "unsure", "fail"]
    assert ("summary.too-long", NAME) not in judge([row("chain", **{BRIEF: ""})])
    assert words("MES系统2024年—“数智”R&D 3,000.5") == 9
    assert words("，。") == 2 and words("") == 0 and words("- -") == 0


def test_what_a_table_leaves_blank() -> None:
    footer = {"填表日期": "2025年7月24日", "填表人": "", }  # fmt: skip
    found = judge([row(联系人="")], footer=footer)
    assert found["summary.blank", f"{TABLE} 填表日期"].verdict == "pass"
    assert found["summary.blank", f"{TABLE} 填表人"].verdict == "fail" and "为空白" in found["summary.blank", f"{TABLE} 填表人"].message
    assert found["summary.blank", f"{TABLE} 联系电话"].verdict == "fail" and "未见" in found["summary.blank", f"{TABLE} 联系电话"].message
    assert found["summary.blank", f"{NAME} 联系人"].verdict == "fail"
    for doubt in ({"scanned": True}, {"gap": "第2页未能读出"}):
        again = judge([row(联系人="", 备注="")], footer=footer, **doubt)
        assert again["summary.blank", f"{TABLE} 填表人"].verdict == "unsure"
        assert ("summary.blank", f"{NAME} 备注") not in again


def test_seals_of_a_table() -> None:
    verdicts = {
        (sealed, gap): judge([row()], sealed=sealed, gap=gap)["summary.seal-missing", TABLE].verdict
        for sealed in (True, False, None)
        for gap in ("", "第2页")
    }
    assert verdicts == {
        (True, ""): "pass",
        (True, "第2页"): "pass",
        (False, ""): "fail",
        (False, "第2页"): "unsure",
        (None, ""): "not_applicable",
        (None, "第2页"): "not_applicable",
    }


def test_what_is_unreadable_names_the_table() -> None:
    assert "共1行" in judge([row()])["summary.unreadable", TABLE].message
    for more, word in (({"problem": "无法打开"}, "无法打开"), ({"gap": "第2页未能读出"}, "第2页未能读出")):
        found = judge([row()], **more)["summary.unreadable", TABLE]
        assert found.verdict == "unsure" and word in found.message


# ---------------------------------------------------------------- rows and books


def test_a_county_with_a_nameless_book() -> None:
    nameless = turned(with_field(BOOK, "company_name", None), id="x", name="", uscc="")
    other = row(name="石家庄远曜机床制造有限公司")
    assert judge([other], nameless)["cross.book-absent", other.name].verdict == "unsure"
    faint = row(name=other.name, sure=0.5)
    assert "识读存疑" in judge([faint], BOOK)["cross.book-absent", other.name].message
    assert judge([other], BOOK)["cross.book-absent", other.name].verdict == "fail"


def test_a_book_of_unknown_or_other_kind() -> None:
    unknown = turned(BOOK, programmes=())
    assert judge([row()], unknown)["cross.book-absent", NAME].verdict == "unsure"
    chain = judge([row()], CHAIN)["cross.book-absent", NAME]
    assert chain.verdict == "fail" and "另一类别" in chain.message and chain.applicants == ("sound",)


def test_why_a_book_may_yet_be_listed() -> None:
    other = row(name="石家庄远曜机床制造有限公司")
    found = judge([other], BOOK)["cross.summary-absent", NAME]
    assert found.verdict == "fail" and {e.file for e in found.evidence} == {TABLE, BOOK.files[0].path}
    for rows, more, word in (
        ([other], {"gap": "第2页未能读出"}, "第2页未能读出"), ([other, row(name="")], {}, "有一行未能读出企业名称"), ([], {"problem": "无法打开"}, "无法打开"),
        ([row("chain", name="甲公司")], {}, "附件1-5"),
    ):  # fmt: skip
        doubt = judge(rows, BOOK, **more)["cross.summary-absent", NAME]
        assert doubt.verdict == "unsure" and word in doubt.message, word
    faint = judge([other], with_field(BOOK, "company_name", value(NAME, doubt="不清")))["cross.summary-absent", NAME]
    assert faint.verdict == "unsure" and "名称未能识读" in faint.message
    assert isinstance(BOOK.sections[0], Section)
