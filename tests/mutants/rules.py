"""Mutation testing of ``validators/``: the rules' tests against rules with one small change each. A change that no test sees survives.

Fates are written to a file, one a line, so that a long job can be done in pieces (``YUSHEN_MUTANTS_FILE``, outside of the source; a mutant whose
fate stands there is not tried again unless its module has changed). ``YUSHEN_MUTANTS`` is how many to try (a random sample, the same for one
seed; 0 for all), ``YUSHEN_MUTANT_MODULES`` the only modules to try, ``YUSHEN_MUTANT_SECONDS`` when to stop, ``YUSHEN_MUTANT_AGAIN=1`` tries those
again that survived.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
import time
from collections import Counter
from pathlib import Path

from tests.mutants.mutations import Mutant, kind, mutants
from tests.mutants.reach import FOLDER
from tests.mutants.running import Judge, run
from tests.report import ROOT, Report

LEFT_OUT = ("__init__", "wording", "registry")
"""Nothing to judge in: imports, words, a table of names."""
SEED = 2025


def pool() -> list[tuple[str, Mutant]]:
    """All mutants of all modules, shuffled, but those of a verdict first: an untested doubt that becomes a pass matters most."""
    modules = [p.stem for p in sorted(FOLDER.glob("*.py")) if p.stem not in LEFT_OUT]
    out = [(name, m) for name in modules for m in mutants((FOLDER / f"{name}.py").read_text(encoding="utf-8"))]
    random.Random(SEED).shuffle(out)
    return sorted(out, key=lambda x: kind(x[1]) != "verdict")


def key(name: str, mutant: Mutant) -> str:
    return f"{name} {mutant.index}.{mutant.way} {hashlib.sha256(mutant.source.encode()).hexdigest()[:12]}"


class Fates:
    """What became of each mutant, in a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        self.known: dict[str, str] = {entry["key"]: entry["fate"] for entry in map(json.loads, lines)}

    def add(self, name: str, mutant: Mutant, fate: str) -> None:
        self.known[key(name, mutant)] = fate
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"key": key(name, mutant), "fate": fate}) + "\n")


def reports() -> list[Report]:
    fates = Fates(Path(os.environ.get("YUSHEN_MUTANTS_FILE") or ROOT / "out" / "mutants.jsonl"))
    every = pool()
    chosen = every[: int(os.environ.get("YUSHEN_MUTANTS", "0")) or None]
    seconds = float(os.environ.get("YUSHEN_MUTANT_SECONDS", "86400"))
    again = os.environ.get("YUSHEN_MUTANT_AGAIN") == "1"
    modules = os.environ.get("YUSHEN_MUTANT_MODULES", "").split()

    def work(judge: Judge) -> None:
        end = time.monotonic() + seconds
        for name, mutant in chosen:
            known = fates.known.get(key(name, mutant))
            if known == "killed" or (known and not again) or (modules and name not in modules):
                continue
            if time.monotonic() > end:
                break
            fate = judge(name, mutant)
            fates.add(name, mutant, fate)
            if fate != "killed":
                print(f"{fate}: {name}.py:{mutant.line}: {mutant.tree()[1]}", file=sys.stderr, flush=True)

    if seconds:  # 0: the table of what is known
        run(work, fates.path.with_suffix(".reach.json"))
    return table([(name, m, fate) for name, m in chosen if (fate := fates.known.get(key(name, m)))], every)


def table(tried: list[tuple[str, Mutant, str]], possible: list[tuple[str, Mutant]]) -> list[Report]:
    alive = sorted(((name, m.line, m, fate) for name, m, fate in tried if fate != "killed"), key=lambda x: x[:2])
    kinds = Counter(kind(m) for _, m in possible)
    rows = _rows({f"change of a {k} ({kinds[k]} possible)": [fate for _, m, fate in tried if kind(m) == k] for k in sorted(kinds)})
    rows += _rows(
        {f"{module}.py": [fate for name, _, fate in tried if name == module] for module in sorted({name for name, _, _ in tried})}
    )
    rows += _rows({"all": [fate for _, _, fate in tried]})
    sample = (
        "" if len(tried) == len(possible) else f" so far (changes of a verdict first, then the others, each in random order, seed {SEED})"
    )
    notes = (
        f"{len(tried)} of {len(possible)} mutants{sample}: comparisons, `and`/`or`, negations, numbers, arithmetic and verdicts; what only words a message "
        "is left alone. Survivors of the same meaning as the original count among them. "
        "Made by `python -m tests.mutants --write`."
    )
    survivors = tuple(
        (f"{name}.py:{line}", fate, f"`{m.tree()[1]}`".replace("\n", " ")) for name, line, m, fate in alive if kind(m) == "verdict"
    )
    table = Report("Mutation testing of the rules", ("of", "mutants", "killed", "survived", "share"), tuple(rows), notes)
    return [table, Report("Surviving changes of a verdict", ("where", "fate", "change"), survivors)] if survivors else [table]


def _rows(groups: dict[str, list[str]]) -> list[tuple[str | int | float, ...]]:
    return [
        (name, len(f), f.count("killed"), len(f) - f.count("killed"), f"{1 - f.count('killed') / len(f):.1%}")
        for name, f in groups.items()
        if f
    ]
