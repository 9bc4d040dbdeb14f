"""雷同性分析 as a reviewer gets it: pairs, both texts with the shared words marked, both pages; nothing of a book's text is ever markup."""

from __future__ import annotations

import io
import re
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from PIL import Image

from models.application import Application, FileRecord
from models.likeness import SharedPassage
from pipeline import batch_reports
from pipeline.dossiers.html import policy
from pipeline.rulebook import data_folder, load
from tests.generators.passages import PASSAGES, STRENGTHS, book, company, picture, reworded, written
from validators.batch import judge_batch
from validators.batch_case import BatchCase, BatchCheck
from validators.duplicates import shared_passages
from validators.marking import LEFT_OUT, side_by_side

RULEBOOK = load("shijiazhuang-2025")
SECTION = "workshop.systems"
MARKUP = "<script>alert(1)</script>"
SOURCE = written(PASSAGES[0], company(0))


def beside(mine: str, theirs: str) -> SharedPassage:
    books = [book(0, {SECTION: mine}), book(1, {SECTION: theirs})]
    return side_by_side(next(s for s in shared_passages(books, RULEBOOK) if s.a.applicant == 0), books)


def words(passage: SharedPassage, side: int, kind: str) -> list[str]:
    return [s.text for s in passage.texts[side] if s.kind == kind]


def test_names_and_numbers_that_were_swapped_are_not_marked() -> None:
    found = beside(SOURCE, reworded(SOURCE, company(1), company(0), "numbers", 3))
    assert words(found, 0, "changed") == [company(0), "83%", "96%", "310"]
    assert words(found, 1, "changed")[0] == company(1) and len(words(found, 1, "changed")) == 4
    for side in (0, 1):
        assert "".join(words(found, side, "same")).startswith("针对装配工段换型频繁、齐套率低的状况，上线了制造执行系统")
        assert not set("".join(words(found, side, "same"))) & set("0123456789")
    assert words(found, 0, "same") == words(found, 1, "same")


@pytest.mark.parametrize("strength", STRENGTHS)
def test_each_side_stands_in_its_own_order_and_in_full(strength: str) -> None:
    theirs = reworded(SOURCE, company(1), company(0), strength, 3)
    found = beside(SOURCE, theirs)
    assert "".join(s.text for s in found.texts[0]) == SOURCE and "".join(s.text for s in found.texts[1]) == theirs
    marked = sum(len(w) for w in words(found, 1, "same"))
    assert marked >= (0.7 if strength == "synonyms" else 0.85) * len(theirs)


def test_what_is_long_and_not_shared_between_is_left_out() -> None:
    parts = SOURCE.split("。")
    middle = PASSAGES[8].split("。")[0] + "。"
    mine = f"{parts[0]}。{middle}{parts[1]}。{parts[2]}。"
    found = beside(mine, SOURCE)
    text = "".join(s.text for s in found.texts[0])
    assert LEFT_OUT in text and middle not in text and parts[1] in text


def batch() -> list[Application]:
    """Two books that share a passage and a picture, a third with nothing; one name would like to be markup."""
    texts = (SOURCE.replace("触摸终端。", f"触摸终端{MARKUP}。"), reworded(SOURCE, company(1), company(0), "numbers", 3), PASSAGES[6])
    made = []
    for n, text in enumerate(texts):
        b = book(n, {SECTION: text})
        path = b.sections[0].file
        shot = picture(n if n == 2 else 4, section=SECTION).model_copy(update={"file": path, "page": 2})
        made.append(b.model_copy(update={"pictures": (shot,), "files": (FileRecord(path=path, sha256="0", pages=3, role="book"),)}))
    return made


def judged(books: list[Application]) -> tuple[BatchCheck, ...]:
    return judge_batch(BatchCase(tuple(books), (), {b.id: b.county for b in books}, RULEBOOK))


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("batch")
    books = batch()
    for b in books:
        path = root / "in" / b.sections[0].file
        path.parent.mkdir(parents=True)
        sheets = [Image.new("RGB", (595, 842), "white") for _ in range(3)]
        sheets[0].save(path, save_all=True, append_images=sheets[1:], resolution=72)
    batch_reports.write(
        root / "out", books, {}, judged(books), RULEBOOK, run={}, results=[], files_not_placed=[], source_root=root / "in",
    )  # fmt: skip
    return root / "out"


def section_of(out: Path) -> str:
    html = (out / "index.html").read_text(encoding="utf-8")
    return html[html.index('<section id="likeness"') : html.index('<section id="trouble"')]


def test_the_page_shows_the_pair_both_texts_and_both_pages(out: Path) -> None:
    html = section_of(out)
    (pair,) = re.findall(r"<tr><td class=\"num\">1</td>.*?</tr>", html, re.DOTALL)
    assert company(0) in pair and company(1) in pair and "文字 1 处、图片" in pair
    assert html.count('<div class="beside">') == 1, "what is found from either side is shown once"
    marks = [unescape(m) for m in re.findall(r"<mark>(.*?)</mark>", html)]
    assert sum("针对装配工段换型频繁" in m for m in marks) == 2
    assert {company(0), company(1), "83%"} <= {unescape(m) for m in re.findall(r'<span class="changed">(.*?)</span>', html)}
    assert html.count('src="data:image/webp') == 4, "both pages of the passage and both of the picture"
    assert "并列对照见" in html


def test_no_script_and_no_markup_of_a_books(out: Path) -> None:
    html = (out / "index.html").read_text(encoding="utf-8")
    assert "<script" not in html and MARKUP in unescape(html)
    css = (data_folder() / "templates" / "style.css").read_text(encoding="utf-8")
    assert policy(css).replace("'", "&#39;") in html and "style=" not in html


def test_the_workbook_has_both_texts_with_the_shared_words_in_red(out: Path) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO((out / "screening.xlsx").read_bytes()), rich_text=True)["雷同性分析"]
    head = [c.value for c in sheet[1]]
    rows = [dict(zip(head, (c.value for c in r), strict=True)) for r in sheet.iter_rows(min_row=2)]
    assert [r["共有"] for r in rows] == ["文字", "图片"], "each thing once, whichever side it is seen from"
    assert (rows[0]["企业甲"], rows[0]["企业乙"]) == (company(0), company(1)) and rows[0]["共同字数"] > 100
    for column in ("甲处原文", "乙处原文"):
        cell = rows[0][column]
        assert isinstance(cell, CellRichText)
        red = "".join(b.text for b in cell if isinstance(b, TextBlock) and b.font.color is not None and b.font.color.rgb == "FFB3261E")
        assert "针对装配工段换型频繁" in red and company(0) not in red and company(1) not in red
    assert not [c for r in sheet.iter_rows() for c in r if c.data_type == "f"]
    assert rows[1]["甲处位置"] and rows[1]["乙处位置"]
