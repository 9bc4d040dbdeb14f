"""Old office files by way of LibreOffice: read as the .docx they were made of, within a deadline, and nothing in them acts."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from extractors.editable import read_editable
from pipeline import office
from pipeline.intake import discover, kind_of
from pipeline.jobs import Job, facts_key
from pipeline.screening import old_copy
from tests.rules_support import rulebook

SOFFICE = office.program()


def needs_soffice(test: Callable[..., None]) -> Callable[..., None]:
    """Some seconds for each conversion, and LibreOffice."""
    why = "LibreOffice (soffice) is not installed: apt-get install libreoffice-writer"
    return pytest.mark.slow(pytest.mark.skipif(SOFFICE is None, reason=why)(test))


WORDS = ("一、企业基本情况", "公司主营精密铸件，2024年主营业务收入8,900.00万元，生产设备数字化率68.3%。", "二、企业数字化基础")


def word_file(path: Path) -> Path:
    document = docx.Document()
    for text in WORDS:
        document.add_paragraph(text)
    table = document.add_table(rows=2, cols=2)
    for n, text in enumerate(("企业名称", "河北示例泵业有限公司", "从业人数（人）", "265")):
        table.cell(n // 2, n % 2).text = text
    document.add_paragraph("三、数字化应用系统建设")  # Word never ends a document with a table
    document.save(str(path))
    return path


def made(folder: Path, to: str) -> Path:
    """The same document as LibreOffice writes it in an old format."""
    assert SOFFICE is not None
    source = word_file(folder / "made.docx")
    profile = f"-env:UserInstallation={(folder / 'writer').as_uri()}"
    subprocess.run(
        [SOFFICE, profile, "--headless", "--norestore", "--convert-to", to, "--outdir", str(folder), str(source)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return source.with_suffix(f".{to.partition(':')[0]}")


@pytest.fixture(scope="module")
def doc(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("doc"), "doc:MS Word 97")


def told(path: Path) -> tuple[list[str], list[str]]:
    """Lines and cells of a .docx as the program reads it."""
    read = read_editable(path, "a.docx", "0")
    assert read.outcome == "read", read.message
    return [line.text for p in read.pages for line in p.lines], [c.text for p in read.pages for t in p.tables for c in t.cells]


@needs_soffice
@pytest.mark.parametrize("name", ["申报书（电子版）.DOC", "申报书.wps"])
def test_an_old_word_file_says_what_it_was_made_of(doc: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(doc.read_bytes())
    assert kind_of(path) == "doc"
    with office.as_docx(path) as converted:
        assert told(converted) == told(doc.with_suffix(".docx"))
        folder = converted.parent.parent
    assert not folder.exists() and list(tmp_path.iterdir()) == [path]


@needs_soffice
def test_rich_text_is_read_too(tmp_path: Path) -> None:
    path = made(tmp_path, "rtf")
    assert kind_of(path) == "doc"
    with office.as_docx(path) as converted:
        assert told(converted) == told(tmp_path / "made.docx")


@needs_soffice
def test_a_book_whose_copy_is_a_doc_is_compared(doc: Path, tmp_path: Path) -> None:
    folder = tmp_path / "正定县" / "甲公司"
    folder.mkdir(parents=True)
    (folder / "申报书.doc").write_bytes(doc.read_bytes())
    (folder / "申报书（盖章）.pdf").write_bytes(b"%PDF-1.4")
    (applicant,) = discover(tmp_path).applicants
    (item,) = (f for f in applicant.files if f.kind == "doc")
    assert item.role == "editable_copy"
    unread = replace(read_editable(item.path, item.relative, "0"), sha256="0")
    assert unread.outcome == "unreadable"
    assert WORDS[1][:20] in old_copy(unread, applicant).pages[0].lines[1].text


@needs_soffice
@pytest.mark.parametrize("content", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000, b"\xd0\xcf\x11\xe0broken"])
def test_what_is_no_word_file_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "申报书.doc"
    path.write_bytes(content)
    try:
        with office.as_docx(path) as converted:
            assert read_editable(converted, "a", "0").outcome in ("read", "unreadable")
    except office.NotConverted as error:
        assert "另存为 .docx" in str(error)


ACTING = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0"
 xmlns:ooo="http://openoffice.org/2004/office" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:scripts><office:script script:language="ooo:Basic"><ooo:libraries><ooo:library-embedded ooo:name="Standard">
<ooo:module ooo:name="Module1"><ooo:source-code>Sub Main
Open "{mark}" For Output As #1
Print #1, "x"
Close #1
End Sub</ooo:source-code></ooo:module></ooo:library-embedded></ooo:libraries></office:script>
<office:event-listeners><script:event-listener script:language="ooo:script" script:event-name="dom:load" xlink:type="simple"
 xlink:href="vnd.sun.star.script:Standard.Module1.Main?language=Basic&amp;location=document"/></office:event-listeners></office:scripts>
<office:body><office:text><text:p>所见即所得</text:p>
<text:section text:name="s"><text:section-source xlink:href="{secret}"/><text:p>旧</text:p></text:section></office:text></office:body></office:document>"""


@needs_soffice
def test_a_macro_does_not_run_and_a_linked_file_is_not_fetched(tmp_path: Path) -> None:
    mark, secret = tmp_path / "ran.txt", tmp_path / "secret.txt"
    secret.write_text("别人的内容", encoding="utf-8")
    path = tmp_path / "a.fodt"
    path.write_text(ACTING.format(mark=mark, secret=secret.as_uri()), encoding="utf-8")
    with office.as_docx(path) as converted:
        lines, _ = told(converted)
    assert "所见即所得" in lines and not mark.exists() and not any("别人的内容" in x for x in lines)


def test_without_libreoffice_the_note_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    folder = tmp_path / "in" / "正定县" / "甲公司"
    folder.mkdir(parents=True)
    (folder / "申报书.wps").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    (folder / "申报书（盖章）.pdf").write_bytes(b"%PDF-1.4")
    batch = discover(tmp_path / "in")
    (item,) = (f for f in batch.applicants[0].files if f.kind == "doc")
    told_so = old_copy(read_editable(item.path, item.relative, "0"), batch.applicants[0])
    assert not told_so.pages and "LibreOffice" in told_so.message and "另存为 .docx" in told_so.message
    job = Job(batch.root, batch.applicants[0], tmp_path / "out", rulebook().id)
    without = facts_key(job)
    (tmp_path / "soffice").write_text("#!/bin/sh\n", encoding="utf-8")
    (tmp_path / "soffice").chmod(0o755)
    assert facts_key(job) != without, "once LibreOffice is there, the book is read again"
