"""Narrative pages a second of the language stage: statements of figures and scenes, from laid-out pages to facts, on one core.

The pages are set in this process from the sentences of `tests/statements`; reading them is no part of the stage. The first reading, which
loads the dictionary and compiles the patterns, is measured apart.
"""

from __future__ import annotations

import time
from itertools import cycle, islice

from extractors import metrics, scenes
from extractors.outline import outline
from models.outline import Outline
from tests.outline_support import Setter, front
from tests.outline_support import cover as set_cover
from tests.report import Report
from tests.statement_support import RULEBOOK, prose

PLAIN = (
    "公司坚持以客户需求为导向，持续推进精益管理和工艺改进，产品质量和交付能力得到客户认可。",
    "系统上线后，计划、采购、生产、仓储各环节的数据实现贯通，管理人员可以随时掌握订单进度和物料情况。",
    "各部门按照职责分工落实数字化建设任务，定期召开例会，协调解决系统运行中出现的问题。",
)
"""Sentences without a figure."""
GOAL = 200


def book(plain: int, *sets: str) -> Outline:
    """A book of the sentences of some data files, each once, and, behind each ``4 - plain`` of them, ``plain`` without a figure."""
    figures = iter([c.name for name in sets for c in prose(name)])
    rest = cycle(PLAIN)
    to = Setter()
    set_cover(to)
    front(to)
    to.centred("四、企业数字化转型实施情况")
    to.heading("一、企业基本情况")
    while said := [*islice(figures, 4 - plain)]:
        said += islice(rest, plain)
        to.paragraph("".join(s if s.endswith("。") else s + "。" for s in said))
    to.heading("二、企业数字化基础")
    to.paragraph("公司建有内部生产网络。")
    to.heading("四、工作计划")
    to.paragraph("公司成立领导机构。")
    return outline([to.done()], RULEBOOK)


def seconds(found: Outline) -> tuple[float, int]:
    """Processor time of one reading, and how many statements it found."""
    began = time.process_time()
    said = metrics.metrics(found, RULEBOOK)
    scenes.scenes(found, RULEBOOK)
    return time.process_time() - began, len(said)


def reports() -> list[Report]:
    began = time.process_time()
    seconds(book(0, "holdout"))
    loading = time.process_time() - began
    rows: list[tuple[str | int | float, ...]] = []
    for name, plain, file in (
        ("every sentence", 0, "sentences"),
        ("three sentences of four", 1, "wordings"),
        ("one sentence of four", 3, "holdout"),
    ):
        made = book(plain, file)
        pages = len(made.pages) - 4
        taken, said = seconds(made)
        rows.append((name, pages, said, round(pages / taken)))
    notes = (
        f"Processor time of one core, each text read once. The goal is {GOAL} pages a second; books state about "
        f"seven figures a page (the last row). Loading the dictionary, and a first book, took {loading:.1f} s; it is not counted."
    )
    return [Report("Language stage: pages a second", ("a figure in", "pages", "statements", "pages/s"), tuple(rows), notes)]
