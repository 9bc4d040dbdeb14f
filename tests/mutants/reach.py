"""Which tests run a line of ``validators/``, and for which rules it is run: told by running them all once, and kept until a source changes."""

from __future__ import annotations

import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from coverage import Coverage

from tests.mutants.places import Place, dependents, readers
from tests.report import ROOT
from validators import batch, judging

FOLDER = ROOT / "validators"
APART = " judging "
OF_ALL = ("judging", "batch")
"""Modules whose change concerns every rule."""


def sources() -> str:
    """A digest of what all tests depend on."""
    total = hashlib.sha256()
    for folder in ("validators", "models", "extractors/language", "tests", "data/rulebooks"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".yaml") and "mutants" not in path.parts and not path.name.startswith("test_"):
                total.update(path.read_bytes())
    return total.hexdigest()


def suite_digest(test: str) -> str:
    """A digest of the file that a test stands in."""
    return hashlib.sha256((ROOT / test.split("::", maxsplit=1)[0]).read_bytes()).hexdigest()


@dataclass
class Reach:
    """``tests`` and ``rules`` by line (``module:number``), the tests by their node ids; ``seconds`` that a test takes."""

    tests: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    rules: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    seconds: dict[str, float] = field(default_factory=dict)

    def of(self, module: str, where: Place) -> tuple[set[str], set[str]]:
        """The tests and the rules that run a place."""
        lines = {f"{module}:{n}" for n in where.lines}
        if where.names:
            for code in readers(set(dependents(sys.modules[f"validators.{module}"], where.names)), FOLDER):
                lines |= {_line(code.co_filename, n) for _, _, n in code.co_lines() if n is not None}
        return set().union(*(self.tests.get(n, ()) for n in lines)), set().union(*(self.rules.get(n, ()) for n in lines))

    @contextmanager
    def watching(self) -> Iterator[Callable[[str], None]]:
        """Gives a function that says which test comes next; what is run meanwhile is noted."""
        seen = Coverage(data_file=None, source=[str(FOLDER)], config_file=False, messages=False)
        test = ""

        def next_test(id: str) -> None:
            nonlocal test
            test = id
            seen.switch_context(f"{test}{APART}")

        def noting(rule: str, judge: Callable[[], object]) -> object:
            seen.switch_context(f"{test}{APART}{rule}")
            try:
                return judge()
            finally:
                seen.switch_context(f"{test}{APART}")

        with seen.collect(), around_rules(noting):
            yield next_test
        data = seen.get_data()
        for file in data.measured_files():
            for number, contexts in data.contexts_by_lineno(file).items():
                for context in contexts:
                    test, _, rule = context.partition(APART)
                    self.tests[_line(file, number)].add(test)
                    self.rules[_line(file, number)] |= {rule} - {""}

    def save(self, path: Path) -> None:
        suites = {test.split("::")[0]: suite_digest(test) for test in self.seconds}
        kept = {"sources": sources(), "suites": suites, "seconds": self.seconds}
        kept |= {name: {k: sorted(v) for k, v in getattr(self, name).items()} for name in ("tests", "rules")}
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(kept), encoding="utf-8")

    @classmethod
    def kept(cls, path: Path) -> Reach:
        """What was kept and is still true: of tests whose file has not changed."""
        kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        reach = cls()
        if kept.get("sources") != sources():
            return reach
        reach.seconds = {t: s for t, s in kept["seconds"].items() if suite_digest(t) == kept["suites"][t.split("::")[0]]}
        for line, tests in kept["tests"].items():
            reach.tests[line] = {t for t in tests if t in reach.seconds}
        for line, rules in kept["rules"].items():
            reach.rules[line] = set(rules)
        return reach


def _line(file: str, number: int) -> str:
    return f"{Path(file).stem}:{number}"


@contextmanager
def around_rules(how: Callable[[str, Callable[[], object]], object]) -> Iterator[None]:
    """Has each rule judged by ``how``, which gets the rule's id and what judges it."""
    modules = (judging, batch)
    old = [m._findings for m in modules]

    def wrapped(findings: Callable[..., object]) -> Callable[..., object]:
        return lambda id, function, case: how(id, lambda: findings(id, function, case))

    try:
        for module, findings in zip(modules, old, strict=True):
            module._findings = wrapped(findings)  # type: ignore[attr-defined]
        yield
    finally:
        for module, findings in zip(modules, old, strict=True):
            module._findings = findings  # type: ignore[attr-defined]
