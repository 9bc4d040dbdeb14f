"""What a metric is, for people: how it is recognised, which of its figures count, and what its rules decide (`yushen explain metric:…`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from extractors.language.normal import normal
from extractors.language.paragraphs import read_paragraph
from extractors.language.statements import Setting, Statement
from extractors.language.vocabulary import vocabulary
from models.rulebook import MetricSpec, Rulebook

ROLES = {
    "actual": "本企业现状",
    "before": "改造前",
    "after": "改造后",
    "target": "目标",
    "benchmark": "行业或其他平均水平，不作数",
    "threshold": "转述的门槛，不作数",
    "example": "照抄的示例，不作数",
    "other": "不是本企业整体的现状值，不作数",
}
SHOWN = 6
"""Words of a list that are shown."""


def lines(spec: MetricSpec, rulebook: Rulebook) -> list[str]:
    """A metric in plain Chinese lines."""
    out = [f"{spec.id}　{spec.name}（{spec.unit}）", f"名称：{'、'.join(spec.terms) or '只由“……与……之比”等说法认出'}"]
    if spec.not_terms:
        out.append(f"不是它：{'、'.join(spec.not_terms)}")
    if spec.headers:
        out.append(f"表格的行名或列名：{'、'.join(spec.headers)}，以及以上名称")
    out += [f"怎样认：{how}" for how in _recognised(spec)]
    out += _counted(spec, rulebook)
    out += _required(spec, rulebook)
    out += [f"计算：{_formula(f.numerator, f.denominator, f.note, rulebook)}" for f in rulebook.metrics.formulas if f.result == spec.id]
    out += [f"规则 {rule}：{what}" for rule, what in _decided(spec, rulebook)]
    return out


def _recognised(spec: MetricSpec) -> Iterator[str]:
    if spec.change:
        verbs = "提高、提升、增长" if spec.direction == "up" else "降低、下降、缩短"
        yield f"名称与“{verbs}”等连用，取升降的幅度（%）；其本身的水平（如由1.8%降至1.1%）、百分点和同比不取"
        return
    units = "、".join(dict.fromkeys((*spec.units, spec.unit)))
    if spec.kind == "money":
        units = "元、千元、万元、亿元（一律折成万元；表格以表头或表题的单位为准）"
    yield f"名称与数字在同一分句而中间没有别的数字，或“分别为……”“由……提升至……”“占……的……”“……（2024年）”；单位：{units}"
    if spec.unit == "%":
        yield "“提高了x个百分点”是差，不取；“提升60%”而未写“至”的，不能确定是升至还是升幅，列为待核实"
    if spec.context:
        yield f"同一句中须有“{'”或“'.join(spec.context[:SHOWN])}”"
    if spec.part:
        yield "只作公式的分子或分母，不列入档案"


def _counted(spec: MetricSpec, rulebook: Rulebook) -> list[str]:
    words = rulebook.metrics.synonyms
    told = {
        name: "、".join(words.get(name, [])[:SHOWN])
        for name in ("before", "target", "benchmark", "other", "parts", "demanded", "threshold")
    }
    out = [
        f"时点：句中的年份管到句末；“{told['before']}”等为改造前，“{told['target']}”等为目标；由A提升至B，A为改造前、B为改造后",
        f"不作数：“{told['benchmark']}”等行业水平，“{told['other']}”等他人的，“{told['parts']}”等企业一部分的，"
        f"“{told['demanded']}……{told['threshold']}”等转述的门槛，模版示例中的",
    ]
    return out if not spec.part else []


def _required(spec: MetricSpec, rulebook: Rulebook) -> list[str]:
    names = {p.id: p.name for p in rulebook.heading.programmes}
    out = []
    if spec.required:
        either = f"（与“{other.name}”写一项即可）" if spec.alternative and (other := rulebook.metric(spec.alternative)) else ""
        out.append(f"必须写明：{'、'.join(names.get(p, p) for p in spec.required)}{either}")
    for programme, id in spec.section.items():
        if section := rulebook.section(id):
            out.append(f"应写在：{names.get(programme, programme)}“{section.title}”")
    if spec.minimum is not None or spec.maximum is not None:
        low, high = (f"{v:g}" if v is not None else "不限" for v in (spec.minimum, spec.maximum))
        out.append(f"可能范围：{low} 至 {high}")
    if spec.threshold:
        t = spec.threshold
        only = "，流程型" if t.only_process else ""
        either = f"，“{other.name}”达到也可" if t.alternative and (other := rulebook.metric(t.alternative)) else ""
        out.append(f"门槛：不低于 {t.minimum:g}{spec.unit}（{'、'.join(names.get(p, p) for p in t.programmes)}{only}{either}）")
        out.append(f"条款：{t.clause.ref}　“{t.clause.text}”")
    return out


def _decided(spec: MetricSpec, rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    """Each rule over the metric with what it decides."""
    if spec.part:
        return
    if spec.required or (spec.threshold and spec.threshold.only_process):
        yield (
            "metric.not-stated",
            "通篇没有本企业的现状值为不合格；有页未读出、说法不明或只写了分子分母的待核实；写明没有（如未发生）也算写明",
        )
    if spec.threshold:
        t = f"{spec.threshold.minimum:g}{spec.unit}"
        level = "，等级以等级证书为准" if spec.kind == "level" else ""
        yield (
            "metric.below-threshold",
            (f"现状值低于 {t} 为不合格，等于或高于为合格{level}；区间跨过 {t}、两处一高一低、只说成数（近九成）或读数有疑的待核实"),
        )
    if any(f.result == spec.id for f in rulebook.metrics.formulas):
        yield "metric.arithmetic", "按上面的算法用同一时期所写的数量重算，计入四舍五入仍不符为不合格"
    yield "metric.contradiction", "同一时期的两处数值计入四舍五入仍不可能相同为不合格；口径（如不含委外）不同或时点可能不同的待核实"
    if spec.minimum is not None or spec.maximum is not None:
        yield "metric.implausible", "超出可能范围为不合格"


def _formula(numerator: Iterable[str], denominator: Iterable[str], note: str, rulebook: Rulebook) -> str:
    below = _terms(denominator, rulebook)
    return _terms(numerator, rulebook) + (f" ÷ {below}" if below else "") + (f"　{note}" if note else "")


def _terms(ids: Iterable[str], rulebook: Rulebook) -> str:
    out = ""
    for id in ids:
        spec = rulebook.metric(id.removeprefix("-"))
        sign = " − " if id.startswith("-") else " + " if out else ""
        out += sign + (spec.name if spec else id)
    return out


def read_aloud(text: str, rulebook: Rulebook, only: str = "") -> list[str]:
    """How a sentence is read, statement by statement; ``only`` is the metric asked about."""
    said, _ = read_paragraph(normal(text), vocabulary(rulebook.metrics), Setting(fiscal_year=rulebook.heading.fiscal_year))
    specs = {m.id: m for m in rulebook.metrics.metrics}
    out = [_read(s, specs[s.metric]) for _, s in said if not only or s.metric == only]
    return [f"这句话读作：{'；'.join(out)}。" if out else "这句话没有读出该指标的数值。"]


def _read(s: Statement, spec: MetricSpec) -> str:
    relation = "" if s.quantity.relation == "=" else f"{s.quantity.relation} "
    when = f"（{s.period}）" if s.period and s.period not in ROLES else ""
    doubt = f"，待核实：{s.doubt}" if s.doubt else ""
    return f"{spec.name}{when} {relation}{s.value:g}{spec.unit}，{ROLES[s.role]}{doubt}"
