"""``yushen cache``: how much of the reading cache is used, and emptying it."""

from __future__ import annotations

from pipeline.cache import Cache
from pipeline.errors import ExitCode
from pipeline.limits import Limits


def show_cache(clear: bool) -> ExitCode:
    """Prints folder, entries and size; empties the cache first where asked to."""
    kept = Cache(mib=Limits.from_environment().cache_mib)
    if clear:
        before, freed = kept.size()
        kept.clear()
        print(f"已清空：{before} 个条目，{_mib(freed)}。")
    count, used = kept.size()
    print(f"缓存文件夹  {kept.folder}")
    print(f"条目        {count}")
    print(f"占用        {_mib(used)}，上限 {_mib(kept.bound)}（YUSHEN_CACHE_MIB 可改；超过时最久未用的先删）")
    return ExitCode.OK


def _mib(size: int) -> str:
    return f"{size / (1 << 20):.1f} MiB"
