"""The editable copy (可编辑版) against the stamped book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from models.application import Difference
from models.checks import Finding
from validators.case import Case
from validators.registry import rule

SHOWN = 60
"""Characters of a sentence that a message quotes."""


@rule("cross.editable-copy-differs")
def editable_copy_differs(case: Case) -> Iterator[Finding]:
    """可编辑版与盖章版不一致

    检查：电子可编辑版与盖章版的指标数字、申请表内容和各章节文字一致。
    理由：通知要求两者同步报送，盖章版应由可编辑版打印。
    不合格：同一指标、同一栏目或同一句话两处不同，且盖章版识读无疑。
    合格：未见不同；手写的签字和日期、附件不比；识读没有把握的列为待核实；未报送可编辑版为不适用；有可能载有相关内容的页未能读出时，不判合格，列为待核实。
    依据：通知正文“申报材料电子可编辑版及盖章 PDF 版同步报送”。
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
    gap = case.body_gap()
    if not comparison.differences and (gap or not comparison.compared):
        why = gap or "没有可比对的章节"
        yield Finding(verdict="unsure", message=f"可编辑版与盖章版已读各处未见不一致，但{why}，请人工核对。")
    elif not comparison.differences:
        yield Finding(verdict="pass", message=f"可编辑版与盖章版比对{comparison.compared}个章节及申请表，未见不一致。")


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
