"""What a rule asks, for people: the page of a rule from its docstring, the notice's clauses, and the handbook of all rules.

``docs/rules.md`` is generated from here (``python -m pipeline.rule_docs``); the docstring of a rule function is its source.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from pathlib import Path

from models.checks import Clause, Severity
from models.rulebook import Rulebook
from pipeline import errors, metric_docs
from validators import batch
from validators.registry import rules

PARTS = ("检查", "理由", "不合格", "合格", "依据")
"""The fixed parts of a rule's docstring: what it checks, why, what breaks it, what does not, the source."""
SEVERITIES: dict[Severity, str] = {"reject": "不符合申报条件", "correct": "需补正", "verify": "需人工核实", "note": "提示"}
GROUPS = {
    "form": "企业申请表",
    "section": "章节",
    "metric": "指标",
    "attachment": "附件",
    "seal": "公章",
    "signature": "签字",
    "date": "日期",
    "cross": "相互核对",
    "sme": "带动中小企业",
    "ip": "知识产权",
    "file": "文件",
    "batch": "批次",
    "summary": "汇总表",
}


class UnknownRule(errors.YushenError):
    """No such rule or metric."""

    code = errors.ExitCode.USAGE


@dataclass(frozen=True)
class RulePage:
    """A rule as explained to a person; ``parts`` are those of `PARTS` that its docstring has."""

    id: str
    title: str
    summary: str
    parts: dict[str, str]
    severity: Severity | None = None
    severities: dict[str, Severity] | None = None
    clauses: dict[str, Clause] | None = None
    supply: str = ""

    def lines(self) -> list[str]:
        """As plain lines for a terminal."""
        out = [f"{self.id}　{self.title}"]
        out += [f"{part}：{text}" for part, text in self.parts.items()]
        if self.severity:
            special = "".join(f"；{key} 为{SEVERITIES[s]}" for key, s in (self.severities or {}).items())
            out.append(f"不符合时：{SEVERITIES[self.severity]}{special}")
        for key, clause in (self.clauses or {}).items():
            out.append(f"条款{f'（{key}）' if key else ''}：{clause.ref}　“{clause.text}”")
        if self.supply:
            out.append(f"补正：{self.supply.replace('{subject}', '〔对象〕')}")
        return out


def functions() -> dict[str, str]:
    """Rule id → docstring of its function, the rules over a batch included."""
    found = {id: inspect.getdoc(f) or "" for id, f in rules().items()}
    for id, f in batch_functions().items():
        found.setdefault(id, inspect.getdoc(f) or "")
    return dict(sorted(found.items()))


def batch_functions() -> dict[str, object]:
    """The rules over a batch by id, where that module registers them."""
    return dict(getattr(batch, "RULES", {}))


def parse(doc: str) -> tuple[str, dict[str, str]]:
    """The first line and the fixed parts of a docstring."""
    lines = doc.splitlines()
    summary = lines[0].strip() if lines else ""
    parts: dict[str, str] = {}
    for line in lines[1:]:
        head, mark, rest = line.strip().partition("：")
        if mark and head in PARTS:
            parts[head] = rest
        elif line.strip() and parts:
            parts[next(reversed(parts))] += line.strip()
    return summary, parts


def page(id: str, rulebook: Rulebook | None = None) -> RulePage:
    """The page of one rule; with a rulebook, its severity, clauses and what to supply too."""
    docs = functions()
    spec = rulebook.rule(id) if rulebook else None
    if id not in docs and spec is None:
        raise UnknownRule(f"没有名为“{id}”的规则。用 yushen rules 列出全部规则。")
    summary, parts = parse(docs.get(id, ""))
    if spec is None:
        return RulePage(id, summary, summary, parts)
    return RulePage(id, spec.title, summary, parts, spec.severity, spec.severities, spec.clauses, spec.supply)


def pages(rulebook: Rulebook | None = None) -> list[RulePage]:
    """All rules, in the order of the groups."""
    ids = sorted(set(functions()) | ({r.id for r in rulebook.rules} if rulebook else set()))
    order = list(GROUPS)
    ids.sort(key=lambda id: (order.index(id.split(".", maxsplit=1)[0]) if id.split(".", maxsplit=1)[0] in order else len(order), id))
    return [page(id, rulebook) for id in ids]


def explain(subject: str, rulebook: Rulebook, sentence: str = "") -> list[str]:
    """A rule (``metric.below-threshold``) or a metric (``metric:digitization_rate``, with how it is read in a ``sentence``) in Chinese."""
    if subject.startswith("metric:"):
        spec = rulebook.metric(subject.removeprefix("metric:"))
        if spec is None:
            known = "、".join(m.id for m in rulebook.metrics.metrics)
            raise UnknownRule(f"没有名为“{subject.removeprefix('metric:')}”的指标。现有：{known}")
        return metric_docs.lines(spec, rulebook) + (metric_docs.read_aloud(sentence, rulebook, spec.id) if sentence else [])
    return page(subject, rulebook).lines()


def markdown(rulebook: Rulebook) -> str:
    """``docs/rules.md``: all rules by group."""
    out = [
        "# 规则说明",
        "",
        f"规则集：{rulebook.heading.title}（{rulebook.id}，版本 {rulebook.heading.version}）。",
        "",
        "本页由程序从各规则函数的说明和规则集生成（`python -m pipeline.rule_docs`），请勿手改。",
        "每项检查的结论为：合格、不合格、待核实（读不清、没读到应读之处）、不适用。凡所需的页没有读出，一律不判合格。",
    ]
    group = ""
    for p in pages(rulebook):
        name = GROUPS.get(p.id.split(".", maxsplit=1)[0], p.id.split(".", maxsplit=1)[0])
        if name != group:
            group = name
            out += ["", f"## {group}"]
        out += ["", f"### `{p.id}` {p.title}", ""]
        out += [f"- **{part}**：{text}" for part, text in p.parts.items()]
        if p.severity:
            special = "".join(f"；`{key}` 为{SEVERITIES[s]}" for key, s in (p.severities or {}).items())
            out.append(f"- **不符合时**：{SEVERITIES[p.severity]}{special}")
        for key, clause in (p.clauses or {}).items():
            text = " ".join(clause.text.split())
            out.append(f"- **条款**{f'（`{key}`）' if key else ''}：{clause.ref}“{text}”")
        if p.supply:
            out.append(f"- **补正**：{p.supply.replace('{subject}', '〔对象〕')}")
    return "\n".join(out) + "\n"


def main() -> None:
    """Writes ``docs/rules.md`` of the rulebook that comes with the program."""
    from pipeline.rulebook import available, load

    path = Path(__file__).resolve().parent.parent / "docs" / "rules.md"
    path.write_text(markdown(load(available()[0])), encoding="utf-8")
    print(path)


if __name__ == "__main__":
    main()
