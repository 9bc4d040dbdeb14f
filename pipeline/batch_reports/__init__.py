"""What a reviewer gets for a batch: batch.json, index.html, screening.xlsx, and run.json for times and versions."""

from pipeline.batch_reports.writing import write

__all__ = ["write"]
