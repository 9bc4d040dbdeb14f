"""dossier.docx names what the applicant can mend, and nothing else."""

from __future__ import annotations

import io
import zipfile

from docx import Document

from models.checks import Check
from pipeline.dossiers.docx import correction_notice
from pipeline.dossiers.docx_template import template
from pipeline.rulebook import data_folder
from tests.dossier_support import NASTY, application, check, checks, rulebook


def letter(found: list[Check], **changes: object) -> tuple[str, list[list[str]]]:
    """Paragraphs and table rows of the letter."""
    document = Document(io.BytesIO(correction_notice(application(**changes), found, rulebook())))
    rows = [[c.text for c in r.cells] for t in document.tables for r in t.rows]
    return "\n".join(p.text for p in document.paragraphs), rows


def test_curable_findings_are_named_with_ground_place_and_remedy() -> None:
    text, rows = letter(checks())
    assert "河北示例泵业有限公司：" in text and "下列 2 项需要补正" in text and "91130132MA0FAKE01X" in text
    assert rows[0] == ["序号", "补正事项", "依据", "所在位置", "需补正的内容"]
    assert rows[1] == [
        "1",
        "超过限制字数：企业基本情况\n共612字，限500字",
        "附件1-1 一：“生产设备数字化率不低于 60%。”",
        "第2页",
        "请将“企业基本情况”压缩到限制字数以内。",
    ]
    assert rows[2][1].startswith("缺少必须提供的附件：纳税证明") and rows[2][4] == "请补交纳税证明。"


def test_what_is_to_be_verified_or_cannot_be_mended_is_not_demanded() -> None:
    found = [
        check("metric.contradiction", "main_revenue", "fail", "verify", "两处不一致"),
        check("section.too-long", "lighthouse.profile", "unsure", "correct", "可能超过"),
        check("metric.below-threshold", "digitization_rate", "fail", "reject", "52%"),
    ]
    text, rows = letter(found)
    assert "无需补正事项" in text and rows == []


def test_a_rejection_that_can_be_mended_is_named() -> None:
    _, rows = letter([check("form.exclusive-directions", "", "fail", "reject", "同时勾选两项")])
    assert len(rows) == 2 and rows[1][4] == "请选报一项。"


def test_number_date_deadline_and_issuer_are_left_to_the_bureau() -> None:
    text, _ = letter(checks())
    assert "请于　　　　年　　月　　日前" in text and "（发文单位印章）" in text and "2025" not in text.replace("关于试点申报的通知", "")


def test_hostile_text_leaves_a_valid_file() -> None:
    data = correction_notice(
        application(name=f"甲{NASTY}\x07"), [check("attachment.missing", NASTY, "fail", "correct", "{{ x }}" + NASTY)], rulebook()
    )
    document = Document(io.BytesIO(data))
    assert f"甲{NASTY}：" in [p.text for p in document.paragraphs]
    assert "{{ x }}" in document.tables[0].rows[1].cells[1].text


def test_the_committed_template_is_the_one_that_the_code_makes() -> None:
    def parts(data: bytes) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(data)) as z:
            return {n: z.read(n) for n in ("word/document.xml", "word/header1.xml")}

    assert parts((data_folder() / "templates" / "correction_notice.docx").read_bytes()) == parts(template())
