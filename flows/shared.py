"""A run whose submission folder or OUT stands in shared storage (`pipeline.stores`): both are mirrored in folders of this machine.

Each book is sent when it is done, with its facts and the ledger, so that what is finished is not lost even with the machine.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from flows.last_run import PLACE, REPORTS, last_run
from flows.run import run_batch
from pipeline.claims import Claim
from pipeline.errors import ExitCode, InputError, OutputError
from pipeline.jobs import FACTS, Job
from pipeline.stores import Mirror, Store, folder_at, is_url

log = logging.getLogger(__name__)

LEDGER = ".yushen/ledger.sqlite"
DOSSIER = ("dossier.html", "dossier.docx", "dossier.json")


def run_anywhere(source: str, out: str, **options: Any) -> ExitCode:
    """`flows.run.run_batch` over folders or URLs."""
    shared = Shared(source if is_url(source) else "", out if is_url(out) else "")
    folder = shared.arrive() if shared.source else folder_at(source)
    if not (shared.source or shared.target):
        return run_batch(folder, folder_at(out), **options)
    return run_batch(folder, shared.mirror.folder if shared.mirror else folder_at(out), shared=shared, **options)


def judge_anywhere(out: str, *, rulebook: str | None, workers: int = 0) -> ExitCode:
    """`yushen judge`: the last run over OUT once more, with another rulebook or newer rules.

    Books whose facts still hold are judged from them. Where the rulebook says otherwise where facts stand, they are extracted anew,
    from pages in the reading cache.
    """
    folder = folder_at(out)
    if is_url(out):
        mirror = Mirror(Store(out, OutputError))
        mirror.bring_files([PLACE])
        folder = mirror.folder
    last = last_run(folder)
    if not is_url(last.folder) and not Path(last.folder).is_dir():
        raise InputError(f"原申报材料文件夹“{last.folder}”不在，无法取页面截图。请放回原处，或用 yushen run 指定新位置。")
    return run_anywhere(last.folder, out, rulebook=rulebook or last.rulebook, engine=last.engine, workers=workers)


@dataclass
class Shared:
    """What of a run stands in shared storage: URLs of the submission folder and of OUT; "" where that is a folder.

    The run enters it under its lock, calls `book` after each, `end` after the reports.
    """

    source: str
    target: str
    refused: tuple[tuple[str, str], ...] = ()
    mirror: Mirror | None = field(default=None)
    _claim: Claim | None = field(default=None)

    def __post_init__(self) -> None:
        self.mirror = Mirror(Store(self.target, OutputError)) if self.target else None

    def arrive(self) -> Path:
        """Brings the submission folder here, as far as it has changed."""
        incoming = Mirror(Store(self.source, InputError))
        self.source = incoming.store.shown
        print(f"正在从“{self.source}”取回申报材料……", file=sys.stderr, flush=True)
        self.refused = incoming.bring(gone=True)
        return incoming.folder

    @contextmanager
    def begun(self) -> Iterator[None]:
        """Claims OUT, which shows that it can be written before hours are spent, and goes on where another machine stopped."""
        if self.mirror is None:
            yield
            return
        with Claim(self.mirror.store) as self._claim:
            if not (self.mirror.folder / LEDGER).exists():
                self.mirror.bring()
            yield

    def book(self, id: str, brought: bool) -> None:
        """A book is done. With ``brought``, a worker elsewhere has sent it, and the reports need it here."""
        if self.mirror is None or self._claim is None:
            return
        self._claim.check()
        names = [*_files_of(id), LEDGER]
        if brought:
            self.mirror.bring_files(_files_of(id))
        try:
            self.mirror.send(n for n in names if (self.mirror.folder / n).is_file())
        except OutputError as error:
            log.warning("%s：%s", id, error)  # `end` tries again

    def end(self) -> None:
        """Sends all that is not there yet, the reports last."""
        if self.mirror is not None:
            ids = sorted(p.stem for p in (self.mirror.folder / FACTS).glob("*.json"))
            names = [*(n for id in ids for n in _files_of(id)), LEDGER, PLACE, *REPORTS]
            self.mirror.send((n for n in names if (self.mirror.folder / n).is_file()), self.mirror.store.listing())


def _files_of(id: str) -> list[str]:
    return [*(f"{id}/{name}" for name in DOSSIER), f"{FACTS}/{id}.json"]


@contextmanager
def job_elsewhere(job: Job, source: str, target: str) -> Iterator[Job]:
    """For a worker on another machine: the job with its files brought to a folder for this book alone; the results are sent."""
    with tempfile.TemporaryDirectory(prefix="yushen-") as scratch:
        here = job
        if source:
            root, store = Path(scratch, "in"), Store(source, InputError)
            files = tuple(replace(f, path=root / f.path.relative_to(job.root)) for f in job.applicant.files)
            for file in files:
                store.fetch(file.path.relative_to(root).as_posix(), file.path)
            here = replace(here, root=root, applicant=replace(here.applicant, files=files))
        if not target:
            yield here
            return
        out, store = Path(scratch, "out"), Store(target, OutputError)
        out.mkdir()
        names = _files_of(job.applicant.id)
        if store.mark(names[-1]):
            store.fetch(names[-1], out / names[-1])  # facts that need only be judged again
        yield replace(here, out=out)
        for name in names:
            if (out / name).is_file():
                store.send(out / name, name)
