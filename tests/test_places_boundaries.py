"""Seals and sections at their boundaries: whose a ring is, what is no seal, what is nothing, where a heading may stand."""

from __future__ import annotations

import pytest

from models.application import Application, FileRecord, Seal, Section
from models.checks import Check
from tests.rules_support import (
    BOOK as PATH,
)
from tests.rules_support import (
    COUNTY_SEAL,
    NAME,
    at,
    checks,
    rulebook,
    seal,
    sound,
    turned,
    unread,
    value,
    with_field,
    with_section,
    without_section,
)
from validators.case import Case
from validators.seals import _county, by_county, is_person
from validators.seals import at as seals_at
from validators.sections import is_empty

BOOK, CHAIN = sound("lighthouse"), sound("chain")
OTHER, DOUBT = "石家庄远曜机床制造有限公司", "两次读数不同"


def check(application: Application, rule: str, subject: str = "") -> Check:
    return checks(application)[rule, subject]


def ring(text: str, width: float = 115.0, height: float = 115.0, place: str = "commitment", page: int = 2, **more: object) -> Seal:
    made = seal(place, text, page, **more)
    return made.model_copy(update={"bbox": (300.0, 500.0, 300.0 + width, 500.0 + height)})


# ---------------------------------------------------------------- seals


@pytest.mark.parametrize(("text", "width", "height", "person"), [
    ("", 80.0, 80.0, True), ("", 80.5, 60.0, False), ("", 60.0, 80.5, False), ("王建国印", 60.0, 60.0, True), ("欧阳建国", 60.0, 60.0, True), ("欧阳建国印", 60.0, 60.0, True),
    ("欧阳建国之印", 60.0, 60.0, True), ("河北澄远公", 60.0, 60.0, False), ("欧阳建国", 81.0, 60.0, False),
])  # fmt: skip
def test_a_persons_chop_is_small_and_has_four_characters_at_most(text: str, width: float, height: float, person: bool) -> None:
    assert is_person(ring(text, width, height)) is person


@pytest.mark.parametrize(("text", "county"), [
    ("灵寿县工业和信息化局", True), ("灵寿县工信局", True), ("工信局", True), ("", False), ("工业和信", False), ("灵寿县工业和信患化局", True), ("灵寿县公安局", False), (NAME, False),
    ("工业和信息", False), ("工业和信息化", True),
])  # fmt: skip
def test_the_seal_of_a_countys_authority_of_industry(text: str, county: bool) -> None:
    assert by_county(Case(BOOK, rulebook()), ring(text)) is county


@pytest.mark.parametrize(("county", "text", "confidence", "how"), [
    ("灵寿县", COUNTY_SEAL, 0.9, "same"), ("灵寿县", "灵寿工业和信息化局", 0.9, "same"), ("灵寿县", "正定县工业和信息化局", 0.5, "other"), ("灵寿县", "正定工业和信息化局", 0.5, "other"),
    ("灵寿县", "正定县工业和信息化局", 0.49, "unclear"), ("灵寿县", "工业和信息化局", 0.9, "unclear"), ("灵寿县", "灵寿县正定县公安局", 0.9, "unclear"), ("灵寿县", "", 0.9, "unclear"), ("", COUNTY_SEAL, 0.9, "unclear"),
    ("赵县", "赵县工业和信息化局", 0.9, "same"), ("赵县", "石家庄市赵陵铺工业和信息化局", 0.9, "unclear"), ("高新区", "石家庄高新技术产业开发区工业和信息化局", 0.9, "same"),
    ("井陉矿区", "井径矿区工业和信息化局", 0.9, "same"), ("井陉矿区", "井径旷区工业和信息化局", 0.9, "unclear"), ("灵寿县", "正定县灵寿工业和信息化局", 0.9, "same"),
        ("井陉县", "井陉矿区工业和信息化局", 0.9, "other"), ("井陉矿区", "井陉县工业和信息化局", 0.9, "other"), ("井陉县", "井陉县工业和信息化局", 0.9, "same"), ("井陉矿区", "井陉矿区工信局", 0.9, "same"),
])  # fmt: skip
def test_a_countys_seal_names_the_county_of_the_form(county: str, text: str, confidence: float, how: str) -> None:
    book = turned(with_field(BOOK, "county", value(county)), county=county)
    assert _county(Case(book, rulebook()), ring(text, confidence=confidence)) == how
    folder = turned(with_field(BOOK, "county", None), county=county)  # where the form was not read the folder's county counts
    assert _county(Case(folder, rulebook()), ring(text, confidence=confidence)) == how
    doubted = turned(with_field(BOOK, "county", value(county, doubt=DOUBT)), county=county)
    assert _county(Case(doubted, rulebook()), ring(text, confidence=confidence)) == "unclear"


def test_seals_answer_the_place_where_they_are_but_on_the_form_by_their_words() -> None:
    both = (
        ring(NAME, place="form.county", page=4),
        ring(COUNTY_SEAL, place="form", page=4),
        ring("", place="form", page=4),
        ring("王建国", 60.0, 60.0, place="form", page=4),
    )
    elsewhere = (ring(NAME, place="commitment"), ring("王建国", 60.0, 60.0), ring(NAME, place="", page=3))
    case = Case(turned(BOOK, seals=(*both, *elsewhere)), rulebook())
    assert seals_at(case, "form") == [both[0], both[2]] and seals_at(case, "form.county") == [both[1]]
    worn = ring(NAME.replace("备", "务"), place="form.county", page=4)  # one character of a ring
    assert seals_at(Case(turned(BOOK, seals=(worn,)), rulebook()), "form") == [worn]
    assert seals_at(case, "commitment") == [elsewhere[0]] and seals_at(case, "declaration") == []


def test_a_seal_of_no_place_counts_on_its_sections_pages_alone() -> None:
    others = tuple(s for s in BOOK.seals if s.place != "commitment")
    for stray, verdict in (
        (ring("", place="", page=2), "unsure"),
        (ring("", place="", page=1), "fail"),
        (ring("", place="", page=3), "fail"),
        (ring("", place="seam", page=2), "fail"),
        (ring("", 60.0, 60.0, place="", page=2), "fail"),
        (ring("", place="", page=2).model_copy(update={"file": "附件.pdf"}), "fail"),
    ):
        assert check(turned(BOOK, seals=(*others, stray)), "seal.missing", "commitment").verdict == verdict, stray
    longer = with_section(turned(BOOK, seals=(*others, ring("", place="", page=3))), "commitment", last_page=3)
    assert check(longer, "seal.missing", "commitment").verdict == "unsure"


@pytest.mark.parametrize(
    ("place", "verdict"),
    [("cover", "fail"), ("declaration", "fail"), ("form.county", "fail"), ("", "unsure"), ("seam", "unsure"), ("audit_report", "unsure")],
)
def test_one_seal_on_the_books_own_pages_shows_that_seals_were_seen(place: str, verdict: str) -> None:
    scan = turned(BOOK, pages=tuple(p.model_copy(update={"scanned": True}) for p in BOOK.pages))
    assert check(turned(scan, seals=(ring("", place=place, page=9),)), "seal.missing", "commitment").verdict == verdict


def test_the_text_of_a_seal_is_judged_where_there_is_one() -> None:
    others = tuple(s for s in BOOK.seals if s.place != "commitment")
    none = turned(BOOK, seals=others)
    assert check(none, "seal.name-mismatch", "commitment").verdict == "not_applicable"
    for dark, why in ((unread(none, 2), "该页未能读出"), (without_section(none, "commitment"), "未找到该页")):
        found = check(dark, "seal.name-mismatch", "commitment")
        assert found.verdict == "unsure" and why in found.message
    strange = check(turned(BOOK, seals=(*others, ring(OTHER))), "seal.name-mismatch", "commitment")
    assert strange.verdict == "fail" and f"申报企业“{NAME}”" in strange.message
    worn = turned(BOOK, seals=(*others, ring(NAME.replace("备", "务"), confidence=0.7)))
    assert check(worn, "seal.name-mismatch", "commitment").verdict == "pass"  # one character of a ring
    assert "所在县（市、区）“灵寿县”" in check(BOOK, "seal.name-mismatch", "form.county").message
    assert (
        check(BOOK, "seal.missing", "commitment").verdict == "pass"
        and check(CHAIN, "seal.missing", "commitment").verdict == "not_applicable"
    )
    assert check(unread(BOOK, 2), "seal.name-mismatch", "commitment").verdict == "pass"  # the seal itself was read
    assert {check(CHAIN, "seal.name-mismatch", p).verdict for p in ("commitment", "form", "form.county")} == {"not_applicable"}
    nobody = turned(with_field(BOOK, "company_name", None), name="")
    assert check(nobody, "seal.name-mismatch", "commitment").verdict == "unsure"
    special = turned(BOOK, seals=(*others, ring(OTHER + "财务专用章")))
    assert check(special, "seal.name-mismatch", "commitment").verdict == "unsure"


# ---------------------------------------------------------------- sections

FOUNDATION, PROFILE = "lighthouse.foundation", "lighthouse.profile"


@pytest.mark.parametrize(("fields", "empty"), [
    ({"text": "", "length": 0}, True), ({"text": "", "length": None}, False), ({"text": " \n", "length": 0}, True), ({"text": " \n", "length": 2}, False), ({"text": "无", "length": 1}, True),
    ({"text": "本企业暂无。", "length": 6}, True), ({"text": "（略）", "length": 3}, True), ({"text": "无锡分厂", "length": 4}, False), ({"text": "", "length": 0, "has_table": True}, False),
    ({"text": "", "length": 0, "pictures": (at(6),)}, False), ({"text": "", "length": 0, "samples": (at(6),)}, False),
])  # fmt: skip
def test_what_is_nothing(fields: dict, empty: bool) -> None:
    made = Section(id=PROFILE, title="", file=PATH, first_page=6, last_page=6, **fields)
    assert is_empty(Case(turned(BOOK, sections=(made,)), rulebook()), made) is empty
    below = Section(id="lighthouse.plan.outlook", title="", file=PATH, first_page=6, last_page=6)
    parent = made.model_copy(update={"id": "lighthouse.plan"})
    assert not is_empty(Case(turned(BOOK, sections=(parent, below)), rulebook()), parent)


def _two_files() -> Application:
    """A book in two files: its first half, and the rest from the applications on."""
    second = PATH.replace("申报书", "申报书2")
    order = [s.id for s in rulebook().sections]
    early = order.index("lighthouse.applications")
    pages = tuple(p.model_copy(update={"file": second, "kind": "narrative"}) for p in BOOK.pages if p.page <= 20)
    own = {s.id: n for n, s in enumerate((s for s in BOOK.sections if s.id.startswith("lighthouse.")), start=5)}
    sections = []
    for s in BOOK.sections:
        later = s.id.startswith("lighthouse.") and (s.id not in order or order.index(s.id) >= early)
        page = own.get(s.id, s.first_page)
        file = second if later else s.file
        sections.append(
            s.model_copy(update={"file": file, "first_page": page, "last_page": page, "evidence": (at(page, s.title, file=file),)})
        )
    files = (BOOK.files[0], FileRecord(path=second, sha256="2" * 64, pages=20, role="book"), *BOOK.files[1:])
    return turned(BOOK, files=files, pages=(*BOOK.pages, *pages), sections=tuple(sections))


def test_a_heading_between_two_files_may_stand_at_the_end_of_one_or_the_start_of_the_other() -> None:
    book = _two_files()
    first, second = book.files[0].path, book.files[1].path
    places = {s.id: s for s in book.sections}
    gone = without_section(book, FOUNDATION)
    before, after = places[PROFILE].first_page, places["lighthouse.applications"].first_page

    def dark(file: str, page: int) -> str:
        pages = tuple(p.model_copy(update={"state": "illegible"}) if (p.file, p.page) == (file, page) else p for p in gone.pages)
        return check(turned(gone, pages=pages), "section.missing", FOUNDATION).verdict

    assert dark(first, before) == dark(first, 20) == dark(second, 1) == dark(second, after) == "unsure"
    assert dark(first, before - 1) == dark(second, after + 1) == dark(second, 19) == "fail"


def test_the_first_and_the_last_heading_may_stand_anywhere_on_their_side() -> None:
    parts = [s.id for s in BOOK.sections if s.id.startswith("lighthouse.")]
    placed = turned(
        BOOK,
        sections=tuple(
            s.model_copy(update={"first_page": (n := 5 + parts.index(s.id) // 4), "last_page": n, "evidence": (at(n, s.title),)})
            if s.id in parts
            else s
            for s in BOOK.sections
        ),
    )
    pages = {s.id: s.first_page for s in placed.sections}
    second = next(s.id for s in rulebook().sections if s.id in pages and s.id.startswith("lighthouse.") and s.id != PROFILE)
    first = without_section(placed, PROFILE)
    assert check(unread(first, 2), "section.missing", PROFILE).verdict == "unsure"
    assert check(unread(first, pages[second] + 1), "section.missing", PROFILE).verdict == "fail"
    last = "lighthouse.attachments"
    assert check(unread(without_section(placed, last), 20), "section.missing", last).verdict == "unsure"
    assert check(unread(without_section(placed, last), 5), "section.missing", last).verdict == "fail"
    alone = turned(placed, sections=tuple(s for s in placed.sections if not s.id.startswith("lighthouse.")))
    assert check(unread(alone, 20), "section.missing", PROFILE).verdict == "unsure"


def test_between_two_headings_of_one_page_there_is_no_other_page() -> None:
    gone = without_section(BOOK, FOUNDATION)
    assert [check(unread(gone, page), "section.missing", FOUNDATION).verdict for page in (5, 6, 7)] == ["fail", "unsure", "fail"]


def test_each_book_must_have_the_headings_of_its_own_template_alone() -> None:
    for book in (BOOK, CHAIN, sound("workshop", "innovation")):
        found = {k[1]: c.verdict for k, c in checks(book).items() if k[0] == "section.missing"}
        assert found and set(found.values()) == {"pass"}


def test_in_an_order_of_the_applicants_own_a_heading_may_stand_anywhere() -> None:
    swapped = with_section(with_section(BOOK, PROFILE, first_page=12), "lighthouse.applications", first_page=8)
    gone = without_section(swapped, FOUNDATION)
    for page in (2, 10, 20):
        assert check(unread(gone, page), "section.missing", FOUNDATION).verdict == "unsure", page


def test_a_file_not_opened_excuses_a_missing_heading_unless_it_is_a_paper() -> None:
    gone = without_section(BOOK, FOUNDATION)
    for role, verdict in (("book", "unsure"), ("unknown", "unsure"), ("attachment", "fail")):
        locked = FileRecord(path="补充.pdf", sha256="3" * 64, pages=0, role=role, outcome="encrypted")  # type: ignore[arg-type]
        assert check(turned(gone, files=(*gone.files, locked)), "section.missing", FOUNDATION).verdict == verdict, role


def test_a_missing_heading_is_told_after_the_one_before_it() -> None:
    found = check(without_section(BOOK, FOUNDATION), "section.missing", FOUNDATION)
    profile = next(s for s in BOOK.sections if s.id == PROFILE)
    assert found.evidence == profile.evidence and profile.title in found.message
    first = check(without_section(BOOK, PROFILE), "section.missing", PROFILE)
    assert first.evidence == next(s for s in BOOK.sections if s.id == "form").evidence  # no heading of its own book before it
    nothing = check(turned(BOOK, sections=()), "section.missing", "commitment")
    assert nothing.verdict == "fail" and nothing.evidence == () and "之后未见" not in nothing.message


@pytest.mark.parametrize(("length", "quoted"), [(40, "例" * 40 + "”"), (41, "例" * 40 + "…")])
def test_a_remain_is_quoted_up_to_forty_characters(length: int, quoted: str) -> None:
    assert quoted in check(with_section(BOOK, PROFILE, samples=(at(6, "例" * length),)), "section.sample-text", PROFILE).message


def test_a_scan_is_given_two_per_cent() -> None:
    for length, scanned, verdict in ((511, True, "fail"), (510, True, "pass"), (501, False, "fail"), (500, False, "pass")):
        found = check(with_section(BOOK, PROFILE, length=length, length_low=length, scanned=scanned), "section.too-long", PROFILE)
        assert found.verdict == verdict and ("约" in found.message) is (scanned or verdict == "fail"), found.message
    own = check(with_section(BOOK, PROFILE, length=501, length_low=501, limit=None), "section.too-long", PROFILE)
    assert own.verdict == "fail" and "限 500 字" in own.message  # the template's, where the section carries none
