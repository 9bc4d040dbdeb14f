"""Rules that hold the form against the book: directions ticked and written, size ticked and size computed."""

from __future__ import annotations

from collections.abc import Iterator

from models.checks import Finding
from models.evidence import Evidence
from models.rulebook import FormSpec
from validators.attachments import sure as told
from validators.case import Case, firm, last_year, text_of
from validators.figures import doubtful
from validators.form import NO_FORM, form_gap, ticked
from validators.registry import rule
from validators.wording import failed, not_applicable, number, page, passed, unsure


@rule("form.direction-without-book")
def direction_without_book(case: Case) -> Iterator[Finding]:
    """勾选了申报方向，没有相应的申报书内容

    检查：申请表勾选的每个申报方向，第四部分是否有相应的实施情况。
    理由：只勾选不撰写，该方向无从评审。
    不合格：方向已勾选，全部正文读出后没有该方向的内容。
    合格：有该方向的内容；正文有未读出的页时列为待核实。
    依据：附件1-4 三、企业申请表，四、企业数字化转型实施情况。
    """
    if not case.with_form:
        yield not_applicable(NO_FORM)
        return
    sure, maybe, places = ticked(case, "directions")
    gap = case.body_gap()
    unread = form_gap(case)
    for p in case.rulebook.heading.programmes:
        if not p.shares_form:
            continue
        if unread and p.id not in sure:
            yield unsure(f"{unread}，不能确定是否勾选“{p.name}”，请核对。", places, subject=p.id)
        elif p.id not in sure and p.id not in maybe:
            yield not_applicable(f"申请表未勾选“{p.name}”", subject=p.id)
        elif p.id in case.application.programmes:
            how = "勾选" if p.id in sure else "似勾选"
            yield passed(f"申请表{how}“{p.name}”，申报书有相应内容。", places, subject=p.id)
        elif gap or p.id not in sure:
            why = gap or "勾选痕迹不清"
            yield unsure(f"未见“{p.name}”的实施情况，但{why}，请核对。", places, subject=p.id)
        else:
            yield failed(f"申请表勾选“{p.name}”{page(places)}，申报书中没有该方向的实施情况。", places, subject=p.id)


@rule("form.book-without-direction")
def book_without_direction(case: Case) -> Iterator[Finding]:
    """写了申报书内容，没有勾选该申报方向

    检查：第四部分写有实施情况的方向，申请表是否勾选。
    理由：未勾选即未申报，内容与申报意愿不一致须由企业明确。
    不合格：有该方向的内容，而申请表上该方框确为空。
    合格：已勾选；方框不清或申请表未读出时列为待核实。
    依据：附件1-4 三、企业申请表，四、企业数字化转型实施情况。
    """
    if not case.with_form:
        yield not_applicable(NO_FORM)
        return
    sure, maybe, places = ticked(case, "directions")
    gap = form_gap(case)
    for p in case.programmes:
        if not p.shares_form:
            continue
        heading = next((s.evidence for s in case.application.sections if s.id.startswith(p.id + ".")), ())
        if p.id in sure:
            yield passed(f"“{p.name}”已在申请表勾选{page(places)}。", places, subject=p.id)
        elif p.id in maybe or gap or not sure:
            yield unsure(f"申报书有“{p.name}”的内容，{gap or '申请表的勾选不清'}，请核对。", places, heading, subject=p.id)
        else:
            yield failed(f"申报书有“{p.name}”的内容{page(heading)}，申请表未勾选该方向。", heading, places, subject=p.id)


@rule("form.size-inconsistent")
def size_inconsistent(case: Case) -> Iterator[Finding]:
    """所勾企业规模与从业人数、营业收入不符

    检查：按从业人数和上年度营业收入，依工业企业划型标准推算规模，与申请表所勾对照。
    理由：规模决定是否属中小企业及适用档次。
    不合格：按审计报告（无则按申报书）的上年度营业收入推算，规模与所勾不同。
    合格：推算结果与所勾一致；人数或收入未读到、有两个数的，列为待核实。
    依据：工信部联企业〔2011〕300号（工业：中型须从业 300 人及以上且营收 2000 万元及以上，小型须 20 人及以上且 300 万元及以上）。
    """
    if not case.with_form:
        yield not_applicable(NO_FORM)
        return
    sure, maybe, places = ticked(case, "size")
    employees = case.field("employees")
    people = int(said) if firm(employees) and (said := text_of(employees)).isdecimal() else None
    counted = employees.evidence if employees else ()
    revenues = _revenues(case)
    unread = [f for a in case.papers("audit_report") if (f := a.fields.get("revenue")) is not None] if not revenues else []
    known = (counted, *(at for _, _, at in revenues[:1]), *(f.evidence for f in unread))
    if len(sure) != 1 or maybe:
        yield unsure("企业规模的勾选不唯一或不清，不能与标准对照。", places, *known)
        return
    if people is None or not revenues:
        missing = "从业人数" if people is None else "上年度营业收入"
        doubts = (employees.doubt if employees else "", *(f.doubt for f in unread), *(a.doubt for a in case.papers("audit_report")))
        doubt = next((d for d in doubts if d), "")
        why = f"（{doubt}）" if doubt else ""
        yield unsure(f"未能可靠读到{missing}{why}，不能推算企业规模（所勾为“{sure[0]}”）。", places, *known)
        return
    classes = {size_class(case.rulebook.form, people, r) for r, _, _ in revenues}
    revenue, source, at = revenues[0]
    words = f"申请表从业人数 {people} 人{page(counted)}，{source}营业收入 {number(revenue, '万元')}{page(at)}"
    if len(classes) > 1:
        yield unsure(f"{words}，各处收入推算的规模不一（{'、'.join(sorted(classes))}），请核对。", places, counted, at)
    elif classes == {sure[0]}:
        yield passed(f"{words}，按标准属{sure[0]}，与所勾一致。", places, counted, at)
    else:
        yield failed(f"{words}，按标准属{classes.pop()}，申请表勾选“{sure[0]}”，两处不一致。", places, counted, at)


def size_class(form: FormSpec, employees: int, revenue: float) -> str:
    """The size by 工信部联企业〔2011〕300号: a class is reached where both legs are, else the next lower one; revenue in 万元."""
    if form.large and employees >= form.large.employees and revenue >= form.large.revenue:
        return form.large.name
    ordered = sorted(form.sizes, key=lambda s: -s.employees)
    return next((s.name for s in ordered if employees >= s.employees and revenue >= s.revenue), ordered[-1].name if ordered else "")


def _revenues(case: Case) -> list[tuple[float, str, tuple[Evidence, ...]]]:
    """Revenues of the fiscal year in 万元, the audited first, each with its source in words and its place."""
    out = []
    for a in case.papers("audit_report"):
        revenue, year = a.fields.get("revenue"), text_of(a.fields.get("year"))
        if (
            revenue is not None
            and firm(revenue)
            and told(a)
            and firm(a.fields.get("year"))
            and isinstance(revenue.value, int | float)
            and year.startswith(case.fiscal_year)
        ):
            out.append((float(revenue.value), "审计报告", revenue.evidence))
    for m in case.statements("main_revenue", "actual", "after"):
        if last_year(m.period) == case.fiscal_year and not doubtful(m) and m.relation in "=≈" and "/" not in (m.period or ""):
            out.append((m.value, "申报书", m.evidence))
    return out
