"""What the heads of a table mean: the metric that a label names, and whose, which year's or which stage's figures a column holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from extractors.language import shares
from extractors.language.normal import normal
from extractors.language.periods import periods
from extractors.language.vocabulary import Vocabulary
from models.pages import Cell

_UNIT_IN_LABEL = re.compile(
    r"[(/]\s*(?:单位[:：]?)?([^()/]{0,4}?)(亿元|百万元|万元/人|万元/吨标准煤|万元/吨标煤|万元|千元|元/人|元|%|台|台/套|台套|套|人|名|项|件|家|级)\)?$"
)
_MISREAD_SLASH = re.compile(
    r"^(?P<name>.*?[\u4e00-\u9fff)])[1lI|丨!i\\](?P<unit>亿元|百万元|万元(?:[/1lI|丨!i\\](?:人|吨标准煤|吨标煤))?|千元|元|%|台|人|项|件|家)$"
)
_SLASHED_UNIT = re.compile(r"万元[1lI|丨!i\\](?=人|吨)")
_SHARE = re.compile(r"占(?!比|地)(?P<whole>.+?)(?:的)?(?:比例|比重|比率|比)?$")


@dataclass(frozen=True, slots=True)
class Label:
    metric: str
    unit: str


@dataclass(frozen=True, slots=True)
class Column:
    """What a column's header says: a metric, a period, a stage, or a unit for the row; "" and None where it says nothing.

    ``others`` are columns of averages, demands and other firms, ``now`` one of today, ``part`` that of a workshop or line, ``growth`` those of growth rates, ``whole`` is what a ``share`` is of.
    """

    metric: Label | None = None
    period: str | None = None
    stage: str = ""
    units: bool = False
    change: bool = False
    growth: bool = False
    value: bool = False
    others: bool = False
    now: bool = False
    part: bool = False
    applied: bool = False
    institution: bool = False
    share: bool = False
    whole: str = ""


def text_of(cell: Cell) -> str:
    return re.sub(r"\s+", "", normal(cell.text.replace("\n", "")).text)


def columns_of(rows: list[dict[int, Cell]], vocabulary: Vocabulary, fiscal_year: int) -> dict[int, Column]:
    """The meaning of each column, from all header rows; a merged header cell speaks for every column under it."""
    texts: dict[int, str] = {}
    for cells in rows:
        for column, cell in cells.items():
            for covered in range(column, column + cell.column_span):
                texts[covered] = texts.get(covered, "") + text_of(cell)
    columns = {column: column_of(text, vocabulary, fiscal_year) for column, text in texts.items()}
    if any(text in vocabulary.words.get("totals", []) or text in ("本企业", "本公司", "公司", "企业") for text in texts.values()):
        return {column: replace(c, others=c.others or c.part) for column, c in columns.items()}
    return columns


def column_of(text: str, vocabulary: Vocabulary, fiscal_year: int) -> Column:
    marks = vocabulary.marks(text)
    stage = next((m.kind for m in marks if m.kind in ("before", "after", "target")), "")
    if re.search(r"目标|规划|计划", text) and not stage:
        stage = "target"
    years = periods(text, fiscal_year)
    year = years[0].value if years else (re.search(r"(?:19|20)\d\d", text) or [None])[0]
    change = bool(re.search(r"增长|增幅|变化|提升|提高|降低|下降|变动|升降|改善|同比|增减", text))
    share = _SHARE.search(text) or re.match(r"^(?P<whole>)(?:占比|比重|比例)(?:\(%\)|/%|%)?$", text)
    own = bool(re.search(r"本企业|我公司|本公司|本厂|公司", text))
    named = label(text, vocabulary)
    return Column(
        metric=named,
        period=year,
        stage=stage,
        units=text in ("单位", "计量单位"),
        change=change,
        growth=bool(re.search(r"同比|环比|年均|较上年|比上年|增速|增长率", text)),
        others=not own
        and (
            any(m.kind == "benchmark" for m in marks)
            or bool(
                re.search(
                    r"行业|同行|平均|标杆|要求|标准值?$|门槛|条件|被带动|带动企业|客户|方案|(?:设计|合同|约定|承诺|申报|考核|任务书?|约束性?)(?:值|指标)",
                    text,
                )
            )
        ),
        now=bool(re.search(r"现状|当前|目前|现值", text)),
        part=any(m.kind == "parts" for m in marks) and named is None,
        applied=bool(re.search(r"申请|受理", text)) and named is None,
        institution=named is None and any(m.kind == "institution" for m in marks),
        share=share is not None and named is None,
        whole=share["whole"] if share else "",
        value=own
        or text == "企业"
        or bool(re.search(r"数值|数据|指标值|完成值|实际值|现状|当前|实际|完成情况|金额|数量|授权|拥有|有效|持有", text)),
    )


def _with_slash(text: str, vocabulary: Vocabulary) -> str:
    """资产负债率1%, 利润总额I万元: a stroke of a scanned label that can only be its slash, before a unit and behind a known name, put right."""
    found = _MISREAD_SLASH.match(text)
    if found is None or label(found["name"], vocabulary) is None:
        return text
    return f"{found['name']}/{_SLASHED_UNIT.sub(r'万元/', found['unit'])}"


def label(text: str, vocabulary: Vocabulary) -> Label | None:
    """The metric that a header or a row's first cell names, whole: 主营业务收入/万元, R&D经费占收入比重, 其中：数字化."""
    unit = ""
    text = _with_slash(text, vocabulary)
    found = _UNIT_IN_LABEL.search(text)
    if found:
        unit, text = found[2], text[: found.start()]
    text = re.sub(r"^(?:[\d一二三四五六七八九十]+[、.])|[:：*]|^其中|\(.*?\)|(?:19|20)\d\d年?度?(?:末|底)?", "", text)
    text = text.replace(":", "")
    if not text:
        return None
    if text in vocabulary.labels:
        return Label(vocabulary.labels[text], unit)
    share = _SHARE.search(text)
    if share:
        part = label(text[: share.start()], vocabulary)
        whole = shares.whole_of(vocabulary, share["whole"])
        found_ratio = shares.result(vocabulary, [part.metric], whole) if part and whole else None
        return Label(found_ratio[0], "%") if found_ratio else None
    return None
