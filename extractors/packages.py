"""Office files (.docx, .xlsx) are zips of XML written by strangers: what one may hold is looked at before a library opens it.

Macros are never run (nothing here runs anything), external targets never fetched; a document type, which is how entities are declared, and
packages that unpack to more than they may are refused.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.parsers import expat

from models.limits import Limits

CHUNK = 1 << 16


class PackageError(ValueError):
    """The file is no office file, is damaged, or may not be opened; the message is for users."""


def check_package(path: Path, body: str, limits: Limits, only_xml: bool = False) -> None:
    """Raises `PackageError` where ``path`` is no package with the part ``body`` that is safe to open. ``only_xml`` measures a table: its XML alone.

    Declared sizes can be believed as an upper bound: `zipfile` unpacks no more than they say.
    """
    try:
        with zipfile.ZipFile(path) as package:
            _check(package, body, limits, only_xml)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise PackageError("文件已损坏，或设有打开密码") from error


def _check(package: zipfile.ZipFile, body: str, limits: Limits, only_xml: bool) -> None:
    entries = package.infolist()
    if len(entries) > limits.package_parts:
        raise PackageError(f"文件内的部件超过 {limits.package_parts} 个（L-PACKAGE-PARTS），疑为异常文件，未予打开")
    counted = [i for i in entries if not only_xml or _is_xml(i.filename)]
    unpacked = sum(i.file_size for i in counted)
    packed = max(1, sum(i.compress_size for i in counted))
    mib, code = (limits.table_mib, "L-TABLE-SIZE") if only_xml else (limits.package_mib, "L-PACKAGE-SIZE")
    if unpacked > mib << 20:
        raise PackageError(f"文件解压后有 {unpacked >> 20} MiB，超过限值 {mib} MiB（{code}），疑为异常文件，未予打开")
    if unpacked > 10 << 20 and unpacked / packed > limits.package_ratio:
        raise PackageError(f"文件解压后是原来的 {unpacked // packed} 倍（L-PACKAGE-RATIO），疑为异常文件，未予打开")
    if body not in package.namelist():
        raise PackageError("文件中没有正文")
    for entry in entries:
        if _is_xml(entry.filename) and _declares_type(package, entry):
            raise PackageError("文件含有文档类型（外部实体）声明，未予打开")


def _is_xml(name: str) -> bool:
    return name.casefold().endswith((".xml", ".rels"))


def _declares_type(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Whether a part has a DOCTYPE, in whatever encoding, however long a comment stands before it. Only the prologue is parsed."""
    declared = False
    begun = False

    def doctype(*_: object) -> None:
        nonlocal declared
        declared = True

    def element(*_: object) -> None:
        nonlocal begun
        begun = True

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = element
    with package.open(entry) as part:
        while not declared and not begun:
            data = part.read(CHUNK)
            if not data:
                break
            try:
                parser.Parse(data, False)
            except expat.ExpatError:
                break  # no XML: the library that opens it says so
    return declared
