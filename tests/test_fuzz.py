"""The parsers and readers under Hypothesis: whatever comes in, they come back, and what they say holds together."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS, WORDS

TRIES = {"docx": 40, "xlsx": 40, "statements": 60, "headings": 60}

# Found by atheris or Hypothesis, each once a crash or a wrong answer.
REGRESSIONS: list[tuple[str, str]] = [
    ("dates", "月十十"),
    ("numbers", ""),
    ("numbers", "²"),
    ("numbers", "万" * 86 + "2"),
    ("codes", "²人"),
    ("headings", " "),
]


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_words_of_the_language_in_any_order(name: str) -> None:
    words = st.one_of(st.sampled_from(WORDS[name]), st.text(max_size=3))

    @settings(max_examples=TRIES.get(name, 200), deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(words, max_size=30))
    def run(parts: list[str]) -> None:
        TARGETS[name]("".join(parts))

    run()


@pytest.mark.parametrize(("name", "text"), REGRESSIONS)
def test_what_once_broke(name: str, text: str) -> None:
    TARGETS[name](text)
