"""One file to a `SourceFile`: whatever is wrong with it ends as an outcome with a message, never as an exception."""

from __future__ import annotations

import hashlib
import logging
import mimetypes
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal, cast

import pdfplumber
import pypdfium2 as pdfium

from extractors.editable import read_editable
from models.limits import Limits
from models.pages import Page, PageState, SourceFile
from pipeline.cache import Cache
from pipeline.engines import make_engine
from pipeline.intake import ApplicantFolder, Role, kind_of
from pipeline.reading import images, outcomes, pdf
from pipeline.reading.eyes import BookEyes
from pipeline.reading.page import Tools, failed_page, read_image, read_pdf_page
from pipeline.reading.records import code_version, from_json, to_json
from pipeline.reading.watch import PageTimeout, watched

log = logging.getLogger(__name__)

OnPage = Callable[[int, int], None]
"""Called with pages done and pages in all, before the first page and after each."""
TRIES = 2
"""Times a page may end its process before it is given up."""


@dataclass(frozen=True)
class Settings:
    """How to read. ``cache`` may be ``None``: nothing is kept then."""

    engine: str = "rapidocr"
    threads: int = 1
    passwords: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits.from_environment)
    cache: Cache | None = None

    @property
    def tools(self) -> Tools:
        return Tools(make_engine(self.engine, self.threads), self.limits, self.cache, self.version)

    @property
    def version(self) -> str:
        """Everything beside the bytes of the file that a page depends on."""
        e = make_engine(self.engine, self.threads)
        return f"{code_version()}|{e.name}|{e.version}|{self.limits.dpi}|{self.limits.page_pixels}"


def read_files(
    root: Path,
    applicant: ApplicantFolder,
    *,
    engine: str = "rapidocr",
    threads: int = 1,
    passwords: Sequence[str] = (),
    on_page: OnPage | None = None,
    cache: Cache | None = None,
    limits: Limits | None = None,
) -> tuple[list[SourceFile], BookEyes]:
    """All files of an applicant, and eyes on their pages (to be closed by the caller)."""
    del root  # paths of the files are complete
    limits = limits or Limits.from_environment()
    settings = Settings(engine, threads, tuple(passwords), limits, cache or Cache(mib=limits.cache_mib))
    done = 0

    def report(at: int, of: int) -> None:
        if on_page is not None:
            on_page(done + at, done + of + unopened)  # a file not yet opened has a page at least

    files, unopened = [], len(applicant.files)
    for item in applicant.files:
        unopened -= 1
        files.append(read_file(item.path, item.relative, item.role, settings, report))
        done += len(files[-1].pages)
    paths = {item.relative: item.path for item in applicant.files}
    return files, BookEyes(paths, make_engine(engine, threads), passwords)


def pages_ahead(
    applicant: ApplicantFolder, *, engine: str, threads: int = 1, passwords: Sequence[str] = (), on_page: OnPage | None = None
) -> None:
    """Puts pages of an applicant's PDFs into the cache, from the last one backwards, but for those that are there or being read.

    What is wrong with a file or page is left to `read_files`, which tells of it.
    """
    limits = Limits.from_environment()
    settings = Settings(engine, threads, tuple(passwords), limits, Cache(mib=limits.cache_mib))
    for item in reversed(applicant.files):
        with suppress(OSError, outcomes.ReadError):
            if kind_of(item.path) == "pdf" and item.path.stat().st_size <= limits.file_mib << 20:
                _pdf_ahead(item.path, item.relative, settings, on_page or (lambda at, of: None))


def _pdf_ahead(path: Path, relative: str, settings: Settings, on_page: OnPage) -> None:
    assert settings.cache is not None
    with path.open("rb") as stream:
        file = SourceFile(relative, hashlib.file_digest(stream, "sha256").hexdigest(), "book", kind="pdf")
    with ExitStack() as stack:
        with _survived(settings, file):
            document, password = stack.enter_context(pdf.opened(path, settings.passwords, settings.limits))
            count, _ = pdf.count_pages(document, settings.limits)
        second = _Plumber(path, password, count)
        stack.callback(second.close)
        for index in reversed(range(count)):
            if not settings.cache.holds(*_page_key(file, index + 1, settings)):
                _page(file, index + 1, settings, partial(_read_sheet, document, second, relative, index, settings))
            on_page(count - index, count)


def read_file(path: Path, relative: str, role: Role, settings: Settings | None = None, on_page: OnPage | None = None) -> SourceFile:
    """Reads one file; pages come from the cache where they were read before."""
    settings = settings or Settings()
    try:
        size = path.stat().st_size
        if size > settings.limits.file_mib << 20:
            message = f"文件 {size >> 20} MiB，超过限值 {settings.limits.file_mib} MiB（L-FILE-SIZE）；请压缩或拆分后重新提供。"
            return SourceFile(relative, "", role, outcome="too_large", message=message)
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        kind = kind_of(path)
    except OSError as error:
        return _unreachable(relative, role, error)
    try:
        file = _read(path, relative, role, kind, sha256, settings, on_page or (lambda at, of: None))
        path.stat()
        return file
    except OSError as error:
        return _unreachable(relative, role, error)
    except outcomes.ReadError as error:
        return SourceFile(relative, sha256, role, outcome=error.outcome, message=error.message, kind=_model_kind(kind))
    except MemoryError:
        message = f"读取时内存不足（L-MEMORY，限值 {settings.limits.data_mib} MiB）；请压缩或拆分后重新提供。"
        return SourceFile(relative, sha256, role, outcome="too_large", message=message, kind=_model_kind(kind))
    except Exception as error:  # a file of a stranger: whatever it makes a library stumble over costs this file alone
        log.exception("reading a file")
        message = f"读取本文件时出错（{type(error).__name__}）；请重新导出后提供。"
        return SourceFile(relative, sha256, role, outcome="unreadable", message=message, kind=_model_kind(kind))


def _unreachable(relative: str, role: Role, error: OSError) -> SourceFile:
    """A file that could not be reached, or is gone since: no fault of its own. It bears no digest, so that the next run tries again."""
    message = f"文件无法读取（{error.strerror or type(error).__name__}）；请检查权限和网络盘，再次运行同一命令。"
    return SourceFile(relative, "", role, outcome="unreadable", message=message)


def _model_kind(kind: str) -> Literal["pdf", "image", "docx", "xlsx", "other"]:
    return cast(Any, kind if kind in ("pdf", "image", "docx", "xlsx") else "other")


def _read(path: Path, relative: str, role: Role, kind: str, sha256: str, settings: Settings, on_page: OnPage) -> SourceFile:
    if kind == "docx" and role in ("editable_copy", "attachment", "unknown"):
        return replace(read_editable(path, relative, sha256, settings.limits.package_mib), role=role)
    if kind == "pdf":
        return _read_pdf(path, SourceFile(relative, sha256, role, kind="pdf"), settings, on_page)
    if kind == "image":
        return _read_pictures(path, SourceFile(relative, sha256, role, kind="image"), settings, on_page)
    if kind == "xlsx" and role == "summary_table":
        return SourceFile(relative, sha256, role, kind="xlsx")
    if kind == "empty":
        raise outcomes.empty()
    if path.suffix.casefold() == ".pdf":
        raise outcomes.not_pdf()
    message = f"不支持此类文件（{mimetypes.guess_type(path.name)[0] or path.suffix or '未知类型'}）；请转为 PDF 后重新提供。"
    raise outcomes.ReadError("unsupported", message)


def _read_pictures(path: Path, file: SourceFile, settings: Settings, on_page: OnPage) -> SourceFile:
    count = images.frames(path, settings.limits)
    pages = []
    on_page(0, count)
    for index in range(count):
        pages.append(_page(file, index + 1, settings, partial(_read_frame, path, file.path, index, settings)))
        on_page(index + 1, count)
    return replace(file, pages=tuple(pages))


def _read_frame(path: Path, relative: str, index: int, settings: Settings) -> Page:
    image, dpi = images.load(path, index, settings.limits)
    return read_image(image, dpi, relative, index + 1, settings.tools)


def _read_pdf(path: Path, file: SourceFile, settings: Settings, on_page: OnPage) -> SourceFile:
    """All pages; the document itself is opened only where a page is not in the cache."""
    whole = _cached_whole(file, settings)
    if whole is not None:
        on_page(len(whole.pages), len(whole.pages))
        return whole
    with ExitStack() as stack:
        with _survived(settings, file):
            document, password = stack.enter_context(pdf.opened(path, settings.passwords, settings.limits))
            count, message = pdf.count_pages(document, settings.limits)
        second = _Plumber(path, password, count)
        stack.callback(second.close)
        pages = []
        on_page(0, count)
        for index in range(count):
            pages.append(_page(file, index + 1, settings, partial(_read_sheet, document, second, file.path, index, settings)))
            on_page(index + 1, count)
        outcome: Literal["read", "too_large"] = "too_large" if "L-PAGES" in message else "read"
        read = replace(file, pages=tuple(pages), outcome=outcome, message=message, metadata=pdf.metadata(document))
    if password is None:
        _keep_whole(read, settings)
    return read


@contextmanager
def _survived(settings: Settings, file: SourceFile) -> Iterator[None]:
    """Around opening a file, which may end the process: one that did so twice is passed over, and the applicant's other files are read."""
    with ExitStack() as stack:
        if settings.cache is not None and not stack.enter_context(
            settings.cache.attempt(*_keys(settings, file.sha256, "open"), most=TRIES)
        ):
            raise outcomes.ReadError("crashed", "打开本文件时程序两次异常退出，已跳过；请重新导出或重新扫描后提供。")
        yield


def _read_sheet(document: Any, second: _Plumber, relative: str, index: int, settings: Settings) -> Page:
    sheet = document[index]
    try:
        return read_pdf_page(sheet, second.page(index), relative, index + 1, settings.tools)
    finally:
        sheet.close()


class _Plumber:
    """The same file in pdfplumber, opened when first asked for; a file that it cannot open is read by OCR alone."""

    def __init__(self, path: Path, password: str | None, count: int) -> None:
        self._path, self._password, self._count = path, password, count
        self._pdf: Any = None
        self._pages: list[Any] | None = None

    def page(self, index: int) -> Any:
        if self._pages is None:
            self._pages = self._opened()
        return self._pages[index] if index < len(self._pages) else None

    def _opened(self) -> list[Any]:
        try:
            self._pdf = pdfplumber.open(self._path, password=self._password or "")
            pages = list(self._pdf.pages)
        except PageTimeout:
            raise
        except Exception as error:  # pdfminer raises whatever a broken file makes it stumble over
            log.info("pdfplumber: %s", type(error).__name__)
            return []
        # Where the two readers do not agree on the pages, a page's text could be another page's.
        return pages if len(pages) == self._count else []

    def close(self) -> None:
        if self._pdf is not None:
            with suppress(Exception):
                self._pdf.close()


def _page_key(file: SourceFile, number: int, settings: Settings) -> tuple[str, ...]:
    return (file.sha256, str(number), "page", settings.version)


def _page(file: SourceFile, number: int, settings: Settings, read: Callable[[], Page]) -> Page:
    """A page from the cache, or read under watch; what goes wrong with it stays with it."""
    cache, key = settings.cache, _page_key(file, number, settings)
    if cache is None:
        return _guarded(file.path, number, settings, read)
    if (kept := cache.get(*key)) is not None:
        with suppress(KeyError, TypeError, ValueError):
            return from_json(kept, file.path)
    with cache.attempt(*key, most=TRIES) as allowed:
        if not allowed:
            return failed_page(file.path, number, "读取本页时程序两次异常退出，已跳过；请重新扫描或导出本页")
        page = _guarded(file.path, number, settings, read)
    if page.state is not PageState.FAILED:
        cache.put(to_json(page), *key)
    return page


def _guarded(relative: str, number: int, settings: Settings, read: Callable[[], Page]) -> Page:
    try:
        with watched(settings.limits.page_seconds):
            return read()
    except PageTimeout:
        return failed_page(relative, number, f"读取本页超过 {settings.limits.page_seconds} 秒（L-PAGE-TIME）；请重新扫描或导出本页")
    except MemoryError:
        return failed_page(relative, number, "读取本页时内存不足；请降低扫描分辨率后重新提供")
    except pdfium.PdfiumError:
        return failed_page(relative, number, "本页已损坏，无法打开；请重新导出或重新扫描")
    except outcomes.ReadError as error:
        return failed_page(relative, number, error.message)
    except Exception as error:
        log.exception("page %s", number)
        return failed_page(relative, number, f"读取本页时出错（{type(error).__name__}）；请重新扫描或导出本页")


def _keys(settings: Settings, sha256: str, stage: str) -> tuple[str, ...]:
    return (sha256, stage, settings.version, str(settings.limits.pages))


def _cached_whole(file: SourceFile, settings: Settings) -> SourceFile | None:
    """The file from the cache alone: it opened before, and every page of it is there. (An encrypted file is opened each time.)"""
    if settings.cache is None or not isinstance(head := settings.cache.get(*_keys(settings, file.sha256, "file")), dict):
        return None
    try:
        pages = tuple(from_json(body, file.path) for body in _bodies(settings, file.sha256, head["pages"]))
        return replace(
            file, pages=pages, outcome=head["outcome"], message=head["message"], metadata=tuple((k, v) for k, v in head["metadata"])
        )
    except (KeyError, TypeError, ValueError, LookupError):
        return None


def _bodies(settings: Settings, sha256: str, count: int) -> Iterator[dict[str, Any]]:
    assert settings.cache is not None
    for number in range(1, count + 1):
        body = settings.cache.get(sha256, str(number), "page", settings.version)
        if body is None:
            raise LookupError
        yield body


def _keep_whole(file: SourceFile, settings: Settings) -> None:
    if settings.cache is None or any(p.state is PageState.FAILED for p in file.pages):
        return
    head = {"pages": len(file.pages), "outcome": file.outcome, "message": file.message, "metadata": file.metadata}
    settings.cache.put(head, *_keys(settings, file.sha256, "file"))
