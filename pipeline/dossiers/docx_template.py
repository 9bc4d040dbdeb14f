"""Makes ``data/templates/correction_notice.docx``, the letter's template, in the style of official papers (GB/T 9704).

Run ``python -m pipeline.dossiers.docx_template`` after a change here. An office that wants other words edits the .docx itself:
``{{ name }}`` and its kind are filled in by docxtpl.
"""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from pipeline.files import settled_zip, write_atomically
from pipeline.rulebook import data_folder

BODY, HEAD, TITLE = "仿宋", "黑体", "宋体"
THREE, FOUR, SMALL = Pt(16), Pt(14), Pt(10.5)
"""三号, 四号, 五号."""


def template() -> bytes:
    """The template as a .docx."""
    doc = Document()
    section = doc.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Cm(3.7), Cm(3.5), Cm(2.8), Cm(2.6)
    normal = doc.styles["Normal"]
    normal.font.name, normal.font.size = BODY, THREE
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
    properties = doc.core_properties
    properties.author, properties.title, properties.comments = "", "申报材料补正通知", ""
    _header(section)
    line(doc, "申报材料补正通知", TITLE, Pt(22), WD_ALIGN_PARAGRAPH.CENTER, indent=False, bold=True, after=6)
    line(doc, "〔　　　　〕　　号", BODY, THREE, WD_ALIGN_PARAGRAPH.CENTER, indent=False, after=12)
    line(doc, "{{ name }}：", BODY, THREE, indent=False)
    line(
        doc,
        "你单位（统一社会信用代码：{{ uscc }}{% if county %}；所在县（市、区）：{{ county }}{% endif %}）按照《{{ notice }}》（以下简称《通知》）"
        "报送的申报材料收悉，申报类别为{{ programmes }}。",
    )
    line(doc, "{%p if items %}")
    line(doc, "经对照《通知》进行形式审查，下列 {{ items|length }} 项需要补正：")
    _table(doc)
    line(
        doc,
        "请于　　　　年　　月　　日前，将补正后的材料经所在县（市、区）工业和信息化主管部门报送我局；纸质材料一式三份，"
        "电子可编辑版及盖章PDF版同步报送。表中所列位置为所报电子文件的页次。",
        before=8,
    )
    line(doc, "本通知仅列形式审查中可以补正的事项，不代表评审结论。")
    line(doc, "{%p else %}")
    line(doc, "经对照《通知》进行形式审查，无需补正事项。")
    line(doc, "本通知仅就形式审查中可以补正的事项作出，不代表评审结论。")
    line(doc, "{%p endif %}")
    line(doc, "联系人：　　　　　　联系电话：", before=6)
    line(doc, "（发文单位印章）　　　　", align=WD_ALIGN_PARAGRAPH.RIGHT, indent=False, before=30, right=2)
    line(doc, "　　　　年　　月　　日", align=WD_ALIGN_PARAGRAPH.RIGHT, indent=False, right=2)
    out = io.BytesIO()
    doc.save(out)
    return settled_zip(out.getvalue())


def line(
    doc: Any,
    text: str,
    font: str = BODY,
    size: Pt = THREE,
    align: WD_ALIGN_PARAGRAPH | None = None,
    indent: bool = True,
    bold: bool = False,
    before: float = 0,
    after: float = 0,
    right: int = 0,
) -> Any:
    """A paragraph with fixed line spacing of 28 points; ``right`` are characters kept free at the right edge."""
    p = doc.add_paragraph()
    f = p.paragraph_format
    f.line_spacing_rule, f.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(28)
    f.space_before, f.space_after = Pt(before), Pt(after)
    if indent:
        f.first_line_indent = Pt(size.pt * 2)
    if right:
        f.right_indent = Pt(size.pt * right)
    if align is not None:
        p.alignment = align
    run(p, text, font, size, bold)
    return p


def run(paragraph: Any, text: str, font: str = BODY, size: Pt = THREE, bold: bool = False) -> Any:
    r = paragraph.add_run(text)
    r.font.name, r.font.size, r.font.bold = font, size, bold
    r._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    return r


def _header(section: Any) -> None:
    """A line that says what this paper is until an official has gone through it."""
    p = section.header.paragraphs[0]
    p.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run(p, "草拟稿：由预审程序根据形式审查记录草拟，经承办人核定、删去本行并盖章后生效", BODY, Pt(9)).font.color.rgb = RGBColor(
        0x80, 0x80, 0x80
    )


COLUMNS = (
    ("序号", 1.1, "{{ x.n }}"),
    ("补正事项", 4.9, ""),
    ("依据", 4.0, "{{ x.clause }}"),
    ("所在位置", 2.3, "{{ x.where }}"),
    ("需补正的内容", 3.3, "{{ x.supply }}"),
)


def _table(doc: Any) -> None:
    """One row per item; the rows before and after it hold docxtpl's loop. The head repeats on each page."""
    table = doc.add_table(rows=4, cols=len(COLUMNS))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for i, (name, width, text) in enumerate(COLUMNS):
        for row in table.rows:
            row.cells[i].width = Cm(width)
        cell(table.cell(0, i), name, HEAD, centre=True)
        cell(table.cell(2, i), text, BODY, centre=i == 0)
    matter = table.cell(2, 1)
    run(matter.paragraphs[0], "{{ x.matter }}", HEAD, SMALL)
    cell_paragraph(matter.add_paragraph())
    run(matter.paragraphs[1], "{{ x.found }}", BODY, SMALL)
    cell(table.cell(1, 0), "{%tr for x in items %}", BODY)
    cell(table.cell(3, 0), "{%tr endfor %}", BODY)
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    for row in table.rows:
        whole = OxmlElement("w:cantSplit")
        whole.set(qn("w:val"), "true")
        row._tr.get_or_add_trPr().append(whole)


def cell(target: Any, text: str, font: str, centre: bool = False) -> None:
    p = target.paragraphs[0]
    cell_paragraph(p)
    if centre:
        p.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if text:
        run(p, text, font, SMALL)


def cell_paragraph(p: Any) -> None:
    p.paragraph_format.line_spacing_rule, p.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(16)
    p.paragraph_format.space_before = p.paragraph_format.space_after = Pt(1)


if __name__ == "__main__":
    write_atomically(data_folder() / "templates" / "correction_notice.docx", template())
