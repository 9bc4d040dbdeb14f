"""The rules over a batch: each passes, fails and doubts where it must, and never passes on a book or table that was not read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from models.application import Application, TableRow
from models.evidence import Evidence
from tests.rule_cases import darken, unopened
from tests.rules_support import NAME, rulebook, sound, turned, value, with_field, with_section
from validators.batch import RULES, BatchCase, CountyTable, judge_batch

TABLE = "灵寿县/汇总表.xlsx"
COLUMN = "规模以上工业企业（是/否）"
PARAGRAPH = (
    "公司把注塑车间的二十六台设备接入自建的采集平台，班组长在看板上直接看到每台机器的节拍、模温和停机原因，"
    "停机超过五分钟时平台自动派单给维修工，派单、到场和恢复的时刻都留有记录，月底按记录核算各班的有效工时与损失工时。"
)


def row(name: str = NAME, said: str = "是") -> TableRow:
    cells = {"企业名称": name, COLUMN: said}
    places = {k: Evidence(file=TABLE, page=1, bbox=(0, 0, 10, 10), text=v) for k, v in cells.items()}
    return TableRow(file=TABLE, county="灵寿县", kind="shuzhi", cells=cells, evidence=places, name=name)


def batch(*applications: Application, rows: tuple[TableRow, ...] = (), problem: str = "") -> BatchCase:
    table = CountyTable(TABLE, "灵寿县", () if problem else rows, problem)
    return BatchCase(applications, (table,), {a.id: "灵寿县" for a in applications}, rulebook())


def other(application: Application, id: str = "other", name: str = "河北渡岚精密仪器有限公司") -> Application:
    """Another applicant with another name, code and text."""
    changed = turned(application, id=id, name=name, uscc="91130100MA0EXJ2Q6X")
    return with_field(changed, "company_name", value(name))


def nameless(application: Application) -> Application:
    """The same book, its first pages not read: nobody knows whose it is."""
    return turned(darken(application, 1, 2, 3, 4), name="", uscc="")


BOOK = sound("lighthouse")
OWN_TEXT = with_section(BOOK, "lighthouse.profile", text=PARAGRAPH)
TWIN = with_section(other(BOOK), "lighthouse.profile", text=PARAGRAPH)


@dataclass(frozen=True)
class BatchCases:
    holds: BatchCase
    broken: BatchCase
    doubtful: BatchCase
    unread: tuple[BatchCase, ...]


def _cases() -> dict[str, BatchCases]:
    misread = with_field(BOOK, "company_name", value(NAME, doubt="两次读数不同"))
    same_other_part = turned(BOOK, id="again", programmes=("innovation",))
    unknown_part = turned(BOOK, id="again", programmes=())
    return {
        "cross.summary-absent": BatchCases(
            batch(BOOK, rows=(row(),)), batch(BOOK, rows=(row("石家庄远曜机床制造有限公司"),)),
            batch(misread, rows=(row("石家庄远曜机床制造有限公司"),)),
            (batch(BOOK, rows=(row(),), problem="无法打开"), batch(nameless(BOOK), rows=(row(),))),
        ),
        "cross.book-absent": BatchCases(
            batch(BOOK, rows=(row(),)), batch(other(BOOK), rows=(row(),)),
            batch(with_field(other(BOOK), "company_name", value("河北■■有限公司", confidence=0.3)), rows=(row(),)),
            (batch(nameless(BOOK), rows=(row(),)), batch(turned(unopened(BOOK, "unreadable"), name=""), rows=(row(),))),
        ),
        "cross.summary-mismatch": BatchCases(
            batch(BOOK, rows=(row(),)), batch(BOOK, rows=(row(said="否"),)),
            batch(with_field(BOOK, "above_scale", value("规上", doubt="两次读数不同")), rows=(row(),)),
            (batch(darken(BOOK, 4), rows=(row(),)), batch(darken(BOOK, 4), rows=(row(said="否"),))),
        ),
        "batch.duplicate-application": BatchCases(
            batch(BOOK, same_other_part), batch(BOOK, turned(BOOK, id="again")), batch(BOOK, unknown_part),
            (batch(BOOK, turned(unopened(BOOK, "unreadable"), id="again", programmes=())),),
        ),
        "batch.duplicate-text": BatchCases(
            batch(OWN_TEXT, other(BOOK)), batch(OWN_TEXT, TWIN), batch(OWN_TEXT, darken(TWIN, 6)),
            (batch(OWN_TEXT, darken(TWIN, 6, state="failed")), batch(OWN_TEXT, unopened(TWIN, "encrypted"))),
        ),
    }  # fmt: skip


CASES = _cases()


def verdicts(case: BatchCase, rule: str) -> set[str]:
    return {c.verdict for c in judge_batch(case) if c.rule == rule}


def test_every_batch_rule_has_its_cases() -> None:
    """A rule added without them fails here."""
    assert set(CASES) == set(RULES)


EXPECTED: list[tuple[str, Callable[[BatchCases], BatchCase], str]] = [
    ("holds", lambda c: c.holds, "pass"),
    ("broken", lambda c: c.broken, "fail"),
    ("doubtful", lambda c: c.doubtful, "unsure"),
]


@pytest.mark.parametrize("rule", sorted(CASES))
@pytest.mark.parametrize(("kind", "pick", "expected"), EXPECTED, ids=[e[0] for e in EXPECTED])
def test_each_verdict_where_it_belongs(rule: str, kind: str, pick: Callable[[BatchCases], BatchCase], expected: str) -> None:
    found = verdicts(pick(CASES[rule]), rule)
    assert expected in found
    assert not found & {"pass": {"fail", "unsure"}, "fail": {"unsure"}, "unsure": {"fail"}}[expected]


@pytest.mark.parametrize("rule", sorted(CASES))
def test_what_was_not_read_is_unsure(rule: str) -> None:
    for case in CASES[rule].unread:
        found = verdicts(case, rule)
        assert "unsure" in found and not found & {"pass", "fail"}, found
