"""dossier.html: one file that needs nothing else, shows everything beside its place on the page, and runs no script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from models.application import Application
from models.checks import Check
from models.rulebook import Rulebook
from pipeline.dossiers import tables, words
from pipeline.dossiers.pictures import add_pictures
from pipeline.dossiers.view import View, tally, view
from pipeline.files import printable
from pipeline.rulebook import data_folder

PICTURE_BYTES = 4_000_000
"""Of all pictures of one page; base64 adds a third, so a dossier stays below 6 MB."""


def dossier_html(
    application: Application,
    checks: Iterable[Check],
    rulebook: Rulebook,
    root: Path,
    related: Iterable[Check] = (),
    passwords: Sequence[str] = (),
) -> bytes:
    """The page of one applicant. ``root`` is the submission folder; ``related`` are checks of the whole batch that name it."""
    v = view(application, [*checks, *related], rulebook)
    pictures = add_pictures(v, root, PICTURE_BYTES, passwords)
    return render(
        "dossier.html.j2",
        {
            "v": v,
            "a": application,
            "heading": rulebook.heading,
            "pictures": pictures,
            "facts": facts(v),
            "programmes": [words.programme_name(p, rulebook) for p in application.programmes],
            "counts": tally(v.rows),
            "files": tables.file_rows(v),
            "metrics": tables.metrics_table(v),
            "papers": tables.papers(v),
            "fields": tables.fields(v),
            "parts": tables.parts(v),
            "smes": tables.smes(v),
            "doubts": tables.doubts(v),
            "scenes": scenes(v),
            "pages": sum(f.pages for f in application.files),
        },
    )


def facts(v: View) -> list[tuple[str, str]]:
    """The head's facts beside name and code, as far as the book gives them."""
    a = v.application
    out = [("所在县（市、区）", a.county)]
    for id in ("pilot_industry", "industry_code", "size", "above_scale", "employees", "maturity_level", "chain_mode", "case_name"):
        f = a.fields.get(id)
        if f and f.evidence and f.value not in (None, "", []):
            out.append((words.field_name(id, v.rulebook), words.number(f.value)))
    return out


def scenes(v: View) -> list[tuple[int, str, str, str]]:
    """Number, title, scene of the guide and page of each scene of a lighthouse book."""
    names = {s.n: s.title for s in v.rulebook.scenes}
    out = []
    for s in v.application.scenes:
        guide = f"{s.guide_scene}. {names.get(s.guide_scene, '')}" if s.guide_scene else "未对应"
        out.append((s.n, s.title, guide, v.pages_of(s.evidence)))
    return out


def render(template: str, values: dict[str, Any]) -> bytes:
    """A template with its values, all text escaped; the style is in the page, and the policy lets nothing else in."""
    css = (data_folder() / "templates" / "style.css").read_text(encoding="utf-8")
    text = environment(data_folder() / "templates").get_template(template).render(**values, css=Markup(css), policy=policy(css))
    return text.encode("utf-8", "replace")


def policy(css: str) -> str:
    """Content-Security-Policy: pictures in the page and this very style sheet, nothing from anywhere, no script, no form."""
    digest = base64.b64encode(hashlib.sha256(css.encode("utf-8")).digest()).decode()
    return f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@cache
def environment(folder: Path) -> Environment:
    return Environment(
        loader=FileSystemLoader(folder, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda x: printable(x) if type(x) is str else "" if x is None else x,
    )
