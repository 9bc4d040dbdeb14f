"""A set of papers with every kind in every layout, the same for the same seed."""

from __future__ import annotations

from random import Random

from tests.generators.papers import audits, certificates, licences, rights, statements, taxes
from tests.generators.papers.drawing import Drawn
from tests.generators.papers.people import Firm, auditor, firm


def papers(seed: int) -> tuple[Firm, list[Drawn]]:
    """An applicant and its papers, about fifty, in the order in which a book might bind them."""
    rng = Random(seed)
    own, other = firm(rng), auditor(rng)
    out: list[Drawn] = [
        licences.licence(own, rng, layout, own.name if rng.random() < 0.5 else "")
        for layout in ("copy-old", "copy-new", "original", "legacy", "printout")
    ]
    out += [audits.audit(own, other, rng, layout) for layout in audits.LAYOUTS]
    out += [licences.licence(other, rng, layout, accountant=True) for layout in ("copy-old", "copy-new", "original")]
    out.append(licences.practice(other, rng))
    out += [taxes.tax(own, rng, layout, rng.choice((2024, 2025))) for layout in taxes.LAYOUTS]
    out += [certificates.maturity(own, rng, layout) for layout in certificates.MATURITY]
    out += [
        certificates.qualification(own, rng, layout, way)
        for layout, way in zip(
            ("recognise", "plaque", "form", "hitech", "notice", "recognise"), rng.sample(certificates.VALIDITY, 6), strict=True
        )
    ]
    out += [rights.patent(own, rng, kind, layout) for kind in (1, 2, 3) for layout in ("new", "old", "spread")]
    out += [rights.software(own, rng, layout) for layout in ("new", "boxed")]
    out += [certificates.award(own, rng, layout) for layout in ("winner", "plaque", "project")]
    out += [
        certificates.centre(own, rng, layout, way)
        for layout, way in zip(("recognise", "plaque", "form"), rng.sample(certificates.VALIDITY, 3), strict=True)
    ]
    out += [statements.credit(own, rng, layout) for layout in ("summary", "report")]
    out += [statements.statement(firm(rng), own, rng, layout) for layout in statements.STATEMENTS]
    out.append(statements.photos(rng, rng.choice(("one", "two"))))
    out += [certificates.inspection(own, rng), statements.minutes(own, rng)]
    return own, out
