"""The rules over a batch: each passes, fails and doubts where it must, and never passes on a book or table that was not read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from models.application import Application, FileRecord, Metric, Sme
from models.evidence import Evidence
from models.summary import SummaryTable, TableRow
from tests.generators.passages import picture
from tests.rule_cases import darken, unopened
from tests.rules_support import NAME, at, paper, rulebook, sound, turned, value, with_field, with_papers, with_section
from validators.batch import RULES, judge_batch
from validators.batch_case import BatchCase
from validators.registry import rule_ids

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


def batch(*applications: Application, rows: tuple[TableRow, ...] = (), problem: str = "", **more: object) -> BatchCase:
    table = SummaryTable(
        path=TABLE, county="灵寿县", kind="shuzhi", rows=() if problem else rows, problem=problem, title=(at(1, "汇总表", file=TABLE),)
    )
    return BatchCase(applications, (table.model_copy(update=more),), {a.id: "灵寿县" for a in applications}, rulebook())


GAP = "第2页未能读出"
SHUT = batch(problem="无法打开")
"""A table that was not opened: no rule about it has anything to judge, and `summary.unreadable` says so."""
FULL = {
    "序号": "1", "县（市、区）": "灵寿县", "企业名称": NAME, "争创“小灯塔”标杆企业（是/否）": "是", "争创数字化车间及智能工厂（是/否）": "否",
    "争创创新能力显著提升（是/否）": "否", "联系人": "张宁", "联系方式": "13803110000",
}  # fmt: skip
DIRECTIONS = tuple(c for c in FULL if c.startswith("争创"))
FOOTER = {"填表日期": "2025年7月24日", "填表人": "宋可", "联系电话": "0311-80000000"}


def full(confidence: float = 1.0, **cells: str) -> TableRow:
    """A row with every answer; ``cells`` by column are other ones."""
    said = {**FULL, **cells}
    places = {k: Evidence(file=TABLE, page=1, bbox=(0, 0, 10, 10), text=v) for k, v in said.items()}
    return TableRow(
        file=TABLE, county="灵寿县", kind="shuzhi", cells=said, evidence=places, name=said["企业名称"], confidence=dict.fromkeys(said, confidence)
    )  # fmt: skip


def blank_ink(made: TableRow, *columns: str) -> TableRow:
    """The row with cells that hold ink of which no word was read."""
    return made.model_copy(update={"cells": {**made.cells, **dict.fromkeys(columns, "")}, "unread": columns})


def case_row(text: str) -> TableRow:
    """A row of 附件2-2 with its short account."""
    made = row()
    return made.model_copy(update={"kind": "chain", "cells": {"企业名称": NAME, "案例简述（150字以内）": text}})


def with_author(application: Application, author: str) -> Application:
    file = FileRecord(path=f"{application.id}/a.docx", sha256="0", pages=1, role="editable_copy", metadata=(("author", author),))
    return turned(application, files=(*application.files, file))


def other(application: Application, id: str = "other", name: str = "河北渡岚精密仪器有限公司") -> Application:
    """Another applicant with another name, code and text."""
    changed = turned(application, id=id, name=name, uscc="91130100MA0EXJ2Q6X")
    return with_field(changed, "company_name", value(name))


def nameless(application: Application) -> Application:
    """The same book, its first pages not read: nobody knows whose it is."""
    return turned(darken(application, 1, 2, 3, 4), name="", uscc="")


def with_rates(application: Application, more: float, doubt: str = "") -> Application:
    """The same book with five rates of its own, ``more`` percentage points higher."""
    ids = (
        "productivity_gain",
        "operating_cost_reduction",
        "defect_rate_reduction",
        "energy_efficiency_gain",
        "development_cycle_reduction",
    )
    made = tuple(
        Metric(id=id, value=11.3 + n + more, unit="%", raw=f"提高{11.3 + n + more}%", evidence=(at(5, f"{n}"),), doubt=doubt)
        for n, id in enumerate(ids)
    )
    return turned(application, metrics=made)


BOOK = sound("lighthouse")
BARE = turned(BOOK, attachments=())
SME = Sme(name="石家庄远曜机床制造有限公司", evidence=(at(9, "石家庄远曜机床制造有限公司"),))
NEVER_FAILS = ("summary.unreadable",)
"""A table that was not read is no fault of anybody's until a person has looked."""
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
        "batch.reused-picture": BatchCases(
            batch(turned(BOOK, pictures=(picture(1),)), turned(other(BOOK), pictures=(picture(2),))),
            batch(turned(BOOK, pictures=(picture(1),)), turned(other(BOOK), pictures=(picture(1, noise=6),))),
            batch(turned(BOOK, pictures=(picture(1),)), darken(turned(other(BOOK), pictures=(picture(2),)), 6)),
            (batch(BOOK, unopened(other(BOOK), "encrypted")),),
        ),
        "batch.books-contradict": BatchCases(
            batch(BOOK, same_other_part), batch(BOOK, with_field(same_other_part, "employees", value(999))),
            batch(BOOK, with_field(same_other_part, "employees", value(999, doubt="两次读数不同"))),
            (batch(BOOK, darken(same_other_part, 4)), batch(BOOK, darken(same_other_part, 6, state="failed")),
             batch(BOOK, unopened(same_other_part, "encrypted"))),
        ),
        "batch.foreign-name": BatchCases(
            batch(BOOK, other(BOOK)), batch(with_section(BOOK, "lighthouse.profile", text="河北渡岚精密仪器有限公司建成三条产线。"), other(BOOK)),
            batch(with_section(BOOK, "lighthouse.profile", text="主要客户有河北渡岚精密仪器有限公司等。"), other(BOOK)),
            (batch(BOOK, darken(other(BOOK), 6)),),
        ),
        "batch.same-paper": BatchCases(
            batch(with_papers(BARE, "award", paper("award", number=value("SZ20250001"))), with_papers(other(BARE), "award", paper("award", number=value("SZ20250002")))),
            batch(with_papers(BARE, "award", paper("award", number=value("SZ20250001"))), with_papers(other(BARE), "award", paper("award", number=value("SZ20250001")))),
            batch(with_papers(BARE, "award", paper("award", number=value("SZ20250001", doubt="不清"))), with_papers(other(BARE), "award", paper("award", number=value("SZ20250001")))),
            (batch(with_papers(BARE, "award", paper("award", number=value("SZ20250001"))), darken(with_papers(other(BARE), "award", paper("award", number=value("SZ20250001"))), 30)),
             batch(BARE, unopened(other(BARE), "encrypted"))),
        ),
        "batch.sme-claimed-twice": BatchCases(
            batch(turned(BOOK, smes=(SME,)), other(BOOK)), batch(turned(BOOK, smes=(SME,)), turned(other(BOOK), smes=(SME,))),
            batch(turned(BOOK, smes=(SME.model_copy(update={"doubt": "两次读数不同"}),)), turned(other(BOOK), smes=(SME,))),
            (batch(turned(BOOK, smes=(SME,)), darken(turned(other(BOOK), smes=(SME,)), 9)), batch(turned(BOOK, smes=(SME,)), unopened(other(BOOK), "timeout"))),
        ),
        "batch.same-figures": BatchCases(
            batch(with_rates(BOOK, 0.0), with_rates(other(BOOK), 0.1)), batch(with_rates(BOOK, 0.0), with_rates(other(BOOK), 0.0)),
            batch(with_rates(BOOK, 0.0), with_rates(other(BOOK), 0.0, doubt="两次读数不同")),
            (batch(with_rates(BOOK, 0.0), darken(with_rates(other(BOOK), 0.0), 5)), batch(with_rates(BOOK, 0.0), unopened(other(BOOK), "timeout"))),
        ),
        "batch.same-author": BatchCases(
            batch(with_author(BOOK, "赵工"), with_author(other(BOOK), "钱工")), batch(with_author(BOOK, "赵工"), with_author(other(BOOK), "赵工")),
            batch(BOOK, unopened(other(BOOK), "encrypted")),
            (batch(with_author(BOOK, "赵工"), unopened(other(BOOK), "unreadable")), batch(with_author(BOOK, "赵工"), darken(other(BOOK), 6))),
        ),
        "summary.unreadable": BatchCases(batch(rows=(full(),)), batch(rows=(full(),), problem="无法打开"), batch(rows=(full(),), gap=GAP), (SHUT,)),
        "summary.numbering": BatchCases(batch(rows=(full(),)), batch(rows=(full(序号="2"),)), batch(rows=(full(序号="2"),), scanned=True),
            (batch(rows=(full(),), gap=GAP), batch(rows=(full(序号="2"),), gap=GAP), SHUT),
        ),
        "summary.duplicate-row": BatchCases(
            batch(rows=(full(),)), batch(rows=(full(), full())), batch(rows=(full(), full(0.5))), (batch(rows=(full(),), gap=GAP), SHUT),
        ),
        "summary.directions": BatchCases(
            batch(rows=(full(),)), batch(rows=(full(**{"争创数字化车间及智能工厂（是/否）": "是"}),)), batch(rows=(full(0.5),)),
            (batch(rows=(blank_ink(full(), *DIRECTIONS),)), SHUT),
        ),
        "summary.too-long": BatchCases(
            batch(rows=(case_row("平台" * 70),), kind="chain"), batch(rows=(case_row("平台" * 80),), kind="chain"),
            batch(rows=(case_row("平台" * 76),), kind="chain", scanned=True),
            (batch(rows=(case_row("平台" * 70).model_copy(update={"confidence": {"案例简述（150字以内）": 0.5}}),), kind="chain"), SHUT),
        ),
        "summary.total-mismatch": BatchCases(
            batch(BOOK, rows=(full(),), total=1), batch(BOOK, rows=(full(),), total=2), batch(BOOK, rows=(full(),), gap="第2页未能读出"),
            (batch(nameless(BOOK), rows=(full(),)),),
        ),
        "summary.contact-invalid": BatchCases(
            batch(rows=(full(),)), batch(rows=(full(联系方式="1380311"),)), batch(rows=(full(0.5, 联系方式="1380311"),)),
            (batch(rows=(full(0.5),)), batch(rows=(blank_ink(full(), "联系方式"),)), SHUT),
        ),
        "summary.blank": BatchCases(
            batch(rows=(full(),), footer=FOOTER), batch(rows=(full(联系人=""),), footer=FOOTER),
            batch(rows=(full(),), footer={**FOOTER, "填表人": ""}, scanned=True),
            (batch(rows=(full(),), footer={}, gap=GAP), batch(rows=(blank_ink(full(), "联系人"),), footer={}, gap=GAP), SHUT),
        ),
        "summary.seal-missing": BatchCases(
            batch(rows=(full(),), sealed=True), batch(rows=(full(),), sealed=False), batch(rows=(full(),), sealed=False, gap=GAP),
            (batch(rows=(full(),), sealed=False, gap=GAP), SHUT),
        ),
    }  # fmt: skip


CASES = _cases()


def verdicts(case: BatchCase, rule: str) -> set[str]:
    return {c.verdict for c in judge_batch(case) if c.rule == rule}


def test_every_batch_rule_has_its_cases() -> None:
    """A rule added without them fails here; so does one of the rulebook that no function judges."""
    assert set(CASES) == set(RULES)
    assert {r.id for r in rulebook().rules} == set(RULES) | rule_ids()
    assert all(case.unread for case in CASES.values())


EXPECTED: list[tuple[str, Callable[[BatchCases], BatchCase], str]] = [
    ("holds", lambda c: c.holds, "pass"),
    ("broken", lambda c: c.broken, "fail"),
    ("doubtful", lambda c: c.doubtful, "unsure"),
]


@pytest.mark.parametrize("rule", sorted(CASES))
@pytest.mark.parametrize(("kind", "pick", "expected"), EXPECTED, ids=[e[0] for e in EXPECTED])
def test_each_verdict_where_it_belongs(rule: str, kind: str, pick: Callable[[BatchCases], BatchCase], expected: str) -> None:
    found = verdicts(pick(CASES[rule]), rule)
    expected = "unsure" if expected == "fail" and rule in NEVER_FAILS else expected
    assert expected in found
    assert not found & {"pass": {"fail", "unsure"}, "fail": {"unsure"}, "unsure": {"fail"}}[expected]


@pytest.mark.parametrize("rule", sorted(CASES))
def test_what_was_not_read_is_unsure(rule: str) -> None:
    for case in CASES[rule].unread:
        found = verdicts(case, rule)
        if case is SHUT:
            assert not found - {"unsure"}
            found |= verdicts(case, "summary.unreadable")
        assert "unsure" in found and not found & {"pass", "fail"}, found
