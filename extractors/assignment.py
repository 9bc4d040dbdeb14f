"""The set of rows that follows the templates' order best, found by dynamic programming over all likely rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.headings import Match
from models.rulebook import SectionSpec

ENTRY = 1.6
"""A programme's part must bring more than this to be taken: one heading alike by chance does not make a book."""
OTHER_FILE = 0.5
"""Price of going on in another file: two copies of one book are not to be mixed."""
IMPLICIT_SCENE = 0.3
"""Price of a scene whose own heading was not found, and of headings inside a scene out of their order."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Row ``row`` may be heading ``spec`` (index in the programme's headings; -1: the title over its part)."""

    row: int
    programme: str
    spec: int
    worth: float
    match: Match
    file: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A candidate taken; ``scene`` counts the scenes from 1 (0 outside), ``opens`` where it begins one without a heading."""

    candidate: Candidate
    scene: int = 0
    opens: bool = False


def assign(candidates: Sequence[Candidate], specs: dict[str, tuple[SectionSpec, ...]]) -> list[Step]:
    """The best chain of candidates in the order of rows.

    Within a programme headings follow the template; scenes repeat; each programme's part comes once and whole.
    """
    order = sorted(candidates, key=lambda c: (c.row, c.programme, c.spec))
    names = sorted({c.programme for c in order})
    bit = {name: 1 << i for i, name in enumerate(names)}
    best: list[dict[int, tuple[float, tuple[int, int] | None]]] = []
    for i, c in enumerate(order):
        mine = bit[c.programme]
        states: dict[int, tuple[float, tuple[int, int] | None]] = {mine: (c.worth - ENTRY, None)}
        for j in range(i):
            p = order[j]
            if p.row >= c.row:
                continue
            price = _price(p, c, specs)
            for mask, (total, _) in best[j].items():
                if p.programme == c.programme:
                    if price is None:
                        continue
                    value, new = total + c.worth - price - (OTHER_FILE if p.file != c.file else 0.0), mask
                elif mask & mine:
                    continue
                else:
                    value, new = total + c.worth - ENTRY, mask | mine
                if value > states.get(new, (float("-inf"), None))[0]:
                    states[new] = (value, (j, mask))
        best.append(states)
    ends = [(value, i, mask) for i, states in enumerate(best) for mask, (value, _) in states.items()]
    if not ends:
        return []
    value, i, mask = max(ends, key=lambda e: (e[0], -e[1]))
    if value <= 0:
        return []
    chain: list[Candidate] = []
    place: tuple[int, int] | None = (i, mask)
    while place is not None:
        chain.append(order[place[0]])
        place = best[place[0]][place[1]][1]
    return _numbered(chain[::-1], specs)


def _price(p: Candidate, c: Candidate, specs: dict[str, tuple[SectionSpec, ...]]) -> float | None:
    """What going from one heading to the next costs; ``None`` where the template forbids it."""
    if p.programme != c.programme:
        return None
    own = specs[c.programme]
    if c.spec < 0:
        return None
    if p.spec < 0:
        return 0.02 * _skipped(own, -1, c.spec)
    now, then = own[c.spec], own[p.spec]
    if now.repeat and then.repeat:
        if _is_scene(now):
            return 0.0
        if c.spec > p.spec:
            return 0.02 * (c.spec - p.spec - 1)
        first_child = next(i for i, s in enumerate(own) if s.repeat and not _is_scene(s))
        return IMPLICIT_SCENE + (0.0 if c.spec == first_child else 0.2) if c.spec != p.spec or c.spec == first_child else None
    if c.spec <= p.spec:
        return None
    return 0.02 * _skipped(own, p.spec, c.spec)


def _skipped(own: Sequence[SectionSpec], a: int, b: int) -> int:
    return sum(1 for s in own[a + 1 : b] if s.required and not s.repeat)


def _is_scene(spec: SectionSpec) -> bool:
    return spec.repeat and spec.id.endswith("{n}")


def _numbered(chain: Sequence[Candidate], specs: dict[str, tuple[SectionSpec, ...]]) -> list[Step]:
    """The chain with its scenes counted."""
    out: list[Step] = []
    scene, last = 0, -1
    for c in chain:
        spec = specs[c.programme][c.spec] if c.spec >= 0 else None
        if spec is None or not spec.repeat:
            out.append(Step(c))
            last = -1
            continue
        opens = False
        if _is_scene(spec):
            scene += 1
        elif last < 0 or (c.spec <= last and "description" in spec.id):
            opens, scene = True, scene + 1
        last = c.spec
        out.append(Step(c, scene, opens))
    return out
