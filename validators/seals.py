"""Rules over the seals that 承诺书, 声明 and 申请表 must bear."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.fuzz import partial_ratio

from models.application import Seal, Section
from models.checks import Finding
from models.evidence import Evidence
from models.text import name_key, normalise
from validators.case import Case, text_of
from validators.names import Likeness, compare
from validators.registry import rule
from validators.wording import failed, not_applicable, page, passed, unsure

PLACES = {
    "commitment": ("commitment", "承诺书", "申报单位公章"),
    "declaration": ("declaration", "企业申报声明", "申报单位公章"),
    "form": ("form", "企业申请表", "申报单位公章"),
    "form.county": ("form", "企业申请表", "县（市、区）工业和信息化主管部门公章"),
}
"""Place of a seal → section it is in, that section's name, whose seal."""
PERSON_SIZE = 80.0
"""Longest side in points (28 mm) of a person's seal; an enterprise's is 38 to 45 mm wide."""
LONGEST_PERSON = 4
NO_BOOK = "本类申报书没有承诺书、声明和申请表"


def evidence_of(seal: Seal) -> Evidence:
    return Evidence(file=seal.file, page=seal.page, bbox=seal.bbox, text=seal.text)


def is_person(seal: Seal) -> bool:
    """Whether a seal is a person's name chop: a small one whose text is no company's."""
    left, top, right, bottom = seal.bbox
    text = name_key(seal.text).removesuffix("印").removesuffix("之")
    return len(text) <= LONGEST_PERSON and max(right - left, bottom - top) <= PERSON_SIZE


def by_county(case: Case, seal: Seal) -> bool:
    """Whether a seal's text is that of a county's authority."""
    text = name_key(seal.text)
    return bool(text) and any(
        name_key(w) in text or (len(text) >= 6 and partial_ratio(name_key(w), text) >= 85)
        for w in case.rulebook.heading.county_authority_words
    )


def at(case: Case, place: str) -> list[Seal]:
    """The seals that answer a place; on the form the text of a seal outweighs where it was put down."""
    if not place.startswith("form"):
        return [s for s in case.application.seals if s.place == place and not is_person(s)]
    out = []
    for s in case.application.seals:
        if not s.place.startswith("form") or is_person(s):
            continue
        county = by_county(case, s)
        own = compare(s.text, case.name, s.confidence, seal=True) == "same"
        belongs = "form.county" if county and not own else "form" if own else s.place
        if belongs == place:
            out.append(s)
    return out


OWN_PAGES = ("cover", "commitment", "declaration", "form", "form.county")


def _readable(case: Case, section: Section | None) -> str:
    """Why a seal's absence cannot be told; "" where it can."""
    if section is None:
        return "未找到该页"
    if case.page_unread(section):
        return "该页未能读出"
    scanned = any(p.scanned for p in case.application.pages)
    if not scanned:
        return ""
    if not case.application.seals:
        return "全部扫描页均未检出任何印章（包括证书上的），可能是印章未能识别"
    if not any(at(case, place) for place in PLACES) and not any(s.place in OWN_PAGES for s in case.application.seals):
        return "封面、承诺书、声明和申请表上均未检出任何印章，可能是扫描件上的印章未能识别"
    return ""


@rule("seal.missing")
def missing(case: Case) -> Iterator[Finding]:
    """应盖公章之处没有公章

    检查：承诺书、企业申报声明、企业申请表的申报单位公章，以及申请表上县（市、区）工业和信息化主管部门的公章。
    理由：公章表示单位承诺，主管部门公章表示审核推荐。
    不合格：该页已读出，应盖章之处没有公章；个人名章不能代替。
    合格：有公章；该页未找到、未读出，或整份扫描件（或其封面、承诺书、声明、申请表）一个印章也未检出时，列为待核实。“链式”案例没有这些页，不适用。
    依据：附件1-4 一“单位（盖章）”、二“申报单位(盖章)”、三“企业名称：（盖章）”“县（市、区）工业和信息化主管部门：（盖章）”。
    """
    for place, (id, title, whose) in PLACES.items():
        if not case.with_form:
            yield not_applicable(NO_BOOK, subject=place)
            continue
        section = case.section(id)
        found = at(case, place)
        label = case.application.stamp_places.get(place)
        near = (label,) if label else section.evidence if section else ()
        if found:
            yield passed(f"{title}盖有{whose}{page([evidence_of(found[0])])}。", [evidence_of(s) for s in found], subject=place)
        elif why := _readable(case, section):
            yield unsure(f"{title}：{why}，不能确定是否盖有{whose}。", near, subject=place)
        elif loose := _loose(case, section):
            yield unsure(
                f"{title}所在页有位置或印文不明的印章，不能确定是否为{whose}，请核对。",
                [evidence_of(s) for s in loose],
                near,
                subject=place,
            )
        else:
            yield failed(f"{title}{page(near)}未见{whose}。", near, subject=place)


def _loose(case: Case, section: Section | None) -> list[Seal]:
    """Seals on a section's page that were put down to no place, a person's and those across edges aside."""
    if section is None:
        return []
    return [
        s
        for s in case.application.seals
        if s.file == section.file and section.first_page <= s.page <= section.last_page and s.place == "" and not is_person(s)
    ]


@rule("seal.name-mismatch")
def name_mismatch(case: Case) -> Iterator[Finding]:
    """公章不是申报单位（或本县主管部门）的

    检查：承诺书、声明、申请表上公章的印文与申报企业名称是否一致；县级公章是否为所在县（市、区）主管部门。
    理由：他人的公章不能作为本单位的承诺。
    不合格：印文清楚，是另一单位的名称。
    合格：印文一致（括号全半角、空格不计，个别字受印泥影响读错的不计）；印文读不清、为专用章的，列为待核实。
    依据：附件1-4 一、二、三的盖章处；附件1 三（二）。
    """
    for place, (id, title, whose) in PLACES.items():
        if not case.with_form:
            yield not_applicable(NO_BOOK, subject=place)
            continue
        found, section = at(case, place), case.section(id)
        if not found:
            why = "未找到该页" if section is None else "该页未能读出" if case.page_unread(section) else ""
            none = not_applicable("没有可核对的公章（见 seal.missing）", subject=place)
            near = section.evidence if section else ()
            yield unsure(f"{title}：{why}，不能核对{whose}的印文。", near, subject=place) if why else none
            continue
        judged = [(s, _county(case, s) if place == "form.county" else _company(case, s)) for s in found]
        order: list[Likeness] = ["same", "unclear", "other"]
        seal, how = min(judged, key=lambda x: order.index(x[1]))
        places = [evidence_of(seal)]
        wanted = (
            f"所在县（市、区）“{text_of(case.field('county')) or case.application.county}”"
            if place == "form.county"
            else f"申报企业“{case.name}”"
        )
        if how == "same":
            yield passed(f"{title}公章印文为“{seal.text}”{page(places)}，与{wanted}相符。", places, subject=place)
        elif how == "other":
            yield failed(f"{title}公章印文为“{seal.text}”{page(places)}，{wanted}，两处不一致。", places, subject=place)
        else:
            read = f"印文读为“{seal.text}”" if seal.text else "印文未能读出"
            yield unsure(f"{title}{whose}{page(places)}{read}，不能确定是否与{wanted}相符，请核对。", places, subject=place)


def _company(case: Case, seal: Seal) -> Likeness:
    if "专用章" in seal.text:
        return "unclear"
    return compare(seal.text, case.name, seal.confidence, seal=True) if case.name else "unclear"


def _stem(county: str) -> str:
    """A county's name without 县, 区 or 市, which a seal may leave out."""
    return county[:-1] if len(county) > 2 else county


def _county(case: Case, seal: Seal) -> Likeness:
    """A county's seal must name the county of the form and an authority of industry."""
    text = normalise(seal.text)
    field = case.field("county")
    county = normalise(text_of(field) or case.application.county)
    if not text or not county or (field is not None and field.doubt):
        return "unclear"
    others = [c for c in case.rulebook.heading.counties if _stem(c) in text and c not in county and county not in c]
    # 井陉矿区 has the stem of 井陉县, too; 高新技术产业开发区 is 高新区 written out.
    another = county[-1] != "区" and any(c.startswith(_stem(county)) for c in others)
    named = county in text or (not another and (_stem(county) in text or partial_ratio(county, text) >= 75))
    if named and by_county(case, seal):
        return "same"
    return "other" if others and not named and seal.confidence >= 0.5 else "unclear"
