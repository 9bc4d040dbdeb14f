"""The whole run as a flow that a Prefect work pool can start: docs/scale-out.md. The command line does not need it."""

from __future__ import annotations

from prefect import flow

from flows.shared import run_anywhere
from pipeline.errors import ExitCode

DONE = (ExitCode.OK, ExitCode.PARTIAL)


@flow(name="审读")
def screen_folder(
    folder: str, out: str, rulebook: str = "shijiazhuang-2025", engine: str = "rapidocr", workers: int = 0, dask: str | None = None
) -> int:
    """Screens a submission folder (or what a URL names); ends with the exit code of `yushen run`, and fails where that means that nothing was screened."""
    code = run_anywhere(folder, out, rulebook=rulebook, engine=engine, workers=workers, dask=dask)
    if code not in DONE:
        raise RuntimeError(f"yushen run: {code.name}")
    return int(code)
