"""The Chinese fonts of this machine, by family, and what to install where one is missing.

``python -m tests.generators.fonts`` says it, and ends with 1 where a font is missing.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/System/Library/Fonts", "C:/Windows/Fonts")
FAMILIES: dict[str, tuple[tuple[str, ...], str]] = {
    "Song": (("uming", "simsun", "gbsn00lp", "STSong"), "fonts-arphic-uming"),
    "Kai": (("ukai", "simkai", "gkai00mp", "STKaiti"), "fonts-arphic-ukai"),
    "Hei": (("wqy-zenhei", "simhei", "STHeiti", "PingFang"), "fonts-wqy-zenhei"),
    "Serif": (("NotoSerifCJK-Regular", "NotoSerifCJKsc-Regular", "SourceHanSerif"), "fonts-noto-cjk"),
    "Sans": (("NotoSansCJK-Regular", "NotoSansCJKsc-Regular", "SourceHanSans"), "fonts-noto-cjk"),
    "Serif bold": (("NotoSerifCJK-Bold",), "fonts-noto-cjk"),
    "Sans bold": (("NotoSansCJK-Bold",), "fonts-noto-cjk"),
    "Micro Hei": (("wqy-microhei",), "fonts-wqy-microhei"),
}
"""Family → beginnings of its files' names, and the Debian package that brings it."""
LEAST = ("Song", "Kai", "Hei", "Micro Hei", "Serif", "Sans")
"""What the test sets are drawn with; the others are taken where they are."""


@cache
def families() -> dict[str, str]:
    """Each family of `FAMILIES` that this machine has, with its file."""
    files = _files()
    found = {}
    for family, (stems, _) in FAMILIES.items():
        for stem in stems:
            match = next((f for f in files if f.stem.lower().startswith(stem.lower())), None)
            if match is not None:
                found[family] = str(match)
                break
    return found


def _files() -> list[Path]:
    """Font files that fontconfig knows, or that lie in the usual folders where there is no fontconfig."""
    if shutil.which("fc-list"):
        listed = subprocess.run(["fc-list", ":lang=zh", "--format", "%{file}\n"], capture_output=True, text=True, check=False)
        files = {Path(line) for line in listed.stdout.splitlines() if line}
        if files:
            return sorted(files)
    roots = [root for folder in FOLDERS if (root := Path(folder).expanduser()).is_dir()]
    return sorted(path for root in roots for path in root.rglob("*") if path.suffix.lower() in (".ttf", ".ttc", ".otf"))


def missing() -> str:
    """What to install for the whole test set; "" where all its families are there."""
    absent = [family for family in LEAST if family not in families()]
    if not absent:
        return ""
    packages = " ".join(dict.fromkeys(FAMILIES[family][1] for family in absent))
    return f"Not drawn with {', '.join(absent)}: no such font on this machine (Debian/Ubuntu: apt-get install {packages})."


def ordered(*names: str) -> tuple[str, ...]:
    """Files of the named families that are there, in that order."""
    return tuple(families()[n] for n in names if n in families())


if __name__ == "__main__":
    if missing():
        print(missing())
    sys.exit(bool(missing()))
