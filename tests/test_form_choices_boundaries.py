"""The application form at the boundaries of `validators.form`: codes and their check characters, what is ticked, what is filled in."""

from __future__ import annotations

import pytest

from models.application import Application, Mark
from models.checks import Finding
from tests.rules_support import at, rulebook, sound, turned, unread, value, with_field, without_section
from validators import form
from validators.case import Case

BOOK, CHAIN = sound("lighthouse"), sound("chain")
DOUBT = "两次读数不同"
SIZES, WAYS = ("中型", "小型", "微型"), ("lighthouse", "workshop", "innovation")


def case(application: Application) -> Case:
    return Case(application, rulebook())


def found(rule: object, application: Application) -> dict[str, Finding]:
    return {f.subject: f for f in rule(case(application))}  # type: ignore[operator]


# ---------------------------------------------------------------- codes


@pytest.mark.parametrize(
    "code",
    [
        "123456788",
        "000000051",
        "00000006X",
        "000000000",
        "100000008",
        "010000004",
        "001000002",
        "000100001",
        "000010006",
        "000001003",
        "000000107",
        "000000019",
        "A00000003",
        "0000000Z7",
    ],
)
def test_the_check_character_of_an_organisation(code: str) -> None:
    """GB 11714: weights 3, 7, 9, 10, 5, 8, 4 and 2; what is left to eleven."""
    assert form.organisation_check("91130126" + code + "1")
    wrong = "1" if code[-1] == "0" else "0"
    assert not form.organisation_check("91130126" + code[:-1] + wrong + "1")


@pytest.mark.parametrize(("code", "fault"), [
    ("91130126MA0CPTDW81", ""), ("91130126MA0CPTDW8", "为 17 位，应为 18 位"), ("91130126MA0CPTDW811", "为 19 位，应为 18 位"), ("9I130126MAOCPTDW81", "含标准外字符“I、O”"),
    ("91130126MA0CPTDW82", "末位校验码为“2”，按 GB 32100-2015 计算应为“1”"), ("91130126MA0CPTDW8Z", "含标准外字符“Z”"),
])  # fmt: skip
def test_what_is_wrong_with_a_code(code: str, fault: str) -> None:
    assert form.code_fault(code) == fault


@pytest.mark.parametrize(("code", "verdict", "words"), [
    (value("91130126MA0CPTDW81"), "pass", "校验码正确。"), (value("9113 0126 ma0cptdw81"), "pass", "校验码正确。"), (value("91130126MA0CPTDW81", confidence=0.6), "pass", "正确"),
    (value("91130126MA0CPTDW81", confidence=0.59), "unsure", "识别把握不足"), (value("91130126MA0CPTDW82", doubt=DOUBT), "unsure", DOUBT), (value("91130126MA0CPTDW82"), "fail", "末位校验码"),
    (None, "not_applicable", "form.field-missing"), (value(""), "not_applicable", "form.field-missing"), (value("", doubt=DOUBT), "unsure", DOUBT),
])  # fmt: skip
def test_the_code_of_a_form(code: object, verdict: str, words: str) -> None:
    said = found(form.uscc_invalid, with_field(BOOK, "uscc", code))[""]  # type: ignore[arg-type]
    assert said.verdict == verdict and words in said.message, said.message


def test_a_code_whose_organisation_does_not_check_is_passed_with_a_note() -> None:
    body = "91130126MA0CPTDW"
    others = [c for c in form.CODE_ALPHABET if not form.organisation_check(body + c + "0")]
    code = next(body + c + d for c in others for d in form.CODE_ALPHABET if not form.code_fault(body + c + d))
    said = found(form.uscc_invalid, with_field(BOOK, "uscc", value(code)))[""]
    assert said.verdict == "pass" and "GB 11714 不符" in said.message


def test_a_code_of_a_form_that_was_not_read_or_of_a_case_without_one() -> None:
    bare = with_field(BOOK, "uscc", None)
    for torn, words in ((unread(bare, 4), "申请表所在页未能读出"), (without_section(bare, "form"), "未找到企业申请表")):
        assert found(form.uscc_invalid, torn)[""].verdict == "unsure" and words in found(form.uscc_invalid, torn)[""].message
    chain = with_field(CHAIN, "uscc", None)
    assert (
        found(form.uscc_invalid, chain)[""].verdict == "not_applicable"
        and found(form.uscc_invalid, unread(chain, 6))[""].verdict == "unsure"
    )
    doubted = found(form.uscc_invalid, with_field(CHAIN, "uscc", value(None, doubt=DOUBT)))[""]
    assert doubted.verdict == "unsure" and DOUBT in doubted.message


@pytest.mark.parametrize(("code", "verdict", "words"), [
    (value("3544"), "pass", "制造业小类"), (value("C 3544"), "pass", "制造业小类"), (value("c3544"), "pass", "制造业小类"), (value("6513"), "fail", "不属制造业"), (value("3999"), "fail", "没有此小类代码"),
    (value("354"), "fail", "不是四位数"), (value("35444"), "fail", "不是四位数"), (value("35A4"), "fail", "不是四位数"), (value("3999", doubt=DOUBT), "unsure", DOUBT), (value("3544", confidence=0.59), "unsure", "把握不足"),
    (value("3544", confidence=0.6), "pass", "小类"), (None, "not_applicable", "未填写"), (value("", doubt=DOUBT), "unsure", DOUBT),
])  # fmt: skip
def test_the_code_of_an_industry(code: object, verdict: str, words: str) -> None:
    said = found(form.industry_code_invalid, with_field(BOOK, "industry_code", code))[""]  # type: ignore[arg-type]
    assert said.verdict == verdict and words in said.message, said.message


# ---------------------------------------------------------------- what is filled in


@pytest.mark.parametrize(("field", "verdict", "words"), [
    (value("制药"), "pass", "填写为“制药”"), (value(0), "pass", "填写为“0”"), (value("制药", confidence=0.6), "pass", "填写为"), (value("制药", confidence=0.59), "unsure", "识别把握不足"), (value("制药", doubt=DOUBT), "unsure", DOUBT),
    (value(None), "fail", "未填写（第 4 页）"), (value(""), "fail", "未填写"), (value([]), "fail", "未填写"), (None, "fail", "未填写"), (value("", confidence=0.59), "unsure", "识别把握不足"), (value("", doubt=DOUBT), "unsure", DOUBT),
])  # fmt: skip
def test_a_cell_of_the_form(field: object, verdict: str, words: str) -> None:
    said = found(form.field_missing, with_field(BOOK, "subfield", field))  # type: ignore[arg-type]
    assert said["subfield"].verdict == verdict and words in said["subfield"].message and {e.page for e in said["subfield"].evidence} == {4}
    assert not {"size", "directions", "declaration_date"} & set(said), "boxes and dates have rules of their own"
    assert [f.verdict for f in form.field_missing(case(CHAIN))] == ["not_applicable"]
    torn = found(form.field_missing, unread(with_field(BOOK, "subfield", None), 4))["subfield"]
    assert torn.verdict == "unsure" and "未能读出" in torn.message


# ---------------------------------------------------------------- what is ticked


def boxes(field: str, **states: str | tuple[str, float]) -> Application:
    """The book with the boxes of one field alone, in these states; the field itself was not read."""
    marks = [
        Mark(id=f"form.{field}.{k}", state=s[0], confidence=s[1], evidence=(at(4, k),))
        for k, v in states.items()
        for s in [(v, 1.0) if isinstance(v, str) else v]
    ]  # type: ignore[arg-type]
    return turned(with_field(BOOK, field, None), marks=(*(m for m in BOOK.marks if not m.id.startswith(f"form.{field}.")), *marks))


def states(options: tuple[str, ...], marks: str) -> dict[str, str | tuple[str, float]]:
    """``+`` ticked, ``-`` not, ``?`` unsure, ``*`` ticked but read badly, ``~`` ticked and read just well enough, ``.`` no box seen."""
    meaning: dict[str, str | tuple[str, float]] = {
        "+": "present",
        "-": "absent",
        "?": "unsure",
        "*": ("present", 0.59),
        "~": ("present", 0.6),
        "_": ("absent", 0.59),
    }
    return {o: meaning[c] for o, c in zip(options, marks, strict=True) if c != "."}


@pytest.mark.parametrize(("marks", "verdict", "words"), [
    ("-+-", "pass", "勾选“小型”"), ("-~-", "pass", "勾选“小型”"), ("---", "fail", "未勾选任何一项"), ("++-", "fail", "同时勾选“中型”、“小型”"), ("+++", "fail", "应只选一项"),
    ("-*-", "unsure", "勾选痕迹不清"), ("-?-", "unsure", "勾选痕迹不清"), ("?+-", "unsure", "“中型”框内也有痕迹"), ("*+-", "unsure", "“中型”框内也有痕迹"), ("_+-", "unsure", "“中型”框内也有痕迹"),
    (".--", "unsure", "勾选痕迹不清"), (".+-", "pass", "勾选“小型”"), ("...", "unsure", "勾选痕迹不清"),
])  # fmt: skip
def test_a_single_choice(marks: str, verdict: str, words: str) -> None:
    said = found(form.choice_unclear, boxes("size", **states(SIZES, marks)))["size"]
    assert said.verdict == verdict and words in said.message, said.message


@pytest.mark.parametrize(("marks", "verdict"), [("-+-", "pass"), (".+-", "unsure"), ("---", "unsure"), ("++-", "fail")])
def test_a_single_choice_on_a_page_that_was_not_read_in_whole(marks: str, verdict: str) -> None:
    assert found(form.choice_unclear, unread(boxes("size", **states(SIZES, marks)), 4))["size"].verdict == verdict


@pytest.mark.parametrize(("field", "verdict"), [
    (value("小型"), "pass"), (value("小型", doubt=DOUBT), "unsure"), (value("小型", confidence=0.59), "unsure"), (value(["中型", "小型"]), "fail"), (value([]), "fail"), (value(""), "fail"), (value([], doubt=DOUBT), "unsure"), (None, "unsure"),
])  # fmt: skip
def test_a_choice_without_boxes(field: object, verdict: str) -> None:
    assert found(form.choice_unclear, with_field(boxes("size"), "size", field))["size"].verdict == verdict  # type: ignore[arg-type]


@pytest.mark.parametrize(("marks", "count", "exclusive", "choice"), [
    ("+--", "pass", "pass", "pass"), ("-+-", "pass", "pass", "pass"), ("+-+", "pass", "pass", "pass"), ("-++", "pass", "pass", "pass"), ("++-", "pass", "fail", "pass"), ("+++", "fail", "fail", "pass"),
    ("+?-", "pass", "unsure", "unsure"), ("+?+", "unsure", "unsure", "unsure"), ("-?+", "pass", "pass", "unsure"), ("??-", "unsure", "unsure", "unsure"), ("?--", "unsure", "unsure", "unsure"), ("---", "unsure", "unsure", "fail"),
])  # fmt: skip
def test_directions(marks: str, count: str, exclusive: str, choice: str) -> None:
    book = boxes("directions", **states(WAYS, marks))
    said = (
        found(form.too_many_directions, book)[""],
        found(form.exclusive_directions, book)[""],
        found(form.choice_unclear, book)["directions"],
    )
    assert tuple(f.verdict for f in said) == (count, exclusive, choice), [f.message for f in said]
    assert all({e.page for e in f.evidence} == {4} for f in said)


def test_a_further_direction_may_be_ticked_on_a_page_that_was_not_read() -> None:
    for marks, verdict in (("+-+", "pass"), ("+-.", "unsure"), ("+.+", "unsure")):
        torn = unread(boxes("directions", **states(WAYS, marks)), 4)
        assert found(form.too_many_directions, torn)[""].verdict == verdict == found(form.exclusive_directions, torn)[""].verdict, marks
    for rule in (form.too_many_directions, form.exclusive_directions, form.choice_unclear, form.industry_code_invalid):
        assert found(rule, CHAIN)[""].verdict == "not_applicable"


def test_where_the_boxes_are() -> None:
    sure, maybe, places = form.ticked(case(boxes("size", **states(SIZES, "+?-"))), "size")
    assert (sure, maybe, [e.text for e in places]) == (["中型"], ["小型"], ["中型", "小型"])
    assert [e.text for e in form.ticked(case(boxes("size", **states(SIZES, "---"))), "size")[2]] == list(SIZES)
    assert form.ticked(case(with_field(boxes("size"), "size", value("小型"))), "size")[:2] == (["小型"], [])
    assert form.ticked(case(with_field(boxes("size"), "size", value("小型", doubt=DOUBT))), "size")[:2] == ([], ["小型"])
