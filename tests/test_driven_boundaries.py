"""Driven companies at their boundaries, and what becomes of several findings of one subject."""

from __future__ import annotations

from models.application import Application, Metric, Sme
from models.checks import Check, Clause, Finding
from models.rulebook import Rulebook, RuleSpec
from tests.rules_support import (
    NAME,
    USCC,
    at,
    checks,
    metric,
    rulebook,
    sound,
    turned,
    unread,
    with_field,
    with_metrics,
    without_section,
)
from validators.case import Case
from validators.judging import _check, clause_for
from validators.smes import is_self

BOOK, RESEARCH, CHAIN = sound("lighthouse"), sound("innovation"), sound("chain")
OTHER, DOUBT = "石家庄远曜机床制造有限公司", "两次读数不同"


def check(application: Application, rule: str, subject: str = "") -> Check:
    return checks(application)[rule, subject]


def verdict(application: Application, rule: str, subject: str = "") -> str:
    found = checks(application).get((rule, subject))
    return found.verdict if found else "none"


# ---------------------------------------------------------------- driven companies

COUNT = "driven_sme_count"


def _doubted(n: int, *extra: Sme) -> Application:
    return turned(CHAIN, smes=(*(s.model_copy(update={"doubt": DOUBT}) if i < n else s for i, s in enumerate(CHAIN.smes)), *extra))


def test_eight_companies_of_which_the_names_are_sure() -> None:
    ninth = Sme(name="石家庄配套壬机械有限公司", evidence=(at(8),))
    assert [verdict(_doubted(n), "sme.too-few", COUNT) for n in (0, 1)] == ["pass", "unsure"]
    assert [verdict(_doubted(n, ninth), "sme.too-few", COUNT) for n in (1, 2)] == ["pass", "unsure"]
    seven = check(unread(turned(CHAIN, smes=CHAIN.smes[:7]), 9), "sme.too-few", COUNT)
    assert seven.verdict == "unsure" and "第 9 页" in seven.message
    none = turned(CHAIN, smes=())
    found = check(none, "sme.too-few", COUNT)
    assert found.verdict == "unsure" and "其他形式" in found.message and found.evidence
    assert check(without_section(none, "chain.measures"), "sme.too-few", COUNT).evidence == ()
    assert verdict(turned(CHAIN, smes=(*CHAIN.smes[:7], Sme(name=NAME, evidence=(at(8),)))), "sme.too-few", COUNT) == "fail"


def test_the_number_claimed_with_and_without_the_applicant_itself() -> None:
    own = turned(CHAIN, smes=(*CHAIN.smes, Sme(name=NAME, evidence=(at(8),))))
    for n, relation, expected in (
        (8.0, "=", "pass"), (9.0, "=", "pass"), (10.0, "=", "fail"), (7.0, "=", "fail"), (9.0, "≥", "pass"), (7.0, ">", "pass"), (7.0, "≈", "pass"), (10.0, "≥", "fail"), (7.0, "<", "fail"),
    ):  # fmt: skip
        claimed = with_metrics(own, metric(COUNT, n, None, places=0, relation=relation))
        assert verdict(claimed, "sme.count-mismatch", COUNT) == expected, (n, relation)


def test_a_number_claimed_in_doubt() -> None:
    rule = "sme.count-mismatch"

    def claim(v: float, **more: object) -> Metric:
        return metric(COUNT, v, None, places=0, **more)

    sure_off = with_metrics(CHAIN, claim(9.0), claim(10.0, page=9))
    found = check(sure_off, rule, COUNT)
    assert found.verdict == "fail" and "10" in found.message
    for application, words in (
        (with_metrics(CHAIN, claim(8.0, doubt=DOUBT)), "有读数待核对"),
        (with_metrics(_doubted(1), claim(8.0)), "有读数待核对"),
        (with_metrics(CHAIN, claim(9.0, doubt=DOUBT)), DOUBT),
        (with_metrics(CHAIN, claim(9.0, confidence=0.5)), "读数待核对"),
        (with_metrics(_doubted(1), claim(9.0)), DOUBT),
        (with_metrics(CHAIN, claim(8.0), claim(9.0, page=9)), "正文另一处与名单相符"),
        (unread(with_metrics(CHAIN, claim(8.0)), 9), "第 9 页未能读出"),
        (unread(with_metrics(CHAIN, claim(9.0)), 9), "第 9 页未能读出"),
        (unread(turned(CHAIN, metrics=()), 9), "第 9 页未能读出"),
        (unread(turned(CHAIN, smes=()), 9), "第 9 页未能读出"),
    ):
        found = check(application, rule, COUNT)
        assert found.verdict == "unsure" and words in found.message, found.message
    assert verdict(with_metrics(CHAIN, claim(9.0), claim(10.0, page=9, doubt=DOUBT)), rule, COUNT) == "fail"
    for nothing in (turned(CHAIN, metrics=()), turned(CHAIN, smes=())):
        assert verdict(nothing, rule, COUNT) == "not_applicable"


def test_once_and_twice_in_the_list() -> None:
    first = CHAIN.smes[0]
    for smes, expected, words in (
        ((*CHAIN.smes, first), "fail", "列了 2 次"),
        ((*CHAIN.smes, first.model_copy(update={"evidence": (at(9),)}), first), "fail", "3 次"),
        ((first.model_copy(update={"copies": (at(9),)}), *CHAIN.smes[1:]), "fail", "列了 2 次"),
        (CHAIN.smes, "pass", "只列一次"),
        ((first.model_copy(update={"doubt": DOUBT}), *CHAIN.smes[1:]), "unsure", DOUBT),
        ((*CHAIN.smes, first.model_copy(update={"doubt": DOUBT})), "unsure", "请核对"),
    ):
        found = check(turned(CHAIN, smes=smes), "sme.duplicate", first.name)
        assert (found.verdict == expected and words in found.message) or "3 次" in words, found.message


def test_who_is_the_applicant_itself() -> None:
    def listed(name: str, uscc: str | None = None, doubt: str = "", application: Application = CHAIN) -> tuple[bool, str]:
        sme = Sme(name=name, uscc=uscc, evidence=(at(9),), doubt=doubt)
        book = turned(application, smes=(*CHAIN.smes, sme))
        return is_self(Case(book, rulebook()), sme), verdict(book, "sme.self-listed", name)

    nameless = turned(with_field(CHAIN, "company_name", None), name="")
    codeless = turned(CHAIN, uscc="")
    assert listed(NAME) == (True, "fail") and listed(NAME, doubt=DOUBT) == (True, "unsure") and listed(OTHER) == (False, "pass")
    assert listed(OTHER, USCC) == (True, "fail") and listed(OTHER, "91130100MA0EXJ2Q6X") == (False, "pass")
    assert listed(OTHER, "", application=codeless) == (False, "pass") and listed(OTHER, None, application=codeless) == (False, "pass")
    assert listed(NAME.replace("澄", "橙")) == (False, "unsure") and listed(OTHER, application=nameless) == (False, "unsure")
    assert listed("河北澄远智造装饰有限公司") == (False, "pass") and listed("河北澄远智造装饰有限公司", doubt=DOUBT) == (False, "unsure")
    assert listed("石家庄远曜机床制造有限公司", doubt=DOUBT) == (False, "pass")
    # Six of ten characters in common, and five of ten.
    assert listed("河北澄远智能甲乙丙丁有限公司", doubt=DOUBT) == (False, "unsure") and listed(
        "河北澄远智甲乙丙丁戊有限公司", doubt=DOUBT
    ) == (False, "pass")


def test_the_stamped_statement_of_a_driven_company() -> None:
    first = CHAIN.smes[0]
    for update, expected, page in (
        ({}, "pass", 35),
        ({"proof": None}, "fail", 8),
        ({"proof_doubt": DOUBT}, "unsure", 35),
        ({"doubt": DOUBT}, "unsure", 35),
        ({"proof": None, "doubt": DOUBT}, "unsure", 8),
        ({"proof": None, "proof_doubt": DOUBT}, "unsure", 8),
    ):
        found = check(turned(CHAIN, smes=(first.model_copy(update=update), *CHAIN.smes[1:])), "sme.evidence-missing", first.name)
        assert (
            found.verdict == expected and [e.page for e in found.evidence] == [page] and (DOUBT in found.message) is (expected == "unsure")
        )
    dark = check(
        unread(turned(CHAIN, smes=(first.model_copy(update={"proof": None}), *CHAIN.smes[1:])), 36), "sme.evidence-missing", first.name
    )
    assert dark.verdict == "unsure" and "第 36 页" in dark.message
    assert {
        verdict(BOOK, r, s)
        for r, s in (
            ("sme.too-few", COUNT),
            ("sme.count-mismatch", COUNT),
            ("sme.duplicate", ""),
            ("sme.self-listed", ""),
            ("sme.evidence-missing", ""),
        )
    } == {"not_applicable"}


# ---------------------------------------------------------------- several findings of one subject


def _made(*findings: tuple[str, str], rule: str = "metric.below-threshold", **more: object) -> Check:
    spec = rulebook().rule(rule)
    assert spec is not None
    made = [
        Finding(verdict=v, message=m, evidence=(at(n, m),), programme=p)
        for n, ((v, m), p) in enumerate(zip(findings, more.get("of", [""] * 9), strict=False), start=1)
    ]  # type: ignore[arg-type, call-overload]
    return _check(Case(BOOK, rulebook()), spec, "digitization_rate", made)


def test_the_worst_finding_decides_and_three_are_told() -> None:
    assert _made(("pass", "甲。"), ("unsure", "乙。"), ("fail", "丙。")).message == "丙。"
    assert [e.page for e in _made(("pass", "甲。"), ("fail", "乙。"), ("fail", "丙。")).evidence] == [2, 3]
    assert (
        _made(("pass", "甲。"), ("not_applicable", "乙。")).verdict == "pass"
        and _made(("pass", "甲。"), ("unsure", "乙。")).verdict == "unsure"
    )
    assert _made(("fail", "甲。"), ("fail", "乙。"), ("fail", "丙。")).message == "甲；乙；丙。"
    assert (
        _made(("fail", "甲。"), ("fail", "乙。"), ("fail", "丙。"), ("fail", "丁。"), ("fail", "甲。")).message == "甲；乙；丙；另有 1 处。"
    )


def _ruled(id: str, subject: str, programme: str = "", **clauses: str) -> str:
    spec = next(r for r in rulebook().rules if r.id == id)
    own = {k: Clause(ref=v, text=v) for k, v in clauses.items()}
    made = RuleSpec(**{**spec.model_dump(), "clauses": {"": Clause(ref="通则", text=""), **own}})
    return clause_for(rulebook(), made, subject, programme).ref


def test_the_clause_of_a_subject_goes_before_that_of_its_section_and_programme() -> None:
    book: Rulebook = rulebook()
    section, field, metric_ = book.section("lighthouse.profile"), book.field("uscc"), book.metric("digitization_rate")
    assert section and section.clause and field and metric_ and metric_.threshold
    assert _ruled("section.empty", "lighthouse.profile") == section.clause.ref
    assert _ruled("section.scene-not-in-guide", "lighthouse.profile") == "通则"
    assert _ruled("form.uscc-invalid", "uscc", uscc="本项") == "本项" and _ruled("form.uscc-invalid", "uscc") == "通则"
    assert _ruled("form.uscc-invalid", "", "lighthouse", lighthouse="本类") == "本类" and _ruled("form.uscc-invalid", "") == "通则"
    assert _ruled("form.field-missing", "uscc") == (field.clause.ref if field.clause else "通则")
    assert _ruled("metric.below-threshold", "digitization_rate") == metric_.threshold.clause.ref
    assert _ruled("metric.below-threshold", "main_revenue") == "通则" and _ruled("metric.below-threshold", "no_such") == "通则"
    stated = book.section(metric_.section["lighthouse"])
    assert stated and stated.clause and _ruled("metric.not-stated", "digitization_rate", "lighthouse") == stated.clause.ref
    assert _ruled("metric.implausible", "digitization_rate", "lighthouse") == "通则"
    tax = book.attachment("tax_proof")
    assert tax and _ruled("attachment.missing", "tax_proof", "chain") == tax.clause["chain"].ref
    assert (
        _ruled("attachment.missing", "tax_proof") == next(iter(tax.clause.values())).ref
        and _ruled("attachment.missing", "no_such") == "通则"
    )
    assert _ruled("cross.name-mismatch", "tax_proof", "chain") == "通则"
