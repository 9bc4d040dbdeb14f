"""Rules over the driven SMEs of a chain case: how many, listed once, each with its own stamped statement."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.distance import LCSseq

from models.application import Sme
from models.checks import Finding
from models.text import name_key
from validators.case import Case
from validators.figures import doubtful
from validators.names import compare, core
from validators.registry import rule
from validators.wording import as_far_as_read, failed, not_applicable, page, pages, passed, statement, unsure

SUBJECT = "driven_sme_count"
NO_CHAIN = "未申报“链式”案例"
MAY_BE_MISREAD = 0.6
"""Share of characters in common from which a name read with doubt may be the applicant's."""


def distinct(case: Case) -> list[Sme]:
    """The SMEs listed, each once."""
    return list({name_key(s.name): s for s in reversed(case.application.smes)}.values())[::-1]


def is_self(case: Case, sme: Sme) -> bool:
    """Whether the applicant lists itself."""
    return case.is_applicant(sme.name) or bool(case.application.uscc and sme.uscc == case.application.uscc)


def _may_be_self(case: Case, sme: Sme) -> bool:
    """Whether a name is so near the applicant's that it may be it, misread or shortened."""
    mine, its = core(case.name), core(sme.name)
    if sme.doubt and LCSseq.normalized_similarity(mine, its) >= MAY_BE_MISREAD:
        return True
    return compare(sme.name, case.name) == "unclear"


def others(case: Case) -> list[Sme]:
    """The SMEs listed, each once, the applicant itself left out."""
    return [s for s in distinct(case) if not is_self(case, s)]


def _list_gap(case: Case) -> str:
    """Why the list may have been read in part."""
    return case.body_gap()


@rule("sme.too-few")
def too_few(case: Case) -> Iterator[Finding]:
    """带动的中小企业不足八家

    检查：名单中去除重复和申报企业自身后的被带动中小企业家数。
    理由：带动不少于 8 家中小企业是“链式”案例的申报条件。
    不合格：名单已全部读出，不重复的企业少于 8 家。
    合格：8 家及以上；没有读到名单，或有页未能读出的，列为待核实。
    依据：附件2 二（四）“带动不少于8家中小企业”。
    """
    if "chain" not in case.application.programmes:
        yield not_applicable(NO_CHAIN, subject=SUBJECT)
        return
    listed, least = others(case), case.rulebook.sme_minimum
    places = [e for s in listed for e in s.evidence[:1]]
    words = f"名单列有不重复的中小企业 {len(listed)} 家（{pages(places)}）" if listed else "未读到被带动中小企业名单"
    if len(listed) >= least:
        doubts = [s for s in listed if s.doubt]
        if len(listed) - len(doubts) < least:
            yield unsure(
                f"{words}，其中 {len(doubts)} 家名称待核对，请核实是否不少于 {least} 家。", places, subject=SUBJECT, programme="chain"
            )
        else:
            yield passed(f"{words}，不少于 {least} 家。", places, subject=SUBJECT, programme="chain")
    elif gap := _list_gap(case):
        yield unsure(f"{words}，但{gap}，请核对（要求不少于 {least} 家）。", places, subject=SUBJECT, programme="chain")
    elif not listed:
        measures = case.section("chain.measures")
        yield unsure(
            f"{words}，请核对名单是否以其他形式列出（要求不少于 {least} 家）。",
            measures.evidence if measures else (),
            subject=SUBJECT,
            programme="chain",
        )
    else:
        yield failed(f"{words}，不足 {least} 家。", places, subject=SUBJECT, programme="chain")


@rule("sme.count-mismatch")
def count_mismatch(case: Case) -> Iterator[Finding]:
    """所称带动家数与名单不一致

    检查：正文所称“带动中小企业 N 家”与名单中不重复的家数。
    理由：所称家数须有名单对应。
    不合格：名单已全部读出，所称家数与名单家数不同。
    合格：相同；目标家数、服务企业数和用户数不比较；只有部分说法不同的列为待核实。
    依据：附件2 二（四）、三（七）“带动中小企业的相关佐证材料”。
    """
    if "chain" not in case.application.programmes:
        yield not_applicable(NO_CHAIN, subject=SUBJECT)
        return
    listed = distinct(case)
    claims = case.current(SUBJECT)
    gap = _list_gap(case)
    if not claims or not listed:
        none = not_applicable("正文未写明带动家数，或未读到名单", subject=SUBJECT, programme="chain")
        words = f"未读到所称带动家数或企业名单，{gap}，不能对照，请核对。"
        yield unsure(words, subject=SUBJECT, programme="chain") if gap else none
        return
    places = [e for s in listed for e in s.evidence[:1]]
    counts = {len(listed), len(others(case))}
    off = [m for m in claims if not (m.value in counts or (m.relation in "≥>≈" and m.value <= max(counts)))]
    doubts = any(doubtful(m) for m in claims) or any(s.doubt for s in listed)
    if not off and (gap or doubts):
        why = gap or "有读数待核对"
        words = f"所称带动{statement(claims[0])}，名单读到 {len(listed)} 家，但{why}，请核对"
        yield unsure(f"{words}。", claims[0].evidence, places, subject=SUBJECT, programme="chain")
        return
    if not off:
        yield passed(
            f"所称带动{statement(claims[0])}，名单列有 {len(listed)} 家，一致。",
            claims[0].evidence,
            places,
            subject=SUBJECT,
            programme="chain",
        )
        return
    m = max(off, key=lambda x: x.value)
    words = f"正文称带动中小企业{statement(m)}，名单列有不重复的 {len(listed)} 家（{pages(places)}），两处不一致"
    if gap:
        yield unsure(f"{words}，但{gap}，请核对。", m.evidence, places, subject=SUBJECT, programme="chain")
    elif len(off) < len(claims) or all(doubtful(x) for x in off) or any(s.doubt for s in listed):
        doubt = next((said for said in (*(x.doubt for x in off), *(s.doubt for s in listed)) if said), "")
        why = doubt or ("正文另一处与名单相符" if len(off) < len(claims) else "读数待核对")
        yield unsure(f"{words}，{why}，请核对。", m.evidence, places, subject=SUBJECT, programme="chain")
    else:
        yield failed(f"{words}。", m.evidence, places, subject=SUBJECT, programme="chain")


@rule("sme.duplicate")
def duplicate(case: Case) -> Iterator[Finding]:
    """被带动企业重复列入名单

    检查：名单中是否有同一企业列了两次（按名称，括号全半角、空格不计）。
    理由：重复的企业只能算一家。
    不合格：同一企业在名单中出现两次及以上。
    合格：名单中只出现一次；正文或证明中再提到不算重复；有可能载有相关内容的页未能读出时，不判合格，列为待核实。
    依据：附件2 二（四）“带动不少于8家中小企业”。
    """
    if "chain" not in case.application.programmes:
        yield not_applicable(NO_CHAIN)
        return
    yield from as_far_as_read(_repeated(case), _list_gap(case), "重复列入的企业")


def _repeated(case: Case) -> Iterator[Finding]:
    rows: dict[str, list[Sme]] = {}
    for s in case.application.smes:
        rows.setdefault(name_key(s.name), []).append(s)
    for same in rows.values():
        first = same[0]
        places = [e for s in same for e in (*s.evidence[:1], *s.copies)]
        if len(same) > 1 or first.copies:
            doubt = next((s.doubt for s in same if s.doubt), "")
            verdict = unsure if doubt else failed
            yield verdict(
                f"名单中“{first.name}”列了 {max(len(places), 2)} 次（{pages(places)}），为同一企业，只能计一家{f'；{doubt}，请核对' if doubt else ''}。",
                places,
                subject=first.name,
                programme="chain",
            )
        elif first.doubt:
            yield unsure(f"“{first.name}”：{first.doubt}。", first.evidence, subject=first.name, programme="chain")
        else:
            yield passed(f"“{first.name}”在名单中只列一次。", first.evidence, subject=first.name, programme="chain")


@rule("sme.self-listed")
def self_listed(case: Case) -> Iterator[Finding]:
    """申报企业把自己列为被带动企业

    检查：名单中是否有申报企业自身（名称或统一社会信用代码相同）。
    理由：被带动的应是产业链上下游的其他中小企业。
    不合格：名单中有申报企业自身。
    合格：名单中都是其他企业；有可能载有相关内容的页未能读出时，不判合格，列为待核实。
    依据：附件2 二（三）（四）“向产业链供应链上下游和产业集群内中小企业开放……”。
    """
    if "chain" not in case.application.programmes:
        yield not_applicable(NO_CHAIN)
        return
    yield from as_far_as_read(_selves(case), _list_gap(case), "申报企业自身")


def _selves(case: Case) -> Iterator[Finding]:
    for s in distinct(case):
        if is_self(case, s) and s.doubt:
            words = f"名单中的“{s.name}”{page(s.evidence)}读数与申报企业相同，{s.doubt}，请核对。"
            yield unsure(words, s.evidence, subject=s.name, programme="chain")
        elif is_self(case, s):
            yield failed(
                f"名单中的“{s.name}”{page(s.evidence)}是申报企业自身，不能计为被带动企业。", s.evidence, subject=s.name, programme="chain"
            )
        elif not case.name or _may_be_self(case, s):
            words = f"名单中的“{s.name}”{page(s.evidence)}与申报企业“{case.name}”名称相近，不能确定是否为同一企业，请核对。"
            yield unsure(words, s.evidence, subject=s.name, programme="chain")
        else:
            yield passed(f"“{s.name}”不是申报企业自身。", s.evidence, subject=s.name, programme="chain")


@rule("sme.evidence-missing")
def evidence_missing(case: Case) -> Iterator[Finding]:
    """被带动企业没有盖章证明

    检查：名单中的每家企业是否附有本企业盖章的证明材料。
    理由：通知要求佐证材料由被带动中小企业盖章。
    不合格：附件全部读出，没有该企业盖章的证明。
    合格：有该企业的证明并盖有其公章；有文件未能打开、有页未能读出或印文不清的，列为待核实；有可能载有相关内容的页未能读出时，不判合格，列为待核实。
    依据：附件2 三（七）“带动中小企业的相关佐证材料（需被带动中小企业盖章）”。
    """
    if "chain" not in case.application.programmes:
        yield not_applicable(NO_CHAIN)
        return
    yield from as_far_as_read(_proven(case), _list_gap(case), "名单所列企业")


def _proven(case: Case) -> Iterator[Finding]:
    gap = case.enclosed_gap()
    for s in others(case):
        doubt = s.proof_doubt or s.doubt
        if s.proof and not doubt:
            yield passed(f"附有“{s.name}”盖章的证明{page(s.proof)}。", s.proof, subject=s.name, programme="chain")
        elif s.proof or doubt or gap:
            why = doubt or gap
            yield unsure(f"“{s.name}”的盖章证明：{why}，请核对。", s.proof or s.evidence, subject=s.name, programme="chain")
        else:
            yield failed(f"名单中的“{s.name}”{page(s.evidence)}没有附该企业盖章的证明。", s.evidence, subject=s.name, programme="chain")
