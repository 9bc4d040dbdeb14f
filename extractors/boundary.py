"""Where a book's text ends and the papers bound behind it begin."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from extractors.events import Event
from extractors.headings import Reading, letters
from extractors.rows import Row
from extractors.sheets import Sheet
from models.rulebook import Rulebook

_ENCLOSURE = re.compile(
    r"\s*(?:相关)?(?:附件|附|证明材料|佐证材料)\s*[（(]?\s*[\d一二三四五六七八九十]{1,3}(?:[-—.]\d{1,2})?\s*[)）]?\s*([:：、.]|\s|$|\S{2,24}$)"
)
_DIGITS = re.compile(r"\d{1,3}")
SIGN_OFF = 8
"""A page of at most so many rows that asks for a signature or a seal is the foot of the paper before it."""
LEFT_OVER = 3
"""A page of at most so many rows, of which the first holds a label of the paper before it, is that paper's last row."""


def body_sheets(found: Sequence[Sheet], events: Sequence[Event], rulebook: Rulebook) -> set[int]:
    """Numbers of the sheets that belong to the book's own text.

    Between two headings all pages are text, except behind the last heading of a programme's part: there papers may follow,
    and the text goes on only as long as the pages look and read on.
    """
    titles = [letters(t) for a in rulebook.attachments.attachments for t in a.titles if len(letters(t)) >= 3]
    places = [e for e in events if e.spec is not None or e.programme]
    body = {e.sheet for e in places if found[e.sheet].kind not in ("commitment", "declaration", "form")}
    for n, event in enumerate(places):
        following = places[n + 1] if n + 1 < len(places) else None
        end = following.sheet if following is not None else len(found)
        if end - event.sheet <= 1:
            continue
        gap = range(event.sheet + 1, end)
        if following is not None and event.programme and following.programme == event.programme and not _closes(event):
            body |= {i for i in gap if found[i].kind == ""}
        elif event.programme:
            body |= _read_on(found, event, gap, titles)
        else:
            _front_goes_on(found, event, gap)
    return body


def _closes(event: Event) -> bool:
    return event.spec is not None and event.spec.id.endswith(".attachments")


def _front_goes_on(found: Sequence[Sheet], event: Event, gap: range) -> None:
    """A front paper may fill a second page, of which its last lines (signature, seal, date; the last row of the form) may be all."""
    if event.spec is None or not event.spec.emit:
        return
    words = [letters(k) for k in event.spec.keywords]
    for i in gap:
        rest = (
            len(found[i].free) <= SIGN_OFF and not found[i].page.tables and any("签字" in r.text or "盖章" in r.text for r in found[i].free)
        )
        rows = [letters(r.text) for r in found[i].rows if r.zone not in ("furniture", "margin")]
        rest |= 0 < len(rows) <= LEFT_OVER and any(w in rows[0] for w in words)
        if found[i].kind == "" and (rest or sum(w in found[i].letters for w in words) >= 2):
            found[i].kind = event.spec.id
        elif found[i].kind != "blank":
            break


def _read_on(found: Sequence[Sheet], event: Event, gap: range, titles: Sequence[str]) -> set[int]:
    out: set[int] = set()
    last = found[event.sheet]
    below = last.rows[event.row + max(1, event.rows) :]
    if all(r.zone in ("furniture", "margin") for r in below) and gap and _begins_text(found[gap.start], titles):
        out.add(gap.start)
        last, gap = found[gap.start], gap[1:]
    for i in gap:
        sheet = found[i]
        if sheet.kind == "blank":
            continue
        if sheet.kind or sheet.page.file != last.page.file or not _goes_on(last, sheet, titles):
            break
        out.add(i)
        last = sheet
    return out


def _goes_on(last: Sheet, sheet: Sheet, titles: Sequence[str]) -> bool:
    """Whether a page carries on the text of the one before."""
    free = sheet.free
    if not free or _opens_paper(sheet, titles):
        return False
    if sheet.page.width > sheet.page.height * 1.1 or abs(sheet.page.width - last.page.width) > 0.06 * last.page.width:
        return False
    if sheet.edge.known and last.edge.known and not (sheet.column or last.column):
        same_type = abs(sheet.edge.em - last.edge.em) < 0.12 * last.edge.em and abs(sheet.edge.left - last.edge.left) < 1.5 * last.edge.em
        if not same_type:
            return False
    before = [r for r in last.free if r.text.strip()]
    open_end = bool(before) and _wide(last, before[-1]) and before[-1].text.rstrip()[-1:] not in "。！？"
    number = _numbered(free[0].text)
    numbered_on = _page_number(sheet) is not None and _page_number(sheet) == (_page_number(last) or -9) + 1
    text_like = sum(sheet.edge.body_like(r) for r in free) >= 0.7 * len(free)
    return text_like and (open_end or numbered_on or (number and bool(before) and before[-1].text.rstrip()[-1:] in "；;，,、"))


def _wide(sheet: Sheet, row: Row) -> bool:
    return not sheet.edge.known or row.box.x1 > sheet.edge.left + 0.85 * (sheet.edge.right - sheet.edge.left)


def _numbered(text: str) -> bool:
    number = Reading(text).number
    return number is not None and number.style != "misread"


def _begins_text(sheet: Sheet, titles: Sequence[str]) -> bool:
    """Whether a page begins with text of a section whose heading stands at the foot of the page before."""
    free = sheet.free
    return not sheet.kind and bool(free) and not _opens_paper(sheet, titles) and sheet.edge.body_like(free[0])


def _opens_paper(sheet: Sheet, titles: Sequence[str]) -> bool:
    """附件1：营业执照复印件 at the head of a page, or the title of a kind of paper."""
    head = [r for r in sheet.rows if r.zone != "margin"][:5]
    if any(_ENCLOSURE.match(r.text) and len(r.text) <= 40 for r in head[:2]):
        return True
    for row in head:
        if _numbered(row.text) or row.text.rstrip()[-1:] in "；。，;,":
            continue
        text = letters(row.text)
        if 3 <= len(text) <= 24 and any(
            fuzz.ratio(text, t) >= 85 or (len(t) >= 4 and t in text and len(text) <= len(t) + 8) for t in titles
        ):
            return True
    return False


def _page_number(sheet: Sheet) -> int | None:
    for row in sheet.rows:
        if row.zone == "furniture" and row.height > 0.85:
            m = _DIGITS.search(row.text)
            if m and len(row.text.strip()) <= 12:
                return int(m[0])
    return None
