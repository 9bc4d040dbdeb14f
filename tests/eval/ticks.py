"""Ticks of drawn forms, read as the pipeline reads scans: from the picture through OCR and the table's grid to marks.

A box is *right* where its state is the drawn one, *unsure* where the program leaves it to a person, *wrong* where it says the
contrary; a wrong one is the worst that can happen. A form that was read in part counts each box not found as unsure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from extractors.form import read_form
from models.pages import Page
from pipeline.rulebook import load
from tests.eval._pages import RasterEyes, outline_of, read_sheet
from tests.generators.fonts import missing
from tests.generators.forms import Drawn, draw_form, with_seal
from tests.generators.scans import QUALITIES, Scan, scan
from tests.generators.ticks import KINDS, Style
from tests.report import Report

RULES = load("shijiazhuang-2025")


@dataclass(frozen=True)
class Case:
    """A form to draw: ``name`` is the row it is counted in."""

    name: str
    seed: int
    style: Style
    scan: Scan = field(default_factory=Scan)
    chosen: str = ""
    seal: str = ""


def cases() -> Iterator[Case]:
    """All kinds of boxes and ticks on three qualities of scan, then all kinds of scans, seals and layouts."""
    seed = 0
    for shape, ticks in KINDS.items():
        for tick in ticks:
            for quality in QUALITIES:
                seed += 1
                yield Case(f"{shape}: {tick}", seed, Style(shape, tick, behind=shape == "brackets"), Scan(quality, grey=seed % 2 == 0))
    for n, (name, how) in enumerate(SCANS.items()):
        for tick in ("printed", "hand", "crossed"):
            seed += 1
            yield Case(f"scan: {name}", seed, Style(tick=tick), how, ("one", "one", "two")[n % 3])
    for name, chosen in (("none ticked", "none"), ("two ticked", "two")):
        for tick in ("printed", "hand", "filled"):
            seed += 1
            yield Case(name, seed, Style(tick=tick), Scan("fair"), chosen)
    for tick in ("printed", "hand", "filled"):
        seed += 1
        yield Case("box behind its label", seed, Style(tick=tick, behind=True), Scan("fair"), "one")
    for colour in ("red", "grey"):
        for tick in ("printed", "hand"):
            seed += 1
            yield Case(f"under a {colour} seal", seed, Style(tick=tick), Scan("fair", grey=colour == "grey"), "one", colour)
    for tick in ("printed", "crossed", "filled", "root"):
        seed += 1
        yield Case("text layer", seed, Style(tick=tick, digital=True), Scan("clean"))

    for tick in KINDS["brackets"]:
        for quality in QUALITIES:
            seed += 1
            yield Case(f"brackets before labels: {tick}", seed, Style("brackets", tick), Scan(quality, grey=seed % 2 == 0))


SCANS = {
    "askew": Scan("fair", angle=1.8),
    "faint toner": Scan("fair", toner=0.35),
    "1-bit": Scan("fair", bits=1),
    "coarse JPEG": Scan("fair", jpeg=22),
    "100 dpi": Scan("fair", dpi=100),
    "photocopy": Scan("poor", grey=True, angle=-1.1, toner=0.7),
}


def sheet(case: Case) -> tuple[Drawn, Page, RasterEyes]:
    """The form as drawn, and as read before its ticks are looked at."""
    drawn = draw_form(case.seed, style=case.style, chosen=case.chosen)
    if case.seal:
        drawn = with_seal(drawn, (215, 265), (205, 45, 50) if case.seal == "red" else (90, 90, 90))
    image = scan(drawn.image, case.scan, case.seed)
    if case.style.digital:
        page = replace(drawn.page, origin="text", scanned=False)
        return drawn, page, RasterEyes(image, page)
    return drawn, *read_sheet(image)


def marks(page: Page, eyes: RasterEyes) -> dict[tuple[str, str], str]:
    """The state of each option as read."""
    _, found = read_form(outline_of(page, "form"), eyes, RULES)
    return {(m.id.split(".")[1], m.id.split(".")[2]): m.state for m in found}


def verdicts(case: Case) -> Counter[str]:
    """right, unsure, false present, false absent."""
    drawn, page, eyes = sheet(case)
    found = marks(page, eyes)
    out: Counter[str] = Counter()
    for name, value in drawn.boxes:
        want = "present" if value in drawn.ticked.get(name, []) else "absent"
        got = found.get((name, value), "unsure")
        out["right" if got == want else "unsure" if got == "unsure" else f"false {got}"] += 1
    return out


def reports() -> list[Report]:
    rows: dict[str, Counter[str]] = {}
    for case in cases():
        rows.setdefault(case.name, Counter()).update(verdicts(case))
    rows["all"] = sum(rows.values(), Counter())
    table = []
    for name, found in rows.items():
        total = found.total()
        table.append((name, total, found["right"] / total, found["unsure"] / total, found["false present"], found["false absent"]))
    columns = ("forms", "boxes", "right", "unsure", "ticked, but is empty", "empty, but is ticked")
    return [Report("Ticks", columns, tuple(table), missing())]
