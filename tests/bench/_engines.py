"""One way of reading a PDF of scanned pages, in a process of its own: `python -m tests.bench._engines ENGINE PDF` prints the text."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any


def yushen(book: Path) -> str:
    """Yushen's whole reading of a page: lines, tables, seals, pictures; no cache."""
    from pipeline.reading.files import Settings, read_file

    read = read_file(book, book.name, "book", Settings(threads=1))
    return "".join(line.text for page in read.pages for line in page.lines)


def rapidocr(book: Path) -> str:
    """RapidOCR as it comes, on ONNX Runtime; one thread, as all others here."""
    from rapidocr import RapidOCR

    engine = RapidOCR(params={"EngineConfig.onnxruntime.intra_op_num_threads": 1, "EngineConfig.onnxruntime.inter_op_num_threads": 1})
    out = []
    for image in _rasters(book):
        found: Any = engine(image[:, :, ::-1])
        out += list(found.txts or ())
    return "".join(out)


def pytesseract(book: Path) -> str:
    """Tesseract's Chinese model through pytesseract."""
    import pytesseract as tesseract

    return "".join(str(tesseract.image_to_string(image, lang="chi_sim")) for image in _rasters(book))


def _rasters(book: Path) -> Any:
    import numpy as np
    import pypdfium2 as pdfium

    for page in pdfium.PdfDocument(book):
        yield np.asarray(page.render(scale=200 / 72).to_pil().convert("RGB"))


if __name__ == "__main__":
    engines = {"yushen": yushen, "rapidocr": rapidocr, "pytesseract": pytesseract}
    text = engines[sys.argv[1]](Path(sys.argv[2]))
    os.write(1, text.encode())
