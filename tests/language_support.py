"""Books of a few lines of prose, set in type, read and judged in this process: sentences to verdicts without files or engines."""

from __future__ import annotations

import re

from extractors import metrics, scenes, sections
from extractors.outline import outline
from models.application import Application
from models.checks import Check
from models.evidence import Evidence
from tests.outline_support import EM, LEFT, PER_LINE, Setter, front, text
from tests.outline_support import cover as set_cover
from tests.rules_support import NAME, checks, rulebook, sound, turned

Tables = list[list[list[str]]]

LIGHTHOUSE: dict[str, str] = {
    "一、企业基本情况": "公司主要从事专用设备的研发和制造，产品销往十多个省份。",
    "二、企业数字化基础": "生产设备数字化率达到78.6%，数字化生产设备联网率达到71.4%。",
    "三、数字化应用系统建设": "",
    "四、工作计划": "公司成立由总经理任组长的领导机构，组建专职团队，制定数据管理制度，今后三年继续投入。",
}
WORKSHOP: dict[str, str] = {
    "一、企业基本情况": "",
    "1.企业经营情况": "2024年主营业务收入8650万元，利润总额620万元，资产负债率42.3%，行业地位居前。",
    "2.企业信息化规划": "公司编制了信息化规划。",
    "3.企业信息化专业部门情况": "公司设有信息部。",
    "二、信息系统建设情况": "运营成本降低12%，产品研制周期缩短28%，生产效率提高22%，产品不良品率降低35%，能源利用率提高9%。",
    "三、信息系统集成情况": "各系统之间实现集成。",
    "四、信息系统安全保障情况": "公司建立了安全制度。",
}
SCENES = ("车间智能排产", "在线智能检测", "智能仓储", "能源智能管控")


def _paragraph(to: Setter, words: str) -> None:
    """Rows as wide as the page, broken as a word processor breaks them: never inside a number or a Latin word."""
    rows, row, width = [], "", 2.0
    for run in re.findall(r"[!-~]+|[^!-~]", words):
        wide = sum(1.0 if ord(c) > 127 else 0.55 for c in run)
        if width + wide > PER_LINE and run not in "，。；：、）”":
            rows.append(row)
            row, width = "", 0.0
        row, width = row + run, width + wide
    for n, text_ in enumerate([*rows, row]):
        to.row(text_, LEFT + (2 * EM if n == 0 else 0))


def lighthouse(foundation: str = "", tables: Tables | None = None, **more: str) -> Application:
    """A “小灯塔” book: ``foundation`` is what its second part says, ``more`` what others say (profile, plan, scene1 …)."""
    to = Setter()
    set_cover(to, NAME)
    front(to)
    to.centred("四、企业数字化转型实施情况")
    for heading, words in LIGHTHOUSE.items():
        to.heading(heading)
        key = {"一": "profile", "二": "foundation", "四": "plan"}.get(heading[0], "")
        words = (foundation if key == "foundation" else more.get(key, "")) or words
        for paragraph in words.split("\n") if words else []:
            _paragraph(to, paragraph)
        if key == "foundation":
            for table in tables or []:
                to.table(table)
        if heading.startswith("三"):
            _scenes(to, more)
    return _application(to, "lighthouse")


def _scenes(to: Setter, more: dict[str, str]) -> None:
    for n, title in enumerate(SCENES, 1):
        to.heading(f"（{'一二三四'[n - 1]}）场景{n}：{title}")
        to.heading("1. 场景描述")
        _paragraph(to, text(60))
        to.heading("3. 场景实施成效")
        _paragraph(to, more.get(f"scene{n}", "场景运行稳定。"))


def workshop(**more: str) -> Application:
    """A workshop book; ``operations``, ``profile`` and ``systems`` replace what those parts say."""
    to = Setter()
    set_cover(to, NAME, "数字化车间及智能工厂")
    front(to)
    to.centred("四、企业数字化转型实施情况")
    keys = {"1.": "operations", "二": "systems", "三": "integration"}
    for heading, words in WORKSHOP.items():
        to.heading(heading)
        words = next((more[k] for start, k in keys.items() if heading.startswith(start) and k in more), words)
        for paragraph in words.split("\n") if words else []:
            _paragraph(to, paragraph)
    return _application(to, "workshop")


def _application(to: Setter, programme: str) -> Application:
    book = outline([to.done()], rulebook())
    return turned(
        sound(programme),
        metrics=metrics.metrics(book, rulebook()),
        sections=sections.sections(book, rulebook()),
        scenes=scenes.scenes(book, rulebook()) if programme == "lighthouse" else (),
    )


def check(application: Application, rule: str, subject: str) -> Check | None:
    return checks(application).get((rule, subject))


def judged(foundation: str, rule: str, subject: str, tables: Tables | None = None) -> str:
    """The verdict of one rule on a “小灯塔” book whose second part says ``foundation``."""
    found = check(lighthouse(foundation, tables), rule, subject)
    return found.verdict if found else "none"


def places(found: Check) -> tuple[Evidence, ...]:
    return found.evidence
