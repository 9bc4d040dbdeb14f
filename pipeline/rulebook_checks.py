"""Whether the files of a rulebook agree: every name that one file uses, another must define."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from models.rulebook import Rulebook

Key = tuple[str | int, ...]
Fault = tuple[str, Key, str]
"""File, key in it, message in Chinese."""


def inconsistencies(book: Rulebook) -> tuple[Fault, ...]:
    """All faults between the files, and names defined twice."""
    return (
        *_doubles(book),
        *_sections(book),
        *_form(book),
        *_metrics(book),
        *_attachments(book),
        *_heading(book),
        *_summaries(book),
        *_rules(book),
    )


def _doubles(book: Rulebook) -> Iterator[Fault]:
    for file, prefix, ids in (
        ("rulebook.yaml", ("programmes",), [p.id for p in book.heading.programmes]),
        ("sections.yaml", (), [s.id for s in book.sections]),
        ("form.yaml", ("fields",), [f.id for f in book.form.fields]),
        ("metrics.yaml", ("metrics",), [m.id for m in book.metrics.metrics]),
        ("attachments.yaml", ("attachments",), [a.type for a in book.attachments.attachments]),
        ("scenes.yaml", (), [str(s.n) for s in book.scenes]),
        ("summaries.yaml", (), [s.id for s in book.summaries]),
        ("rules.yaml", (), [r.id for r in book.rules]),
    ):
        counts = Counter(ids)
        yield from ((file, (*prefix, i), f"“{id}”重复定义") for i, id in enumerate(ids) if counts[id] > 1)


def _unknown(file: str, key: Key, names: Iterable[str], known: set[str], what: str) -> Iterator[Fault]:
    yield from ((file, key, f"没有名为“{n}”的{what}") for n in names if n not in known)


def _programmes(book: Rulebook) -> set[str]:
    return {p.id for p in book.heading.programmes}


def _heading(book: Rulebook) -> Iterator[Fault]:
    for i, pair in enumerate(book.heading.exclusive_directions):
        yield from _unknown("rulebook.yaml", ("exclusive_directions", i), pair, _programmes(book), "申报类别")


def _summaries(book: Rulebook) -> Iterator[Fault]:
    fields = {f.id for f in book.form.fields}
    for i, table in enumerate(book.summaries):
        yield from _unknown("summaries.yaml", (i, "programmes"), table.programmes, _programmes(book), "申报类别")
        for k, column in enumerate(table.columns):
            at: Key = (i, "columns", k)
            yield from _unknown("summaries.yaml", (*at, "field"), [column.field] if column.field else [], fields, "申请表栏目")
            yield from _unknown(
                "summaries.yaml", (*at, "programme"), [column.programme] if column.programme else [], _programmes(book), "申报类别"
            )


def _sections(book: Rulebook) -> Iterator[Fault]:
    ids = {s.id for s in book.sections}
    for i, s in enumerate(book.sections):
        if s.programme:
            yield from _unknown("sections.yaml", (i, "programme"), [s.programme], _programmes(book), "申报类别")
        if s.parent:
            yield from _unknown("sections.yaml", (i, "parent"), [s.parent], ids, "章节")
        if s.repeat and "{n}" not in s.id:
            yield "sections.yaml", (i, "repeat"), "重复出现的章节，其 id 须含 {n}"


def _form(book: Rulebook) -> Iterator[Fault]:
    for i, f in enumerate(book.form.fields):
        if f.kind in ("choice", "multi") and not f.options:
            yield "form.yaml", ("fields", i), f"“{f.id}”为选择项，须列出 options"
        if f.id == "directions":
            yield from _unknown("form.yaml", ("fields", i, "options"), (o.value for o in f.options), _programmes(book), "申报类别")


def _metrics(book: Rulebook) -> Iterator[Fault]:
    ids = {m.id for m in book.metrics.metrics}
    programmes, sections = _programmes(book), {s.id for s in book.sections}
    for i, m in enumerate(book.metrics.metrics):
        key: Key = ("metrics", i)
        yield from _unknown("metrics.yaml", (*key, "required"), m.required, programmes, "申报类别")
        yield from _unknown("metrics.yaml", (*key, "section"), m.section, programmes, "申报类别")
        yield from _unknown("metrics.yaml", (*key, "section"), m.section.values(), sections, "章节")
        if m.alternative:
            yield from _unknown("metrics.yaml", (*key, "alternative"), [m.alternative], ids, "指标")
        if m.threshold:
            yield from _unknown("metrics.yaml", (*key, "threshold", "programmes"), m.threshold.programmes, programmes, "申报类别")
            if m.threshold.alternative:
                yield from _unknown("metrics.yaml", (*key, "threshold", "alternative"), [m.threshold.alternative], ids, "指标")
    for i, f in enumerate(book.metrics.formulas):
        names = [f.result, *(n.removeprefix("-") for n in (*f.numerator, *f.denominator))]
        yield from _unknown("metrics.yaml", ("formulas", i), names, ids, "指标")


def _attachments(book: Rulebook) -> Iterator[Fault]:
    programmes = _programmes(book)
    for i, a in enumerate(book.attachments.attachments):
        key: Key = ("attachments", i)
        for name, used in (
            ("required", a.required),
            ("required_if_claimed", a.required_if_claimed),
            ("stamp_required", a.stamp_required),
            ("year", a.year),
        ):
            yield from _unknown("attachments.yaml", (*key, name), used, programmes, "申报类别")
        yield from _unknown("attachments.yaml", (*key, "clause"), (c for c in a.clause if c), programmes, "申报类别")


def _rules(book: Rulebook) -> Iterator[Fault]:
    from validators import registry

    have = registry.rule_ids()
    for i, r in enumerate(book.rules):
        if r.enabled and r.id not in have and not r.id.startswith(registry.BATCH_PREFIXES):
            yield "rules.yaml", (i, "id"), f"没有名为“{r.id}”的规则函数"
        if "" not in r.clauses:
            yield "rules.yaml", (i, "clauses"), "须有通用条款（键为空字符串）"
    yield from _unknown("rules.yaml", (), sorted(have), {r.id for r in book.rules}, "规则（程序有此规则，规则集未列）")
