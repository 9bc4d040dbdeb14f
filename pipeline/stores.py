"""Shared storage (共享存储) behind a URL: S3, SFTP and whatever else fsspec knows.

A store is mirrored in a folder of this machine: files are brought there before a run, and what is finished is sent back. A name in a
bucket is any text: only what is a plain path below the folder is brought here.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import uuid4

from models.limits import Limits
from pipeline.cache import default_folder
from pipeline.errors import InputError, OutputError, YushenError
from pipeline.files import printable, safe_name
from pipeline.output import failure

Mark = list[Any]
"""What tells a file in a store from an older one of the same name: its size, and its ETag or the time of its last change."""

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+://")
_SECRET = re.compile(r"//[^/@]*@")
_FOLDERS = {"file", "local", "sftp", "ssh", "ftp", "smb", "hdfs", "webhdfs", "webdav"}
"""Kinds of store that have real folders and write a file bit by bit: there it is written aside and renamed. The others put it whole."""
_VERSIONS = ("ETag", "etag", "md5Hash", "mtime", "LastModified", "last_modified", "updated", "created")
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def is_url(place: str) -> bool:
    """Whether a place is behind a URL; ``file://`` is a folder like any other."""
    return bool(_URL.match(place)) and not place.startswith("file://")


def folder_at(place: str) -> Path:
    """A place that is no URL as a folder."""
    return Path(place.removeprefix("file://"))


@dataclass(frozen=True)
class Listing:
    """The files below a store's folder, and the names that are no paths with the reason in Chinese."""

    files: dict[str, Mark]
    refused: tuple[tuple[str, str], ...]


class Store:
    """A folder in shared storage. What goes wrong there ends in the ``failing`` of the two kinds that suits its part in a run."""

    def __init__(self, url: str, failing: type[InputError] | type[OutputError]) -> None:
        self.shown = _SECRET.sub("//", url).rstrip("/")
        self._failing = failing
        try:
            from fsspec.core import url_to_fs  # a tenth of a second: only for those who need it

            self._fs, root = url_to_fs(url)
        except ImportError as error:
            extra = "安装：pip install 'yushen[s3]'" if url.startswith("s3") else str(error)
            raise failing(f"访问“{self.shown}”还缺组件。{extra}") from error
        except ValueError as error:
            raise failing(f"不认识的地址“{self.shown}”（{error}）。应为文件夹，或 s3://桶/文件夹 一类的地址。") from error
        except Exception as error:
            raise self._told(error) from error
        self._root = str(root).rstrip("/")
        protocol = self._fs.protocol
        self._aside = bool(_FOLDERS & ({protocol} if isinstance(protocol, str) else set(protocol)))

    def listing(self) -> Listing:
        """What is there now."""
        with self._reaching():
            self._fs.invalidate_cache()
            found = self._fs.find(self._root, detail=True)
        entries = {name[len(self._root) + 1 :]: info for name, info in found.items() if name.startswith(self._root + "/")}
        folders = {parent.as_posix() for name in entries for parent in PurePosixPath(name).parents}
        files: dict[str, Mark] = {}
        refused = []
        for name, info in sorted(entries.items()):
            if name.endswith("/"):  # what consoles put there to show an empty folder
                continue
            reason = _refusal(name, info, folders)
            if reason:
                refused.append((printable(name), reason))
            else:
                files[name] = _mark(info)
        most = Limits.from_environment().folder_files
        if len(files) > most:
            raise self._failing(f"“{self.shown}”中的文件超过 {most} 个（L-FOLDER-FILES）。请只指定申报材料所在的文件夹。")
        return Listing(files, tuple(refused))

    def mark(self, name: str) -> Mark | None:
        """What tells this file from an older one; None where there is none."""
        with self._reaching(name):
            self._fs.invalidate_cache()
            try:
                return _mark(self._fs.info(f"{self._root}/{name}"))
            except FileNotFoundError:
                return None

    def fetch(self, name: str, target: Path) -> None:
        """Brings a file here: whole, or not at all."""
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_name(f".{uuid4().hex}.new")
        try:
            with self._reaching(name):
                self._fs.get_file(f"{self._root}/{name}", str(aside))
            aside.replace(target)
        finally:
            aside.unlink(missing_ok=True)

    def send(self, source: Path, name: str) -> Mark:
        """Puts a file there: a reader meets the old one or the new, never a part."""
        target = f"{self._root}/{name}"
        with self._reaching(name):
            if self._aside:
                self._fs.makedirs(target.rpartition("/")[0], exist_ok=True)
                written = f"{target.rpartition('/')[0]}/.{uuid4().hex}.new"
                self._fs.put_file(str(source), written)
                self._fs.mv(written, target)
            else:
                self._fs.put_file(str(source), target)
        return self.mark(name) or []

    def remove(self, name: str) -> None:
        """Takes a file away, if it is there."""
        with self._reaching(name), suppress(FileNotFoundError):
            self._fs.rm_file(f"{self._root}/{name}")

    @contextmanager
    def _reaching(self, name: str = "") -> Iterator[None]:
        try:
            yield
        except YushenError:
            raise
        except Exception as error:  # each kind of store raises errors of its own
            raise self._told(error, name) from error

    def _told(self, error: Exception, name: str = "") -> YushenError:
        """What a user is told. Text of the store's own may name keys and signatures: only its first line, cut short."""
        place = f"{self.shown}/{printable(name)}" if name else self.shown
        again = "再次运行同一命令即可接着做。"
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            return OutputError(f"本机暂存文件夹所在磁盘空间已满，无法取回“{place}”。请清理后{again}")
        if isinstance(error, FileNotFoundError):
            return self._failing(f"“{place}”不存在。请检查地址（桶、文件夹）后{again}")
        if isinstance(error, PermissionError) or "Credentials" in type(error).__name__:
            return self._failing(f"没有访问“{place}”的权限。请检查访问凭证和该存储的授权后{again}")
        why = (printable(str(error)).splitlines() or [""])[0][:160]
        return self._failing(f"无法访问“{place}”（{type(error).__name__}：{why}）。请检查地址、网络和服务地址（AWS_ENDPOINT_URL）后{again}")


def _refusal(name: str, info: dict[str, Any], folders: set[str]) -> str:
    """Why a name is not brought here; "" where it is a plain file below the folder."""
    parts = name.split("/")
    if any(p in ("", ".", "..") or "\0" in p for p in parts) or any(len(p.encode("utf-8", "replace")) > 200 for p in parts):
        return "名称不能作为文件路径，未予读取。"
    if info.get("type") != "file" or info.get("islink"):
        return "不是普通文件（链接等），未予读取。"
    return "与同名文件夹冲突，未予读取。" if name in folders else ""


def _mark(info: dict[str, Any]) -> Mark:
    version = next((info[k] for k in _VERSIONS if info.get(k) is not None), "")
    return [info.get("size"), str(version)]


def mirrors() -> Path:
    """Where the mirrors of all stores are kept: what is there can be brought anew."""
    return default_folder() / "remote"


IN_USE = "in-use"


def clear_mirrors() -> int:
    """Removes the mirrors that no run uses; returns how many had to stay."""
    kept = 0
    for lock in mirrors().glob(f"*/{IN_USE}"):
        with lock.open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                kept += 1
                continue
            shutil.rmtree(lock.parent, ignore_errors=True)
    return kept


class Mirror:
    """A folder of this machine and its store; what is known to be the same in both is kept beside it, a line per file."""

    def __init__(self, store: Store) -> None:
        self.store = store
        place = mirrors() / hashlib.sha256(store.shown.encode()).hexdigest()[:16]
        tail = [safe_name(p) for p in store.shown.partition("://")[2].split("/") if p][-2:]
        self.folder = place.joinpath(*tail)  # names that tell a county: intake looks at them
        self._notes = place / "same.jsonl"
        self._same: dict[str, list[Any]] = {}
        with self._here():
            mirrors().mkdir(parents=True, exist_ok=True, mode=0o700)  # what applicants sent is for this user alone
            self.folder.mkdir(parents=True, exist_ok=True)
            self._in_use = (place / IN_USE).open("w")  # as long as this mirror is there
            fcntl.flock(self._in_use, fcntl.LOCK_SH)
        with suppress(OSError):
            for line in self._notes.read_text(encoding="utf-8").splitlines():
                with suppress(ValueError, TypeError):
                    name, noted = json.loads(line)
                    self._same[name] = noted

    def bring(self, *, gone: bool = False) -> tuple[tuple[str, str], ...]:
        """Brings here all that differs; with ``gone``, removes what is no longer there. Returns the names refused, with reasons."""
        listing = self.store.listing()
        if gone:
            with self._here():
                self._remove_others(set(listing.files))
        self._bring(listing.files)
        return listing.refused

    def bring_files(self, names: Iterable[str]) -> None:
        """Brings these files here, as far as they are there."""
        self._bring({name: mark for name in names if (mark := self.store.mark(name))})

    def _bring(self, files: dict[str, Mark]) -> None:
        wanted = {name: mark for name, mark in files.items() if not self._unchanged(name, mark)}
        with self._here():
            self._room(sum(int(mark[0] or 0) for mark in wanted.values()))
            for name, mark in wanted.items():
                self.store.fetch(name, self._path(name))
                if mark[0] not in (None, self._path(name).stat().st_size):
                    raise InputError(f"“{self.store.shown}/{printable(name)}”在取回时有变动。请再次运行同一命令。")
                self._note(name, mark)

    def send(self, names: Iterable[str], there: Listing | None = None) -> None:
        """Sends what has changed here since it was last sent or brought; with a listing, also what has changed or gone ``there``."""
        for name in names:
            noted = self._same.get(name, [None, None])
            if not self._unchanged(name, noted[1] if there is None else there.files.get(name)):
                self._note(name, self.store.send(self._path(name), name))

    def _unchanged(self, name: str, mark: Mark | None) -> bool:
        """Whether a file is as noted, here and (by its ``mark``) there."""
        with suppress(OSError):
            return self._same.get(name) == [_stamp(self._path(name)), mark]
        return False

    def _note(self, name: str, mark: Mark) -> None:
        self._same[name] = [_stamp(self._path(name)), mark]
        with self._notes.open("a", encoding="utf-8") as notes:
            notes.write(json.dumps([name, self._same[name]]) + "\n")

    def _path(self, name: str) -> Path:
        return self.folder / name

    def _remove_others(self, names: set[str]) -> None:
        for folder, inner, files in os.walk(self.folder, topdown=False):
            for file in files:
                path = Path(folder, file)
                if path.relative_to(self.folder).as_posix() not in names:
                    path.unlink()
            for name in inner:
                with suppress(OSError):
                    Path(folder, name).rmdir()  # where nothing is left in it

    def _room(self, wanted: int) -> None:
        free = shutil.disk_usage(self.folder).free
        if wanted > free:
            raise OutputError(
                f"取回“{self.store.shown}”需要 {wanted >> 20} MiB，本机暂存文件夹所在磁盘只剩 {free >> 20} MiB。请清理，或用 YUSHEN_CACHE 换一处。"
            )

    @contextmanager
    def _here(self) -> Iterator[None]:
        """Around work in the folder of this machine: what goes wrong on its disk is told as that."""
        try:
            yield
        except OSError as error:
            raise failure(self.folder, error) from error


def _stamp(path: Path) -> list[int]:
    found = path.stat()
    return [found.st_size, found.st_mtime_ns]
