"""How findings are worded: places and figures in Chinese sentences that fit into a letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from models.application import FieldValue, Metric
from models.checks import Finding, Verdict
from models.evidence import Evidence

MOST_EVIDENCE = 12
"""A check points at this many places at most; the dossier holds the rest."""

STAGES = {"before": "改造前", "after": "改造后", "target": "规划目标", None: ""}


def number(value: float, unit: str = "") -> str:
    """``8926.40`` as ``8926.4万元``: no trailing zeros, the unit behind."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return (text or "0") + unit


def page(places: Sequence[Evidence]) -> str:
    """``（第 6 页）``, with the file's name where it is a paper of its own; "" without a place."""
    if not places:
        return ""
    e = places[0]
    return f"（第 {e.page} 页）"


def pages(places: Iterable[Evidence]) -> str:
    """``第 5、7 页`` of all places."""
    numbers = sorted({(e.file, e.page) for e in places})
    return "第 " + "、".join(str(p) for _, p in dict.fromkeys(numbers)) + " 页" if numbers else ""


def period(value: str | None) -> str:
    """``2024年``, ``2022—2024年``, ``改造前`` or ""."""
    if value in STAGES:
        return STAGES[value]
    text = str(value)
    return text.replace("/", "—") + "年" if text[:4].isdigit() and "-" not in text else text


def statement(m: Metric) -> str:
    """``2024年 81.5%（第 8 页）``."""
    sign = {"=": "", "≈": "约", "≥": "不低于", ">": "超过", "≤": "不高于", "<": "不足"}[m.relation]
    return f"{period(m.period)}{sign}{number(m.value, m.unit)}{page(m.evidence)}"


def shown(field: FieldValue | None) -> str:
    """A field's value with its place."""
    if field is None or field.value in (None, "", []):
        return "未填写"
    value = "、".join(field.value) if isinstance(field.value, list) else str(field.value)
    return f"“{value}”{page(field.evidence)}"


def together(*groups: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Places without doubles, in order, not more than a reader can take."""
    return tuple(dict.fromkeys(e for g in groups for e in g))[:MOST_EVIDENCE]


def finding(verdict: Verdict, message: str, *places: Iterable[Evidence], subject: str = "", programme: str = "") -> Finding:
    return Finding(subject=subject, verdict=verdict, message=message, evidence=together(*places), programme=programme)


def passed(message: str, *places: Iterable[Evidence], subject: str = "", programme: str = "") -> Finding:
    return finding("pass", message, *places, subject=subject, programme=programme)


def failed(message: str, *places: Iterable[Evidence], subject: str = "", programme: str = "") -> Finding:
    return finding("fail", message, *places, subject=subject, programme=programme)


def unsure(message: str, *places: Iterable[Evidence], subject: str = "", programme: str = "") -> Finding:
    return finding("unsure", message, *places, subject=subject, programme=programme)


def as_far_as_read(findings: Iterable[Finding], gap: str, what: str) -> Iterator[Finding]:
    """Findings of a rule that asks of everything stated whether it is sound, where pages that may state more were not read.

    A fault found stays one. No pass is left standing, as the fault may be on such a page: in the place of each a note, and for the rule as a
    whole one doubt that names the pages (one, so that a single unread page does not bury a reviewer).
    """
    if not gap:
        yield from findings
        return
    for f in findings:
        if f.verdict != "pass":
            yield f
        else:
            yield f.model_copy(update={"verdict": "not_applicable", "message": f"{f.message.rstrip('。')}；{gap}，不作合格判定。"})
    yield unsure(f"{gap}，其上如有{what}，未能核对，请人工查看。")


def not_applicable(message: str, subject: str = "", programme: str = "") -> Finding:
    return finding("not_applicable", message, subject=subject, programme=programme)
