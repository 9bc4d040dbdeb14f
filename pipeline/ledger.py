"""The ledger (台账): one row per book, whatever happened to it. SQLite in OUT, so that it survives a killed run.

Prefect's states are not consulted: a killed worker leaves its run "Running" for ever. What is done is what stands here with
the same input key, and whose dossier is there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.errors import OutputError

Outcome = Literal["pending", "done", "partial", "failed"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS books (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, county TEXT NOT NULL, outcome TEXT NOT NULL, code TEXT NOT NULL,
    message TEXT NOT NULL, pages INTEGER NOT NULL, seconds REAL NOT NULL, input_key TEXT NOT NULL, dossier TEXT NOT NULL
)
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A book's row. ``code`` is a stable word for the outcome (ok, encrypted, unreadable, timeout, crashed, …)."""

    id: str
    name: str
    county: str
    outcome: Outcome
    code: str
    message: str
    pages: int = 0
    seconds: float = 0.0
    input_key: str = ""
    dossier: str = ""


class Ledger:
    """Access to the ledger of one OUT; each call is a transaction of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._open() as db:
            db.execute(_SCHEMA)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            db = sqlite3.connect(self.path, timeout=60)
            try:
                with db:
                    yield db
            finally:
                db.close()
        except sqlite3.DatabaseError as error:
            raise OutputError(
                f"台账“{self.path}”无法读写（{error}）。请检查磁盘空间和权限；台账已损坏时删除该文件，再次运行同一命令即可。"
            ) from error

    def put(self, row: Row) -> None:
        """Writes a book's row, in place of an older one."""
        values = (row.id, row.name, row.county, row.outcome, row.code, row.message, row.pages, row.seconds, row.input_key, row.dossier)
        with self._open() as db:
            db.execute("INSERT OR REPLACE INTO books VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)

    def get(self, id: str) -> Row | None:
        with self._open() as db:
            found = db.execute("SELECT * FROM books WHERE id = ?", (id,)).fetchone()
        return Row(*found) if found else None

    def rows(self) -> list[Row]:
        """All rows, by id."""
        with self._open() as db:
            return [Row(*r) for r in db.execute("SELECT * FROM books ORDER BY id")]

    def keep_only(self, ids: set[str]) -> list[str]:
        """Drops the rows of books that are no longer in the submission folder; returns their ids."""
        gone = [r.id for r in self.rows() if r.id not in ids]
        with self._open() as db:
            db.executemany("DELETE FROM books WHERE id = ?", [(g,) for g in gone])
        return gone
