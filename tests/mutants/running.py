"""What becomes of a mutant: in a forked process, the tests that run its place, until one fails.

Most of a test's time goes into rules that the mutant does not touch. So a test first runs with the touched rules alone; where it then fails, it
counts only if it fails with all rules too. (A test that passes so passes with all of them: the others judge as they do without the mutant.)
"""

from __future__ import annotations

import contextlib
import gc
import inspect
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

from tests.mutants.mutations import Mutant
from tests.mutants.places import Place, functions, place, put
from tests.mutants.reach import OF_ALL, Reach, around_rules
from tests.report import ROOT

SUITES = sorted(p for p in (ROOT / "tests").glob("test_*.py") if "rules" in p.name or "validators" in p.read_text("utf-8"))
SURVIVED, KILLED, ELSEWHERE = 0, 1, 4
SPARE = 10.0
"""Seconds beside three times what its tests usually take; a mutant that needs more hangs, and so is seen."""

Judge = Callable[[str, Mutant], str]


@cache
def _text(item: pytest.Item) -> str:
    """The words of a test: one that names a rule or a function is likely to see a change of it, and so is tried first."""
    return inspect.getsource(getattr(item, "function", type(item)))


class Loop:
    """In the place of pytest's own loop: finds out which test runs what, then ``work``, given what tells a mutant's fate."""

    def __init__(self, work: Callable[[Judge], None], kept: Path) -> None:
        self.work, self.kept = work, kept
        self.items: dict[str, pytest.Item] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.items = {item.nodeid: item for item in session.items}
        self.reach = self._found()
        one_of_each = {item.nodeid.split("[")[0]: id for id, item in self.items.items()}
        for id in one_of_each.values():
            self._fails(id)  # what they load is there for all forked processes
        functions()
        gc.freeze()
        self.work(self.fate)
        return True

    def _found(self) -> Reach:
        reach = Reach.kept(self.kept)
        if not (new := [id for id in self.items if id not in reach.seconds]):
            return reach
        with reach.watching() as next_test:
            for id in new:
                next_test(id)
                began = time.perf_counter()
                if self._fails(id):
                    raise pytest.UsageError(f"{id} fails without any mutant")
                reach.seconds[id] = time.perf_counter() - began
        reach.save(self.kept)
        return reach

    def _fails(self, id: str) -> bool:
        return any(report.failed for report in runtestprotocol(self.items[id], log=False, nextitem=None))

    def fate(self, module: str, mutant: Mutant) -> str:
        """``killed``, ``survived``, ``not run`` where no test runs the changed place, ``not tried`` where it cannot be put there."""
        where = place(mutant)
        tests, rules = self.reach.of(module, where)
        if not tests and (where.lines or where.names):
            return "not run"
        words = {*rules, *([where.function.rpartition(".")[2]] if where.function else ())}
        near = {id for id in tests if any(word in id or word in _text(self.items[id]) for word in words)}
        chosen = sorted(tests, key=lambda id: (id not in near, self.reach.seconds[id]))
        child = os.fork()
        if child == 0:
            code = KILLED
            with contextlib.suppress(BaseException):
                code = self._judged(module, mutant, where, chosen, set() if module in OF_ALL else rules)
            os._exit(code)
        _, status = os.waitpid(child, 0)
        return {SURVIVED: "survived", ELSEWHERE: "not tried"}.get(os.waitstatus_to_exitcode(status), "killed")

    def _judged(self, module: str, mutant: Mutant, where: Place, chosen: list[str], rules: set[str]) -> int:
        signal.setitimer(signal.ITIMER_REAL, SPARE + 3 * sum(self.reach.seconds[id] for id in chosen))  # its signal ends the process
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        if not put(sys.modules[f"validators.{module}"], mutant, where):
            return ELSEWHERE
        return KILLED if any(self._sees(id, rules) for id in chosen) else SURVIVED

    def _sees(self, id: str, rules: set[str]) -> bool:
        if rules:
            with around_rules(lambda rule, judge: judge() if rule in rules else []):
                if not self._fails(id):
                    return False
        return self._fails(id)


def run(work: Callable[[Judge], None], kept: Path) -> None:
    """Collects the tests and hands ``work`` what tells a mutant's fate."""
    code = pytest.main(
        ["-q", "-s", "-p", "no:cacheprovider", "-m", "not slow", "--no-header", *map(str, SUITES)], plugins=[Loop(work, kept)]
    )
    if code != pytest.ExitCode.OK:
        raise SystemExit(f"pytest ended with {code!r}")
