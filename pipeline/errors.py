"""Exit codes and the errors that end a command, each with a message in Chinese that says what to do.

Exit codes are a stable interface; ``docs/errors.md`` is generated from here.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """How a command ended (退出码)."""

    OK = 0
    """全部完成。"""
    INTERNAL = 1
    """程序内部错误：请把标准错误输出连同 run.json 发给维护人员。"""
    USAGE = 2
    """命令用法有误：见 yushen --help。"""
    INPUT = 3
    """申报材料文件夹不存在、为空或没有可审的文件。"""
    RULEBOOK = 4
    """规则集有误：按提示的文件和行号改正。"""
    OUTPUT = 5
    """输出文件夹不可写、空间不足或正被另一次运行占用。"""
    PARTIAL = 6
    """批次已完成，但有申报书未能审读：见 index.html 的“读取情况”。"""
    ENGINE = 7
    """识别引擎不可用：运行 yushen doctor 查看缺什么、怎样补。"""
    INTERRUPTED = 130
    """被中断：再次运行同一命令即可接着做。"""


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
