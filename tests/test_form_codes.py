"""What several readings of a code or a number come to."""

from __future__ import annotations

import pytest
from stdnum.cn import uscc

from extractors.codes import agree_digits, agree_uscc, organ_check, uscc_sound
from extractors.form_dates import parse_date
from extractors.form_values import class_code


def sound_code() -> str:
    head = "91130132MA0ABCDE"
    body = head + organ_check(head)
    return body + str(uscc.calc_check_digit(body))


SOUND = sound_code()


def other(char: str) -> str:
    return {"0": "D", "1": "7", "A": "4"}.get(char, "8")


def test_both_check_characters() -> None:
    assert uscc_sound(SOUND)
    assert uscc_sound("91110000600037341L")
    assert not uscc_sound(SOUND[:-1] + ("0" if SOUND[-1] != "0" else "1"))


def test_wrong_code_read_alike_is_a_fact_and_never_mended() -> None:
    wrong = SOUND[:10] + other(SOUND[10]) + SOUND[11:]
    agreed = agree_uscc([(wrong, 0.99), (wrong, 0.99), (wrong, 0.97)])
    assert (agreed.value, agreed.doubt, agreed.note) == (wrong, "", "")


def test_readings_that_differ_are_decided_by_the_check_characters() -> None:
    misread = SOUND.replace("D", "0")
    agreed = agree_uscc([(misread, 0.95), (SOUND, 0.93)])
    assert agreed.value == SOUND and not agreed.doubt and misread in agreed.note


def test_readings_that_cannot_be_decided_are_in_doubt() -> None:
    a, b = "91130132MA0ABCDEF1", "91130132MA0ABCDEF2"
    assert not uscc_sound(a) and not uscc_sound(b)
    assert agree_uscc([(a, 0.9), (b, 0.9)]).doubt


def test_letters_outside_the_alphabet() -> None:
    agreed = agree_uscc([(SOUND.replace("0", "O"), 0.95), (SOUND, 0.9)])
    assert agreed.value == SOUND and not agreed.doubt


def test_lost_character_is_in_doubt_unless_clear() -> None:
    assert agree_uscc([(SOUND[:-1], 0.8), (SOUND[:-1], 0.85)]).doubt
    assert agree_uscc([]).value == ""


@pytest.mark.parametrize(
    ("readings", "value", "doubt"),
    [
        ([("226", 0.9), ("226", 0.9)], "226", False),
        ([("86", 0.9), ("88", 0.9)], "86", True),
        ([("312", 0.9), ("312", 0.8), ("31", 0.5)], "312", False),
    ],
)
def test_numbers(readings: list[tuple[str, float]], value: str, doubt: bool) -> None:
    agreed = agree_digits(readings)
    assert (agreed.value, bool(agreed.doubt)) == (value, doubt)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("3544", "3544"),
        ("C2710", "2710"),
        ("（按照《国民经济行业分类（GB/T4754-2017）》的标准填写4位数所属行业细分代码）", ""),
        ("(按照《国民经济行业分类 (GB/T 4754—2017)》的标准填写 4 位数所属行业细分代码)1411", "1411"),
        ("271", "271"),
    ],
)
def test_class_codes(text: str, code: str) -> None:
    assert class_code(text) == code


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2025年7月18日", "2025-07-18"),
        ("日期： 2025 年 7 月 22 日", "2025-07-22"),
        ("2025年7月22", "2025-07-22"),
        ("2025 年 7 月", "2025-07"),
        ("二〇二五年七月十八日", "2025-07-18"),
        ("2025.07.05", "2025-07-05"),
        ("2O25年T月2l日", "2025-07-21"),
        ("年 月 日", ""),
        ("2025年13月40日", ""),
    ],
)
def test_dates(text: str, date: str) -> None:
    assert parse_date(text).text == date
