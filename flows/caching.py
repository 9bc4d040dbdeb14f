"""``yushen cache``: how much of the reading cache is used, and emptying it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from models.limits import Limits
from pipeline.cache import Cache
from pipeline.errors import ExitCode
from pipeline.stores import clear_mirrors, mirrors


def show_cache(clear: bool) -> ExitCode:
    """Prints folder, entries and size; empties the cache first where asked to."""
    kept = Cache(mib=Limits.from_environment().cache_mib)
    if clear:
        before, freed = kept.size()
        freed += _size(mirrors())
        kept.clear()
        busy = clear_mirrors()
        left = kept.size()[1] + _size(mirrors())
        print(f"已清空：{before} 个条目，{_mib(max(0, freed - left))}。" + (f"{busy} 个正在使用的暂存副本未动。" if busy else ""))
    count, used = kept.size()
    print(f"缓存文件夹  {kept.folder}")
    print(f"条目        {count}")
    print(f"占用        {_mib(used)}，上限 {_mib(kept.bound)}（YUSHEN_CACHE_MIB 可改；超过时最久未用的先删）")
    if copies := _size(mirrors()):
        print(f"暂存副本    {_mib(copies)}（共享存储中材料和结果在本机的副本，清空后用到时重新取回）")
    return ExitCode.OK


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with suppress(OSError):
            total += path.stat().st_size if path.is_file() else 0
    return total


def _mib(size: int) -> str:
    return f"{size / (1 << 20):.1f} MiB"
