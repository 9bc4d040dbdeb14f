"""`make chaos`: faults put upon real runs. After each the same command must complete, and its output be that of an undisturbed run.

Faults: the disk fills, the output is read-only, its folder vanishes, the submission folder vanishes, the whole run is killed at random
moments, two runs write to one OUT. A loss is a finished book that is not whole, a half-written file under a final name, a command that
does not complete afterwards, or a byte that differs. Prints tries and losses; ends with 1 where anything was lost.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2

from tests.report import ROOT, Report, keep

SAMPLES = ROOT / "data" / "samples"
OUTPUT = 5
LONGEST = 900
PAGES = (0, 1, 2, 3, 5)
"""Of the sample: cover, commitment, declaration, form, and a page of text."""


@dataclass
class Stage:
    """A submission of a short scanned book and a broken one, what an undisturbed run makes of it, and a warm cache."""

    folder: Path
    submission: Path = field(init=False)
    reference: dict[str, bytes] = field(init=False)
    seconds: float = field(init=False)
    cold_seconds: float = field(init=False)

    def __post_init__(self) -> None:
        book = max(SAMPLES.glob("*/*/*.pdf"), key=lambda p: p.stat().st_size)
        self.submission = self.folder / "材料"
        times = self.folder / "seconds.json"
        if times.is_file():  # a job done in pieces
            self.cold_seconds, self.seconds = json.loads(times.read_text(encoding="utf-8"))
            self.reference = content(self.folder / "reference")
            return
        self.submission.mkdir(parents=True)
        short = pypdfium2.PdfDocument.new()
        short.import_pages(pypdfium2.PdfDocument(book), PAGES)
        short.save(self.submission / "甲公司申报书.pdf")
        (self.submission / "乙公司申报书.pdf").write_bytes(b"%PDF-1.7\n")
        began = time.monotonic()
        self.must(self.folder / "warm")
        self.cold_seconds = time.monotonic() - began
        began = time.monotonic()
        self.must(self.folder / "reference")
        self.seconds = time.monotonic() - began
        self.reference = content(self.folder / "reference")
        times.write_text(json.dumps([self.cold_seconds, self.seconds]), encoding="utf-8")

    def start(self, out: Path, cache: str = "cache", **more: object) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "flows.cli", "run", str(self.submission), "--out", str(out), "--workers", "1"]
        env = {**os.environ, "YUSHEN_CACHE": str(self.folder / cache), "PYTHONUTF8": "1", "YUSHEN_FREE_MIB": "1"}
        return subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True, **more
        )  # type: ignore[call-overload,no-any-return]

    def run(self, out: Path, **more: object) -> tuple[int, str]:
        """Exit code and stderr of a whole run."""
        process = self.start(out, **more)
        _, said = process.communicate(timeout=LONGEST)
        return process.returncode, said.decode("utf-8", "replace")

    def must(self, out: Path) -> None:
        code, said = self.run(out)
        if code != 6:  # the broken book makes the batch a partial one
            raise SystemExit(f"an undisturbed run ended with {code}: {said[-2000:]}")

    def losses(self, out: Path, cache: str = "cache") -> list[str]:
        """What is amiss with OUT now, and once the same command has been given again."""
        found = halves(out)
        code, said = self.run(out, cache=cache)
        if code != 6:
            return [*found, f"the same command ended with {code}: {said[-500:]}"]
        after = content(out)
        differing = sorted(k for k in self.reference.keys() | after.keys() if self.reference.get(k) != after.get(k))
        return found + [f"differs: {k}" for k in differing] + [f"left behind: {p.name}" for p in out.iterdir() if ".new-" in p.name]


def content(out: Path) -> dict[str, bytes]:
    """All that a run writes for readers; times and state aside."""
    files = [p for p in out.rglob("*") if p.is_file() and ".yushen" not in p.relative_to(out).parts and p.name != "run.json"]
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(files)}


def halves(out: Path) -> list[str]:
    """Files under their final names that are not whole, and folders of applicants that lack a file."""
    found = []
    for path in out.rglob("*") if out.is_dir() else ():
        inside = path.relative_to(out).parts
        if not path.is_file() or any(part.startswith(".") for part in inside):
            continue
        try:
            if path.suffix == ".json":
                json.loads(path.read_text(encoding="utf-8"))
            elif path.suffix == ".html":
                assert path.read_text(encoding="utf-8").rstrip().endswith("</html>")
            elif path.suffix in (".docx", ".xlsx"):
                with zipfile.ZipFile(path) as package:
                    assert package.testzip() is None
        except (ValueError, AssertionError, zipfile.BadZipFile) as error:
            found.append(f"half: {'/'.join(inside)} ({type(error).__name__})")
    for folder in (p for p in out.iterdir() if p.is_dir() and not p.name.startswith(".")) if out.is_dir() else ():
        missing = {"dossier.json", "dossier.html", "dossier.docx"} - {p.name for p in folder.iterdir()}
        found += [f"missing: {folder.name}/{name}" for name in sorted(missing)]
    return found


def kill_all(process: subprocess.Popen[bytes]) -> None:
    """`kill -9` of the command alone: what it has started must end by itself."""
    process.send_signal(signal.SIGKILL)
    process.wait()
    if process.stderr is not None:
        process.stderr.close()


def killed(stage: Stage, out: Path, turn: random.Random) -> list[str]:
    process = stage.start(out)
    time.sleep(turn.uniform(0.3, stage.seconds))
    kill_all(process)
    return stage.losses(out)


def killed_reading(stage: Stage, out: Path, turn: random.Random) -> list[str]:
    """Killed while pages are read; the run after it finds the half-filled cache."""
    shutil.rmtree(stage.folder / "cold", ignore_errors=True)
    process = stage.start(out, cache="cold")
    time.sleep(turn.uniform(2.0, stage.cold_seconds))
    kill_all(process)
    return stage.losses(out, cache="cold")


def two_runs(stage: Stage, out: Path, turn: random.Random) -> list[str]:
    first = stage.start(out)
    end = time.monotonic() + 60
    while not (out / ".yushen" / "ledger.sqlite").exists() and first.poll() is None and time.monotonic() < end:
        time.sleep(0.05)
    code, said = stage.run(out)
    first.communicate(timeout=LONGEST)
    refused = [] if code == OUTPUT and "占用" in said else [f"the second run ended with {code}: {said[-300:]}"]
    return refused + ([] if first.returncode == 6 else [f"the first ended with {first.returncode}"]) + stage.losses(out)


def folder_vanishes(stage: Stage, out: Path, turn: random.Random) -> list[str]:
    process = stage.start(out)
    time.sleep(turn.uniform(0.5, stage.seconds * 0.8))
    away = out.with_name(out.name + "-away")
    if out.is_dir():
        out.rename(away)
    _, said = process.communicate(timeout=LONGEST)
    wrong = [] if process.returncode in (OUTPUT, 6) else [f"ended with {process.returncode}: {said.decode()[-300:]}"]
    wrong += [f"made anew: {p}" for p in ([out] if out.is_dir() and content(out) and process.returncode != 6 else [])]
    shutil.rmtree(out, ignore_errors=True)
    if away.is_dir():
        away.rename(out)
    return wrong + stage.losses(out)


def submission_vanishes(stage: Stage, out: Path, turn: random.Random) -> list[str]:
    process = stage.start(out)
    time.sleep(turn.uniform(0.3, stage.seconds * 0.8))
    away = stage.submission.with_name("材料-away")
    stage.submission.rename(away)
    _, said = process.communicate(timeout=LONGEST)
    away.rename(stage.submission)
    wrong = [] if process.returncode in (3, 6) else [f"ended with {process.returncode}: {said.decode()[-300:]}"]
    return wrong + stage.losses(out)


@contextmanager
def small_disk(folder: Path, mib: int, read_only: bool = False) -> Iterator[bool]:
    """A disk of so many MiB at ``folder``; false where this may not mount one."""
    folder.mkdir(parents=True, exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mib}m", "tmpfs", str(folder)], capture_output=True, check=False)
    if mounted.returncode != 0:
        yield False
        return
    try:
        if read_only:
            subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        yield True
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def disk_full(stage: Stage, out: Path, turn: random.Random) -> list[str]:
    """The disk fills at a random moment, and is given room again. Without the right to mount, a limit on the size of files stands in."""
    with small_disk(out.parent / "disk", 96) as mounted:
        if not mounted:
            import resource

            code, said = stage.run(out, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)))
            return ([] if code == OUTPUT else [f"ended with {code}: {said[-300:]}"]) + stage.losses(out)
        target, filler = out.parent / "disk" / out.name, out.parent / "disk" / "filler"
        process = stage.start(target)
        time.sleep(turn.uniform(0.3, stage.seconds * 0.8))
        fill(filler)
        _, said = process.communicate(timeout=LONGEST)
        wrong = [] if process.returncode in (OUTPUT, 6) else [f"ended with {process.returncode}: {said.decode()[-600:]}"]
        filler.unlink()
        return wrong + stage.losses(target)


def fill(path: Path) -> None:
    """Writes until nothing fits any more."""
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1 << 9):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue


def read_only(stage: Stage, out: Path, turn: random.Random) -> list[str]:
    with small_disk(out.parent / "disk", 96, read_only=True) as mounted:
        if mounted:
            target = out.parent / "disk" / out.name
            code, said = stage.run(target)
            refused = [] if code == OUTPUT and "只读" in said else [f"ended with {code}: {said[-300:]}"]
            subprocess.run(["mount", "-o", "remount,rw", str(out.parent / "disk")], check=True)
            return refused + stage.losses(target)
    out.mkdir(parents=True)
    out.chmod(0o500)
    code, said = stage.run(out)
    out.chmod(0o700)
    return ([] if code == OUTPUT else [f"ended with {code}: {said[-300:]}"]) + stage.losses(out)


Fault = Callable[[Stage, Path, random.Random], list[str]]
FAULTS: dict[str, tuple[Fault, int]] = {
    "kill -9": (killed, 30),
    "kill -9 while pages are read": (killed_reading, 3),
    "disk full": (disk_full, 4),
    "read-only output": (read_only, 2),
    "output folder vanishes": (folder_vanishes, 3),
    "submission folder vanishes": (submission_vanishes, 3),
    "two runs on one OUT": (two_runs, 3),
}


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--tries", help="which tries of each fault, in place of the usual number: 3, or 10-20 for the tenth to the nineteenth")
    ap.add_argument("--fault", choices=FAULTS, action="append", help="this fault alone (may be repeated)")
    ap.add_argument("--seed", type=int, default=2025)
    ap.add_argument(
        "--kept", type=Path, help="a folder for the results of the tries: a long job done in pieces, those done already left out"
    )
    ap.add_argument("--seconds", type=float, default=86400, help="begin no try after so many seconds")
    ap.add_argument("--write", action="store_true", help="put the table into docs/security.md")
    a = ap.parse_args()
    folder = a.kept or Path(tempfile.mkdtemp(prefix="yushen-chaos-"))
    try:
        tries = Tries(folder / "tries.jsonl")
        tries.make(Stage(folder), a.fault or list(FAULTS), a.tries, a.seed, a.seconds)
    finally:
        if a.kept is None:
            shutil.rmtree(folder, ignore_errors=True)
    left = list(leftovers(folder))
    report = tries.report(a.seed)
    print(f"{report.markdown()}\n\nprocesses left behind: {len(left)}")
    if a.write:
        keep(ROOT / "docs" / "security.md", "chaos", report.markdown())
    return 1 if any(tries.known.values()) or left else 0


class Tries:
    """What each try lost, by fault and number."""

    def __init__(self, path: Path) -> None:
        self.path = path
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        self.known: dict[tuple[str, int, int], list[str]] = {(f, seed, n): lost for f, seed, n, lost in map(json.loads, lines)}

    def make(self, stage: Stage, faults: list[str], which: str | None, seed: int, seconds: float) -> None:
        print(f"undisturbed run: {stage.seconds:.1f} s, {len(stage.reference)} files; seed {seed}", flush=True)
        end = time.monotonic() + seconds
        for name in faults:
            fault, usual = FAULTS[name]
            first, _, last = (which or str(usual)).rpartition("-")
            for n in range(int(first or 0), int(last)):
                if (name, seed, n) in self.known or time.monotonic() > end:
                    continue
                out = stage.folder / f"{name.replace(' ', '-')}-{n}" / "out"
                shutil.rmtree(out.parent, ignore_errors=True)
                out.parent.mkdir()
                began = time.monotonic()
                lost = fault(stage, out, random.Random(f"{seed} {name} {n}"))
                print(f"  {name}, try {n + 1}: {'; '.join(lost) or 'nothing lost'} ({time.monotonic() - began:.0f} s)", flush=True)
                shutil.rmtree(out.parent, ignore_errors=True)
                self._add((name, seed, n), lost)

    def _add(self, key: tuple[str, int, int], lost: list[str]) -> None:
        self.known[key] = lost
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps([*key, lost], ensure_ascii=False) + "\n")

    def report(self, seed: int) -> Report:
        rows = []
        for name in FAULTS:
            found = [lost for (fault, of, _), lost in self.known.items() if (fault, of) == (name, seed)]
            rows.append((name, len(found), sum(map(bool, found))))
        rows.append(("all", sum(r[1] for r in rows), sum(r[2] for r in rows)))
        notes = (
            f"Moments are random (seed {seed}), from the start of the command to the end of an undisturbed run. A loss is a finished book that is not "
            "whole, a half-written file under a final name, a wrong exit code, a command that does not complete when given again, or a byte of its "
            "output that differs from an undisturbed run's. Made by `make chaos`."
        )
        return Report("Faults put upon real runs", ("fault", "tries", "losses"), tuple(rows), notes)


def leftovers(folder: Path) -> Iterator[int]:
    """Processes of killed runs that are still there a little later."""
    time.sleep(2)
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder / "cache").encode() in (entry / "environ").read_bytes():
                yield int(entry.name)
        except OSError:
            continue


if __name__ == "__main__":
    sys.exit(main())
