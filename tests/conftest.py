"""What several tests share: one real run over the sample submissions, made once."""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest

hypothesis.settings.register_profile("patient", deadline=None)  # a busy machine is no fault of a parser
hypothesis.settings.load_profile("patient")

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "data" / "samples"
YUSHEN = (sys.executable, "-m", "flows.cli")


@dataclass(frozen=True)
class Run:
    """A run of the command line over the samples."""

    out: Path
    cache: Path
    result: subprocess.CompletedProcess[str]

    def again(self, *more: str, out: Path | None = None) -> subprocess.CompletedProcess[str]:
        """The same command once more, with the same cache."""
        return yushen("run", str(SAMPLES), "--out", str(out or self.out), *more, cache=self.cache)

    @property
    def first(self) -> Path:
        """The OUT that the command wrote; ``out`` is a copy of it."""
        return Path(self.result.args[self.result.args.index("--out") + 1])


def yushen(*arguments: str, cache: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Runs the command line in a process of its own."""
    env = {**os.environ, "PYTHONUTF8": "1"}
    if cache is not None:
        env["YUSHEN_CACHE"] = str(cache)
    return subprocess.run([*YUSHEN, *arguments], capture_output=True, text=True, env=env, cwd=ROOT, timeout=900, check=False)


def written(out: Path) -> dict[str, bytes]:
    """All that a run writes but its times and its own state."""
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file() and ".yushen" not in p.parts and p.name != "run.json"}  # fmt: skip


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The samples, screened with the default engine into an empty OUT: once for all processes of pytest-xdist, a copy for each."""
    folder = tmp_path_factory.mktemp("samples")
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    shared = shared / "first"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        kept = shared / "result.pickle"
        if not kept.exists():
            result = yushen("run", str(SAMPLES), "--out", str(shared / "out"), cache=shared / "cache")
            kept.write_bytes(pickle.dumps(result))
    for part in ("out", "cache"):
        shutil.copytree(shared / part, folder / part)
    return Run(folder / "out", folder / "cache", pickle.loads(kept.read_bytes()))
