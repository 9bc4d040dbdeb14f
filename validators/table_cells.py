"""One cell of a county's summary table against the books of its company."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from models.application import Application, FieldValue
from models.checks import Verdict
from models.evidence import Evidence
from models.rulebook import SummaryColumn
from models.summary import TableRow
from models.text import former_names, name_key, normalise
from validators.batch_case import BatchCase, BatchFinding
from validators.case import firm

SAME_INDUSTRY, LEAD = 75.0, 12.0
"""rapidfuzz ratio from which a cell names one of the form's industries, and by how much it must lead the next."""
MISREAD = 0.08
"""Share of a title's characters that may be misreadings of a scan."""
_YES = {"是", "√", "✓", "✔", "☑", "y", "yes", "有", "规上", "规模以上", "是的", "对"}
_NO = {"否", "×", "x", "n", "no", "/", "-", "—", "无", "不是", "规下", "规模以下", "不", "非"}
_ZONES = (("技术产业开发区", "区"), ("高新技术区", "高新区"), ("经济技术开发区", "经开区"), ("经济开发区", "经开区"))
_CITY = re.compile(r"^(?:河北省?)?(?:石家庄市?)?")
_DIGITS = "〇一二三四五六七八九"
_COUNTED = re.compile(r"((?:[一二三四五六七八九]?十[一二三四五六七八九]?)|[一二三四五六七八九])(?=余?多?[家个项台条套类大])")
_FIGURE = re.compile(r"(\d+(?:\.\d+)?)(?:余|多)?([%\u4e00-\u9fff]{1,2})")


def yes_no(said: str) -> bool | None:
    """是 / √ → true, 否 / × / a dash → false, anything else is not an answer."""
    plain = re.sub(r"[\s。.、,，]+", "", normalise(said)).casefold()
    return True if plain in _YES else False if plain in _NO else None


def compare(case: BatchCase, row: TableRow, column: SummaryColumn, books: Sequence[Application]) -> BatchFinding | None:
    """What a column says against the books; None for columns that no book answers."""
    if column.kind == "direction":
        return _direction(case, row, column, books)
    if column.kind == "brief":
        return _brief(row, column, books)
    if column.kind == "name":
        return _name(row, column, books)
    source = {"county": "county"}.get(column.kind, column.field)
    if not source:
        return None
    return _field(case, row, column, source, books)


def _field(case: BatchCase, row: TableRow, column: SummaryColumn, source: str, books: Sequence[Application]) -> BatchFinding:
    """A column that one field of the book answers: of several books the first that states it."""
    said = row.cells[column.name]
    book = next((b for b in books if (f := b.fields.get(source)) is not None and f.value), books[0])
    field = book.fields.get(source)
    if not said:
        return _finding(row, column, [book], "unsure", f"汇总表“{column.name}”为空白，请县（市、区）补填。", _at(field))
    if field is None or not field.value or isinstance(field.value, list):
        text = f"申报书中未能识读对应内容，无法与汇总表“{column.name}”（{said}）核对。"
        return _finding(row, column, [book], "unsure", text, _at(field))
    printed = str(field.value)
    verdict = _agree(case, column, said, printed, _doubtful(row, column, field), _sure_scan(row, column, field))
    text = f"“{book.name}”：汇总表“{column.name}”为“{said}”，申报书为“{printed}”"
    return _finding(row, column, [book], *_worded(verdict, text, row, column, field), _at(field))


def _worded(verdict: Verdict, text: str, row: TableRow, column: SummaryColumn, field: FieldValue | None) -> tuple[Verdict, str]:
    if verdict == "pass":
        return "pass", text + "，一致。"
    if verdict == "fail":
        return "fail", text + "，两处不一致。"
    why = "" if row.sure(column.name) else "汇总表此处识读存疑"
    if field is not None and not firm(field):
        why = field.doubt or "识别把握不足"
    return "unsure", f"{text}；{f'识读存疑（{why}）' if why else '是否一致难以判定'}，请人工核对。"


def _agree(case: BatchCase, column: SummaryColumn, said: str, printed: str, doubtful: bool, scanned: bool) -> Verdict:
    """pass, fail, or unsure where the cell is no answer or a reading is in doubt."""
    if column.kind == "above_scale":
        yes = yes_no(said)
        same: bool | None = None if yes is None else yes == ("上" in printed)
    elif column.kind == "county":
        same = _same_county(said, printed)
    elif column.kind == "industry":
        same = _same_industry(case, column, said, printed)
    elif column.kind == "mode":
        a, b = (name_key(x).replace("模式", "").removesuffix("赋能") for x in (said, printed))
        same = True if a == b else None if a in b or b in a else False
    else:
        same = _same_title(said, printed, scanned)
    if same and not doubtful:
        return "pass"
    return "fail" if same is False and not doubtful else "unsure"


def _same_county(said: str, printed: str) -> bool | None:
    a, b = (_zone(x) for x in (said, printed))
    return True if a == b else None if a and b and (a in b or b in a) else False


def _zone(county: str) -> str:
    plain = _CITY.sub("", name_key(county))
    for long, short in _ZONES:
        plain = plain.replace(long, short) if long != "技术产业开发区" or "高新" in plain else plain
    return plain


def _same_industry(case: BatchCase, column: SummaryColumn, said: str, printed: str) -> bool | None:
    """By which of the form's industries each names; None where the cell names none of them clearly."""
    if name_key(said) == name_key(printed):
        return True
    spec = case.rulebook.field(column.field)
    ranked = sorted(
        ((max(_alike(said, label) for label in option.labels), option) for option in (spec.options if spec else [])),
        key=lambda x: -x[0],
    )
    if not ranked or ranked[0][0] < SAME_INDUSTRY or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < LEAD):
        return None
    return max(_alike(printed, label) for label in ranked[0][1].labels) >= SAME_INDUSTRY


def _alike(a: str, b: str) -> float:
    x, y = (re.sub(r"(?:制造业|制造|产业|行业|业)$", "", name_key(t)) for t in (a, b))
    return 100.0 if min(len(x), len(y)) >= 2 and (x in y or y in x) else fuzz.ratio(x, y)


def _same_title(said: str, printed: str, scanned: bool) -> bool | None:
    """Two titles: figures letter for letter, one misread character allowed where either was scanned, more of them are doubt."""
    a, b = name_key(said), name_key(printed)
    if a == b:
        return True
    figures = [re.findall(r"\d+(?:\.\d+)?|[一二三四五六七八九十百]+(?=[家个项%余])", x) for x in (a, b)]
    off = Levenshtein.distance(a, b)
    if not scanned or figures[0] != figures[1]:
        return False
    return True if off == 1 else None if off <= max(2, MISREAD * max(len(a), len(b))) else False


def _name(row: TableRow, column: SummaryColumn, books: Sequence[Application]) -> BatchFinding | None:
    """The company's name, where the row was joined to a book by a name that differs."""
    book = books[0]
    field = book.fields.get("company_name")
    if field is None or not firm(field) or not row.sure(column.name):
        return _finding(row, column, books, "unsure", f"汇总表“{column.name}”或申报书企业名称识读存疑，请人工核对。", _at(field))
    if name_key(row.name) == name_key(former_names(book.name)[0]):
        return _finding(row, column, books, "pass", f"汇总表“{column.name}”与申报书一致（{row.name}）。", _at(field))
    text = f"汇总表“{column.name}”为“{row.name}”，申报书为“{book.name}”，{'可能已更名' if row.formers else '相差一字'}，请核对企业全称。"
    return _finding(row, column, books, "unsure", text, _at(field))


def _direction(case: BatchCase, row: TableRow, column: SummaryColumn, books: Sequence[Application]) -> BatchFinding | None:
    """是/否 against what the forms of the company's books tick, taken together."""
    said = row.cells[column.name]
    programme = next((p for p in case.rulebook.heading.programmes if p.id == column.programme), None)
    fields = [f for b in books if (f := b.fields.get("directions")) is not None]
    if programme is None:
        return None
    places = tuple(e for f in fields for e in f.evidence)
    yes = yes_no(said)
    if yes is None:
        return _finding(row, column, books, "unsure", f"汇总表“{column.name}”填写为“{said or '空白'}”，不是“是”或“否”。", places)
    ticked = {v for f in fields if isinstance(f.value, list) for v in f.value}
    read = [f for f in fields if isinstance(f.value, list) and firm(f)]
    if len(read) < len(books):
        return _finding(row, column, books, "unsure", f"申请表申报方向未能可靠识读，无法与汇总表“{column.name}”（{said}）核对。", places)
    chosen = "勾选" if programme.id in ticked else "未勾选"
    text = f"“{books[0].name}”：汇总表“{column.name}”为“{said}”，申请表{chosen}“{programme.name}”"
    if yes == (programme.id in ticked) and row.sure(column.name):
        return _finding(row, column, books, "pass", text + "，一致。", places)
    if not row.sure(column.name):
        return _finding(row, column, books, "unsure", text + "；汇总表此处识读存疑，请人工核对。", places)
    return _finding(row, column, books, "fail", text + "，两处不一致。", places)


def _brief(row: TableRow, column: SummaryColumn, books: Sequence[Application]) -> BatchFinding | None:
    """The county's short account against the case: its figures must stand in the book (it may say less, not another thing)."""
    said, book = row.cells[column.name], books[0]
    own = [s for s in book.sections if s.id.startswith(column.section.partition(".")[0])]
    text = _digits("".join(s.text for s in own))
    if not said or not text:
        return None
    abstract = next((s for s in own if s.id == column.section), None)
    places = abstract.evidence if abstract else ()
    stated = _FIGURE.findall(_digits(said))
    missing = [(n, unit) for n, unit in stated if not re.search(rf"(?<![\d.]){re.escape(n)}(?:余|多)?{re.escape(unit[0])}", text)]
    if not row.sure(column.name):
        return _finding(row, column, books, "unsure", f"“{book.name}”：汇总表案例简述识读存疑，请人工核对。", places)
    if not missing:
        return _finding(row, column, books, "pass", f"“{book.name}”：汇总表案例简述中的数字在申报书中均有。", places)
    other = [(n, unit) for n, unit in missing if re.search(rf"\d(?:余|多)?{re.escape(unit[0])}", text)]
    message = f"“{book.name}”：汇总表案例简述中的{'、'.join(f'“{n}{unit}”' for n, unit in missing[:3])}，申报书中没有"
    if other and not any(s.unread or s.scanned for s in own):
        return _finding(row, column, books, "fail", message + "，两处不一致。", places)
    return _finding(row, column, books, "unsure", message + "，请人工核对。", places)


def _digits(text: str) -> str:
    """Text with 八家 as 8家, so that both ways of writing a count agree."""
    return _COUNTED.sub(lambda m: str(_number(m[1])), normalise(text))


def _number(words: str) -> int:
    """A Chinese numeral below a hundred."""
    tens, ten, ones = words.rpartition("十")
    return int(f"{_DIGITS.index(tens) if tens else len(ten)}{_DIGITS.index(ones or '〇')}")


def _doubtful(row: TableRow, column: SummaryColumn, field: FieldValue) -> bool:
    return not firm(field) or not row.sure(column.name)


def _sure_scan(row: TableRow, column: SummaryColumn, field: FieldValue) -> bool:
    """Whether either text went through OCR."""
    return field.confidence < 1 or row.confidence.get(column.name, 1.0) < 1


def _at(field: FieldValue | None) -> tuple[Evidence, ...]:
    return field.evidence if field is not None else ()


def _finding(
    row: TableRow, column: SummaryColumn, books: Sequence[Application], verdict: Verdict, message: str, places: tuple[Evidence, ...]
) -> BatchFinding:
    own = tuple(e for e in (row.evidence.get(column.name),) if e)
    return BatchFinding(column.name, verdict, message, (*own, *places), tuple(b.id for b in books), row.county)
