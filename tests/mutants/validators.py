"""Mutation testing of ``validators/``: the rules' tests against rules with one small change each. A change that no test sees survives.

Each mutant runs in a process forked from one that has the libraries and the rulebook loaded. ``YUSHEN_MUTANTS`` is how many to try (a random
sample, the same for one seed; 0 for all), ``YUSHEN_MUTANT_SECONDS`` when to stop.
"""

from __future__ import annotations

import contextlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import signal
import sys
import time
import types
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.mutants.mutations import Mutant, mutants
from tests.report import ROOT, Report

FOLDER = ROOT / "validators"
LEFT_OUT = ("__init__", "wording", "registry")
"""Nothing to judge in: imports, words, a table of names."""
FIRST = ("tests/test_rules_cannot_lie.py", "tests/test_batch_rules_cannot_lie.py")
SLOWEST = 600
SEED = 2025


def suites(module: str) -> list[str]:
    """The tests that judge rules, those that see most changes of a module first."""
    every = sorted(str(p.relative_to(ROOT)) for p in (ROOT / "tests").glob("test_*rules*.py"))
    near = [t for t in every if module.rstrip("s") in t]
    return list(dict.fromkeys([*near, *FIRST, *every]))


class Swapped(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module out of a changed tree."""

    def __init__(self, name: str, path: Path, mutant: Mutant) -> None:
        self.name, self.path, self.mutant = name, path, mutant

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_file_location(fullname, self.path, loader=self) if fullname == self.name else None  # type: ignore[arg-type]

    def exec_module(self, module: types.ModuleType) -> None:
        exec(compile(self.mutant.tree()[0], str(self.path), "exec"), module.__dict__)


def survives(module: str, mutant: Mutant) -> bool | None:
    """Whether the tests pass with the mutant in place; None where they did not come to an end."""
    child = os.fork()
    if child == 0:
        code = 3
        with contextlib.suppress(BaseException):
            code = _judged(module, mutant)
        os._exit(code)
    end = time.monotonic() + SLOWEST
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) == 0
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def _judged(module: str, mutant: Mutant) -> int:
    import pytest

    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    sys.meta_path.insert(0, Swapped(f"validators.{module}", FOLDER / f"{module}.py", mutant))
    return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "--no-header", *suites(module)]))


def _load() -> None:
    """Libraries and data that every mutant needs, but none of the validators."""
    import datasketch  # noqa: F401
    import hypothesis  # noqa: F401
    import openpyxl  # noqa: F401
    import pydantic  # noqa: F401
    import pytest  # noqa: F401
    import rapidfuzz.fuzz  # noqa: F401
    import stdnum.cn.uscc  # noqa: F401

    from pipeline.rulebook import load

    load("shijiazhuang-2025")
    for name in [m for m in sys.modules if m.split(".")[0] == "validators"]:
        del sys.modules[name]  # the forked processes import them anew, one of them changed


def reports() -> list[Report]:
    most = int(os.environ.get("YUSHEN_MUTANTS", "0"))
    seconds = float(os.environ.get("YUSHEN_MUTANT_SECONDS", "86400"))
    _load()
    modules = [p.stem for p in sorted(FOLDER.glob("*.py")) if p.stem not in LEFT_OUT]
    pool = [(name, m) for name in modules for m in mutants((FOLDER / f"{name}.py").read_text(encoding="utf-8"))]
    chosen = list(pool)
    random.Random(SEED).shuffle(chosen)
    chosen = chosen[:most] if most else chosen
    tried, killed, alive = Counter[str](), Counter[str](), []
    began = time.monotonic()
    for name, mutant in chosen:
        if time.monotonic() - began > seconds:
            break
        tried[name] += 1
        if survives(name, mutant):
            alive.append((name, mutant))
            print(f"survives: {name}.py:{mutant.line}: {mutant.tree()[1]}", file=sys.stderr, flush=True)
        else:
            killed[name] += 1
    total, lost = tried.total(), len(alive)
    rows = [(f"{name}.py", tried[name], killed[name], tried[name] - killed[name]) for name in modules if tried[name]]
    rows.append(("all", total, killed.total(), lost))
    notes = (
        f"{total} of {len(pool)} mutants (a random sample, seed {SEED}): comparisons, `and`/`or`, negations, numbers, arithmetic and verdicts; what only "
        f"words a message is left alone. Survivors: {lost / max(total, 1):.1%}, some of them of the same meaning as the original. "
        f"Made by `python -m tests.mutants --write` (`YUSHEN_MUTANTS`, `YUSHEN_MUTANT_SECONDS` bound it)."
    )
    survivors = tuple(
        (f"{name}.py:{m.line}", f"`{m.tree()[1]}`".replace("\n", " ")) for name, m in sorted(alive, key=lambda x: (x[0], x[1].line))
    )
    return [
        Report("Mutation testing of the rules", ("module", "mutants", "killed", "survived"), tuple(rows), notes),
        Report("Surviving mutants", ("where", "change"), survivors),
    ]
