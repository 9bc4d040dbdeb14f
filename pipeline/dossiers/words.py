"""The Chinese that a reviewer reads for the program's names: verdicts, groups of rules, subjects, places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from models.checks import Check, Severity, Verdict
from models.evidence import Evidence
from models.rulebook import Rulebook
from pipeline.dossiers.items import ITEMS


@dataclass(frozen=True, slots=True)
class Label:
    """What a check comes to for a reader. ``rank`` sorts, worst first; ``css`` is its class in the style sheet."""

    key: str
    text: str
    rank: int
    css: str
    note: str = ""


REJECT = Label("reject", "不符合", 0, "v-reject")
CORRECT = Label("correct", "需补正", 1, "v-correct")
VERIFY = Label("verify", "待核实", 2, "v-verify", "所示各处不一致或不合要求，请人工核实")
UNSURE = Label("unsure", "待核实", 3, "v-unsure", "未能判定，请人工查看")
NOTE = Label("note", "提示", 4, "v-note")
PASS = Label("pass", "通过", 5, "v-pass")
NOT_APPLICABLE = Label("not_applicable", "不适用", 6, "v-na")
LABELS = (REJECT, CORRECT, VERIFY, UNSURE, NOTE, PASS, NOT_APPLICABLE)

_BROKEN: dict[Severity, Label] = {"reject": REJECT, "correct": CORRECT, "verify": VERIFY, "note": NOTE}


def label(verdict: Verdict, severity: Severity) -> Label:
    """A broken requirement is named by its severity; what could not be decided is always 待核实."""
    if verdict == "fail":
        return _BROKEN[severity]
    return {"unsure": UNSURE, "pass": PASS, "not_applicable": NOT_APPLICABLE}[verdict]


def label_name(label: Label) -> str:
    """A label's words where its colour does not show: what could not be decided is told from what differs."""
    return "待核实（未判定）" if label is UNSURE else label.text


GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("申报资格与申请表", ("form",)),
    ("签字盖章与日期", ("seal", "signature", "date")),
    ("申报书正文", ("section", "text")),
    ("指标", ("metric",)),
    ("附件材料", ("attachment", "ip")),
    ("前后一致与交叉核对", ("cross",)),
    ("带动中小企业", ("sme",)),
    ("批内比对", ("batch",)),
    ("汇总表", ("summary",)),
    ("文件与页面", ("file",)),
)
OTHER_GROUP = "其他"


def group(rule: str) -> str:
    """The group (类别) of 形式审查表 that a rule stands in, by the head of its name."""
    head = rule.partition(".")[0]
    return next((name for name, heads in GROUPS if head in heads), OTHER_GROUP)


GROUP_ORDER = {name: i for i, (name, _) in enumerate((*GROUPS, (OTHER_GROUP, ())))}

PLACES = {
    "commitment": "承诺书",
    "declaration": "企业申报声明",
    "form": "企业申请表",
    "form.county": "企业申请表（县级主管部门）",
    "cover": "封面",
    "seam": "骑缝",
    "": "位置未定",
}
ROLES = {"book": "申报书", "editable_copy": "可编辑版", "attachment": "附件", "summary_table": "汇总表", "unknown": "未识别"}
OUTCOMES = {
    "read": "已读取",
    "unreadable": "无法打开",
    "encrypted": "有密码",
    "too_large": "过大，未读",
    "timeout": "超时，未读完",
    "crashed": "读取中断",
    "unsupported": "格式不支持",
    "unreachable": "未能读取，下次运行重试",
}
PAGE_STATES = {"read": "已读", "blank": "空白页", "illegible": "看不清", "failed": "读取失败"}
METRIC_ROLES = {"actual": "", "before": "改造前", "after": "改造后", "target": "目标"}
PERIODS = {"before": "改造前", "after": "改造后", "target": "目标"}
ATTACHMENT_FIELDS = {
    "holder": "名称",
    "uscc": "信用代码",
    "year": "年度",
    "revenue": "营业收入（万元）",
    "rd_expense": "研发费用（万元）",
    "level": "等级",
    "number": "编号",
    "issued": "颁发日期",
    "valid_until": "有效期至",
    "kind": "种类",
}
FIELD_NAMES = {
    "above_scale": "规上/规下",
    "directions": "申报方向",
    "maturity_level": "数字化水平等级",
    "legal_representative": "法定代表人",
    "commitment_date": "承诺书日期",
    "declaration_date": "声明日期",
    "case_name": "案例名称",
    "chain_mode": "案例模式",
}
"""Fields of other pages than the form, and those that the form labels at length or two by one label; the rest is named by the rulebook."""


def field_name(id: str, rulebook: Rulebook) -> str:
    spec = rulebook.field(id)
    return FIELD_NAMES.get(id) or (spec.label if spec else id)


def metric_name(id: str, rulebook: Rulebook) -> str:
    spec = rulebook.metric(id)
    return spec.name if spec else id


def attachment_name(type: str, rulebook: Rulebook) -> str:
    spec = rulebook.attachment(type)
    return spec.name if spec else "其他材料" if type == "other" else type


def programme_name(id: str, rulebook: Rulebook) -> str:
    return next((p.name for p in rulebook.heading.programmes if p.id == id), id)


def part_name(programme: str, rulebook: Rulebook) -> str:
    """A programme in few words: as its box on the form is labelled."""
    spec = next((p for p in rulebook.heading.programmes if p.id == programme), None)
    return (spec.form_labels[0] if spec.form_labels else spec.name) if spec else programme


_SCENE = re.compile(r"\.scene-(\d+)")


def section_name(id: str, rulebook: Rulebook, programmes: Sequence[str] = ()) -> str:
    """A section's heading; of a scene's part, the scene with it (场景3·场景实施成效).

    Where the book serves several ``programmes``, the section's own is named first: 企业基本情况 stands in each of their parts.
    """
    if id in PLACES:
        return PLACES[id]
    spec = rulebook.section(id)
    if spec is None:
        programme = next((p.name for p in rulebook.heading.programmes if p.id == id), "")
        return f"{programme}（全文）" if programme else id
    if len(programmes) > 1 and spec.programme in programmes:
        return f"{part_name(spec.programme, rulebook)}·{section_name(id, rulebook)}"
    scene = _SCENE.search(id)
    title = re.sub(r"\s*[（(]\s*\d+\s*字.*?[)）]", "", spec.title).strip("：: ")
    if not scene:
        return title
    return f"场景{scene[1]}" if scene.end() == len(id) else f"场景{scene[1]}·{title}"


def place_name(place: str, rulebook: Rulebook) -> str:
    """Where a seal stands."""
    return PLACES.get(place) or attachment_name(place, rulebook)


_BY_HEAD = {
    "form": ("field", "programme"),
    "section": ("section",),
    "batch": ("section", "metric", "field"),
    "text": ("section",),
    "metric": ("metric",),
    "attachment": ("attachment",),
    "ip": ("attachment",),
    "seal": ("place",),
    "signature": ("place",),
    "date": ("place",),
    "cross": ("attachment", "metric", "field", "section"),
    "sme": ("metric",),
}


def subject_name(check: Check, rulebook: Rulebook, files: Sequence[str] = (), programmes: Sequence[str] = ()) -> str:
    """The subject of a check in a reviewer's words; a subject that is no id (a company, a column) stays as it is."""
    subject = check.subject
    head = check.rule.partition(".")[0]
    if head == "file" and subject:
        path, _, page = subject.partition("#")
        return short_path(path, files) + (f" 第{page}页" if page else "")
    for kind in _BY_HEAD.get(head, ()):
        if kind == "field" and (subject in FIELD_NAMES or rulebook.field(subject)):
            return field_name(subject, rulebook)
        if kind == "programme" and any(p.id == subject for p in rulebook.heading.programmes):
            return programme_name(subject, rulebook)
        if kind == "metric" and rulebook.metric(subject):
            return metric_name(subject, rulebook)
        if kind == "attachment" and rulebook.attachment(subject):
            return attachment_name(subject, rulebook)
        if kind == "section" and (
            rulebook.section(subject) or subject in PLACES or any(p.id == subject for p in rulebook.heading.programmes)
        ):
            return section_name(subject, rulebook, programmes)
        if kind == "place" and subject in PLACES:
            return PLACES[subject]
    return subject


def item_name(rule: str, rulebook: Rulebook) -> str:
    """What a rule looks at (审查项); of a rule that is not known here, the rulebook's title."""
    return ITEMS.get(rule) or rule_title(rule, rulebook)


def rule_title(rule: str, rulebook: Rulebook) -> str:
    """What breaks a rule, as the rulebook says it."""
    spec = rulebook.rule(rule)
    return spec.title if spec else rule


def short_path(path: str, files: Sequence[str]) -> str:
    """A path without the folder that all of ``files`` share, so that a caption stays readable."""
    folders = [PurePosixPath(f).parent.parts for f in files]
    common = 0
    if folders and path in files:
        while all(len(f) > common for f in folders) and len({f[common] for f in folders}) == 1:
            common += 1
    return "/".join(PurePosixPath(path).parts[common:]) or path


def places(evidence: Iterable[Evidence], files: Sequence[str] = (), main: str = "") -> str:
    """``第5、7页`` for the main file, ``附件/执照.pdf 第1页`` for others, each file once."""
    by_file: dict[str, list[int]] = {}
    for e in evidence:
        pages = by_file.setdefault(e.file, [])
        if e.page not in pages:
            pages.append(e.page)
    out = []
    for file, pages in by_file.items():
        text = page_label(file, pages)
        out.append(text if file == main else f"{short_path(file, files)} {text}".strip())
    return "；".join(out)


def page_label(file: str, pages: Iterable[int]) -> str:
    """``第3–5页``; of a workbook its sheets, of a text file without fixed pages nothing."""
    suffix = PurePosixPath(file).suffix.lower()
    if suffix in FLOWING:
        return ""
    return f"第{'、'.join(ranges(pages))}{'个工作表' if suffix in WORKBOOKS else '页'}"


def ranges(pages: Iterable[int]) -> list[str]:
    """``[3, 4, 5, 9]`` as ``["3–5", "9"]``."""
    out: list[list[int]] = []
    for p in sorted(set(pages)):
        if out and p == out[-1][1] + 1:
            out[-1][1] = p
        else:
            out.append([p, p])
    return [str(a) if a == b else f"{a}–{b}" if b > a + 1 else f"{a}、{b}" for a, b in out]


FLOWING = {".docx", ".doc", ".docm", ".wps", ".rtf"}
WORKBOOKS = {".xlsx", ".xls", ".et"}


def number(value: object) -> str:
    """A figure as a person writes it: no trailing noise, no exponent."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    if isinstance(value, list | tuple):
        return "、".join(map(number, value))
    return str(value)
