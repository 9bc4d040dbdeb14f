"""Rules over the files themselves: what could not be opened or read. What was not read supports no other verdict."""

from __future__ import annotations

from collections.abc import Iterator

from models.application import PageRecord
from models.checks import Finding
from models.evidence import Evidence
from validators.case import UNREAD, Case
from validators.registry import rule
from validators.wording import failed, passed, unsure

OUTCOMES = {
    "unreadable": "文件损坏或不是所称的格式",
    "too_large": "文件超过可处理的大小",
    "unsupported": "文件格式不支持",
}
OURS = {"timeout": "读取超时", "crashed": "读取时程序异常退出"}
"""Outcomes that may be the program's fault, not the file's."""


@rule("file.unreadable")
def unreadable(case: Case) -> Iterator[Finding]:
    """文件打不开

    检查：报送的每个文件能否打开和解析。
    理由：打不开的文件等于没有报送。
        不合格：文件损坏、为空、格式不支持，或超出大小限制。
    合格：能打开；需要口令的由 file.encrypted 指出；程序读取时超时或异常退出的列为待核实，可能不是文件的问题；本机没有转换程序的 .doc、.wps 可编辑版也列为待核实。
        依据：主函“申报材料电子可编辑版及盖章 PDF 版同步报送”。
    """
    for f in case.application.files:
        if f.role == "editable_copy" and f.outcome == "unsupported":
            yield unsure(f"文件“{f.path}”未能由程序打开：{f.message}", subject=f.path)
        elif f.outcome in OUTCOMES:
            yield failed(f"文件“{f.path}”无法读取：{f.message or OUTCOMES[f.outcome]}，请重新报送。", subject=f.path)
        elif f.outcome in OURS:
            yield unsure(f"文件“{f.path}”未能读完：{f.message or OURS[f.outcome]}，请人工打开查看。", subject=f.path)
        elif f.outcome == "read":
            yield passed(f"文件“{f.path}”可以打开。", subject=f.path)


@rule("file.encrypted")
def encrypted(case: Case) -> Iterator[Finding]:
    """文件需要口令

    检查：报送的文件是否设有打开口令。
    理由：没有口令不能审阅。
    不合格：打开文件需要口令而未提供。
    合格：不需要口令，或提供的口令可以打开；只限制打印、复制的不算；程序未能读完的列为待核实。
    依据：主函“申报材料电子可编辑版及盖章 PDF 版同步报送”。
    """
    for f in case.application.files:
        if f.outcome == "encrypted":
            yield failed(f"文件“{f.path}”设有打开口令，请去除口令后重新报送。", subject=f.path)
        elif f.outcome == "read":
            yield passed(f"文件“{f.path}”不需要口令。", subject=f.path)
        elif f.outcome in OURS:
            yield unsure(f"文件“{f.path}”未能读完，不能确定是否设有打开口令，请人工打开查看。", subject=f.path)


@rule("file.page-illegible")
def page_illegible(case: Case) -> Iterator[Finding]:
    """页面无法辨认

    检查：每一页有内容的页面能否读出。
    理由：读不出的页可能正是某项要求的依据，凡涉及该页的检查都不会判为合格。
    不合格：页上有内容而无法辨认（过淡、模糊、遮挡等）。
    合格：读出文字，或确为空白页、照片页；程序未能完成该页读取的列为待核实。
    依据：附件1 五（二）“要素完整、格式规范”。
    """
    bad = [p for p in case.application.pages if p.state in UNREAD]
    for p in bad:
        subject, where = f"{p.file}#{p.page}", _whole(p)
        if p.state == "illegible":
            yield failed(
                f"第 {p.page} 页有内容但无法辨认{f'：{p.reason}' if p.reason else ''}，请提供清晰的页面。", [where], subject=subject
            )
        else:
            yield unsure(f"第 {p.page} 页未能完成读取{f'：{p.reason}' if p.reason else ''}，请人工查看。", [where], subject=subject)
    for f in case.application.files:
        count = sum(p.file == f.path for p in case.application.pages)
        if f.outcome == "read" and count and not any(p.file == f.path for p in bad):
            yield passed(f"“{f.path}”的 {count} 页均可辨认（含空白页）。", subject=f.path)


def _whole(p: PageRecord) -> Evidence:
    return Evidence(file=p.file, page=p.page, bbox=(0.0, 0.0, p.width, p.height), text="")
