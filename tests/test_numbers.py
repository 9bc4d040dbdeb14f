"""Numerals, units, approximations and dates of running text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.language.normal import normal
from extractors.language.numbers import Quantity, chinese_number, quantities
from extractors.language.periods import periods, spans


def found(text: str) -> list[Quantity]:
    paragraph = normal(text)
    return quantities(paragraph.text, paragraph.repaired, spans(periods(paragraph.text, 2024)))


def one(text: str) -> Quantity:
    (quantity,) = found(text)
    return quantity


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("６８．３％", 68.3, "%"),
        ("68. 3 %", 68.3, "%"),
        ("68，3%", 68.3, "%"),
        ("8l.5%", 81.5, "%"),
        ("1O0%", 100, "%"),
        ("百分之六十八点三", 68.3, "%"),
        ("百分之百", 100, "%"),
        ("1,025.6万元", 1025.6, "万元"),
        ("120,050,000.00元", 12005, "万元"),
        ("1.2 亿元", 12000, "万元"),
        ("3500千元", 350, "万元"),
        ("叁仟伍佰万元", 3500, "万元"),
        ("-132.6万元", -132.6, "万元"),
        ("38.5万元/人", 38.5, "万元/人"),
        ("12.6万元/吨标煤", 12.6, "万元/吨标准煤"),
        ("一百三十二名", 132, "人"),
        ("十二家", 12, "家"),
        ("86台（套）", 86, "台"),
        ("Ⅲ级", 3, "级"),
        ("叁级", 3, "级"),
        ("25.8个百分点", 25.8, "pp"),
        ("三成", 30, "%"),
        ("三成六", 36, "%"),
        ("三分之二", 66.6667, "%"),
        ("一半", 50, "%"),
        ("翻一番", 1, "倍"),
    ],
)
def test_a_numeral_with_its_unit(text: str, value: float, unit: str) -> None:
    quantity = one(f"约定{text}。")
    assert quantity.value == pytest.approx(value)
    assert quantity.unit == unit


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("约68%", "≈"),
        ("68%左右", "≈"),
        ("200余万元", "≈"),
        ("近九成", "<"),
        ("不足40%", "<"),
        ("不低于60%", "≥"),
        ("60%以上", "≥"),
        ("六成以上", "≥"),
        ("超过三分之二", ">"),
        ("过半数", ">"),
        ("突破1.6亿元", ">"),
        ("不超过20%", "≤"),
        ("68%", "="),
        ("28家上下游企业", "="),
    ],
)
def test_how_exactly_it_is_said(text: str, relation: str) -> None:
    assert one(f"达成{text}。").relation == relation


def test_ranges_have_bounds_and_changes_are_no_ranges() -> None:
    span = one("节约成本100-150万元")
    assert (span.low, span.high, span.unit) == (100, 150, "万元")
    assert [q.value for q in found("由8%至12%")] == [8, 12]


@pytest.mark.parametrize("text", ["第三方机构", "统一管理", "5G网络和Wi-Fi", "TPC-64型", "ISO9001体系", "2024年12月31日", "2022—2024年"])
def test_what_is_no_quantity_with_a_unit(text: str) -> None:
    assert not [q for q in found(text) if q.unit]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("截至2024年12月31日", "2024"),
        ("2024年末", "2024"),
        ("2022—2024年", "2022/2024"),
        ("2022一2024年", "2022/2024"),
        ("2022年至2024年", "2022/2024"),
        ("2022年、2023年、2024年", "2022/2024"),
        ("二〇二四年", "2024"),
        ("近三年", "2022/2024"),
        ("上年度", "2024"),
        ("2022年以来", None),
        ("自2022年起", None),
        ("2024.12.31", "2024"),
    ],
)
def test_periods(text: str, value: str | None) -> None:
    assert periods(normal(text).text, 2024)[0].value == value


@given(st.floats(min_value=0, max_value=1e6, allow_nan=False).map(lambda x: round(x, 2)), st.booleans())
def test_money_comes_back_however_it_is_printed(value: float, commas: bool) -> None:
    text = f"{value:,.2f}万元" if commas else f"{value:.2f}万元"
    assert one(f"为{text}，").value == pytest.approx(value)


@given(st.integers(min_value=1, max_value=99999))
def test_chinese_numerals_come_back(value: int) -> None:
    import cn2an

    assert chinese_number(cn2an.an2cn(value, "low")) == value
    assert chinese_number(cn2an.an2cn(value, "up")) == value


@given(st.integers(min_value=1990, max_value=2035), st.integers(min_value=1, max_value=12), st.integers(min_value=1, max_value=28))
def test_a_date_is_one_period_and_no_quantity(year: int, month: int, day: int) -> None:
    text = f"截至{year}年{month}月{day}日，"
    assert [p.value for p in periods(text, 2024)] == [str(year)]
    assert not found(text)


@given(st.text(alphabet="0123456789.,，%％年月日至—万亿元台（）()一二三十百千 约由到O l", max_size=40))
def test_nothing_that_OCR_may_yield_breaks_the_readers(text: str) -> None:
    paragraph = normal(text)
    dates = periods(paragraph.text, 2024)
    for quantity in quantities(paragraph.text, paragraph.repaired, spans(dates)):
        assert 0 <= quantity.start < quantity.end <= len(paragraph.text)


@given(st.text(alphabet="数字化率 68.3％（）\n，。", max_size=60))
def test_the_map_back_to_the_original_covers_the_same_characters(text: str) -> None:
    paragraph = normal(text)
    assert len(paragraph.text) == len(paragraph.index)
    if paragraph.text:
        start, end = paragraph.span(0, len(paragraph.text))
        assert normal(text[start:end]).text == paragraph.text
