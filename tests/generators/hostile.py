"""Files that lie, burst or break: PDFs, pictures and office files made to hurt whoever opens them. All small on disk."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from functools import cache
from pathlib import Path

import docx
from openpyxl import Workbook

GIB = 1 << 30


def pdf(objects: dict[int, bytes], root: int = 1) -> bytes:
    """A PDF of numbered objects with a right cross-reference table."""
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    last = max(objects)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (last + 1)
    for number in range(1, last + 1):
        out += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
    out += b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (last + 1, root, start)
    return bytes(out)


def stream(entries: bytes, data: bytes) -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)


@cache
def zeros(size: int) -> bytes:
    """So many zero bytes, deflated, without ever holding them: one MiB's block over and over, and the checksum of zeros."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x78\xda" + block * (size >> 20) + b"\x03\x00" + struct.pack(">HH", size % 65521, 1)


def one_page(content: bytes, resources: bytes = b"<<>>", box: bytes = b"[0 0 595 842]", count: int = 1, filter: bytes = b"") -> bytes:
    return pdf({
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count %d>>" % count,
        3: b"<</Type/Page/Parent 2 0 R/MediaBox%s/Contents 4 0 R/Resources%s>>" % (box, resources),
        4: stream(filter, content),
    })  # fmt: skip


def with_picture(width: int, height: int, data: bytes, entries: bytes) -> bytes:
    """A page that shows one picture of so many pixels."""
    return pdf({
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>",
        4: stream(b"", b"q 595 0 0 842 0 0 cm /I Do Q"),
        5: stream(b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray%s" % (width, height, entries), data),
    })  # fmt: skip


def _self_drawing() -> bytes:
    """A form that draws itself."""
    return pdf({
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>",
        4: stream(b"", b"/F Do"),
        5: stream(b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</F 5 0 R>>>>", b"/F Do /F Do"),
    })  # fmt: skip


def pdfs() -> dict[str, bytes]:
    """File name → PDF."""
    good = one_page(b"BT ET")
    gray = b"/BitsPerComponent 8/Filter/FlateDecode"
    return {
        "count-lie.pdf": one_page(b"", count=2_000_000_000),
        "count-negative.pdf": one_page(b"", count=-5),
        "cut-short.pdf": good[: len(good) // 2],
        "no-end.pdf": good[:-20],
        "header-only.pdf": b"%PDF-1.7\n",
        "page-huge.pdf": one_page(b"", box=b"[0 0 2000000 2000000]"),
        "page-tiny.pdf": one_page(b"", box=b"[0 0 0 0]"),
        "page-turned-inside-out.pdf": one_page(b"", box=b"[595 842 0 0]"),
        "content-bomb.pdf": one_page(zeros(GIB), filter=b"/Filter/FlateDecode"),
        "filter-chain-bomb.pdf": one_page(zlib.compress(zeros(GIB), 9), filter=b"/Filter[/FlateDecode/FlateDecode]"),
        "gigapixel.pdf": with_picture(32_000, 32_000, zeros(GIB), gray),
        "picture-without-data.pdf": with_picture(60_000, 60_000, b"", gray),
        "draws-itself.pdf": _self_drawing(),
        "deep-operators.pdf": one_page(b"q " * 400_000),
        "deep-arrays.pdf": one_page(b"[" * 200_000),
        "page-is-its-parent.pdf": pdf({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[2 0 R]/Count 1>>"}),
        "script.pdf": one_page(b"").replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/JavaScript/JS(while(1);)>>"),
    }


def pictures() -> dict[str, bytes]:
    """File name → picture."""
    return {
        "gigapixel.png": png(40_000, 40_000),
        "cut.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00",
        "loop.tif": b"II*\x00\x08\x00\x00\x00" + struct.pack("<HHHIIHHIII", 2, 256, 4, 1, 10, 257, 4, 1, 10, 8),
        "not-a-picture.png": b"\x89PNG\r\n\x1a\n" + b"<script>alert(1)</script>",
    }


def png(width: int, height: int) -> bytes:
    """A grey PNG whose header says so many pixels, with the data of a few."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


def word(text: str = "一、企业基本情况", **parts: bytes) -> bytes:
    """A .docx with this paragraph; ``parts`` (dots and slashes written as __ and ___) are added or replaced."""
    buffer = io.BytesIO()
    document = docx.Document()
    document.add_paragraph(text)
    document.save(buffer)
    return repacked(buffer.getvalue(), {name.replace("___", "/").replace("__", "."): body for name, body in parts.items()})


def sheet(*rows: tuple[str, ...]) -> bytes:
    buffer = io.BytesIO()
    book = Workbook()
    assert book.active is not None
    for r in rows:
        book.active.append(list(r))
    book.save(buffer)
    return buffer.getvalue()


def repacked(package: bytes, parts: dict[str, bytes]) -> bytes:
    """A zip with some parts replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in parts:
                target.writestr(name, source.read(name))
        for name, body in parts.items():
            target.writestr(name, body)
    return out.getvalue()


MACRO = b"\xd0\xcf\x11\xe0Attribute VB_Name"
ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'


@cache
def documents() -> dict[str, bytes]:
    """File name → .docx that must not be opened, or opens harmlessly."""
    far = b'<?xml version="1.0"?><!--' + b"x" * 100_000 + b"-->" + ENTITY.removeprefix(b'<?xml version="1.0"?>')
    return {
        "entity.docx": word(word___document__xml=ENTITY),
        "laughs.docx": word(word___document__xml=LAUGHS),
        "entity-far.docx": word(word___document__xml=far),
        "entity-utf16.docx": word(word___styles__xml=ENTITY.decode().replace('"1.0"', '"1.0" encoding="UTF-16"').encode("utf-16")),
        "bomb.docx": word(word___media___image1__xml=bytes(400 << 20)),
        "no-body.docx": repacked(word(), {"word/document.xml": b""}),
        "cut.docx": word()[:900],
        "macros.docx": word(word___vbaProject__bin=MACRO),
    }


@cache
def sheets() -> dict[str, bytes]:
    """File name → .xlsx that must not be opened, or opens harmlessly."""
    good = sheet(("附件1-5",), ("序号", "企业名称"), ("1", "=cmd|' /C calc'!A0"))
    far = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><sheetData>'
    return {
        "entity.xlsx": repacked(good, {"xl/sharedStrings.xml": ENTITY}),
        "bomb.xlsx": repacked(good, {"xl/worksheets/sheet2.xml": bytes(40 << 20)}),
        "wide.xlsx": repacked(good, {"xl/worksheets/sheet1.xml": far + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'}),
        "cut.xlsx": good[:700],
        "formula.xlsx": good,
        "macros.xlsx": repacked(good, {"xl/vbaProject.bin": MACRO, "xl/macrosheets/sheet1.xml": b"<xm:macrosheet xmlns:xm='x'/>"}),
    }  # fmt: skip


RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _related(package: bytes, part: str, kind: str, target: str) -> bytes:
    """The package with one more relationship of a part, to a target outside."""
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        old = source.read(part)
    more = f'<Relationship Id="rFar" Type="{RELATION}/{kind}" Target="{target}" TargetMode="External"/>'.encode()
    return repacked(package, {part: old.replace(b"</Relationships>", more + b"</Relationships>")})


def calling(address: str) -> dict[str, bytes]:
    """File name → a file that would have its reader fetch ``address``: a template, a picture, another workbook, a stream kept elsewhere."""
    picture = (
        b'<w:p><w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" r:link="rFar" '
        b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/></w:drawing></w:r></w:p></w:body>'
    )
    with zipfile.ZipFile(io.BytesIO(word())) as plain:
        body = plain.read("word/document.xml").replace(b"</w:body>", picture)
    far = b"/F<</FS/URL/F(%s)>>" % address.encode()
    start = b"/Type/Catalog/OpenAction<</S/URI/URI(%s)>>/AA<</WC<</S/SubmitForm%s>>>>" % (address.encode(), far)
    return {
        "template.docx": _related(word(), "word/_rels/document.xml.rels", "attachedTemplate", address),
        "picture.docx": _related(word(word___document__xml=body), "word/_rels/document.xml.rels", "image", address),
        "汇总表.xlsx": _related(sheet(("序号", "企业名称"), ("1", "甲公司")), "xl/_rels/workbook.xml.rels", "externalLink", address),
        "action.pdf": one_page(b"").replace(b"/Type/Catalog", start),
        "stream.pdf": with_picture(8, 8, b"", b"/BitsPerComponent 8" + far),
    }


def write_all(folder: Path) -> list[Path]:
    """A flat submission folder of all PDFs, each one applicant's book, and one applicant with every other kind beside a sound book."""
    folder.mkdir(parents=True, exist_ok=True)
    out = []
    for name, body in pdfs().items():
        out.append(folder / name)
        out[-1].write_bytes(body)
    mixed = folder / "河北百怪机械有限公司"
    (mixed / "附件").mkdir(parents=True)
    (mixed / "申报书（盖章）.pdf").write_bytes(one_page(b""))
    crashing = {"draws-itself.pdf": _self_drawing()}
    for name, body in {**pictures(), **documents(), **sheets(), **crashing}.items():
        out.append(mixed / "附件" / name)
        out[-1].write_bytes(body)
    return out
