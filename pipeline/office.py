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

from models.limits import Limits

PROGRAMS = ("soffice", "libreoffice")
ABSENT = "文件为 .doc、.wps 等旧格式，本机没有 LibreOffice，未能转换；请另存为 .docx，或安装 LibreOffice（apt-get install libreoffice-writer）后重新运行。"
BROKEN = "文件为 .doc、.wps 等旧格式，LibreOffice 未能转换；请另存为 .docx 后报送。"


GUARDED = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""
"""The profile of a conversion: no macro runs, no linked file is fetched, whatever the document asks for."""


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
        source, profile = Path(folder) / f"copy{_suffix(path)}", Path(folder) / "profile"
        shutil.copyfile(path, source)
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(GUARDED, encoding="utf-8")
        command = [
            soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck",
            "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(Path(folder) / "out"), str(source),
        ]  # fmt: skip
        _run(command)
        made = Path(folder) / "out" / "copy.docx"
        if not made.is_file():
            raise NotConverted(BROKEN)
        yield made


def _suffix(path: Path) -> str:
    """By what the file is: a .wps is Word's own format under another name, and LibreOffice would take it for Microsoft Works'."""
    with path.open("rb") as stream:
        head = stream.read(8)
    return ".doc" if head.startswith(b"\xd0\xcf\x11\xe0") else ".rtf" if head.startswith(b"{\\rtf") else path.suffix or ".doc"


def _run(command: list[str]) -> None:
    """Runs the conversion; on its deadline the whole process group ends, since soffice leaves the work to a child."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True) as process:
        try:
            process.wait(Limits.from_environment().convert_seconds)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise NotConverted(BROKEN) from None
