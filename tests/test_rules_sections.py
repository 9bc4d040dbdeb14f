"""Rules over sections, scenes and pictures."""

from __future__ import annotations

from tests.rules_support import at, broken, checks, sound, turned, unread, verdict, with_section, without_section

BOOK = sound("lighthouse")
CHAIN = sound("chain")


def test_missing_section() -> None:
    gone = without_section(sound("workshop"), "workshop.security")
    assert verdict(sound("workshop"), "section.missing", "workshop.security") == "pass"
    assert verdict(gone, "section.missing", "workshop.security") == "fail"
    assert (
        "三、" in checks(gone)["section.missing", "workshop.security"].clause.text
        or checks(gone)["section.missing", "workshop.security"].clause.text
    )
    assert verdict(unread(gone, 6), "section.missing", "workshop.security") == "unsure"


def test_unread_pages_elsewhere_do_not_excuse_a_missing_section() -> None:
    """A page of the enclosed papers cannot hold the heading."""
    gone = without_section(sound("workshop"), "workshop.security")
    pages = tuple(p.model_copy(update={"state": "illegible", "kind": "audit_report"}) if p.page == 24 else p for p in gone.pages)
    assert verdict(turned(gone, pages=pages), "section.missing", "workshop.security") == "fail"


def test_missing_parent_is_told_once() -> None:
    innovation = sound("innovation")
    ids = [s.id for s in innovation.sections if s.id.startswith("innovation.synergy")]
    gone = without_section(innovation, *ids)
    assert verdict(gone, "section.missing", "innovation.synergy") == "fail"
    assert verdict(gone, "section.missing", "innovation.synergy.joint") == "not_applicable"
    headless = without_section(innovation, "innovation.synergy")
    assert verdict(headless, "section.missing", "innovation.synergy") == "unsure"


def test_part_of_a_scene_missing() -> None:
    gone = without_section(BOOK, "lighthouse.scene-2.economics")
    assert verdict(gone, "section.missing", "lighthouse.scene-2.economics") == "fail"
    assert verdict(unread(gone, 6), "section.missing", "lighthouse.scene-2.economics") == "unsure"


def test_empty_section() -> None:
    for text in ("", "略。", "无", "（略）", "暂无", "/", "——"):
        empty = with_section(CHAIN, "chain.problems", text=text, length=len(text), length_low=len(text))
        assert verdict(empty, "section.empty", "chain.problems") == "fail", text
    empty = with_section(CHAIN, "chain.problems", text="", length=0)
    assert verdict(with_section(empty, "chain.problems", unread=1), "section.empty", "chain.problems") == "unsure"
    assert verdict(with_section(empty, "chain.problems", has_table=True), "section.empty", "chain.problems") == "pass"
    assert verdict(with_section(CHAIN, "chain.problems", text="无锡厂区上线较晚。", length=9), "section.empty", "chain.problems") == "pass"


def test_a_heading_with_parts_below_is_not_empty() -> None:
    innovation = with_section(sound("innovation"), "innovation.drive", text="", length=0)
    assert verdict(innovation, "section.empty", "innovation.drive") == "pass"


def test_length_gives_the_applicant_every_doubt() -> None:
    profile = "lighthouse.profile"
    assert verdict(with_section(BOOK, profile, length=500, length_low=500), "section.too-long", profile) == "pass"
    assert verdict(with_section(BOOK, profile, length=506, length_low=499), "section.too-long", profile) == "pass"
    assert verdict(with_section(BOOK, profile, length=506, length_low=504), "section.too-long", profile) == "fail"
    assert verdict(with_section(BOOK, profile, length=506, length_low=504, scanned=True), "section.too-long", profile) == "pass"
    assert verdict(with_section(BOOK, profile, length=530, length_low=525, scanned=True), "section.too-long", profile) == "fail"
    assert verdict(with_section(BOOK, profile, length=450, length_low=440, unread=1), "section.too-long", profile) == "unsure"
    assert verdict(with_section(BOOK, profile, length=710, length_low=700, unread=1), "section.too-long", profile) == "fail"


def test_remains_of_the_template_go_under_the_innermost_section() -> None:
    left = at(7, "示例：操作人员从 5 人减少至 2 人")
    book = BOOK
    for id in ("lighthouse.scene-3.results", "lighthouse.scene-3", "lighthouse.applications"):
        book = with_section(book, id, samples=(left,))
    assert verdict(book, "section.sample-text", "lighthouse.scene-3.results") == "fail"
    assert verdict(book, "section.sample-text", "lighthouse.scene-3") == "not_applicable"
    assert broken(book) == {("section.sample-text", "lighthouse.scene-3.results")}
    assert verdict(unread(BOOK, 6), "section.sample-text", "lighthouse.scene-3.results") == "unsure"


def test_what_may_be_a_remain_is_for_a_person() -> None:
    perhaps = with_section(BOOK, "lighthouse.profile", doubtful=(at(6, "（500字以内）"),))
    assert verdict(perhaps, "section.sample-text", "lighthouse.profile") == "unsure"
    sure = with_section(perhaps, "lighthouse.profile", samples=(at(6, "XX万元"),))
    assert verdict(sure, "section.sample-text", "lighthouse.profile") == "fail"


def test_an_odd_heading_in_the_place_of_a_missing_section() -> None:
    book = without_section(sound("workshop"), "workshop.security")
    assert verdict(book, "section.missing", "workshop.security") == "fail"
    odd = turned(book, strays={"workshop.security": at(8, "四、保密与防护")})
    assert verdict(odd, "section.missing", "workshop.security") == "unsure"


def test_scenes() -> None:
    ids = [s.id for s in BOOK.sections if s.id.startswith("lighthouse.scene-4")]
    three = turned(without_section(BOOK, *ids), scenes=BOOK.scenes[:3])
    assert verdict(BOOK, "section.too-few-scenes", "lighthouse.applications") == "pass"
    assert verdict(three, "section.too-few-scenes", "lighthouse.applications") == "fail"
    assert verdict(unread(three, 6), "section.too-few-scenes", "lighthouse.applications") == "unsure"
    assert verdict(sound("innovation"), "section.too-few-scenes", "lighthouse.applications") == "not_applicable"


def test_scene_outside_the_guide() -> None:
    odd = turned(BOOK, scenes=(*BOOK.scenes[:3], BOOK.scenes[3].model_copy(update={"title": "员工食堂刷脸就餐", "guide_scene": None})))
    assert verdict(odd, "section.scene-not-in-guide", "lighthouse.scene-4") == "fail"
    assert verdict(unread(odd, 6), "section.scene-not-in-guide", "lighthouse.scene-4") == "unsure"
    assert verdict(BOOK, "section.scene-not-in-guide", "lighthouse.scene-4") == "pass"


def test_pictures() -> None:
    three = with_section(CHAIN, "chain.measures", pictures=(at(7), at(8), at(9)), picture_pixels=((800, 600), (800, 600), (1200, 600)))
    assert verdict(three, "section.too-many-pictures", "chain") == "fail"
    assert verdict(three, "section.picture-too-large", "chain") == "fail"
    two = with_section(CHAIN, "chain.measures", pictures=(at(7), at(8)), picture_pixels=((1000, 600), None))
    assert verdict(two, "section.too-many-pictures", "chain") == "pass"
    assert verdict(two, "section.picture-too-large", "chain") == "unsure"
    assert verdict(unread(two, 9), "section.too-many-pictures", "chain") == "unsure"
    assert verdict(CHAIN, "section.picture-too-large", "chain") == "not_applicable"


def test_the_same_picture_in_a_section_and_its_parent_counts_once() -> None:
    book = with_section(CHAIN, "chain", pictures=(at(7), at(8)))
    book = with_section(book, "chain.measures", pictures=(at(7), at(8)))
    assert verdict(book, "section.too-many-pictures", "chain") == "pass"
