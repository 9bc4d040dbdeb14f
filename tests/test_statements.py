"""Sentences and tables of invented applicants, each with everything it states (`tests/statements`)."""

from __future__ import annotations

import pytest

from tests.statement_support import Case, prose, tables

CASES = (
    *prose("sentences"),
    *prose("wordings"),
    *prose("holdout"),
    *prose("third"),
    *prose("fifth"),
    *prose("sixth"),
    *prose("seventh"),
    *prose("eighth"),
    *tables("tables"),
    *tables("holdout_tables"),
    *tables("sixth_tables"),
    *tables("eighth_tables"),
)
MISSED = (
    "对照《中小企业数字化水平评测指标》自评得分72.4分，第三方评测认定为三级。",
    "本年度未发生知识产权许可与转让，收入为0。",
    "第一批带动6家、第二批带动8家，共计14家中小企业。",
)
"""Of the fourth set what is still not read; none of it is read wrong."""


@pytest.mark.parametrize("case", CASES, ids=[str(n) for n in range(len(CASES))])
def test_it_states_what_is_written_beside_it(case: Case) -> None:
    assert (case.missing, case.surplus) == ([], []), case.name


@pytest.mark.parametrize("case", prose("trades"), ids=[str(n) for n in range(len(prose("trades")))])
def test_the_fourth_set(case: Case) -> None:
    assert case.surplus == [] and bool(case.missing) == (case.name in MISSED), case.name


def test_every_metric_of_the_dossier_is_covered() -> None:
    """Each metric of the contract stands in at least two of the sentences written for the purpose."""
    from tests.statement_support import RULEBOOK

    asked: dict[str, int] = {}
    for case in (*prose("sentences"), *tables("tables")):
        for id in {w.split()[0] for w in case.want.split("; ") if w and not w.startswith("!")}:
            asked[id] = asked.get(id, 0) + 1
    assert [m.id for m in RULEBOOK.metrics.metrics if not m.part and asked.get(m.id, 0) < 2] == []
