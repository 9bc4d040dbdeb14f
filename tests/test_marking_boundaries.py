"""Shared passages side by side: which characters count as the same, what is left out between them, where the passage ends."""

from __future__ import annotations

from models.likeness import SharedPassage
from tests.generators.passages import book, company
from validators.duplicates import SENTENCE, Pair, Part, Shared
from validators.marking import LEFT_OUT, LONGEST, SHORT_GAP, side_by_side

ID, THEIRS = "workshop.systems", "workshop.profile"
Span = tuple[int, int]


def beside(mine: str, theirs: str, *pairs: tuple[str, str], part: float = 0.5) -> SharedPassage:
    """Both texts, of which these sentences (each standing there once) were found to say the same."""
    books = [book(0, {ID: mine}), book(1, {THEIRS: theirs})]

    def place(text: str, sentence: str) -> Span:
        at = text.index(sentence)
        return at, at + len(sentence)

    found = tuple(Pair(place(mine, a), place(theirs, b), 1.0) for a, b in pairs)
    parts = [Part(n, b.sections[0], ()) for n, b in enumerate(books)]
    return side_by_side(Shared(parts[0], parts[1], found, 77, part, telling=True), books)


def kinds(passage: SharedPassage, side: int = 0) -> list[tuple[str, str]]:
    return [(s.kind, s.text) for s in passage.texts[side]]


def test_two_characters_in_a_row_are_the_same_one_alone_is_chance() -> None:
    found = beside("一甲二乙丙。", "三甲四乙丙。", ("一甲二乙丙。", "三甲四乙丙。"))
    assert kinds(found) == [("changed", "一甲二"), ("same", "乙丙。")] and kinds(found, 1) == [("changed", "三甲四"), ("same", "乙丙。")]
    assert kinds(beside("一甲乙二丙。", "三甲乙四丁。", ("一甲乙二丙。", "三甲乙四丁。")))[:2] == [("changed", "一"), ("same", "甲乙")]


def test_a_name_or_a_figure_is_the_same_as_a_whole_or_not_at_all() -> None:
    one, other = company(0), company(1)
    mine, theirs = f"{one}的合格率提高到83.5%，共126台。", f"{other}的合格率提高到83.7%，共126台。"
    assert kinds(beside(mine, theirs, (mine, theirs))) == [
        ("changed", one),
        ("same", "的合格率提高到"),
        ("changed", "83.5%"),
        ("same", "，共126台。"),
    ]
    figures = "共1,260台、96台。", "共1,290台、96台。"
    assert kinds(beside(*figures, figures)) == [("same", "共"), ("changed", "1,260"), ("same", "台、96台。")]


def test_what_is_short_between_two_shared_sentences_is_shown() -> None:
    first, last = "甲乙丙丁戊己庚辛。", "子丑寅卯辰巳午未。"
    for length, shown in ((SHORT_GAP, True), (SHORT_GAP + 1, False)):
        between = "间" * (length - 1) + "。"
        found = kinds(beside(f"前文。{first}{between}{last}后文。", first + last, (first, first), (last, last)))
        assert found == [("same", first), ("", between if shown else LEFT_OUT), ("same", last)]
    assert SHORT_GAP == 60


def test_sentences_between_that_stand_in_both_are_the_same_and_never_left_out() -> None:
    first, last = "甲乙丙丁戊己庚辛。", "子丑寅卯辰巳午未。"
    asked = "按照通知要求建立制度" * 7 + "。"
    both = f"{first}{asked}{last}"
    assert kinds(beside(both, both, (first, first), (last, last))) == [("same", both)]
    outside = kinds(beside(both, f"前面还有一句。{asked}{first}{last}", (first, first), (last, last)))
    assert outside == [("same", first), ("", LEFT_OUT), ("same", last)], "only what stands inside the other passage"


def test_a_short_sentence_between_is_not_marked() -> None:
    first, last = "甲乙丙丁戊己庚辛。", "子丑寅卯辰巳午未。"
    short, enough = "一二三四五六。", "一二三四五六七。"
    assert len(enough) == SENTENCE
    assert kinds(beside(first + enough + last, first + enough + last, (first, first), (last, last))) == [("same", first + enough + last)]
    assert kinds(beside(first + short + last, first + short + last, (first, first), (last, last))) == [
        ("same", first),
        ("", short),
        ("same", last),
    ]


def test_a_very_long_passage_is_cut_between_sentences() -> None:
    for length, shown in ((LONGEST, True), (LONGEST + 1, False)):
        first, last = "长" * (length - 1) + "。", "子丑寅卯辰巳午未。"
        found = kinds(beside(f"前面还有一句。{first}{last}", first + last, (first, first), (last, last)))
        assert found == ([("same", first + last)] if shown else [("same", first), ("", LEFT_OUT)])
    assert LONGEST == 1600


def test_a_sentence_that_two_of_the_others_repeat_is_the_same_where_either_is() -> None:
    one, exact, loose = "甲乙丙丁戊己。", "甲乙丙丁戊己。", "庚辛丙丁壬癸。"
    for pairs in (((one, exact), (one, loose)), ((one, loose), (one, exact))):
        assert kinds(beside(one, exact + loose, *pairs)) == [("same", one)]


def test_white_space_goes_with_what_stands_before_it() -> None:
    found = kinds(beside("甲乙 \n丙丁X。", "甲乙 \n丙丁Y。", ("甲乙 \n丙丁X。", "甲乙 \n丙丁Y。")))
    assert found == [("same", "甲乙 \n丙丁"), ("changed", "X。")]


def test_each_side_points_at_its_own_passage() -> None:
    first, last = "甲乙丙丁戊己庚辛。", "子丑寅卯辰巳午未。"
    found = beside(f"前文。{first}中。{last}后文。", f"{last}{first}", (first, first), (last, last), part=0.12345)
    assert found.applicants == ("a0000", "a0001") and found.sections == (ID, THEIRS) and (found.length, found.part) == (77, 0.123)
    assert [[e.text for e in side] for side in found.places] == [[f"{first}中。{last}"], [last + first]]
    assert "".join(s.text for s in found.texts[1]) == last + first
