"""Which pages make one paper: an audit report of five pages is one, eight statements of SMEs are eight."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from extractors.papers import codes, dates
from extractors.papers.honours import notice
from extractors.papers.kinds import ENOUGH, HONOURS, Guess, hinted
from extractors.papers.sheet import squeeze
from extractors.papers.values import Paper
from models.rulebook import AttachmentsSpec

LONG = frozenset({"audit_report", "credit_report", "tax_proof", "transformation_photos"})
"""Types whose papers run over pages without a title of their own."""
_NUMBER = re.compile(r"[一-龥]{2,10}字?[〔\[(【]\d{4}[〕\])】]第?\d+号?")
_REPORT = re.compile(r"(?:报告编号|编号):?([0-9A-Za-z-]{8,})")
_DECLARATION = "申报表"


@dataclass
class _Open:
    """The paper being collected."""

    guesses: list[Guess]
    type: str
    label: str
    hint: str

    def add(self, guess: Guess) -> None:
        self.guesses.append(guess)
        if self.type == "other" and guess.type != "other":
            self.type = guess.type


def group(guesses: Iterable[Guess], spec: AttachmentsSpec, separate: frozenset[str] = frozenset()) -> tuple[Paper, ...]:
    """Papers in page order. ``separate`` are paths of files of their own, whose names say something too."""
    papers: list[Paper] = []
    current: _Open | None = None
    label = hint = ""
    previous_file = ""
    for g in guesses:
        file = g.sheet.page.file
        if file != previous_file:
            _close(current, papers)
            current, previous_file = None, file
            label, hint = _file_label(file, spec) if file in separate else ("", "")
        if g.blank:
            continue
        if g.divider:
            _close(current, papers)
            current = None
            label, hint = g.label, g.hint
            continue
        if g.labelled:
            label, hint = g.label, g.hint
        if current is not None and not begins(g, current):
            current.add(g)
            continue
        _close(current, papers)
        current = _Open([g], _type(g, hint), label, hint)
    _close(current, papers)
    return tuple(papers)


def _type(g: Guess, hint: str) -> str:
    """The page's own kind; the heading's where the page has none but does not contradict it (photos, pages not read)."""
    if g.type != "other":
        return g.type
    if hint and (g.unread or hint == "transformation_photos") and g.score < ENOUGH:
        return hint
    if hint and g.scores.get(hint, 0.0) >= 1.0:
        return hint
    return "other"


def begins(g: Guess, current: _Open) -> bool:
    """Whether a page starts another paper than the one being collected."""
    if g.labelled:
        return True
    same = g.type == current.type
    if g.page_of > 1 and (same or g.type == "other"):
        return False
    if g.type == "other":
        if current.type in LONG:
            return g.score >= ENOUGH
        if current.type in HONOURS and notice(current.guesses[0].sheet) and _listing(g):
            return False
        return bool(g.title) or g.score >= ENOUGH or current.type not in ("other", "sme_evidence")
    if not same:
        return not _weaker(g, current)
    if current.type == "transformation_photos":
        return False
    if current.type == "audit_report":
        return _another(_NUMBER, g, current) and _cover_again(g, current)
    if current.type == "credit_report":
        return bool(g.title) and _another(_REPORT, g, current)
    if current.type == "tax_proof":
        return _other_tax(g, current)
    if current.type in HONOURS:
        return not (notice(current.guesses[0].sheet) and _listing(g) and not notice(g.sheet))
    if current.type == "sme_evidence":
        return g.opening or bool(_codes(g) - _codes(*current.guesses)) or _signed(current.guesses[-1])
    return g.opening


def _other_tax(g: Guess, current: _Open) -> bool:
    """A title of its own begins a tax paper, but for the further tables of one return."""
    theirs = " ".join(x.title for x in current.guesses)
    if not g.title:
        return False
    if _DECLARATION not in g.title or _DECLARATION not in theirs:
        return True
    further = any(w in g.title for w in ("附列", "附表", "明细表"))
    return not further and (
        _main_title(g.title) in map(_main_title, (x.title for x in current.guesses)) or _tax_of(g.title) != _tax_of(theirs)
    )


def _main_title(title: str) -> str:
    return re.sub(r"\(.*|[^一-龥]", "", title)


def _tax_of(title: str) -> str:
    m = re.search(r"增值税|企业所得税|个人所得税|消费税|印花税|房产税|资源税|综合", title)
    return m[0] if m else ""


def _listing(g: Guess) -> bool:
    """A page of a list of enterprises: it goes on with the notice before it."""
    return len(re.findall(r"公司", g.sheet.text)) >= 3


def _codes(*guesses: Guess) -> set[str]:
    return {c.value for g in guesses for c in codes.credit_codes(g.sheet.text) if c.sound}


def _signed(g: Guess) -> bool:
    """Whether a page ends as a statement does: its last lines hold a date that stands alone."""
    return any(
        len(hits) == 1 and len(row.text) <= hits[0].end - hits[0].start + 4 for row in g.sheet.rows[-4:] if (hits := dates.find(row.text))
    )


def _weaker(g: Guess, current: _Open) -> bool:
    """A page inside a long paper that looks like another kind only faintly, without a title."""
    return current.type in LONG and not g.title and g.score < 5 and g.scores.get(current.type, 0.0) >= 1.0


def _another(pattern: re.Pattern[str], g: Guess, current: _Open) -> bool:
    """Whether the page bears a number of its own that the collected pages lack."""
    mine = {_digits(m.group()) for m in pattern.finditer(g.sheet.text)}
    theirs = {_digits(m.group()) for x in current.guesses for m in pattern.finditer(x.sheet.text)}
    return bool(mine) and bool(theirs) and not mine & theirs


def _cover_again(g: Guess, current: _Open) -> bool:
    return "审计报告" in g.title.replace("1", "") and len(current.guesses) > 1


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _close(current: _Open | None, papers: list[Paper]) -> None:
    if current is not None:
        doubt = "本件有页面无法辨认" if any(g.unread for g in current.guesses) else ""
        papers.append(
            Paper(
                type=current.type,
                sheets=tuple(g.sheet for g in current.guesses),
                label=current.label,
                hint=current.hint,
                score=max(g.score for g in current.guesses),
                doubt=doubt,
            )
        )


def _file_label(path: str, spec: AttachmentsSpec) -> tuple[str, str]:
    """What a file's name says it holds."""
    stem = squeeze(PurePosixPath(path).stem)
    return stem, hinted(stem, spec.attachments)


def merge_licences(papers: Sequence[Paper], holders: Mapping[int, str], same: Mapping[int, int]) -> tuple[Paper, ...]:
    """Papers with those of ``same`` (index → index) joined to the paper they belong to."""
    out = list(papers)
    for extra, home in same.items():
        sheets = sorted((*out[home].sheets, *papers[extra].sheets), key=lambda s: s.page.number)
        out[home] = replace(out[home], sheets=tuple(sheets))
    return tuple(p for n, p in enumerate(out) if n not in same)
