"""What a reviewer gets for one applicant: dossier.json, dossier.html and the correction notice dossier.docx."""

from pipeline.dossiers.build import build
from pipeline.dossiers.writing import write

__all__ = ["build", "write"]
