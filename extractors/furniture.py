"""What stands on a page without being its text: page numbers, running heads, captions, and the words inside drawings and tables.

Tables and pictures are mostly known from the page itself (`Page.tables`, `Page.pictures`). Where neither was found, captions
tell: above a 图 caption and below a 表 caption stand rows that do not look like running text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from statistics import median

from rapidfuzz import fuzz

from extractors.headings import Reading
from extractors.rows import Margins, Row

_PAGE_NUMBER = re.compile(r"[\s\-—–_~·.|第共]*\d{1,3}(\s*[/／]\s*\d{1,3})?[\s\-—–_~·.|页]*(共\s*\d{1,3}\s*页)?")
_CAPTION = re.compile(r"\s*[（(]?\s*([图表])\s*([\d一二三四五六七八九十]{1,3}(?:[-—.－]\d{1,2})?)\s*[:：.、]?\s*([^\s，。；、,;].{1,45})")
_UNDER = re.compile(r"\s*(单位|注|资料来源|数据来源|备注)\s*[:：]")


def caption(text: str) -> tuple[str, str] | None:
    """("图" or "表", its number) where a row reads as the caption of a picture or a table."""
    m = _CAPTION.fullmatch(text.rstrip())
    if m is None or text.rstrip()[-1] in "。；，,;" or re.match(r"(所示|可见|可以|中|为|是|显示|给出|列出|和|及|与)", m[3]):
        return None
    return m[1], m[2]


def mark(sheets: Sequence[Sequence[Row]], edges: Sequence[Margins]) -> list[list[Row]]:
    """The rows of one file's pages, each with its zone found."""
    running = running_rows(sheets)
    out: list[list[Row]] = []
    in_table = False
    for sheet, edge in zip(sheets, edges, strict=True):
        marked = [r.put("furniture") if id(r) in running else r for r in sheet]
        marked = [r.put("caption") if not r.zone and _is_caption(r, i, marked, edge) else r for i, r in enumerate(marked)]
        if edge.known:
            marked = _around_captions(marked, edge)
            if in_table:
                marked = _continued(marked, edge)
        body = [r for r in marked if r.zone not in ("furniture", "margin")]
        # A ruled table that goes on is ruled on the next page too and found there by its lines.
        in_table = bool(body) and body[-1].zone == "table" and not _ruled(body[-1])
        out.append(marked)
    return out


def _ruled(row: Row) -> bool:
    return any(t.box.contains(*row.box.centre) for t in row.page.tables)


def _is_caption(row: Row, at: int, sheet: Sequence[Row], edge: Margins) -> bool:
    found = caption(row.text)
    if found is None:
        return False
    if edge.centred(row) or not edge.known or _near_drawn(row, found[0], edge.em):
        return True
    before = next((r for r in reversed(sheet[:at]) if r.zone not in ("furniture", "margin")), None)
    flowing = before is not None and not before.zone and (edge.full(before) or before.text.rstrip()[-1:] not in "。；！？：:;")
    return not flowing and not edge.full(row)


def _near_drawn(row: Row, kind: str, em: float) -> bool:
    """Whether a table stands right below the row, or a picture right above it."""
    if kind == "表":
        return any(-em < t.box.top - row.box.bottom < 3 * em for t in row.page.tables)
    return any(-em < row.box.top - p.box.bottom < 3 * em for p in row.page.pictures)


def _around_captions(sheet: list[Row], edge: Margins) -> list[Row]:
    """Rows above a 图 caption and below a 表 caption that are no running text, marked as the drawing's and the table's."""
    out = list(sheet)
    for i, row in enumerate(sheet):
        if row.zone != "caption":
            if _UNDER.match(row.text) and not row.zone and _beside(out, i, "table"):
                out[i] = row.put("caption")
            continue
        kind = (caption(row.text) or ("图", ""))[0]
        step, zone = (-1, "picture") if kind == "图" else (1, "table")
        # Where the table itself was found, nothing below it is taken for a part of it.
        end = max(
            (t.box.bottom for t in row.page.tables if kind == "表" and -edge.em < t.box.top - row.box.bottom < 3 * edge.em), default=1e9
        )
        j = i + step
        while 0 <= j < len(out) and (out[j].zone in (zone, "margin") or (not out[j].zone and not edge.body_like(out[j]))):
            if not out[j].zone:
                if _numbered(out[j].text) or out[j].box.top > end:
                    break
                out[j] = out[j].put("picture" if zone == "picture" else "table")
            j += step
    return out


def _beside(sheet: Sequence[Row], at: int, zone: str) -> bool:
    return any(0 <= j < len(sheet) and sheet[j].zone in (zone, "caption") for j in (at - 1, at + 1))


def _numbered(text: str) -> bool:
    """Whether a short row is rather a heading than a cell: 一、… （二）… 3. … (but not "3 数控车床", the row of a table)."""
    number = Reading(text).number
    return (
        number is not None
        and number.style != "misread"
        and (number.style != "arabic" or re.match(r"\s*\d{1,2}\s*[.、．]\s*\D", text) is not None)
    )


def _continued(sheet: list[Row], edge: Margins) -> list[Row]:
    """The head of a page on which the table of the page before goes on."""
    out = list(sheet)
    for i, row in enumerate(sheet):
        if row.zone in ("furniture", "margin", "table"):
            continue
        if row.zone or (not edge.spread(row) and (edge.body_like(row) or _numbered(row.text) or edge.indented(row))):
            break
        out[i] = row.put("table")
    return out


def running_rows(sheets: Sequence[Sequence[Row]]) -> set[int]:
    """``id`` of the rows that are page numbers, running heads or feet, given the rows of each page of one file."""
    out: set[int] = set()
    heads: dict[str, list[Row]] = {}
    for sheet in sheets:
        free = [r for r in sheet if r.zone not in ("table", "margin")]
        for row in free if len(free) <= 4 else (*free[:2], *free[-2:]):
            if 0.13 <= row.height <= 0.87:
                continue
            if _PAGE_NUMBER.fullmatch(row.text.strip()):
                out.add(id(row))
            elif len(row.text.strip()) >= 2:
                heads.setdefault(re.sub(r"[\d\W_]+", "", row.text), []).append(row)
    needed = min(3, max(2, sum(bool(s) for s in sheets)))
    for key, found in _alike(heads):
        if key and len({r.page.number for r in found}) >= needed and _level(found):
            out |= {id(r) for r in found}
    return out


def _alike(heads: dict[str, list[Row]]) -> Iterable[tuple[str, list[Row]]]:
    """Rows whose letters agree but for slips of reading, put together."""
    used: set[str] = set()
    for key in sorted(heads, key=lambda k: -len(heads[k])):
        if key in used:
            continue
        same = [k for k in heads if k not in used and fuzz.ratio(k, key) >= 85]
        used.update(same)
        yield key, [row for k in same for row in heads[k]]


def _level(found: Sequence[Row]) -> bool:
    """Whether most of the rows stand at one height of their page."""
    middle = median(r.height for r in found)
    return sum(abs(r.height - middle) < 0.025 for r in found) >= 0.7 * len(found)
