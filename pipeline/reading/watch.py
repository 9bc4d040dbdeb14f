"""A time limit for one page inside the process; code that hangs below Python is ended by the parent (`pipeline.workers`)."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class PageTimeout(BaseException):
    """The page's time is up. Not an ``Exception``: libraries that swallow those must not swallow this."""


PATIENCE = 3
"""How many times longer than its processor time a page may take by the clock: on a crowded machine it must wait its turn."""


@contextmanager
def watched(seconds: float) -> Iterator[None]:
    """Raises `PageTimeout` inside the block after so many seconds of the processor's time, or `PATIENCE` times as many of the clock's;
    does nothing outside the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise PageTimeout

    timers = ((signal.ITIMER_PROF, signal.SIGPROF, seconds), (signal.ITIMER_REAL, signal.SIGALRM, PATIENCE * seconds))
    before = [signal.signal(number, ring) for _, number, _ in timers]
    for timer, _, time in timers:
        signal.setitimer(timer, time)
    try:
        yield
    finally:
        for timer, _, _ in timers:
            signal.setitimer(timer, 0)
        for (_, number, _), old in zip(timers, before, strict=True):
            signal.signal(number, old)
