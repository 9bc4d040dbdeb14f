"""Rules over what must be written by hand: signatures and dates of 承诺书 and 声明."""

from __future__ import annotations

from collections.abc import Iterator

from models.application import Mark
from models.checks import Finding
from validators.case import FIRM, Case, firm, text_of
from validators.registry import rule
from validators.seals import NO_BOOK, evidence_of, is_person
from validators.wording import failed, not_applicable, page, passed, unsure

SECTIONS = {"commitment": "承诺书", "declaration": "企业申报声明"}


def mark(case: Case, id: str) -> Mark | None:
    return next((m for m in case.application.marks if m.id == id), None)


@rule("signature.missing")
def signature_missing(case: Case) -> Iterator[Finding]:
    """承诺书或声明没有法定代表人签字

    检查：承诺书“法定代表人（签字）”、企业申报声明“法定代表人(签字或盖章)”处是否有手写签名（声明可用个人名章）。
    理由：由法定代表人签字确认承诺和声明。
    不合格：该页已读出，签字处确为空白。
    合格：有签名痕迹；声明盖有个人名章也符合；承诺书只有名章的，列为待核实（该处只写“签字”）。
    依据：附件1-4 一“法定代表人（签字）”，二“法定代表人(签字或盖章)”。
    """
    for id, title in SECTIONS.items():
        if not case.with_form:
            yield not_applicable(NO_BOOK, subject=id)
            continue
        section = case.section(id)
        found = mark(case, f"{id}.signature")
        chops = [s for s in case.application.seals if s.place == id and is_person(s)]
        near = found.evidence if found and found.evidence else section.evidence if section else ()
        if found is not None and found.state == "present" and found.confidence >= FIRM:
            yield passed(f"{title}法定代表人处有签名{page(near)}。", near, subject=id)
        elif chops and id == "declaration":
            yield passed(f"{title}法定代表人处盖有个人名章{page([evidence_of(chops[0])])}。", [evidence_of(c) for c in chops], subject=id)
        elif chops:
            yield unsure(
                f"{title}法定代表人处盖有个人名章，未见签字{page(near)}；此处要求签字，请核实。",
                [evidence_of(c) for c in chops],
                near,
                subject=id,
            )
        elif section is None or case.page_unread(section):
            yield unsure(f"{title}{'未找到' if section is None else '所在页未能读出'}，不能确定是否签字。", near, subject=id)
        elif found is not None and found.state == "absent" and found.confidence >= FIRM:
            yield failed(f"{title}法定代表人签字处为空白{page(near)}。", near, subject=id)
        else:
            yield unsure(f"{title}法定代表人签字处{'痕迹不清' if found else '未能定位'}{page(near)}，请核对。", near, subject=id)


@rule("date.missing")
def date_missing(case: Case) -> Iterator[Finding]:
    """承诺书或声明没有填写日期

    检查：承诺书和企业申报声明的“年 月 日”是否填写。
    理由：日期是认定证书有效期和收件批次的依据。
    不合格：该页已读出，日期处没有填写。
    合格：填有日期；有填写痕迹而未读清的列为待核实。
    依据：附件1-4 一“年 月 日”，二“日期：年 月 日”。
    """
    for id, title in SECTIONS.items():
        if not case.with_form:
            yield not_applicable(NO_BOOK, subject=id)
            continue
        section = case.section(id)
        field = case.field(f"{id}_date")
        found = mark(case, f"{id}.date")
        near = (field.evidence if field else ()) or (found.evidence if found else ()) or (section.evidence if section else ())
        if text_of(field) and firm(field):
            yield passed(f"{title}日期为 {text_of(field)}{page(near)}。", near, subject=id)
        elif text_of(field) or (found is not None and found.state == "present"):
            why = (field.doubt if field else "") or "字迹未能可靠读出"
            read = f"读数为“{text_of(field)}”，" if text_of(field) else ""
            yield unsure(f"{title}填有日期{page(near)}，{read}{why}，请核对。", near, subject=id)
        elif section is None or case.page_unread(section):
            yield unsure(f"{title}{'未找到' if section is None else '所在页未能读出'}，不能确定是否填写日期。", near, subject=id)
        elif found is not None and found.state == "absent" and found.confidence >= FIRM:
            yield failed(f"{title}未填写日期{page(near)}。", near, subject=id)
        else:
            yield unsure(f"{title}日期处{'痕迹不清' if found else '未能定位'}{page(near)}，请核对。", near, subject=id)
