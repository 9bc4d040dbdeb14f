"""A small process that outlives a run that was killed, and ends what that run has left behind: workers, and Prefect's server.

The run's processes are told by a mark in their environment, which children inherit. The guard waits for the end of its standard input, which
the system closes with the run, however that ended.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import uuid
from contextlib import suppress
from pathlib import Path

MARK = "YUSHEN_RUN"


def stand_guard() -> None:
    """Starts the guard of this process; children started from now on bear the mark."""
    os.environ[MARK] = uuid.uuid4().hex
    with suppress(OSError):
        _guards.append(
            subprocess.Popen(
                [sys.executable, "-S", str(Path(__file__)), os.environ[MARK]],
                stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
                env={k: v for k, v in os.environ.items() if k != MARK},
            )
        )  # fmt: skip


_guards: list[subprocess.Popen[bytes]] = []
"""Kept so that the pipe stays open as long as this process lives."""


def marked(mark: str) -> list[int]:
    """Processes of this user that bear the mark (Linux; elsewhere none)."""
    out = []
    wanted = f"{MARK}={mark}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                out.append(int(folder.name))
    return out


def main() -> None:
    sys.stdin.buffer.read()
    for pid in marked(sys.argv[1]):
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
