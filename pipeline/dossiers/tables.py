"""The tables of a dossier's page beside 形式审查表: metrics, enclosed papers, sections, driven SMEs, form, files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.application import Application, Attachment, FieldValue, Metric, PageRecord, Section
from models.rulebook import MetricSpec
from pipeline.dossiers import words
from pipeline.dossiers.build import dossier_metrics
from pipeline.dossiers.view import Row, View

LOW = 0.8
"""Below this confidence a value is marked for a second look."""


@dataclass
class Statement:
    """One statement of a metric in the book."""

    value: str
    period: str
    raw: str
    page: str
    doubt: str


@dataclass
class MetricRow:
    """A metric of 指标核对表: what the book says, what other papers say, and what the checks say."""

    name: str
    asked: str
    statements: list[Statement]
    beside: list[str]
    checks: list[Row]
    """Findings."""
    passed: list[str]
    """What was looked at and held: 通过 alone would not say of what."""


_RELATIONS = {"≈": "约", "≥": "≥", ">": "＞", "≤": "≤", "<": "＜", "=": ""}
_IP_KINDS = {
    "invention_patents": "发明专利",
    "utility_models": "实用新型",
    "design_patents": "外观设计",
    "software_copyrights": "软件著作权",
}


def metrics_table(v: View) -> list[MetricRow]:
    """Stated metrics in the rulebook's order, and those that a finding names though no statement was found."""
    by_id: dict[str, list[Metric]] = {}
    for m in dossier_metrics(v.application):
        by_id.setdefault(m.id, []).append(m)
    about: dict[str, list[Row]] = {}
    for r in v.rows:
        if r.label is not words.NOT_APPLICABLE and (r.rule.startswith("metric.") or v.rulebook.metric(r.check.subject)):
            about.setdefault(r.check.subject, []).append(r)
    found = {id for id, rows in about.items() if any(r.no for r in rows)}
    ids = [m.id for m in v.rulebook.metrics.metrics if m.id in by_id or m.id in found]
    ids += sorted((by_id.keys() | found) - set(ids))
    return [_metric_row(v, id, by_id.get(id, []), about.get(id, [])) for id in ids]


def _metric_row(v: View, id: str, statements: list[Metric], checks: list[Row]) -> MetricRow:
    spec = v.rulebook.metric(id)
    return MetricRow(
        words.metric_name(id, v.rulebook),
        _asked(spec, v.application.programmes),
        [_statement(v, m) for m in statements],
        beside(v.application, id),
        [r for r in checks if r.no],
        list(dict.fromkeys(r.title for r in checks if r.label is words.PASS)),
    )


def _asked(spec: MetricSpec | None, programmes: Iterable[str]) -> str:
    if spec is None or spec.threshold is None or not set(spec.threshold.programmes) & set(programmes):
        return ""
    return f"条件：不低于{words.number(spec.threshold.minimum)}{spec.unit}" + ("（流程型）" if spec.threshold.only_process else "")


def _statement(v: View, m: Metric) -> Statement:
    value = words.number(m.value) if m.relation == "=" or m.low == m.high else _interval(m)
    period = words.PERIODS.get(m.period or "", f"{m.period}年" if m.period and m.period[:1].isdigit() else m.period or "")
    doubt = m.doubt or ("识读把握较低" if m.confidence < LOW else "")
    return Statement(
        f"{value} {m.unit}", period.replace("/", "—") or words.METRIC_ROLES.get(m.role, ""), m.raw, v.pages_of(m.evidence), doubt
    )


def _interval(m: Metric) -> str:
    if m.low is not None and m.high is not None and m.low != m.high:
        return f"{words.number(m.low)}—{words.number(m.high)}"
    return _RELATIONS[m.relation] + words.number(m.value)


def beside(a: Application, metric: str) -> list[str]:
    """The same figure in the form, the certificate, the audit, or counted among the enclosed papers."""
    out: list[str] = []
    if metric == "staff_total" and (f := a.fields.get("employees")) and f.evidence:
        out.append(f"申请表：{words.number(f.value)}人")
    if metric == "maturity_level":
        if (f := a.fields.get("maturity_level")) and f.evidence:
            out.append(f"申请表：{words.number(f.value) or '未勾选'}")
        out += _papers(a, "maturity_certificate", "level", "等级证书：{}")
    if metric == "main_revenue":
        out += _papers(a, "audit_report", "revenue", "审计报告：{} 万元")
    if metric == "rd_expense":
        out += _papers(a, "audit_report", "rd_expense", "审计报告：{} 万元")
    if metric in _IP_KINDS or metric == "ip_total":
        kinds = [x.fields["kind"].value for x in a.attachments if x.type == "ip_certificate" and "kind" in x.fields]
        count = len([x for x in a.attachments if x.type == "ip_certificate"]) if metric == "ip_total" else kinds.count(_IP_KINDS[metric])
        out.append(f"所附证书：{count}件")
    if metric == "driven_sme_count":
        out.append(f"名单：{len(a.smes)}家，附证明{sum(bool(s.proof) for s in a.smes)}家")
    return out


def _papers(a: Application, type: str, key: str, text: str) -> list[str]:
    out = []
    for x in a.attachments:
        f = x.fields.get(key)
        if x.type == type and f and f.value is not None:
            year = x.fields.get("year")
            out.append(text.format(words.number(f.value)) + (f"（{year.value}年度）" if year and year.value else ""))
    return out


@dataclass
class Paper:
    """An enclosed paper of 附件清单."""

    name: str
    title: str
    where: str
    fields: list[tuple[str, str, str]]
    """Name, value, doubt."""
    stamped: bool
    doubt: str


def papers(v: View) -> list[Paper]:
    """All enclosed papers, in the order of the submission."""
    order = {path: i for i, path in enumerate(v.files)}
    ordered = sorted(v.application.attachments, key=lambda x: (order.get(x.file, len(order)), x.pages, x.type))
    return [_paper(v, x) for x in ordered]


def _paper(v: View, x: Attachment) -> Paper:
    name = words.short_path(x.file, v.files)
    where = f"第{'、'.join(words.ranges(x.pages))}页"
    fields = [
        (words.ATTACHMENT_FIELDS[k], words.number(x.fields[k].value), _doubt(x.fields[k]))
        for k in words.ATTACHMENT_FIELDS
        if k in x.fields and x.fields[k].value is not None
    ]
    doubt = x.doubt or ("类别判定把握较低" if x.confidence < LOW else "")
    title = x.title if x.title != words.attachment_name(x.type, v.rulebook) else ""
    return Paper(
        words.attachment_name(x.type, v.rulebook), title, where if x.file == v.main else f"{name} {where}", fields, bool(x.stamped), doubt
    )


def _doubt(f: FieldValue) -> str:
    return f.doubt or ("识读把握较低" if f.confidence < LOW else "")


@dataclass
class Field:
    """A field of the form as read."""

    name: str
    value: str
    page: str
    doubt: str
    readings: str


def fields(v: View) -> list[Field]:
    """The form's fields in the form's order, then those of other pages."""
    a = v.application
    order = [f.id for f in v.rulebook.form.fields]
    ids = [i for i in order if i in a.fields] + [i for i in a.fields if i not in order]
    out = []
    for id in ids:
        f = a.fields[id]
        value = "、".join(words.programme_name(x, v.rulebook) for x in f.value) if isinstance(f.value, list) else words.number(f.value)
        out.append(Field(words.field_name(id, v.rulebook), value, v.pages_of(f.evidence), _doubt(f), "；".join(f.readings)))
    return out


@dataclass
class Part:
    """A section with its 字数."""

    name: str
    depth: int
    where: str
    length: str
    limit: str
    label: words.Label | None
    unread: int


def parts(v: View) -> list[Part]:
    """Sections in the book's order, with their length against the limit."""
    ids = {s.id for s in v.application.sections}
    out = []
    for s in v.application.sections:
        depth = sum(s.id.startswith(other + ".") for other in ids)
        where = f"第{s.first_page}页" if s.first_page == s.last_page else f"第{s.first_page}–{s.last_page}页"
        out.append(
            Part(
                s.title or words.section_name(s.id, v.rulebook),
                min(depth, 3),
                where,
                "" if s.length is None else str(s.length),
                "" if s.limit is None else str(s.limit),
                _length_label(v, s),
                s.unread,
            )
        )
    return out


def _length_label(v: View, s: Section) -> words.Label | None:
    """What the check of this section's length said; the table itself judges nothing."""
    return next((r.label for r in v.rows if r.rule == "section.too-long" and r.check.subject == s.id), None) if s.limit else None


@dataclass
class SmeRow:
    name: str
    uscc: str
    where: str
    proof: str
    doubt: str


def smes(v: View) -> list[SmeRow]:
    out = []
    for s in v.application.smes:
        again = f"（另见{v.pages_of(s.copies)}）" if s.copies else ""
        out.append(
            SmeRow(s.name, s.uscc or "", v.pages_of(s.evidence) + again, v.pages_of(s.proof) if s.proof else "", s.doubt or s.proof_doubt)
        )
    return out


@dataclass
class FileRow:
    path: str
    role: str
    pages: int
    outcome: str
    state: str
    sha: str


def file_rows(v: View) -> list[FileRow]:
    """The files of the applicant and how reading each ended."""
    out = []
    for f in v.application.files:
        pages = [p for p in v.application.pages if p.file == f.path]
        outcome = words.OUTCOMES.get(f.outcome, f.outcome) + (f"：{f.message}" if f.message else "")
        out.append(
            FileRow(words.short_path(f.path, v.files), words.ROLES.get(f.role, f.role), f.pages, outcome, _state(pages), f.sha256[:12])
        )
    return out


def _state(pages: list[PageRecord]) -> str:
    if not pages:
        return ""
    said = []
    scanned = sum(p.scanned for p in pages)
    said.append(
        "全部为扫描页" if scanned == len(pages) else f"扫描{scanned}页、电子{len(pages) - scanned}页" if scanned else "全部为电子页"
    )
    for state in ("blank", "illegible", "failed"):
        numbers = [p.page for p in pages if p.state == state]
        if numbers:
            said.append(f"{words.PAGE_STATES[state]}：第{'、'.join(words.ranges(numbers))}页")
    return "；".join(said)


def doubts(v: View) -> list[tuple[str, str, str]]:
    """What was read with doubt: what, where, why. Pages that were not read are shown apart."""
    out = [(f"申请表·{f.name}：{f.value or '空'}", f.page, f.doubt) for f in fields(v) if f.doubt]
    for m in dossier_metrics(v.application):
        s = _statement(v, m)
        if s.doubt:
            out.append((f"指标·{words.metric_name(m.id, v.rulebook)}：{s.value}", s.page, s.doubt))
    for p in papers(v):
        out += [(f"附件·{p.name}·{n}：{value}", p.where, d) for n, value, d in p.fields if d]
        if p.doubt:
            out.append((f"附件·{p.name}", p.where, p.doubt))
    out += [(f"带动企业·{s.name}", s.where, s.doubt) for s in smes(v) if s.doubt]
    low = [p for p in v.application.pages if p.state == "read" and p.confidence < LOW]
    out += [("整页识读把握较低", v.caption(p.file, p.page), p.reason or f"平均把握 {p.confidence:.0%}") for p in low]
    return out
