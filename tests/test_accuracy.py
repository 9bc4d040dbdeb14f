"""A small part of each test set of `make eval`, with what must be reached: a change that reads worse fails here."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.eval import orientation, seals, ticks
from tests.generators.fonts import missing

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())

FORMS = {
    "square: crossed": 0.95,
    "square: hand": 0.95,
    "square: hand-left": 0.5,
    "circle: printed": 0.85,
    "brackets: printed": 0.5,
    "glyph: ✓": 0.85,
    "box behind its label": 0.9,
    "text layer": 1.0,
}
"""Row of the test set → least share of right boxes; of the others none may be taken for its contrary."""


@pytest.mark.parametrize(("name", "least"), FORMS.items())
def test_ticks(name: str, least: float) -> None:
    case = next(c for c in ticks.cases() if c.name == name)
    found = ticks.verdicts(case)
    assert found["false present"] == found["false absent"] == 0
    assert found["right"] >= least * found.total()


@pytest.mark.parametrize(
    "name", ["round, colour, clean", "oval, colour, fair", "round, grey, fair", "two overlapping", "cut by the page's edge"]
)
def test_seals(name: str) -> None:
    score = seals.Score()
    seals.measure(next(c for c in seals.cases() if c.name == name), score)
    assert score.found == score.seals and not score.extra
    assert score.wrong <= 0.1 * score.length


@pytest.mark.parametrize("decoy", ["round logo", "emblem", "fingerprint", "letterhead"])
def test_decoys_are_no_seals(decoy: str) -> None:
    score = seals.Score()
    seals.measure(next(c for c in seals.cases() if c.decoy == decoy), score)
    assert not score.extra, score.misses


@pytest.mark.parametrize(("kind", "turn"), [("certificate, landscape", 180), ("few words", 90), ("table, landscape", 270), ("blank", 90)])
def test_orientation(kind: str, turn: int) -> None:
    found = Counter(orientation.verdict(c) for c in orientation.cases() if (c.kind, c.turn, c.scan.quality) == (kind, turn, "fair"))
    assert found == Counter(right=1)
