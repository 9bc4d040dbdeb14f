"""What was read is kept: content-addressed, so that a file is read once however often it is screened or renamed.

An entry's key is made of the file's bytes, the page, the stage, and the versions of code, model and parameters; its value is JSON
without any path. Entries are written aside and renamed; one that cannot be read is a miss.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import json
import os
import time
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

PRUNE_EVERY = 400
"""Writes between two looks at the size of the cache."""
STALE_SECONDS = 3600.0
"""Age from which what a killed run left behind is forgotten."""


def default_folder() -> Path:
    """YUSHEN_CACHE, or ``yushen`` in the user's cache folder."""
    if own := os.environ.get("YUSHEN_CACHE"):
        return Path(own)
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if Path(base).is_absolute() else Path.home() / ".cache") / "yushen"


class Cache:
    """A folder of entries, bounded in size; safe to share between processes."""

    def __init__(self, folder: Path | None = None, mib: int = 2048) -> None:
        self.folder = folder or default_folder()
        self._bytes = mib << 20
        self._writes = 0

    def get(self, *key: str) -> Any | None:
        """The value of an entry; ``None`` where there is none, or a broken one."""
        path = self._path(key)
        try:
            value = json.loads(gzip.decompress(path.read_bytes()))
        except FileNotFoundError:
            return None
        except (OSError, EOFError, ValueError, zlib.error):
            with suppress(OSError):
                path.unlink()
            return None
        with suppress(OSError):
            os.utime(path)
        return value

    def put(self, value: Any, *key: str) -> None:
        """Keeps a value; a full or read-only disk costs speed, never the run."""
        path = self._path(key)
        data = gzip.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 4, mtime=0)
        aside = path.with_name(f"{path.name}.{uuid4().hex[:8]}.tmp")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            aside.write_bytes(data)
            aside.replace(path)
        except OSError:
            with suppress(OSError):
                aside.unlink()
            return
        self._writes += 1
        if self._writes % PRUNE_EVERY == 1:
            self.prune()

    def prune(self) -> None:
        """Removes the entries longest unused until the cache is within its bound, and what killed runs left."""
        entries, total, now = [], 0, time.time()
        for path in self._files():
            with suppress(OSError):
                found = path.stat()
                if path.suffix in (".tmp", ".try") and now - found.st_mtime > STALE_SECONDS:
                    path.unlink()
                    continue
                entries.append((found.st_mtime, found.st_size, path))
                total += found.st_size
        if total <= self._bytes:
            return
        for _, size, path in sorted(entries, key=lambda e: (e[0], str(e[2]))):
            with suppress(OSError):
                path.unlink()
                total -= size
            if total <= 0.8 * self._bytes:
                return

    def size(self) -> tuple[int, int]:
        """Entries and their bytes."""
        sizes = []
        for path in self._files():
            with suppress(OSError):
                sizes.append(path.stat().st_size)
        return len(sizes), sum(sizes)

    @property
    def bound(self) -> int:
        """Bytes from which the entries longest unused go."""
        return self._bytes

    def clear(self) -> None:
        """Removes all entries, and nothing else that may lie in the folder."""
        for path in list(self._files()):
            with suppress(OSError):
                path.unlink()
        for folder in self.folder.glob("[0-9a-f][0-9a-f]"):
            with suppress(OSError):
                folder.rmdir()

    def _files(self) -> Iterator[Path]:
        for kind in ("json.gz", "try", "tmp"):
            yield from self.folder.glob(f"[0-9a-f][0-9a-f]/*.{kind}")

    @contextmanager
    def attempt(self, *key: str, most: int) -> Iterator[bool]:
        """Around work that may end the process. Gives whether it may be done: not where ``most`` processes did not survive it.

        Each attempt is a file locked by its process. One that can be locked is a dead process's: another that does the same work at
        the same time (a file in two applications) says nothing against it. Forgotten after an hour, or once the work came to an end.
        """
        own = self._attempts(key, f"{os.getpid()}-{uuid4().hex[:8]}")
        dead = [path for path in own.parent.glob(own.name.split(".")[0] + ".*.try") if _is_dead(path)]
        with ExitStack() as stack:
            with suppress(OSError):  # a full or read-only disk: nothing is kept, and nothing is counted
                own.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                held = stack.enter_context(own.open("w"))
                stack.callback(own.unlink, missing_ok=True)
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            allowed = len(dead) < most
            try:
                yield allowed
            finally:
                for path in dead if allowed else ():
                    with suppress(OSError):
                        path.unlink()

    def holds(self, *key: str) -> bool:
        """Whether an entry is there or the work for it has begun."""
        any_attempt = self._attempts(key, "*")
        return self._path(key).exists() or any(True for _ in any_attempt.parent.glob(any_attempt.name))

    def _attempts(self, key: tuple[str, ...], which: str) -> Path:
        path = self._path(key)
        return path.with_name(f"{path.name.split('.')[0]}.{which}.try")

    def _path(self, key: tuple[str, ...]) -> Path:
        name = hashlib.sha256("\0".join(key).encode("utf-8", "surrogatepass")).hexdigest()
        return self.folder / name[:2] / f"{name[2:]}.json.gz"


def _is_dead(path: Path) -> bool:
    """Whether the process that made this attempt is gone, within the hour."""
    with suppress(OSError):
        if time.time() - path.stat().st_mtime > STALE_SECONDS:
            return False
        with path.open() as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    return False
