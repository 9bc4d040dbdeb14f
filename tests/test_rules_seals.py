"""Rules over seals, signatures and dates, and over the driven SMEs."""

from __future__ import annotations

import pytest

from models.application import Seal
from tests.rules_support import (
    COUNTY_SEAL,
    NAME,
    at,
    metric,
    seal,
    sound,
    turned,
    unread,
    value,
    verdict,
    with_field,
    with_marks,
    with_metrics,
    without_section,
)
from validators.names import compare

BOOK = sound("lighthouse")
CHAIN = sound("chain")


def sealed(*seals: Seal) -> object:
    """The book with these seals in place of those of their places."""
    places = {s.place for s in seals}
    return turned(BOOK, seals=(*(s for s in BOOK.seals if s.place not in places), *seals))


def unsealed(*places: str) -> object:
    return turned(BOOK, seals=tuple(s for s in BOOK.seals if s.place not in places))


@pytest.mark.parametrize("place", ["commitment", "declaration", "form", "form.county"])
def test_missing_seal(place: str) -> None:
    page = {"commitment": 2, "declaration": 3}.get(place, 4)
    assert verdict(BOOK, "seal.missing", place) == "pass"
    assert verdict(unsealed(place), "seal.missing", place) == "fail"
    assert verdict(unread(unsealed(place), page), "seal.missing", place) == "unsure"
    assert verdict(sound("chain"), "seal.missing", place) == "not_applicable"


def test_a_scan_without_any_seal_was_perhaps_not_read_for_seals() -> None:
    assert verdict(turned(BOOK, seals=()), "seal.missing", "form") == "unsure"
    digital = tuple(p.model_copy(update={"scanned": False}) for p in BOOK.pages)
    assert verdict(turned(BOOK, seals=(), pages=digital), "seal.missing", "form") == "fail"


def test_no_seal_on_any_of_the_book_s_own_pages_was_perhaps_not_seen() -> None:
    own = ("cover", "commitment", "declaration", "form", "form.county")
    others = turned(unsealed(*own), seals=(seal("audit_report", "河北某某会计师事务所", 20),))
    assert verdict(others, "seal.missing", "form") == "unsure"
    digital = tuple(p.model_copy(update={"scanned": False}) for p in BOOK.pages)
    assert verdict(turned(others, pages=digital), "seal.missing", "form") == "fail"


@pytest.mark.parametrize(
    ("ring", "confidence", "likeness"),
    [
        ("温名家量砚药用科有限公司", 0.7, "unclear"),  # half of what tells the company stands there in its order
        ("石家庄澄砚食品机械有限公司", 0.95, "other"),  # a sister's seal, read well
        ("河北垦朔农业装备有限公司", 0.7, "other"),
    ],
)
def test_a_ring_read_badly_is_not_another_company_s(ring: str, confidence: float, likeness: str) -> None:
    assert compare(ring, "石家庄澄砚药用辅料有限公司", confidence, seal=True) == likeness


def test_section_not_found_is_no_missing_seal() -> None:
    assert verdict(without_section(unsealed("commitment"), "commitment"), "seal.missing", "commitment") == "unsure"


def test_a_person_s_chop_is_no_company_seal() -> None:
    chop = seal("declaration", "梁继峰", 3, size=52.0)
    assert verdict(sealed(chop), "seal.missing", "declaration") == "fail"
    assert verdict(sealed(chop), "signature.missing", "declaration") == "pass"


def test_seal_at_no_known_place_of_the_page() -> None:
    loose = turned(unsealed("commitment"), seals=(*unsealed("commitment").seals, seal("", "", 2)))
    assert verdict(loose, "seal.missing", "commitment") == "unsure"


def test_text_of_a_seal_outweighs_its_place_on_the_form() -> None:
    swapped = sealed(seal("form", COUNTY_SEAL, 4), seal("form.county", NAME, 4))
    assert verdict(swapped, "seal.missing", "form") == "pass"
    assert verdict(swapped, "seal.name-mismatch", "form") == "pass"
    company_twice = sealed(seal("form", NAME, 4), seal("form.county", NAME, 4))
    assert verdict(company_twice, "seal.missing", "form.county") == "fail"


@pytest.mark.parametrize(
    ("text", "confidence", "expected"),
    [
        (NAME, 0.95, "pass"),
        ("河北澄远智能装务有限公司", 0.7, "pass"),  # one character of twelve misread
        ("澄远智能装备有限公", 0.6, "pass"),  # a fragment of the ring
        ("石家庄鼎昌商贸有限公司", 0.9, "fail"),
        ("石家庄鼎昌商贸有限公司", 0.3, "unsure"),
        ("", 0.0, "unsure"),
        ("河北", 0.9, "unsure"),
        ("北澄备限公司", 0.99, "unsure"),  # half of the ring is lost, what is left comes in the name's order
        (NAME + "合同专用章", 0.9, "unsure"),
    ],
)
def test_name_on_a_seal(text: str, confidence: float, expected: str) -> None:
    assert verdict(sealed(seal("commitment", text, 2, confidence=confidence)), "seal.name-mismatch", "commitment") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("石家庄市灵寿县工业和信息化局", "pass"),
        ("灵寿县科技和工业信息化局", "pass"),
        ("行唐县工业和信息化局", "fail"),
        ("灵寿县", "unsure"),
        ("", "unsure"),
    ],
)
def test_county_seal(text: str, expected: str) -> None:
    assert verdict(sealed(seal("form.county", text, 4, x=450.0)), "seal.name-mismatch", "form.county") == expected


def test_name_comparison() -> None:
    assert compare("河北Ａ（集团）有限公司", "河北A(集团)有限公司") == "same"
    assert compare("河北澄远机械制造有限公司", NAME) == "other"
    assert compare("", NAME) == "unclear"


def test_signature() -> None:
    blank = with_marks(BOOK, commitment__signature="absent")
    assert verdict(BOOK, "signature.missing", "commitment") == "pass"
    assert verdict(blank, "signature.missing", "commitment") == "fail"
    assert verdict(unread(blank, 2), "signature.missing", "commitment") == "unsure"
    assert verdict(with_marks(BOOK, commitment__signature="unsure"), "signature.missing", "commitment") == "unsure"
    chopped = turned(blank, seals=(*blank.seals, seal("commitment", "梁继峰", 2, size=50.0)))
    assert verdict(chopped, "signature.missing", "commitment") == "unsure"  # 承诺书 asks for 签字 alone
    bare = turned(BOOK, marks=())
    assert verdict(bare, "signature.missing", "commitment") == "unsure"


def test_date() -> None:
    blank = with_marks(with_field(BOOK, "commitment_date", value(None)), commitment__date="absent")
    assert verdict(BOOK, "date.missing", "commitment") == "pass"
    assert verdict(blank, "date.missing", "commitment") == "fail"
    assert verdict(unread(blank, 2), "date.missing", "commitment") == "unsure"
    scribble = with_field(BOOK, "commitment_date", value(None))
    assert verdict(scribble, "date.missing", "commitment") == "unsure"  # something is written, it could not be read
    assert verdict(with_field(BOOK, "commitment_date", value("2025-07-20", doubt="日期手写不清")), "date.missing", "commitment") == "unsure"


def test_smes() -> None:
    seven = turned(CHAIN, smes=CHAIN.smes[:7])
    assert verdict(CHAIN, "sme.too-few", "driven_sme_count") == "pass"
    assert verdict(seven, "sme.too-few", "driven_sme_count") == "fail"
    assert verdict(unread(seven, 9), "sme.too-few", "driven_sme_count") == "unsure"
    assert verdict(turned(CHAIN, smes=()), "sme.too-few", "driven_sme_count") == "unsure"
    assert verdict(seven, "sme.count-mismatch", "driven_sme_count") == "fail"
    assert verdict(unread(seven, 9), "sme.count-mismatch", "driven_sme_count") == "unsure"
    some = with_metrics(CHAIN, metric("driven_sme_count", 8, None, places=0), metric("driven_sme_count", 12, None, places=0))
    assert verdict(some, "sme.count-mismatch", "driven_sme_count") == "unsure"
    goal = with_metrics(CHAIN, metric("driven_sme_count", 8, None, places=0), metric("driven_sme_count", 30, "target", places=0))
    assert verdict(goal, "sme.count-mismatch", "driven_sme_count") == "pass"


def test_sme_listed_twice() -> None:
    first = CHAIN.smes[0]
    copied = turned(CHAIN, smes=(first.model_copy(update={"copies": (at(8, first.name, x=300.0),)}), *CHAIN.smes[1:]))
    assert verdict(copied, "sme.duplicate", first.name) == "fail"
    rows = turned(CHAIN, smes=(*CHAIN.smes, first))
    assert verdict(rows, "sme.duplicate", first.name) == "fail"
    assert verdict(turned(rows, smes=(*CHAIN.smes[:7], first)), "sme.too-few", "driven_sme_count") == "fail"
    assert verdict(CHAIN, "sme.duplicate", first.name) == "pass"


def test_sme_is_the_applicant() -> None:
    own = turned(CHAIN, smes=(*CHAIN.smes, CHAIN.smes[0].model_copy(update={"name": "河北澄远智能装备有限责任公司"})))
    assert verdict(own, "sme.self-listed", "河北澄远智能装备有限责任公司") == "fail"
    faint = CHAIN.smes[0].model_copy(update={"name": "河北澄远智能装备有限责任公司", "doubt": "名称未读清"})
    assert verdict(turned(CHAIN, smes=(*CHAIN.smes, faint)), "sme.self-listed", faint.name) == "unsure"


def test_sme_without_proof() -> None:
    bare = turned(CHAIN, smes=(CHAIN.smes[0].model_copy(update={"proof": None}), *CHAIN.smes[1:]))
    name = CHAIN.smes[0].name
    assert verdict(bare, "sme.evidence-missing", name) == "fail"
    assert verdict(unread(bare, 36), "sme.evidence-missing", name) == "unsure"
    faint = turned(CHAIN, smes=(CHAIN.smes[0].model_copy(update={"doubt": "证明上的印文未读清"}), *CHAIN.smes[1:]))
    assert verdict(faint, "sme.evidence-missing", name) == "unsure"
    assert verdict(CHAIN, "sme.evidence-missing", name) == "pass"
