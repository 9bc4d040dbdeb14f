"""Enclosed papers: are they told for what they are, are pages of one paper kept together, are their fields read?"""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extractors.attachments import attachments
from models.application import Attachment
from models.outline import Outline
from models.pages import SourceFile
from models.text import name_key
from pipeline.engines import make_engine
from pipeline.reading.eyes import BookEyes
from pipeline.reading.files import Settings, read_file
from pipeline.rulebook import load
from tests.generators.papers.books import Placed, enclosed
from tests.generators.papers.catalogue import papers
from tests.generators.papers.making import CHROMIUM
from tests.report import Report

SEEDS = (11,)
CHAIN = ("sme_evidence", "credit_report", "cpa_licence")
"""Kinds that only a chain book asks for; they are read as such a book's, all others as those of the other three."""
RULEBOOK = load("shijiazhuang-2025")


@dataclass
class Tally:
    """Counts by type, and by type and field; ``notes`` tell of what was wrong."""

    want: Counter[str] = field(default_factory=Counter)
    hit: Counter[str] = field(default_factory=Counter)
    got: Counter[str] = field(default_factory=Counter)
    fields: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    notes: list[str] = field(default_factory=list)


def read(root: Path, names: Iterable[str]) -> tuple[list[SourceFile], BookEyes]:
    settings = Settings()
    files = [read_file(root / name, name, "attachment", settings) for name in names]
    return files, BookEyes({name: root / name for name in names}, make_engine("rapidocr"))


def found(placed: Sequence[Placed], root: Path, applicant: str) -> tuple[Attachment, ...]:
    """What the extractor makes of the papers of one folder."""
    names = list(dict.fromkeys(p.file for p in placed))
    files, eyes = read(root, names)
    pages = tuple(page for f in files for page in f.pages)
    kinds = {(p.file, p.number): p.state.value if p.state.value == "blank" else "enclosed" for p in pages}
    chain = any(p.paper.type in CHAIN for p in placed)
    outline = Outline(("chain",) if chain else ("lighthouse", "workshop", "innovation"), (), kinds, pages, pages, applicant)
    out = attachments(outline, eyes, RULEBOOK)
    eyes.close()
    return out


def same(key: str, got: object, want: object) -> bool:
    if isinstance(want, float):
        return isinstance(got, int | float) and abs(got - want) <= max(0.011, 5e-4 * want)
    a, b = name_key(str(got or "")), name_key(str(want))
    return a == b or (key in ("number", "kind") and a.strip("号年第") == b.strip("号年第"))


def score(placed: Sequence[Placed], got: Sequence[Attachment], tally: Tally) -> None:
    for a in got:
        tally.got[a.type] += 1
    left = list(got)
    for p in placed:
        tally.want[p.paper.type] += 1
        where = f"{p.paper.type}/{p.paper.layout} {p.file} {p.pages[0]} {p.scan}"
        mine = next((a for a in left if a.type == p.paper.type and a.file == p.file and a.pages == p.pages), None)
        if mine is None:
            near = [(a.type, a.pages) for a in got if a.file == p.file and set(a.pages) & set(p.pages)]
            tally.notes.append(f"{where}: {near}")
            continue
        left.remove(mine)
        tally.hit[p.paper.type] += 1
        for key, want in p.paper.fields.items():
            value = mine.fields.get(key)
            right = value is not None and same(key, value.value, want)
            # What is wrong without a doubt misleads; what is missing or doubted a person looks at.
            state = "right" if right else "doubted" if value is None or value.doubt else "wrong"
            tally.fields[p.paper.type, key][state] += 1  # type: ignore[index]
            if not right:
                tally.notes.append(f"{where}: {key} {value.value if value else None!r} ({state}), should be {want!r}")


def books(seed: int, root: Path) -> Iterator[tuple[list[Placed], Path, str]]:
    """The catalogue of a seed, once bound and once as files, split by who asks for what."""
    own, drawn = papers(seed)
    chain = [p for p in drawn if p.type in (*CHAIN, "business_licence") or p.layout == "practice"]
    rest = [p for p in drawn if p.type not in CHAIN and p.layout != "practice"]
    for name, some in (("chain", chain), ("rest", rest)):
        for separate in (False, True):
            folder = root / f"{name}-{'files' if separate else 'bound'}"
            yield enclosed(some, folder, seed, separate), folder, own.name


def measured(seeds: Sequence[int], root: Path) -> Tally:
    tally = Tally()
    for seed in seeds:
        for placed, folder, name in books(seed, root / str(seed)):
            score(placed, found(placed, folder, name), tally)
    return tally


def reports() -> list[Report]:
    if CHROMIUM is None:
        return [Report("Enclosed papers", ("state",), (("not measured: no chromium to draw them with",),))]
    with tempfile.TemporaryDirectory() as folder:
        return tables(measured(SEEDS, Path(folder)))


def tables(tally: Tally) -> list[Report]:
    rows = []
    for type in sorted(tally.want | tally.got):
        hit, want, got = tally.hit[type], tally.want[type], tally.got[type]
        rows.append((type, want, got, hit, 2 * hit / (want + got) if want + got else 1.0))
    hit, want, got = (sum(c.values()) for c in (tally.hit, tally.want, tally.got))
    rows.append(("all", want, got, hit, 2 * hit / (want + got)))
    total: dict[str, Counter[str]] = defaultdict(Counter)
    for (_, key), counts in tally.fields.items():  # type: ignore[misc]
        total[key] += counts
        total["all"] += counts
    of_fields = tuple((key, sum(c.values()), c["right"] / sum(c.values()), c["doubted"], c["wrong"]) for key, c in sorted(total.items()))
    return [
        Report(
            "Enclosed papers: type and pages",
            ("type", "drawn", "found", "right", "F1"),
            tuple(rows),
            "Right: type, file and every page as drawn.",
        ),
        Report(
            "Enclosed papers: fields",
            ("field", "drawn", "right", "missing or doubted", "wrong without doubt"),
            of_fields,
            "Of papers found; drawn digital and as scans of three qualities, some grey, askew or turned.",
        ),
    ]
