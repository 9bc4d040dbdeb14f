"""Pages as JSON and back, for the cache: values, no paths."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any

from models.geometry import Box
from models.pages import Cell, Line, Page, PageState, Picture, SealMark, Table

CODE = ("pipeline/reading", "pipeline/engines", "models/pages.py", "models/geometry.py")
EXTRACTORS = ("grid*.py", "seals*.py", "pictures.py")
"""Stages of reading that live with the extractors."""


@cache
def code_version() -> str:
    """A digest of the code that makes a page: an edited stage reads anew."""
    root = Path(__file__).resolve().parents[2]
    sources = [p for part in CODE for p in ([root / part] if part.endswith(".py") else (root / part).glob("*.py"))]
    sources += [p for pattern in EXTRACTORS for p in (root / "extractors").glob(pattern)]
    digest = hashlib.sha256()
    for path in sorted(sources):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def to_json(page: Page) -> dict[str, Any]:
    """All of a page but the name of its file."""
    body = asdict(replace(page, file=""))
    body["state"] = page.state.value
    return body


def from_json(body: dict[str, Any], file: str) -> Page:
    """What `to_json` made; raises ``KeyError``, ``TypeError`` or ``ValueError`` where it is something else."""
    return Page(
        file, body["number"], body["width"], body["height"], PageState(body["state"]), body["reason"], body["origin"], body["turned"],
        body["skew"], body["scanned"], tuple(_line(x) for x in body["lines"]), tuple(_table(t) for t in body["tables"]),
        tuple(SealMark(**{**s, "box": Box(**s["box"])}) for s in body["seals"]), tuple(_picture(p) for p in body["pictures"]),
        body["engine"], tuple(body["notes"]),
    )  # fmt: skip


def _line(body: dict[str, Any]) -> Line:
    edges = body["edges"]
    return Line(body["text"], Box(**body["box"]), body["confidence"], tuple(edges) if edges is not None else None)


def _table(body: dict[str, Any]) -> Table:
    cells = (Cell(**{**c, "box": Box(**c["box"]), "lines": tuple(_line(x) for x in c["lines"])}) for c in body["cells"])
    return Table(Box(**body["box"]), tuple(cells))


def _picture(body: dict[str, Any]) -> Picture:
    pixels = body["pixels"]
    return Picture(Box(**body["box"]), tuple(pixels) if pixels else None, body["phash"])
