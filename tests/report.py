"""What `make eval` and `make bench` print: tables with the command that makes them, also kept as Markdown in `docs/`."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Report:
    """One measured table. ``rows`` hold as many cells as ``columns``; ``notes`` say what was counted and what is left out."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float, ...], ...]
    notes: str = ""

    def markdown(self) -> str:
        head = [f"### {self.title}", "", "| " + " | ".join(self.columns) + " |", "|" + "---|" * len(self.columns)]
        body = ["| " + " | ".join(_cell(c) for c in row) + " |" for row in self.rows]
        return "\n".join([*head, *body, *(["", self.notes] if self.notes else [])])


def _cell(value: str | int | float) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value).replace("|", "\\|")


def suites(package: ModuleType) -> dict[str, ModuleType]:
    """The modules of a package that have ``reports()``, by their names."""
    found = {}
    for info in pkgutil.iter_modules(package.__path__):
        if not info.name.startswith("_"):
            module = importlib.import_module(f"{package.__name__}.{info.name}")
            if hasattr(module, "reports"):
                found[info.name] = module
    return found


def run(package: ModuleType, names: list[str], document: Path | None) -> None:
    """Runs the named suites (all without names), prints their tables, and puts each between its marks in ``document``."""
    for name, module in suites(package).items():
        if names and name not in names:
            continue
        text = "\n\n".join(r.markdown() for r in module.reports())
        print(text, end="\n\n", flush=True)
        if document is not None:
            keep(document, name, text)


def keep(document: Path, name: str, text: str) -> None:
    """Puts a suite's tables between its marks in a document."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    old = document.read_text(encoding="utf-8") if document.exists() else ""
    block = f"{begin}\n{text}\n{end}"
    if begin in old and end in old:
        new = old[: old.index(begin)] + block + old[old.index(end) + len(end) :]
    else:
        new = f"{old.rstrip()}\n\n{block}\n"
    document.write_text(new, encoding="utf-8")
