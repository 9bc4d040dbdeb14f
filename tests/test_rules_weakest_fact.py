"""A verdict is as sure as the facts it stands on: each fact in turn is read with less confidence, or with a doubt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from models.application import Application
from models.checks import Check
from models.evidence import Evidence
from tests.rule_cases import rule_cases
from tests.rules_support import rulebook
from validators import judge
from validators.case import FIRM

DOUBT = "印章压住一个字"
Weaken = Callable[[float, str], Application]


def only(application: Application, rule: str) -> dict[str, Check]:
    """The checks of one rule, by subject."""
    alone = rulebook().model_copy(update={"rules": [r for r in rulebook().rules if r.id == rule]})
    return {c.subject: c for c in judge(application, alone)}


def facts(application: Application, places: tuple[Evidence, ...]) -> Iterator[tuple[str, tuple[Evidence, ...], Weaken]]:
    """What stands at these places and can be read worse: its name, where it stands, and the application with it read so."""

    def stands(evidence: tuple[Evidence, ...]) -> bool:
        return bool(set(evidence) & set(places))

    for id, f in application.fields.items():
        if stands(f.evidence):
            yield f"field {id}", f.evidence, partial(_weak_field, application, id)
    for name in ("metrics", "marks", "smes", "attachments"):
        for n, thing in enumerate(getattr(application, name)):
            inside = tuple(e for f in getattr(thing, "fields", {}).values() for e in f.evidence)  # a paper that may be another kind
            if stands((*thing.evidence, *inside)):
                yield f"{name} {n}", (*thing.evidence, *inside), partial(_weak, application, name, n)
    for n, a in enumerate(application.attachments):
        for key, f in a.fields.items():
            if stands(f.evidence):
                yield f"{a.type} {key}", f.evidence, partial(_weak_paper, application, n, key)


def _weakened(thing: Any, confidence: float, doubt: str) -> Any:
    change = {"confidence": confidence, "doubt": doubt}
    return thing.model_copy(update={k: v for k, v in change.items() if k in type(thing).model_fields})


def _weak_field(application: Application, id: str, confidence: float, doubt: str) -> Application:
    return application.model_copy(update={"fields": {**application.fields, id: _weakened(application.fields[id], confidence, doubt)}})


def _weak(application: Application, name: str, n: int, confidence: float, doubt: str) -> Application:
    things = list(getattr(application, name))
    things[n] = _weakened(things[n], confidence, doubt)
    return application.model_copy(update={name: tuple(things)})


def _weak_paper(application: Application, n: int, key: str, confidence: float, doubt: str) -> Application:
    papers = list(application.attachments)
    papers[n] = papers[n].model_copy(update={"fields": {**papers[n].fields, key: _weakened(papers[n].fields[key], confidence, doubt)}})
    return application.model_copy(update={"attachments": tuple(papers)})


def _whatever(application: Application, name: str, rule: str, subject: str) -> set[str]:
    """The verdicts with the fact in all its states: a box ticked or not, a company listed or not."""
    kind, n = name.split()
    if kind not in ("marks", "smes"):
        return set()
    things = list(getattr(application, kind))
    states = [things[int(n)].model_copy(update={"state": s}) for s in ("present", "absent")] if kind == "marks" else []
    cases = [[*things[: int(n)], s, *things[int(n) + 1 :]] for s in states] or [things[: int(n)] + things[int(n) + 1 :], things]
    found = [only(application.model_copy(update={kind: tuple(c)}), rule).get(subject) for c in cases]
    return {c.verdict for c in found if c is not None}


@pytest.mark.parametrize("which", ["holds", "broken"])
@pytest.mark.parametrize("rule", sorted(rule_cases()))
def test_a_verdict_is_no_surer_than_its_facts(rule: str, which: str) -> None:
    """At the least confidence that counts the check is the same. Below it, or in doubt, it is unsure, shows the same places and says why; or it
    stands on something else; or it is the same whatever the fact be."""
    case = rule_cases()[rule]
    application = getattr(case, which)
    before = only(application, rule)
    for subject in {*case.subjects, ""} & before.keys():
        check = before[subject]
        if check.verdict not in ("pass", "fail"):
            continue
        for name, places, weaken in facts(application, check.evidence):
            same = only(weaken(FIRM, ""), rule)[subject]
            assert (same.verdict, same.evidence) == (check.verdict, check.evidence), f"{name} at {FIRM}"
            for confidence, doubt in ((FIRM - 0.01, ""), (1.0, DOUBT)):
                if weaken(confidence, doubt) == weaken(1.0, ""):
                    continue
                found = only(weaken(confidence, doubt), rule).get(subject)
                assert found is not None, f"{name}: no check any more"
                if found.verdict != "unsure":
                    apart = not set(found.evidence) & set(places)
                    assert apart or _whatever(application, name, rule, subject) - {"not_applicable"} == {check.verdict}, (
                        f"{name} at {confidence} {doubt}: {found.message}"
                    )
                    continue
                assert DOUBT in found.message or "待核对" in found.message or not doubt, f"{name}: {found.message}"
                assert set(check.evidence) <= set(found.evidence), f"{name}: places lost"
