"""A paragraph sentence by sentence: the date and the topic of one go on to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from extractors.language.normal import Normal
from extractors.language.sentences import Sentence, read_sentence, sentences
from extractors.language.statements import Reader, Setting, Statement
from extractors.language.vocabulary import Mark, Vocabulary

LONGEST_TITLE = 24
"""Characters that a title of its own line may have."""


def read_paragraph(paragraph: Normal, vocabulary: Vocabulary, setting: Setting, title: str = "") -> tuple[list[tuple[int, Statement]], str]:
    """The statements with the place of their sentence, and the name that the paragraph sets as a title for the next.

    A sentence that names no metric at all speaks of the one that the sentence before it, or the title above (``title``), only named:
    设备数字化率是核心指标。行业平均约45%，本企业由42.5%提升至68.3%。
    """
    out: list[tuple[int, Statement]] = []
    topic, last = title, setting.before
    for a, b in sentences(paragraph.text):
        text = paragraph.text[a:b]
        repaired = frozenset(i - a for i in paragraph.repaired if a <= i < b)
        sentence = read_sentence(text, vocabulary, setting.fiscal_year, repaired)
        skipped = 0
        if topic and sentence.numbers and not sentence.metrics(0, len(text)):
            skipped = len(topic) + 1
            sentence = read_sentence(f"{topic}：{text}", vocabulary, setting.fiscal_year, frozenset(i + skipped for i in repaired))
        reader = Reader(sentence, replace(setting, before=last))
        out += [(a, _moved(s, skipped)) for s in reader.statements()]
        last = reader.closing()
        topic = topic if skipped else _topic(sentence, vocabulary)
    alone = len(paragraph.text) <= LONGEST_TITLE and not paragraph.text.rstrip().endswith(("。", "；", "，"))
    return out, topic if alone and not out else ""


def _moved(statement: Statement, skipped: int) -> Statement:
    if not skipped:
        return statement
    start, end = (max(0, x - skipped) for x in (statement.start, statement.end))
    return replace(statement, start=start, end=end)


def _topic(sentence: Sentence, vocabulary: Vocabulary) -> str:
    """The metric that a sentence names without any figure; "" where it names several or states something."""
    if sentence.numbers:
        return ""
    names = {sentence.text[m.start : m.end]: m.ids for m in _named(sentence, vocabulary)}
    return next(iter(names)) if len(set(names.values())) == 1 else ""


def _named(sentence: Sentence, vocabulary: Vocabulary) -> Iterator[Mark]:
    """The metrics named; a sentence without figures was not searched for names before."""
    marks = sentence.marks or vocabulary.marks(sentence.text)
    return (m for m in marks if m.kind == "metric")
