"""What holds for all rules: one check per rule and subject, a clause each, no pass on what was not read."""

from __future__ import annotations

import pytest

from models.application import Application
from tests.rules_support import checks, rulebook, sound, turned, unread, with_papers
from validators import judge
from validators.registry import rule_ids

PROGRAMMES = [("lighthouse",), ("workshop",), ("innovation",), ("chain",), ("lighthouse", "innovation")]


@pytest.mark.parametrize("programmes", PROGRAMMES)
def test_one_check_per_rule_and_subject_in_a_stable_order(programmes: tuple[str, ...]) -> None:
    found = judge(sound(*programmes), rulebook())
    keys = [(c.rule, c.subject) for c in found]
    assert len(keys) == len(set(keys))
    assert keys == sorted(keys)
    assert found == judge(sound(*programmes), rulebook())


@pytest.mark.parametrize("programmes", PROGRAMMES)
def test_every_check_says_why(programmes: tuple[str, ...]) -> None:
    for c in judge(sound(*programmes), rulebook()):
        assert c.clause.ref and c.clause.text and c.message, c
        assert "造假" not in c.message
        if c.verdict == "pass" and not c.rule.startswith("file."):
            assert c.evidence or c.rule.startswith(("section.too-many-pictures",)), c


def test_a_fault_points_at_its_place() -> None:
    broken = with_papers(sound("lighthouse"), "tax_proof")
    for c in judge(broken, rulebook()):
        if c.verdict == "fail":
            assert c.evidence, c


@pytest.mark.parametrize("programmes", PROGRAMMES)
def test_nothing_read_is_nothing_passed_and_nothing_missed(programmes: tuple[str, ...]) -> None:
    """An application of which no page could be read: no rule may pass, nor call anything missing."""
    full = sound(*programmes)
    dark = turned(
        unread(full, *range(1, 41)),
        fields={}, sections=(), scenes=(), metrics=(), smes=(), attachments=(), seals=(), marks=(), listed_attachments={},
    )  # fmt: skip
    for (rule, _), c in checks(dark).items():
        assert c.verdict in ("unsure", "not_applicable") or rule.startswith("file."), c


def test_unknown_kind_of_book_is_unsure() -> None:
    empty = Application(id="x")
    assert checks(empty)["section.missing", ""].verdict == "unsure"
    assert all(c.verdict in ("unsure", "not_applicable") for c in checks(empty).values())


@pytest.mark.parametrize("page", [2, 3, 4, 6])
def test_an_unread_page_breaks_no_rule(page: int) -> None:
    """A page that could not be read makes no fault of what was found."""
    found = checks(unread(sound("lighthouse", "innovation"), page))
    assert {k for k, c in found.items() if c.verdict == "fail" and not k[0].startswith("file.")} == set()


def test_worst_finding_wins_and_disabled_rules_are_silent() -> None:
    book = rulebook()
    off = book.model_copy(update={"rules": [r.model_copy(update={"enabled": r.id != "seal.missing"}) for r in book.rules]})
    assert not [c for c in judge(sound("lighthouse"), off) if c.rule == "seal.missing"]


def test_every_rule_is_made_for_some_programme() -> None:
    made = {c.rule for ps in PROGRAMMES for c in judge(sound(*ps), rulebook())}
    assert rule_ids() - made == set()


def test_a_rule_that_breaks_is_unsure_and_takes_no_other_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from collections.abc import Iterator

    from models.checks import Finding
    from validators import registry
    from validators.case import Case

    def broken(case: Case) -> Iterator[Finding]:
        yield Finding(verdict="pass", message="先说通过")
        raise RuntimeError("odd facts")

    before = judge(Application(id="x"), rulebook())
    monkeypatch.setitem(registry._RULES, "form.uscc-invalid", broken)
    after = judge(Application(id="x"), rulebook())
    assert [c.verdict for c in after if c.rule == "form.uscc-invalid"] == ["unsure"]
    assert {c.rule for c in before} == {c.rule for c in after}
