"""What a stranger wrote into a book, a name or a path stays text wherever it comes out: pages, workbook, letter, log, terminal."""

from __future__ import annotations

import logging
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from models.application import Application, FieldValue, Sme
from models.checks import Check, Clause
from pipeline.batch_reports.writing import write as write_batch
from pipeline.dossiers import write
from pipeline.jobs import Screened
from pipeline.masking import MaskingFormatter, masked, plain
from tests.rules_support import NAME, at, metric, paper, rulebook, seal, sound, turned
from validators import judge

ATTACKS = (
    '"><script>alert(1)</script>', "<img src=x onerror=alert(1)>", "' onmouseover='x", "javascript:alert(1)", "</style><base href=//evil>",
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r\n=1", "{{ 1337*1337 }}{% raw %}", "${7*7}", "\x00\x07\x1b[2J", "\u202etxt.exe", "&#x3C;", "]]>",
    '<w:p xmlns:w="x"/>', "../../etc/passwd",
)  # fmt: skip
ALL = " ".join(ATTACKS)


def attacked() -> Application:
    """A book in which every text is an attack."""
    book = sound("lighthouse", "chain")
    place = at(6, ALL, file=f"{ALL}.pdf".replace("/", "／"))
    fields = {k: FieldValue(value=ALL, evidence=(place,), doubt=ALL) for k in book.fields}
    return turned(
        book,
        id="attacked", name=ALL, uscc=ALL, county=ALL, fields=fields,
        sections=tuple(s.model_copy(update={"title": ALL, "text": ALL, "samples": (place,)}) for s in book.sections),
        metrics=(metric("main_revenue", 3000.0).model_copy(update={"raw": ALL, "doubt": ALL, "evidence": (place,)}),),
        smes=(Sme(name=ALL, evidence=(place,), doubt=ALL),),
        attachments=(paper("tax_proof", 21, holder=ALL, number=ALL).model_copy(update={"title": ALL, "doubt": ALL, "evidence": (place,)}),),
        seals=(seal("form", ALL, 4),),
        scenes=tuple(s.model_copy(update={"title": ALL}) for s in book.scenes),
        files=(*book.files, book.files[0].model_copy(update={"path": place.file, "outcome": "unreadable", "message": ALL})),
    )  # fmt: skip


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("attacked")
    book = attacked()
    clause = Clause(ref=ALL, text=ALL)
    own = [*judge(book, rulebook()), *(Check(rule="section.sample-text", subject=a, verdict="fail", severity="correct", clause=clause, message=a,
                                             evidence=(at(6, a),)) for a in ATTACKS)]  # fmt: skip
    write(book, own, rulebook(), folder / "attacked", folder)
    results = [Screened(book.id, ALL, ALL, book.programmes, {"pass": 0}, 1, "unreadable", ALL, 1.0, (ALL,))]
    write_batch(
        folder, [book], {book.id: own}, own[:3], rulebook(), run={"seconds": 1.0, "books": []}, results=results,
        files_not_placed=[(ALL, ALL)], source_root=folder,
    )  # fmt: skip
    return folder


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("page", ["attacked/dossier.html", "index.html"])
def test_pages_run_and_fetch_nothing(out: Path, page: str) -> None:
    tags = Tags((out / page).read_text(encoding="utf-8")).tags
    names = {t for t, _ in tags}
    assert not names & {"script", "iframe", "object", "embed", "form", "base", "link", "svg", "video", "audio", "input", "button"}
    assert not [a for _, attrs in tags for a in attrs if a.startswith("on") or a == "style"]
    targets = [v or "" for _, attrs in tags for k, v in attrs.items() if k in ("href", "src", "srcset", "action", "data", "poster")]
    assert targets and not [t for t in targets if not t.startswith(("#", "./", "data:image/"))]
    policies = [a["content"] or "" for t, a in tags if t == "meta" and (a.get("http-equiv") or "").lower() == "content-security-policy"]
    assert len(policies) == 1
    assert policies[0].startswith("default-src 'none'") and "unsafe" not in policies[0] and "http" not in policies[0]
    assert "script-src" not in policies[0]


def test_every_attack_stands_there_as_text(out: Path) -> None:
    """Nothing is dropped in silence but what no document may hold."""
    html = (out / "attacked" / "dossier.html").read_text(encoding="utf-8")
    for words in ("&lt;script&gt;alert(1)", "=cmd|", "{{ 1337*1337 }}", "&lt;base"):
        assert words in html
    assert "1787569" not in html and "\x1b" not in html and "\u202e" not in html


def test_no_cell_is_a_formula_or_a_link_outside(out: Path) -> None:
    book = openpyxl.load_workbook(out / "screening.xlsx")
    cells = [c for s in book for row in s.iter_rows() for c in row]
    assert not [c.coordinate for c in cells if c.data_type == "f"]
    targets = [c.hyperlink.target for c in cells if c.hyperlink]
    assert not [t for t in targets if t and (":" in t or t.startswith(("/", "\\")) or ".." in t)]
    dangerous = [c for c in cells if isinstance(c.value, str) and c.value.lstrip().startswith(("=", "+", "-", "@"))]
    assert dangerous and all(c.quotePrefix for c in dangerous)  # stays text, too, when a person edits the cell


def test_the_letter_holds_text_alone(out: Path) -> None:
    with zipfile.ZipFile(out / "attacked" / "dossier.docx") as package:
        assert not [n for n in package.namelist() if "vba" in n.casefold() or "embeddings" in n or "activeX" in n]
        for name in package.namelist():
            if not name.endswith((".xml", ".rels")):
                continue
            body = package.read(name)
            root = etree.fromstring(body)
            if name.endswith(".rels"):
                assert not [r for r in root if r.get("TargetMode") == "External"], name
            assert not re.search(rb"<w:(instrText|fldSimple|object|altChunk)\b", body), name
            if name == "word/document.xml":
                text = "".join(root.itertext())
                assert "<script>" in text and "{{ 1337*1337 }}" in text and "\x07" not in text


# ---------------------------------------------------------------- logs

PERSONAL = [
    "130102198803071234",
    "13010219880307123X",
    "130102880307123",
    "13803111234",
    "138 0311 1234",
    "138-0311-1234",
    "0311-86781234",
    "031186781234",
]


@pytest.mark.parametrize("number", PERSONAL)
def test_personal_numbers_are_masked(number: str) -> None:
    said = masked(f"联系人张某（{number}），")
    digits = re.sub(r"\D", "", number)
    assert number not in said and digits[-6:-2] not in re.sub(r"\D", "", said) and "*" in said


@pytest.mark.parametrize(
    "text", ["91130126MA0CPTDW81", "911301267777777778", "2024年主营业务收入12345678.90元", "ZL202210000001.8", "第 12 页", NAME]
)
def test_what_is_no_personal_number_stays(text: str) -> None:
    assert masked(text) == text


def test_a_traceback_is_masked_too(capsys: pytest.CaptureFixture[str]) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(MaskingFormatter("%(message)s"))
    log = logging.getLogger("tests.masking")
    log.addHandler(handler)
    log.propagate = False
    try:
        raise ValueError("电话 13803111234\x1b[31m")
    except ValueError:
        log.exception("身份证 %s", "130102198803071234")
    finally:
        log.removeHandler(handler)
    said = capsys.readouterr().err
    assert "ValueError" in said and "13803111234" not in said and "198803071234" not in said and "\x1b" not in said


def test_a_message_keeps_to_its_line() -> None:
    assert plain("甲\n乙\x1b[2J\u202e丙\r") == "甲 乙[2J丙 "
