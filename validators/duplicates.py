"""雷同性: passages that two applicants' books share, the notice's, the template's and the companies' own names taken out.

Candidates come from MinHash over 5-character shingles of each paragraph (LSH, so that the cost grows with the batch and not with its
square), and each is verified by aligning the two paragraphs.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from datasketch import MinHash, MinHashLSH

from models.application import Application, Section
from models.rulebook import Rulebook
from models.text import name_key, normalise

LEAST = 60
"""Characters of a paragraph from which sharing it is no accident."""
SHINGLE = 5
CANDIDATE = 0.4
"""Jaccard similarity from which two paragraphs are aligned."""
SHARED = 0.6
"""Part of the shorter paragraph that must stand in the other, in runs of `RUN` characters or more."""
RUN = 8
PERMUTATIONS = 64
_NOISE = re.compile(r"[\W_\d]+")
_SUFFIXES = ("股份有限公司", "有限责任公司", "有限公司", "集团")


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of one applicant's section; ``plain`` is without names, digits and marks."""

    applicant: int
    section: Section
    plain: str

    @cached_property
    def shingles(self) -> frozenset[str]:
        return frozenset(self.plain[i : i + SHINGLE] for i in range(len(self.plain) - SHINGLE + 1))

    def minhash(self) -> MinHash:
        found = MinHash(num_perm=PERMUTATIONS, seed=1)
        found.update_batch([s.encode() for s in sorted(self.shingles)])
        return found


@dataclass(frozen=True)
class Shared:
    """Two paragraphs that agree; ``part`` of the shorter one (0 to 1), ``sample`` the longest run of shared words."""

    a: Paragraph
    b: Paragraph
    part: float
    sample: str


def own_words(rulebook: Rulebook) -> frozenset[str]:
    """Shingles of the notice's and the template's own words: nobody copied them from a competitor."""
    texts = [*rulebook.residue.samples, *rulebook.residue.instructions, *(s.text for s in rulebook.scenes)]
    texts += [h for s in rulebook.sections for h in (*s.hints, s.title)] + [c.text for r in rulebook.rules for c in r.clauses.values()]
    plain = [_NOISE.sub("", normalise(t)) for t in texts]
    return frozenset(p[i : i + SHINGLE] for p in plain for i in range(len(p) - SHINGLE + 1))


def plain_text(text: str, names: Iterable[str]) -> str:
    """Text without the company's names, digits, marks and spaces."""
    found = normalise(text)
    for name in names:
        found = found.replace(normalise(name), "")
    return _NOISE.sub("", found).casefold()


def names_of(application: Application) -> list[str]:
    """The company's full name, and its short one without the suffix and the place before it."""
    name = application.name
    short = name
    for suffix in _SUFFIXES:
        short = short.removesuffix(suffix)
    core = re.sub(r"^(河北省?|石家庄市?)", "", short)
    return [n for n in (name, short, core) if len(n) >= 2]


def paragraphs(applications: Sequence[Application], template: frozenset[str]) -> list[Paragraph]:
    """Paragraphs long enough to be judged, mostly in the applicant's own words; innermost sections only."""
    out = []
    for n, a in enumerate(applications):
        ids = {s.id for s in a.sections}
        names = names_of(a)
        for s in a.sections:
            if "." not in s.id or any(other.startswith(s.id + ".") for other in ids):
                continue
            for text in s.text.split("\n"):
                p = Paragraph(n, s, plain_text(text, names))
                if len(p.plain) >= LEAST and len(p.shingles & template) < 0.5 * len(p.shingles):
                    out.append(p)
    return out


def shared_passages(applications: Sequence[Application], rulebook: Rulebook) -> Iterator[Shared]:
    """Pairs of paragraphs of different applicants that agree, each pair once, in a fixed order."""
    found = paragraphs(applications, own_words(rulebook))
    lsh = MinHashLSH(threshold=CANDIDATE, num_perm=PERMUTATIONS)
    hashes = [p.minhash() for p in found]
    keys = [name_key(a.name) or a.id for a in applications]
    for i, p in enumerate(found):
        for j in sorted(lsh.query(hashes[i])):
            other = found[j]
            if other.applicant != p.applicant and keys[other.applicant] != keys[p.applicant]:
                pair = _aligned(other, p)
                if pair is not None:
                    yield pair
        lsh.insert(i, hashes[i])


def _aligned(a: Paragraph, b: Paragraph) -> Shared | None:
    """The words two paragraphs share, counted in runs; None where too few."""
    blocks = [m for m in difflib.SequenceMatcher(None, a.plain, b.plain, autojunk=False).get_matching_blocks() if m.size >= RUN]
    size = sum(m.size for m in blocks)
    part = size / min(len(a.plain), len(b.plain))
    if size < LEAST * SHARED or part < SHARED:
        return None
    longest = max(blocks, key=lambda m: m.size)
    return Shared(a, b, part, a.plain[longest.a : longest.a + longest.size])
