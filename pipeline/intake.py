"""Intake (收件): which applicants a submission folder holds, which files are theirs, and what role each plays."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from models.limits import Limits
from pipeline.errors import InputError

Role = Literal["book", "editable_copy", "attachment", "summary_table", "unknown"]
Kind = Literal["pdf", "image", "docx", "xlsx", "doc", "archive", "empty", "other"]

_SKIP = re.compile(r"^(\.|~\$|Thumbs\.db$|desktop\.ini$|__MACOSX$)", re.IGNORECASE)
_HIDDEN = re.compile(r"^\.(?!_).+\.(?:pdf|docx?|xlsx?|jpe?g|png)$", re.IGNORECASE)
"""What somebody may have meant to send; the ``._`` twins that macOS makes are nobody's."""
_TABLE = re.compile(r"汇总表|推荐表")
_BOOK = re.compile(r"申报书|申请书|申报材料|案例")
_STAMPED = re.compile(r"盖章|签章|扫描")
_PAPERS = re.compile(r"附件|佐证|证明|证书|材料|执照|审计|纳税|完税|专利|软著|荣誉|影像|照片|信用|财务报告|财务报表")
_LETTER = re.compile(r"推荐(?:函|文件|意见|报告)|报送.*(?:函|报告|通知)|关于.*(?:函|报告|通知|意见)|公示")
_VOLUME = re.compile(r"第?[一二三四五六七八九十\d]+[册卷]|[上中下][册卷]?[）)]?$|第[一二三四五六七八九十\d]+部分|[（(]?\d+[-_/]\d+[）)]?$")
_REGION = re.compile(r"(?:县|市|区|新区|开发区|园区)(?:报送.*|申报.*|材料|上报.*)?$")
_PROGRAMME = re.compile(r"灯塔|标杆|车间|工厂|创新|案例|链式|数智|批次|类$")
_COMPANY = re.compile(r"[\u4e00-\u9fffA-Za-z0-9（）()·]+?(?:股份有限公司|有限责任公司|有限公司|集团|公司|厂|合作社|研究院|研究所)")
_COPY_NOISE = re.compile(r"[\s（）()【】\[\]_\-—]|盖章|签章|扫描|版|件|电子|打印|pdf", re.IGNORECASE)
_NAME_NOISE = re.compile(
    r"^(?:[\d.、\-_\s（）()【】“”\"]|申报书|申请书|申报材料|盖章|签章|扫描|版|件|“?数智”?标杆|“?链式”?数字化转型案例)+"
)


@dataclass(frozen=True)
class IntakeFile:
    """A file of an applicant; ``relative`` is its path below the submission folder, with forward slashes."""

    path: Path
    relative: str
    role: Role
    kind: Kind


@dataclass(frozen=True)
class ApplicantFolder:
    """One applicant's files. ``id`` is unique in the batch, stable, and safe as the name of a folder."""

    id: str
    name: str
    county: str
    files: tuple[IntakeFile, ...]


@dataclass(frozen=True)
class SummaryFile:
    """A county's summary table."""

    path: Path
    relative: str
    county: str


@dataclass(frozen=True)
class Batch:
    """A submission folder, sorted out. ``not_placed`` are (relative path, reason in Chinese)."""

    root: Path
    applicants: tuple[ApplicantFolder, ...]
    tables: tuple[SummaryFile, ...] = ()
    not_placed: tuple[tuple[str, str], ...] = field(default=())


def kind_of(path: Path) -> Kind:
    """What a file is by its first bytes; the extension decides only between kinds that begin alike."""
    with path.open("rb") as stream:
        head = stream.read(1024)
    if not head:
        return "empty"
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG", b"II*\0", b"MM\0*", b"BM", b"GIF8")) or head[8:12] == b"WEBP":
        return "image"
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(path)
    if head.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        return "doc"
    return "archive" if head.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")) else "other"


def _zip_kind(path: Path) -> Kind:
    """An office file by the parts it holds; any other zip is an archive."""
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist()[:5000])
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
        return {".docx": "docx", ".docm": "docx", ".xlsx": "xlsx", ".xlsm": "xlsx"}.get(path.suffix.casefold(), "archive")  # type: ignore[return-value]
    return "docx" if "word/document.xml" in names else "xlsx" if "xl/workbook.xml" in names else "archive"


def natural(text: str) -> list[tuple[int, int, str]]:
    """Sort key in which 附件/2 comes before 附件/10."""
    return [(0, int(p), "") if p.isdecimal() else (1, 0, p) for p in re.split(r"(\d+)", unicodedata.normalize("NFKC", text)) if p]


def discover(folder: Path) -> Batch:
    """Sorts out a submission folder in either shape of the contract; `InputError` where it is missing or empty."""
    if not folder.exists():
        raise InputError(f"找不到文件夹“{folder}”。请检查路径。")
    if not folder.is_dir():
        raise InputError(f"“{folder}”不是文件夹。审读单个文件请用：yushen check 文件.pdf")
    root = folder.resolve()
    scan = _Scan(root)
    _sort_out(scan)
    if not scan.seen:
        raise InputError(f"文件夹“{folder}”是空的。请放入申报书后重试。")
    return Batch(root, tuple(sorted(scan.applicants, key=lambda a: (a.county, natural(a.id)))), tuple(scan.tables), tuple(scan.not_placed))


def single(path: Path) -> tuple[Path, ApplicantFolder]:
    """One book, or one applicant's folder, as an applicant; the first value is what its paths are relative to."""
    path = path.resolve()
    scan = _Scan(path.parent)
    if path.is_dir():
        scan.applicant(path, "")
    else:
        scan.flat(path, "", [])
    if not scan.applicants:
        raise InputError(f"“{path.name}”中没有可审的文件。")
    return path.parent, scan.applicants[0]


def _sort_out(scan: _Scan) -> None:
    root = scan.root
    _place(scan, root, root.name if _is_county(root) else "", 0)


def _place(scan: _Scan, folder: Path, county: str, depth: int) -> None:
    """A folder is an applicant's, or holds applicants: as folders, or as loose PDFs."""
    files, folders = scan.entries(folder)
    if _is_applicant(folder, files, folders, depth):
        scan.applicant(folder, county or (_county_name(folder.parent.name) if depth == 0 and _is_county(folder.parent) else ""))
        return
    for file in files:
        scan.loose(file, county, files)
    for inner in folders:
        if depth >= scan.limits.folder_depth:
            scan.not_placed.append((scan.relative(inner), TOO_DEEP))
        elif _is_papers(inner):
            for file in scan.below(inner):
                scan.not_placed.append((scan.relative(file), "附件文件夹不在任何企业的文件夹之内，无法归属。"))
        else:
            _place(scan, inner, _county_of(inner, county), depth + 1)


def _county_of(folder: Path, above: str) -> str:
    """The county that a folder's contents belong to; its name counts unless it is a company's or a programme's."""
    if _is_county(folder):
        return _county_name(folder.name)
    plain = _county_name(folder.name)
    if above or _COMPANY.search(folder.name) or _PROGRAMME.search(plain) or not re.fullmatch(r"[\u4e00-\u9fff]{2,8}", plain):
        return above
    return plain


def _county_name(name: str) -> str:
    """01-鹿泉区申报材料 → 鹿泉区."""
    name = re.sub(r"^[\d\s.、_\-—]+", "", unicodedata.normalize("NFC", name))
    return re.sub(r"(?<=[县市区])(?:报送|申报|上报|材料).*$", "", name).strip()


def _is_county(folder: Path) -> bool:
    return bool(_REGION.search(folder.name)) and not _COMPANY.search(folder.name)


def _is_applicant(folder: Path, files: list[Path], folders: list[Path], depth: int) -> bool:
    """Whether a folder is one applicant's: by its name, by a folder of papers inside, by how its PDFs are named."""
    documents = [f for f in files if not _TABLE.search(f.name)]
    if _is_county(folder) or any(_COMPANY.search(d.name) for d in folders):
        return False
    if _COMPANY.search(folder.name):
        return bool(documents or folders)
    if not documents:
        return False
    if any(_is_papers(d) for d in folders):
        return True
    books = [f for f in documents if _is_book(f)]
    if len({_name(f.stem) for f in books} - {""}) > 1 or not books:
        return False
    named = [f for f in books if _BOOK.search(f.name)]
    papers = [f for f in books if _PAPERS.search(f.name) and not _BOOK.search(f.name)]
    if (papers and len(named) == 1) or (len(books) > 1 and all(_VOLUME.search(f.stem) and not f.stem.isdecimal() for f in books)):
        return True
    return depth > 0 and not folders and len(named) <= 1


def _is_papers(folder: Path) -> bool:
    """附件/, 佐证材料/ and the like: a folder of one applicant's papers, not an applicant."""
    return bool(_PAPERS.search(folder.name)) and not _COMPANY.search(folder.name) and not _is_county(folder)


def _is_book(file: Path) -> bool:
    return file.suffix.casefold() == ".pdf" and not _TABLE.search(file.name)


TOO_DEEP = "文件夹层次过深（L-FOLDER-DEPTH），未予读取。"


class _Scan:
    """What was found so far; ids are made unique as they are given."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.applicants: list[ApplicantFolder] = []
        self.tables: list[SummaryFile] = []
        self.not_placed: list[tuple[str, str]] = []
        self.ids: set[str] = set()
        self.known: dict[Path, tuple[list[Path], list[Path]]] = {}
        self.seen = 0
        self.limits = Limits.from_environment()

    def entries(self, folder: Path) -> tuple[list[Path], list[Path]]:
        """Files and folders directly inside; links that lead out of the submission folder are refused."""
        if folder not in self.known:
            self.known[folder] = self._entries(folder)
        return self.known[folder]

    def _entries(self, folder: Path) -> tuple[list[Path], list[Path]]:
        files: list[Path] = []
        folders: list[Path] = []
        try:
            found = sorted(folder.iterdir(), key=lambda p: (natural(p.name), p.name))
        except OSError as error:
            self.not_placed.append((self.relative(folder), f"文件夹无法打开（{error.strerror}）。"))
            return files, folders
        for entry in found:
            if _SKIP.match(entry.name):
                if _HIDDEN.match(entry.name):
                    self.not_placed.append((self.relative(entry), "隐藏文件（名称以点开头），未予读取。"))
                continue
            try:
                self._entry(entry, files, folders)
            except OSError as error:
                self.not_placed.append((self.relative(entry), f"无法读取（{error.strerror}）。"))
        return files, folders

    def _entry(self, entry: Path, files: list[Path], folders: list[Path]) -> None:
        if entry.is_symlink():
            if not entry.resolve().is_relative_to(self.root):
                self.not_placed.append((self.relative(entry), "链接指向材料文件夹之外，未予读取。"))
                return
            if entry.is_dir():
                self.not_placed.append((self.relative(entry), "文件夹链接，所指文件夹另行读取。"))
                return
        if entry.is_dir():
            folders.append(entry)
        elif entry.is_file():
            self.seen += 1
            if self.seen > self.limits.folder_files:
                raise InputError(f"文件夹中的文件超过 {self.limits.folder_files} 个（L-FOLDER-FILES）。请只指定申报材料所在的文件夹。")
            files.append(entry)
        else:
            self.not_placed.append((self.relative(entry), "不是普通文件（管道、设备等），未予读取。"))

    def relative(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix().encode("utf-8", "backslashreplace").decode("utf-8") if path != self.root else "."

    def loose(self, file: Path, county: str, beside: list[Path]) -> None:
        """A file beside applicants: a county's table, a letter, one applicant's whole book, or the editable copy of one beside."""
        if _TABLE.search(file.name):
            self.tables.append(SummaryFile(file, self.relative(file), county))
        elif file.suffix.casefold() == ".pdf" and _LETTER.search(file.name) and not _COMPANY.search(file.name):
            self.not_placed.append((self.relative(file), "推荐文件等，不属于单个企业，请人工查看。"))
        elif file.suffix.casefold() == ".pdf":
            self.flat(file, county, beside)
        elif not any(_belongs(file, other) for other in beside if _is_book(other)):
            reason = "压缩包，请解压后放入相应企业的文件夹。" if _kind(file) == "archive" else "不属于任何企业，也不是汇总表。"
            self.not_placed.append((self.relative(file), reason))

    def flat(self, file: Path, county: str, beside: list[Path]) -> None:
        """A PDF that is one applicant's whole book, with its editable copy where one lies beside it under the same name."""
        copies = [f for f in beside if not _is_book(f) and _kind(f) in ("docx", "doc") and _belongs(f, file)]
        items = [IntakeFile(file, self.relative(file), "book", _kind(file))]
        items += [IntakeFile(f, self.relative(f), "editable_copy", _kind(f)) for f in copies]
        self.applicants.append(ApplicantFolder(self._id(file.stem, file), _name(file.stem), county, tuple(items)))

    def applicant(self, folder: Path, county: str) -> None:
        """A folder of one applicant: the book (one PDF or several), the editable copy, papers."""
        files = list(self.below(folder))
        if not files:
            self.not_placed.append((self.relative(folder), "文件夹中没有文件。"))
            return
        books, copies = _books(folder, files)
        items = [IntakeFile(f, self.relative(f), "editable_copy" if f in copies else _role(f, books), _kind(f)) for f in files]
        order: dict[Role, int] = {"book": 0, "editable_copy": 1, "attachment": 2, "summary_table": 3, "unknown": 4}
        items.sort(key=lambda i: (order[i.role], natural(i.relative)))
        self.applicants.append(ApplicantFolder(self._id(folder.name, folder), _name(folder.name), county, tuple(items)))

    def below(self, folder: Path, depth: int = 0) -> Iterator[Path]:
        """All files under a folder."""
        files, folders = self.entries(folder)
        yield from files
        for inner in folders:
            if depth < self.limits.folder_depth:
                yield from self.below(inner, depth + 1)
            else:
                self.not_placed.append((self.relative(inner), TOO_DEEP))

    def _id(self, name: str, path: Path) -> str:
        """A folder name for OUT: printable, of moderate length, told apart without regard to case; of two alike the second gets a
        mark made from its place, so that it keeps its id when others come or go."""
        plain = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c)[0] not in "CZ" and c not in '<>:"/\\|?*')
        plain = plain.strip(". ") or "申报单位"
        if len(plain.encode()) > 150:
            plain = plain[:40] + "-" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        mark = hashlib.sha256(self.relative(path).encode("utf-8", "surrogatepass")).hexdigest()
        found, n = plain, 6
        while found.casefold() in self.ids or found.casefold() in ("batch.json", "index.html", "run.json", "screening.xlsx"):
            found, n = f"{plain}-{mark[:n]}", n + 2
        self.ids.add(found.casefold())
        return found


def _kind(file: Path) -> Kind:
    try:
        return kind_of(file)
    except OSError:
        return "other"


def _name(text: str) -> str:
    """The company's name inside a file's or folder's name; the whole where none is told."""
    found = _COMPANY.search(_NAME_NOISE.sub("", unicodedata.normalize("NFC", text)))
    return found[0] if found else ""


def _belongs(file: Path, book: Path) -> bool:
    """Whether a file beside a book is of the same applicant: the same company in its name, or the same name but for 盖章 and the like."""
    mine, its = _name(file.stem), _name(book.stem)
    return bool(mine and mine == its) or _plain_stem(file) == _plain_stem(book)


def _plain_stem(file: Path) -> str:
    return _COPY_NOISE.sub("", unicodedata.normalize("NFKC", file.stem))


def _books(folder: Path, files: list[Path]) -> tuple[set[Path], set[Path]]:
    """The book among an applicant's PDFs, in one volume or several, and unstamped copies of it: by their names, else the largest."""
    direct = [f for f in files if f.parent == folder and _is_book(f)]
    every = direct or [f for f in files if _is_book(f) and not _PAPERS.search(f.parent.name)] or [f for f in files if _is_book(f)]
    named = [f for f in every if _BOOK.search(f.name) and not re.match(r"^[\d.、\s]*附件", f.name)]
    named = named or [f for f in every if _STAMPED.search(f.name) and not _PAPERS.search(f.name)]
    if not named:
        return ({max(every, key=lambda f: (f.stat().st_size, f.name))} if every else set()), set()
    stamped = [f for f in named if _STAMPED.search(f.stem)]
    copies = {f for f in named if f not in stamped and any(_plain_stem(f) == _plain_stem(other) for other in stamped)}
    return set(named) - copies, copies


def _role(file: Path, books: set[Path]) -> Role:
    if file in books:
        return "book"
    kind = _kind(file)
    if kind in ("docx", "doc"):
        return "editable_copy"
    if kind == "xlsx" and _TABLE.search(file.name):
        return "summary_table"
    return "attachment" if kind in ("pdf", "image") or file.suffix.casefold() in (".pdf", ".jpg", ".jpeg", ".png") else "unknown"
