"""dossier.docx: the correction notice, from the template ``data/templates/correction_notice.docx``."""

from __future__ import annotations

import io
from collections.abc import Iterable

from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined

from models.application import Application
from models.checks import Check
from models.rulebook import Rulebook
from pipeline.dossiers.letter import context
from pipeline.files import settled_zip
from pipeline.rulebook import data_folder


def correction_notice(application: Application, checks: Iterable[Check], rulebook: Rulebook) -> bytes:
    """The letter as a .docx; one that says 无需补正 where nothing is to be mended."""
    template = DocxTemplate(data_folder() / "templates" / "correction_notice.docx")
    template.render(context(application, checks, rulebook), Environment(autoescape=True, undefined=StrictUndefined))
    out = io.BytesIO()
    template.save(out)
    return settled_zip(out.getvalue())
