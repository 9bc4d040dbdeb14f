"""OUT as a place that can fail: full, read-only, vanished. What goes wrong there ends the run with one message, and loses nothing.

Every file is written aside and renamed (`pipeline.files`), so what bears a final name is whole; the same command completes the rest.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from models.limits import Limits
from pipeline.errors import OutputError

STATE = ".yushen"
"""Below OUT: ledger, lock, facts."""
_LEFT = re.compile(r"\.(?P<name>.+)\.(?P<kind>new|old)-[0-9a-f]{8}")
_REASONS = {
    errno.ENOSPC: "磁盘空间已满",
    errno.EDQUOT: "磁盘配额已满",
    errno.EFBIG: "文件超过允许的大小",
    errno.EROFS: "所在磁盘为只读",
    errno.EACCES: "没有写入权限",
    errno.EPERM: "没有写入权限",
    errno.ENOENT: "文件夹已不存在（网络盘可能已断开）",
    errno.ESTALE: "网络盘已断开",
    errno.EIO: "磁盘读写错误",
}


def failure(out: Path, error: OSError) -> OutputError:
    """What a user is told of an error while writing to OUT."""
    why = _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__
    return OutputError(f"输出文件夹“{out}”无法写入：{why}。已完成的不受影响；排除故障后再次运行同一命令即可接着做。")


@contextmanager
def writing(out: Path) -> Iterator[None]:
    """Around whatever writes to OUT: an `OSError` becomes an `OutputError`. A folder that has gone is not made anew elsewhere:
    where a share was unmounted, that would fill the wrong disk."""
    if not out.is_dir():
        raise failure(out, OSError(errno.ENOENT, ""))
    try:
        yield
    except OSError as error:
        raise failure(out, error) from error


def prepare(out: Path) -> None:
    """Makes OUT, and makes sure that it can be written to."""
    try:
        (out / STATE).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise failure(out, error) from error
    probe(out)
    wanted = Limits.from_environment().free_mib
    free = shutil.disk_usage(out).free >> 20
    if free < wanted:
        raise OutputError(
            f"输出文件夹“{out}”所在磁盘只剩 {free} MiB，至少需要 {wanted} MiB（L-FREE-SPACE）。请清理后重试，或换一个 --out。"
        )


def probe(out: Path) -> None:
    """Writes and removes a small file; `OutputError` where that fails."""
    path = out / STATE / f"probe-{os.getpid()}"
    with writing(out):
        try:
            with path.open("wb") as file:
                file.write(bytes(1 << 16))
                file.flush()
                os.fsync(file.fileno())
        finally:
            with suppress(OSError):
                path.unlink()


def clear_leftovers(out: Path) -> None:
    """Removes what killed runs wrote aside, and puts back an older folder whose exchange was cut short. Only under the lock."""
    with writing(out):
        for folder in (out, out / STATE, out / STATE / "facts"):
            for path in sorted(folder.iterdir()) if folder.is_dir() else ():
                if not (found := _LEFT.fullmatch(path.name)):
                    continue
                target = path.with_name(found["name"])
                if found["kind"] == "old" and not target.exists():
                    path.rename(target)
                elif path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                else:
                    path.unlink()
