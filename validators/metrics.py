"""Rules over the figures of a book: stated, high enough, not against each other, right in their arithmetic, possible."""

from __future__ import annotations

import re
from collections.abc import Iterator

from models.application import PART, Metric, Section
from models.checks import Finding
from models.evidence import Evidence
from models.rulebook import MetricSpec, Threshold
from validators.arithmetic import computed_current, parts_stated
from validators.case import FIRM, Case, firm, text_of
from validators.figures import doubtful, span
from validators.registry import rule
from validators.sections import is_empty
from validators.wording import as_far_as_read, failed, not_applicable, number, page, passed, statement, together, unsure

LEVELS = {c: n for n, forms in enumerate(("一壹Ⅰ1", "二贰Ⅱ2", "三叁Ⅲ3", "四肆Ⅳ4"), start=1) for c in forms}
"""First character of a level as printed → the level."""


SHARE = re.compile(r"[占比]")
PERCENT = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)\s*[%％]")


def level_of(text: str) -> int | None:
    """``三级`` → 3; None where it names no level."""
    return LEVELS.get(text.strip()[:1])


def process_mode(case: Case) -> tuple[bool, tuple[Evidence, ...]]:
    """Whether the workshop applied for is of the process industry (流程型), as the book says in its own words."""
    for section in case.application.sections:
        if section.id.startswith("workshop.") and any(
            w in section.text.replace("\n", "") for w in case.rulebook.heading.process_industry_words
        ):
            return True, section.evidence
    return False, ()


@rule("metric.not-stated")
def not_stated(case: Case) -> Iterator[Finding]:
    """模版要求的指标没有写

    检查：所报类别的模版和要素条件要求说明的指标，申报书是否写明本企业的数值。
    理由：缺指标则条件无从核对。
    不合格：正文全部读出，没有本企业的现状数值（只写行业平均、目标或转述门槛不算）。
    合格：写明数值，或写明没有（如未发生技术引进）；联网率和上云率写一项即可；该写的章节缺失或为空的，由章节规则指出，不重复；只写了分子分母而未写比率的，或该节有百分数而未能认定属于哪个指标的，列为待核实。
    依据：附件1-1、附件1-2、附件1-3 要素条件及附件1-4、附件2-1 模版各节说明。
    """
    for spec in case.rulebook.metrics.metrics:
        for programme in spec.required:
            if programme in case.application.programmes:
                yield _stated(case, spec, programme)
        if spec.threshold and spec.threshold.only_process and "workshop" in case.application.programmes and "workshop" not in spec.required:
            process, places = process_mode(case)
            if process:
                yield _stated(case, spec, "workshop", "（流程型）", places)
            elif gap := case.body_gap():
                words = f"{gap}，不能确定是否属流程型智能制造模式、应否写明{spec.name}，请核对。"
                yield unsure(words, subject=spec.id, programme="workshop")
            else:
                yield not_applicable(f"未见流程型智能制造模式的表述，不要求{spec.name}", subject=spec.id, programme="workshop")


def _stated(case: Case, spec: MetricSpec, programme: str, note: str = "", places: tuple[Evidence, ...] = ()) -> Finding:
    found = case.statements(spec.id, "actual", "after")
    other = spec.alternative or next((m.id for m in case.rulebook.metrics.metrics if m.alternative == spec.id), None)
    name = spec.name
    if other and (alternative := case.rulebook.metric(other)):
        found = found or case.statements(other, "actual", "after")
        name = f"{spec.name}（或{alternative.name}）"
    clear = [m for m in found if not doubtful(m)]
    if clear:
        return passed(f"{name}：{statement(clear[0])}。", clear[0].evidence, subject=spec.id, programme=programme)
    field = case.field("maturity_level")
    if spec.id == "maturity_level" and field is not None and firm(field) and (level := text_of(field)):
        return passed(f"申请表填写数字化水平等级“{level}”。", field.evidence, subject=spec.id, programme=programme)
    if found:
        why = found[0].doubt or "识别把握不足"
        return unsure(f"{name}读数为{statement(found[0])}，{why}，请核对。", found[0].evidence, subject=spec.id, programme=programme)
    if nothing := [m for m in case.none_said(spec.id) if not doubtful(m)]:
        words = f"{name}：写明没有（“{nothing[0].raw}”{page(nothing[0].evidence)}）。"
        return passed(words, nothing[0].evidence, subject=spec.id, programme=programme)
    section_id = spec.section.get(programme, "")
    section = case.section(section_id)
    if section_id and section is None and not case.body_gap():
        return not_applicable(f"应写明{name}的章节缺失（见 section.missing）", subject=spec.id, programme=programme)
    if section is not None and is_empty(case, section) and not case.body_gap():
        return not_applicable(f"应写明{name}的“{section.title}”没有内容（见 section.empty）", subject=spec.id, programme=programme)
    near = section.evidence if section else places
    if gap := case.body_gap():
        return unsure(f"未读到本企业的{name}，但{gap}，请核对。", near, subject=spec.id, programme=programme)
    if vague := _unclear(case, spec, other):
        words = f"{name}写为“{vague.raw}”{page(vague.evidence)}，{vague.doubt}，请核对。"
        return unsure(words, vague.evidence, subject=spec.id, programme=programme)
    if loose := _unattributed(case, spec, section):
        words = f"“{section.title if section else ''}”{page(near)}未能认定{name}，但写有未能归属的{'、'.join(loose)}，请核对。"
        return unsure(words, near, subject=spec.id, programme=programme)
    if partly := [m for m in case.application.metrics if m.id == spec.id and m.scope == PART]:
        words = f"只写有企业一部分的{name}“{partly[0].raw}”{page(partly[0].evidence)}，未写明全企业的，请核对。"
        return unsure(words, partly[0].evidence, subject=spec.id, programme=programme)
    parts = parts_stated(case, spec.id)
    if parts:
        return unsure(
            f"未直接写明{name}，但写有{'、'.join(statement(m) for m in parts)}，可据以计算，请核实是否需补写。",
            together(*(m.evidence for m in parts)),
            subject=spec.id,
            programme=programme,
        )
    where = f"“{section.title}”{page(section.evidence)}及其他部分" if section else "申报书"
    return failed(f"{where}没有写明本企业的{name}{note}。", near, subject=spec.id, programme=programme)


def _unclear(case: Case, spec: MetricSpec, other: str | None) -> Metric | None:
    """A statement of the metric (or its alternative) whose words leave open what the figure is of."""
    found = [*case.unclear(spec.id), *(case.unclear(other) if other else ())]
    return found[0] if found else None


def _unattributed(case: Case, spec: MetricSpec, section: Section | None) -> list[str]:
    """Shares in the section of a rate that no statement of any role accounts for: one may be the rate, its name misread."""
    if section is None or spec.unit != "%":
        return []
    known = {round(m.value, 4) for m in case.application.metrics}
    words = case.rulebook.metrics.synonyms
    out: dict[str, None] = {}
    for clause in re.split(r"[，,；;。\n]", section.text):
        rest = clause
        for growth in words.get("growth", []):
            rest = rest.replace(growth, "")
        if SHARE.search(rest) and not any(w in clause for w in words.get("benchmark", [])):
            out |= {f"{v}%": None for v in PERCENT.findall(clause) if round(float(v), 4) not in known}
    return list(out)[:3]


@rule("metric.below-threshold")
def below_threshold(case: Case) -> Iterator[Finding]:
    """指标未达到申报条件

    检查：有数值门槛的指标（生产设备数字化率、联网率或上云率、数字化水平等级；流程型的自动数采率、自控投用率）的本企业现状值。
    理由：要素条件以“不低于”“达到……以上”写明门槛。
    不合格：现状值（改造后、目前或最近年度）低于门槛。改造前的值、目标值、行业平均和转述的门槛都不算。等级以等级证书为准。
    合格：达到门槛（恰好等于也符合）；联网率与上云率有一项达到即可；只说“近六成”而跨门槛，或两处数值一高一低的，列为待核实。
    依据：附件1-1 一、三；附件1-2 二（二）（三）。
    """
    for spec in case.rulebook.metrics.metrics:
        t = spec.threshold
        if t is None:
            continue
        programmes = [p for p in t.programmes if p in case.application.programmes]
        if not programmes:
            yield not_applicable(f"所报类别对{spec.name}没有门槛", subject=spec.id)
        elif t.only_process and not process_mode(case)[0] and not case.current(spec.id) and not case.body_gap():
            yield not_applicable(f"未见流程型智能制造模式的表述，{spec.name}不作要求", subject=spec.id, programme=programmes[0])
        elif t.alternative is None and any(m.threshold and m.threshold.alternative == spec.id for m in case.rulebook.metrics.metrics):
            yield not_applicable("与另一指标满足其一即可，一并判断", subject=spec.id, programme=programmes[0])
        else:
            yield _against(case, spec, t, programmes[0])


def _against(case: Case, spec: MetricSpec, t: Threshold, programme: str) -> Finding:
    asked = f"要求不低于 {number(t.minimum, spec.unit)}"
    best: tuple[str, str, tuple[Evidence, ...]] = _measure(case, spec, t.minimum)
    if best[0] != "pass" and t.alternative and (other := case.rulebook.metric(t.alternative)):
        second = _measure(case, other, t.minimum)
        order = ["pass", "unsure", "fail", "none"]
        best = min(best, second, key=lambda r: order.index(r[0]))
    verdict, words, places = best
    if verdict == "none":
        gap = case.body_gap()
        if gap:
            return unsure(f"未读到{spec.name}，{gap}，不能与门槛对照（{asked}）。", subject=spec.id, programme=programme)
        if vague := _unclear(case, spec, t.alternative):
            words = f"{spec.name}写为“{vague.raw}”{page(vague.evidence)}，{vague.doubt}"
            return unsure(f"{words}，不能与门槛对照（{asked}）。", vague.evidence, subject=spec.id, programme=programme)
        return not_applicable(f"申报书未写明{spec.name}（见 metric.not-stated），不能与门槛对照", subject=spec.id, programme=programme)
    if verdict == "pass":
        return passed(f"{words}，{asked}，达到。", places, subject=spec.id, programme=programme)
    if verdict == "fail":
        return failed(f"{words}，{asked}，未达到。", places, subject=spec.id, programme=programme)
    return unsure(f"{words}，{asked}，不能确定是否达到，请核对。", places, subject=spec.id, programme=programme)


def _measure(case: Case, spec: MetricSpec, minimum: float) -> tuple[str, str, tuple[Evidence, ...]]:
    """Verdict ("none" without any statement), the figures in words, and their places."""
    if spec.kind == "level":
        certified = _certified(case, spec, minimum)
        if certified is not None:
            return certified
    found = case.current(spec.id)
    doubts = [m for m in found if doubtful(m)]
    clear = [m for m in found if not doubtful(m)]
    verdicts = {_side(m, minimum) for m in clear}
    computed = computed_current(case, spec.id)
    if computed is not None and (abs(computed[0] - minimum) > 0.1 or not found):
        verdicts.add("pass" if computed[0] >= minimum else "fail")
    form = _form_level(case, spec)
    if form is not None:
        verdicts.add("pass" if form[0] >= minimum else "fail")
    words = "、".join(statement(m) for m in (clear or doubts)[:3])
    places = together(*(m.evidence for m in clear or doubts), computed[1] if computed else (), form[1] if form else ())
    if computed is not None and (not found or len(verdicts) > 1):
        words = (words + "；" if words else "") + f"按所写数量计算为 {number(round(computed[0], 2), spec.unit)}"
    if form is not None and (not clear or len(verdicts) > 1):
        words = (words + "；" if words else "") + f"申请表为“{form[2]}”"
    if not verdicts and not doubts:
        return "none", "", ()
    if doubts and (verdicts != {"pass"} or any(_side(m, minimum) != "pass" for m in doubts)):
        return "unsure", f"{spec.name} {words}，其中有读数待核对", places
    return (verdicts.pop() if len(verdicts) == 1 else "unsure"), f"{spec.name} {words}", places


def _side(m: Metric, minimum: float) -> str:
    """On which side of a threshold a statement lies. A plain figure counts as printed: 60.0 reaches 60."""
    if m.relation == "=":
        return "pass" if m.value >= minimum else "fail"
    s = span(m)
    if s.low >= minimum:
        return "pass"
    return "fail" if s.high < minimum or (m.relation == "<" and s.high <= minimum) else "unsure"


def _form_level(case: Case, spec: MetricSpec) -> tuple[int, tuple[Evidence, ...], str] | None:
    field = case.field("maturity_level")
    if spec.id != "maturity_level" or field is None or not firm(field):
        return None
    level = level_of(text_of(field))
    return (level, field.evidence, text_of(field)) if level else None


def _certified(case: Case, spec: MetricSpec, minimum: float) -> tuple[str, str, tuple[Evidence, ...]] | None:
    """A certificate that was read well decides a level."""
    if spec.id != "maturity_level":
        return None
    for paper in case.papers("maturity_certificate"):
        field = paper.fields.get("level")
        level = level_of(text_of(field))
        if field is not None and level and firm(field) and not paper.doubt and paper.confidence >= FIRM:
            return (
                ("pass" if level >= minimum else "fail"),
                f"等级证书载明数字化水平等级“{text_of(field)}”{page(field.evidence)}",
                field.evidence,
            )
    return None


@rule("metric.implausible")
def implausible(case: Case) -> Iterator[Finding]:
    """指标数值不可能

    检查：每个指标的数值是否在其可能的范围之内（占比不超过 100%，数量不为负等）。
    理由：超出范围的数值必有误，多为小数点或单位写错。
    不合格：任何一处数值超出该指标的可能范围。
    合格：在范围之内；比值类（如消化吸收与技术引进经费之比）本可超过 100%；读数有疑的列为待核实；有可能载有相关内容的页未能读出时，不判合格，列为待核实。
    依据：指标定义；附件1 五（二）“表述准确”。
    """
    yield from as_far_as_read(_possible(case), case.body_gap(), "不可能的数值")


def _possible(case: Case) -> Iterator[Finding]:
    by_id: dict[str, list[Metric]] = {}
    for m in case.application.metrics:
        if m.role in ("actual", "before", "after", "target"):
            by_id.setdefault(m.id, []).append(m)
    for id, found in sorted(by_id.items()):
        spec = case.rulebook.metric(id)
        if spec is None:
            continue
        low = spec.minimum if spec.minimum is not None else float("-inf")
        high = spec.maximum if spec.maximum is not None else float("inf")
        out = [m for m in found if not low <= m.value <= high]
        sure = [m for m in out if not doubtful(m)]
        bounds = (
            f"应在 {number(low, spec.unit)} 至 {number(high, spec.unit)} 之间"
            if spec.minimum is not None and spec.maximum is not None
            else (
                f"不应超过 {number(high, spec.unit)}"
                if spec.maximum is not None
                else f"不应低于 {number(low, spec.unit)}"
                if spec.minimum is not None
                else ""
            )
        )
        if sure:
            yield failed(f"{spec.name}写为{'、'.join(statement(m) for m in sure[:3])}，{bounds}。", *(m.evidence for m in sure), subject=id)
        elif out:
            yield unsure(f"{spec.name}读数为{statement(out[0])}，{bounds}，读数待核对。", out[0].evidence, subject=id)
        elif doubts := [m for m in found if doubtful(m)]:
            yield unsure(f"{spec.name}读数为{statement(doubts[0])}，读数待核对。", doubts[0].evidence, subject=id)
        else:
            yield passed(f"{spec.name}的 {len(found)} 处数值均在可能的范围之内。", *(m.evidence[:1] for m in found), subject=id)
