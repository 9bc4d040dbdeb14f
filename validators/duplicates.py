"""雷同性: passages that two applicants' books share, the notice's and the companies' own words taken out.

Candidates come from MinHash over windows of each section (LSH, so that the cost grows with the batch and not with its square). Each
is verified sentence by sentence: a passage counts where neighbouring sentences, taken together, say the same in the same words,
whatever their order, the names and figures in them, and a few words replaced.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from datasketch import MinHash, MinHashLSH
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from models.application import Application, Section
from models.rulebook import Rulebook
from models.text import name_key, normalise, normalise_with_map

LEAST = 50
"""Characters that neighbouring sentences must share, names, figures and marks not counted: less may be an accident."""
SENTENCE = 8
"""Characters of a sentence from which it is compared at all."""
LONG = 100
"""The same from which a passage tells, though it states no figure: shorter ones may be anybody's general words."""
SHINGLE, LONG_SHINGLE, SHORT_SHINGLE = 4, 6, 3
"""Characters of a shingle: for telling the notice's words, for sentences put together anew, and for candidates (a replaced word breaks fewer of

the short ones)."""
WINDOW, STRIDE = 100, 50
PERMUTATIONS, BANDS = 96, 32
ALIKE = 62.0
"""rapidfuzz ratio from which two sentences say the same in nearly the same words."""
COVERED = 0.6
"""Share of a sentence in shingles of the other section from which it was put together from it."""
OWN = 0.5
"""Share of a sentence in the notice's words from which it is the notice's."""
STATING = 0.6
"""Share of a sentence beside the indicators from which it says more than their figures."""
COMMON = 0.05
"""Share of applicants from which a shingle is everybody's and finds no candidates (in batches of `COMMON_FROM` and more)."""
COMMON_FROM = 40
MOST_OTHERS = 25
"""Books that one section is verified against, the likeliest first: a boilerplate shared by all needs no more proof."""
_NOISE = re.compile(r"[\W_\d]+")
_END = re.compile(r"[。；;！!？?\n]")
_YEAR = re.compile(r"(?:19|20)\d{2}\s*年|ISO\s*\d+|\d+(?=[)）、.．])|[IＩ]{1,3}|5G")
_FIGURE = re.compile(r"\d|[二三四五六七八九十百两]+(?:[台套条个项名人家次种类级天年月日倍成]|小时|分钟|万|千)")
_LAW = re.compile(r"《中华人民共和国|GB\s*/?\s*T?\s*\d{4}|(?:根据|依据|按照|遵照|遵循|贯彻|执行|落实|符合)[^。；《]{0,12}《")
"""A sentence of the law's: it names one, or a standard, and says what it asks."""
_SUFFIXES = ("股份有限公司", "有限责任公司", "有限公司", "集团")
_PLACE = re.compile(r"^(?:河北省?|石家庄市?)")

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Sentence:
    """``plain`` is the sentence without names, digits and marks; ``start``/``end`` are its place in the section's text."""

    start: int
    end: int
    plain: str


@dataclass(frozen=True)
class Part:
    """An innermost section of one applicant's book, its sentences in its own words."""

    applicant: int
    section: Section
    sentences: tuple[Sentence, ...]

    @cached_property
    def plain(self) -> str:
        return "".join(s.plain for s in self.sentences)

    @cached_property
    def long_shingles(self) -> frozenset[str]:
        return frozenset(grams(self.plain, LONG_SHINGLE))


@dataclass(frozen=True)
class Pair:
    """Two sentences that agree, by their places in the sections' texts."""

    a: tuple[int, int]
    b: tuple[int, int]
    likeness: float


@dataclass(frozen=True)
class Shared:
    """A passage of ``a`` that ``b`` has, too: its sentence pairs in the order of ``a``. ``part`` is the share of ``a`` that it makes."""

    a: Part
    b: Part
    pairs: tuple[Pair, ...]
    length: int
    part: float
    telling: bool
    """Whether the passage is long, or states figures: a few general words (以客户为中心 …) are written by many."""

    @property
    def sample(self) -> str:
        best = max(self.pairs, key=lambda p: p.likeness * (p.a[1] - p.a[0]))
        return self.a.section.text[best.a[0] : best.a[1]].strip()


def grams(text: str, size: int) -> list[str]:
    return [text[i : i + size] for i in range(len(text) - size + 1)]


def notice_words(rulebook: Rulebook) -> frozenset[str]:
    """Shingles of the notice, its guide and its templates: nobody copied them from a competitor."""
    texts = [rulebook.notice, *rulebook.residue.samples, *rulebook.residue.instructions, *(s.text for s in rulebook.scenes)]
    texts += [h for s in rulebook.sections for h in (*s.hints, s.title)] + [c.text for r in rulebook.rules for c in r.clauses.values()]
    texts += [a for p in rulebook.attachments.attachments for a in (*p.titles, *p.claim_words)]
    return frozenset(g for t in texts for g in grams(_plain(t, ())[0], SHINGLE))


def asked_terms(rulebook: Rulebook) -> re.Pattern[str]:
    """The indicators that the notice asks for: whoever answers it must state them in these words."""
    terms = {t for m in rulebook.metrics.metrics for t in (m.name, *m.terms, *m.not_terms)} | {
        c for s in rulebook.sections for c in s.keywords
    }
    plain = {p for t in terms if len(p := _NOISE.sub("", normalise(t)).casefold()) >= 3}
    return re.compile("|".join(map(re.escape, sorted(plain, key=lambda t: (-len(t), t)))) or r"(?!)")


def names_of(application: Application) -> list[str]:
    """The company's full name, and its short ones without the suffix and the place before it."""
    short = application.name
    for suffix in _SUFFIXES:
        short = short.removesuffix(suffix)
    core = _PLACE.sub("", short)
    return sorted({n for n in (application.name, short, core) if len(n) >= 2}, key=len, reverse=True)


def _plain(text: str, names: Iterable[str]) -> tuple[str, list[int]]:
    """Text without the names, digits, marks and spaces, and where each character stood."""
    found, index = normalise_with_map(text)
    gone = np.zeros(len(found), bool)
    for name in names:
        at = found.find(name)
        while at >= 0:
            gone[at : at + len(name)] = True
            at = found.find(name, at + len(name))
    for m in _NOISE.finditer(found):
        gone[m.start() : m.end()] = True
    kept = [i for i in range(len(found)) if not gone[i]]
    return "".join(found[i] for i in kept).casefold(), [index[i] for i in kept]


def parts(applications: Sequence[Application], rulebook: Rulebook) -> list[Part]:
    """The innermost sections, with their sentences that are not the notice's; lists of attachments say the same everywhere."""
    notice, asked = notice_words(rulebook), asked_terms(rulebook)
    out = []
    for n, a in enumerate(applications):
        ids = {s.id for s in a.sections}
        names = names_of(a)
        for s in a.sections:
            inner = any(other.startswith(s.id + ".") for other in ids)
            if "." in s.id and not inner and not s.id.endswith(".attachments"):
                found = tuple(x for x in sentences(s.text, names, asked) if not _of_notice(x.plain, notice))
                if sum(len(x.plain) for x in found) >= LEAST:
                    out.append(Part(n, s, found))
    return out


def sentences(text: str, names: Iterable[str], asked: re.Pattern[str]) -> Iterator[Sentence]:
    """The sentences of a text, each without names, digits, marks and the indicators asked for; one that only states those is none."""
    names = tuple(names)
    start = 0
    for end in (*(m.end() for m in _END.finditer(text)), len(text)):
        whole = "" if _LAW.search(text, start, end) else _plain(text[start:end], names)[0]
        plain = asked.sub("", whole)
        if len(plain) >= SENTENCE and len(plain) >= STATING * len(whole):
            yield Sentence(start, end, plain)
        start = end


def _of_notice(plain: str, notice: frozenset[str]) -> bool:
    found = grams(plain, SHINGLE)
    return sum(g in notice for g in found) >= OWN * len(found)


def shared_passages(applications: Sequence[Application], rulebook: Rulebook) -> Iterator[Shared]:
    """Passages that a section shares with one of another applicant: each pair of sections twice, seen from either side."""
    found = parts(applications, rulebook)
    keys = [name_key(a.name) or a.id for a in applications]
    for i, j in candidates(found, keys):
        there = _verified(found[i], found[j])
        back = _verified(found[j], found[i])
        if there and back:
            yield there
            yield back


def candidates(found: Sequence[Part], keys: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of sections of different companies with a window in common, by MinHash."""
    windows = list(_windows(found))
    lsh = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, PERMUTATIONS // BANDS))
    blank = MinHash(num_perm=PERMUTATIONS, hashfunc=int)
    hits: dict[tuple[int, int], int] = defaultdict(int)
    for w, (part, shingles) in enumerate(windows):
        made = blank.copy()
        made.update_batch(shingles)
        for v in lsh.query(made):
            other = windows[v][0]
            if keys[found[other].applicant] != keys[found[part].applicant]:
                hits[other, part] += 1
        lsh.insert(w, made)
    return _likeliest(hits)


def _likeliest(hits: dict[tuple[int, int], int]) -> list[tuple[int, int]]:
    """The pairs with the most windows in common, each section in a bounded number of them."""
    used: dict[int, int] = defaultdict(int)
    out = []
    for pair, _ in sorted(hits.items(), key=lambda x: (-x[1], x[0])):
        if all(used[n] < MOST_OTHERS for n in pair):
            out.append(pair)
            for n in pair:
                used[n] += 1
    return sorted(out)


def _windows(found: Sequence[Part]) -> Iterator[tuple[int, list[int]]]:
    """Windows of each section as hashes of their shingles, those that everybody has left out."""
    hashed = [np.array([zlib.crc32(g.encode()) for g in grams(p.plain, SHORT_SHINGLE)], np.uint64) for p in found]
    common = _common(found, hashed)
    for n, hashes in enumerate(hashed):
        for at in range(0, max(1, len(hashes) - STRIDE), STRIDE):
            window = np.unique(hashes[at : at + WINDOW])
            own = window[~np.isin(window, common)] if len(common) else window
            if len(own) >= LEAST // 3:
                yield n, own.tolist()


def _common(found: Sequence[Part], hashed: Sequence[Hashes]) -> Hashes:
    """Shingles that stand in the books of many applicants."""
    by_applicant: dict[int, list[Hashes]] = defaultdict(list)
    for part, hashes in zip(found, hashed, strict=True):
        by_applicant[part.applicant].append(hashes)
    if len(by_applicant) < COMMON_FROM:
        return np.array([], np.uint64)
    values, counts = np.unique(np.concatenate([np.unique(np.concatenate(x)) for x in by_applicant.values()]), return_counts=True)
    return np.asarray(values[counts > max(3, COMMON * len(by_applicant))], np.uint64)


def _verified(a: Part, b: Part) -> Shared | None:
    """The sentences of ``a`` that stand in ``b``, in runs of neighbours long enough; None where there is no such run."""
    scores = process.cdist([s.plain for s in a.sentences], [s.plain for s in b.sentences], scorer=fuzz.ratio, dtype=np.float32)
    pairs: list[tuple[int, Pair, int]] = []
    for i, one in enumerate(a.sentences):
        k = int(scores[i].argmax())
        likeness = float(scores[i, k])
        held = _held(one.plain, b)
        if likeness >= ALIKE or held >= COVERED:
            other = b.sentences[k] if likeness >= ALIKE else _holder(one.plain, b)
            pairs.append((i, Pair((one.start, one.end), (other.start, other.end), max(likeness / 100, held)), len(one.plain)))
    runs = [run for run in _runs(pairs) if sum(n for _, _, n in run) >= LEAST]
    if not runs:
        return None
    kept = [p for run in runs for _, p, _ in run]
    length = sum(n for run in runs for _, _, n in run)
    telling = any(sum(n for _, _, n in run) >= LONG or any(_states(p, a, b) for _, p, _ in run) for run in runs)
    return Shared(a, b, tuple(kept), length, length / len(a.plain), telling)


def _states(pair: Pair, a: Part, b: Part) -> bool:
    """Whether both sentences state a figure that is no year."""
    return all(_FIGURE.search(_YEAR.sub("", p.section.text[s:e])) for p, (s, e) in ((a, pair.a), (b, pair.b)))


def _held(plain: str, b: Part) -> float:
    """Share of a sentence's long shingles that stand in a section."""
    found = grams(plain, LONG_SHINGLE)
    return sum(g in b.long_shingles for g in found) / len(found) if len(found) >= SENTENCE else 0.0


def _holder(plain: str, b: Part) -> Sentence:
    """The sentence of a section that holds the most of another (they are cut otherwise, or read without their full stop)."""
    found = set(grams(plain, LONG_SHINGLE))
    return max(b.sentences, key=lambda s: len(found.intersection(grams(s.plain, LONG_SHINGLE))))


def _runs(pairs: Sequence[tuple[int, Pair, int]]) -> list[list[tuple[int, Pair, int]]]:
    """Shared sentences that stand side by side, one unshared between them allowed."""
    out: list[list[tuple[int, Pair, int]]] = []
    for item in pairs:
        if out and item[0] - out[-1][-1][0] <= 2:
            out[-1].append(item)
        else:
            out.append([item])
    return out
