"""Writes the folder of one applicant, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from models.application import Application
from models.checks import Check
from models.rulebook import Rulebook
from pipeline.dossiers.build import build
from pipeline.dossiers.docx import correction_notice
from pipeline.dossiers.html import dossier_html
from pipeline.files import canonical_json, write_folder


def write(
    application: Application,
    checks: Iterable[Check],
    rulebook: Rulebook,
    folder_out: Path,
    source_root: Path,
    related: Iterable[Check] = (),
    passwords: Sequence[str] = (),
) -> dict[str, Any]:
    """Writes dossier.json, dossier.html and dossier.docx into ``folder_out`` and returns the dossier.

    ``source_root`` is the submission folder, which file paths are relative to. ``related`` are checks of the batch that name this
    applicant; the page shows them too, the dossier itself holds only ``checks``. ``passwords`` are tried on files that need one, so that their pages can be shown.
    """
    own = list(checks)
    dossier = build(application, own, rulebook)
    write_folder(
        folder_out,
        {
            "dossier.json": canonical_json(dossier),
            "dossier.html": dossier_html(application, own, rulebook, source_root, related, passwords),
            "dossier.docx": correction_notice(application, own, rulebook),
        },
    )
    return dossier
