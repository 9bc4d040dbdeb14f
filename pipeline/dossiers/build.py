"""dossier.json: the facts and the verdicts of one applicant, by the output contract, version 1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from models.application import Application, Attachment, FieldValue, Metric
from models.checks import Check
from models.evidence import Evidence
from models.rulebook import Rulebook

SCHEMA = "dossier/1"
METRIC_ROLES = ("actual", "before", "after", "target")
"""Only the applicant's own figures are metrics of the dossier; benchmarks and restated thresholds are not."""
VERDICTS = ("fail", "unsure", "pass", "not_applicable")
"""Worst first."""


def build(application: Application, checks: Iterable[Check], rulebook: Rulebook) -> dict[str, Any]:
    """The dossier as plain values, the same from run to run for the same facts: every list in a fixed order, numbers rounded."""
    a = application
    return {
        "schema": SCHEMA,
        "rulebook": {"id": rulebook.heading.id, "version": rulebook.heading.version},
        "applicant": {"id": a.id, "name": a.name, "uscc": a.uscc, "county": a.county},
        "programmes": list(a.programmes),
        "files": [{"path": f.path, "sha256": f.sha256, "pages": f.pages, "role": f.role} for f in sorted(a.files, key=lambda f: f.path)],
        "fields": {k: field_json(v) for k, v in sorted(a.fields.items())},
        "sections": [
            {
                "id": s.id,
                "title": s.title,
                "file": s.file,
                "first_page": s.first_page,
                "last_page": s.last_page,
                "length": s.length,
                "limit": s.limit,
                "evidence": places_json(s.evidence),
            }
            for s in a.sections
        ],
        "scenes": [
            {"n": s.n, "title": s.title, "guide_scene": s.guide_scene, "evidence": places_json(s.evidence)}
            for s in sorted(a.scenes, key=lambda s: s.n)
        ],
        "metrics": [metric_json(m) for m in dossier_metrics(a)],
        "smes": [
            {"name": s.name, "uscc": s.uscc, "evidence": places_json(s.evidence), "proof": places_json(s.proof) if s.proof else None}
            for s in a.smes
        ],
        "attachments": [attachment_json(x) for x in sorted(a.attachments, key=lambda x: (x.file, x.pages, x.type))],
        "seals": [
            {"file": s.file, "page": s.page, "bbox": box_json(s.bbox), "text": s.text, "place": s.place}
            for s in sorted(a.seals, key=lambda s: (s.file, s.page, s.bbox[1], s.bbox[0]))
        ],
        "checks": [check_json(c) for c in unique_checks(checks)],
    }


def dossier_metrics(application: Application) -> list[Metric]:
    """The metrics that leave the program: own figures with a place, in the order in which the book states them."""
    own = [m for m in application.metrics if m.role in METRIC_ROLES and m.evidence]
    return sorted(
        own,
        key=lambda m: (m.evidence[0].file, m.evidence[0].page, m.evidence[0].bbox[1], m.evidence[0].bbox[0], m.id, m.period or "", m.value),
    )


def unique_checks(checks: Iterable[Check]) -> list[Check]:
    """One check per (rule, subject), sorted; of several the worst verdict is kept, with the places of all that gave it."""
    by_key: dict[tuple[str, str], list[Check]] = {}
    for c in checks:
        by_key.setdefault((c.rule, c.subject), []).append(c)
    out = []
    for key in sorted(by_key):
        worst = min((c.verdict for c in by_key[key]), key=VERDICTS.index)
        same = [c for c in by_key[key] if c.verdict == worst]
        if len(same) == 1:
            out.append(same[0])
            continue
        evidence = tuple(dict.fromkeys(e for c in same for e in c.evidence))
        message = "；".join(dict.fromkeys(c.message.rstrip("。；") for c in same))
        out.append(same[0].model_copy(update={"evidence": evidence, "message": message}))
    return out


def counts(checks: Sequence[Check]) -> dict[str, int]:
    """How many checks ended in each verdict, all four named."""
    return {v: sum(c.verdict == v for c in checks) for v in sorted(VERDICTS)}


def field_json(value: FieldValue) -> dict[str, Any]:
    """A field; what has no evidence is not a value (contract), so it is written as null."""
    shown = rounded(value.value) if value.evidence else ([] if isinstance(value.value, list) else None)
    return {"value": shown, "evidence": places_json(value.evidence), "confidence": round(value.confidence, 3)}


def metric_json(metric: Metric) -> dict[str, Any]:
    return {
        "id": metric.id,
        "value": rounded(metric.value),
        "unit": metric.unit,
        "period": metric.period,
        "raw": metric.raw,
        "evidence": places_json(metric.evidence),
        "confidence": round(metric.confidence, 3),
    }


def attachment_json(attachment: Attachment) -> dict[str, Any]:
    fields = {k: field_json(v) for k, v in sorted(attachment.fields.items())}
    return {
        "type": attachment.type,
        "file": attachment.file,
        "pages": list(attachment.pages),
        "fields": fields,
        "evidence": places_json(attachment.evidence),
        "confidence": round(attachment.confidence, 3),
    }


def check_json(check: Check) -> dict[str, Any]:
    return {
        "rule": check.rule,
        "subject": check.subject,
        "verdict": check.verdict,
        "severity": check.severity,
        "clause": {"ref": check.clause.ref, "text": check.clause.text},
        "message": check.message,
        "evidence": places_json(check.evidence),
    }


def places_json(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [{"file": e.file, "page": e.page, "bbox": box_json(e.bbox), "text": e.text} for e in evidence]


def box_json(bbox: Sequence[float]) -> list[float]:
    """One decimal: a tenth of a point is far below what a reader sees."""
    return [round(float(x), 1) for x in bbox]


def rounded(value: Any) -> Any:
    """A number without the noise of binary arithmetic, whole numbers without a point; all else as it is."""
    if isinstance(value, float):
        short = round(value, 6)
        return int(short) if short.is_integer() else short
    return value
