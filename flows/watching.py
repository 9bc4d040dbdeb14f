"""``yushen watch``: a folder into which books arrive; each is screened once its files have stopped growing."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NoReturn

from pipeline.errors import InputError, OutputError
from pipeline.files import printable
from pipeline.intake import ApplicantFolder, Batch, discover
from pipeline.masking import masked

State = dict[str, tuple[int, int]]
"""File → size and time of its last change."""

PATIENCE = 6
"""Looks left out after an error."""


class Arrivals:
    """Which applicants are there in full: none of their files has changed for ``settle`` seconds."""

    def __init__(self, settle: float) -> None:
        self.settle = settle
        self._seen: dict[str, tuple[int, int, float]] = {}
        self._screened: dict[str, State] = {}
        self._screening: dict[str, State] = {}

    def look(self, batch: Batch, now: float) -> None:
        """Notes the files as they are ``now``."""
        for path, (size, changed) in _state(_paths(batch)).items():
            known = self._seen.get(path)
            if known is None or known[:2] != (size, changed):
                self._seen[path] = (size, changed, now)

    def settled(self, files: Iterable[Path], now: float) -> bool:
        """Whether the files have rested."""
        times = [self._seen.get(str(f)) for f in files]
        return all(t is not None and now - t[2] >= self.settle for t in times)

    def ready(self, batch: Batch, now: float) -> frozenset[ApplicantFolder]:
        """All settled applicants where one of them, or a county's table, is new or has changed since what was last `screened`; else none.

        A table that is still arriving is waited for: it is compared with the books.
        """
        self.look(batch, now)
        settled = frozenset(a for a in batch.applicants if self.settled((f.path for f in a.files), now))
        if not settled or not self.settled((t.path for t in batch.tables), now):
            return frozenset()
        self._screening = {a.id: _state(f.path for f in a.files) for a in settled} | {"": _state(t.path for t in batch.tables)}
        if all(self._screened.get(id) == state for id, state in self._screening.items()):
            return frozenset()
        return settled

    def screened(self) -> None:
        """What was `ready` has been screened as it was then."""
        self._screened.update(self._screening)


def _paths(batch: Batch) -> Iterable[Path]:
    return (*(f.path for a in batch.applicants for f in a.files), *(t.path for t in batch.tables))


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
    arrivals, said = Arrivals(settle), ""
    while True:
        pause = every
        if (batch := _arrived(folder)) is not None and (ready := arrivals.ready(batch, time.monotonic())):
            try:
                screen(ready.__contains__)
                arrivals.screened()
                said = ""
                print("继续守候……", file=sys.stderr, flush=True)
            except (InputError, OutputError) as error:  # a full disk or a share that has gone will be mended: a watch goes on
                if str(error) != said:
                    print(f"错误：{masked(printable(str(error)))}\n继续守候，排除后自动重试。", file=sys.stderr, flush=True)
                said, pause = str(error), every * PATIENCE
        time.sleep(pause)


def _arrived(folder: Path) -> Batch | None:
    """What lies in the folder; nothing while it is empty."""
    try:
        return discover(folder)
    except InputError:
        return None
