"""Rules over facts. `judge` runs them; each module of rules registers its functions where it is imported."""

from validators import (
    arithmetic,
    attachments,
    contradictions,
    cross,
    editable,
    files,
    form,
    form_matches,
    ip,
    metrics,
    scenes,
    seals,
    sections,
    signatures,
    smes,
)
from validators.judging import judge

__all__ = [
    "arithmetic",
    "attachments",
    "contradictions",
    "cross",
    "editable",
    "files",
    "form",
    "form_matches",
    "ip",
    "judge",
    "metrics",
    "scenes",
    "seals",
    "sections",
    "signatures",
    "smes",
]
