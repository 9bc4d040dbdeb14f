"""For every rule a case that holds, one that is broken, one in doubt, and those where the page that decides was not read.

The cases are facts made from the rulebook (`rules_support.sound`) with single facts turned. What was not read is generated: `darken` takes
pages away from a case together with every fact that stands on them, as reading would have left it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from models.application import Application, Comparison, Difference, Metric, Sme
from models.evidence import Evidence
from tests.rules_support import (
    BOOK,
    NAME,
    at,
    metric,
    paper,
    seal,
    sound,
    turned,
    value,
    with_field,
    with_marks,
    with_metrics,
    with_papers,
    with_section,
    without_section,
)


@dataclass(frozen=True)
class RuleCases:
    """The cases of one rule. ``unread`` are cases whose deciding page was not read; each must end as unsure."""

    rule: str
    subjects: tuple[str, ...]
    holds: Application
    broken: Application
    doubtful: Application
    unread: tuple[Application, ...]


def darken(application: Application, *pages: int, state: str = "illegible", file: str = BOOK) -> Application:
    """The application as it would be known had these pages not been read: nothing that stands on them is left."""

    def dark(places: Iterable[Evidence]) -> bool:
        places = tuple(places)
        return bool(places) and places[0].file == file and places[0].page in pages

    def lit(places: Iterable[Evidence]) -> tuple[Evidence, ...]:
        return tuple(e for e in places if e.file != file or e.page not in pages)

    sections = []
    for s in application.sections:
        if not dark(s.evidence):
            inside = sum(s.file == file and s.first_page <= p <= s.last_page for p in pages)
            kept = [(e, px) for e, px in zip(s.pictures, s.picture_pixels, strict=True) if not dark((e,))]
            more = {"pictures": tuple(e for e, _ in kept), "picture_pixels": tuple(px for _, px in kept), "samples": lit(s.samples)}
            sections.append(s.model_copy(update={"unread": s.unread + inside, **more}))
    comparison = application.comparison
    if comparison is not None:
        left = tuple(d for d in comparison.differences if not dark(d.evidence))
        comparison = comparison.model_copy(update={"differences": left})
    return turned(
        application,
        pages=tuple(
            p.model_copy(update={"state": state, "kind": "unread"}) if p.file == file and p.page in pages else p for p in application.pages
        ),
        fields={k: v for k, v in application.fields.items() if not dark(v.evidence)},
        sections=tuple(sections),
        scenes=tuple(s for s in application.scenes if not dark(s.evidence)),
        metrics=tuple(m for m in application.metrics if not dark(m.evidence)),
        smes=tuple(
            s.model_copy(update={"proof": lit(s.proof or ()) or None, "copies": lit(s.copies)})
            for s in application.smes
            if not dark(s.evidence)
        ),
        attachments=tuple(a for a in application.attachments if not (a.file == file and set(a.pages) <= set(pages))),
        seals=tuple(s for s in application.seals if not (s.file == file and s.page in pages)),
        marks=tuple(m for m in application.marks if not dark(m.evidence)),
        listed_attachments={k: left for k, v in application.listed_attachments.items() if (left := lit(v))},
        comparison=comparison,
    )


def unopened(application: Application, outcome: str) -> Application:
    """The application as it would be known had its book not been opened."""
    files = tuple(f.model_copy(update={"outcome": outcome, "pages": 0}) for f in application.files)
    return Application(id=application.id, name=application.name, county=application.county, programmes=application.programmes, files=files)


def page_of(application: Application, type: str) -> int:
    return next(a.pages[0] for a in application.attachments if a.type == type)


def _case(
    rule: str,
    subject: str | tuple[str, ...],
    holds: Application,
    broken: Application,
    doubtful: Application,
    *needs: int,
    of: tuple[str, ...] = ("holds", "broken"),
    unread: tuple[Application, ...] = (),
) -> RuleCases:
    """``needs`` are the pages taken away, one at a time, from the cases named by ``of``, in both states of a page that was not read."""
    from_cases = {"holds": holds, "broken": broken}
    dark = tuple(darken(from_cases[name], page, state=state) for name in of for page in needs for state in ("illegible", "failed"))
    return RuleCases(rule, (subject,) if isinstance(subject, str) else subject, holds, broken, doubtful, dark + unread)


BOTH = ("lighthouse", "innovation")
UNCLEAR = "两次读数不同"


def _form_cases() -> list[RuleCases]:
    book, both = sound("lighthouse"), sound(*BOTH)
    three = with_marks(both, form__directions__workshop="present")
    third_unclear = with_marks(both, form__directions__workshop="unsure")
    two_sizes = with_marks(book, form__size__中型="present")
    return [
        _case("form.field-missing", "subfield", book, with_field(book, "subfield", value(None)),
              with_field(book, "subfield", value("制药", doubt=UNCLEAR)), 4),
        _case("form.uscc-invalid", "", book, with_field(book, "uscc", value("91130126MA0CPTDW82")),
              with_field(book, "uscc", value("91130126MA0CPTDW81", confidence=0.4)), 4),
        _case("form.industry-code-invalid", "", book, with_field(book, "industry_code", value("3999")),
              with_field(book, "industry_code", value("3544", doubt=UNCLEAR)), 4),
        _case("form.choice-unclear", "size", book, two_sizes, with_marks(book, form__size__中型="unsure"), 4),
        _case("form.too-many-directions", "", both, three, third_unclear, 4),
        _case("form.exclusive-directions", "", both, three, third_unclear, 4),
        _case("form.direction-without-book", "innovation", both, with_marks(book, form__directions__innovation="present"),
              with_marks(book, form__directions__innovation="unsure"), 4,
              unread=(darken(with_marks(book, form__directions__innovation="present"), 9),)),
        _case("form.book-without-direction", "innovation", both, with_marks(both, form__directions__innovation="absent"),
              with_marks(both, form__directions__innovation="unsure"), 4),
        _case("form.size-inconsistent", "", book, with_field(book, "employees", value(19)),
              with_field(book, "employees", value(180, doubt=UNCLEAR)), 4),
    ]  # fmt: skip


def _long(application: Application, id: str, **more: Any) -> Application:
    """A section that goes on over the next page."""
    return with_section(application, id, last_page=7, **more)


def _four_scenes() -> Application:
    """The fourth scene stands on a page of its own."""
    book = with_section(sound("lighthouse"), "lighthouse.applications", last_page=9)
    parts = [s.id for s in book.sections if s.id.startswith("lighthouse.scene-4")]
    for id in parts:
        book = with_section(book, id, first_page=9, last_page=9, evidence=(at(9, id),))
    return turned(book, scenes=tuple(s.model_copy(update={"evidence": (at(9),)}) if s.n == 4 else s for s in book.scenes))


def _three_scenes() -> Application:
    book = _four_scenes()
    fewer = without_section(book, *(s.id for s in book.sections if s.id.startswith("lighthouse.scene-4")))
    return turned(fewer, scenes=book.scenes[:3])


def _pictured(*pixels: tuple[int, int] | None) -> Application:
    """A chain case with pictures of these sizes on its page 7."""
    places = tuple(at(7, x=float(100 * n)) for n, _ in enumerate(pixels))
    return _long(sound("chain"), "chain.measures", pictures=places, picture_pixels=pixels)


def _section_cases() -> list[RuleCases]:
    book = sound("lighthouse")
    plan, organisation, profile = "lighthouse.plan", "lighthouse.plan.organisation", "lighthouse.profile"
    empty = _long(book, organisation, text="", length=0, length_low=0)
    strange = turned(book, scenes=tuple(s.model_copy(update={"guide_scene": None}) for s in book.scenes))
    long_strange = turned(
        _long(strange, "lighthouse.scene-1"), scenes=tuple(s.model_copy(update={"evidence": (at(6),)}) for s in strange.scenes)
    )
    three = _three_scenes()
    return [
        _case("section.missing", plan, book, without_section(book, plan, organisation, "lighthouse.plan.outlook"),
              without_section(book, plan), 6),
        # What was read of a section is content enough; only the emptiness of one can hide on a page.
        _case("section.empty", organisation, _long(book, organisation), empty, with_section(empty, organisation, unread=1), 7, of=("broken",)),
        _case("section.too-long", profile, _long(book, profile), _long(book, profile, length=640, length_low=630),
              with_section(book, profile, unread=1), 7, of=("holds",)),
        _case("section.sample-text", profile, _long(book, profile), _long(book, profile, samples=(at(7, "示例：……"),)),
              with_section(book, profile, unread=1), 7),
        _case("section.too-few-scenes", "lighthouse.applications", _four_scenes(), three,
              without_section(three, "lighthouse.applications"), 9),
        # A title alone tells a scene; without it the description must be read.
        _case("section.scene-not-in-guide", "lighthouse.scene-1", book, strange,
              with_section(strange, "lighthouse.scene-1", unread=1), unread=(darken(long_strange, 7), darken(long_strange, 7, state="failed"))),
        _case("section.too-many-pictures", "chain", _pictured((800, 600)), _pictured(None, None, None),
              without_section(sound("chain"), *(s.id for s in sound("chain").sections)), 7),
        _case("section.picture-too-large", "chain", _pictured((800, 600)), _pictured((1200, 600)), _pictured(None), 7),
    ]  # fmt: skip


def _stated(application: Application, *metrics: Metric) -> Application:
    return with_metrics(application, *metrics)


def _metric_cases() -> list[RuleCases]:
    book, rate = sound("lighthouse"), "digitization_rate"
    parts = (metric("equipment_total", 100.0), metric("equipment_digital", 75.0))
    twice = (metric("main_revenue", 3000.0), metric("main_revenue", 3000.0, page=9))
    return [
        _case("metric.not-stated", rate, book, turned(book, metrics=tuple(m for m in book.metrics if m.id != rate)),
              _stated(book, metric(rate, 75.0, confidence=0.3)), 6),
        _case("metric.below-threshold", rate, book, _stated(book, metric(rate, 45.0)), _stated(book, metric(rate, 45.0, doubt=UNCLEAR)), 6),
        _case("metric.contradiction", "main_revenue", _stated(book, *twice),
              _stated(book, twice[0], metric("main_revenue", 3900.0, page=9)),
              _stated(book, twice[0], metric("main_revenue", 3900.0, page=9, doubt=UNCLEAR)), 9),
        _case("metric.arithmetic", rate, _stated(book, *parts, metric(rate, 75.0, page=9)), _stated(book, *parts, metric(rate, 85.0, page=9)),
              _stated(book, *parts, metric(rate, 85.0, page=9, confidence=0.3)), 6, 9),
        _case("metric.implausible", rate, book, _stated(book, metric(rate, 175.0, page=9)), _stated(book, metric(rate, 175.0, doubt=UNCLEAR)), 9),
    ]  # fmt: skip


def _renewed(application: Application, type: str, **fields: Any) -> Application:
    """The paper of a type with some of its fields replaced."""
    old = next(a for a in application.attachments if a.type == type)
    page = old.pages[0]
    new = {k: v if hasattr(v, "evidence") else value(v, page) for k, v in fields.items()}
    return with_papers(application, type, old.model_copy(update={"fields": {**old.fields, **new}}))


def _paper_cases() -> list[RuleCases]:
    book = sound("lighthouse")
    chain = turned(sound("chain"), seals=(seal("sme_evidence", "石家庄配套甲机械有限公司", 35),))
    licence = next(a for a in chain.attachments if a.type == "business_licence")
    bare = licence.model_copy(update={"stamped": ()})
    worn = seal("business_licence", "河北■■■", licence.pages[0], confidence=0.3)
    tax, certificate = "tax_proof", "maturity_certificate"
    return [
        _case("attachment.missing", tax, book, with_papers(book, tax),
              with_papers(book, tax, paper(tax, page_of(book, tax)).model_copy(update={"confidence": 0.4})), page_of(book, tax)),
        _case("attachment.expired", certificate, book, _renewed(book, certificate, valid_until="2024-01-01"),
              _renewed(book, certificate, valid_until=value("2024-01-01", doubt=UNCLEAR)), page_of(book, certificate)),
        _case("attachment.wrong-period", tax, book, _renewed(book, tax, year="2021"), _renewed(book, tax, year=value(None)), page_of(book, tax)),
        _case("attachment.unstamped", "business_licence", chain, with_papers(chain, "business_licence", bare),
              turned(with_papers(chain, "business_licence", bare), seals=(*chain.seals, worn)), licence.pages[0]),
    ]  # fmt: skip


def _seal_cases() -> list[RuleCases]:
    book = sound("lighthouse")
    others = tuple(s for s in book.seals if s.place != "commitment")
    signed, dated = "commitment__signature", "commitment__date"
    undated = with_field(book, "commitment_date", None)
    return [
        _case("seal.missing", "commitment", book, turned(book, seals=others), turned(book, seals=(*others, seal("", "", 2))), 2),
        _case("seal.name-mismatch", "commitment", book, turned(book, seals=(*others, seal("commitment", "石家庄远曜机床制造有限公司", 2))),
              turned(book, seals=(*others, seal("commitment", "", 2))), 2),
        _case("signature.missing", "commitment", book, with_marks(book, **{signed: "absent"}), with_marks(book, **{signed: "unsure"}), 2),
        _case("date.missing", "commitment", book, with_marks(undated, **{dated: "absent"}), undated, 2),
    ]  # fmt: skip


def _cross_cases() -> list[RuleCases]:
    book, research = sound("lighthouse"), sound("innovation")
    licence, audit, certificate = (page_of(book, t) for t in ("business_licence", "audit_report", "maturity_certificate"))
    other, code = "石家庄远曜机床制造有限公司", "91130100MA0EXJ2Q6X"
    spent = _stated(research, metric("rd_expense", 150.0))
    rights = _stated(book, metric("invention_patents", 1.0, places=0, page=9))
    same = turned(book, comparison=Comparison(made=True, compared=12))
    differing = Difference(kind="wording", subject="lighthouse.profile", book="甲", copy_text="乙", evidence=(at(6, "甲"),))
    differs = turned(book, comparison=Comparison(made=True, compared=12, differences=(differing,)))
    unsure_copy = turned(book, comparison=Comparison(made=True, compared=12, differences=(differing.model_copy(update={"sure": False}),)))
    return [
        _case("cross.name-mismatch", "business_licence", book, _renewed(book, "business_licence", holder=other),
              _renewed(book, "business_licence", holder=value(NAME, confidence=0.3)), licence),
        _case("cross.uscc-mismatch", "business_licence", book, _renewed(book, "business_licence", uscc=code),
              _renewed(book, "business_licence", uscc=value(code, doubt=UNCLEAR)), licence, 4),
        _case("cross.revenue-mismatch", "audit_report", _stated(book, metric("main_revenue", 3000.0)), _stated(book, metric("main_revenue", 3300.0)),
              _stated(book, metric("main_revenue", 3300.0, doubt=UNCLEAR)), 6, audit),
        _case("cross.rd-expense-mismatch", "audit_report", spent, _stated(research, metric("rd_expense", 190.0)),
              _stated(research, metric("rd_expense", 150.0, confidence=0.3)), 6, page_of(research, "audit_report")),
        _case("cross.level-mismatch", "maturity_certificate", book, _renewed(book, "maturity_certificate", level="二级"),
              _renewed(book, "maturity_certificate", level=value("三级", confidence=0.3)), 4, certificate),
        _case("cross.ip-count-mismatch", "invention_patents", rights, _stated(book, metric("invention_patents", 3.0, places=0, page=9)),
              _stated(book, metric("invention_patents", 3.0, places=0, page=9, doubt=UNCLEAR)), 9, page_of(book, "ip_certificate")),
        _case("cross.editable-copy-differs", "lighthouse.profile", same, differs, unsure_copy, 6),
        _case("ip.before-2022", "ip_certificate", book, _renewed(book, "ip_certificate", issued="2020-05-09"),
              _renewed(book, "ip_certificate", issued=value(None), number=value(None)), page_of(book, "ip_certificate")),
    ]  # fmt: skip


def _sme_cases() -> list[RuleCases]:
    chain, subject = sound("chain"), "driven_sme_count"
    last = chain.smes[-1]
    elsewhere = last.model_copy(update={"evidence": (at(9),), "proof": (at(36),)})
    full = turned(chain, smes=(*chain.smes[:-1], elsewhere))
    again = turned(full, smes=(*full.smes[:-1], elsewhere.model_copy(update={"name": chain.smes[0].name})))
    own = turned(full, smes=(*full.smes[:-1], Sme(name=NAME, evidence=(at(9),), proof=(at(36),))))
    near = turned(full, smes=(*full.smes[:-1], Sme(name=NAME.replace("澄", "橙"), evidence=(at(9),), proof=(at(36),))))
    doubtful = turned(full, smes=(*full.smes[:-1], elsewhere.model_copy(update={"doubt": UNCLEAR})))
    bare = turned(full, smes=(*full.smes[:-1], elsewhere.model_copy(update={"proof": None})))
    nine = with_metrics(full, metric(subject, 9.0, None, places=0))
    return [
        _case("sme.too-few", subject, full, turned(full, smes=full.smes[:-1]), doubtful, 9),
        _case("sme.count-mismatch", subject, full, nine, with_metrics(full, metric(subject, 9.0, None, places=0, doubt=UNCLEAR)), 6, 9),
        _case("sme.duplicate", chain.smes[0].name, full, again,
              turned(again, smes=(full.smes[0].model_copy(update={"doubt": UNCLEAR}), *again.smes[1:])), 9),
        _case("sme.self-listed", (NAME, near.smes[-1].name, chain.smes[0].name), full, own, near, 9),
        _case("sme.evidence-missing", last.name, full, bare, doubtful, 36, 9),
    ]  # fmt: skip


def _file_cases() -> list[RuleCases]:
    book = sound("lighthouse")
    crashed, slow = unopened(book, "crashed"), unopened(book, "timeout")
    page = f"{BOOK}#5"
    none, flat = turned(book, files=()), turned(book, files=(book.files[0].model_copy(update={"path": "申报书.pdf"}),))
    return [
        _case("file.unreadable", BOOK, book, unopened(book, "unreadable"), crashed, unread=(slow,)),
        _case("file.encrypted", BOOK, book, unopened(book, "encrypted"), crashed, unread=(slow,)),
        _case("file.page-illegible", (BOOK, page), book, darken(book, 5), darken(book, 5, state="failed"),
              unread=(darken(book, 5, state="failed"),)),
        _case("file.editable-copy-absent", "", book, turned(book, files=book.files[:1]), flat, unread=(none,)),
        _case("file.stamped-book-absent", "", book, turned(book, files=book.files[1:]), none, unread=(none,)),
    ]  # fmt: skip


@cache
def rule_cases() -> dict[str, RuleCases]:
    """All cases of rules over one applicant, by rule."""
    groups = (_form_cases, _section_cases, _metric_cases, _paper_cases, _seal_cases, _cross_cases, _sme_cases, _file_cases)
    return {case.rule: case for group in groups for case in group()}
