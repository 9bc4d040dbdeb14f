"""Rules over a whole batch: a county's table against the books, and one applicant's book against another's.

Each function takes a `BatchCase` and yields `BatchFinding`; `judge_batch` adds severity and clause from the rulebook.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

from models.application import Application, FieldValue, TableRow
from models.checks import Check, Clause, Verdict
from models.evidence import Evidence
from models.rulebook import Rulebook
from models.text import name_key, normalise
from validators.case import Case, firm
from validators.duplicates import Shared, shared_passages

SAME_TITLE = 90.0
"""rapidfuzz ratio from which two titles differ by no more than the reading of a scan."""


@dataclass(frozen=True)
class CountyTable:
    """A county's summary table as read; ``problem`` is set where it could not be."""

    path: str
    county: str
    rows: tuple[TableRow, ...]
    problem: str = ""


@dataclass(frozen=True)
class BatchFinding:
    """A finding over a batch; ``applicants`` are the ids of those concerned."""

    subject: str
    verdict: Verdict
    message: str
    evidence: tuple[Evidence, ...] = ()
    applicants: tuple[str, ...] = ()
    county: str = ""


@dataclass(frozen=True)
class BatchCase:
    applications: tuple[Application, ...]
    tables: tuple[CountyTable, ...]
    counties: dict[str, str]
    """Applicant id → county of its folder."""
    rulebook: Rulebook

    @cached_property
    def by_name(self) -> dict[str, list[Application]]:
        found: dict[str, list[Application]] = defaultdict(list)
        for a in self.applications:
            if a.name:
                found[name_key(a.name)].append(a)
        return found

    def book_of(self, row: TableRow) -> Application | None:
        """The applicant a row is about: by normalised name, else by the closest name of the same county (OCR, 简称)."""
        key = name_key(row.name)
        exact = self.by_name.get(key)
        if exact:
            return exact[0]
        close = [
            a for a in self.applications if a.name and self.counties.get(a.id, a.county) == row.county and similar_name(a.name, row.name)
        ]
        return close[0] if len(close) == 1 else None

    def rows(self) -> list[TableRow]:
        return [r for t in self.tables for r in t.rows]


def similar_name(a: str, b: str) -> bool:
    """Whether two names are one but for a character that OCR confuses: same length, one character apart."""
    x, y = name_key(a), name_key(b)
    return len(x) == len(y) and len(x) >= 6 and sum(p != q for p, q in zip(x, y, strict=True)) <= 1


Rule = Callable[[BatchCase], Iterator[BatchFinding]]


def summary_absent(case: BatchCase) -> Iterator[BatchFinding]:
    """有申报书、汇总表无此企业

    检查：本县（市、区）汇总表列有每一份申报书的企业。
    理由：汇总表是县（市、区）主管部门的推荐依据。
    不合格：该县汇总表已读出，但没有这家企业。
    合格：汇总表列有该企业；未找到汇总表或未能读出时列为待核实。
    依据：附件1 三(二)、附件1-5、附件2-2。
    """
    listed = {a.id for r in case.rows() if (a := case.book_of(r)) is not None}
    for a in case.applications:
        county = case.counties.get(a.id, a.county)
        tables = [t for t in case.tables if t.county == county]
        readable = [t for t in tables if not t.problem]
        who = a.name or a.id
        if a.id in listed:
            rows = [r for r in case.rows() if case.book_of(r) is a]
            yield BatchFinding(
                who,
                "pass",
                f"{county}汇总表列有“{who}”。",
                tuple(r.evidence["企业名称"] for r in rows if "企业名称" in r.evidence),
                (a.id,),
                county,
            )
        elif not tables and not case.tables:
            yield BatchFinding(who, "not_applicable", "本批材料未附县（市、区）汇总表，无从核对。", (), (a.id,), county)
        elif not readable:
            reason = tables[0].problem if tables else f"未找到{county}的汇总表。"
            yield BatchFinding(who, "unsure", f"无法核对“{who}”是否列入汇总表：{reason}", (), (a.id,), county)
        elif not a.name:
            yield BatchFinding(who, "unsure", "未能识读申报单位名称，无法与汇总表核对。", (), (a.id,), county)
        else:
            own = a.fields.get("company_name")
            doubt = own is not None and not firm(own)
            said = f"{county}汇总表没有“{who}”，但收到其申报书"
            said += "；企业名称识读存疑，请人工核对。" if doubt else "。"
            yield BatchFinding(who, "unsure" if doubt else "fail", said, _name_evidence(a), (a.id,), county)


def book_absent(case: BatchCase) -> Iterator[BatchFinding]:
    """汇总表有此企业、无申报书

    检查：汇总表每一行的企业都收到了申报书。
    理由：推荐了却没有材料，须向县（市、区）核实。
    不合格：本批没有该企业的申报书。
    合格：有其申报书（企业名称允许一字之误）；同县有名称未能识读的申报书时列为待核实。
    依据：附件1 三(二)。
    """
    for row in case.rows():
        book = case.book_of(row)
        place = tuple(e for e in (row.evidence.get("企业名称"),) if e)
        nameless = [a for a in case.applications if not _named(a) and case.counties.get(a.id, a.county) == row.county]
        if book is not None:
            yield BatchFinding(row.name, "pass", f"汇总表所列“{row.name}”已收到申报书。", place, (book.id,), row.county)
        elif nameless:
            yield BatchFinding(
                row.name,
                "unsure",
                f"汇总表所列“{row.name}”未找到申报书；{row.county}另有企业名称未能识读的申报书，请人工核对。",
                place,
                (),
                row.county,
            )
        else:
            yield BatchFinding(row.name, "fail", f"{row.county}汇总表列有“{row.name}”，但未收到其申报书。", place, (), row.county)


def summary_mismatch(case: BatchCase) -> Iterator[BatchFinding]:
    """汇总表与申报书不一致

    检查：汇总表各列（所属行业、是否规上、争创方向、案例模式、案例名称等）与申报书一致。
    理由：汇总表用于评审分组和汇总。
    不合格：两处都有内容且不一致。
    合格：一致；任一处空白或识读存疑时列为待核实。
    依据：附件1-5、附件2-2。
    """
    for row in case.rows():
        book = case.book_of(row)
        if book is not None:
            for column, said in row.cells.items():
                found = _compare(case, row, column, said, book)
                if found is not None:
                    yield found


def _compare(case: BatchCase, row: TableRow, column: str, said: str, book: Application) -> BatchFinding | None:
    if column.startswith("争创"):
        return _direction(case, row, column, said, book)
    source = {
        "所属行业": "pilot_industry",
        "规模以上工业企业（是/否）": "above_scale",
        "案例模式": "chain_mode",
        "案例名称": "case_name",
        "县（市、区）": "county",
    }
    if column not in source:
        return None
    field = book.fields.get(source[column])
    if not said:
        return _finding(row, column, book, "unsure", f"汇总表“{column}”为空白，请县（市、区）补填。", field)
    if field is None or not field.value or isinstance(field.value, list):
        return _finding(row, column, book, "unsure", f"申报书中未能识读对应内容，无法与汇总表“{column}”（{said}）核对。", field)
    printed = str(field.value)
    same = _same_cell(column, said, printed)
    text = f"“{book.name}”：汇总表“{column}”为“{said}”，申报书为“{printed}”"
    if same and firm(field):
        return _finding(row, column, book, "pass", text + "，一致。", field)
    if not firm(field):
        return _finding(row, column, book, "unsure", f"{text}；申报书此处识读存疑（{field.doubt or '识别把握不足'}），请人工核对。", field)
    return _finding(row, column, book, "fail", text + "，两处不一致。", field)


def _same_cell(column: str, said: str, printed: str) -> bool:
    a, b = name_key(said), name_key(printed)
    if column.startswith("规模以上"):
        return (_yes(said) is True) == ("上" in printed)
    if column == "县（市、区）":
        return a == b or a in b or b in a
    if column == "案例名称":
        return fuzz.ratio(a, b) >= SAME_TITLE
    if column == "案例模式":
        return a.replace("模式", "") == b.replace("模式", "")
    trimmed = [k.removesuffix("产业").removesuffix("制造业").removesuffix("业") for k in (a, b)]
    return trimmed[0] in trimmed[1] or trimmed[1] in trimmed[0] or fuzz.ratio(*trimmed) >= SAME_TITLE


def _yes(said: str) -> bool | None:
    """是 / √ → true, 否 / × / a dash → false, anything else is not an answer."""
    plain = normalise(said).strip().casefold()
    if plain in {"是", "√", "✓", "✔", "y", "yes", "有"}:
        return True
    return False if plain in {"否", "×", "x", "n", "no", "/", "-", "—", "无", "不是"} else None


def _direction(case: BatchCase, row: TableRow, column: str, said: str, book: Application) -> BatchFinding | None:
    label = normalise(column)
    programme = next((p for p in case.rulebook.heading.programmes if any(normalise(w) in label for w in (*p.form_labels, *p.titles))), None)
    if programme is None:
        return None
    field = book.fields.get("directions")
    ticked = field.value if field is not None and isinstance(field.value, list) else None
    yes = _yes(said)
    if yes is None:
        return _finding(row, column, book, "unsure", f"汇总表“{column}”填写为“{said or '空白'}”，不是“是”或“否”。", field)
    if ticked is None or not firm(field):
        return _finding(row, column, book, "unsure", f"申请表申报方向未能可靠识读，无法与汇总表“{column}”（{said}）核对。", field)
    chosen = "勾选" if programme.id in ticked else "未勾选"
    text = f"“{book.name}”：汇总表“{column}”为“{said}”，申请表{chosen}“{programme.name}”"
    return _finding(
        row,
        column,
        book,
        "pass" if yes == (programme.id in ticked) else "fail",
        text + ("，一致。" if yes == (programme.id in ticked) else "，两处不一致。"),
        field,
    )


def _finding(row: TableRow, column: str, book: Application, verdict: Verdict, message: str, field: FieldValue | None) -> BatchFinding:
    places = [e for e in (row.evidence.get(column),) if e] + list(field.evidence if field is not None else ())
    return BatchFinding(column, verdict, message, tuple(places), (book.id,), row.county)


def duplicate_application(case: BatchCase) -> Iterator[BatchFinding]:
    """同一企业同一类别重复申报

    检查：同一企业同一申报类别只有一份申报书。
    理由：重复申报须核实以哪份为准。
    不合格：统一社会信用代码或名称相同的企业就同一类别提交了多份。
    合格：一家企业不同类别各一份。
    依据：附件1 二(二)。
    """
    groups: dict[str, list[Application]] = defaultdict(list)
    for a in case.applications:
        key = a.uscc or name_key(a.name)
        if key:
            groups[key].append(a)
    by_name: dict[str, set[str]] = defaultdict(set)
    for key, members in groups.items():
        for a in members:
            by_name[name_key(a.name)].add(key)
    merged = [[a for k in sorted(keys) for a in groups[k]] for _, keys in sorted(by_name.items())]
    for members in merged:
        who = members[0].name or members[0].id
        shared = sorted({p for i, a in enumerate(members) for b in members[i + 1 :] for p in set(a.programmes) & set(b.programmes)})
        if len(members) > 1 and shared:
            names = "、".join(case.rulebook.programme(p).name for p in shared)
            places = tuple(e for a in members for e in _name_evidence(a)[:1])
            yield BatchFinding(
                who, "fail", f"“{who}”就“{names}”提交了{len(members)}份申报书，需核实以哪份为准。", places, tuple(a.id for a in members)
            )
        elif len(members) > 1 and not all(a.programmes for a in members):
            said = f"“{who}”有{len(members)}份申报书，其中有的未能识别申报类别，不能确定是否重复，请人工核对。"
            yield BatchFinding(who, "unsure", said, tuple(e for a in members for e in _name_evidence(a)[:1]), tuple(a.id for a in members))
        elif members[0].name:
            yield BatchFinding(who, "pass", f"“{who}”各类别只有一份申报书。", _name_evidence(members[0])[:1], tuple(a.id for a in members))


def duplicate_text(case: BatchCase) -> Iterator[BatchFinding]:
    """不同企业的申报书有大段文字雷同

    检查：各企业申报书的段落，除去企业名称、数字和通知、模板自有文字后，不与其他企业雷同。
    理由：雷同提示代写或套用，须人工核实；可能出自同一咨询机构或同一供应商的系统介绍。
    不合格：60字以上的段落有六成以上以长句形式出现在另一企业的申报书中。
    合格：仅通知、模板、场景指引的原文相同；同一企业的两份申报书相同。
    依据：附件1 五(二)。
    """
    by_section: dict[tuple[str, int], list[Shared]] = defaultdict(list)
    for shared in shared_passages(case.applications, case.rulebook):
        by_section[shared.a.section.id, shared.a.applicant].append(shared)
    for (section, n), found in sorted(by_section.items()):
        one = case.applications[n]
        others = sorted({s.b.applicant for s in found})
        names = "、".join(f"“{case.applications[o].name or case.applications[o].id}”" for o in others)
        part = max(s.part for s in found)
        message = f"“{one.name or one.id}”与{names}有{len(found)}段文字雷同（最高约{part:.0%}），如“{found[0].sample[:40]}”，需人工核实。"
        places = tuple(dict.fromkeys(e for s in found for e in (*s.a.section.evidence[:1], *s.b.section.evidence[:1])))
        yield BatchFinding(section, "fail", message, places, tuple(case.applications[i].id for i in (n, *others)))
    gaps = [a for a in case.applications if Case(a, case.rulebook).body_gap()]
    if not by_section and len(case.applications) > 1 and gaps:
        who = "、".join(f"“{a.name or a.id}”" for a in gaps[:5])
        said = f"已读文字未见大段雷同，但{who}的申报书有未能读出之处，不能判定。"
        yield BatchFinding("", "unsure", said, (), tuple(a.id for a in gaps))
    elif not by_section and len(case.applications) > 1:
        yield BatchFinding("", "pass", f"{len(case.applications)}家企业的申报书逐段比对，未见大段雷同文字。", (), ())


def _named(application: Application) -> bool:
    """Whether the applicant's name is known without doubt."""
    field = application.fields.get("company_name")
    return bool(application.name) and (field is None or firm(field))


def _name_evidence(application: Application) -> tuple[Evidence, ...]:
    field = application.fields.get("company_name")
    return field.evidence if field is not None else ()


RULES: dict[str, Rule] = {
    "batch.duplicate-application": duplicate_application,
    "batch.duplicate-text": duplicate_text,
    "cross.book-absent": book_absent,
    "cross.summary-absent": summary_absent,
    "cross.summary-mismatch": summary_mismatch,
}
"""The rules over a batch by name; their documentation is the docstring of each."""


class BatchCheck(Check):
    """A check that concerns more than one applicant, or a county's table."""

    applicants: tuple[str, ...] = ()
    county: str = ""


def judge_batch(case: BatchCase) -> tuple[BatchCheck, ...]:
    """Every check over the batch, sorted by rule, county, subject and applicants."""
    out = []
    for id, function in RULES.items():
        spec = case.rulebook.rule(id)
        if spec is None or not spec.enabled:
            continue
        for f in function(case):
            clause = spec.clauses.get(f.subject) or spec.clauses.get("") or Clause(ref="", text="")
            out.append(
                BatchCheck(
                    rule=id, subject=f.subject, verdict=f.verdict, severity=spec.severities.get(f.subject, spec.severity), clause=clause,
                    message=f.message, evidence=f.evidence, applicants=f.applicants, county=f.county,
                )
            )  # fmt: skip
    return tuple(sorted(out, key=lambda c: (c.rule, c.county, c.subject, c.applicants, c.verdict)))
