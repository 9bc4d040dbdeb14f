"""Rules that hold the book against the papers enclosed with it: name, code, level, revenue, R&D."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from rapidfuzz.distance import Levenshtein

from models.application import Attachment, FieldValue, Metric
from models.checks import Finding
from models.text import name_key
from validators.attachments import covered, sure
from validators.case import Case, firm, last_year, text_of
from validators.figures import doubtful, span
from validators.form import code_fault
from validators.metrics import level_of
from validators.names import compare, holds
from validators.registry import rule
from validators.wording import as_far_as_read, failed, not_applicable, number, page, passed, statement, unsure

OF_OTHERS = ("cpa_licence", "sme_evidence", "transformation_photos", "other")
"""Papers whose holder is not the applicant."""
AUDIT = "audit_report"
REVENUE_TOLERANCE = 0.005
RD_TOLERANCE = 0.02
UNIT_FACTORS = (10.0, 100.0, 1e3, 1e4)
"""What lies between 元, 千元, 万元, 百万元 and 亿元."""


def _own_papers(case: Case) -> dict[str, list[Attachment]]:
    """The papers that must be the applicant's own, by type."""
    out: dict[str, list[Attachment]] = {}
    for a in case.application.attachments:
        if a.type not in OF_OTHERS:
            out.setdefault(a.type, []).append(a)
    return out


def _title(case: Case, type: str) -> str:
    spec = case.rulebook.attachment(type)
    return spec.name if spec else type


@rule("cross.name-mismatch")
def name_mismatch(case: Case) -> Iterator[Finding]:
    """附件上的企业名称不是申报企业

    检查：营业执照、审计报告、纳税证明、等级证书、资质证书、知识产权证书、荣誉证书、研发机构认定、信用报告上的企业（权利人）名称与申报企业名称。
    理由：他人的材料不能佐证本企业的条件。
    不合格：名称读清，与申报企业名称不同。
    合格：名称一致（括号全半角、空格、“有限责任公司”与“有限公司”不计）；共有权利人中有申报企业；只差一个字、只读出名称的一部分，或多种附件彼此一致而都与申请表不同的，列为待核实（可能是误读，也可能是更名或另一企业）；有可能载有相关内容的页未能读出时，不判合格，列为待核实。
    依据：附件1 五（二）“真实性、完整性负责”；附件1-4、附件2 附件要求。
    """
    suspect = _form_name_suspect(case)
    findings = [_holder(case, type, a, suspect) for type, papers in sorted(_own_papers(case).items()) for a in papers]
    yield from as_far_as_read(findings, case.enclosed_gap(), "他人的材料")


def _form_name_suspect(case: Case) -> str:
    """Set where the papers agree among themselves and none with the form: then the form's name is the one to look at first."""
    read = [
        (a.type, text_of(f)) for papers in _own_papers(case).values() for a in papers if firm(f := a.fields.get("holder")) and text_of(f)
    ]
    if any(compare(holder, case.name) == "same" or holds(holder, case.name) for _, holder in read):
        return ""
    names = Counter(name_key(holder) for _, holder in read)
    name, times = names.most_common(1)[0] if names else ("", 0)
    types = {t for t, holder in read if name_key(holder) == name}
    return "多种附件的名称彼此一致而都与申请表不同，请先核对申请表的企业名称" if times >= 3 and len(types) >= 2 else ""


def _holder(case: Case, type: str, paper: Attachment, suspect: str) -> Finding:
    title = _title(case, type)
    field = paper.fields.get("holder")
    holder = text_of(field)
    if not case.name:
        return unsure(f"未读到申报企业名称，不能与{title}核对。", paper.evidence, subject=type)
    if field is None or not holder:
        return unsure(f"{title}{page(paper.evidence)}未读到企业名称，请与申报企业“{case.name}”核对。", paper.evidence, subject=type)
    own = case.field("company_name")
    words = f"申报企业为“{case.name}”，{title}为“{holder}”{page(field.evidence)}"
    places = (own.evidence if own else (), field.evidence)
    parts = [compare(part, case.name) for part in re.split(r"[;；]", holder) if part.strip()]
    how = "unclear" if "unclear" in parts else compare(holder, case.name)
    agrees = how == "same" or holds(holder, case.name)
    if agrees and firm(field) and sure(paper) and (own is None or firm(own)):
        return passed(f"{words}，一致。", *places, subject=type)
    if agrees:
        why = field.doubt or paper.doubt or (own.doubt if own else "") or "识别把握不足"
        return unsure(f"{words}，读数相同，但{why}，请核对。", *places, subject=type)
    if how == "unclear":
        why = suspect or field.doubt or "名称只差个别字或只读出一部分，可能是误读"
        return unsure(f"{words}，{why}，请核对。", *places, subject=type)
    if not firm(field) or not sure(paper) or (own is not None and not firm(own)) or suspect or covered(case, field):
        why = suspect or field.doubt or paper.doubt or (own.doubt if own else "") or _weak(case, field)
        return unsure(f"{words}，{why}，请核对。", *places, subject=type)
    return failed(f"{words}，两处不一致。", *places, subject=type)


def _weak(case: Case, field: FieldValue) -> str:
    """Why a value without a doubt of its own supports no ``fail``."""
    return "该处压有印章，可能是误读" if covered(case, field) else "识别把握不足"


@rule("cross.uscc-mismatch")
def uscc_mismatch(case: Case) -> Iterator[Finding]:
    """附件上的统一社会信用代码与申请表不一致

    检查：营业执照、纳税证明、信用报告等载有的统一社会信用代码（纳税人识别号）与申报书所填是否相同。
    理由：代码是主体的唯一标识。
    不合格：两处均读清而不相同。
    合格：完全相同；附件上的代码校验码不符（多为误读），且与申报书只差一两位的，列为待核实；有可能载有相关内容的页未能读出时，不判合格，列为待核实。
    依据：GB 32100-2015；附件1-4 三、企业申请表。
    """
    yield from as_far_as_read(_codes(case), case.enclosed_gap() or case.body_gap(), "不同的统一社会信用代码")


def _codes(case: Case) -> Iterator[Finding]:
    own = case.field("uscc")
    mine = text_of(own).upper().replace(" ", "")
    for type, papers in sorted(_own_papers(case).items()):
        for a in papers:
            field = a.fields.get("uscc")
            theirs = text_of(field).upper().replace(" ", "")
            if field is None or not theirs:
                continue
            if own is None or not mine:
                yield not_applicable("申报书未填写统一社会信用代码", subject=type)
                continue
            words = f"申报书统一社会信用代码为“{mine}”{page(own.evidence)}，{_title(case, type)}为“{theirs}”{page(field.evidence)}"
            if mine == theirs and firm(own) and firm(field) and sure(a):
                yield passed(f"{words}，一致。", own.evidence, field.evidence, subject=type)
            elif not firm(own) or not firm(field) or not sure(a):
                why = own.doubt or field.doubt or a.doubt or "识别把握不足"
                yield unsure(f"{words}，{why}，请核对。", own.evidence, field.evidence, subject=type)
            elif len(theirs) == 15 and theirs.isdigit():
                yield unsure(
                    f"{words}，附件上是旧版15位注册号，不能与统一社会信用代码核对，请核对是否为同一企业。",
                    own.evidence,
                    field.evidence,
                    subject=type,
                )
            elif covered(case, field):
                yield unsure(f"{words}，{_weak(case, field)}，请核对。", own.evidence, field.evidence, subject=type)
            elif code_fault(theirs) and Levenshtein.distance(mine, theirs) <= 2:
                yield unsure(f"{words}，附件上的代码校验码不符，可能是误读，请核对。", own.evidence, field.evidence, subject=type)
            else:
                yield failed(f"{words}，两处不一致。", own.evidence, field.evidence, subject=type)


@rule("cross.level-mismatch")
def level_mismatch(case: Case) -> Iterator[Finding]:
    """所填数字化水平等级与等级证书不一致

    检查：申请表勾选的数字化水平等级与所附等级证书载明的等级。
    理由：等级以验收后第三方出具的证书为准。
    不合格：两处均读清而不相同。
    合格：相同；写法不同（三级、3级、Ⅲ级）视为相同；没有证书的由 attachment.missing 指出。
    依据：附件1-4 三“根据验收评测达到的数字化水平等级”，五“验收后第三方出具的中小企业数字化水平等级证书”。
    """
    subject = "maturity_certificate"
    if not case.with_form:
        return
    papers = case.papers(subject)
    if not papers:
        gap = case.enclosed_gap()
        none = not_applicable("没有等级证书可对照（见 attachment.missing）", subject=subject)
        yield unsure(f"未见等级证书，但{gap}，不能对照。", subject=subject) if gap else none
        return
    own = case.field("maturity_level")
    mine = level_of(text_of(own))
    for a in papers:
        field = a.fields.get("level")
        theirs = level_of(text_of(field))
        places = (own.evidence if own else (), field.evidence if field else a.evidence)
        if own is None or field is None or mine is None or theirs is None or not firm(own) or not firm(field) or not sure(a):
            read = f"申请表读为“{text_of(own) or '未读到'}”，证书读为“{text_of(field) or '未读到'}”"
            why = (own.doubt if own else "") or (field.doubt if field else "") or a.doubt or "未能可靠读出"
            yield unsure(f"数字化水平等级：{read}，{why}，请核对。", *places, subject=subject)
        elif mine == theirs:
            yield passed(
                f"申请表数字化水平等级为“{text_of(own)}”{page(own.evidence)}，证书为“{text_of(field)}”{page(field.evidence)}，一致。",
                *places,
                subject=subject,
            )
        elif covered(case, field):
            read = f"申请表勾选“{text_of(own)}”，证书读为“{text_of(field)}”"
            yield unsure(f"数字化水平等级：{read}，{_weak(case, field)}，请核对。", *places, subject=subject)
        else:
            yield failed(
                f"申请表数字化水平等级勾选“{text_of(own)}”{page(own.evidence)}，等级证书为“{text_of(field)}”{page(field.evidence)}，两处不一致。",
                *places,
                subject=subject,
            )


@rule("cross.revenue-mismatch")
def revenue_mismatch(case: Case) -> Iterator[Finding]:
    """主营业务收入与审计报告不一致

    检查：申报书写明的主营业务收入与同年度审计报告利润表的营业收入。
    理由：收入以审计数为准，各项占比都以它为分母。
    不合格：同一年度相差超过 0.5%，且四舍五入后仍不同。
    合格：与营业收入或其中的主营业务收入相差不超过 0.5%，或只是位数不同；申报书各处有的相符、有的不符，列为待核实；年度不同的不比较；两数正好相差 10、100、1000 或 10000 倍（单位可能识读有误），或审计数压有印章的，列为待核实。
    依据：附件1-4 各模版“经会计师事务所审计的上年度财务报告（含主营业务收入、研发投入等数据）”；附件2 三（五）。
    """
    yield from _with_audit(case, "main_revenue", "revenue", "主营业务收入", "营业收入", REVENUE_TOLERANCE)


@rule("cross.rd-expense-mismatch")
def rd_expense_mismatch(case: Case) -> Iterator[Finding]:
    """研发经费与审计报告不一致

    检查：申报书写明的 R&D 经费（研发费用、研发投入）与同年度审计报告的研发费用。
    理由：研发投入须有审计数佐证；三种口径（会计、加计扣除、统计）有差异须说明。
    不合格：同一年度相差超过 2%。
    合格：相差不超过 2%；申报书各处有的相符、有的不符，正好相差 10、100、1000 或 10000 倍（单位可能识读有误），或审计数压有印章的，列为待核实。
    依据：附件1-4 各模版“经会计师事务所审计的上年度财务报告（含主营业务收入、研发投入等数据）”。
    """
    yield from _with_audit(case, "rd_expense", "rd_expense", "研发经费", "研发费用", RD_TOLERANCE)


def _with_audit(case: Case, id: str, key: str, name: str, line: str, tolerance: float) -> Iterator[Finding]:
    """The book's figure of a year against that of the audit report of the same year; money in 万元."""
    papers = case.papers(AUDIT)
    if not papers:
        gap = case.enclosed_gap()
        none = not_applicable("没有审计报告可对照（见 attachment.missing）", subject=AUDIT)
        yield unsure(f"未见审计报告，但{gap}，不能对照{name}。", subject=AUDIT) if gap else none
        return
    stated = [m for m in case.statements(id, "actual", "after") if m.period and m.period == last_year(m.period)]
    for a in papers:
        field, year = a.fields.get(key), last_year(text_of(a.fields.get("year")))
        book = [m for m in stated if m.period == year]
        if field is None or not isinstance(field.value, int | float):
            if book:
                yield unsure(
                    f"申报书写明{statement(book[0])}的{name}，审计报告未读到{line}，请核对。", book[0].evidence, a.evidence, subject=AUDIT
                )
        elif not year:
            yield unsure(
                f"审计报告{line}为 {number(float(field.value), '万元')}{page(field.evidence)}，未读出年度，不能对照。",
                field.evidence,
                subject=AUDIT,
            )
        elif not book and (gap := case.body_gap()):
            yield unsure(f"未读到申报书 {year} 年{name}，{gap}，不能对照。", field.evidence, subject=AUDIT)
        elif not book:
            yield not_applicable(f"申报书未写明 {year} 年{name}", subject=AUDIT)
        else:
            part = a.fields.get(id)
            main = part.value if part is not None and firm(part) else None
            parts = [float(main)] if isinstance(main, int | float) else []
            yield _compared(case, book, field, [float(field.value), *parts], tolerance, f"{year}年{name}", line, a)


def _compared(
    case: Case, book: list[Metric], field: FieldValue, audited: list[float], tolerance: float, name: str, line: str, paper: Attachment
) -> Finding:
    """The book's figures against the audited one and, of revenue, that of the main business."""
    right = [m for m in book if any(agrees(m, a, tolerance) for a in audited)]
    wrong = [m for m in book if m not in right]
    audit = f"审计报告{line}为 {number(audited[0], '万元')}{page(field.evidence)}"
    unread = not firm(field) or not sure(paper) or not firm(paper.fields.get("year"))
    if not wrong and (unread or all(doubtful(m) for m in right)):
        why = field.doubt or paper.doubt or "读数待核对"
        words = f"申报书{name}为 {number(right[0].value, '万元')}{page(right[0].evidence)}，{audit}"
        return unsure(f"{words}，数值相同，但{why}，请核对。", right[0].evidence, field.evidence, subject=AUDIT)
    if not wrong:
        m = right[0]
        return passed(
            f"申报书{name}为 {number(m.value, '万元')}{page(m.evidence)}，{audit}，一致。", m.evidence, field.evidence, subject=AUDIT
        )
    m = wrong[0]
    words = f"申报书{name}为 {number(m.value, '万元')}{page(m.evidence)}，{audit}，两处不一致"
    places = (*(w.evidence for w in wrong), field.evidence)
    if right:
        return unsure(f"{words}；申报书另一处{page(right[0].evidence)}与审计报告一致，请核对。", *places, subject=AUDIT)
    if unread or all(doubtful(w) for w in wrong):
        return unsure(f"{words}（{field.doubt or paper.doubt or '读数待核对'}）。", *places, subject=AUDIT)
    if covered(case, field) or covered(case, paper.fields.get("year")):
        return unsure(f"{words}；{_weak(case, field)}，请核对。", *places, subject=AUDIT)
    if all(any(_units_apart(w, a, tolerance) for a in audited) for w in wrong):
        return unsure(f"{words}；两数正好相差 10、100、1000 或 10000 倍，单位可能识读有误，请核对。", *places, subject=AUDIT)
    return failed(f"{words}。", *places, subject=AUDIT)


def _units_apart(m: Metric, audited: float, tolerance: float) -> bool:
    """Whether two sums differ by the factor between two units of money: then the unit may have been misread."""
    return any(agrees(m, apart, tolerance) for factor in UNIT_FACTORS for apart in (audited * factor, audited / factor))


def agrees(m: Metric, audited: float, tolerance: float) -> bool:
    """Whether a stated sum is the audited one, but for the tolerance and for how it was rounded."""
    s = span(m)
    slack = tolerance * abs(audited)
    return s.low - 1e-9 <= audited <= s.high + 1e-9 or abs(m.value - audited) <= slack
