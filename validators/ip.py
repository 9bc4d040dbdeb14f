"""Rules over intellectual property: rights claimed against certificates enclosed, and when they were obtained."""

from __future__ import annotations

import re
from collections.abc import Iterator

from models.application import Attachment, Metric
from models.checks import Finding
from validators.attachments import last_day, sure
from validators.case import Case, firm, text_of
from validators.figures import doubtful
from validators.names import compare, holds
from validators.registry import rule
from validators.wording import as_far_as_read, failed, not_applicable, page, passed, statement, unsure

KINDS = {
    "invention_patents": ("发明",),
    "utility_models": ("实用新型",),
    "design_patents": ("外观",),
    "software_copyrights": ("软件", "软著", "著作权"),
    "ip_total": ("",),
}
"""Metric of rights held → how the kind on a certificate begins or what it holds ("" for any)."""
FIRST_YEAR = 2022
SUBJECT = "ip_certificate"


def certificates(case: Case) -> list[Attachment]:
    """Certificates enclosed, each right once: two copies of one certificate bear one number."""
    out: dict[str, Attachment] = {}
    for i, a in enumerate(case.papers(SUBJECT)):
        number = "".join(c for c in text_of(a.fields.get("number")).upper() if c.isalnum())
        out.setdefault(number or f"#{i}", a)
    return list(out.values())


def _asked(case: Case) -> list[str]:
    spec = case.rulebook.attachment(SUBJECT)
    wanted = [*spec.required, *spec.required_if_claimed] if spec else []
    return [p for p in wanted if p in case.application.programmes]


@rule("cross.ip-count-mismatch")
def ip_count_mismatch(case: Case) -> Iterator[Finding]:
    """声称的知识产权多于所附证书

    检查：申报书写明拥有的发明专利、实用新型、外观设计、软件著作权和知识产权总数，与所附证书的件数（同一证书号只计一件）。
    理由：知识产权须由证书佐证。
    不合格：所附证书全部读出，某类证书少于声称的件数。
    合格：证书不少于声称的件数；申请量、目标不比较；有证书的类别未读出或有页未能读出时列为待核实；权利人是他人的证书不足以补足件数，列为待核实；一份证书也没有的由 attachment.missing 指出；有可能载有相关内容的页未能读出时，不判合格，列为待核实。
    依据：附件1-4 各模版“能够佐证符合申报条件的有关证书和资料复印件”；附件1-3 二。
    """
    yield from as_far_as_read(_counts(case), case.body_gap(), "拥有知识产权的件数")


def _counts(case: Case) -> Iterator[Finding]:
    papers = certificates(case)
    if not any(_claims(case, id) for id in KINDS):
        yield not_applicable("申报书未写明拥有的知识产权件数")
    for id, kinds in KINDS.items():
        claims = _claims(case, id)
        if not claims:
            continue
        if _asked(case) and not papers and (gap := case.enclosed_gap()):
            yield unsure(f"申报书写明{statement(claims[0])}，未见知识产权证书，但{gap}，请核对。", claims[0].evidence, subject=id)
            continue
        if not _asked(case) or not papers:
            why = "所报类别不要求附知识产权证书" if not _asked(case) else "没有知识产权证书（见 attachment.missing）"
            yield not_applicable(why, subject=id)
            continue
        yield _counted(case, id, kinds, claims, papers)


def _claims(case: Case, id: str) -> list[Metric]:
    """Rights held as the book has them now."""
    return [m for m in case.current(id) if m.relation in "=≈≥>"]


def _counted(case: Case, id: str, kinds: tuple[str, ...], claims: list[Metric], papers: list[Attachment]) -> Finding:
    spec = case.rulebook.metric(id)
    name = spec.name if spec else id
    mine = [a for a in papers if any(k in text_of(a.fields.get("kind")) for k in kinds)] if kinds != ("",) else papers
    unknown = [] if kinds == ("",) else [a for a in papers if not text_of(a.fields.get("kind"))]
    claim = max(claims, key=lambda m: m.value)
    words = f"申报书{name}写为{statement(claim)}，所附证书 {len(mine)} 件"
    places = (claim.evidence, *(a.evidence[:1] for a in mine))
    if claim.value <= len(mine):
        strange = [a for a in mine if _of_others(case, a)]
        if claim.value > len(mine) - len(strange):
            return unsure(f"{words}，其中 {len(strange)} 件的权利人不是申报企业，请核对能否计入。", *places, subject=id)
        clear = [a for a in mine if sure(a) and (kinds == ("",) or firm(a.fields.get("kind")))]
        if doubtful(claim) or claim.value > len(clear):
            return unsure(f"{words}，有读数待核对。", *places, subject=id)
        return passed(f"{words}，相符。", *places, subject=id)
    gap = case.enclosed_gap()
    if gap or claim.value <= len(mine) + len(unknown) or doubtful(claim) or any(not sure(a) for a in mine):
        why = gap or (f"另有 {len(unknown)} 件证书未读出类别" if unknown else "有读数待核对")
        return unsure(f"{words}，{why}，请核对。", *places, subject=id)
    return failed(f"{words}，少于所称件数。", *places, subject=id)


def _of_others(case: Case, paper: Attachment) -> bool:
    """Whether a certificate names somebody else as its holder (which `cross.name-mismatch` tells of)."""
    field = paper.fields.get("holder")
    holder = text_of(field)
    return bool(case.name) and bool(holder) and firm(field) and not holds(holder, case.name) and compare(holder, case.name) == "other"


@rule("ip.before-2022")
def before_2022(case: Case) -> Iterator[Finding]:
    """知识产权取得时间早于2022年

    检查：“小灯塔”申报书（以及写明 2022 年起取得件数的申报书）所附专利、软件著作权证书的授权（登记）日期。
    理由：“小灯塔”以 2022 年以来获得的有效知识产权为条件。
    不合格：计入条件的证书，授权或登记日期早于 2022-01-01。
    合格：2022 年以来授权或登记（按授权公告日，不按申请日）；日期未读出的，编号所含年份（专利为申请年、软著为登记年）不早于 2022 年的也符合，否则列为待核实；其他类别没有此时限，不适用；有可能载有相关内容的页未能读出时，不判合格，列为待核实。
    依据：附件1-1 五“2022年以来，获得有效知识产权”。
    """
    yield from as_far_as_read(_obtained(case), case.enclosed_gap() if _since(case) else "", "早于 2022 年取得的知识产权证书")


def _obtained(case: Case) -> Iterator[Finding]:
    papers = case.papers(SUBJECT)
    since = _since(case)
    if not papers or not since:
        yield not_applicable("没有知识产权证书" if not papers else "所报类别没有取得时间的要求", subject=SUBJECT)
        return
    for a in papers:
        field = a.fields.get("issued")
        day = last_day(text_of(field))
        named = text_of(a.fields.get("number")) or text_of(a.fields.get("kind")) or "知识产权证书"
        if (field is None or day is None or not firm(field)) and _numbered_since(a) and sure(a):
            yield passed(
                f"{named}{page(a.evidence)}的编号所含年份不早于 {FIRST_YEAR} 年，取得日期不会更早。",
                a.evidence,
                subject=SUBJECT,
                programme="lighthouse",
            )
        elif field is None or day is None or not firm(field) or not sure(a):
            doubt = (field.doubt if field else "") or a.doubt
            why = f"（{doubt}）" if doubt else ""
            words = f"{named}{page(a.evidence)}的授权（登记）日期未能可靠读出{why}，请核对是否在 {FIRST_YEAR} 年以后。"
            yield unsure(words, a.evidence, field.evidence if field else (), subject=SUBJECT, programme="lighthouse")
        elif day.year < FIRST_YEAR:
            words = f"{named}{page(field.evidence)}于 {day.isoformat()} 取得，早于 {FIRST_YEAR} 年，{since}"
            yield failed(f"{words}。", field.evidence, subject=SUBJECT, programme="lighthouse")
        else:
            yield passed(f"{named}于 {day.isoformat()} 取得。", field.evidence, subject=SUBJECT, programme="lighthouse")


def _numbered_since(paper: Attachment) -> bool:
    """Whether the certificate's number alone puts it late enough: a patent bears its filing year, a registration its own."""
    field = paper.fields.get("number")
    year = re.match(r"(?:ZL)?(20\d\d)(?=\d|SR)", "".join(text_of(field).upper().split()))
    return firm(field) and year is not None and int(year[1]) >= FIRST_YEAR


def _since(case: Case) -> str:
    """Why rights must be of 2022 or later, in words: the condition of a lighthouse, or the book's own count; "" where nothing asks it."""
    if "lighthouse" in case.application.programmes:
        return "不能计入“2022年以来”获得的知识产权"
    recent = sum(1 for a in certificates(case) if (d := last_day(text_of(a.fields.get("issued")))) is not None and d.year >= FIRST_YEAR)
    counted = [
        m for m in case.statements("ip_total", "actual", "after") if (m.period or "").startswith(f"{FIRST_YEAR}/") and m.value > recent
    ]
    return f"不在申报书所称{statement(counted[0])}之内" if counted else ""
