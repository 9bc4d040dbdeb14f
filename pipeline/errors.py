"""Exit codes and the errors that end a command, each with a message in Chinese that says what to do.

Exit codes and the codes of outcomes are a stable interface; ``docs/errors.md`` is generated from here (`pipeline.error_docs`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """How a command ended (退出码)."""

    OK = 0
    INTERNAL = 1
    USAGE = 2
    INPUT = 3
    RULEBOOK = 4
    OUTPUT = 5
    PARTIAL = 6
    ENGINE = 7
    INTERRUPTED = 130


@dataclass(frozen=True)
class Meaning:
    """What an outcome means and what to do about it, in Chinese and in English."""

    zh: str
    zh_do: str
    en: str
    en_do: str


EXITS: dict[ExitCode, Meaning] = {
    ExitCode.OK: Meaning("全部完成。", "无须处理。", "Everything was done.", "Nothing."),
    ExitCode.INTERNAL: Meaning(
        "程序内部错误。", "再次运行同一命令可接着做；仍然出错时，请把标准错误输出连同 `run.json` 发给维护人员。",
        "An error of the program itself.", "The same command goes on; where it fails again, send stderr and `run.json` to the maintainers.",
    ),
    ExitCode.USAGE: Meaning(
        "命令用法有误。", "见 `yushen --help` 和 `yushen run --help`。", "The command was misused.", "See `yushen --help` and `yushen run --help`."
    ),
    ExitCode.INPUT: Meaning(
        "申报材料文件夹（或共享存储的地址）不存在、无权访问、为空或没有可审的文件；口令文件无法读取；或 `--dask` 的集群连不上。", "检查路径、地址和凭证；文件夹应为“县/企业/申报书.pdf”，或直接放各企业的 PDF。",
        "The submission folder (or what a URL names) is not there, must not be read, is empty, or holds nothing to screen; the password file cannot be read; or the cluster of `--dask` is not reached.",
        "Check path, address and credentials; a folder is `county/applicant/….pdf`, or holds one PDF per applicant.",
    ),
    ExitCode.RULEBOOK: Meaning(
        "规则集有误。", "按提示的文件、行号和键改正。", "The rulebook is not valid.", "Mend it where the message says: file, line and key."
    ),
    ExitCode.OUTPUT: Meaning(
        "输出文件夹（或共享存储的地址）不可写（空间不足、只读、已断开、无权限）或正被另一次运行占用。", "排除故障后再次运行同一命令即可接着做；已完成的不受影响。",
        "OUT cannot be written (full, read-only, gone, no permission) or another run is writing to it.",
        "Mend that and give the same command again: it goes on, and what is finished stays.",
    ),
    ExitCode.PARTIAL: Meaning(
        "批次已完成，但有申报书未能全部审读。", "见 `index.html` 的“读取情况”；请企业重新报送后，再次运行同一命令。",
        "The batch is done, but some book could not be screened in whole.",
        "See 读取情况 in `index.html`; have the applicant send it anew, and give the same command again.",
    ),
    ExitCode.ENGINE: Meaning(
        "识别引擎不可用。", "运行 `yushen doctor` 查看缺什么、怎样补。", "The OCR engine is not to be had.", "`yushen doctor` says what is missing and how to mend it."
    ),
    ExitCode.INTERRUPTED: Meaning(
        "被中断（Ctrl-C）。", "再次运行同一命令即可接着做。", "Interrupted (Ctrl-C).", "The same command goes on."
    ),
}  # fmt: skip

OUTCOMES: dict[str, Meaning] = {
    "ok": Meaning("全部文件已读取。", "无须处理。", "All files were read.", "Nothing."),
    "unreadable": Meaning(
        "文件损坏、为空，或内容与扩展名不符。", "请企业用原软件重新导出或重新扫描后提供。",
        "The file is damaged, empty, or not what its name says.", "Have the applicant export or scan it anew.",
    ),
    "encrypted": Meaning(
        "文件设有打开口令，现有口令均不能打开。", "请企业取消口令；或把口令写入文件（UTF-8，每行一个），用 `--passwords` 给出。",
        "The file needs a password, and none that was given opens it.",
        "Have it sent without one; or write the password into a file (UTF-8, one a line) and give that with `--passwords`.",
    ),
    "too_large": Meaning(
        "文件、页数、图像或解压后的大小超过限值，消息中写明哪一项。", "请企业压缩或拆分；确需审读时提高该限值（见下表）。",
        "The file, its pages, its picture or what it unpacks to is over a limit; the message names it.",
        "Have it made smaller or split; or raise that limit (see below).",
    ),
    "unsupported": Meaning(
        "不支持此类文件（压缩包、.doc、.wps 等）。", "请解压，或转为 PDF（可编辑版转为 .docx）后提供。",
        "A kind of file that is not read (archives, .doc, .wps).", "Unpack it, or have it turned into PDF (an editable copy into .docx).",
    ),
    "timeout": Meaning(
        "整份申报书用时超过限值，或长时间没有进展；已中止，其余不受影响。", "再次运行同一命令会重试；消息写明停在哪一页，请检查该页。",
        "The book took longer than it may, or made no progress; it was ended, the others are not affected.",
        "The same command tries again; the message says at which page it stopped.",
    ),
    "crashed": Meaning(
        "审读该份的进程多次意外退出（文件使程序崩溃，或内存不足）；其余不受影响。", "再次运行同一命令会重试；消息写明停在哪一页，请检查该文件。",
        "The process that read this book died more than once (the file crashed it, or memory ran out); the others are not affected.",
        "The same command tries again; the message says at which page it stopped.",
    ),
    "internal": Meaning(
        "程序处理该份时出错；其余不受影响。", "请把日志发给维护人员。",
        "An error of the program with this book; the others are not affected.", "Send the log to the maintainers.",
    ),
    "unreachable": Meaning(
        "文件当时无法读取（没有权限，或网络盘断开）；不是文件本身的问题。", "检查权限和网络盘，再次运行同一命令即会重读。",
        "The file could not be reached (permission, a share that has gone); no fault of its own.",
        "Check permission and share; the same command reads it again.",
    ),
    "empty": Meaning(
        "企业的文件夹中没有可审的文件。", "请补交申报材料。", "The applicant's folder holds nothing to screen.", "Have the papers sent."
    ),
}  # fmt: skip
"""How a book, or a file of it, ended: the ``code`` of the ledger, of ``run.json`` and of the reports."""

PAGE_STATES: dict[str, Meaning] = {
    "read": Meaning("已读出。", "无须处理。", "Read.", "Nothing."),
    "blank": Meaning("空白页。", "无须处理。", "Blank.", "Nothing."),
    "illegible": Meaning(
        "有内容而无法辨认；涉及该页的检查不判合格。", "请企业提供清晰的页面。",
        "There is something on it that cannot be made out; no check passes on it.", "Have a clear page sent.",
    ),
    "failed": Meaning(
        "程序未能读取（损坏、超时、过大）；涉及该页的检查不判合格。", "请人工查看该页；或请企业重新导出、重新扫描。",
        "It could not be read (damaged, too slow, too large); no check passes on it.", "Look at the page; or have it exported or scanned anew.",
    ),
}  # fmt: skip


class YushenError(Exception):
    """An error that a user can mend. ``str()`` is the message shown, in Chinese."""

    code: ExitCode = ExitCode.INTERNAL


class InputError(YushenError):
    """The submission folder or file is not there, empty, or holds nothing to screen."""

    code = ExitCode.INPUT


class RulebookError(YushenError):
    """A rulebook is not valid; the message names file and line."""

    code = ExitCode.RULEBOOK


class OutputError(YushenError):
    """OUT cannot be written or is locked by another run."""

    code = ExitCode.OUTPUT


class EngineError(YushenError):
    """An OCR engine or its model is missing."""

    code = ExitCode.ENGINE
