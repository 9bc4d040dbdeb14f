"""dossier.json keeps to the contract."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from models.checks import Check
from pipeline.dossiers import words
from pipeline.dossiers.build import build, unique_checks
from pipeline.files import canonical_json
from tests.dossier_support import BOOK, application, at, check, checks, rulebook

SCHEMAS = Path(__file__).parent.parent / "data" / "schemas"


def test_it_fits_the_published_schema() -> None:
    schema = json.loads((SCHEMAS / "dossier.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(canonical_json(build(application(), checks(), rulebook()))), schema)


def test_the_order_of_checks_and_facts_does_not_change_a_byte() -> None:
    a = application()
    other = application(metrics=tuple(reversed(a.metrics)), seals=tuple(reversed(a.seals)), files=tuple(reversed(a.files)))
    assert canonical_json(build(a, checks(), rulebook())) == canonical_json(build(other, list(reversed(checks())), rulebook()))


def test_only_own_figures_are_metrics() -> None:
    values = [(m["id"], m["value"], m["period"]) for m in build(application(), [], rulebook())["metrics"]]
    assert sorted(values, key=str) == [
        ("digitization_rate", 42.5, "before"),
        ("digitization_rate", 68.3, "after"),
        ("main_revenue", 8900, "2024"),
    ]


def test_what_has_no_evidence_is_no_value() -> None:
    fields = build(application(), [], rulebook())["fields"]
    assert fields["subfield"] == {"value": None, "evidence": [], "confidence": 1.0}
    assert fields["directions"]["value"] == ["lighthouse"]


def test_numbers_are_rounded() -> None:
    dossier = build(application(), [], rulebook())
    assert dossier["seals"][0]["bbox"] == [300.0, 300.0, 400.0, 400.1]
    assert dossier["fields"]["company_name"]["confidence"] == 0.988


def test_of_two_checks_on_one_subject_the_worst_stands_with_all_its_places() -> None:
    first = check("metric.contradiction", "main_revenue", "fail", "verify", "甲。", at(1, (1, 1, 2, 2)))
    second = check("metric.contradiction", "main_revenue", "fail", "verify", "乙。", at(2, (1, 1, 2, 2)))
    passed = check("metric.contradiction", "main_revenue", "pass", "verify", "一致")
    (only,) = unique_checks([passed, first, second])
    assert (only.verdict, only.message, [e.page for e in only.evidence]) == ("fail", "甲；乙", [1, 2])


@pytest.mark.parametrize(
    ("rule", "subject", "name"),
    [
        ("section.too-long", "lighthouse.scene-3.results", "场景3·场景实施成效"),
        ("section.too-long", "lighthouse.profile", "企业基本情况"),
        ("form.field-missing", "size", "企业规模"),
        ("form.direction-without-book", "innovation", "创新能力显著提升"),
        ("seal.missing", "form.county", "企业申请表（县级主管部门）"),
        ("attachment.missing", "tax_proof", "纳税证明"),
        ("cross.summary-mismatch", "案例模式", "案例模式"),
        ("sme.duplicate", "甲公司", "甲公司"),
        ("file.page-illegible", f"{BOOK}#3", "申报书（盖章）.pdf 第3页"),
    ],
)
def test_subjects_have_names_that_a_reviewer_knows(rule: str, subject: str, name: str) -> None:
    named = Check.model_validate({**check(rule, subject, "fail", "verify", "x").model_dump()})
    assert words.subject_name(named, rulebook(), [BOOK]) == name


def test_a_section_that_two_parts_have_is_named_with_its_part() -> None:
    c = check("section.too-long", "lighthouse.profile", "fail", "correct", "x")
    assert words.subject_name(c, rulebook(), [BOOK], ("lighthouse", "innovation")) == "“小灯塔”·企业基本情况"


def test_pages_are_named_in_ranges() -> None:
    places = [at(n, (0, 0, 1, 1)) for n in (7, 3, 4, 5)] + [at(1, (0, 0, 1, 1), file="元氏县/河北示例泵业有限公司/附件/执照.pdf")]
    files = [BOOK, "元氏县/河北示例泵业有限公司/附件/执照.pdf"]
    assert words.places(places, files, BOOK) == "第3–5、7页；附件/执照.pdf 第1页"


def test_papers_without_pages_are_named_as_what_they_are() -> None:
    places = [at(1, (0, 0, 1, 1), file="县/汇总表.xlsx"), at(1, (0, 0, 1, 1), file="县/申报书.docx")]
    assert words.places(places) == "县/汇总表.xlsx 第1个工作表；县/申报书.docx"
