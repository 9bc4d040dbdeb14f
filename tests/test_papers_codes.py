"""Dates, codes, amounts and names as papers print them and as OCR leaves them."""

from __future__ import annotations

import pytest

from extractors.papers import codes, dates, money, names
from extractors.papers.common import tidy_number
from extractors.papers.stamps import bears


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2025 年 3 月 27 日", "2025-03-27"),
        ("二〇二五年三月二十七日", "2025-03-27"),
        ("二○二四年十二月十日", "2024-12-10"),
        ("2O25年7月l1曰", "2025-07-11"),
        ("2024-12-31", "2024-12-31"),
        ("2024.6.5", "2024-06-05"),
        ("20240605", "2024-06-05"),
        ("2024年13月1日", None),
        ("02023年6月2", "2023-06"),
        ("2023年6月27", "2023-06-27"),
    ],
)
def test_dates(text: str, iso: str | None) -> None:
    assert dates.first(text) == iso


def test_end_of_validity() -> None:
    assert dates.span_end("2023年1月至2025年12月") == "2025-12-31"
    assert dates.span_end("2023年7月10日至2026年7月9日") == "2026-07-09"
    assert dates.years_of("有效期：三年") == 3
    assert dates.plus_years("2024-02-29", 3) == "2027-02-28"


def test_credit_codes_are_mended_only_by_their_check_characters() -> None:
    (mended,) = codes.credit_codes("9113017158Z43I766M")
    assert (mended.value, mended.sound) == ("91130171582431766M", True)
    assert "更正" in mended.note
    (wrong,) = codes.credit_codes("911301715824317667")
    assert not wrong.sound
    (old,) = codes.credit_codes("注册号：130100200012345")
    assert old.value == "130100200012345"


@pytest.mark.parametrize("text", ["ZL202111382746.X", "ZL 2021 1 1382746.X", "专利号：ZL2O2111382746·x"])
def test_patent_numbers(text: str) -> None:
    (code,) = codes.patents(text)
    assert (code.value, code.sound) == ("ZL202111382746.X", True)


def test_a_misread_patent_number_is_not_sound() -> None:
    (code,) = codes.patents("ZL202111382748.X")
    assert not code.sound


@pytest.mark.parametrize(
    ("text", "value", "sound"),
    [
        ("118,365,196.82", 118365196.82, True),
        ("118.365.196.82", 118365196.82, True),
        ("(1,326,000.00)", -1326000.0, True),
        ("11836.52", 11836.52, True),
        ("2,092,265.4S", 2092265.45, True),
        ("12,34,567.00", 1234567.0, False),
    ],
)
def test_amounts(text: str, value: float, sound: bool) -> None:
    got = money.parse(text)
    assert got is not None
    assert got[0] == pytest.approx(value)
    if sound:
        assert got[1]


def test_names() -> None:
    assert names.companies("我单位石家庄恒远五金有限公司（统一社会信用代码：") == ["石家庄恒远五金有限公司"]
    assert names.clean("河北明信会计师事务所(普通合伙") == "河北明信会计师事务所（普通合伙）"
    assert names.same("河北甲乙科技有限责任公司", "河北甲乙科技有限公司")


def test_numbers_of_documents_keep_their_brackets() -> None:
    assert tidy_number("明信审字[2025|第0389号") == "明信审字[2025]第0389号"
    assert tidy_number("明信审字〔2025]第0389号") == "明信审字〔2025〕第0389号"


def test_only_the_owners_seal_counts() -> None:
    assert bears("河北青禾仪器有限公司", "河北青禾仪器有限公司")
    assert bears("河北青禾仪有限公司", "河北青禾仪器有限公司")
    assert not bears("石家庄市行政审批局", "河北青禾仪器有限公司")
    assert not bears("", "河北青禾仪器有限公司")


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2023年10月1日起三年", "2026-10-01"),
        ("自2023年10月1日起至2026年9月30日止", "2026-09-30"),
        ("2023-2026年", "2026-12-31"),
        ("2023年度至2025年度", "2025-12-31"),
        ("2026年", "2026-12-31"),
        ("2023年10月1日起", None),
        ("三年", None),
        ("长期", None),
    ],
)
def test_ends_of_validity(text: str, end: str | None) -> None:
    """The first day of a validity is never its last one."""
    assert dates.span_end(text) == end


@pytest.mark.parametrize(("text", "years"), [("有效期叁年", 3), ("36个月", 3), ("2023-2026年", None), ("2023年5月起", None), ("10年", 10)])
def test_spans_of_years(text: str, years: int | None) -> None:
    assert dates.years_of(text) == years
