"""A new metric is an entry of the rulebook: no code knows its name."""

from __future__ import annotations

from extractors.language.normal import normal
from extractors.language.paragraphs import read_paragraph
from extractors.language.statements import Setting
from extractors.language.tables import Context, read_table
from extractors.language.vocabulary import vocabulary
from models.rulebook import Formula, MetricSpec
from tests.statement_support import RULEBOOK, drawn

TURNS = MetricSpec(id="stock_turns", name="库存周转率", unit="%", kind="rate", direction="up", terms=["库存周转率"], headers=["周转率"])
STOCK = MetricSpec(id="stock_total", name="平均库存", unit="万元", kind="money", terms=["平均库存", "库存均值"])
ADDED = RULEBOOK.metrics.model_copy(
    update={
        "metrics": [*RULEBOOK.metrics.metrics, TURNS, STOCK],
        "formulas": [*RULEBOOK.metrics.formulas, Formula(result="stock_turns", numerator=["main_revenue"], denominator=["stock_total"])],
    }
)


def told(text: str) -> list[tuple[str, float, str | None, str]]:
    said, _ = read_paragraph(normal(text), vocabulary(ADDED), Setting())
    return [(s.metric, s.value, s.period, s.role) for _, s in said]


def test_in_prose_with_its_roles_periods_and_shares() -> None:
    assert told("行业平均库存周转率约400%，本公司由改造前的320%提升至510%，力争2026年达到600%。") == [
        ("stock_turns", 400, None, "benchmark"),
        ("stock_turns", 320, "before", "before"),
        ("stock_turns", 510, "after", "after"),
        ("stock_turns", 600, "target", "target"),
    ]
    assert told("2023年、2024年平均库存分别为820万元、0.09亿元。") == [
        ("stock_total", 820, "2023", "actual"),
        ("stock_total", 900, "2024", "actual"),
    ]


def test_in_a_table() -> None:
    table = drawn("指标 | 2023年 | 2024年\n周转率 | 320% | 510%\n平均库存（元） | 8,200,000 | 9,000,000")
    found = [(f.metric, f.value, f.period) for f in read_table([table], vocabulary(ADDED), Context(2024))]
    assert found == [("stock_turns", 320, "2023"), ("stock_turns", 510, "2024"), ("stock_total", 820, "2023"), ("stock_total", 900, "2024")]
