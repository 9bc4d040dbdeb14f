"""What a book says it holds: papers it lists under 相关附件, and titles, rights and prizes its text claims for the applicant.

`attachment.missing` asks for a certificate only where the book lists or claims it. A plan (拟申报), a customer's title or the
template's own list left standing is no claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from extractors.papers.names import COMPANY, same
from extractors.papers.sheet import squeeze_map
from models.evidence import Evidence
from models.outline import Outline, SectionText
from models.rulebook import AttachmentSpec, Rulebook

_SENTENCE = re.compile(r"[^。；;！!\n]+")
_CLAUSE = re.compile(r"[^，,。；;！!\n]+")
_COUNT = re.compile(r"\d+[项件个]")
_RIGHTS = "ip_certificate"
VERBATIM = 88
"""Likeness (0 to 100) from which an item of the list is the template's own."""


def listed(outline: Outline, rulebook: Rulebook) -> dict[str, tuple[Evidence, ...]]:
    """Type → where the book lists or claims it. Types that the notice always asks for come from the list alone."""
    out: dict[str, list[Evidence]] = {}
    for section in outline.stretches():
        in_list = section.spec_id.endswith(".attachments")
        for type, start, end in _listings(section, rulebook) if in_list else _claims(section, outline, rulebook):
            out.setdefault(type, []).extend(section.own.evidence(start, end))
    return {type: tuple(dict.fromkeys(e for e in places))[:6] for type, places in out.items() if places}


def _listings(section: SectionText, rulebook: Rulebook) -> Iterator[tuple[str, int, int]]:
    """Papers named in 相关附件, the template's own items left out; of words inside each other the longest counts."""
    words = rulebook.attachments.words
    for m in _SENTENCE.finditer(section.own.text):
        text, index = squeeze_map(m.group())
        own_words = _verbatim(text, rulebook)
        taken: list[tuple[int, int]] = []
        for spec, word in _naming(rulebook.attachments.attachments, words.get("generic", [])):
            at = text.find(word)
            if at < 0 or any(a <= at and at + len(word) <= b for a, b in taken):
                continue
            if own_words and spec.required_if_claimed:
                continue
            taken.append((at, at + len(word)))
            yield spec.type, m.start() + index[at], m.start() + index[at + len(word) - 1] + 1


def _naming(specs: Sequence[AttachmentSpec], generic: Sequence[str]) -> list[tuple[AttachmentSpec, str]]:
    """All words that name a paper, longest first."""
    pairs = [(s, squeeze_map(w)[0]) for s in specs for w in {*s.file_words, *s.claim_words, *s.titles} if w not in generic and len(w) > 1]
    return sorted(pairs, key=lambda p: (-len(p[1]), p[0].type, p[1]))


def _verbatim(text: str, rulebook: Rulebook) -> bool:
    """Whether an item is the notice's own wording, left as it was."""
    item = re.sub(r"^[(（]?[一二三四五六七八九十\d]+[)）.、]", "", text)
    asked = {squeeze_map(c.text)[0] for s in rulebook.attachments.attachments for c in s.clause.values()}
    return any(fuzz.ratio(item, wanted) >= VERBATIM for wanted in asked)


def _claims(section: SectionText, outline: Outline, rulebook: Rulebook) -> Iterator[tuple[str, int, int]]:
    """Titles, prizes, institutions and rights that a sentence says the applicant holds."""
    specs = [s for s in rulebook.attachments.attachments if set(s.required_if_claimed) & set(outline.programmes)]
    for sentence in _SENTENCE.finditer(section.own.text):
        earlier = ""
        for clause in _CLAUSE.finditer(sentence.group()):
            text, index = squeeze_map(clause.group())
            start = sentence.start() + clause.start()
            for spec in specs:
                hit = _claimed(text, earlier, spec, outline.name, rulebook.attachments.words)
                if hit is not None:
                    at, length = hit
                    yield spec.type, start + index[at], start + index[at + length - 1] + 1
            earlier = text


def _claimed(text: str, earlier: str, spec: AttachmentSpec, name: str, words: dict[str, list[str]]) -> tuple[int, int] | None:
    """Where a clause claims the paper: start and length of the word in ``text``. ``earlier`` is the clause before it."""
    word = max((w for w in map(_plain, spec.claim_words) if w in text), key=len, default="")
    if not word:
        return None
    at = text.index(word)
    if any(w in text for w in words.get("not_held", [])) or _others(text[:at] + earlier, name):
        return None
    if spec.type == _RIGHTS:
        return (at, len(word)) if _counted(text, earlier, words) else None
    before = text[:at]
    goes_on = not before or before[-1] in "、和及与"
    held = any(w in text for w in words.get("held", [])) or (goes_on and any(w in earlier for w in words.get("held", [])))
    return (at, len(word)) if held or _is_one(before, words) else None


def _counted(text: str, earlier: str, words: dict[str, list[str]]) -> bool:
    """Rights are claimed with a number (专利 8 项); applications are none held."""
    if not _COUNT.search(text) or any(w in text for w in words.get("unless_counted", [])):
        return False
    return any(w in text or w in earlier for w in words.get("counted", []))


def _is_one(before: str, words: dict[str, list[str]]) -> bool:
    """公司是国家级… : a subject, then 是, 为 or 系 shortly before the title."""
    subjects = "|".join(map(re.escape, words.get("subjects", ["公司"])))
    return bool(re.search(rf"(?:{subjects})[^,]{{0,8}}[是为系][^,]{{0,12}}$", before))


def _others(text: str, name: str) -> bool:
    """Whether another enterprise stands before the claim: it may be the holder."""
    found = [m.group() for m in COMPANY.finditer(text) if len(m.group()) >= 8]
    return bool(found) and bool(name) and not any(same(f, name) or name in f for f in found)


def _plain(word: str) -> str:
    return squeeze_map(word)[0]
