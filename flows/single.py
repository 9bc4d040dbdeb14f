"""``yushen check``: one book or one applicant's folder, in this process, without Prefect."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from flows.progress import Progress
from models.checks import Check
from pipeline.errors import ExitCode, InputError
from pipeline.intake import single
from pipeline.jobs import Job, load_facts
from pipeline.masking import plain
from pipeline.output import prepare
from pipeline.workers import Lost, WorkerPool

LABELS = {"fail": "不符合", "unsure": "待核实"}


def check_book(book: Path, out: Path | None, *, rulebook: str, engine: str, passwords: tuple[str, ...] = ()) -> ExitCode:
    """Screens one applicant and prints what was found; keeps the dossier only where ``out`` is given."""
    from pipeline.engines import make_engine
    from pipeline.rulebook import load

    load(rulebook)
    make_engine(engine)
    if not book.exists():
        raise InputError(f"找不到“{book}”。请检查路径。")
    root, applicant = single(book)
    target = out or Path(tempfile.mkdtemp(prefix="yushen-"))
    prepare(target)
    progress = Progress(1, 0, sys.stderr)
    try:
        job = Job(root, applicant, target, rulebook, engine, os.cpu_count() or 1, passwords)
        with WorkerPool(1) as pool:
            screened = pool.screen(job, progress.page)
        progress.end()
        facts = load_facts(target, applicant.id)
        for check in facts[1] if facts else ():
            _print(check)
        c = screened.counts
        print(
            f"{plain(screened.name or book.name)}：通过 {c['pass']}，不符合 {c['fail']}，待核实 {c['unsure']}，不适用 {c['not_applicable']}"
        )
        if out is not None:
            print(f"审读档案：{out / applicant.id / 'dossier.html'}")
        if screened.code != "ok":
            print(plain(screened.message), file=sys.stderr)
        return ExitCode.OK if screened.code == "ok" else ExitCode.PARTIAL
    except Lost as lost:
        print(str(lost), file=sys.stderr)
        return ExitCode.PARTIAL
    finally:
        if out is None:
            shutil.rmtree(target, ignore_errors=True)


def _print(check: Check) -> None:
    if check.verdict in LABELS:
        pages = sorted({e.page for e in check.evidence})
        where = f"（第{'、'.join(map(str, pages[:6]))}页）" if pages else ""
        print(plain(f"[{LABELS[check.verdict]}] {check.rule} {check.subject} {check.message}{where}"))
