"""LibreOffice, where it is at hand: .doc, .wps and .rtf become .docx. A process of its own, with a profile of its own and a deadline."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PROGRAMS = ("soffice", "libreoffice")
SECONDS = 120
ABSENT = "文件为 .doc、.wps 等旧格式，本机没有 LibreOffice，未能转换；请另存为 .docx，或安装 LibreOffice（apt-get install libreoffice-writer）后重新运行。"
BROKEN = "文件为 .doc、.wps 等旧格式，LibreOffice 未能转换；请另存为 .docx 后报送。"


class NotConverted(Exception):
    """There is no .docx; the message is for users."""


def program() -> str | None:
    """LibreOffice's program, ``None`` where it is not installed."""
    return next((found for p in PROGRAMS if (found := shutil.which(p))), None)


@contextmanager
def as_docx(path: Path) -> Iterator[Path]:
    """The file as a .docx, kept while the context lasts; `NotConverted` where that cannot be had."""
    soffice = program()
    if soffice is None:
        raise NotConverted(ABSENT)
    with tempfile.TemporaryDirectory(prefix="yushen-") as folder:
        source = Path(folder) / ("copy" + (path.suffix if path.suffix.isascii() else ".doc"))
        shutil.copyfile(path, source)
        command = [
            soffice, f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}", "--headless", "--norestore", "--nolockcheck",
            "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(Path(folder) / "out"), str(source),
        ]  # fmt: skip
        _run(command)
        made = Path(folder) / "out" / "copy.docx"
        if not made.is_file():
            raise NotConverted(BROKEN)
        yield made


def _run(command: list[str]) -> None:
    """Runs the conversion; on its deadline the whole process group ends, since soffice leaves the work to a child."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True) as process:
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise NotConverted(BROKEN) from None
