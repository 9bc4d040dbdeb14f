"""A time limit for one page inside the process; code that hangs below Python is ended by the parent (`pipeline.workers`)."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class PageTimeout(BaseException):
    """The page's time is up. Not an ``Exception``: libraries that swallow those must not swallow this."""


@contextmanager
def watched(seconds: float) -> Iterator[None]:
    """Raises `PageTimeout` inside the block when its time is up; does nothing outside the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise PageTimeout

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
