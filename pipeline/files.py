"""Writing files so that a reader never meets half a file, and bytes that are the same from run to run."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import unicodedata
import uuid
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_RESERVED = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}


def canonical_json(value: Any, indent: int | None = 1) -> bytes:
    """Sorted keys, UTF-8, Chinese as it is, a newline at the end; refuses NaN, which is no JSON."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=indent, allow_nan=False)
    return (text + "\n").encode("utf-8", "replace")


def write_atomically(path: Path, content: bytes | str) -> Path:
    """Writes aside and renames: ``path`` holds the old content or the new, never a part."""
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(_aside(path.name, "new"))
    try:
        with aside.open("xb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return path


def write_folder(target: Path, files: Mapping[str, bytes]) -> Path:
    """Puts a folder of ``files`` in the place of ``target`` as a whole.

    An older folder stays until the new one is complete, and comes back where the exchange fails. What a killed run left
    beside it is removed first.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    _recover(target)
    new, old = target.with_name(_aside(target.name, "new")), target.with_name(_aside(target.name, "old"))
    try:
        new.mkdir()
        for name, data in files.items():
            write_atomically(new / name, data)
        if target.exists():
            target.rename(old)
        try:
            new.rename(target)
        except OSError:
            if old.exists():
                old.rename(target)
            raise
    finally:
        shutil.rmtree(new, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
    return target


def _aside(name: str, what: str) -> str:
    """A name beside ``name``, hidden, short enough for every file system."""
    return f".{_short(name, 180)}.{what}-{uuid.uuid4().hex[:8]}"


def _recover(target: Path) -> None:
    """Clears what a run that was killed in the middle left beside ``target``; its older folder is put back where nothing replaced it."""
    stem = f".{_short(target.name, 180)}."
    for left in sorted(target.parent.iterdir()):
        kind = left.name[len(stem) : len(stem) + 4] if left.name.startswith(stem) else ""
        if kind == "old-" and not target.exists():
            left.rename(target)
        elif kind in ("old-", "new-") and left.is_dir():
            shutil.rmtree(left, ignore_errors=True)


def _short(text: str, limit: int) -> str:
    """The longest head of ``text`` of at most ``limit`` bytes."""
    return text.encode("utf-8", "replace")[:limit].decode("utf-8", "ignore")


def printable(text: str) -> str:
    """Text without what no document may hold (control characters, lone surrogates) and without marks that turn its direction
    (U+202E and its kind make a name read as another)."""
    return _UNPRINTABLE.sub("", text)


def safe_name(text: str, limit: int = 180) -> str:
    """A name for a file or folder that every system takes: no separators, no control characters, not too long, not empty."""
    name = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", text)).strip(" .")
    name = _short(name, limit).rstrip(" .")
    return f"_{name}" if not name or name.casefold() in _RESERVED else name


def settled_zip(data: bytes, edit: Callable[[str, bytes], bytes] = lambda name, part: part) -> bytes:
    """A zip (docx, xlsx) with the same parts and without times, so that equal content is equal bytes; ``edit`` may change a part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            info = zipfile.ZipInfo(item.filename, _ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, edit(item.filename, source.read(item)))
    return out.getvalue()
