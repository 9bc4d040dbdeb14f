"""Rules over the enclosed papers: there, in force, of the right year, stamped."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date

import numpy as np

from models.application import Attachment, FieldValue, Seal
from models.checks import Finding
from models.evidence import Evidence
from models.rulebook import AttachmentSpec
from validators.case import FIRM, Case, firm, text_of
from validators.names import compare
from validators.registry import rule
from validators.wording import as_far_as_read, failed, not_applicable, page, passed, unsure

UNDATED = 180
"""Days after the notice in which a declaration whose date was not read may have been made."""
ISSUED_BY_OTHERS = ("sme_evidence",)
"""Papers whose stamp is another company's; `sme.evidence-missing` looks at them."""


def sure(paper: Attachment) -> bool:
    """Whether a paper was told for what it is without doubt."""
    return not paper.doubt and paper.confidence >= FIRM


COVERED = 0.1
"""Share of a value's place under a seal from which what was read there may be the seal's own letters."""


def covered(case: Case, field: FieldValue | None) -> bool:
    """Whether a value was read from a scan where a seal lies over each of its places: it supports no ``fail``."""
    if field is None or not field.evidence:
        return False
    scanned = {(p.file, p.page) for p in case.application.pages if p.scanned}
    return all((e.file, e.page) in scanned and any(_under(e, s) for s in case.application.seals) for e in field.evidence)


def _under(place: Evidence, seal: Seal) -> bool:
    """Whether the ellipse of a seal takes its share of a place; the corners of the seal's box are blank paper."""
    if (place.file, place.page) != (seal.file, seal.page):
        return False
    x0, top, x1, bottom = place.bbox
    left, upper, right, lower = seal.bbox
    columns, rows = np.linspace(x0, x1, 81)[1::2], np.linspace(top, bottom, 7)[1::2]  # the middles of 40 by 3 cells
    across, down = np.interp(columns, (left, right), (-1, 1)), np.interp(rows, (upper, lower), (-1, 1))
    return bool((np.hypot.outer(across, down) < 1).mean() >= COVERED)


def _where(paper: Attachment) -> str:
    numbers = "—".join(str(n) for n in sorted({min(paper.pages), max(paper.pages)})) if paper.pages else ""
    return f"（第 {numbers} 页）" if numbers else ""


@rule("attachment.missing")
def missing(case: Case) -> Iterator[Finding]:
    """缺少必须提供的附件

    检查：所报类别要求的每种附件是否在所附材料中；专利和软著证书、资质证书、奖励荣誉、研发机构认定，只在申报书声称具有或列入附件目录时检查。
    理由：申报内容须由附件佐证。
    不合格：材料全部读出，没有该种附件；只在目录中列名而未附的也算缺。
    合格：附有该种附件；有文件未能打开或有页未能读出时列为待核实。
    依据：附件1-4 各模版“相关附件”；附件2 三。
    """
    gap = case.enclosed_gap()
    for spec in case.rulebook.attachments.attachments:
        listed = case.application.listed_attachments.get(spec.type, ())
        wanted = [p for p in spec.required if p in case.application.programmes]
        claimed = [p for p in spec.required_if_claimed if p in case.application.programmes]
        if wanted or (claimed and spec.type in case.application.listed_attachments):
            yield _enclosed(case, spec, (wanted or claimed)[0], listed, gap)
        elif claimed:
            yield not_applicable(f"申报书未声称具有、也未列入附件目录，不要求{spec.name}", subject=spec.type, programme=claimed[0])


def _enclosed(case: Case, spec: AttachmentSpec, programme: str, listed: tuple[Evidence, ...], gap: str) -> Finding:
    papers = case.papers(spec.type)
    clear = [a for a in papers if sure(a)]
    if clear:
        count = f" {len(clear)} 份" if len(clear) > 1 else ""
        return passed(f"附有{spec.name}{count}{_where(clear[0])}。", *(a.evidence for a in clear), subject=spec.type, programme=programme)
    if papers:
        return unsure(
            f"疑似{spec.name}{_where(papers[0])}，{papers[0].doubt or '辨认把握不足'}，请核对。",
            papers[0].evidence,
            subject=spec.type,
            programme=programme,
        )
    named = f"（申报书{page(listed).strip('（）')}列有或提到）" if listed else ""
    near = listed or _attachments_heading(case, programme)
    if alike := _named_so(case, spec):
        return unsure(
            f"未认出{spec.name}{named}，但有一份材料{_where(alike)}题为“{alike.title or alike.evidence[0].text}”，请核对。",
            alike.evidence,
            subject=spec.type,
            programme=programme,
        )
    if gap:
        return unsure(f"未见{spec.name}{named}，但{gap}，请核对。", near, subject=spec.type, programme=programme)
    return failed(f"所附材料中没有{spec.name}{named}。", near, subject=spec.type, programme=programme)


def _named_so(case: Case, spec: AttachmentSpec) -> Attachment | None:
    """A paper of no known kind that bears the kind's name, told with little confidence: read badly, it may be one."""
    for paper in case.papers("other"):
        words = [paper.title, *(e.text for e in paper.evidence)]
        if not sure(paper) and any(name in w for w in words if w for name in (spec.name, *spec.titles)):
            return paper
    return None


def _attachments_heading(case: Case, programme: str) -> tuple[Evidence, ...]:
    section = case.section(f"{programme}.attachments")
    if section is not None:
        return section.evidence
    return next((s.evidence for s in reversed(case.application.sections) if s.evidence), ())


def last_day(text: str) -> date | None:
    """The last day that ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY`` covers."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", text.strip())
    if not found:
        return None
    year, month = int(found[1]), int(found[2] or 12)
    try:
        return date(year, month, int(found[3]) if found[3] else calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None


@rule("attachment.expired")
def expired(case: Case) -> Iterator[Finding]:
    """证书在申报之日已过有效期

    检查：载有有效期的证书（资质、等级、研发机构认定、荣誉等），在声明日期当天是否有效；声明未填日期的按承诺书日期，再按通知日期。
    理由：条件要求“并在有效期内”。
    不合格：证书所印的有效期截止日早于声明日期。
    合格：当天仍有效（截止日当天有效）；未印有效期而按称号通例推算已过期的，列为待核实；有可能载有相关内容的页未能读出时，不判合格，列为待核实。
    依据：附件1-1 五“并在有效期内”；各称号的管理办法。
    """
    day, words, places = case.declared_on
    today = last_day(day)
    if today is None:
        return
    specs = case.rulebook.attachments.attachments
    findings = [f for s in specs for a in case.papers(s.type) if (f := _validity(case, s, a, today, words, places)) is not None]
    yield from as_far_as_read(findings, case.enclosed_gap(), "已过有效期的证书")


def _validity(case: Case, spec: AttachmentSpec, paper: Attachment, today: date, words: str, places: tuple[Evidence, ...]) -> Finding | None:
    field = paper.fields.get("valid_until")
    named = text_of(paper.fields.get("kind")) or spec.name
    until = last_day(text_of(field))
    if field is not None and until is not None:
        said = f"{named}{_where(paper)}有效期至 {until.isoformat()}，{words}为 {today.isoformat()}"
        if not firm(field) or not sure(paper):
            return unsure(
                f"{said}，有效期{field.doubt or paper.doubt or '识别把握不足'}，请核对。", field.evidence, places, subject=spec.type
            )
        if until < today and (issued := last_day(text_of(paper.fields.get("issued")))) and not _whole_years(issued, until):
            return unsure(
                f"{said}，但颁发日期为 {issued.isoformat()}，与有效期不成整年，可能有一处误读，请核对。",
                field.evidence,
                places,
                subject=spec.type,
            )
        if until < today and covered(case, field):
            return unsure(f"{said}，该处压有印章，请核对是否误读。", field.evidence, places, subject=spec.type)
        if until < today:
            return failed(f"{said}，申报时已过有效期。", field.evidence, places, subject=spec.type)
        if not places and (until - today).days < UNDATED:
            return unsure(f"{said}，但声明日期未读出，不能确定申报之日是否有效，请核对。", field.evidence, subject=spec.type)
        return passed(f"{said}，在有效期内。", field.evidence, places, subject=spec.type)
    years = next(
        (n for title, n in case.rulebook.attachments.honours.items() if title in text_of(paper.fields.get("kind")) or title in paper.title),
        None,
    )
    issued = last_day(text_of(paper.fields.get("issued")))
    if years and issued and spec.type == "qualification":
        end = issued.replace(year=issued.year + years, day=min(issued.day, 28))
        said = f"{named}{_where(paper)}未印有效期，{issued.isoformat()} 颁发，按通例有效期 {years} 年"
        if not firm(paper.fields.get("issued")) or not firm(paper.fields.get("kind")) or not sure(paper):
            return unsure(f"{said}，读数待核对。", paper.evidence, subject=spec.type)
        if end < today:
            return unsure(f"{said}，推算在{words} {today.isoformat()} 前已到期，请核实是否通过复核。", paper.evidence, subject=spec.type)
        return passed(f"{said}，推算仍在有效期内。", paper.evidence, subject=spec.type)
    if spec.type in ("qualification", "maturity_certificate") and field is not None and field.doubt:
        return unsure(f"{named}{_where(paper)}的有效期：{field.doubt}，请核对。", paper.evidence, subject=spec.type)
    return None


def _whole_years(issued: date, until: date) -> bool:
    """Whether a validity runs for one or more whole years, a month aside, or to the end of a year, as titles' validities do."""
    if until <= issued:
        return False
    days = (until - issued).days
    years = round(days / 365.25)
    return (years >= 1 and abs(days - years * 365.25) <= 32) or (until.month, until.day) == (12, 31)


@rule("attachment.wrong-period")
def wrong_period(case: Case) -> Iterator[Finding]:
    """审计报告或纳税证明的年度不符

    检查：审计报告、纳税证明所属年度是否为通知要求的年度。
    理由：“数智”标杆三类要求上年度（2024年）审计报告和纳税资料；“链式”案例要求 2024 年度财务报告和 2025 年纳税证明。
    不合格：该种材料都已读出年度，没有一份是要求的年度。
    合格：至少一份是要求的年度；年度按所属期认定，不按开具日期；读不出年度的列为待核实。
    依据：附件1-4 各模版“相关附件”（二）；附件2 三（二）（五）。
    """
    for spec in case.rulebook.attachments.attachments:
        for programme, year in spec.year.items():
            if programme not in case.application.programmes:
                continue
            papers = case.papers(spec.type)
            if papers:
                yield _period(case, spec, programme, year, papers)
            elif gap := case.enclosed_gap():
                yield unsure(f"未见{spec.name}，但{gap}，不能核对年度。", subject=spec.type, programme=programme)
            else:
                yield not_applicable(f"没有{spec.name}（见 attachment.missing）", subject=spec.type, programme=programme)


def _period(case: Case, spec: AttachmentSpec, programme: str, year: int, papers: list[Attachment]) -> Finding:
    right, wrong, unknown = [], [], []
    for a in papers:
        field = a.fields.get("year")
        years = re.findall(r"20\d\d", text_of(field))
        sealed = str(year) not in years and covered(case, field)
        if field is None or not years or not firm(field) or not sure(a) or sealed:
            unknown.append(a)
        elif str(year) not in years and any(str(year) in r for r in field.readings):
            unknown.append(a)  # its periods reach into the year asked for
        elif str(year) in years or (len(years) == 2 and int(years[0]) <= year <= int(years[1])):
            right.append(a)
        else:
            wrong.append(a)
    if right:
        a = right[0]
        return passed(
            f"{spec.name}{_where(a)}为 {text_of(a.fields['year'])} 年度，符合要求。",
            a.fields["year"].evidence or a.evidence,
            subject=spec.type,
            programme=programme,
        )
    if unknown:
        a = unknown[0]
        return unsure(
            f"{spec.name}{_where(a)}的所属年度未能可靠读出（要求 {year} 年）{_doubts(a)}，请核对。",
            a.evidence,
            a.fields["year"].evidence if "year" in a.fields else (),
            subject=spec.type,
            programme=programme,
        )
    a = wrong[0]
    if gap := case.enclosed_gap():
        words = f"要求 {year} 年的{spec.name}，所读到的为 {text_of(a.fields['year'])} 年{_where(a)}，但{gap}，请核对"
        return unsure(f"{words}。", a.fields["year"].evidence or a.evidence, subject=spec.type, programme=programme)
    return failed(
        f"要求 {year} 年的{spec.name}，所附为 {text_of(a.fields['year'])} 年{_where(a)}。",
        a.fields["year"].evidence or a.evidence,
        subject=spec.type,
        programme=programme,
    )


def _doubts(paper: Attachment) -> str:
    """What is in doubt about a paper and its year, in brackets."""
    field = paper.fields.get("year")
    why = (field.doubt if field else "") or paper.doubt
    return f"（{why}）" if why else ""


@rule("attachment.unstamped")
def unstamped(case: Case) -> Iterator[Finding]:
    """要求盖章的附件没有盖章

    检查：通知写明须加盖公章的附件（“链式”案例的营业执照复印件）上是否有申报单位的公章。
    理由：复印件盖章表示申报单位对其负责。
    不合格：该页已读出，没有申报单位的公章；登记机关的印章不算。
    合格：有申报单位的公章；有印章而印文读不清的列为待核实；被带动企业证明的盖章由 sme.evidence-missing 检查。
    依据：附件2 三（一）“申报单位法人营业执照（复印件并加盖公章）”。
    """
    for spec in case.rulebook.attachments.attachments:
        programmes = [p for p in spec.stamp_required if p in case.application.programmes]
        if not programmes or spec.type in ISSUED_BY_OTHERS:
            continue
        if papers := case.papers(spec.type):
            yield from (_stamped(case, spec, a, programmes[0]) for a in papers)
        elif gap := case.enclosed_gap():
            yield unsure(f"未见{spec.name}，但{gap}，不能确定是否盖章。", subject=spec.type, programme=programmes[0])
        else:
            yield not_applicable(f"没有{spec.name}（见 attachment.missing）", subject=spec.type, programme=programmes[0])


def _stamped(case: Case, spec: AttachmentSpec, paper: Attachment, programme: str) -> Finding:
    seals = [s for s in case.application.seals if s.file == paper.file and s.page in paper.pages and s.place != "seam"]
    likeness = [(s, compare(s.text, case.name, s.confidence, seal=True)) for s in seals]
    own = [s for s, how in likeness if how == "same"]
    if (own or paper.stamped) and not sure(paper):
        why = paper.doubt or "辨认把握不足"
        return unsure(
            f"疑似{spec.name}{_where(paper)}盖有申报单位公章，{why}，请核对。", paper.evidence, subject=spec.type, programme=programme
        )
    if own or paper.stamped:
        places = paper.stamped or tuple(Evidence(file=s.file, page=s.page, bbox=s.bbox, text=s.text) for s in own)
        return passed(f"{spec.name}{_where(paper)}盖有申报单位公章。", places, subject=spec.type, programme=programme)
    unread = any(p.file == paper.file and p.page in paper.pages for p in case.unread_pages)
    if not case.application.seals and any(p.scanned for p in case.application.pages):
        words = f"{spec.name}{_where(paper)}：全部扫描页均未检出任何印章，可能是印章未能识别，请核对是否盖有申报单位公章。"
        return unsure(words, paper.evidence, subject=spec.type, programme=programme)
    if unread or not sure(paper) or any(how == "unclear" for _, how in likeness):
        why = "该页未能读出" if unread else paper.doubt or "页上有印文未读清的印章"
        return unsure(
            f"{spec.name}{_where(paper)}：{why}，不能确定是否盖有申报单位公章，请核对。",
            paper.evidence,
            subject=spec.type,
            programme=programme,
        )
    return failed(f"{spec.name}{_where(paper)}未盖申报单位公章。", paper.evidence, subject=spec.type, programme=programme)
