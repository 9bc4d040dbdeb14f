"""A claim (占用标记) on an OUT in shared storage: one run at a time writes there, whichever machine it is on.

Such a store has no locks. A run therefore puts a small file there, renews it while it lives, and takes it away at its end. One that was
not renewed for `Limits.claim_seconds` is of a run that died, and is taken over; one of this machine at once, as here a lock tells.
"""

from __future__ import annotations

import json
import logging
import socket
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import uuid4

from models.limits import Limits
from pipeline.errors import OutputError
from pipeline.files import printable
from pipeline.stores import Store, mirrors

log = logging.getLogger(__name__)

PLACE = ".yushen/claim.json"
SETTLE = 1.0
"""Seconds after which a claim is looked at again: of two that were put there at once, the later one stands."""


class Claim:
    """Held from ``with`` to its end; `OutputError` where another machine's run holds it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._machine = _machine()
        self._seconds = Limits.from_environment().claim_seconds
        self._over = threading.Event()
        self._lost: dict[str, Any] | None = None
        self._renewing = threading.Thread(target=self._renew, daemon=True)

    def __enter__(self) -> Claim:
        self._refuse(self._others())
        self._put()
        self._over.wait(SETTLE)
        self._refuse(self._others())
        self._renewing.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._over.set()
        self._renewing.join()
        with suppress(OutputError):  # it ends by itself
            if self._lost is None:
                self._store.remove(PLACE)

    def check(self) -> None:
        """`OutputError` where this machine slept so long that another has taken over."""
        self._refuse(self._lost)

    def _refuse(self, other: dict[str, Any] | None) -> None:
        if other is not None:
            name, at = printable(str(other.get("name", ""))), time.strftime("%H:%M", time.localtime(other["at"]))
            raise OutputError(
                f"“{self._store.shown}”正被另一台机器“{name}”上的运行占用（{at} 尚在进行）。请等它结束，或换一个 --out；"
                f"如果那次运行已经中断，{-(-self._seconds // 60)} 分钟后再次运行同一命令即可接着做。"
            )

    def _others(self) -> dict[str, Any] | None:
        """The claim of another machine that is still alive."""
        with tempfile.TemporaryDirectory() as scratch:
            here = Path(scratch, "claim.json")
            if self._store.mark(PLACE) is None:
                return None
            self._store.fetch(PLACE, here)
            with suppress(ValueError, TypeError, KeyError):
                found: dict[str, Any] = json.loads(here.read_text(encoding="utf-8"))
                if found["machine"] != self._machine and time.time() - found["at"] < self._seconds:
                    return found
        return None

    def _put(self) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            here = Path(scratch, "claim.json")
            here.write_text(json.dumps({"machine": self._machine, "name": socket.gethostname(), "at": time.time()}), encoding="utf-8")
            self._store.send(here, PLACE)

    def _renew(self) -> None:
        while not self._over.wait(self._seconds / 4):
            try:
                self._lost = self._others()
                if self._lost is not None:
                    return
                self._put()
            except OutputError as error:
                log.warning("%s", error)  # the books that are sent say the same


def _machine() -> str:
    """What tells this machine (and cache folder) from others: a name made once."""
    place = mirrors() / "machine"
    with suppress(OSError):
        if known := place.read_text(encoding="ascii"):
            return known
    made = uuid4().hex
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.write_text(made, encoding="ascii")
    return made
