"""Versions of everything that a verdict depends on: they stand in run.json and in the key that says a book is done."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

LIBRARIES = ("rapidocr", "openvino", "pypdfium2", "pdfplumber", "spacy", "jieba", "opencv-python-headless", "office-wordcount")
CODE = ("models", "extractors", "validators", "pipeline")
FACTS = ("models", "extractors", "pipeline/reading", "pipeline/engines", "pipeline/extraction.py", "pipeline/screening.py")


@cache
def code_version() -> str:
    """The package's version and a digest of its own sources: an edited rule judges anew."""
    return f"{_installed('yushen')}+{_sources(CODE)}"


@cache
def facts_version() -> str:
    """A digest of the sources that make facts: an edited extractor extracts anew, an edited rule does not."""
    return _sources(FACTS)


def _sources(parts: tuple[str, ...]) -> str:
    root = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for part in parts:
        for path in [root / part] if part.endswith(".py") else sorted((root / part).rglob("*.py")):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "0"


def library_versions() -> dict[str, str]:
    """Library → version, with Python's own."""
    return {"python": platform.python_version(), **{name: _installed(name) for name in LIBRARIES}}


def engine_record(name: str) -> dict[str, Any]:
    """The engine's own version (models and precision in it), and the digests of the model files it reads with."""
    from pipeline.engines import make_engine
    from pipeline.engines.openvino_models import DETECTOR, RECOGNISER, model_path

    files = (DETECTOR, RECOGNISER) if name == "rapidocr" else ()
    digests = {file: hashlib.sha256(Path(model_path(file)).read_bytes()).hexdigest()[:16] for file in files}
    return {"name": name, "version": make_engine(name).version, "models": digests}


def folder_digest(folder: Path) -> str:
    """A digest of all files below a folder: which rulebook it was, to the letter."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
