"""Word files as people leave them: tracked changes, comments, text boxes, content controls, boxes that are symbols or fields."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml

from extractors.editable import read_editable

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)


def run(text: str, tag: str = "w:t") -> str:
    return f"<w:r><{tag} xml:space='preserve'>{text}</{tag}></w:r>"


INSERTED = f'<w:ins w:id="1" w:author="甲">{run("68.3%")}</w:ins>'
DELETED = f'<w:del w:id="2" w:author="甲">{run("61.0%", "w:delText")}</w:del>'
MOVED = f'<w:moveFrom w:id="3">{run("旧处")}</w:moveFrom><w:moveTo w:id="4">{run("新处")}</w:moveTo>'
COMMENTED = '<w:commentRangeStart w:id="9"/>' + run("有批注的话") + '<w:commentRangeEnd w:id="9"/><w:r><w:commentReference w:id="9"/></w:r>'
CONTROL = f"<w:sdt><w:sdtPr><w:alias w:val='提示词'/></w:sdtPr><w:sdtContent>{run('控件中的话')}</w:sdtContent></w:sdt>"
TICKED = (
    "<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val='1'/></w14:checkbox></w:sdtPr><w:sdtContent>" + run("☒") + "</w:sdtContent></w:sdt>"
)
SYMBOL = (
    '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
    + run("三级")
    + '<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>'
    + run("四级")
)
FIELD = (
    "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>"
    "<w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>" + run("规上")
)
HIDDEN = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏的话</w:t></w:r><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>不隐藏的话</w:t></w:r>"
LINKED = f"<w:hyperlink>{run('链接中的话')}</w:hyperlink>"
CASES = (
    (INSERTED + DELETED, "68.3%"),
    (MOVED, "新处"),
    (COMMENTED, "有批注的话"),
    (CONTROL, "控件中的话"),
    (TICKED + run("二级"), "☒二级"),
    (SYMBOL, "☑三级□四级"),
    (FIELD, "☑规上"),
    (HIDDEN, "不隐藏的话"),
    (LINKED, "链接中的话"),
)


def paragraph(inner: str) -> object:
    return parse_xml(f"<w:p {NAMES}>{inner}</w:p>")


def saved(document: Document, path: Path) -> tuple[list[str], list[str]]:
    """Lines outside of tables, and cells."""
    document.save(str(path))
    read = read_editable(path, "a.docx", "0")
    assert read.outcome == "read", read.message
    cells = [c.text for p in read.pages for t in p.tables for c in t.cells]
    return [line.text for p in read.pages for line in p.lines if line.text not in cells], cells


@pytest.mark.parametrize(("inner", "said"), CASES, ids=[c[1] for c in CASES])
def test_a_paragraph_and_a_cell_say_what_the_reader_sees(tmp_path: Path, inner: str, said: str) -> None:
    document = docx.Document()
    document.element.body.insert(0, paragraph(inner))
    cell = document.add_table(rows=1, cols=2).cell(0, 0)
    cell._tc.append(paragraph(inner))
    cell._tc.remove(cell._tc.p_lst[0])
    document.add_paragraph("末段")
    cells = saved(document, tmp_path / "a.docx")[1]
    assert cells[0] == said
    document.element.body.remove(document.tables[0]._tbl)
    assert saved(document, tmp_path / "b.docx")[0] == [said, "末段"]


def test_a_row_deleted_with_its_change_tracked_is_gone_and_a_controls_row_is_there(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=1)
    for row, text in zip(table.rows, ("甲", "乙", "丙"), strict=True):
        row.cells[0].text = text
    table.rows[1]._tr.insert(0, parse_xml(f'<w:trPr {NAMES}><w:del w:id="1" w:author="甲"/></w:trPr>'))
    last = table.rows[2]._tr
    control = parse_xml(f"<w:sdt {NAMES}><w:sdtPr/><w:sdtContent/></w:sdt>")
    last.getparent().replace(last, control)
    control[1].append(last)
    document.add_paragraph("末段")
    assert saved(document, tmp_path / "a.docx")[1] == ["甲", "丙"]


def test_a_text_box_is_read_once_behind_its_paragraph(tmp_path: Path) -> None:
    box = f"<w:txbxContent><w:p>{run('框中第一段')}</w:p><w:p>{run('框中第二段')}</w:p></w:txbxContent>"
    drawing = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    document = docx.Document()
    document.element.body.insert(0, paragraph(run("框前") + drawing + run("框后")))
    document.add_paragraph("末段")
    assert saved(document, tmp_path / "a.docx")[0] == ["框前框后", "框中第一段", "框中第二段", "末段"]
