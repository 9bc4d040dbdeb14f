"""Why a file could not be read: one error per outcome, each with a Chinese message that ends with what to do."""

from __future__ import annotations

from typing import Literal

Outcome = Literal["read", "unreadable", "encrypted", "too_large", "timeout", "crashed", "unsupported"]


class ReadError(Exception):
    """A file that cannot be read at all; ``outcome`` is that of `models.pages.SourceFile`."""

    def __init__(self, outcome: Outcome, message: str) -> None:
        super().__init__(message)
        self.outcome: Outcome = outcome
        self.message = message


def empty() -> ReadError:
    return ReadError("unreadable", "文件为空（0 字节），可能上传或拷贝未完成；请重新提供。")


def not_pdf() -> ReadError:
    return ReadError("unreadable", "文件内容不是 PDF（扩展名与内容不符）；请用原软件另存为 PDF 后重新提供。")


def broken(detail: str = "") -> ReadError:
    return ReadError("unreadable", f"PDF 已损坏或不完整，无法打开{detail}；请重新导出或重新扫描后提供。")


def encrypted() -> ReadError:
    return ReadError(
        "encrypted", "PDF 设有打开密码，现有密码均不能打开；请取消密码后重新提供，或把密码写入文件（每行一个），用 --passwords 给出。"
    )


def too_large(what: str) -> ReadError:
    return ReadError("too_large", f"{what}；请压缩、拆分后重新提供，或提高相应限值。")


def no_pages() -> ReadError:
    return ReadError("unreadable", "PDF 中没有任何可读的页面；请重新导出或重新扫描后提供。")
