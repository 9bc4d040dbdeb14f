"""Progress of a batch on stderr, and the table of results at its end on stdout."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import TextIO

from models.pages import char_width
from pipeline.jobs import Screened
from pipeline.masking import plain

EVERY = 5.0
"""Seconds between two lines where stderr is no terminal."""


class Progress:
    """Pages and books done, pages per second, time left. Called from several threads."""

    def __init__(self, books: int, already: int, stream: TextIO) -> None:
        self.books, self.done, self.stream = books, already, stream
        self.began = self.said = time.monotonic()
        self.pages: dict[str, tuple[int, int]] = {}
        self.finished: list[int] = []
        self.lock = threading.Lock()
        if already:
            print(f"{already} 份此前已完成，不再重读。", file=stream)

    def page(self, id: str, done: int, total: int) -> None:
        """A page of a book was read."""
        with self.lock:
            self.pages[id] = (done, total)
            self._say()

    def book(self, screened: Screened) -> None:
        """A book is finished."""
        with self.lock:
            self.done += 1
            self.pages[screened.id] = (screened.pages, screened.pages)
            self.finished.append(screened.pages)
            self._say(force=not self.stream.isatty())

    def _say(self, force: bool = False) -> None:
        now = time.monotonic()
        if not force and now - self.said < (0.2 if self.stream.isatty() else EVERY):
            return
        self.said = now
        pages = sum(done for done, _ in self.pages.values())
        speed = pages / max(now - self.began, 0.001)
        text = f"已完成 {self.done}/{self.books} 份，已读 {pages} 页，{speed:.2f} 页/秒{self._left(pages, speed)}"
        end = "" if self.stream.isatty() else "\n"
        print(("\r\033[K" if self.stream.isatty() else "") + text, end=end, file=self.stream, flush=True)

    def _left(self, pages: int, speed: float) -> str:
        """Time left, from the pages known and, for books not yet begun, the mean of those known."""
        known = [total for _, total in self.pages.values()]
        if not known or speed <= 0:
            return ""
        unknown = self.books - self.done - sum(1 for d, t in self.pages.values() if d < t)
        rest = sum(t - d for d, t in self.pages.values()) + max(0, unknown) * sum(known) / len(known)
        minutes, seconds = divmod(int(rest / speed), 60)
        return f"，约剩 {minutes} 分 {seconds:02d} 秒"

    def end(self) -> None:
        if self.stream.isatty():
            print(file=self.stream)

    @staticmethod
    def table(results: Sequence[Screened], out: str, stream: TextIO) -> None:
        """Per applicant: checks passed, failed, unsure, and where the dossier lies."""
        widths = (34, 6, 8, 8)
        print(_padded(("申报单位", "通过", "不符合", "待核实"), widths) + "审读档案", file=stream)
        for r in results:
            row = (plain(r.name or r.id), str(r.counts.get("pass", 0)), str(r.counts.get("fail", 0)), str(r.counts.get("unsure", 0)))
            print(_padded(row, widths) + f"{out}/{r.id}/dossier.html", file=stream)
            if r.code != "ok":
                print(f"    ※ {plain(r.message)}", file=stream)


def _padded(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Cells set in columns, full-width characters counted as two."""
    out = ""
    for cell, width in zip(cells, widths, strict=True):
        shown = sum(2 if char_width(c) == 1.0 else 1 for c in cell)
        out += cell + " " * max(1, width - shown)
    return out
