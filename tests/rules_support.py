"""Facts of an invented applicant without any fault, made from the rulebook itself; tests turn single facts."""

from __future__ import annotations

from functools import cache
from typing import Any

from models.application import Application, Attachment, FieldValue, FileRecord, Mark, Metric, PageRecord, Scene, Seal, Section, Sme
from models.checks import Check
from models.evidence import Evidence
from models.rulebook import Rulebook
from pipeline.rulebook import load
from validators import judge

BOOK = "灵寿县/河北澄远智能装备有限公司/申报书（盖章）.pdf"
COPY = BOOK.replace("（盖章）.pdf", ".docx")
NAME = "河北澄远智能装备有限公司"
USCC = "91130126MA0CPTDW81"
COUNTY_SEAL = "灵寿县工业和信息化局"
UNITS = {"rate": 75.0, "ratio": 2.0, "money": 500.0, "count": 10.0, "level": 3.0}


@cache
def rulebook() -> Rulebook:
    return load("shijiazhuang-2025")


def at(page: int = 1, text: str = "", x: float = 100.0, file: str = BOOK) -> Evidence:
    return Evidence(file=file, page=page, bbox=(x, 100.0, x + 100.0, 120.0), text=text)


def value(v: Any, page: int = 4, **more: Any) -> FieldValue:
    return FieldValue(value=v, evidence=(at(page, str(v)),), **more)


def metric(id: str, v: float, period: str | None = "2024", page: int = 6, **more: Any) -> Metric:
    spec = rulebook().metric(id)
    role = period if period in ("before", "after", "target") else "actual"
    fields = {"unit": spec.unit if spec else "", "role": role, "raw": f"{v}", "evidence": (at(page, f"{id} {v}"),), "places": 2, **more}
    return Metric(id=id, value=v, period=period, **fields)


def paper(type: str, page: int = 30, **fields: Any) -> Attachment:
    return Attachment(
        type=type,
        file=BOOK,
        pages=(page,),
        evidence=(at(page, type),),
        fields={k: v if isinstance(v, FieldValue) else value(v, page) for k, v in fields.items()},
    )


def seal(place: str, text: str, page: int, x: float = 300.0, size: float = 115.0, **more: Any) -> Seal:
    return Seal(file=BOOK, page=page, bbox=(x, 500.0, x + size, 500.0 + size), text=text, place=place, **{"confidence": 0.95, **more})


def section(id: str, page: int, **more: Any) -> Section:
    spec = rulebook().section(id)
    assert spec is not None
    fields = {"text": "公司按照规划推进数字化建设。", "length": 45, "length_low": 44, **more}
    return Section(
        id=id, title=spec.title, file=BOOK, first_page=page, last_page=page, limit=spec.limit, evidence=(at(page, spec.title),), **fields
    )


def sound(*programmes: str) -> Application:
    """An application of the programmes that nothing is wrong with."""
    book = rulebook()
    form = any(book.programme(p).shares_form for p in programmes)
    return Application(
        id="sound",
        name=NAME,
        uscc=USCC,
        county="灵寿县",
        programmes=programmes,
        files=(
            FileRecord(path=BOOK, sha256="0" * 64, pages=40, role="book"),
            FileRecord(path=COPY, sha256="1" * 64, pages=20, role="editable_copy"),
        ),
        pages=tuple(PageRecord(file=BOOK, page=n, state="read", kind=_kind(n), width=595.0, height=842.0) for n in range(1, 41)),
        fields=_fields(programmes, form),
        sections=tuple(_sections(programmes, form)),
        scenes=tuple(Scene(n=n, title="智能仓储", guide_scene=18, margin=0.4, evidence=(at(7),)) for n in range(1, 5))
        if "lighthouse" in programmes
        else (),
        metrics=tuple(_metrics(programmes)),
        smes=tuple(
            Sme(name=(name := f"石家庄配套{c}机械有限公司"), evidence=(at(8, name),), proof=(at(35, name),)) for c in "甲乙丙丁戊己庚辛"
        )
        if "chain" in programmes
        else (),
        attachments=tuple(_papers(programmes)),
        seals=tuple(_seals(form)),
        marks=tuple(_marks(programmes, form)),
        listed_attachments={"qualification": (at(20),), "ip_certificate": (at(20),)},
    )


def _kind(page: int) -> str:
    return {1: "cover", 2: "commitment", 3: "declaration", 4: "form"}.get(page, "narrative" if page <= 20 else "enclosed")


def _fields(programmes: tuple[str, ...], form: bool) -> dict[str, FieldValue]:
    if not form:
        return {"company_name": value(NAME, 1), "uscc": value(USCC, 1), "county": value("灵寿县", 1)}
    values = {
        "company_name": NAME, "county": "灵寿县", "uscc": USCC, "employees": 180, "size": "小型", "above_scale": "规上", "ownership": "民营",
        "pilot_industry": "先进专用设备制造业", "industry_code": "3544", "subfield": "制药专用设备", "directions": [p for p in programmes if p != "chain"],
        "maturity_level": "三级",
    }  # fmt: skip
    return {k: value(v) for k, v in values.items()} | {
        "commitment_date": value("2025-07-20", 2),
        "declaration_date": value("2025-07-20", 3),
    }


def _marks(programmes: tuple[str, ...], form: bool) -> list[Mark]:
    if not form:
        return []
    fields = _fields(programmes, form)
    out = [
        Mark(id=f"{s}.{k}", state="present", evidence=(at(2 if s == "commitment" else 3, k),))
        for s in ("commitment", "declaration")
        for k in ("signature", "date")
    ]
    for f in rulebook().form.fields:
        for o in f.options:
            held = fields[f.id].value if f.id in fields else None
            on = o.value in held if isinstance(held, list) else o.value == held
            out.append(Mark(id=f"form.{f.id}.{o.value}", state="present" if on else "absent", evidence=(at(4, f"{f.label} {o.value}"),)))
    return out


def _sections(programmes: tuple[str, ...], form: bool) -> list[Section]:
    out = []
    for spec in rulebook().sections:
        if not spec.emit or not (spec.programme in programmes if spec.programme else form):
            continue
        ids = [spec.id.replace("{n}", str(n)) for n in range(1, 5)] if spec.repeat else [spec.id]
        early = {"commitment": 2, "declaration": 3, "form": 4}
        out += [section(id, early.get(id, 6), **({"length": None, "length_low": None} if id in early else {})) for id in ids]
    return out


def _metrics(programmes: tuple[str, ...]) -> list[Metric]:
    out = []
    for spec in rulebook().metrics.metrics:
        if set(spec.required) & set(programmes):
            out.append(metric(spec.id, 3000.0 if spec.id == "main_revenue" else UNITS[spec.kind]))
    if "chain" in programmes:
        out.append(metric("driven_sme_count", 8.0, None, places=0))
    return out


def _papers(programmes: tuple[str, ...]) -> list[Attachment]:
    out, page = [], 21
    for spec in rulebook().attachments.attachments:
        if not (set(spec.required) | set(spec.required_if_claimed)) & set(programmes) or spec.type in (
            "award",
            "rd_institution_certificate",
        ):
            continue
        fields: dict[str, Any] = {"holder": NAME}
        if spec.type in ("business_licence", "tax_proof", "credit_report"):
            fields["uscc"] = USCC
        if spec.year:
            fields["year"] = str(next(y for p, y in spec.year.items() if p in programmes))
        if spec.type == "audit_report":
            fields |= {"revenue": 3000.0, "rd_expense": 150.0}
        if spec.type in ("qualification", "maturity_certificate"):
            fields["valid_until"] = "2026-07-20"
        if spec.type == "maturity_certificate":
            fields["level"] = "三级"
        if spec.type == "ip_certificate":
            fields |= {"kind": "发明专利", "number": "ZL202210000001.8", "issued": "2023-05-09"}
        paper_ = paper(spec.type, page, **fields)
        out.append(paper_.model_copy(update={"stamped": (at(page, NAME, x=400.0),)}) if spec.stamp_required else paper_)
        page += 1
    return out


def _seals(form: bool) -> list[Seal]:
    if not form:
        return []
    return [seal("commitment", NAME, 2), seal("declaration", NAME, 3), seal("form", NAME, 4), seal("form.county", COUNTY_SEAL, 4, x=450.0)]


def turned(application: Application, **update: Any) -> Application:
    """The application with some facts replaced."""
    return application.model_copy(update=update)


def with_field(application: Application, id: str, field: FieldValue | None) -> Application:
    fields = {k: v for k, v in application.fields.items() if k != id}
    return turned(application, fields=fields | ({id: field} if field else {}))


def with_metrics(application: Application, *metrics: Metric) -> Application:
    """The application with the statements of these metrics in place of those of the same ids."""
    ids = {m.id for m in metrics}
    return turned(application, metrics=(*(m for m in application.metrics if m.id not in ids), *metrics))


def with_papers(application: Application, type: str, *papers: Attachment) -> Application:
    return turned(application, attachments=(*(a for a in application.attachments if a.type != type), *papers))


def with_marks(application: Application, **states: str) -> Application:
    """Marks set to a state; dots of an id written as double underscores."""
    wanted = {k.replace("__", "."): v for k, v in states.items()}
    return turned(
        application, marks=tuple(m.model_copy(update={"state": wanted[m.id]}) if m.id in wanted else m for m in application.marks)
    )


def with_section(application: Application, id: str, **update: Any) -> Application:
    return turned(application, sections=tuple(s.model_copy(update=update) if s.id == id else s for s in application.sections))


def without_section(application: Application, *ids: str) -> Application:
    return turned(application, sections=tuple(s for s in application.sections if s.id not in ids))


def unread(application: Application, *pages: int, state: str = "illegible") -> Application:
    """The application with some pages that could not be read."""
    return turned(
        application,
        pages=tuple(p.model_copy(update={"state": state, "kind": "unread"}) if p.page in pages else p for p in application.pages),
    )


def checks(application: Application) -> dict[tuple[str, str], Check]:
    return {(c.rule, c.subject): c for c in judge(application, rulebook())}


def verdict(application: Application, rule: str, subject: str = "") -> str:
    """The verdict of one check, "none" where it was not made."""
    found = checks(application).get((rule, subject))
    return found.verdict if found else "none"


def broken(application: Application) -> set[tuple[str, str]]:
    """All (rule, subject) that fail."""
    return {k for k, c in checks(application).items() if c.verdict == "fail"}
