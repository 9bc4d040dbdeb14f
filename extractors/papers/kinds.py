"""What kind of paper a page belongs to, from its title, its characteristic words and the attachment heading above it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz.distance import Levenshtein

from extractors.papers.honours import honour
from extractors.papers.names import COMPANY
from extractors.papers.sheet import Row, Sheet, squeeze
from models.pages import Page, PageState
from models.rulebook import AttachmentSpec, AttachmentsSpec

HONOURS = ("rd_institution_certificate", "award", "qualification")
ENOUGH = 3.0
"""Score from which a page is taken for a type: a title alone has 4, a characteristic word 1."""
FEW = 70
"""Characters up to which a page can be a divider."""
_NUMERAL = r"[0-9一二三四五六七八九十]{1,3}(?:[-—.之][0-9]{1,2})?"
_QUOTES = re.compile('[“”〝〞「」『』"＂]')
_PAGE_OF = re.compile(r"第(\d{1,2})页[,，/]?\(?共(\d{1,2})页")


@dataclass(frozen=True)
class Guess:
    """``title`` is the title found; ``opening`` whether a paper may begin here; ``hint`` the type that the heading names."""

    sheet: Sheet
    type: str = "other"
    score: float = 0.0
    title: str = ""
    opening: bool = False
    label: str = ""
    labelled: bool = False
    hint: str = ""
    divider: bool = False
    blank: bool = False
    unread: bool = False
    page_of: int = 0
    scores: Mapping[str, float] = field(default_factory=dict)


def guess(page: Page, spec: AttachmentsSpec, programmes: Sequence[str]) -> Guess:
    """The kind of one page, looked at alone."""
    sheet = Sheet(page)
    if page.state is PageState.BLANK:
        return Guess(sheet, blank=True)
    label, labelled, rows = heading(sheet, spec.words)
    hint = hinted(label, spec.attachments) if label else ""
    base = Guess(sheet, label=label, labelled=labelled, hint=hint, page_of=_page_of(sheet))
    if page.state in (PageState.FAILED, PageState.ILLEGIBLE):
        return replace(base, unread=True)
    if is_divider(sheet, rows, labelled, label, spec):
        return replace(base, divider=True)
    if _foreign(rows, label, spec.words):
        return replace(base, opening=True, title=rows[0].text if rows else label, score=ENOUGH)
    return _scored(base, rows, spec, programmes)


def _scored(base: Guess, rows: Sequence[Row], spec: AttachmentsSpec, programmes: Sequence[str]) -> Guess:
    text = "".join(row.text for row in rows) + base.sheet.flat
    praise = honour(base.sheet, spec.words)
    title_of: dict[str, str] = {}
    scores: dict[str, float] = {}
    honoured: set[str] = set()
    for s in spec.attachments:
        if any(squeeze(n) in text for n in s.never) and not (s.type in HONOURS and praise and _marks(s, praise.text)):
            continue
        if s.type in HONOURS and praise is not None and any(squeeze(n) in praise.text for n in s.never):
            continue
        title = _title(rows, s, base.sheet)
        title_of[s.type] = title
        score = (4.0 if title else 0.0) + min(8, len(_marks(s, text)))
        if s.type in HONOURS and praise is not None:
            named = len(_marks(s, praise.text)) + (s.type == "award" and any(w in praise.text for w in spec.words.get("prize", [])))
            score += 3.0 * named
            if named:
                honoured.add(s.type)
        if s.type == "transformation_photos" and _captions_only(rows, s):
            score += 2.5
        asked = {*s.required, *s.required_if_claimed} & set(programmes)
        if not asked and s.type == "sme_evidence":
            score -= 4.0
        if base.hint == s.type and score > 0:
            score += 2.0
        scores[s.type] = score
    _settle_licences(scores, text, spec)
    if not any(title for type, title in title_of.items() if type not in HONOURS):
        # 荣誉证书 is the title of many a recognition: what is bestowed says more than what the paper calls itself.
        scores.update({type: scores[type] + 4.0 for type in honoured})
    best = max(scores, key=lambda t: scores[t], default="other")
    if scores.get(best, 0.0) < ENOUGH:
        if praise is not None and base.hint in HONOURS:
            return replace(base, type=base.hint, score=ENOUGH, opening=True, scores=scores)
        return replace(base, title=_big_line(rows, base.sheet), opening=base.labelled, scores=scores)
    opening = bool(title_of.get(best)) or base.labelled or scores[best] >= 5
    return replace(base, type=best, score=scores[best], title=title_of.get(best, ""), opening=opening, scores=scores)


def _captions_only(rows: Sequence[Row], spec: AttachmentSpec) -> bool:
    """A page of pictures: a few short rows, half of them captions that say before or after."""
    short = [r.text for r in rows if len(r.text) > 1 and not r.text.isdigit()]
    told = sum(any(squeeze(m) in t[:12] for m in spec.marks) for t in short)
    return 0 < len(short) <= 10 and max(map(len, short)) <= 40 and told * 2 >= len(short)


def _settle_licences(scores: dict[str, float], text: str, spec: AttachmentsSpec) -> None:
    """A licence is the auditor's only where the page names an accounting firm."""
    auditor = any(w in text for w in spec.words.get("auditor", []))
    if not auditor or scores.get("cpa_licence", 0) < 6:
        scores.pop("cpa_licence", None)


def _marks(spec: AttachmentSpec, text: str) -> list[str]:
    bare = _QUOTES.sub("", text)  # 河北省“专精特新”中小企业
    return [m for m in spec.marks if squeeze(m) in bare]


def _title(rows: Sequence[Row], spec: AttachmentSpec, sheet: Sheet) -> str:
    """The first row of the upper part of the page that is one of the type's titles."""
    limit = 0.62 * sheet.page.height
    for row in rows:
        if row.box.top > limit:
            break
        for wanted in spec.titles:
            if _is_title(row.text, squeeze(wanted)):
                return row.text
    return ""


def _is_title(text: str, title: str) -> bool:
    if any(c in text for c in "。；;") or text.startswith(("关于印发", "根据")):
        return False
    room = 5 if len(title) <= 4 else 14
    if title in text:
        if len(text) > len(title) + room and not text.endswith(title):
            return False
        return (
            len(text) <= len(title) + max(room, 16) and not re.match(r"^[一二三四五六七八九十]+[、.]", text) and not _PAGE_OF.search(text)
        )
    if len(title) >= 6 and abs(len(text) - len(title)) <= 2:
        return Levenshtein.normalized_similarity(text, title) >= 0.8
    return False


def heading(sheet: Sheet, words: Mapping[str, Sequence[str]]) -> tuple[str, bool, list[Row]]:
    """What 附件N calls the paper, whether there is such a heading, and the rows without it."""
    rows = list(sheet.rows)
    pattern = re.compile(rf"^(?:{'|'.join(map(re.escape, words.get('divider', ['附件'])))}){_NUMERAL}[:.、,)]?(.*)$")
    plain = sum(len(r.text) for r in rows) <= FEW
    for n, row in enumerate(rows):
        if not plain and (row.box.top > 0.2 * sheet.page.height or n > 2):
            break
        m = pattern.match(row.text)
        if m:
            label = m[1]
            rest = rows[:n] + rows[n + 1 :]
            if not label and plain:
                # A letter alone is a piece of a seam seal or a page number, no name of a paper.
                label = next((r.text for r in rows[n + 1 :] if len(r.text) > 2), "")
            return label, True, rest
    return "", False, rows


def hinted(label: str, specs: Iterable[AttachmentSpec]) -> str:
    """The type whose words the label holds; the longest word decides."""
    best, length = "", 0
    for s in specs:
        for word in [*s.file_words, *s.titles]:
            if squeeze(word) in label and len(word) > length:
                best, length = s.type, len(word)
    return best


def is_divider(sheet: Sheet, rows: Sequence[Row], labelled: bool, label: str, spec: AttachmentsSpec) -> bool:
    """A page that only names what follows: few words, no name of an enterprise, no captions, all of it known names of papers."""
    if sum(len(r.text) for r in rows) > FEW or sheet.page.pictures:
        return False
    contents = spec.words.get("contents", [])
    if any(w in r.text for r in rows[:3] for w in contents):
        return True
    rest = [r.text for r in rows if len(r.text) > 2 and not r.text.isdigit() and r.text != label]
    if any(COMPANY.search(t) or re.search(r"(?:前|后):", t) for t in rest):
        return False
    if labelled:
        return not rest or all(hinted(t, spec.attachments) or len(t) <= 4 for t in rest)
    return bool(rest) and len("".join(rest)) <= 40 and all(hinted(t, spec.attachments) for t in rest) and not _dated(rest)


def _dated(texts: Sequence[str]) -> bool:
    return any(re.search(r"\d{4}年\d{1,2}月", t) or len(re.findall(r"\d", t)) > 6 for t in texts)


def _foreign(rows: Sequence[Row], label: str, words: Mapping[str, Sequence[str]]) -> bool:
    """A paper of no contract type, told by its title (受理通知书, 检验报告, …)."""
    tops = [row.text for row in rows[:5] if len(row.text) <= 34] + ([label] if label else [])
    return any(squeeze(w) in t for w in words.get("not_paper", []) for t in tops if ":" not in t)


def _big_line(rows: Sequence[Row], sheet: Sheet) -> str:
    """A large line in the upper third: the title of a paper of no known kind."""
    for row in rows[:4]:
        if row.box.top < sheet.page.height / 3 and row.height > 1.25 * sheet.size and 3 <= len(row.text) <= 34:
            return row.text
    return ""


def _page_of(sheet: Sheet) -> int:
    m = _PAGE_OF.search(sheet.flat)
    return int(m[1]) if m else 0
