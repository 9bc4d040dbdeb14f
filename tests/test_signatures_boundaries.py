"""What must be written by hand: how sure a mark must be, and what a chop is worth, in the eyes of `validators.signatures`."""

from __future__ import annotations

import pytest

from models.application import Application
from tests.rules_support import checks, seal, sound, turned, unread, value, with_field, without_section

BOOK, CHAIN = sound("lighthouse"), sound("chain")
PAGES = {"commitment": 2, "declaration": 3}


def marked(id: str, state: str, confidence: float = 1.0) -> Application:
    """The book with one mark read so."""
    change = {"state": state, "confidence": confidence}
    return turned(BOOK, marks=tuple(m.model_copy(update=change) if m.id == id else m for m in BOOK.marks))


@pytest.mark.parametrize("place", sorted(PAGES))
@pytest.mark.parametrize(("rule", "mark"), [("signature.missing", "signature"), ("date.missing", "date")])
def test_a_mark_counts_from_the_least_confidence_on(rule: str, mark: str, place: str) -> None:
    found = {}
    for state in ("present", "absent", "unsure"):
        for confidence in (0.6, 0.59):
            book = marked(f"{place}.{mark}", state, confidence)
            if mark == "date":
                book = with_field(book, f"{place}_date", None)
            check = checks(book)[rule, place]
            assert {e.page for e in check.evidence} == {PAGES[place]}
            found[state, confidence] = check.verdict
    present = "pass" if mark == "signature" else "unsure"  # a date must be read
    assert found == {
        ("present", 0.6): present, ("present", 0.59): "unsure", ("absent", 0.6): "fail", ("absent", 0.59): "unsure", ("unsure", 0.6): "unsure", ("unsure", 0.59): "unsure",
    }  # fmt: skip


@pytest.mark.parametrize("place", sorted(PAGES))
def test_a_date_that_was_read_needs_no_mark(place: str) -> None:
    book = marked(f"{place}.date", "absent")
    assert checks(book)["date.missing", place].verdict == "pass"
    for more, words in (({"doubt": "月份不清"}, "月份不清"), ({"confidence": 0.59}, "字迹未能可靠读出")):
        found = checks(with_field(book, f"{place}_date", value("2025-07-20", PAGES[place], **more)))["date.missing", place]
        assert found.verdict == "unsure" and words in found.message and "读数为“2025-07-20”" in found.message
    assert (
        checks(with_field(book, f"{place}_date", value("2025-07-20", PAGES[place], confidence=0.6)))["date.missing", place].verdict
        == "pass"
    )


@pytest.mark.parametrize("rule", ["signature.missing", "date.missing"])
def test_where_nothing_is_to_be_signed_nothing_is_judged(rule: str) -> None:
    for place, page in PAGES.items():
        assert checks(CHAIN)[rule, place].verdict == "not_applicable"
        bare = turned(with_field(BOOK, f"{place}_date", None), marks=())
        assert "未能定位" in checks(bare)[rule, place].message and checks(bare)[rule, place].verdict == "unsure"
        gone = checks(without_section(bare, place))[rule, place]
        assert gone.verdict == "unsure" and "未找到" in gone.message
        dark = checks(unread(bare, page))[rule, place]
        assert dark.verdict == "unsure" and "所在页未能读出" in dark.message


def test_a_chop_signs_a_declaration_alone_and_a_companys_seal_neither() -> None:
    for place, page in PAGES.items():
        bare = marked(f"{place}.signature", "absent")
        chop = seal(place, "梁继峰", page, size=52.0)
        found = checks(turned(bare, seals=(*bare.seals, chop)))["signature.missing", place]
        assert found.verdict == ("pass" if place == "declaration" else "unsure") and "个人名章" in found.message
        elsewhere = checks(turned(bare, seals=(*bare.seals, seal("form", "梁继峰", 4, size=52.0))))["signature.missing", place]
        assert elsewhere.verdict == "fail"
        signed = turned(BOOK, seals=(*BOOK.seals, chop))
        assert "有签名" in checks(signed)["signature.missing", place].message
