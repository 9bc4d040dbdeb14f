"""``yushen rules`` and ``yushen explain``: a rulebook's rules in plain Chinese."""

from __future__ import annotations

from pipeline.errors import ExitCode
from pipeline.rule_docs import GROUPS, SEVERITIES, explain, pages
from pipeline.rulebook import load


def print_rules(rulebook: str) -> None:
    """A line per rule, by group."""
    book = load(rulebook)
    print(f"{book.heading.title}（{book.id}，版本 {book.heading.version}）")
    group = ""
    for page in pages(book):
        name = page.id.split(".", maxsplit=1)[0]
        if name != group:
            group = name
            print(f"\n{GROUPS.get(group, group)}")
        print(f"  {page.id:<34} {page.title}（{SEVERITIES[page.severity] if page.severity else '未启用'}）")


def print_explanation(subject: str, rulebook: str, sentence: str = "") -> ExitCode:
    """One rule, or a metric (``metric:digitization_rate``), with how it is read in a sentence."""
    print("\n".join(explain(subject, load(rulebook), sentence)))
    return ExitCode.OK
