"""The editable copy (可编辑版) against the stamped book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from models.application import Difference
from models.checks import Finding
from validators.registry import Case, rule

SHOWN = 60
"""Characters of a sentence that a message quotes."""


@rule("cross.editable-copy-differs")
def editable_copy_differs(case: Case) -> Iterator[Finding]:
    """可编辑版与盖章版不一致

    Checks: the editable copy says what the stamped book says: figures under the metric's id, the form under the field's,
    wording under the innermost section.
    Why: the notice asks for both at once (申报材料电子可编辑版及盖章 PDF 版同步报送); the one is printed from the other.
    Breaks: a figure, a field or a sentence that differs, read without doubt.
    Does not: signatures and dates written by hand; attachments; what the OCR was unsure of (unsure); no copy sent (not applicable).
    Source: 通知正文; domain handbook G-04.
    """
    comparison = case.application.comparison
    if comparison is None:
        yield Finding(verdict="not_applicable", message="本企业材料中没有电子可编辑版（.docx），无从比对。")
        return
    if not comparison.made:
        yield Finding(verdict="unsure", message=f"电子可编辑版未能与盖章版比对：{comparison.reason}")
        return
    grouped: dict[str, list[Difference]] = defaultdict(list)
    for d in comparison.differences:
        grouped[d.subject].append(d)
    for subject, found in sorted(grouped.items()):
        sure = [d for d in found if d.sure]
        shown = (sure or found)[0]
        more = f"（另有{len(found) - 1}处不同）" if len(found) > 1 else ""
        message = f"盖章版为“{_short(shown.book)}”，可编辑版为“{_short(shown.copy_text)}”，两处不一致{more}。"
        if not sure:
            message += "盖章版此处识读把握不足，请人工核对。"
        places = tuple(e for d in (sure or found) for e in (*d.evidence, *d.copy_evidence))
        yield Finding(subject=subject, verdict="fail" if sure else "unsure", message=message, evidence=places)
    if not comparison.differences:
        yield Finding(verdict="pass", message=f"可编辑版与盖章版比对{comparison.compared}个章节及申请表，未见不一致。")


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
