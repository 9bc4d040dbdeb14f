"""Two statements of one figure that cannot both be right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from models.application import FieldValue, Metric
from models.checks import Finding
from models.rulebook import MetricSpec
from validators.case import Case, firm, last_year, text_of
from validators.figures import Span, doubtful, same, span
from validators.metrics import level_of
from validators.registry import rule
from validators.wording import as_far_as_read, failed, not_applicable, page, passed, statement, unsure

NEAR_HEADCOUNT = 0.05
"""从业人数 of the form and a dated head count may differ by this share: the days differ."""
FORM_FIELDS = {"employees": "staff_total", "maturity_level": "maturity_level"}
SAME_LINES = 12.0
"""Points between two statements of one sentence: less than a line."""
SCENE = re.compile(r"scene-\d+")


@rule("metric.contradiction")
def contradiction(case: Case) -> Iterator[Finding]:
    """同一指标两处数值不一致

    检查：同一指标、同一时期在申报书各处（含申请表的从业人数和数字化水平等级）的数值是否一致。
    理由：前后不一的数值不能作为评审依据。
    不合格：同一时期的两处数值，计入四舍五入后仍不可能相同。
    合格：至少有同一时期的两处数值而一致，位数不同而四舍五入后相同（11836.52 万元与 1.18 亿元）；时期不同的不比较；人数的年末数与平均数不比较；两个场景各自的成效不同、口径（不含委外等）写法不同、同一行内相邻的两数不同、未注明时点的数与上年度数不同，列为待核实；读数有疑的列为待核实；有可能载有相关内容的页未能读出时，不判合格，列为待核实。
    依据：附件1 五（二）“真实性、完整性负责”“表述准确”。
    """
    yield from as_far_as_read(_compared(case), case.body_gap(), "与已读数值不一致的数值")


def _compared(case: Case) -> Iterator[Finding]:
    by_id: dict[str, list[Metric]] = {}
    for m in case.application.metrics:
        if m.role in ("actual", "before", "after", "target") and not m.scope:
            by_id.setdefault(m.id, []).append(m)
    for id, found in sorted(by_id.items()):
        spec = case.rulebook.metric(id)
        if spec is None:
            continue
        findings = [*_pairs(spec, found), *_with_form(case, spec), *_undated(case, spec, found)]
        worst = next((f for f in findings if f.verdict == "fail"), next((f for f in findings if f.verdict == "unsure"), None))
        if worst is not None:
            yield worst
        elif (compared := [m for m in found if _twice(m, found)] or (found if findings else [])) and any(doubtful(m) for m in compared):
            doubt = next(m for m in compared if doubtful(m))
            yield unsure(f"{spec.name}{statement(doubt)}与其他各处相同，但读数待核对。", *(m.evidence[:1] for m in compared), subject=id)
        elif compared:
            yield passed(f"{spec.name}共 {len(found)} 处，同一时期的数值一致。", *(m.evidence[:1] for m in compared), subject=id)
        else:
            yield not_applicable(f"{spec.name}没有同一时期的两处数值可比：{statement(found[0])}", subject=id)


def _twice(m: Metric, found: list[Metric]) -> bool:
    """Whether another statement of the same period, and of the same kind of head count, stands beside this one."""
    return any(other is not m and other.period == m.period and _average(other) == _average(m) for other in found)


def _pairs(spec: MetricSpec, found: list[Metric]) -> Iterator[Finding]:
    for a, b in combinations(found, 2):
        if a.period != b.period or _average(a) != _average(b) or same(a, b):
            continue
        words = f"{spec.name}一处写为{statement(a)}，另一处写为{statement(b)}，两处不一致"
        if doubtful(a) or doubtful(b):
            yield unsure(f"{words}（有读数待核对）。", a.evidence, b.evidence, subject=spec.id)
        elif a.basis != b.basis:
            yield unsure(f"{words}，口径写法不同（{a.basis or b.basis}），请核实。", a.evidence, b.evidence, subject=spec.id)
        elif _scene(a) and _scene(b) and _scene(a) != _scene(b):
            yield unsure(f"{words}，分属不同场景，请核实是否同一口径。", a.evidence, b.evidence, subject=spec.id)
        elif _side_by_side(a, b):
            yield unsure(f"{words}，两数相邻，可能分指总数与其中一部分，请核实。", a.evidence, b.evidence, subject=spec.id)
        else:
            yield failed(f"{words}。", a.evidence, b.evidence, subject=spec.id)


def _side_by_side(a: Metric, b: Metric) -> bool:
    """Whether two statements stand in the same lines: a total and a part of it more likely than a contradiction."""
    return any(
        e.file == f.file and e.page == f.page and e.bbox[1] - SAME_LINES <= f.bbox[3] and f.bbox[1] - SAME_LINES <= e.bbox[3]
        for e in a.evidence
        for f in b.evidence
    )


def _undated(case: Case, spec: MetricSpec, found: list[Metric]) -> Iterator[Finding]:
    """An undated figure of now against the fiscal year's: they may be of different days, so a person must look."""
    now = [m for m in found if m.period in (None, "after") and m.role in ("actual", "after")]
    dated = [m for m in found if m.period == case.fiscal_year and m.role == "actual"]
    for a in now:
        for b in dated:
            if _average(a) == _average(b) and not same(a, b) and not any(same(a, other) for other in dated):
                words = f"{spec.name}一处写为{statement(a)}，另一处写为{statement(b)}，时点可能不同，请核实"
                yield unsure(f"{words}。", a.evidence, b.evidence, subject=spec.id)


def _average(m: Metric) -> bool:
    """平均人数 is another figure than the head count of a day."""
    return m.id == "staff_total" and "平均" in m.raw


def _scene(m: Metric) -> str:
    found = SCENE.search(m.section)
    return found[0] if found else ""


def _with_form(case: Case, spec: MetricSpec) -> Iterator[Finding]:
    """The form's 从业人数 and level against what the text says of now."""
    for id, metric in FORM_FIELDS.items():
        field = case.field(id)
        if metric != spec.id or field is None or field.value in (None, "", []):
            continue
        value = level_of(text_of(field)) if id == "maturity_level" else float(text_of(field)) if text_of(field).isdecimal() else None
        if value is None:
            continue
        for m in case.current(spec.id):
            yield _against_form(spec, field, float(value), m)


def _may_be(m: Metric, value: float) -> bool:
    """Whether a statement of the text allows the form's figure: 约 as far as the days may differ, 280—320人 from end to end."""
    if m.low is not None and m.high is not None:
        return m.low <= value <= m.high
    if m.relation == "≈":
        return abs(m.value - value) <= NEAR_HEADCOUNT * value
    return span(m).meets(Span(value, value))


def _against_form(spec: MetricSpec, field: FieldValue, value: float, m: Metric) -> Finding:
    agrees = _may_be(m, value)
    if agrees and not firm(field):
        why = field.doubt or "识别把握不足"
        return unsure(f"申请表与正文的{spec.name}读数相同，申请表{why}，请核对。", field.evidence, m.evidence, subject=spec.id)
    if agrees:
        return passed(f"申请表与正文的{spec.name}一致。", field.evidence, m.evidence, subject=spec.id)
    words = f"申请表{spec.name}填写为“{text_of(field)}”{page(field.evidence)}，正文写为{statement(m)}，两处不一致"
    if doubtful(m) or not firm(field):
        return unsure(f"{words}（有读数待核对）。", field.evidence, m.evidence, subject=spec.id)
    if spec.kind != "level" and (last_year(m.period) or _average(m)) and abs(m.value - value) <= NEAR_HEADCOUNT * value:
        return unsure(f"{words}，时点可能不同，请核实。", field.evidence, m.evidence, subject=spec.id)
    return failed(f"{words}。", field.evidence, m.evidence, subject=spec.id)
