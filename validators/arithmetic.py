"""Whether a stated ratio is what the stated parts give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.application import Metric
from models.checks import Finding
from models.evidence import Evidence
from models.rulebook import Formula
from validators.case import Case
from validators.figures import Span, combinations, doubtful, point, ratio_span, span
from validators.registry import rule
from validators.sums import differences, parts_over_wholes, sums
from validators.wording import as_far_as_read, failed, not_applicable, number, page, passed, period, statement, together, unsure


@dataclass(frozen=True)
class _Parts:
    """The parts of a formula: metric ids, signs, and how many of them are the numerator's."""

    ids: tuple[str, ...]
    signs: tuple[float, ...]
    split: int

    @classmethod
    def of(cls, formula: Formula) -> _Parts:
        names = (*formula.numerator, *formula.denominator)
        signs = tuple(-1.0 if n.startswith("-") else 1.0 for n in names)
        return cls(tuple(n.removeprefix("-") for n in names), signs, len(formula.numerator))


def _formulas(case: Case, result: str) -> list[Formula]:
    return [f for f in case.rulebook.metrics.formulas if f.result == result]


def _at(case: Case, id: str, period: str | None) -> list[Metric]:
    """Statements of a part for one period; head counts of a form stand for none."""
    return [m for m in case.parts(id) if m.period == period]


def _now(case: Case, id: str) -> list[str | None]:
    """The periods for which a part is stated of now."""
    spec = case.rulebook.metric(id)
    found = case.parts(id) if spec is not None and spec.part else case.current(id)
    return list(dict.fromkeys(m.period for m in found if m.period not in ("before", "target")))


def parts_stated(case: Case, result: str) -> tuple[Metric, ...]:
    """The parts of a ratio that the book states for one period, so that it can be computed; () where it cannot."""
    for formula in _formulas(case, result):
        parts = _Parts.of(formula)
        for when in _now(case, parts.ids[0]):
            found = [_at(case, id, when) for id in parts.ids]
            if all(found):
                return tuple(f[0] for f in found)
    return ()


def computed_current(case: Case, result: str) -> tuple[float, tuple[Evidence, ...]] | None:
    """A ratio as the current parts give it, where each part has but one figure; None otherwise."""
    for formula in _formulas(case, result):
        parts = _Parts.of(formula)
        for when in _now(case, parts.ids[0]):
            found = combinations([_at(case, id, when) for id in parts.ids])
            if len(found) == 1 and not any(doubtful(m) or m.relation != "=" for m in found[0]):
                value = point(formula, found[0], parts.signs, parts.split)
                if value is not None:
                    return value, together(*(m.evidence for m in found[0]))
    return None


@rule("metric.arithmetic")
def arithmetic(case: Case) -> Iterator[Finding]:
    """所写比率与所写数量算出的不一致

    检查：同一时期的分子、分母和比率都写明时，按定义重算，与所写比率对照；一句中所写的总数与各类之和、部分与总体、前后两数与所写百分点亦对照。
    理由：比率是评审的依据，算不出来的比率须更正。
    不合格：用同一时期所写的各处数量，没有一种组合算得出所写的比率（容许四舍五入和规则集所定的误差）；各类之和多于总数，部分多于总体。
    合格：至少一种组合相符；未注明时期的数量与上年度的数量并看才相符的列为待核实；各类之和少于总数、百分点与前后两数不符的列为待核实；分子分母不齐的不判断；读数有疑的列为待核实；有可能载有相关内容的页未能读出时，不判合格，列为待核实。
    依据：附件1-1、1-3 指标定义；中小企业数字化水平评测指标（2024年版）“设备数字化率=数字化生产设备数量/总生产设备数量×100%”；附件1 五（二）“表述准确”。
    """
    results = dict.fromkeys(f.result for f in case.rulebook.metrics.formulas)
    findings = [f for result in results for m in case.statements(result) for f in _check(case, result, m)]
    findings += [*sums(case), *parts_over_wholes(case), *differences(case)]
    yield from as_far_as_read(findings, case.body_gap(), "比率或其分子、分母")
    if not findings and not case.body_gap():
        yield not_applicable("没有同一时期的分子、分母和比率都写明的指标")


def _check(case: Case, result: str, m: Metric) -> Iterator[Finding]:
    """At most one finding for one statement: of several definitions one that fits suffices."""
    spec = case.rulebook.metric(result)
    name = spec.name if spec else result
    if m.relation not in "=≈":
        return
    misses: list[tuple[tuple[Metric, ...], float]] = []
    doubt = doubtful(m)
    for formula in _formulas(case, result):
        parts = _Parts.of(formula)
        for when in _periods(m):
            found = [_at(case, id, when) for id in parts.ids]
            if not all(found):
                continue
            hit, near = _fits(formula, parts, found, m)
            if hit is not None and (doubt or any(doubtful(p) for p in hit)):
                words = f"{name}{statement(m)}，与{_written(case, hit)}算得一致，但有读数待核对"
                yield unsure(f"{words}。", m.evidence, *(p.evidence for p in hit), subject=result)
                return
            if hit is not None:
                yield passed(
                    f"{name}{statement(m)}，与{_written(case, hit)}算得一致。", m.evidence, *(p.evidence for p in hit), subject=result
                )
                return
            doubt = doubt or any(doubtful(p) for f in found for p in f)
            if near is not None and when == m.period:
                misses.append(near)
    if misses:
        parts_used, value = misses[0]
        words = f"{name}写为{statement(m)}，按所写{_written(case, parts_used)}计算应为 {number(round(value, 2), m.unit)}，两处不一致"
        other = _fits_of_now(case, result, m)
        verdict = unsure if doubt or other else failed
        more = "（读数待核对）" if doubt else f"，但与{_written(case, other)}算得一致，时点可能不同" if other else ""
        yield verdict(f"{words}{more}。", m.evidence, *(p.evidence for p in parts_used), subject=result)


def _fits_of_now(case: Case, result: str, m: Metric) -> tuple[Metric, ...]:
    """Parts that give a current ratio where undated ones and those of the last year are taken for one time; () where none do.

    A year's average and its end, 现有 and 2024年 are put side by side in books: that is no fault, but a person must look.
    """
    now = (None, case.fiscal_year)
    if m.period not in now:
        return ()
    for formula in _formulas(case, result):
        parts = _Parts.of(formula)
        found = [[p for when in now for p in _at(case, id, when)] for id in parts.ids]
        hit, _ = _fits(formula, parts, found, m) if all(found) else (None, None)
        if hit is not None:
            return hit
    return ()


def _periods(m: Metric) -> list[str | None]:
    """The period of a ratio, then others that may be the same time: an undated figure and an ``after`` one."""
    return [m.period, *[p for p in (None, "after") if m.period in (None, "after") and p != m.period]]


def _fits(
    formula: Formula, parts: _Parts, found: Sequence[Sequence[Metric]], m: Metric
) -> tuple[tuple[Metric, ...] | None, tuple[tuple[Metric, ...], float] | None]:
    """A combination that gives the stated ratio, and the closest of those that do not with what it gives."""
    stated = span(m)
    near: tuple[float, tuple[Metric, ...], float] | None = None
    for combination in combinations(found):
        possible = ratio_span(formula, combination, parts.signs, parts.split)
        value = point(formula, combination, parts.signs, parts.split)
        if possible is None or value is None:
            continue
        if stated.meets(Span(min(possible.low, value), max(possible.high, value)), formula.tolerance):
            return combination, None
        if near is None or abs(value - m.value) < near[0]:
            near = (abs(value - m.value), combination, value)
    return None, (near[1], near[2]) if near else None


def _written(case: Case, parts: Sequence[Metric]) -> str:
    """``2024年生产设备总数 124台（第 8 页）、数字化设备数 93台（第 8 页）``."""
    out = []
    for p in parts:
        spec = case.rulebook.metric(p.id)
        out.append(f"{period(p.period)}{spec.name if spec else p.id} {number(p.value, p.unit)}{page(p.evidence)}")
    return "、".join(out)
