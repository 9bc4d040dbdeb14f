"""``yushen doctor``: what is installed, what is missing, and the command that mends it."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

from pipeline.errors import ExitCode, YushenError

PACKAGES = (
    "rapidocr",
    "openvino",
    "pypdfium2",
    "pdfplumber",
    "spacy",
    "jieba",
    "pandas",
    "prefect",
    "pytesseract",
    "docxtpl",
    "xlsxwriter",
)


def examine() -> ExitCode:
    """Prints a line per part; the exit code says whether the default path works."""
    print(f"Python        {platform.python_version()}（{sys.executable}）")
    missing = [p for p in PACKAGES if not _package(p)]
    works = not missing
    if missing:
        print(f"缺少的包      {'、'.join(missing)}。补救：make setup")
    for label, part, needed in (
        ("默认引擎", _rapidocr, True),
        ("第二引擎", _tesseract, False),
        ("规则集", _rulebooks, True),
        ("浏览器", _browser, False),
    ):
        good, message = _guarded(part)
        print(f"{label:<8}      {'正常' if good else '缺失' if not needed else '有误'}：{message}")
        works = works and (good or not needed)
    print("可以使用。" if works else "默认流程不可用，请按上面的提示补救。")
    return ExitCode.OK if works else ExitCode.ENGINE


def _package(name: str) -> bool:
    try:
        print(f"{name:<13} {version(name)}")
    except PackageNotFoundError:
        print(f"{name:<13} 未安装")
        return False
    return True


def _guarded(part: Callable[[], tuple[bool, str]]) -> tuple[bool, str]:
    try:
        return part()
    except YushenError as error:
        return False, str(error)
    except Exception as error:
        return False, f"{type(error).__name__}: {error}"


def _rapidocr() -> tuple[bool, str]:
    """The engine reads a picture of its own making: models and run time are there and work."""
    import numpy as np

    from pipeline.engines import make_engine

    engine = make_engine("rapidocr")
    engine.recognise(np.full((48, 160, 3), 255, np.uint8))
    return True, f"{engine.name} {engine.version}（模型随安装包提供，运行时不下载）"


def _tesseract() -> tuple[bool, str]:
    hint = "安装：apt-get install tesseract-ocr tesseract-ocr-chi-sim"
    if shutil.which("tesseract") is None:
        return False, f"未找到 Tesseract（可选）。{hint}"
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, timeout=20, check=False).stdout.split()
    if "chi_sim" not in listed:
        return False, f"Tesseract 没有简体中文模型（可选）。{hint}"
    first = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, timeout=20, check=False).stdout.splitlines()
    return True, first[0] if first else "tesseract"


def _rulebooks() -> tuple[bool, str]:
    from pipeline.rulebook import available, load

    found = [load(id) for id in available()]
    return bool(found), "；".join(
        f"{r.id}（版本 {r.heading.version}，{len(r.rules)} 条规则）" for r in found
    ) or "data/rulebooks 中没有规则集"


def _browser() -> tuple[bool, str]:
    name = next((n for n in ("chromium", "chromium-browser", "google-chrome") if shutil.which(n)), None)
    return bool(name), name or "未找到 Chromium（仅测试用，可选）。安装：apt-get install chromium"
