"""screening.xlsx: the sheets that a panel sorts, filters and fills in. Conclusions are left to people.

Every text is written as a text: a name that begins with ``=`` can never become a formula.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

import pandas as pd
import xlsxwriter

from models.checks import Check
from models.likeness import Kind, Stretch
from models.rulebook import Rulebook
from pipeline.batch_reports import likeness
from pipeline.batch_reports.index import batch_row, county_of, trouble
from pipeline.batch_reports.likeness import applicants as concerned
from pipeline.batch_reports.rows import KEY_METRICS, ApplicantRow
from pipeline.dossiers import words
from pipeline.files import printable, settled_zip

CREATED = datetime.datetime(2000, 1, 1)
"""Fixed, so that equal content is an equal file; the time of a run stands in run.json."""
LONGEST = 32_000
"""Excel's limit on a cell is 32,767 characters."""
COLOURS = {
    "不符合": ("#A3161B", "#FFFFFF"),
    "需补正": ("#F6D9BE", "#7A3604"),
    "待核实": ("#FFF0B3", "#5C4500"),
    "待核实（未判定）": ("#FFF9E0", "#5C4500"),
    "提示": ("#E6EBF2", "#33415C"),
    "通过": ("#E2F1E7", "#14532D"),
}
WIDTHS = {
    "序号": 6,
    "县（市、区）": 13,
    "企业名称": 30,
    "统一社会信用代码": 22,
    "申报类别": 24,
    "勾选方向": 24,
    "所属细分行业": 20,
    "行业代码": 9,
    "具体细分领域": 18,
    "缺少材料": 28,
    "批次核对": 36,
    "主要问题": 50,
    "审核结论": 12,
    "备注": 24,
    "审查项": 26,
    "对象": 26,
    "情况": 56,
    "条款": 18,
    "条款原文": 44,
    "位置": 30,
    "文件": 46,
    "涉及企业": 30,
    "各处原文": 60,
    "说明": 50,
    "未能识读的页": 40,
    "原因": 50,
    "规则": 26,
    "读取情况": 24,
    "复核意见": 16,
    "类别": 18,
    "企业甲": 26,
    "企业乙": 26,
    "甲处章节": 18,
    "乙处章节": 18,
    "甲处原文": 60,
    "乙处原文": 60,
    "甲处位置": 26,
    "乙处位置": 26,
}
CONCLUSIONS = ["符合", "需补正", "不符合"]


def screening_xlsx(
    rows: Sequence[ApplicantRow], checks: Iterable[Check], rulebook: Rulebook, not_placed: Sequence[tuple[str, str]]
) -> bytes:
    """The workbook as bytes, the same from run to run."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": "申报材料预审", "created": CREATED})
    sheet = Sheets(book)
    every = list(checks)
    summary = summary_frame(rows, every, rulebook)
    sheet.add(
        "评审汇总表", summary, freeze=3, links=[address(r.id) if r.has_dossier else "" for r in rows], choices={"审核结论": CONCLUSIONS}
    )
    sheet.add("问题清单", findings_frame(rows, rulebook), freeze=3, choices={"复核意见": ["属实", "不属实", "已补正"]})
    sheet.add("批次核对", batch_frame(rows, every, rulebook), freeze=2)
    sheet.add("雷同性分析", likeness.frame(every, rows, rulebook), freeze=5)
    sheet.add("读取情况", reading_frame(rows), freeze=2)
    sheet.add(
        "未放置文件",
        pd.DataFrame(
            [{"序号": i, "文件": p, "原因": why} for i, (p, why) in enumerate(sorted(not_placed), 1)], columns=["序号", "文件", "原因"]
        ),
    )
    book.close()
    return settled_zip(out.getvalue(), _forward_slashes)


def _forward_slashes(name: str, part: bytes) -> bytes:
    """Links to files get backslashes from XlsxWriter, which only Windows follows; a forward slash is followed everywhere."""
    return part.replace(b"\\", b"/") if name.endswith(".rels") else part


def summary_frame(rows: Sequence[ApplicantRow], checks: Sequence[Check], rulebook: Rulebook) -> pd.DataFrame:
    """评审汇总表: one row per applicant, with what the checks over the batch say of it."""
    said: dict[str, list[str]] = {}
    for c in checks:
        for id in concerned(c) if c.verdict in ("fail", "unsure") else ():
            said.setdefault(id, []).append(c.message)
    stated = [m for m in KEY_METRICS if any(m in r.metrics for r in rows)]
    records = [
        {**_verdict_part(i, r, said.get(r.id, []), rulebook), **_company_part(r), **_figures_part(r, stated, rulebook), **_reading_part(r)}
        for i, r in enumerate(rows, 1)
    ]
    return pd.DataFrame(records, columns=list(records[0]) if records else ["序号", "县（市、区）", "企业名称"])


def _verdict_part(i: int, r: ApplicantRow, said: list[str], rulebook: Rulebook) -> dict[str, Any]:
    """Who, what the checks came to, and the columns for people: what is looked at first stands first."""
    serious = sorted((x for x in r.findings if x.label.rank <= words.CORRECT.rank), key=lambda x: (x.label.rank, x.no))
    return {
        "序号": i, "县（市、区）": r.county, "企业名称": r.shown_name, "档案": "打开" if r.has_dossier else "",
        "申报类别": "、".join(words.part_name(p, rulebook) for p in r.programmes), "数字化水平等级": r.fields.get("maturity_level", ""),
        **{words.label_name(label): r.labels.get(label.key, 0) for label in words.LABELS if label.rank <= words.UNSURE.rank},
        "缺少材料": "；".join(r.missing), "主要问题": "\n".join(f"{x.label.text}：{x.message}" for x in serious), "批次核对": "\n".join(said),
        "审核结论": "", "备注": "",
    }  # fmt: skip


def _company_part(r: ApplicantRow) -> dict[str, Any]:
    """What the form says of the enterprise."""
    return {
        "统一社会信用代码": r.uscc, "勾选方向": r.fields.get("directions", ""), "所属细分行业": r.fields.get("pilot_industry", ""),
        "行业代码": r.fields.get("industry_code", ""), "具体细分领域": r.fields.get("subfield", "") or r.fields.get("chain_mode", ""),
        "企业规模": r.fields.get("size", ""), "规上/规下": r.fields.get("above_scale", ""), "从业人数": r.employees,
    }  # fmt: skip


def _figures_part(r: ApplicantRow, stated: Sequence[str], rulebook: Rulebook) -> dict[str, Any]:
    """The book's figures of today, and the audit's revenue beside them."""
    units = {m: spec.unit for m in stated if (spec := rulebook.metric(m))}
    figures: dict[str, Any] = {f"{words.metric_name(m, rulebook)}（{units.get(m, '')}）": r.metrics.get(m) for m in stated}
    return {**figures, "审计营业收入（万元）": r.audit_revenue}


def _reading_part(r: ApplicantRow) -> dict[str, Any]:
    rest = {words.label_name(label): r.labels.get(label.key, 0) for label in words.LABELS if label.rank > words.UNSURE.rank}
    return {**rest, "总页数": r.pages, "读取情况": "；".join(t for _, t in trouble([r])) or "已读取"}


def address(id: str) -> str:
    """A dossier's address beside the workbook. Excel takes Chinese as it is, and wants only these few marks escaped."""
    return _ESCAPED.sub(lambda m: quote(m[0]), f"{id}/dossier.html")


_ESCAPED = re.compile(r"""[\s%#?"<>\[\]^`{}|\\]""")


FINDING_COLUMNS = [
    "序号",
    "县（市、区）",
    "企业名称",
    "申报类别",
    "类别",
    "结论",
    "审查项",
    "对象",
    "情况",
    "条款",
    "条款原文",
    "位置",
    "规则",
    "复核意见",
    "备注",
]


def findings_frame(rows: Sequence[ApplicantRow], rulebook: Rulebook) -> pd.DataFrame:
    """问题清单: one row per finding, applicants in the order of the summary, worst findings first."""
    records: list[dict[str, Any]] = []
    for r in rows:
        programmes = "、".join(words.part_name(p, rulebook) for p in r.programmes)
        for x in sorted(r.findings, key=lambda x: (x.label.rank, x.no)):
            records.append({
                "序号": len(records) + 1, "县（市、区）": r.county, "企业名称": r.shown_name, "申报类别": programmes, "类别": words.group(x.rule),
                "结论": words.label_name(x.label), "审查项": x.title, "对象": x.subject, "情况": x.message, "条款": x.clause_ref, "条款原文": x.clause_text,
                "位置": x.pages, "规则": x.rule, "复核意见": "", "备注": "",
            })  # fmt: skip
    return pd.DataFrame(records, columns=FINDING_COLUMNS)


BATCH_COLUMNS = ["序号", "结论", "审查项", "对象", "县（市、区）", "涉及企业", "情况", "条款", "各处原文", "规则", "备注"]


def batch_frame(rows: Sequence[ApplicantRow], checks: Iterable[Check], rulebook: Rulebook) -> pd.DataFrame:
    """批次核对: the checks over the batch, worst first, with the words of every place."""
    names = {r.id: r.shown_name for r in rows}
    found = sorted((batch_row(c, rulebook) for c in checks), key=lambda x: (x.label.rank, x.rule, x.subject))
    records: list[dict[str, Any]] = []
    for i, x in enumerate(found, 1):
        places = "\n".join(f"{e.file} {words.page_label(e.file, [e.page])}：{e.text}" for e in x.check.evidence)
        records.append({
            "序号": i, "结论": words.label_name(x.label), "审查项": x.title, "对象": x.subject, "县（市、区）": county_of(x.check),
            "涉及企业": "；".join(names.get(a, a) for a in concerned(x.check)), "情况": x.message, "条款": x.clause_ref,
            "各处原文": places, "规则": x.rule, "备注": "",
        })  # fmt: skip
    return pd.DataFrame(records, columns=BATCH_COLUMNS)


def reading_frame(rows: Sequence[ApplicantRow]) -> pd.DataFrame:
    """读取情况: one row per file, and one for each applicant that left none."""
    records: list[dict[str, Any]] = []
    for r in rows:
        files = r.files or [("", "", r.pages, words.OUTCOMES.get(r.code, r.code))]
        for n, (path, role, pages, outcome) in enumerate(files):
            unread = "；".join(u.removeprefix(path).strip() for u in r.unread if u.startswith(path)) if path else "；".join(r.unread)
            records.append(
                {
                    "序号": len(records) + 1,
                    "企业名称": r.shown_name,
                    "县（市、区）": r.county,
                    "文件": path,
                    "类别": role,
                    "页数": pages,
                    "读取情况": outcome,
                    "未能识读的页": unread,
                    "说明": r.message if n == 0 else "",
                }
            )
    return pd.DataFrame(records, columns=["序号", "企业名称", "县（市、区）", "文件", "类别", "页数", "读取情况", "未能识读的页", "说明"])


class Sheets:
    """Writes frames as sheets with a frozen, filtered head, wrapped text and colours by verdict."""

    def __init__(self, book: Any) -> None:
        self.book = book
        face = {"font_name": "微软雅黑", "font_size": 10}
        base = {**face, "valign": "top", "border": 1, "border_color": "#C9CED6"}
        self.head = book.add_format(
            {**base, "bold": True, "bg_color": "#E9ECF0", "text_wrap": True, "valign": "vcenter", "align": "center"}
        )
        self.text = book.add_format({**base, "text_wrap": True, "num_format": "@", "quote_prefix": True})
        self.blank = book.add_format({**base, "text_wrap": True, "bg_color": "#FFFFF4"})
        self.number = book.add_format({**base, "num_format": "#,##0.##"})
        self.count = book.add_format({**base, "num_format": "0", "align": "center"})
        self.inside: dict[Kind, Any] = {
            "same": book.add_format({**face, "bold": True, "font_color": "#B3261E"}),
            "changed": book.add_format({**face, "underline": 1, "font_color": "#1D4F91"}),
            "": book.add_format(face),
        }
        self.link = book.add_format({**base, "font_color": "#1D4F91", "underline": 1, "align": "center"})
        self.colours = {k: book.add_format({"bg_color": bg, "font_color": fg, "bold": k == "不符合"}) for k, (bg, fg) in COLOURS.items()}

    def add(
        self, name: str, frame: pd.DataFrame, freeze: int = 1, links: Sequence[str] = (), choices: dict[str, list[str]] | None = None
    ) -> None:
        sheet = self.book.add_worksheet(name)
        columns = [str(c) for c in frame.columns]
        for j, column in enumerate(columns):
            sheet.set_column(j, j, WIDTHS.get(column, 11))
            sheet.write_string(0, j, column, self.head)
        for i, record in enumerate(frame.itertuples(index=False, name=None), 1):
            for j, value in enumerate(record):
                address = links[i - 1] if links and columns[j] == "档案" else ""
                self._cell(sheet, i, j, columns[j], value, address)
        last, width = max(1, len(frame)), len(columns)
        sheet.set_row(0, 32)
        sheet.freeze_panes(1, min(freeze, width))
        sheet.autofilter(0, 0, last, width - 1)
        self._colour(sheet, columns, last)
        for column, options in (choices or {}).items():
            if column in columns:
                sheet.data_validation(
                    1, columns.index(column), last, columns.index(column), {"validate": "list", "source": options, "ignore_blank": True}
                )
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer("&C第 &P 页，共 &N 页")

    def _cell(self, sheet: Any, i: int, j: int, column: str, value: Any, address: str) -> None:
        """A text stays a text, a number a number; what a person fills in is left blank."""
        if address:
            if sheet.write_url(i, j, f"external:{address}", self.link, str(value)) != 0:
                sheet.write_string(i, j, address[:LONGEST], self.text)
        elif isinstance(value, tuple):
            self._marked(sheet, i, j, value)
        elif isinstance(value, bool) or value is None or value == "" or (isinstance(value, float) and pd.isna(value)):
            sheet.write_blank(i, j, None, self.blank if column in ("审核结论", "复核意见", "备注") else self.text)
        elif isinstance(value, int | float):
            sheet.write_number(i, j, value, self.count if column in _COUNTS else self.number)
        else:
            sheet.write_string(i, j, printable(str(value))[:LONGEST], self.text)

    def _marked(self, sheet: Any, i: int, j: int, stretches: Sequence[Stretch]) -> None:
        """A text with the words that another book has, too, in red, and what was changed between them underlined."""
        pieces = [(s.kind, t) for s in stretches if (t := printable(s.text))]
        text = "".join(t for _, t in pieces)
        rich = [x for kind, t in pieces for x in (self.inside[kind], t)]
        if len(pieces) < 2 or len(text) > LONGEST or sheet.write_rich_string(i, j, *rich, self.text) != 0:
            sheet.write_string(i, j, text[:LONGEST], self.text)

    def _colour(self, sheet: Any, columns: Sequence[str], last: int) -> None:
        """Counts above 0 and verdicts in the colours of the dossier."""
        for j, column in enumerate(columns):
            if column in self.colours and column != "通过":
                sheet.conditional_format(1, j, last, j, {"type": "cell", "criteria": ">", "value": 0, "format": self.colours[column]})
            if column == "结论":
                for text, colour in self.colours.items():
                    sheet.conditional_format(1, j, last, j, {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": colour})


_COUNTS = {"序号", "共同字数", "从业人数", "总页数", "页数", *(words.label_name(x) for x in words.LABELS)}
