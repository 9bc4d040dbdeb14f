"""雷同性分析: which two applicants share what, and their texts side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import pandas as pd

from models.checks import Check
from models.likeness import SharedPassage
from models.rulebook import Rulebook
from pipeline.batch_reports.rows import ApplicantRow
from pipeline.dossiers import words
from pipeline.dossiers.view import Row

KINDS = {
    "batch.duplicate-text": "文字",
    "batch.reused-picture": "图片",
    "batch.foreign-name": "企业名称",
    "batch.same-figures": "比率数据",
    "batch.same-paper": "证书编号",
    "batch.sme-claimed-twice": "带动企业",
    "summary.contact-invalid": "联系电话",
    "batch.same-author": "文件作者",
    "batch.duplicate-application": "重复申报",
}
"""Rules of 雷同性分析 and what two applicants then share, the weightiest first."""
FROM_FIRST = ("batch.duplicate-text", "batch.reused-picture", "batch.foreign-name")
"""Rules whose findings are one applicant's against each of the others; of the rest all have it in common."""
MOST_PAIRS = 300
MOST_TOGETHER = 8
"""Applicants with one thing in common that are still shown two by two: an agency's name in forty files makes no 780 pairs."""
MOST_PASSAGES = 400
"""Passages side by side on one page; the workbook has as many."""


@dataclass
class Pair:
    """Two applicants and what they share. ``characters`` are those of shared passages, each passage counted once."""

    ids: tuple[str, str]
    names: tuple[str, str]
    counts: Counter[str] = field(default_factory=Counter)
    characters: int = 0
    most: float = 0.0
    """Largest share of a section."""
    anchors: list[tuple[int, str]] = field(default_factory=list)

    @property
    def shared(self) -> list[tuple[str, int]]:
        return [(kind, self.counts[kind]) for kind in KINDS.values() if self.counts[kind]]


@dataclass(frozen=True)
class SideBySide:
    """A passage as the page shows it: who, which section, where, and the marked words of either side."""

    passage: SharedPassage
    names: tuple[str, str]
    sections: tuple[str, str]
    pages: tuple[str, str]


def is_likeness(check: Check) -> bool:
    """Whether a check is about what different applicants share; a contact's number that is only misspelt is not."""
    return check.rule in KINDS and (check.rule != "summary.contact-invalid" or len(applicants(check)) > 1)


def applicants(check: Check) -> tuple[str, ...]:
    return tuple(getattr(check, "applicants", ()))


def passages(check: Check) -> tuple[SharedPassage, ...]:
    return tuple(getattr(check, "passages", ()))


def ranked(findings: Sequence[Row]) -> list[Row]:
    """By what is shared, long passages first, what is found from either side together."""

    def order(r: Row) -> tuple[int, int, list[str], str]:
        return list(KINDS).index(r.rule), -max((p.length for p in passages(r.check)), default=0), sorted(applicants(r.check)), r.subject

    return sorted(findings, key=order)


def pairs(findings: Sequence[Row], names: Mapping[str, str]) -> list[Pair]:
    """Two by two, those who share the most words first."""
    found: dict[tuple[str, str], Pair] = {}
    seen: set[frozenset[tuple[str, str]]] = set()
    for r in findings:
        for one, other in _two_by_two(r.check):
            ids = (one, other) if one <= other else (other, one)
            pair = found.setdefault(ids, Pair(ids, (names.get(ids[0], ids[0]), names.get(ids[1], ids[1]))))
            pair.anchors.append((r.no, r.anchor))
            if r.rule != "batch.duplicate-text":
                pair.counts[KINDS[r.rule]] += 1
        for p in passages(r.check):
            key = frozenset(zip(p.applicants, p.sections, strict=True))
            pair = found[tuple(sorted(p.applicants))]  # type: ignore[index]
            pair.most = max(pair.most, p.part)
            if key not in seen:
                seen.add(key)
                pair.counts["文字"] += 1
                pair.characters += p.length
    return sorted(found.values(), key=lambda p: (-p.characters, -sum(p.counts.values()), p.ids))[:MOST_PAIRS]


def _two_by_two(check: Check) -> Iterator[tuple[str, str]]:
    ids = list(dict.fromkeys(applicants(check)))
    if check.rule in FROM_FIRST or len(ids) > MOST_TOGETHER:
        yield from ((ids[0], other) for other in ids[1:])
    else:
        yield from combinations(ids, 2)


def side_by_side(passage: SharedPassage, names: Mapping[str, str], rulebook: Rulebook) -> SideBySide:
    one, other = (names.get(a, a) for a in passage.applicants)
    sections = [words.section_name(s, rulebook) for s in passage.sections]
    pages = [words.places(p) for p in passage.places]
    return SideBySide(passage, (one, other), (sections[0], sections[1]), (pages[0], pages[1]))


def shown_once(findings: Iterable[Row], names: Mapping[str, str], rulebook: Rulebook) -> None:
    """Gives each finding its passages side by side. What two books share is found from either side and shown at the first."""
    first: dict[frozenset[tuple[str, str]], Row] = {}
    for r in findings:
        for p in passages(r.check):
            key = frozenset(zip(p.applicants, p.sections, strict=True))
            if key in first:
                r.see_also.append((first[key].no, first[key].anchor))
            elif len(first) < MOST_PASSAGES:
                first[key] = r
                r.passages.append(side_by_side(p, names, rulebook))
        r.see_also = list(dict.fromkeys(x for x in r.see_also if x[0] != r.no))


COLUMNS = [
    "序号", "结论", "共有", "企业甲", "企业乙", "甲处章节", "乙处章节", "共同字数", "占甲节", "甲处原文", "乙处原文", "甲处位置", "乙处位置", "情况", "规则",
    "备注",
]  # fmt: skip


def frame(checks: Iterable[Check], rows: Sequence[ApplicantRow], rulebook: Rulebook) -> pd.DataFrame:
    """雷同性分析 as a sheet: a row for each passage and two applicants, the shared words marked; a row for whatever else they share."""
    names = {r.id: r.shown_name for r in rows}
    owner = {path: r.id for r in rows for path, *_ in r.files}
    found = [c for c in checks if is_likeness(c) and c.verdict in ("fail", "unsure")]
    found.sort(key=lambda c: (list(KINDS).index(c.rule), -max((p.length for p in passages(c)), default=0), applicants(c)))
    seen: set[object] = set()
    records: list[dict[str, object]] = []
    for check in found:
        for key, cells in _cells(check, names, owner, rulebook):
            if key not in seen:
                seen.add(key)
                label = words.label(check.verdict, check.severity)
                first = {"序号": len(records) + 1, "结论": words.label_name(label), "共有": KINDS[check.rule]}
                records.append({**first, **cells, "情况": check.message, "规则": check.rule, "备注": ""})
    return pd.DataFrame(records, columns=COLUMNS)


def _cells(
    check: Check, names: Mapping[str, str], owner: Mapping[str, str], rulebook: Rulebook
) -> Iterator[tuple[object, dict[str, object]]]:
    """The rows of a check, each with a key by which the same thing seen from the other side is told."""
    for p in passages(check)[:MOST_PASSAGES]:
        x = side_by_side(p, names, rulebook)
        yield frozenset(zip(p.applicants, p.sections, strict=True)), {
            "企业甲": x.names[0], "企业乙": x.names[1], "甲处章节": x.sections[0], "乙处章节": x.sections[1], "共同字数": p.length,
            "占甲节": f"{p.part:.0%}", "甲处原文": p.texts[0], "乙处原文": p.texts[1], "甲处位置": x.pages[0], "乙处位置": x.pages[1],
        }  # fmt: skip
    for one, other in _two_by_two(check) if not passages(check) else ():
        places = [[e for e in check.evidence if owner.get(e.file) == id] for id in (one, other)]
        texts = ["\n".join(dict.fromkeys(e.text for e in p)) for p in places]
        key = check.rule, frozenset((e.file, e.page, e.bbox) for p in places for e in p), frozenset((one, other))
        yield key, {
            "企业甲": names.get(one, one), "企业乙": names.get(other, other), "甲处章节": words.subject_name(check, rulebook), "甲处原文": texts[0],
            "乙处原文": texts[1], "甲处位置": words.places(places[0]), "乙处位置": words.places(places[1]),
        }  # fmt: skip
