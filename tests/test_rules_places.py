"""Headings, seals and statements at their boundaries: what is missing for sure, what may stand on a page not read, what is another's."""

from __future__ import annotations

import pytest

from models.application import Application, Metric, Seal
from models.checks import Check
from tests.rules_support import (
    COUNTY_SEAL,
    NAME,
    at,
    checks,
    metric,
    seal,
    sound,
    turned,
    unread,
    value,
    with_field,
    with_metrics,
    with_section,
    without_section,
)  # fmt: skip

BOOK, CHAIN = sound("lighthouse"), sound("chain")
DOUBT = "两次读数不同"


def check(application: Application, rule: str, subject: str = "") -> Check:
    return checks(application)[rule, subject]


def says(c: Check, verdict: str, *words: str) -> None:
    assert c.verdict == verdict, c.message
    for word in words:
        assert word in c.message, c.message


# ---------------------------------------------------------------- headings


def _placed() -> Application:
    """Each heading of the lighthouse's book on a page of its own, from page 5 on."""
    own = [s for s in BOOK.sections if s.id.startswith("lighthouse")]
    places = {s.id: n for n, s in enumerate(own, start=5)}
    moved = (
        s.model_copy(update={"first_page": n, "last_page": n, "evidence": (at(n, s.title),)}) if (n := places.get(s.id)) else s
        for s in BOOK.sections
    )
    return turned(BOOK, sections=tuple(moved))


PLACED = _placed()
PAGES = {s.id: s.first_page for s in PLACED.sections}


def test_a_heading_may_stand_between_its_neighbours_alone() -> None:
    id = "lighthouse.foundation"
    gone = without_section(PLACED, id)
    before = max(p for p in PAGES.values() if p < PAGES[id])
    after = min(p for p in PAGES.values() if p > PAGES[id])
    says(check(gone, "section.missing", id), "fail", "没有“企业数字化基础”一节", f"第 {before} 页")
    assert [e.page for e in check(gone, "section.missing", id).evidence] == [before]
    for page, verdict in (
        (before - 1, "fail"),
        (before, "unsure"),
        (PAGES[id], "unsure"),
        (after, "unsure"),
        (after + 1, "fail"),
        (39, "fail"),
    ):
        assert check(unread(gone, page), "section.missing", id).verdict == verdict, page
    says(check(unread(gone, PAGES[id]), "section.missing", id), "unsure", f"第 {PAGES[id]} 页未能读出")
    locked = turned(gone, files=(gone.files[0].model_copy(update={"outcome": "encrypted"}), *gone.files[1:]))
    says(check(locked, "section.missing", id), "unsure", "未能打开")


def test_a_parent_alone_is_told_missing() -> None:
    parts = [s.id for s in PLACED.sections if s.id.startswith("lighthouse.plan")]
    gone = without_section(PLACED, *parts)
    says(check(gone, "section.missing", "lighthouse.plan"), "fail")
    says(check(gone, "section.missing", "lighthouse.plan.organisation"), "not_applicable", "上级标题缺失")
    says(check(without_section(PLACED, "lighthouse.plan"), "section.missing", "lighthouse.plan"), "unsure", "各小节齐全")
    stray = turned(without_section(PLACED, "lighthouse.foundation"), strays={"lighthouse.foundation": at(6, "二、数字化家底")})
    says(check(stray, "section.missing", "lighthouse.foundation"), "unsure", "二、数字化家底")


def test_the_parts_of_each_scene() -> None:
    part = "lighthouse.scene-2.results"
    gone = without_section(PLACED, part)
    says(check(gone, "section.missing", part), "fail", "场景2没有")
    says(check(unread(gone, PAGES["lighthouse.scene-2"]), "section.missing", part), "unsure", "有页未能读出")
    says(check(PLACED, "section.missing", part), "pass", "场景2有")


def test_what_is_nothing_under_a_heading() -> None:
    id = "lighthouse.plan.outlook"

    def body(**more: object) -> Check:
        return check(with_section(BOOK, id, **more), "section.empty", id)

    for text in ("无", "略", "暂无", "/", "——", " 无。"):
        says(body(text=text, length=1, length_low=1), "fail", "只写")
    says(body(text="", length=0, length_low=0), "fail", "没有内容")
    says(body(text="无人机巡检已上线。", length=9, length_low=9), "pass")
    says(body(text="", length=0, has_table=True), "pass")
    says(body(text="", length=0, pictures=(at(6),), picture_pixels=(None,)), "pass")
    says(body(text="", length=0, samples=(at(6),)), "pass")
    says(body(text="", length=0, unread=1), "unsure", "有页未能读出")
    attachments = check(with_section(BOOK, "lighthouse.attachments", text="", length=0), "section.empty", "lighthouse.attachments")
    assert attachments.verdict == "not_applicable"


def test_length_and_the_scanners_share() -> None:
    id = "lighthouse.profile"

    def long(length: int, low: int | None, **more: object) -> Check:
        return check(with_section(BOOK, id, length=length, length_low=low, **more), "section.too-long", id)

    assert [long(n, n).verdict for n in (499, 500, 501)] == ["pass", "pass", "fail"]
    assert [long(n, None).verdict for n in (500, 501)] == ["pass", "fail"]
    assert [long(n, n, scanned=True).verdict for n in (500, 510, 511)] == ["pass", "pass", "fail"]
    says(long(505, 505, scanned=True), "pass", "略超", "约 505 字")
    says(long(530, 501), "fail", "超出约 1 字")
    says(long(600, 600, unread=1), "fail")  # already too long without the page
    says(long(400, 400, unread=1), "unsure", "不能确定总字数")
    assert "略超" not in long(500, 500).message


def test_remains_of_the_template_in_the_innermost_section() -> None:
    outer, inner = "lighthouse.plan", "lighthouse.plan.outlook"
    left = at(6, "示例：" + "三" * 60)
    both = with_section(with_section(BOOK, inner, samples=(left,)), outer, samples=(left,))
    says(check(both, "section.sample-text", inner), "fail", "示例：", "…")
    says(check(both, "section.sample-text", outer), "not_applicable", "下级章节")
    own = with_section(both, outer, samples=(left, at(6, "（500字以内）")))
    says(check(own, "section.sample-text", outer), "fail", "500字以内")
    perhaps = with_section(BOOK, inner, doubtful=(at(6, "XX公司"),))
    says(check(perhaps, "section.sample-text", inner), "unsure", "XX公司")
    says(check(with_section(perhaps, inner, unread=1), "section.sample-text", inner), "unsure", "有页未能读出")


@pytest.mark.parametrize(("scenes", "verdict"), [(4, "pass"), (5, "pass"), (3, "fail"), (0, "fail")])
def test_four_scenes(scenes: int, verdict: str) -> None:
    kept = {f"lighthouse.scene-{n}" for n in range(1, scenes + 1)}
    gone = [s.id for s in BOOK.sections if s.id.startswith("lighthouse.scene-") and ".".join(s.id.split(".")[:2]) not in kept]
    more = (
        tuple(s.model_copy(update={"id": s.id.replace("scene-4", "scene-5")}) for s in BOOK.sections if "scene-4" in s.id)
        if scenes == 5
        else ()
    )
    found = turned(without_section(BOOK, *gone), scenes=BOOK.scenes[:scenes])
    found = turned(
        found, sections=(*found.sections, *more), scenes=(*found.scenes, *(BOOK.scenes[3].model_copy(update={"n": 5}) for _ in more))
    )
    says(check(found, "section.too-few-scenes", "lighthouse.applications"), verdict, f"{scenes} 个")


# ---------------------------------------------------------------- seals


def _sealed(*seals: Seal, place: str = "commitment") -> Application:
    return turned(BOOK, seals=(*(s for s in BOOK.seals if s.place != place), *seals))


@pytest.mark.parametrize(
    ("text", "confidence", "verdict"),
    [
        (NAME, 0.9, "pass"), (NAME[:-1], 0.9, "pass"), ("石家庄远曜机床制造有限公司", 0.9, "fail"), ("石家庄远曜机床制造有限公司", 0.4, "unsure"),
        ("", 0.9, "unsure"), (NAME + "合同专用章", 0.9, "unsure"), ("河北", 0.9, "unsure"),
    ],
)  # fmt: skip
def test_whose_seal(text: str, confidence: float, verdict: str) -> None:
    found = check(_sealed(seal("commitment", text, 2, confidence=confidence)), "seal.name-mismatch", "commitment")
    says(found, verdict, "承诺书")
    assert [e.page for e in found.evidence] == [2]


def test_one_right_seal_of_two_suffices() -> None:
    both = _sealed(seal("commitment", "石家庄远曜机床制造有限公司", 2), seal("commitment", NAME, 2, x=100.0))
    says(check(both, "seal.name-mismatch", "commitment"), "pass", NAME)
    worse = _sealed(seal("commitment", "石家庄远曜机床制造有限公司", 2), seal("commitment", "", 2, x=100.0))
    says(check(worse, "seal.name-mismatch", "commitment"), "unsure")


@pytest.mark.parametrize(
    ("side", "text", "verdict"),
    [(80.0, "王建国", "fail"), (80.1, "王建国", "pass"), (60.0, "", "fail"), (60.0, NAME, "pass"), (115.0, "", "pass")],
)
def test_a_persons_chop_is_no_seal_of_a_company(side: float, text: str, verdict: str) -> None:
    assert check(_sealed(seal("commitment", text, 2, size=side)), "seal.missing", "commitment").verdict == verdict


def test_a_seal_put_down_to_no_place_is_for_a_person() -> None:
    loose = _sealed(seal("", "", 2))
    says(check(loose, "seal.missing", "commitment"), "unsure", "位置或印文不明")
    assert check(_sealed(seal("", "", 3)), "seal.missing", "commitment").verdict == "fail"
    assert check(_sealed(seal("seam", "", 2)), "seal.missing", "commitment").verdict == "fail"
    assert check(unread(_sealed(), 2), "seal.missing", "commitment").verdict == "unsure"
    assert check(without_section(_sealed(), "commitment"), "seal.missing", "commitment").verdict == "unsure"


@pytest.mark.parametrize(
    ("text", "confidence", "verdict"),
    [
        (COUNTY_SEAL, 0.9, "pass"), ("正定县工业和信息化局", 0.9, "fail"), ("正定县工业和信息化局", 0.4, "unsure"), ("工业和信息化局", 0.9, "unsure"), ("", 0.9, "unsure"),
        ("灵寿县科技和工业信息化局", 0.9, "pass"), ("灵寿县公安局", 0.9, "unsure"),
    ],
)  # fmt: skip
def test_the_countys_seal(text: str, confidence: float, verdict: str) -> None:
    found = check(
        _sealed(seal("form.county", text, 4, x=450.0, confidence=confidence), place="form.county"), "seal.name-mismatch", "form.county"
    )
    says(found, verdict, "灵寿县" if verdict != "unsure" or text else "")
    doubted = with_field(
        _sealed(seal("form.county", "正定县工业和信息化局", 4, x=450.0), place="form.county"), "county", value("灵寿县", doubt=DOUBT)
    )
    assert check(doubted, "seal.name-mismatch", "form.county").verdict == "unsure"


def test_on_the_form_the_text_of_a_seal_outweighs_its_place() -> None:
    crossed = turned(
        BOOK,
        seals=(
            *(s for s in BOOK.seals if not s.place.startswith("form")),
            seal("form", COUNTY_SEAL, 4),
            seal("form.county", NAME, 4, x=450.0),
        ),
    )
    for place in ("form", "form.county"):
        assert check(crossed, "seal.missing", place).verdict == "pass" and check(crossed, "seal.name-mismatch", place).verdict == "pass"
    county_alone = turned(BOOK, seals=(*(s for s in BOOK.seals if not s.place.startswith("form")), seal("form", COUNTY_SEAL, 4)))
    assert (
        check(county_alone, "seal.missing", "form").verdict == "fail"
        and check(county_alone, "seal.missing", "form.county").verdict == "pass"
    )


def test_a_scan_of_which_no_seal_was_found_accuses_nobody() -> None:
    scanned, digital = (turned(BOOK, pages=tuple(p.model_copy(update={"scanned": s}) for p in BOOK.pages)) for s in (True, False))
    says(check(turned(scanned, seals=()), "seal.missing", "commitment"), "unsure", "均未检出任何印章")
    papers_only = turned(scanned, seals=(seal("business_licence", "石家庄市行政审批局", 21),))
    says(check(papers_only, "seal.missing", "commitment"), "unsure", "封面、承诺书、声明和申请表")
    one = turned(scanned, seals=(seal("declaration", NAME, 3),))
    assert check(one, "seal.missing", "commitment").verdict == "fail"
    assert check(turned(digital, seals=()), "seal.missing", "commitment").verdict == "fail"


# ---------------------------------------------------------------- two statements of one figure


def _two(a: Metric, b: Metric, application: Application = BOOK) -> Check:
    return check(with_metrics(application, a, b), "metric.contradiction", a.id)


def money(v: float, page: int = 6, **more: object) -> Metric:
    return metric("main_revenue", v, page=page, **more)


def test_two_statements_of_one_year() -> None:
    says(_two(money(3000.0), money(3000.0, 9)), "pass", "2 处")
    says(_two(money(3000.0), money(3900.0, 9)), "fail", "两处不一致。")
    says(_two(money(3000.0), money(3900.0, 9, period="2023")), "not_applicable")
    says(_two(money(3000.0), money(3900.0, 9, doubt=DOUBT)), "unsure", "有读数待核对")
    says(_two(money(3000.0, doubt=DOUBT), money(3900.0, 9)), "unsure", "有读数待核对")
    says(_two(money(3000.0, basis="不含委外"), money(3900.0, 9)), "unsure", "口径写法不同", "不含委外")
    says(_two(money(3000.0), money(3900.0)), "unsure", "两数相邻")  # the same lines
    says(_two(money(3000.0, period=None), money(3900.0, 9)), "unsure", "时点可能不同")
    says(
        _two(money(3000.0, section="lighthouse.scene-1.results"), money(3900.0, 9, section="lighthouse.scene-2.results")),
        "unsure",
        "不同场景",
    )
    says(_two(money(3000.0, section="lighthouse.scene-1.results"), money(3900.0, 9, section="lighthouse.scene-1.economics")), "fail")
    says(_two(money(3000.0, role="benchmark"), money(3900.0, 9)), "not_applicable")


def test_lines_apart() -> None:
    def lower(gap: float) -> Metric:
        m = money(3900.0)
        top = 120.0 + gap
        place = m.evidence[0].model_copy(update={"bbox": (100.0, top, 200.0, top + 20)})
        return m.model_copy(update={"evidence": (place,)})

    assert _two(money(3000.0), lower(0.0)).verdict == "unsure" and _two(money(3000.0), lower(200.0)).verdict == "fail"


def test_head_counts_of_a_day_and_of_a_year() -> None:
    """平均人数 is not held against the count of a day: neither a contradiction nor an agreement."""
    average = metric("staff_total", 171.0, places=0, raw="平均从业人数171人")
    day = metric("staff_total", 260.0, places=0, page=9)
    without = with_field(BOOK, "employees", None)
    says(_two(average, day, without), "not_applicable", "没有同一时期")
    says(_two(average.model_copy(update={"raw": "从业人数171人"}), day, without), "fail", "两处不一致")


# ---------------------------------------------------------------- driven companies


def test_enough_distinct_companies() -> None:
    says(check(CHAIN, "sme.too-few", "driven_sme_count"), "pass", "8 家")
    says(check(turned(CHAIN, smes=CHAIN.smes[:7]), "sme.too-few", "driven_sme_count"), "fail", "不足 8 家")
    says(check(turned(CHAIN, smes=(*CHAIN.smes[:7], CHAIN.smes[0])), "sme.too-few", "driven_sme_count"), "fail", "7 家")


@pytest.mark.parametrize(
    ("claimed", "relation", "verdict"),
    [
        (8.0, "=", "pass"),
        (9.0, "=", "fail"),
        (7.0, "=", "fail"),
        (7.0, "≥", "pass"),
        (8.0, "≥", "pass"),
        (9.0, "≥", "fail"),
        (8.0, "≈", "pass"),
        (9.0, "≈", "fail"),
    ],
)
def test_the_number_claimed(claimed: float, relation: str, verdict: str) -> None:
    book = with_metrics(CHAIN, metric("driven_sme_count", claimed, None, places=0, relation=relation))
    says(check(book, "sme.count-mismatch", "driven_sme_count"), verdict)


def test_one_of_two_claims_agrees() -> None:
    book = with_metrics(CHAIN, metric("driven_sme_count", 8.0, None, places=0), metric("driven_sme_count", 12.0, None, places=0, page=9))
    says(check(book, "sme.count-mismatch", "driven_sme_count"), "unsure", "正文另一处与名单相符")


def test_pictures_within_their_size_while_a_page_is_unread() -> None:
    small = with_section(CHAIN, "chain.measures", pictures=(at(7),), picture_pixels=((800, 600),))
    says(check(small, "section.picture-too-large", "chain"), "pass")
    says(check(unread(small, 9), "section.picture-too-large", "chain"), "unsure", "读到的插图 1 个均未见超限", "未能读出")
    for pixels, verdict in (((1000, 1000), "pass"), ((1001, 600), "fail"), ((600, 1001), "fail")):
        sized = with_section(CHAIN, "chain.measures", pictures=(at(7),), picture_pixels=(pixels,))
        assert check(sized, "section.picture-too-large", "chain").verdict == verdict, pixels
