"""雷同性 of texts: passages reworded at four strengths, found or not, and how many of those found are none."""

from __future__ import annotations

from models.application import Application
from pipeline.rulebook import load
from tests.generators.passages import NAMES, PASSAGES, STRENGTHS, book, company, reworded, written
from tests.report import Report
from validators.duplicates import shared_passages

SECTIONS = ("workshop.systems", "workshop.integration", "workshop.security")
RUNS = 4


def batch(strength: str, seed: int) -> tuple[list[Application], set[frozenset[int]]]:
    """Twelve books, each with one passage of its own and others' subjects around it; six of them have a copy of another's."""
    count = len(PASSAGES)
    texts = {n: [written(PASSAGES[n], company(n))] for n in range(count)}
    planted = set()
    for n in range(0, count, 2):
        source = (n + 3 + 2 * seed) % count
        source = source if source != n else (source + 1) % count
        texts[n].append(reworded(texts[source][0], company(n), company(source), strength, seed * 100 + n))
        planted.add(frozenset((n, source)))
    books = [book(n, dict(zip(SECTIONS, texts[n], strict=False))) for n in range(count)]
    return books, planted


def counted(strength: str) -> tuple[int, int, int]:
    """Planted, found among them, found in all."""
    rulebook = load("shijiazhuang-2025")
    planted, right, said = 0, 0, 0
    for seed in range(RUNS):
        books, wanted = batch(strength, seed)
        found = {frozenset((s.a.applicant, s.b.applicant)) for s in shared_passages(books, rulebook)}
        # Two books that copied from a third share its words as well.
        indirect = {frozenset((a, b)) for x in wanted for y in wanted if x != y and x & y for a in x - y for b in y - x}
        planted, right, said = planted + len(wanted), right + len(found & wanted), said + len(found - indirect)
    return planted, right, said


def reports() -> list[Report]:
    rows = []
    for strength in STRENGTHS:
        planted, right, said = counted(strength)
        rows.append((NAMES[strength], planted, right / planted, right / said if said else 1.0))
    return [
        Report(
            "Passages reworded at four strengths (雷同文字)",
            ("rewording", "copies", "recall", "precision"),
            tuple(rows),
            "Twelve invented passages, all of digital transformation; twelve books a batch, six of which copied a passage of another. Each strength does what the weaker ones do, too.",
        )
    ]
