"""One book in many hands: however a Word file is laid out, what says the same differs nowhere, and what was changed is found."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import docx
import pytest
from docx.document import Document

from extractors import metrics
from extractors.editable import read_editable
from extractors.outline import outline
from models.application import Comparison
from models.outline import Outline
from pipeline.extraction import compared
from pipeline.rulebook import load as load_rulebook
from tests.generators.books.content import Book, load, plain
from tests.generators.books.headings import Writer
from tests.generators.books.style import STYLES

RULEBOOK = load_rulebook("shijiazhuang-2025")
BOOKS = (("flour", "template"), ("pump", "brackets"))
_NUMBER = re.compile(r"^(?:第?[一二三四五六七八九十]+[部分、．.]*|[（(][一二三四五六七八九十\d]+[)）]|\d+(?:[.．]\d+)*[.．、]?)\s*")


def framed(document: Document, text: str) -> None:
    """A paragraph in a frame: a table of one cell."""
    document.add_table(rows=1, cols=1).cell(0, 0).text = text


def broken(document: Document, text: str) -> None:
    """Each line a paragraph, as pasted out of a PDF."""
    for i in range(0, len(text), 22):
        document.add_paragraph(text[i : i + 22])


LAYOUTS: dict[str, Callable[[Document, str], object]] = {
    "plain": lambda d, t: d.add_paragraph(t),
    "swapped": lambda d, t: d.add_paragraph(t),
    "unnumbered": lambda d, t: d.add_paragraph(t),
    "soft breaks": lambda d, t: d.add_paragraph(t.replace("，", "，\n", 1)),
    "spaces": lambda d, t: d.add_paragraph("    " + t.replace("，", "， ")),
    "broken": broken,
    "framed": framed,
}


def word_file(path: Path, name: str, hand: str, layout: str, change: Callable[[str], str] = str) -> Path:
    book, titles = written(name, hand)
    document = docx.Document()
    parts = list(book.parts.values())
    for nodes in reversed(parts) if layout == "swapped" else parts:
        for node in nodes:
            document.add_paragraph(_NUMBER.sub("", titles[node.id]) if layout == "unnumbered" else titles[node.id])
            for block in node.blocks:
                if isinstance(block, str):
                    LAYOUTS[layout](document, change(plain(block)))
    document.add_paragraph("（以上）")
    document.save(str(path))
    return path


@cache
def written(name: str, hand: str) -> tuple[Book, dict[str, str]]:
    """A book's content and its headings."""
    book = load(name)
    writer = Writer(book, STYLES[hand], RULEBOOK)
    for programme in book.parts:
        writer.part(programme)
    return book, writer.titles


@pytest.fixture(scope="module")
def stamped(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outline]:
    """The stamped books, printed from a plain Word file."""
    folder = tmp_path_factory.mktemp("stamped")
    return {
        name: outline([replace(read_editable(word_file(folder / f"{name}.docx", name, hand, "plain"), name, "0"), role="book")], RULEBOOK)
        for name, hand in BOOKS
    }


def comparison(stamped: Outline, copy: Path) -> Comparison:
    found = compared([read_editable(copy, "copy.docx", "0")], stamped, {}, metrics.metrics(stamped, RULEBOOK), RULEBOOK)
    assert found is not None and found.made
    return found


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("name", "hand"), BOOKS, ids=[b[0] for b in BOOKS])
def test_another_layout_is_no_difference(stamped: dict[str, Outline], tmp_path: Path, name: str, hand: str, layout: str) -> None:
    found = comparison(stamped[name], word_file(tmp_path / "a.docx", name, hand, layout))
    assert found.differences == () and found.compared >= (18 if name == "flour" else 36)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_was_changed_is_found_in_every_layout(stamped: dict[str, Outline], tmp_path: Path, layout: str) -> None:
    changes = {"专职人员6人": "专职人员9人", "企业服务总线": "人工报表"}
    text = "".join(
        plain(b) for nodes in written("flour", "template")[0].parts.values() for n in nodes for b in n.blocks if isinstance(b, str)
    )
    assert all(text.count(old) == 1 for old in changes)

    def changed(said: str) -> str:
        for old, new in changes.items():
            said = said.replace(old, new)
        return said

    found = comparison(stamped["flour"], word_file(tmp_path / "a.docx", "flour", "template", layout, changed))
    assert {(d.kind, d.subject, d.sure) for d in found.differences} == {
        ("wording", "workshop.profile.it-department", True),
        ("wording", "workshop.integration", True),
    }
    assert all(any(old in d.book for old in changes) and any(new in d.copy_text for new in changes.values()) for d in found.differences)
