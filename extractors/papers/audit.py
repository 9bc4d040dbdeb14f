"""审计报告 (domain 3.7): auditee, number, day, year, revenue and R&D expense of the year in 万元.

A figure is believed where the income statement adds up, where the notes repeat it, or where two readings agree; else it is in doubt.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.papers import common, dates, money, names, statements
from extractors.papers.money import Amount
from extractors.papers.sheet import Sheet, Span, squeeze
from extractors.papers.values import LOW, Desk, Paper, labelled, value_of
from models.application import FieldValue

_NUMBER = re.compile(r"[一-龥]{2,14}[〔\[(【（|][12][0-9O]\d{2}[〕\])】）|]?(?:第|字第)?[0-9A-Za-z\-]+号?")
_FORM = re.compile(r"[一-龥]{2,14}(?:审|会|专审|财审|报)[一-龥]{0,4}(?:20\d{2})?[-第]\d{3,6}号")
_YEAR = re.compile(r"(20\d{2})年(?:度|12月31日)")
_CURRENT = re.compile(r"(?:本期|本年)(?:发生额|金额|数)?:?(?:人民币)?([0-9][0-9,.，。]*\d)(亿元|万元|千元|元)")
_STATED = re.compile(
    r"(20\d{2})年度?(?:实现)?(?:营业收入|主营业务收入|研发费用)(?:合计|总额)?:?(?:为|人民币)*([0-9][0-9,.，。]*\d)(亿元|万元|千元|元)"
)


LARGE = 1_000_000
"""The least figure of a statement that no enterprise of the pilot can have in 万元."""


@dataclass(frozen=True)
class Figure:
    """A candidate for an item, in 万元."""

    value: float
    span: Span
    source: str
    sound: bool = True


def read(paper: Paper, desk: Desk) -> dict[str, FieldValue]:
    year = _year(paper, desk)
    out: dict[str, FieldValue | None] = {
        "holder": _holder(paper, desk),
        "number": _number(paper, desk),
        "issued": _issued(paper, desk),
        "year": year,
    }
    asked = str(year.value) if year else str(desk.year or "")
    for field in ("revenue", "rd_expense"):
        out[field] = _figure(paper, desk, field, asked)
    main = _main_revenue(paper, desk, asked) if out["revenue"] is not None else None
    if main is not None and out["revenue"] is not None and main.value != out["revenue"].value:
        out["main_revenue"] = main
    return {k: v for k, v in out.items() if v is not None}


def _main_revenue(paper: Paper, desk: Desk, year: str) -> FieldValue | None:
    """主营业务收入 as a part of 营业收入, of the statement or the notes: books state either."""
    for label, amount, sheet in statements.rows_of(paper.sheets, desk, desk.say("main_revenue_rows"), year):
        if amount.sound and amount.span.confidence >= LOW:
            figure = _in_wan(amount, sheet, label)
            return value_of(round(figure.value, 2), amount.span)
    return None


def _year(paper: Paper, desk: Desk) -> FieldValue | None:
    """The year that most headings and sentences speak of; 上期 columns speak of the one before."""
    votes: Counter[str] = Counter()
    where: dict[str, Span] = {}
    for sheet in paper.sheets:
        for m, span in sheet.search(_YEAR):
            heading = len(squeeze(span.text)) >= len(sheet.rows[0].text) or span.box.top < 0.35 * sheet.page.height
            votes[m[1]] += 3 if heading else 1
            where.setdefault(m[1], span)
    if not votes:
        return None
    (year, most), *rest = votes.most_common()
    doubt = "审计报告所属年度不一致，需人工核对" if rest and rest[0][1] == most else ""
    return value_of(year, where[year], doubt, confidence=max(where[year].confidence, 0.9))


def _holder(paper: Paper, desk: Desk) -> FieldValue | None:
    """The auditee: addressee, 我们审计了XX, 编制单位, cover; the reading that most of them share."""
    votes: list[tuple[str, float, Span]] = []
    for sheet in paper.sheets:
        for row in sheet.rows:
            span = row.span(0)
            if span is None:
                continue
            found = [n for n in names.companies(row.text) if not names.is_auditor(n, desk.say("auditor"))]
            if not found:
                continue
            addressed = any(a in row.text for a in desk.say("addressee")) and len(row.text) < 50
            audited = any(a in row.text for a in desk.say("opinion"))
            alone = len(row.text) <= len(found[0]) + 3 and row.box.top < 0.5 * sheet.page.height
            if addressed or audited or alone:
                votes.append((found[0], span.confidence, span))
        for found_label in sheet.find(desk.labels("holder")):
            beside = found_label.beside()
            got = names.companies(names.whole_name(sheet, beside)) if beside else []
            if beside and got and not names.is_auditor(got[0], desk.say("auditor")):
                votes.append((got[0], beside.confidence, beside))
        votes += _broken_names(sheet, desk)
    votes = [v for v in votes if not (names.part_of(v[0], desk.applicant) and any(names.same(n, desk.applicant) for n, _, _ in votes))]
    if not votes:
        return common.named(paper.sheets, desk)
    name = names.vote([(n, c) for n, c, _ in votes])
    agreeing = [s for n, _, s in votes if names.same(n, name)]
    if len(agreeing) >= 2:
        return value_of(name, agreeing[:2], confidence=max(s.confidence for s in agreeing))
    if desk.applicant and any(names.same(n, desk.applicant) for n, _, _ in votes):
        name = desk.applicant
        agreeing = [s for n, _, s in votes if names.same(n, name)]
    return common.settled_name(name, agreeing[0], desk)


def _broken_names(sheet: Sheet, desk: Desk) -> list[tuple[str, float, Span]]:
    """The applicant's name over two lines where an auditee is named: alone on them, beside its label, or in the opinion."""
    out = []
    for span in names.over_two_lines(sheet, desk.applicant) if desk.applicant else []:
        flat = squeeze(span.text)
        said = any(w in flat for w in (*desk.say("opinion"), *desk.say("addressee"), *desk.labels("holder")))
        if said or len(flat) <= len(squeeze(desk.applicant)) + 3:
            out.append((desk.applicant, span.confidence, span))
    return out


def _number(paper: Paper, desk: Desk) -> FieldValue | None:
    """文号: the reading that cover and opinion share, else the clearest one."""
    found: list[tuple[str, Span]] = []
    for sheet in paper.sheets[:4]:
        for span in sheet.spans():
            flat = squeeze(span.text)
            m = _NUMBER.search(flat) or _FORM.search(flat)
            if m and len(flat) <= len(m.group()) + 14:
                found.append((common.tidy_number(m.group()), span))
    if not found:
        return common.number_field(paper.sheets[:3], desk)
    counts = Counter(t for t, _ in found)
    text, often = max(counts.items(), key=lambda c: (c[1], max(s.confidence for t, s in found if t == c[0])))
    spans = [s for t, s in found if t == text]
    if often > 1 or len(found) == 1:
        return (
            common.checked_number(text, spans[0], desk)
            if often == 1 and spans[0].confidence < 0.9
            else value_of(text, spans[:2], confidence=max(s.confidence for s in spans))
        )
    plain = {re.sub(r"[\W_]", "", t) for t in counts}
    doubt = "" if len(plain) == 1 else "报告文号各处读数不一致，需人工核对"
    return value_of(text, spans[0], doubt, sorted(counts))


def _issued(paper: Paper, desk: Desk) -> FieldValue | None:
    """The day on the cover or under the opinion; never a balance sheet date."""
    front = [s for s in paper.sheets if any(w in s.text for w in (*desk.say("auditor"), "注册会计师"))] or list(paper.sheets[:2])
    labelled_day = common.labelled_date(front, desk, "issued")
    if labelled_day is not None:
        return labelled_day
    found: list[tuple[str, Span]] = []
    for sheet in front:
        for span in sheet.spans():
            hits = dates.find(span.text)
            alone = len(hits) == 1 and hits[0].whole and len(squeeze(span.text)) - (hits[0].end - hits[0].start) <= 3
            if alone and not hits[0].iso.endswith("12-31") and span.box.top > 0.35 * sheet.page.height:
                found.append((hits[0].iso, span))
    if not found:
        return common.closing_date(front, desk, ["12月31日"])
    iso, often = Counter(i for i, _ in found).most_common(1)[0]
    spans = [s for i, s in found if i == iso]
    if often > 1:
        return value_of(iso, spans[:2], confidence=max(s.confidence for s in spans))
    best = max(found, key=lambda f: f[1].confidence)
    return common.checked_date(best[0], best[1], desk)


def _figure(paper: Paper, desk: Desk, field: str, year: str) -> FieldValue | None:
    labels = desk.labels(field)
    pages = [s for s in paper.sheets if statements.is_income_statement(s, desk)]
    figures: list[Figure] = []
    for label in labels:
        for found, amount, sheet in statements.rows_of(pages, desk, [label], year):
            figures.append(_in_wan(amount, sheet, found))
        if figures:
            break
    repeated = [*_in_notes(paper, desk, labels, pages, year)]
    if not figures:
        return _from_notes(repeated)
    main = figures[0]
    sheet = next(s for s in pages if s.page.number == main.span.page.number)
    value = _settled(main, repeated, sheet, desk, field, year)
    if value.doubt or any(_equal(f.value, main.value) for f in repeated):
        return value
    if money.unit_is_open(sheet):
        return value.model_copy(update={"doubt": "报表的计量单位未能读出，按元计，需人工核对"})
    if money.unit(sheet) is None and not _surely_yuan(sheet):
        return value.model_copy(update={"doubt": "报表未注明计量单位，按元计，需人工核对"})
    return value


def _surely_yuan(sheet: Sheet) -> bool:
    """Whether a statement without a unit can only be in 元: as 万元 its largest figure would be over ten thousand million."""
    return any(a.value >= LARGE for row in sheet.rows for a in money.amounts(row))


def _in_wan(amount: Amount, sheet: Sheet, source: str) -> Figure:
    unit = money.unit(sheet)
    return Figure(
        amount.value * money.FACTOR[unit or "元"], amount.span, source if unit else source + "（表头未注明单位，按元计）", amount.sound
    )


def _settled(main: Figure, repeated: Sequence[Figure], sheet: Sheet, desk: Desk, field: str, year: str) -> FieldValue:
    """One value from the statement, its sum, the notes and a second reading."""
    value = round(main.value, 2)
    spans = [main.span, *(f.span for f in repeated if _equal(f.value, main.value))][:2]
    note = [f"{main.source}：{main.span.text}"]
    if _confirmed(main, sheet, desk, field, year):
        return value_of(value, spans, readings=[*note, "与利润表营业利润勾稽一致"], confidence=0.99)
    if any(_equal(f.value, main.value) for f in repeated):
        return value_of(value, spans, readings=[*note, "与附注一致"], confidence=0.98)
    second = desk.again(main.span)
    got = money.parse(second.text) if second.text else None
    again = got[0] * _factor(sheet) if got else None
    for other in (*repeated, *([Figure(again, main.span, "放大重读")] if again is not None else [])):
        if not _equal(other.value, main.value) and _confirmed(other, sheet, desk, field, year):
            return value_of(
                round(other.value, 2),
                [other.span],
                readings=[*note, f"{other.source}：{other.value:.2f}万元，与营业利润勾稽一致"],
                confidence=0.95,
            )
    if again is not None and _equal(again, main.value) and main.sound and main.span.confidence >= LOW:
        return value_of(value, spans, readings=[*note, f"放大重读：{second.text}"], confidence=max(main.span.confidence, 0.9))
    clear = main.sound and main.span.confidence >= 0.97 and not repeated and again is None
    if clear:
        return value_of(value, spans, readings=note)
    readings = [*note, *(f"{f.source}：{f.value:.2f}万元" for f in repeated), *([f"放大重读：{second.text}"] if second.text else [])]
    return value_of(value, spans, "审计报告金额识别存疑，需人工核对", readings, min(main.span.confidence, 0.7))


def _confirmed(figure: Figure, sheet: Sheet, desk: Desk, field: str, year: str) -> bool:
    """Whether the income statement adds up with this figure in its place."""
    factor = _factor(sheet)
    revenue = figure.value / factor
    if field == "revenue":
        return statements.adds_up(sheet, desk, year, revenue)
    rows = [r for label in desk.labels("revenue") for r in statements.rows_of([sheet], desk, [label], year)]
    if not rows:
        return False
    names_of = [w for w in desk.say("cost_rows") if w in desk.labels("rd_expense")]
    return statements.adds_up(sheet, desk, year, rows[0][1].value, dict.fromkeys(names_of, figure.value / factor))


def _factor(sheet: Sheet) -> float:
    return money.FACTOR[money.unit(sheet) or "元"]


def _in_notes(paper: Paper, desk: Desk, labels: Sequence[str], pages: Sequence[Sheet], year: str) -> list[Figure]:
    """What notes repeat: 营业收入…本期发生额X元, and the total under a heading 研发费用."""
    out: list[Figure] = []
    for sheet in paper.sheets:
        if sheet in pages:
            continue
        out += _sentences(sheet, labels, year)
        out += _totals(sheet, desk, labels, year)
    return out


def _sentences(sheet: Sheet, labels: Sequence[str], year: str) -> list[Figure]:
    flat, starts = "", []
    for span in sheet.spans():
        starts.append((len(flat), span))
        flat += squeeze(span.text)
    out = []
    for label in labels:
        for m in re.finditer(re.escape(label), flat):
            near = flat[m.end() : m.end() + 70]
            hit = _CURRENT.search(near)
            got = money.parse(hit[1]) if hit else None
            if hit and got and "成本" not in near[: hit.start()].split("营业收入")[-1][-6:]:
                at = m.end() + hit.start()
                span = next(s for a, s in reversed(starts) if a <= at)
                out.append(Figure(got[0] * money.FACTOR[hit[2]], span, "附注", got[1]))
    for hit in _STATED.finditer(flat):
        got = money.parse(hit[2])
        if got and hit[1] == year and any(lab in hit.group() for lab in labels):
            span = next(s for a, s in reversed(starts) if a <= hit.start())
            out.append(Figure(got[0] * money.FACTOR[hit[3]], span, "附注", got[1]))
    return out


def _totals(sheet: Sheet, desk: Desk, labels: Sequence[str], year: str) -> list[Figure]:
    """The 合计 row of the first table below a heading that names the item."""
    out: list[Figure] = []
    rows = sheet.rows
    for n, row in enumerate(rows):
        if not any(label in row.text for label in labels) or len(row.text) > 30 or money.amounts(row):
            continue
        col = statements.column(_Part(sheet, n), desk, year)
        for later in rows[n + 1 : n + 16]:
            if any(t in later.text[:4] for t in desk.say("total_row")):
                amount = statements.pick(money.amounts(later), col)
                if amount is not None:
                    out.append(Figure(amount.value * _factor(sheet), amount.span, "附注合计", amount.sound))
                break
    return out


class _Part(Sheet):
    """The rows of a sheet from a number on."""

    def __init__(self, sheet: Sheet, first: int) -> None:
        super().__init__(sheet.page)
        self.__dict__["rows"] = sheet.rows[first:]


def _from_notes(repeated: Sequence[Figure]) -> FieldValue | None:
    if not repeated:
        return None
    values = {round(f.value, 2) for f in repeated}
    doubt = "" if len(values) == 1 and repeated[0].sound else "附注中金额不一致，需人工核对"
    return value_of(round(repeated[0].value, 2), repeated[0].span, doubt, [f"{f.source}：{f.value:.2f}万元" for f in repeated])


def _equal(a: float, b: float) -> bool:
    return abs(a - b) <= max(0.005, 1e-7 * abs(b))


def doubts(papers: Sequence[Paper], desk: Desk) -> list[str]:
    """For each audit paper why it may not be what is asked for: statements nobody audited, or the audit of a single item.

    Statements alone are beyond doubt where another paper of the submission is the auditor's report.
    """
    audited = [any(w in paper.text for w in desk.say("audited")) for paper in papers]
    special = [any("专项审计" in row.text for row in paper.sheets[0].rows[:10]) for paper in papers]
    whole = any(a and not s for a, s in zip(audited, special, strict=True))
    return [
        ""
        if whole or (a and not s)
        else "为专项审计报告，不是年度财务报表的审计报告"
        if s
        else "未见会计师事务所的审计意见，是否经过审计待核实"
        for a, s in zip(audited, special, strict=True)
    ]


__all__ = ["doubts", "labelled", "read"]
