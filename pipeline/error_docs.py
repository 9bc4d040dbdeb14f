"""``docs/errors.md``: every exit code, outcome, page state and limit, from where each is defined (``python -m pipeline.error_docs``)."""

from __future__ import annotations

import ast
import inspect
import itertools
from collections.abc import Iterator
from pathlib import Path

from models import limits
from pipeline.errors import EXITS, OUTCOMES, PAGE_STATES, Meaning

LIMITS_ZH = {
    "L-FILE-SIZE": "文件大小（MiB），超过的不打开",
    "L-PAGES": "每个文件读取的页数，超过的只读前面各页，结果为 too_large",
    "L-DPI": "扫描页渲染的分辨率",
    "L-PAGE-SIZE": "页面长边（点，1/72 英寸），超过的页不读",
    "L-PAGE-PIXELS": "每页渲染的像素数，更大的页降低分辨率",
    "L-IMAGE-PIXELS": "单独图片的像素数，超过的不解码",
    "L-PACKAGE-SIZE": ".docx 解压后的大小（MiB），超过的不打开",
    "L-PACKAGE-RATIO": "办公文件（10 MiB 以上）解压后与原大小之比",
    "L-PACKAGE-PARTS": "办公文件内的部件数",
    "L-TABLE-SIZE": "汇总表 .xlsx 中 XML 解压后的大小（MiB）",
    "L-CONVERT-TIME": "LibreOffice 转换一份旧格式文件的时间（秒），超过的中止",
    "L-PAGE-TIME": "每页的处理器用时（秒），超过的页放弃",
    "L-FILE-TIME": "每份申报书总用时（秒），超过的放弃",
    "L-SILENT": "审读进程无进展的时间（秒），超过的中止",
    "L-RECYCLE": "审读进程的内存（MiB），超过的在一份完成后更换",
    "L-MEMORY": "审读进程可分配的内存（MiB），超过的只影响该份",
    "L-FREE-SPACE": "开始运行所需的磁盘剩余空间（MiB）",
    "L-CLAIM": "共享存储中的输出文件夹被另一台机器占用时，多少秒没有动静即可接手",
    "L-CACHE": "识读缓存的大小（MiB），最久未用的先删",
    "L-FOLDER-FILES": "一次报送的文件数",
    "L-FOLDER-DEPTH": "文件夹层数",
}


def documented() -> Iterator[tuple[str, str, str]]:
    """Code, name and meaning of every limit: the docstring behind its field begins with its code."""
    made = next(n for n in ast.parse(inspect.getsource(limits)).body if isinstance(n, ast.ClassDef))
    for before, after in itertools.pairwise(made.body):
        if isinstance(before, ast.AnnAssign) and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            code, said = str(after.value.value).split(":", 1)
            yield code, ast.unparse(before.target), " ".join(said.split())


def limit_rows() -> list[tuple[str, str, str, str, str]]:
    """Code, setting (environment variable), default, meaning in Chinese and in English."""
    defaults = limits.Limits()
    return [(code, f"`YUSHEN_{name.upper()}`", f"{getattr(defaults, name):,}", LIMITS_ZH[code], said) for code, name, said in documented()]


def markdown() -> str:
    """The page."""
    out = [
        "# 结果、退出码与限值 · Outcomes, exit codes and limits",
        "",
        "本页由程序生成（`python -m pipeline.error_docs`），请勿手改。Generated; do not edit.",
        "",
        "消息写到标准错误，结果写到标准输出。Messages go to stderr, results to stdout.",
        "",
        "## 退出码 · Exit codes",
        "",
    ]
    out += _table("退出码", {f"{int(code)} {code.name}": meaning for code, meaning in EXITS.items()})
    out += ["", "## 申报书与文件的结果 · Outcomes of books and files", ""]
    out += ["每份申报书在台账（`OUT/.yushen/ledger.sqlite`）、`run.json` 和 `index.html` 中各有一行，无论结果如何。"]
    out += ["Every book has its row in the ledger, in `run.json` and in `index.html`, whatever happened to it.", ""]
    out += _table("结果", OUTCOMES)
    out += ["", "## 页面的状态 · States of pages", ""]
    out += _table("状态", PAGE_STATES)
    out += ["", "## 限值 · Limits", "", "达到限值是一种结果，不会悄悄截断。A limit reached is an outcome, never a silent cut.", ""]
    out += ["| 代号 code | 设置 setting | 默认 default | 含义 | Meaning |", "|---|---|---|---|---|"]
    out += [f"| {code} | {setting} | {value} | {zh} | {en} |" for code, setting, value, zh, en in limit_rows()]
    return "\n".join(out) + "\n"


def _table(head: str, rows: dict[str, Meaning]) -> list[str]:
    out = [f"| {head} | 含义 | 怎样处理 | Meaning | What to do |", "|---|---|---|---|---|"]
    return out + [f"| `{key}` | {m.zh} | {m.zh_do} | {m.en} | {m.en_do} |" for key, m in rows.items()]


def main() -> None:
    path = Path(__file__).resolve().parent.parent / "docs" / "errors.md"
    path.write_text(markdown(), encoding="utf-8")
    print(path)


if __name__ == "__main__":
    main()
