"""``yushen watch``: a folder into which books arrive; each is screened once its files have stopped growing."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NoReturn

from pipeline.errors import InputError
from pipeline.intake import ApplicantFolder, Batch, discover

State = dict[str, tuple[int, int]]
"""File → size and time of its last change."""


class Arrivals:
    """Which applicants are there in full: none of their files has changed for ``settle`` seconds."""

    def __init__(self, settle: float) -> None:
        self.settle = settle
        self._seen: dict[str, tuple[int, int, float]] = {}
        self._screened: dict[str, State] = {}

    def look(self, batch: Batch, now: float) -> None:
        """Notes the files as they are ``now``."""
        for path, (size, changed) in _state(_paths(batch)).items():
            known = self._seen.get(path)
            if known is None or known[:2] != (size, changed):
                self._seen[path] = (size, changed, now)

    def settled(self, applicant: ApplicantFolder, now: float) -> bool:
        """Whether the applicant's files have rested."""
        times = [self._seen.get(str(f.path)) for f in applicant.files]
        return all(t is not None and now - t[2] >= self.settle for t in times)

    def ready(self, batch: Batch, now: float) -> frozenset[ApplicantFolder]:
        """All settled applicants where one of them is new or has changed since the last call that returned any; else none."""
        self.look(batch, now)
        settled = frozenset(a for a in batch.applicants if self.settled(a, now))
        states = {a.id: _state(f.path for f in a.files) for a in settled}
        if all(self._screened.get(id) == state for id, state in states.items()):
            return frozenset()
        self._screened.update(states)
        return settled


def _paths(batch: Batch) -> Iterable[Path]:
    return (f.path for a in batch.applicants for f in a.files)


def _state(paths: Iterable[Path]) -> State:
    out: State = {}
    for path in paths:
        try:
            found = path.stat()
        except OSError:
            out[str(path)] = (-1, 0)  # gone or not yet readable: it counts as a change when it comes
            continue
        out[str(path)] = (found.st_size, found.st_mtime_ns)
    return out


def watch(folder: Path, screen: Callable[[Callable[[ApplicantFolder], bool]], object], *, every: float, settle: float) -> NoReturn:
    """Calls ``screen`` with what says which applicants are ready, whenever there are new ones, until interrupted."""
    if not folder.is_dir():
        raise InputError(f"找不到文件夹“{folder}”。请检查路径。")
    print(f"正在守候“{folder}”，新到的申报书在 {settle:g} 秒内不再变化后即开始审读。按 Ctrl+C 结束。", file=sys.stderr, flush=True)
    arrivals = Arrivals(settle)
    while True:
        if (batch := _arrived(folder)) is not None and (ready := arrivals.ready(batch, time.monotonic())):
            screen(ready.__contains__)
        time.sleep(every)


def _arrived(folder: Path) -> Batch | None:
    """What lies in the folder; nothing while it is empty."""
    try:
        return discover(folder)
    except InputError:
        return None
