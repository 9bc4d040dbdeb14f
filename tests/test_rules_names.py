"""Names read from scans and seals: how much may be misread or lost before a name is another, or nobody's."""

from __future__ import annotations

import pytest

from tests.rules_support import NAME
from validators.names import compare, core, holds

LONG = "河北省石家庄市澄远智能装备制造集团有限公司"
"""21 characters; the applicant's name has 12."""


@pytest.mark.parametrize(("read", "name", "likeness"), [
    (NAME, NAME, "same"), ("", NAME, "unclear"), (NAME, "", "unclear"),
    (NAME.replace("澄", "橙"), NAME, "unclear"), (NAME.replace("澄远", "橙源"), NAME, "other"),  # one misreading, two
    (NAME + "石家庄分公司", NAME, "unclear"), (NAME, NAME + "石家庄分公司", "unclear"),  # more behind it: the next cell, or a branch
    ("甲乙丙公司石家庄分公司", "甲乙丙公司", "unclear"), ("甲乙公司石家庄分公司", "甲乙公司", "other"),  # a name of five characters, of four
    ("备有限公司", NAME, "unclear"), ("有限公司", NAME, "unclear"), ("限公司", NAME, "other"),  # the second of its two lines alone
    ("远科有限公司", NAME, "other"), ("智能装备", NAME, "other"),
    ("河北澄远", NAME, "unclear"), ("河北", NAME, "unclear"), ("河", NAME, "other"), ("河北澄远智能装备有限", NAME, "unclear"),  # the first of them
    ("河东", NAME, "other"),
])  # fmt: skip
def test_names_in_papers(read: str, name: str, likeness: str) -> None:
    assert compare(read, name) == likeness and compare(name, read) == likeness


FIVE, FOUR, THREE = "石家庄澄砚有限公司", "澄砚甲丁有限公司", "澄砚甲有限公司"
"""Names of which five, four and three characters tell the company."""


@pytest.mark.parametrize(("ring", "name", "confidence", "likeness"), [
    # a misread character in ten, one at least
    (NAME.replace("澄", "橙"), NAME, 0.95, "same"), (NAME.replace("澄远", "橙源"), NAME, 0.95, "unclear"), ("甲乙丙己", "甲乙丙丁", 0.95, "same"),
    (LONG.replace("澄远", "橙源"), LONG, 0.95, "same"), (LONG.replace("澄远智", "橙源知"), LONG, 0.95, "unclear"),
    # a fragment of five characters, nine tenths of them right
    (NAME[2:7], NAME, 0.95, "same"), (NAME[2:6], NAME, 0.95, "unclear"),
    (LONG[5:10] + "口" + LONG[11:15], LONG, 0.95, "same"), (LONG[5:10] + "口" + LONG[11:14], LONG, 0.95, "unclear"),
    ("省" + NAME[:-1], NAME, 0.95, "unclear"),  # as long as the name: no fragment
    # characters lost: of those left eight tenths stand in the name's order, and two at least are missing
    ("河口澄智口装有限公司", NAME, 0.95, "unclear"), ("河口澄智口口有限公司", NAME, 0.95, "other"),
    (LONG[5:13] + "口口口口" + LONG[13:], LONG, 0.95, "other"),
    # too little to tell, or read too badly
    ("甲乙丙丁", NAME, 0.95, "unclear"), ("甲乙丙丁戊", NAME, 0.95, "other"), ("甲乙丙丁戊", NAME, 0.7, "other"), ("甲乙丙丁戊", NAME, 0.69, "unclear"),
    # a sister company's ring counts as hers only where it was read well
    ("石家庄澄砚食品机械有限公司", "石家庄澄砚药用辅料有限公司", 0.9, "other"), ("石家庄澄砚食品机械有限公司", "石家庄澄砚药用辅料有限公司", 0.89, "unclear"),
    ("石口庄口口有限公司", FIVE, 0.7, "unclear"), ("石口口口口有限公司", FIVE, 0.7, "other"), ("石口庄口口有限公司", FIVE, 0.95, "other"),
    ("澄砚乙丙戊有限公司", FOUR, 0.7, "unclear"), ("澄砚乙丙戊有限公司", THREE, 0.7, "other"),
    # three characters in ten are another company's
    ("石家庄口口口有限公司", "石家庄澄砚药有限公司", 0.95, "other"), ("石家庄口口药有限公司", "石家庄澄砚药有限公司", 0.95, "unclear"),
    # what kind of seal it is belongs to no name
    (NAME + "公章", NAME, 0.95, "same"), (NAME + "财务专用章", NAME, 0.95, "same"), ("合同专用章（1）", NAME, 0.95, "unclear"),
])  # fmt: skip
def test_names_in_rings(ring: str, name: str, confidence: float, likeness: str) -> None:
    assert compare(ring, name, confidence, seal=True) == likeness


def test_what_tells_companies_apart() -> None:
    assert [core(n) for n in (NAME, "甲乙股份有限公司", "甲乙集团有限责任公司", "甲乙公司", "甲乙")] == ["河北澄远智能装备", *["甲乙"] * 4]


@pytest.mark.parametrize(("holders", "name", "held"), [
    ("甲公司；乙大学", "甲公司", True), ("甲公司、乙大学", "乙大学", True), ("甲公司石家庄分公司", "甲公司", False), ("乙大学", "甲公司", False), ("甲公司；", "", False), ("", "", False),
])  # fmt: skip
def test_a_list_of_holders(holders: str, name: str, held: bool) -> None:
    assert holds(holders, name) is held
