"""Names of enterprises in running text and beside labels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import Levenshtein

from extractors.papers.sheet import Sheet, Span, squeeze
from models.geometry import Box, union
from models.text import name_key

_FORM = r"有限责任公司|股份有限公司|有限公司|集团公司|集团|会计师事务所|审计事务所|事务所|专业合作社|合作社|研究院|研究所|大学|学院|(?<=[一-龥]{4})厂"
_PARTNERS = r"(?:\((?:特殊普通合伙|普通合伙|有限合伙)\)?|有限责任公司|有限公司)?"
COMPANY = re.compile(rf"[一-龥A-Za-z0-9()·&]{{2,36}}?(?:{_FORM}){_PARTNERS}(?:[一-龥]{{2,8}}(?:分公司|分厂|分所))?")
_LEAD = re.compile(
    r"^.*(?:我们审计了|我们接受委托审计了|后附的|我单位|我公司|我司|本公司|本单位|贵公司|兹证明|兹有|证明|授予|经审核|审核|由|为|与|向|和|及|委托|接受|企业名称|单位名称|名称|[:;，,。、“”\"])"
)
_ONLY_FORM = re.compile(r"^(?:集团)?(?:股份)?(?:有限)?(?:责任)?公司(?:\([一-龥]{1,6}\))?$")
_ASKED = re.compile(r"^.*\((?:加盖公章|单位公章|公章|盖章|签章|章)\):?(?=.{4})")
"""A label that asks for the seal, its colon lost: 单位名称（盖章）河北…有限公司."""
_TAIL = re.compile(r"[:;,。、]*(?:\((?:以下简称|公章|盖章|签章|章|加盖公章|单位公章|副本).*)?$")


def companies(text: str) -> list[str]:
    """Names of enterprises in ``text``, in order."""
    out = []
    for m in COMPANY.finditer(squeeze(text)):
        name = clean(m.group())
        if name:
            out.append(name)
    return out


def clean(name: str) -> str:
    """A name without what stands before it in a sentence and the marks around it; brackets full width as on Chinese papers."""
    name = squeeze(name)
    name = _TAIL.sub("", _ASKED.sub("", name))
    m = _LEAD.match(name)
    if m and len(name) - m.end() >= 6:
        name = name[m.end() :]
    name = name.strip("()·:;,。、“”\"'《》<>")
    if name.count("(") > name.count(")"):
        name += ")"
    return name.replace("(", "（").replace(")", "）")


def whole_name(sheet: Sheet, value: Span) -> str:
    """The name at ``value``, with the lines below it where it is broken across lines."""
    text, at = value.text, value
    for _ in range(2):
        below = _continuation(sheet, at, text)
        if below is None:
            break
        text, at = text + below.text, below
    return text


def _continuation(sheet: Sheet, at: Span, text: str) -> Span | None:
    """The line under ``at`` that goes on with the name: in its ruled cell, at its left edge, or centred under it."""
    ended = finished(text)
    flat = squeeze(text)
    if len(flat) <= 3 or (ended and flat.endswith("公司")):
        return None
    aligned = sheet.under(at)
    for below in (_next_in_cell(sheet, at), aligned, _centred_under(sheet, at)):
        if below is None or ":" in squeeze(below.text) or (ended and not _ONLY_FORM.match(squeeze(below.text))):
            continue
        for piece in (below.text.split()[0], below.text):
            if finished(text + piece):
                return Span(below.page, piece, below.box, below.confidence)
    return None if ended or aligned is None or ":" in squeeze(aligned.text) else aligned


def _next_in_cell(sheet: Sheet, at: Span) -> Span | None:
    """The next line of the ruled cell that a value stands in."""
    cells = [c for t in sheet.page.tables for c in t.cells if c.box.contains(*at.box.centre)]
    if not cells:
        return None
    cell = min(cells, key=lambda c: c.box.area).box
    lines = [x for r in sheet.rows for x in r.lines if cell.contains(*x.box.centre) and x.box.centre[1] > at.box.bottom]
    below = min(lines, key=lambda x: (x.box.top, x.box.x0), default=None)
    return Span(sheet.page, below.text, below.box, below.confidence) if below is not None else None


def _centred_under(sheet: Sheet, at: Span) -> Span | None:
    height = max(at.box.height, 6.0)
    for line in (x for r in sheet.rows for x in r.lines):
        close = -0.4 * height <= line.box.top - at.box.bottom <= height
        if close and abs(line.box.centre[0] - at.box.centre[0]) < height:
            return Span(sheet.page, line.text, line.box, line.confidence)
    return None


def beside_on_two_lines(sheet: Sheet, label: Box) -> Span | None:
    """The name on two lines to the right of a label that stands level with the middle between them."""
    height = max(label.height, 6.0)
    right = [
        x
        for r in sheet.rows
        for x in r.lines
        if -0.3 * height <= x.box.x0 - label.x1 <= 12 * height and 0.25 * height < abs(x.box.centre[1] - label.centre[1]) <= 1.4 * height
    ]
    for upper in right:
        for lower in right:
            level = abs((upper.box.centre[1] + lower.box.centre[1]) / 2 - label.centre[1]) < 0.35 * height
            if lower is upper or not level or lower.box.centre[1] < upper.box.centre[1] or finished(upper.text):
                continue
            one_column = abs(upper.box.x0 - lower.box.x0) < 0.8 * height or abs(upper.box.centre[0] - lower.box.centre[0]) < height
            if one_column and ":" not in squeeze(upper.text + lower.text) and finished(upper.text + lower.text):
                box = union((upper.box, lower.box))
                return Span(sheet.page, upper.text + lower.text, box, min(upper.confidence, lower.confidence))
    return None


def over_two_lines(sheet: Sheet, name: str) -> list[Span]:
    """Where two lines, one below the other, spell a name that the line's end broke."""
    key = name_key(name)
    lines = [(x, name_key(x.text)) for r in sheet.rows for x in r.lines]
    out = []
    for upper, head in lines:
        cuts = [k for k in range(2, len(key) - 1) if head.endswith(key[:k])]
        if not cuts:
            continue
        height = max(upper.box.height, 6.0)
        for lower, tail in lines:
            close = lower.box.centre[1] > upper.box.bottom - 0.2 * height and lower.box.top - upper.box.bottom <= 1.2 * height
            if close and lower.box.x0 < upper.box.x1 and any(tail.startswith(key[k:]) for k in cuts):
                text = squeeze(upper.text) + squeeze(lower.text)
                out.append(Span(sheet.page, text, union((upper.box, lower.box)), min(upper.confidence, lower.confidence)))
    return out


def part_of(name: str, whole: str) -> bool:
    """Whether a name may be one line of a longer one that was broken: its beginning, or its end with the legal form."""
    part, key = name_key(name), name_key(whole)
    return 2 <= len(part) < len(key) and (key.startswith(part) or key.endswith(part))


def finished(text: str) -> bool:
    """Whether a name is complete: ends like an enterprise and every bracket is closed."""
    flat = squeeze(text)
    m = list(COMPANY.finditer(flat))
    return bool(m) and flat.count("(") <= flat.count(")") and m[-1].end() >= len(flat) - 1


def same(a: str, b: str) -> bool:
    return bool(a) and bool(b) and name_key(a) == name_key(b)


def near(a: str, b: str, most: int = 2) -> bool:
    """Names that differ by at most ``most`` characters: one of them may be misread."""
    ka, kb = name_key(a), name_key(b)
    return bool(ka) and bool(kb) and Levenshtein.distance(ka, kb, score_cutoff=most) <= most


def vote(readings: Sequence[tuple[str, float]]) -> str:
    """The name read most often; among equals the one read with the highest confidence."""
    groups: dict[str, list[tuple[str, float]]] = {}
    for name, confidence in readings:
        groups.setdefault(name_key(name), []).append((name, confidence))
    best = max(groups.values(), key=lambda g: (sum(c for _, c in g), max(c for _, c in g)))
    return Counter(n for n, _ in best).most_common(1)[0][0]


def is_auditor(name: str, words: Iterable[str]) -> bool:
    return any(w in name for w in words)
