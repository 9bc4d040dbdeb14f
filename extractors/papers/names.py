"""Names of enterprises in running text and beside labels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import Levenshtein

from extractors.papers.sheet import Sheet, Span, squeeze
from models.text import name_key

_FORM = r"有限责任公司|股份有限公司|有限公司|集团公司|集团|会计师事务所|审计事务所|事务所|专业合作社|合作社|研究院|研究所|大学|学院|(?<=[一-龥]{4})厂"
_PARTNERS = r"(?:\((?:特殊普通合伙|普通合伙|有限合伙)\)?|有限责任公司|有限公司)?"
COMPANY = re.compile(rf"[一-龥A-Za-z0-9()·&]{{2,36}}?(?:{_FORM}){_PARTNERS}(?:[一-龥]{{2,8}}(?:分公司|分厂|分所))?")
_LEAD = re.compile(
    r"^.*(?:我们审计了|我们接受委托审计了|后附的|我单位|我公司|我司|本公司|本单位|贵公司|兹证明|兹有|证明|授予|经审核|审核|由|为|与|向|和|及|委托|接受|企业名称|单位名称|名称|[:;，,。、“”\"])"
)
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
    name = _TAIL.sub("", name)
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
        if finished(text):
            break
        below = sheet.under(at)
        if below is None or ":" in squeeze(below.text):
            break
        text, at = text + below.text, below
    return text


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
