"""Scenes against the guide's forty: invented titles and bodies of `tests/statements`, some tempting and outside the guide."""

from __future__ import annotations

from extractors.scenes import Match, guide_of
from tests.report import Report
from tests.statement_support import RULEBOOK, load_yaml
from validators.scenes import CLOSE_MARGIN


def verdict(match: Match) -> str:
    """As `section.scene-not-in-guide` judges a scene that was read without doubt."""
    if match.best is None:
        return "fail"
    return "unsure" if not match.named or (match.second is not None and match.margin < CLOSE_MARGIN) else "pass"


def reports() -> list[Report]:
    guide = guide_of(RULEBOOK.scenes)
    rows: list[tuple[str | int | float, ...]] = []
    for name, file in (("written before the matching was mended", "scenes"), ("hold-out, with tempting titles", "scenes_holdout")):
        cases = load_yaml(file)
        found = [(c["scene"], guide.find(c["title"], c["body"])) for c in cases]
        right = sum(m.best in (want if isinstance(want, list) else [want]) for want, m in found)
        told = [(want, verdict(m)) for want, m in found]
        rows.append(
            (
                name,
                len(cases),
                right / len(cases),
                sum(v == "unsure" for _, v in told),
                sum(v == "pass" and want is None for want, v in told),
                sum(v == "fail" and want is not None for want, v in told),
            )
        )
    columns = ("set", "scenes", "number right", "for a person", "wrongly passed", "wrongly failed")
    return [Report("Scenes of the guide", columns, tuple(rows), "A scene that only its body tells, or that is near two, is for a person.")]
