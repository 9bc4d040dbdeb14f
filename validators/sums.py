"""Sums, parts and differences that a book states beside their totals, wholes and levels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from models.application import DIFFERENCE, Metric
from models.checks import Finding
from models.rulebook import MetricSpec, SumSpec
from validators.case import Case
from validators.figures import doubtful, span
from validators.wording import failed, number, page, passed, statement, unsure

AMONG = re.compile(r"其中|包括|包含|分别|[：:（(]")
"""Words behind a total that make what follows its parts."""
SLACK = 0.1
"""Percentage points that a difference may be off beside rounding."""


def sums(case: Case) -> Iterator[Finding]:
    """Totals with their parts in one sentence: 知识产权22项，其中发明专利3项、实用新型19项."""
    for spec in case.rulebook.metrics.sums:
        for total in case.statements(spec.total):
            if total.relation == "=" and (found := _summands(case, spec, total)):
                yield from _sum(case, spec, total, found)


def _summands(case: Case, spec: SumSpec, total: Metric) -> list[Metric]:
    """The parts that the sentence of a total states behind it; () where it says nothing of parts, or one twice."""
    section = case.section(total.section)
    text = section.text.replace("\n", "") if section else ""
    at = text.find(total.raw)
    if at < 0:
        return []
    rest = re.split(r"[。！？]", text[at + len(total.raw) :])[0]
    found = [
        m for id in spec.parts for m in case.statements(id) if m.section == total.section and m.period == total.period and m.raw in rest
    ]
    if len(found) < 2 or len({m.id for m in found}) < len(found) or any(m.relation != "=" for m in found):
        return []
    first = min(rest.find(m.raw) for m in found)
    return found if AMONG.search(rest[:first]) else []


def _sum(case: Case, spec: SumSpec, total: Metric, parts: list[Metric]) -> Iterator[Finding]:
    value = sum(m.value for m in parts)
    words = (
        f"{_name(case, total.id)}{statement(total)}，所列{'、'.join(f'{_name(case, m.id)} {number(m.value, m.unit)}' for m in parts)}合计"
    )
    places = [m.evidence for m in parts]
    if value == total.value:
        yield passed(f"{words} {number(value, total.unit)}，一致。", total.evidence, *places, subject=total.id)
    elif any(doubtful(m) for m in (total, *parts)):
        yield unsure(f"{words} {number(value, total.unit)}，两处不一致（读数待核对）。", total.evidence, *places, subject=total.id)
    elif value > total.value:
        yield failed(f"{words} {number(value, total.unit)}，多于总数，两处不一致。", total.evidence, *places, subject=total.id)
    elif len(parts) == len(spec.parts):
        yield unsure(f"{words} {number(value, total.unit)}，少于总数，请核实是否另有其他类别。", total.evidence, *places, subject=total.id)


def parts_over_wholes(case: Case) -> Iterator[Finding]:
    """A part that is more than its whole of the same time: R&D人员 52人 of 从业人员 40人."""
    wholes: dict[str, list[str]] = {}
    for f in case.rulebook.metrics.formulas:
        result = case.rulebook.metric(f.result)
        if len(f.numerator) == len(f.denominator) == 1 and result is not None and result.maximum == 100:
            wholes.setdefault(f.numerator[0], []).extend(f.denominator)
    for part, above in wholes.items():
        for m in case.parts(part):
            found = [w for id in above for w in case.parts(id) if w.period == m.period]
            if found and m.relation == "=" and all(w.relation == "=" and span(m).low > span(w).high for w in found):
                w = found[0]
                words = f"{_name(case, part)}{statement(m)}多于{_name(case, w.id)}{statement(w)}，部分多于总体"
                verdict = unsure if any(doubtful(x) for x in (m, *found)) else failed
                yield verdict(f"{words}。", m.evidence, w.evidence, subject=part)


def differences(case: Case) -> Iterator[Finding]:
    """由42.5%提升至68.3%，提高25.8个百分点: the points against the two levels before them."""
    found = case.application.metrics
    for n, m in enumerate(found):
        if m.scope != DIFFERENCE:
            continue
        levels = [x for x in found[:n] if x.id == m.id and x.section == m.section and x.role in ("before", "after", "target")][-2:]
        if len(levels) < 2 or levels[0].role != "before" or any(x.relation != "=" for x in levels):
            continue
        before, after = levels
        low = span(after).low - span(before).high - SLACK
        high = span(after).high - span(before).low + SLACK
        points = span(m)
        words = f"{_name(case, m.id)}由 {number(before.value, '%')} 到 {number(after.value, '%')}，相差 {number(round(after.value - before.value, 4), '个百分点')}"
        said = f"所写为 {number(m.value, '个百分点')}{page(m.evidence)}"
        places = [before.evidence, after.evidence, m.evidence]
        if points.low <= high and low <= points.high:
            yield passed(f"{words}，{said}，一致。", *places, subject=m.id)
        else:
            yield unsure(f"{words}，{said}，两处不一致，请核实。", *places, subject=m.id)


def _name(case: Case, id: str) -> str:
    spec: MetricSpec | None = case.rulebook.metric(id)
    return spec.name if spec else id
