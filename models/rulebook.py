"""A rulebook (规则集): everything that one notice asks, as data. A new notice is a new folder of these, not new code.

The YAML files of a rulebook folder, each validated as the class named: ``rulebook.yaml`` (`Heading`), ``sections.yaml``
(`SectionSpec` list), ``form.yaml`` (`FormSpec`), ``metrics.yaml`` (`MetricsSpec`), ``attachments.yaml`` (`AttachmentsSpec`),
``scenes.yaml`` (`SceneSpec` list), ``summaries.yaml`` (`SummarySpec` list), ``rules.yaml`` (`RuleSpec` list). ``notice.txt`` is the
notice itself.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from models.checks import Clause, Severity
from models.evidence import Record


class ProgrammeSpec(Record):
    """申报类别. ``titles`` are the words over its part of a book; ``form_labels`` those beside its box on the form."""

    id: str
    name: str
    titles: list[str]
    form_labels: list[str] = []
    cover_words: list[str] = []
    shares_form: bool = True
    """Whether the book begins with 承诺书, 声明 and 申请表 (false for chain)."""


class Heading(Record):
    """rulebook.yaml: the notice itself. Dates are YYYY-MM-DD."""

    id: str
    version: str
    title: str
    issuer: str
    notice_date: str
    fiscal_year: int
    """上年度: the year whose audit and tax papers are asked for."""
    counties: list[str]
    county_authority_words: list[str] = []
    organs: list[str] = []
    """发证机关: organs whose seals the enclosed papers bear; ``{area}`` stands for the city and each of its counties."""
    programmes: list[ProgrammeSpec]
    exclusive_directions: list[list[str]] = []
    max_directions: int = 2
    process_industry_words: list[str] = []


class SectionSpec(Record):
    """One heading of a template. ``parent`` "" for the top; ``aliases`` other wordings; ``limit`` in 字.

    ``numbering`` is that of the template (一、 | （一） | 1. | ""); applicants renumber, so it is a hint only.
    ``repeat`` marks the headings that come once per scene: their id holds ``{n}``.
    ``required`` says that its absence is a finding (`section.missing`).
    """

    id: str
    programme: str
    title: str
    parent: str = ""
    aliases: list[str] = []
    keywords: list[str] = []
    numbering: str = ""
    limit: int | None = None
    required: bool = True
    repeat: bool = False
    whole: bool = False
    emit: bool = True
    """False for headings that only divide a book (its text belongs to no section that the contract names)."""
    hints: list[str] = []
    """The template's own bracketed instructions and examples under the heading."""
    clause: Clause | None = None


class OptionSpec(Record):
    value: str
    labels: list[str]


class FieldSpec(Record):
    """A field of 企业申请表. ``value`` of an option is what the dossier holds (a programme id for directions)."""

    id: str
    label: str
    aliases: list[str] = []
    kind: Literal["text", "integer", "choice", "multi", "uscc", "industry_code", "date"] = "text"
    options: list[OptionSpec] = []
    required: bool = True
    clause: Clause | None = None
    pages: list[str] = ["form"]
    """Kinds of pages (`Outline.kinds`) on which the field stands, the first that has it decides."""
    as_printed: bool = False
    """A choice whose value is the label as the form prints it, not the option's ``value``."""


class SizeClass(Record):
    """工信部联企业〔2011〕300号: a class is reached where both legs are (revenue in 万元)."""

    name: str
    employees: int
    revenue: float


class FormSpec(Record):
    fields: list[FieldSpec]
    sizes: list[SizeClass] = []
    large: SizeClass | None = None
    industry_map: dict[str, list[str]] = {}
    industry_adjacent: dict[str, list[str]] = {}


class Threshold(Record):
    """A bound on the applicant's current actual figure. ``programmes`` where it is a condition."""

    minimum: float
    programmes: list[str]
    alternative: str | None = None
    """Another metric that suffices (上云率 for 联网率)."""
    only_process: bool = False
    clause: Clause


class Formula(Record):
    """``result = numerator / denominator × factor``, all metric ids; ``tolerance`` in the result's unit beside rounding."""

    result: str
    numerator: list[str]
    """Summed; an id with a leading "-" is subtracted."""
    denominator: list[str]
    factor: float = 100.0
    tolerance: float = 0.1
    note: str = ""


class MetricSpec(Record):
    """How a metric is named and what can be. ``terms`` are its names in running text, longest first matched;

    ``not_terms`` are longer names that hold a term but mean something else (关键工序数控化率). ``headers`` are table headers.
    """

    id: str
    name: str
    unit: str
    kind: Literal["rate", "money", "count", "level", "ratio"]
    terms: list[str]
    not_terms: list[str] = []
    headers: list[str] = []
    units: list[str] = []
    """Units of the count that a value may carry: 台, 台（套）, 项, 件, 人 …"""
    direction: Literal["up", "down", "none"] = "none"
    minimum: float | None = None
    maximum: float | None = None
    required: list[str] = []
    alternative: str | None = None
    section: dict[str, str] = {}
    """Programme id → id of the section that should state it."""
    threshold: Threshold | None = None
    context: list[str] = []
    """Words one of which must stand in the same sentence (for terms that are not the metric's alone)."""
    change: bool = False
    """The figure is by how much the terms' thing rose or fell (生产效率提高 x%), never its level."""
    part: bool = False
    """Serves only as a part of formulas (R&D 经费外部支出); the contract does not name it, so no dossier holds it."""
    wholes: list[str] = []
    """Further names that it has only as the whole of a share (占收入的, 占申请总量的)."""
    inside: str = ""
    """Id of the metric whose figure is this one where a word of ``synonyms[owner]`` is its subject (研究院 R&D 经费)."""
    owner: str = ""


class SumSpec(Record):
    """A total and the kinds it is made of, where one sentence states both: 知识产权共22项，其中……"""

    total: str
    parts: list[str]


class MetricsSpec(Record):
    metrics: list[MetricSpec]
    formulas: list[Formula] = []
    sums: list[SumSpec] = []
    synonyms: dict[str, list[str]] = {}
    """Word lists of the language: before, after, target, benchmark, threshold, others, …"""


class AttachmentSpec(Record):
    """A kind of enclosed paper. ``marks`` are words that tell it (weight 1 each, in the title zone 2); ``never`` exclude it."""

    type: str
    name: str
    titles: list[str]
    marks: list[str] = []
    never: list[str] = []
    file_words: list[str] = []
    required: list[str] = []
    required_if_claimed: list[str] = []
    """Programmes in whose books it is required where the book claims it or lists it."""
    claim_words: list[str] = []
    stamp_required: list[str] = []
    year: dict[str, int] = {}
    """Programme id → year that the paper must be of."""
    clause: dict[str, Clause] = {}
    """Programme id → clause that asks for it."""
    labels: dict[str, list[str]] = {}
    """Field of the paper → words that stand beside or above its value, spaces left out (专利权人, 授权公告日, …)."""


class AttachmentsSpec(Record):
    attachments: list[AttachmentSpec]
    honours: dict[str, int] = {}
    """Title of honour → years of validity."""
    words: dict[str, list[str]] = {}
    """Word lists of papers in general: dividers, verbs of awarding, table headers of statements, kinds of patent, …"""


class SceneSpec(Record):
    """One of the guide's 40 scenes. ``verified`` false for those the notice's text lacks."""

    n: int
    stage: str
    title: str
    aliases: list[str] = []
    keywords: list[str] = []
    text: str = ""
    verified: bool = True


class RuleSpec(Record):
    """A rule as the notice has it: ``clauses`` by subject or programme id, "" for all others."""

    id: str
    severity: Severity
    severities: dict[str, Severity] = {}
    """Subject or programme → another severity."""
    title: str
    clauses: dict[str, Clause]
    enabled: bool = True
    supply: str = ""
    """What the applicant must supply (补正通知), "" where it cannot mend it. May name {subject}."""


class SummaryColumn(Record):
    """A column of a county's summary table; ``words`` tell it (a header that holds one of them is this column)."""

    name: str
    kind: Literal[
        "number", "county", "name", "industry", "above_scale", "direction", "mode", "title", "brief", "person", "phone", "email", "note"
    ]
    words: list[str] = []
    field: str = ""
    """The book's field that it must agree with."""
    programme: str = ""
    """Of a direction: the programme that 是 stands for."""
    section: str = ""
    """Of a short account: the section of the book that it sums up."""
    limit: int | None = None
    required: bool = True


class SummarySpec(Record):
    """A county's summary table (汇总表): its columns, and what stands below (label → words it is printed with)."""

    id: str
    ref: str
    title: str
    programmes: list[str]
    columns: list[SummaryColumn]
    footer: dict[str, list[str]] = {}

    def column(self, name: str) -> SummaryColumn | None:
        return next((c for c in self.columns if c.name == name), None)


class Residue(Record):
    """Remains of the template: ``samples`` are its own sentences, ``placeholders`` regular expressions (XX, ××, ____);

    ``doubtful`` those of which only a person can say: a limit left behind a heading, a name hidden on purpose (XX汽车公司).
    """

    samples: list[str] = []
    reworded: list[str] = []
    """Patterns of examples taken over in other words, their figures kept; matched on squeezed text."""
    placeholders: list[str] = []
    doubtful: list[str] = []
    instructions: list[str] = []


class Rulebook(Record):
    heading: Heading
    sections: list[SectionSpec]
    form: FormSpec
    metrics: MetricsSpec
    attachments: AttachmentsSpec
    scenes: list[SceneSpec]
    rules: list[RuleSpec]
    residue: Residue = Residue()
    summaries: list[SummarySpec] = []
    notice: str = ""
    """The notice's whole text (``notice.txt``): words that books share because all answer the same notice."""
    sme_minimum: int = 8
    scene_minimum: int = 4
    sme_words: list[str] = Field(default_factory=list)
    industry_classes: dict[str, str] = Field(default_factory=dict)
    """Class codes of GB/T 4754-2017 with their names, those of manufacturing written with a leading C; not of a file of the folder."""

    @property
    def id(self) -> str:
        return self.heading.id

    def programme(self, id: str) -> ProgrammeSpec:
        return next(p for p in self.heading.programmes if p.id == id)

    def metric(self, id: str) -> MetricSpec | None:
        return next((m for m in self.metrics.metrics if m.id == id), None)

    def attachment(self, type: str) -> AttachmentSpec | None:
        return next((a for a in self.attachments.attachments if a.type == type), None)

    def rule(self, id: str) -> RuleSpec | None:
        return next((r for r in self.rules if r.id == id), None)

    def field(self, id: str) -> FieldSpec | None:
        return next((f for f in self.form.fields if f.id == id), None)

    def summary(self, id: str) -> SummarySpec | None:
        return next((s for s in self.summaries if s.id == id), None)

    def section(self, id: str) -> SectionSpec | None:
        """The spec of a section id, ``lighthouse.scene-3.results`` included."""
        for s in self.sections:
            if s.id == id or (s.repeat and _matches(s.id, id)):
                return s
        return None


def _matches(pattern: str, id: str) -> bool:
    head, _, tail = pattern.partition("{n}")
    middle = id[len(head) : len(id) - len(tail)] if tail else id[len(head) :]
    return id.startswith(head) and id.endswith(tail) and middle.isdigit()
