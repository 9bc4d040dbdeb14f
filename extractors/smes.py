"""The driven SMEs (被带动中小企业) that a chain book lists, each once, with its own stamped statement among the papers.

A list is a table (名单), numbered lines, or firms named after 带动; firms that prose only tells of (a customer, an auditor, an
example) are none. A second row of the same firm goes into ``copies``; the applicant, where it lists itself, stays in the list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein
from stdnum.cn import uscc as codes

from models.application import Attachment, Seal, Sme
from models.evidence import Evidence
from models.outline import Outline, SectionText
from models.pages import Cell, Page, Table
from models.rulebook import Rulebook
from models.text import name_key

_FIRM = re.compile(
    r"[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z0-9（）()·]{2,30}?(?:股份有限公司|有限责任公司|有限公司|股份合作公司|集团公司|合作社|研究院|经营部|加工部|商行|厂|中心|公司)(?:[\u4e00-\u9fff]{2,8}分公司)?"
)
_CALLED = re.compile(
    r"^(?:先后|已|共|成功|重点)?(?:了|和|与|及|以及|包括|有|等|对|为|向|给|同|助力|帮助|支持|带动|服务|赋能|推动|引导|指导|协助)*(?:[^、，]{0,8}?(?:企业|厂商|厂家|单位)(?=[\u4e00-\u9fff]{6,}$))?"
)
_TOLD = re.compile(r"[是为由在将从]|其中|助力|带动|例如")
_ENDS_IN_FIRM = re.compile(r"(?:公司|合作社|厂|经营部|加工部|商行)(?:[（(][^）)]{1,24}[）)])?\s*[，；]$")
_CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Z]{18}(?![0-9A-Za-z])")
_NUMBERED = re.compile(r"^\s*[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）、.．\s]\s*")
_NAME_HEADER = re.compile(r"名称|企业|单位|公司")
_OTHER_LIST = re.compile(r"客户|用户|供应商名|服务商|设备商|合作高校|专利权人|股东|软件")
_CODE_REPAIR = str.maketrans("IOSVZ", "10572")
"""Letters that the code's alphabet lacks (GB 32100-2015), and what OCR means by them; V never stands for a digit with certainty."""


SURE_SEAL = 0.85
"""Confidence from which a seal's text is taken at its word."""

GUESSED_SEAL = 0.65
"""Confidence below which a seal's text is guesswork (on scans in black and white, mostly): whose it is cannot be told from it."""


@dataclass
class _Firm:
    """One firm as listed; ``copies`` are its further listings."""

    name: str
    code: str | None
    evidence: tuple[Evidence, ...]
    copies: list[Evidence] = field(default_factory=list)
    doubt: str = ""


def smes(outline: Outline, attachments: Sequence[Attachment], seals: Sequence[Seal], rulebook: Rulebook) -> tuple[Sme, ...]:
    """The firms listed, in the order of the list. Only a chain book lists driven SMEs."""
    sections = [s for s in outline.sections if s.programme == "chain"]
    inside = [(page, table, _captions(s, page, table)) for s in sections for page, table in s.tables]
    found = (
        list(_from_tables(inside))
        or list(_from_lines(sections))
        or list(_from_tables(_lists_enclosed(outline)))
        or list(_from_prose(sections, rulebook))
    )
    firms: list[_Firm] = []
    for firm in found:
        known = next((f for f in firms if _same(f, firm)), None)
        if known is None:
            firms.append(firm)
            continue
        known.copies.append(firm.evidence[0])
        if name_key(known.name) != name_key(firm.name):
            known.doubt = f"与“{firm.name}”似为同一企业，名称略有不同，请核对"
    all_names = [outline.name, *(f.name for f in firms)]
    return tuple(_sme(f, attachments, seals, all_names) for f in firms)


def _same(a: _Firm, b: _Firm) -> bool:
    """One code, or one name, or names that differ in no more than a character while their codes do not tell them apart."""
    if a.code and b.code:
        return a.code == b.code or name_key(a.name) == name_key(b.name)
    first, second = name_key(a.name), name_key(b.name)
    return first == second or (len(first) >= 10 and Levenshtein.distance(first, second) <= 1)


# ---- tables ----


def _from_tables(tables: Sequence[tuple[Page, Table, str]]) -> Iterator[_Firm]:
    """The firms of all tables; the text with each is what stands above it."""
    seen: set[tuple[str, int, object]] = set()
    for page, table, caption in tables:
        key = (page.file, page.number, table.box)
        if key not in seen:
            seen.add(key)
            yield from _rows(page, table, _name_columns(table, caption))


def _captions(section: SectionText, page: Page, table: Table) -> str:
    return " ".join(
        line.text for p, line in section.captions if (p.file, p.number) == (page.file, page.number) and line.box.bottom <= table.box.top + 4
    )


def _lists_enclosed(outline: Outline) -> list[tuple[Page, Table, str]]:
    """Tables of lists of driven firms (带动中小企业名单) that stand behind the book."""
    out = []
    for page in outline.enclosed:
        head = "".join(re.sub(r"\s", "", line.text) for line in page.lines if line.box.top < 0.25 * page.height)
        if page.tables and re.search(r"(?:带动|赋能|链上)[^。；]{0,16}(?:名单|一览|清单|明细|汇总)", head):
            out += [(page, table, head) for table in page.tables]
    return out


def _name_columns(table: Table, caption: str) -> list[int]:
    """The columns whose cells are mostly firms' names, where header and caption do not speak of customers and the like.

    The one with the most names, and others below the same header: a list set in two halves side by side.
    """
    head = " ".join(c.text for c in table.cells if c.row == 0)
    if _OTHER_LIST.search(re.sub(r"\s", "", head)) and "带动" not in caption + head:
        return []
    best: tuple[int, tuple[bool, int]] | None = None
    able: list[int] = []
    for column in range(table.columns):
        cells = [c for c in table.cells if c.column == column and _flat(c)]
        names = sum(_is_name(_flat(c)) or len(_several(c)) > 1 for c in cells)
        body = sum(not _NAME_HEADER.fullmatch(_flat(c)) and c.row > 0 for c in cells) or 1
        if names and names * 2 >= body:
            able.append(column)
            top = table.at(0, column)
            rank = (
                top is not None and bool(re.search("带动|赋能|链上|上下游", _flat(top))),
                names - (top is not None and _is_name(_flat(top))),
            )
            if best is None or rank > best[1]:
                best = (column, rank)
    if best is None:
        return []
    first = table.at(0, best[0])
    label = _flat(first) if first is not None else ""
    same = [c for c in able if (cell := table.at(0, c)) is not None and label and not _is_name(label) and _flat(cell) == label]
    return same if best[0] in same else [best[0]]


def _several(cell: Cell) -> list[str]:
    """Firms of a cell that names more than one: 甲公司、乙公司."""
    parts = [p for p in re.split(r"[、；;，,/]", _flat(cell)) if p]
    return parts if len(parts) > 1 and all(_is_name(p) for p in parts) else []


def _is_name(text: str) -> bool:
    match = _FIRM.search(_numberless(text))
    return match is not None and match.end() - match.start() >= 0.7 * len(_numberless(text))


def _flat(cell: Cell) -> str:
    return re.sub(r"\s+", "", cell.text)


def _numberless(text: str) -> str:
    return _NUMBERED.sub("", text) if re.match(r"^\s*[（(]?\d", text) else text


def _rows(page: Page, table: Table, columns: Sequence[int]) -> Iterator[_Firm]:
    for column in columns:
        for row in range(table.rows):
            cell = table.at(row, column)
            if cell is None or cell.row != row:
                continue
            doubt = "" if cell.confidence >= 0.8 else "名称识别把握不大，请核对"
            if many := _several(cell):
                yield from (_Firm(_numberless(n), None, (page.evidence(cell.box, n),), doubt=doubt) for n in many)
                continue
            match = _FIRM.search(_numberless(_flat(cell)))
            if match is None or not _is_name(_flat(cell)):
                continue
            after = min((c for c in columns if c > column), default=table.columns)
            others = [
                c
                for c in table.cells
                if c.row <= row < c.row + c.row_span and (c.column < after or len(columns) == 1) and c.column != column
            ]
            others = [c for c in others if c.column > column or len(columns) == 1]
            code_cell, code = next(((c, k) for c in others if (k := _code(_flat(c)))), (None, None))
            evidence = [page.evidence(cell.box, _flat(cell))]
            if code_cell is not None:
                evidence.append(page.evidence(code_cell.box, _flat(code_cell)))
            yield _Firm(match[0], code, tuple(evidence), doubt=doubt)


def _code(text: str) -> str | None:
    """A code of 18 characters in ``text``; one that fails its check character is mended where only letters of no code stand in it."""
    found = _CODE.search(unicodedata.normalize("NFKC", text).upper())
    if found is None:
        return None
    mended = found[0].translate(_CODE_REPAIR)
    return mended if not codes.is_valid(found[0]) and codes.is_valid(mended) else found[0]


# ---- lines and prose ----


def _from_lines(sections: Sequence[SectionText]) -> Iterator[_Firm]:
    """Numbered lines that hold a firm's name, three of them or more: a list set without a table."""
    found: list[_Firm] = []
    seen: set[tuple[str, int, object]] = set()
    for section in sections:
        for piece in section.body.pieces:
            key = (piece.page.file, piece.page.number, piece.line.box)
            text = unicodedata.normalize("NFKC", piece.line.text)
            if key in seen or not _NUMBERED.match(text):
                continue
            seen.add(key)
            rest = _NUMBERED.sub("", text)
            match = _FIRM.match(rest)
            if match:
                found.append(_Firm(_CALLED.sub("", match[0]), _code(rest), (piece.page.evidence(piece.line.box, piece.line.text),)))
    if len(found) >= 3:
        yield from found


def _from_prose(sections: Sequence[SectionText], rulebook: Rulebook) -> Iterator[_Firm]:
    """Firms that sentences list as driven: all those named after 带动 up to the clause's end, and enumerations under 配套企业, 链上企业.

    Prose names a firm again where it tells of it; only within one enumeration is that a second listing.
    """
    told: set[str] = set()
    for section in sections:
        for listing in _listings(section, rulebook):
            firms = [f for f in listing if name_key(f.name) not in told]
            told |= {name_key(f.name) for f in firms}
            yield from firms


def _listings(section: SectionText, rulebook: Rulebook) -> Iterator[list[_Firm]]:
    """The listings of a section in order, each with its firms; a place in the text belongs to the first listing that holds it."""
    words = [w for name in ("drive", "drive_sme") for w in rulebook.metrics.synonyms.get(name, [])] or ["带动"]
    start = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
    text = section.body.text
    found = [(m.end(), _clause(text[m.end() : m.end() + 900].replace("\n", "\r"))) for m in start.finditer(text)]
    found += list(_enumerations(text.replace("\n", "\r"), rulebook.sme_words))
    seen = -1
    for at, clause in sorted(found):
        firms = []
        for name in _FIRM.finditer(clause):
            value = _CALLED.sub("", name[0])
            a = at + name.start() + len(name[0]) - len(value)
            evidence = section.body.evidence(a, a + len(value)) if a > seen else ()
            if evidence:
                seen = a
                firms.append(_Firm(value.replace("\r", ""), None, evidence))
        if firms:
            yield firms


_JOINT = re.compile(r"^\r?(?:[、，]|和|及|以及|与)+\r?")


def _enumerations(text: str, words: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Two firms or more joined by 、 and 和, in a sentence that speaks of driven firms (``words``): where they begin, and their words."""
    for sentence in re.finditer(r"[^。]+", text):
        firms = list(_FIRM.finditer(sentence[0]))
        n = 0
        while n < len(firms):
            last = n
            while last + 1 < len(firms) and _joined(sentence[0], firms[last], firms[last + 1]):
                last += 1
            lead = sentence[0][max(0, firms[n].start() - 40) : firms[n].start()] + firms[n][0]
            if last > n and any(w in lead for w in words) and not _OTHER_LIST.search(lead):
                yield sentence.start() + firms[n].start(), sentence[0][firms[n].start() : firms[last].end()]
            n = last + 1


def _joined(text: str, first: re.Match[str], second: re.Match[str]) -> bool:
    """Whether nothing but 、 or 和 stands between two firms; the pattern takes a 和 for the beginning of the second's name."""
    gap = text[first.end() : second.start()]
    return bool(_JOINT.fullmatch(gap)) or (not gap.strip("\r") and bool(re.match(r"[和及与]", second[0])))


def _clause(text: str) -> str:
    """Up to the end of the clause; a list whose firms are parted by ； or ， goes on from firm to firm."""
    end, before = 0, ""
    for part in re.finditer(r"[^，。；]+[，。；]?", text):
        if before:
            next_firm = _FIRM.match(part[0].lstrip("和及、\r"))
            listing = next_firm is not None and not _TOLD.search(next_firm[0])
            if before.endswith("。") or not listing or not _ENDS_IN_FIRM.search(before):
                break
        end, before = part.end(), part[0]
    return text[:end].rstrip("，。；")


# ---- proofs ----


def _sme(firm: _Firm, attachments: Sequence[Attachment], seals: Sequence[Seal], known: Sequence[str]) -> Sme:
    holders = [str(f.value) for a in attachments if (f := a.fields.get("holder")) is not None and isinstance(f.value, str)]
    others = [n for n in known if n and name_key(n) != name_key(firm.name)] + [n for n in holders if n and not _alike(n, firm.name)]
    proof, doubt = _proof(firm, attachments, seals, others)
    return Sme(
        name=firm.name, uscc=firm.code, evidence=firm.evidence, proof=proof, copies=tuple(firm.copies), doubt=firm.doubt, proof_doubt=doubt
    )


def _proof(
    firm: _Firm, attachments: Sequence[Attachment], seals: Sequence[Seal], others: Sequence[str]
) -> tuple[tuple[Evidence, ...] | None, str]:
    """The firm's statement with its own seal; without one, None and why a person must look ("" where nothing of it is there)."""
    mine = [a for a in attachments if a.type == "sme_evidence" and _is_holder(firm, a)]
    for paper in mine:
        on_it = [s for s in seals if s.file == paper.file and s.page in paper.pages]
        named = next((s for s in on_it if s.text and _alike(s.text, firm.name) and not _is_one_of(s.text, others)), None)
        if named is not None:
            return (_seal(named), *paper.evidence), ""
        unsure = next((s for s in on_it if _may_be(s, firm.name, others)), None)
        if unsure is not None:
            return (
                (_seal(unsure), *paper.evidence),
                f"证明上的印章读作“{unsure.text}”，请核对是否为该企业公章"
                if unsure.text
                else "证明上的印章文字未能读出，请核对是否为该企业公章",
            )
        if paper.stamped and not on_it:
            return (*paper.stamped, *paper.evidence), ""
    return None, ""


def _may_be(seal: Seal, name: str, others: Sequence[str]) -> bool:
    """Whether a seal that does not read as the firm's may still be it: read badly, and not clearly somebody else's."""
    if not seal.text:
        return True
    likeness = fuzz.ratio(name_key(seal.text), name_key(name))
    if _is_one_of(seal.text, others) or any(_alike(seal.text, other) and not _alike(seal.text, name) for other in others):
        return False
    if seal.confidence < GUESSED_SEAL:
        return True
    return likeness >= (75 if seal.confidence >= SURE_SEAL else 60)


def _is_one_of(text: str, names: Sequence[str]) -> bool:
    return any(name_key(text) == name_key(n) for n in names)


def _seal(seal: Seal) -> Evidence:
    return Evidence(file=seal.file, page=seal.page, bbox=seal.bbox, text=seal.text)


def _is_holder(firm: _Firm, paper: Attachment) -> bool:
    holder = paper.fields.get("holder")
    code = paper.fields.get("uscc")
    if firm.code and code is not None and code.value == firm.code:
        return True
    if holder is not None and isinstance(holder.value, str) and holder.value:
        return _alike(holder.value, firm.name)
    return name_key(firm.name) in name_key(paper.title) or any(name_key(firm.name) in name_key(e.text) for e in paper.evidence)


def _alike(a: str, b: str) -> bool:
    """One firm's name, up to two characters that a seal's ring or OCR misread."""
    first, second = name_key(a), name_key(b)
    return first == second or (abs(len(first) - len(second)) <= 2 and fuzz.ratio(first, second) >= 84)
