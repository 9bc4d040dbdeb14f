"""CPU time, wall time and peak memory of a command with all its children."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from tests.report import ROOT

EVERY = 0.2


@dataclass(frozen=True, slots=True)
class Cost:
    """``series`` is the memory of all processes of the command together from time to time, in MiB (proportional set size)."""

    cpu: float
    wall: float
    series: tuple[float, ...]
    code: int
    output: str

    @property
    def peak(self) -> float:
        return max(self.series, default=0.0)


def cost(command: list[str], every: float = EVERY, **environment: str) -> Cost:
    """Runs a command to its end, looking at its memory ``every`` so many seconds. One engine thread per process, so that CPU time is work and not waiting in spin loops."""
    env = {**os.environ, "OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1", "PYTHONUTF8": "1", **environment}
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    series: list[float] = []
    over = threading.Event()

    def look() -> None:
        while not over.wait(every):
            series.append(sum(_pss(p) for p in _family(process.pid)))

    watcher = threading.Thread(target=look)
    watcher.start()
    output, errors = process.communicate()
    over.set()
    watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if process.returncode:
        print(errors[-2000:], file=sys.stderr)
    return Cost(cpu, time.monotonic() - began, tuple(series), process.returncode, output)


def _family(pid: int) -> list[int]:
    """A process and all that came of it."""
    out = [pid]
    for parent in out:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                out += [int(c) for c in children.read_text().split()]
            except OSError:
                continue
    return out


def _pss(pid: int) -> float:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except (OSError, ValueError):
        return 0.0
    return 0.0
