"""docs/errors.md is what the code defines, and the code defines all that can happen."""

from __future__ import annotations

from pathlib import Path
from typing import get_args, get_type_hints

from models.pages import PageState, SourceFile
from pipeline.dossiers import words
from pipeline.error_docs import LIMITS_ZH, limit_rows, markdown
from pipeline.errors import EXITS, OUTCOMES, PAGE_STATES, ExitCode
from pipeline.workers import Lost

ROOT = Path(__file__).parent.parent


def test_the_page_is_current() -> None:
    path = ROOT / "docs" / "errors.md"
    assert path.read_text(encoding="utf-8") == markdown(), "run: python -m pipeline.error_docs"


def test_every_code_has_its_meaning() -> None:
    of_files = set(get_args(get_type_hints(SourceFile)["outcome"])) - {"read"}
    of_workers = set(get_args(get_type_hints(Lost.__init__)["code"]))
    assert set(EXITS) == set(ExitCode)
    assert set(OUTCOMES) == of_files | of_workers | {"ok", "empty", "unreachable"}
    assert set(PAGE_STATES) == {str(s) for s in PageState} == set(words.PAGE_STATES)
    assert of_files <= set(words.OUTCOMES)


def test_every_limit_that_a_message_names_is_explained() -> None:
    import re

    named = set()
    for folder in ("models", "extractors", "pipeline", "flows"):
        for path in (ROOT / folder).rglob("*.py"):
            named |= set(re.findall(r"\bL-[A-Z]+(?:-[A-Z]+)*\b", path.read_text(encoding="utf-8")))
    named -= {"L-PACKAGE"}
    assert {row[0] for row in limit_rows()} == named == set(LIMITS_ZH)
    assert all(row[3] and row[4] for row in limit_rows())
