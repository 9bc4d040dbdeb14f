"""A small rulebook, a book of three pages made on the spot, and its facts: what the tests of dossiers and reports share."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

from models.application import Application, Attachment, FieldValue, FileRecord, Mark, Metric, PageRecord, Scene, Seal, Section, Sme
from models.checks import Check, Clause, Severity, Verdict
from models.evidence import Evidence
from models.rulebook import (
    AttachmentSpec,
    AttachmentsSpec,
    FieldSpec,
    FormSpec,
    Heading,
    MetricSpec,
    MetricsSpec,
    ProgrammeSpec,
    Rulebook,
    RuleSpec,
    SceneSpec,
    SectionSpec,
    Threshold,
)

BOOK = "元氏县/河北示例泵业有限公司/申报书（盖章）.pdf"
COPY = "元氏县/河北示例泵业有限公司/申报书.docx"
CLAUSE = Clause(ref="附件1-1 一", text="生产设备数字化率不低于 60%。")
NASTY = '</td><script>alert("x")</script>&'


def rulebook() -> Rulebook:
    rule_severities: dict[str, Severity] = {
        "metric.below-threshold": "reject", "section.too-long": "correct", "attachment.missing": "correct", "metric.contradiction": "verify",
        "form.exclusive-directions": "reject", "seal.missing": "correct", "file.page-illegible": "correct", "cross.summary-mismatch": "verify",
    }  # fmt: skip
    curable = {
        "section.too-long": "请将“{subject}”压缩到限制字数以内。", "attachment.missing": "请补交{subject}。",
        "form.exclusive-directions": "请选报一项。",
    }  # fmt: skip
    titles = {
        "metric.below-threshold": "指标未达到申报条件",
        "section.too-long": "超过限制字数",
        "attachment.missing": "缺少必须提供的附件",
    }
    metrics = [
        MetricSpec(id="digitization_rate", name="生产设备数字化率", unit="%", kind="rate", terms=["数字化率"],
                   threshold=Threshold(minimum=60, programmes=["lighthouse"], clause=CLAUSE)),
        MetricSpec(id="main_revenue", name="主营业务收入", unit="万元", kind="money", terms=["主营业务收入"]),
    ]  # fmt: skip
    return Rulebook(
        heading=Heading(
            id="test-2025", version="1.2.3", title="关于试点申报的通知", issuer="某市工业和信息化局", notice_date="2025-07-16", fiscal_year=2024,
            counties=["正定县", "元氏县"],
            programmes=[ProgrammeSpec(id="lighthouse", name="“小灯塔”标杆企业", titles=["“小灯塔”"], form_labels=["“小灯塔”"]),
                        ProgrammeSpec(id="innovation", name="创新能力显著提升", titles=["创新"], form_labels=["创新能力"])],
        ),
        sections=[SectionSpec(id="lighthouse.profile", programme="lighthouse", title="企业基本情况", limit=500),
                  SectionSpec(id="lighthouse.scene-{n}.results", programme="lighthouse", title="场景实施成效", repeat=True, limit=300)],
        form=FormSpec(fields=[FieldSpec(id="company_name", label="企业名称"), FieldSpec(id="size", label="企业规模", kind="choice"),
                              FieldSpec(id="directions", label="申报方向", kind="multi")]),
        metrics=MetricsSpec(metrics=metrics),
        attachments=AttachmentsSpec(attachments=[AttachmentSpec(type="tax_proof", name="纳税证明", titles=["完税证明"]),
                                                 AttachmentSpec(type="business_licence", name="营业执照", titles=["营业执照"])]),
        scenes=[SceneSpec(n=8, stage="计划调度", title="智能排产调度")],
        rules=[RuleSpec(id=id, severity=s, title=titles.get(id, id), clauses={"": CLAUSE}, supply=curable.get(id, "")) for id, s in rule_severities.items()],
    )  # fmt: skip


def at(page: int, bbox: tuple[float, float, float, float], text: str = "", file: str = BOOK) -> Evidence:
    return Evidence(file=file, page=page, bbox=bbox, text=text)


def check(rule: str, subject: str, verdict: Verdict, severity: Severity, message: str, *evidence: Evidence) -> Check:
    return Check(rule=rule, subject=subject, verdict=verdict, severity=severity, clause=CLAUSE, message=message, evidence=evidence)


def make_book(root: Path) -> Path:
    """Three A4 pages; a blue block stands at (100, 200)–(200, 230) points of page 2, page 3 lies on its side."""
    pages = []
    for n in range(3):
        page = Image.new("RGB", (595, 842) if n < 2 else (842, 595), "white")
        if n == 1:
            ImageDraw.Draw(page).rectangle((100, 200, 200, 230), fill=(0, 0, 255))
        pages.append(page)
    path = root / BOOK
    path.parent.mkdir(parents=True, exist_ok=True)
    pages[0].save(path, save_all=True, append_images=pages[1:], resolution=72)
    return path


def application(**changes: object) -> Application:
    """A lighthouse book of three pages; ``changes`` replace fields."""
    place = at(2, (100, 200, 200, 230), "数字化率由42.5%提升至68.3%")
    values: dict[str, object] = {
        "id": "a01", "name": "河北示例泵业有限公司", "uscc": "91130132MA0FAKE01X", "county": "元氏县", "programmes": ("lighthouse",),
        "files": (FileRecord(path=BOOK, sha256="0" * 64, pages=3, role="book"), FileRecord(path=COPY, sha256="1" * 64, pages=0, role="editable_copy")),
        "pages": tuple(PageRecord(file=BOOK, page=n, state="illegible" if n == 3 else "read", reason="字迹过淡" if n == 3 else "",
                                  kind="form" if n == 1 else "narrative", width=595, height=842) for n in (1, 2, 3)),
        "fields": {
            "company_name": FieldValue(value="河北示例泵业有限公司", evidence=(at(1, (80, 100, 300, 115), "河北示例泵业有限公司"),), confidence=0.98765),
            "size": FieldValue(value="小型", evidence=(at(1, (80, 140, 300, 155), "☑小型"),), doubt="勾选较淡"),
            "directions": FieldValue(value=["lighthouse"], evidence=(at(1, (80, 180, 300, 195), "☑"),)),
            "subfield": FieldValue(value="凭空而来", evidence=()),
        },
        "sections": (Section(id="lighthouse.profile", title="一、企业基本情况", file=BOOK, first_page=2, last_page=2, length=612, limit=500,
                             evidence=(at(2, (80, 80, 300, 95), "一、企业基本情况"),), text="不进入档案"),),
        "scenes": (Scene(n=1, title="排产", guide_scene=8, evidence=(at(2, (80, 400, 300, 415), "排产"),)),),
        "metrics": (
            Metric(id="digitization_rate", value=68.30000000000001, unit="%", period="after", raw="提升至68.3%", evidence=(place,), role="after"),
            Metric(id="digitization_rate", value=42.5, unit="%", period="before", raw="由42.5%", evidence=(place,), role="before"),
            Metric(id="digitization_rate", value=45.0, unit="%", raw="行业平均45%", evidence=(place,), role="benchmark"),
            Metric(id="main_revenue", value=8900.0, unit="万元", period="2024", raw="8900万元", evidence=(at(2, (80, 300, 200, 315), "8900万元"),)),
        ),
        "smes": (Sme(name="甲公司", evidence=(at(2, (80, 500, 200, 515), "甲公司"),)),),
        "attachments": (Attachment(type="business_licence", file=BOOK, pages=(3,), fields={"holder": FieldValue(value="河北示例泵业有限公司", evidence=(place,))},
                                   evidence=(at(3, (0, 0, 842, 595)),)),),
        "seals": (Seal(file=BOOK, page=1, bbox=(300.04, 300, 400, 400.06), text="河北示例泵业有限公司", place="form"),),
        "marks": (Mark(id="commitment.signature", state="present", evidence=(at(1, (80, 600, 200, 620), "法定代表人（签字）"),)),),
    }  # fmt: skip
    return Application.model_validate({**values, **changes})


def checks() -> list[Check]:
    """One of each kind."""
    return [
        check("section.too-long", "lighthouse.profile", "fail", "correct", "共612字，限500字", at(2, (80, 80, 300, 95), "一、企业基本情况")),
        check("attachment.missing", "tax_proof", "fail", "correct", "没有2024年度纳税凭证"),
        check("metric.contradiction", "main_revenue", "fail", "verify", "两处不一致：8900、8600", at(2, (80, 300, 200, 315), "8900万元"), at(1, (80, 700, 200, 715), "8600万元")),
        check("metric.below-threshold", "digitization_rate", "pass", "reject", "68.3%，不低于60%", at(2, (100, 200, 200, 230), "68.3%")),
        check("file.page-illegible", f"{BOOK}#3", "unsure", "correct", "第3页看不清", at(3, (0, 0, 842, 595))),
        check("seal.missing", "form", "pass", "correct", "有公章", at(1, (300, 300, 400, 400))),
        check("metric.below-threshold", "auto_control_rate", "not_applicable", "reject", "非流程型"),
    ]  # fmt: skip
