"""Pages as JSON and back, for the cache: values, no paths."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from models.pages import Page

CODE = ("pipeline/reading", "pipeline/engines", "models/pages.py", "models/geometry.py")
EXTRACTORS = ("grid*.py", "seals*.py", "pictures.py", "furniture.py")
"""Stages of reading that live with the extractors."""

_PAGE: TypeAdapter[Page] = TypeAdapter(Page)


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
    body: dict[str, Any] = _PAGE.dump_python(replace(page, file=""), mode="json")
    return body


def from_json(body: Any, file: str) -> Page:
    """What `to_json` made; raises ``ValueError`` where it is something else."""
    return replace(_PAGE.validate_python(body), file=file)
