"""Which findings the correction notice (补正通知) names, and in what words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.application import Application
from models.checks import Check
from models.rulebook import Rulebook
from pipeline.dossiers import words
from pipeline.dossiers.view import Row, view
from pipeline.files import printable

DEFAULT_SUPPLY = "请按上述要求补充或更正后重新报送。"


@dataclass(frozen=True)
class Item:
    """One row of the notice: what is to be mended, on what ground, where it stands, and what to supply."""

    matter: str
    found: str
    clause: str
    where: str
    supply: str


def items(application: Application, checks: Iterable[Check], rulebook: Rulebook) -> list[Item]:
    """What the applicant can mend, in the order of 形式审查表.

    Broken requirements of severity ``correct``; of severity ``reject`` only those for which the rulebook says what to supply (it
    leaves that blank where nothing can be mended). What a person has yet to look at (``verify``, ``unsure``) is no demand on
    anyone, so it is not in the letter.
    """
    v = view(application, checks, rulebook)
    return [_item(r, rulebook) for r in sorted(v.findings, key=lambda r: r.no) if curable(r.check, rulebook)]


def curable(check: Check, rulebook: Rulebook) -> bool:
    spec = rulebook.rule(check.rule)
    if check.verdict != "fail":
        return False
    return check.severity == "correct" or (check.severity == "reject" and bool(spec and spec.supply))


def _item(r: Row, rulebook: Rulebook) -> Item:
    spec = rulebook.rule(r.rule)
    supply = (spec.supply if spec else "") or DEFAULT_SUPPLY
    name = r.subject or r.title
    defect = words.rule_title(r.rule, rulebook)
    matter = f"{defect}：{r.subject}" if r.subject else defect
    clause = f"{r.clause_ref}：“{r.clause_text}”" if r.clause_text else r.clause_ref
    return Item(*map(printable, (matter, r.message, clause, r.pages or "—", supply.replace("{subject}", name))))


def context(application: Application, checks: Iterable[Check], rulebook: Rulebook) -> dict[str, object]:
    """The values of the notice's template. Number, date, deadline and signature stay blank: the bureau fills them in."""
    h = rulebook.heading
    names = [words.programme_name(p, rulebook) for p in application.programmes]
    return {
        "name": printable(application.name) or "（企业名称待填）",
        "uscc": printable(application.uscc) or "（待填）",
        "county": printable(application.county),
        "programmes": "、".join(names) or "（待填）",
        "notice": printable(h.title),
        "items": [
            {"n": i, "matter": x.matter, "found": x.found, "clause": x.clause, "where": x.where, "supply": x.supply}
            for i, x in enumerate(items(application, checks, rulebook), 1)
        ],
    }
