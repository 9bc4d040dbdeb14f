"""The editable copy (可编辑版) against the stamped book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePosixPath

from models.application import Difference
from models.checks import Finding
from models.evidence import Evidence
from models.text import name_key
from validators.case import Case
from validators.names import core
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


@rule("file.editable-copy-absent")
def editable_copy_absent(case: Case) -> Iterator[Finding]:
    """未报送电子可编辑版

    检查：每家企业的材料中有申报书的电子可编辑版（Word、WPS 文件）。
    理由：通知要求可编辑版与盖章 PDF 版同步报送。
    不合格：企业文件夹中没有可编辑版。
    合格：有；整批只收 PDF（不分企业文件夹）时可编辑版可能另行报送，列为待核实。
    依据：主函“申报材料电子可编辑版及盖章 PDF 版同步报送”。
    """
    files = case.application.files
    copies = [f for f in files if f.role == "editable_copy"]
    opened = [f.path for f in copies if f.outcome == "read"]
    if opened:
        yield Finding(verdict="pass", message=f"有电子可编辑版“{opened[0].rsplit('/', 1)[-1]}”。")
    elif copies:
        yield Finding(verdict="unsure", message=f"电子可编辑版“{copies[0].path.rsplit('/', 1)[-1]}”未能打开，请人工查看。")
    elif not any(f.role == "book" for f in files) or (len(files) == 1 and not _own_folder(case)):
        yield Finding(verdict="unsure", message="本份材料未见电子可编辑版，请核对是否另行报送。", evidence=_first_page(case))
    else:
        yield Finding(verdict="fail", message="本企业材料中没有申报书的电子可编辑版（.docx）。", evidence=_first_page(case))


@rule("file.stamped-book-absent")
def stamped_book_absent(case: Case) -> Iterator[Finding]:
    """未报送盖章PDF版

    检查：每家企业的材料中有申报书的盖章 PDF 版。
    理由：通知要求可编辑版与盖章 PDF 版同步报送；签字盖章只能在盖章版上核对。
    不合格：没有申报书的 PDF，只有可编辑版或附件。
    合格：有申报书的 PDF；有无公章由 seal.missing 核对。
    依据：主函“申报材料电子可编辑版及盖章 PDF 版同步报送”。
    """
    books = [f for f in case.application.files if f.role == "book"]
    opened = [f.path for f in books if f.outcome == "read"]
    if opened:
        yield Finding(verdict="pass", message=f"有申报书“{opened[0].rsplit('/', 1)[-1]}”。")
    elif books:
        yield Finding(verdict="unsure", message=f"申报书“{books[0].path.rsplit('/', 1)[-1]}”未能打开，请人工查看。")
    elif not any(f.role == "editable_copy" for f in case.application.files):
        yield Finding(verdict="unsure", message="本企业材料中没有认出申报书，请人工查看。")
    else:
        yield Finding(verdict="fail", message="本企业材料中没有申报书的盖章 PDF 版。")


def _first_page(case: Case) -> tuple[Evidence, ...]:
    """The first page of the book that was read, for a finding about the book as a whole."""
    books = {f.path for f in case.application.files if f.role == "book"}
    page = next((p for p in case.application.pages if p.file in books and p.state == "read"), None)
    if page is None:
        return ()
    return (Evidence(file=page.file, page=page.page, bbox=(0, 0, page.width, page.height), text="（全页）"),)


def _own_folder(case: Case) -> bool:
    """Whether the files lie in a folder of the applicant's own."""
    folder = PurePosixPath(case.application.files[0].path).parent.name
    return bool(core(case.name)) and core(case.name) in name_key(folder)


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
