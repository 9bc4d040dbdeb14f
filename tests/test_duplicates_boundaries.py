"""雷同性 at its boundaries: how much two sections must share, what a sentence is, which words are nobody's, what makes a candidate."""

from __future__ import annotations

import re
from itertools import count

import numpy as np
import pytest

from models.application import Application, Section
from models.rulebook import MetricSpec, MetricsSpec
from tests.rules_support import rulebook
from validators.duplicates import (
    Pair,
    Part,
    Sentence,
    Shared,
    _common,
    _held,
    _likeliest,
    _of_notice,
    _plain,
    _runs,
    _verified,
    _windows,
    asked_terms,
    grams,
    names_of,
    parts,
    sentences,
    shared_passages,
)

NOTHING_ASKED = re.compile(r"(?!)")


def han(length: int, start: int = 0) -> str:
    """Characters of which none comes twice, as a text without any repetition."""
    return "".join(chr(0x4E00 + start + i) for i in range(length))


def part(*said: str, applicant: int = 0, figures: str = "") -> Part:
    """A section of these sentences, each with ``figures`` behind its words."""
    text, found = "", []
    for plain in said:
        found.append(Sentence(len(text), len(text) + len(plain) + len(figures), plain))
        text += plain + figures
    return Part(applicant, Section(id="workshop.systems", title="", file="f", first_page=1, last_page=1, text=text), tuple(found))


@pytest.mark.parametrize(
    ("length", "figures", "shared", "telling"),
    [
        (49, "", False, False), (50, "", True, False), (99, "", True, False), (100, "", True, True),
        (50, "共12台", True, True), (49, "共12台", False, False), (50, "2024年", True, False),
    ],
)  # fmt: skip
def test_a_passage_is_fifty_characters_and_tells_by_a_figure_or_a_hundred(length: int, figures: str, shared: bool, telling: bool) -> None:
    found = _verified(part(han(length), figures=figures), part(han(length), applicant=1, figures=figures))
    assert (found is not None) == shared
    if found:
        assert (found.length, found.telling, found.part) == (length, telling, 1.0)


def test_a_figure_tells_only_where_both_state_one() -> None:
    found = _verified(part(han(60), figures="共12台"), part(han(60), applicant=1))
    assert found is not None and not found.telling


def test_the_share_of_the_section_that_a_passage_makes() -> None:
    found = _verified(part(han(60), han(180, start=5000)), part(han(60), applicant=1))
    assert found is not None and found.part == pytest.approx(0.25)


@pytest.mark.parametrize(("common", "same"), [(31, True), (30, False)])
def test_sentences_say_the_same_from_a_likeness_of_62(common: int, same: bool) -> None:
    """Every character that is common stands between two that are not, so that no run of them is held by the other section."""
    one, rest = han(common, 0), 50 - common

    def mixed(start: int) -> str:
        own = han(rest, start)
        return "".join(x for pair in zip(one, own + " " * 50, strict=False) for x in pair).replace(" ", "")[:50]

    holder = han(12, 3000) + mixed(1000)[:20] + han(90, 4000)  # has more of it in a row, but is less like it
    a, b = part(mixed(1000)), part(mixed(2000), holder, applicant=1)
    found = _verified(a, b)
    assert (found is not None) == same
    if found:
        (pair,) = found.pairs
        assert pair.likeness == pytest.approx(0.62) and pair.b == (0, 50)


@pytest.mark.parametrize(("run", "held"), [(32, True), (31, False)])
def test_a_sentence_put_together_anew_is_held_from_three_fifths_of_its_shingles(run: int, held: bool) -> None:
    sentence = han(50)
    b = part(han(60, 7000), han(40, 2000) + sentence[:run] + han(60, 3000), applicant=1)
    found = _verified(part(sentence), b)
    assert (found is not None) == held
    if found:
        assert found.pairs[0].b == (60, 60 + 100 + run) and found.pairs[0].likeness == pytest.approx(0.6)


def test_what_is_held_from_one_side_alone_is_no_shared_passage() -> None:
    whole = han(300, 9000)
    said = (whole[:90] + "。", han(60, 3000) + whole + han(200, 5000) + "。")
    books = [
        Application(id=f"a{n}", name=f"河北{c}有限公司", sections=(section("workshop.systems", t),))
        for n, (c, t) in enumerate(zip("甲乙", said, strict=True))
    ]
    one, other = parts(books, rulebook())
    assert _verified(one, other) is not None and _verified(other, one) is None
    assert list(shared_passages(books, rulebook())) == []


def test_a_short_sentence_is_held_by_nothing() -> None:
    whole = part(han(200))
    assert _held(han(13), whole) == 1.0 and _held(han(12), whole) == 0.0 and _held(han(13, start=900), whole) == 0.0
    assert _held(han(10) + han(10, start=900), whole) == pytest.approx(5 / 15)


def test_a_run_has_at_most_one_sentence_between_that_is_not_shared() -> None:
    def at(*places: int) -> list[list[int]]:
        pairs = [(n, Pair((n, n + 1), (n, n + 1), 1.0), 30) for n in places]
        return [[n for n, _, _ in run] for run in _runs(pairs)]

    assert at(0, 1, 3) == [[0, 1, 3]] and at(0, 3) == [[0], [3]] and at(4, 6, 9, 10) == [[4, 6], [9, 10]] and at() == []
    halves = [han(25), han(25, start=300)]
    assert _verified(part(*halves), part(*halves, applicant=1)) is not None
    between = [halves[0], han(30, start=1000), han(30, start=2000), halves[1]]
    assert _verified(part(*between), part(*halves, applicant=1)) is None


def test_the_sample_is_the_longest_of_the_likest() -> None:
    long, short = han(70), han(60, start=500)
    found = Shared(part(long, short), part(long, short), (Pair((0, 70), (0, 70), 0.9), Pair((70, 130), (70, 130), 1.0)), 130, 1.0, True)
    assert found.sample == long
    unlike = Shared(part(long, short), part(long, short), (Pair((0, 70), (0, 70), 0.7), Pair((70, 130), (70, 130), 1.0)), 130, 1.0, True)
    assert unlike.sample == short


# ---------------------------------------------------------------- sentences and whose words they are


def test_grams_are_all_windows_of_a_text() -> None:
    assert grams("甲乙丙丁", 3) == ["甲乙丙", "乙丙丁"] and grams("甲乙丙", 3) == ["甲乙丙"] and grams("甲乙", 3) == []


@pytest.mark.parametrize(("length", "kept"), [(8, True), (7, False)])
def test_a_sentence_has_eight_characters(length: int, kept: bool) -> None:
    assert [s.plain for s in sentences(han(length) + "。", (), NOTHING_ASKED)] == ([han(length)] if kept else [])


@pytest.mark.parametrize(("asked", "kept"), [(8, True), (9, False)])
def test_a_sentence_of_indicators_alone_is_none(asked: int, kept: bool) -> None:
    text = han(20)
    found = list(sentences(text + "。", (), re.compile(text[:asked])))
    assert [s.plain for s in found] == ([text[8:]] if kept else [])


def test_sentences_have_their_places_in_the_text() -> None:
    first, second = han(10), han(12, start=100)
    found = list(sentences(f"{first}。根据《中华人民共和国网络安全法》建立制度并保持记录。{second}", (), NOTHING_ASKED))
    assert [(s.start, s.end, s.plain) for s in found] == [(0, 11, first), (37, 49, second)]


def test_a_sentence_is_the_notices_from_half_of_its_shingles() -> None:
    text = han(9)  # six shingles of four
    assert _of_notice(text, frozenset(grams(text, 4)[:3])) and not _of_notice(text, frozenset(grams(text, 4)[:2]))


def test_names_digits_and_marks_are_nobodys_words() -> None:
    plain, places = _plain("澄远装备与澄远装备的第3条ABC线", ("澄远装备",))
    assert plain == "与的第条abc线" and places == [4, 9, 10, 12, 13, 14, 15, 16]
    assert _plain("", ())[0] == ""


def test_names_of_a_company_long_and_short() -> None:
    assert names_of(Application(id="a", name="河北甲乙有限公司")) == ["河北甲乙有限公司", "河北甲乙", "甲乙"]
    assert names_of(Application(id="a", name="河北甲有限公司")) == ["河北甲有限公司", "河北甲"]


def test_indicators_of_three_characters_are_asked_for() -> None:
    spec = MetricSpec(id="x", name="利润率", unit="%", kind="rate", terms=["毛利"])
    bare = rulebook().model_copy(update={"metrics": MetricsSpec(metrics=[spec]), "sections": []})
    assert asked_terms(bare).sub("", "毛利和利润率") == "毛利和"
    headings = rulebook().model_copy(
        update={
            "metrics": MetricsSpec(metrics=[spec]),
            "sections": [s.model_copy(update={"keywords": ["网络建设"]}) for s in rulebook().sections[:1]],
        }
    )
    assert asked_terms(headings).sub("", "网络建设和利润率") == "和"
    none = rulebook().model_copy(update={"metrics": MetricsSpec(metrics=[]), "sections": []})
    assert asked_terms(none).sub("", "利润率") == "利润率"


def section(id: str, text: str) -> Section:
    return Section(id=id, title=id, file="f", first_page=1, last_page=1, text=text)


@pytest.mark.parametrize(
    ("ids", "compared"),
    [
        (("workshop.systems",), ["workshop.systems"]), (("form",), []), (("workshop.attachments",), []),
        (("workshop.systems", "workshop.systems.network"), ["workshop.systems.network"]),
    ],
)  # fmt: skip
def test_the_innermost_sections_are_compared(ids: tuple[str, ...], compared: list[str]) -> None:
    book = Application(id="a", name="河北澄岚仪表有限公司", sections=tuple(section(id, han(60) + "。") for id in ids))
    assert [p.section.id for p in parts([book], rulebook())] == compared


def test_a_section_of_fifty_characters_is_compared() -> None:
    def compared(text: str) -> int:
        return len(parts([Application(id="a", name="", sections=(section("workshop.systems", text),))], rulebook()))

    assert compared(han(50)) == 1 and compared(han(49)) == 0
    notice = "生产设备数字化率不低于60%；数字化生产设备联网率（或上云率）不低于50%；建立联通设备、生产资源、软件系统的内部生产网络"
    assert notice[-20:] in rulebook().notice.replace("\n", "") and compared(notice + "。" + han(49)) == 0


def test_books_without_a_name_are_two_applicants_and_one_company_is_one() -> None:
    def shared(*names: str) -> int:
        books = [
            Application(id=f"a{n}", name=name, sections=(section("workshop.systems", han(120) + "。"),)) for n, name in enumerate(names)
        ]
        return len(list(shared_passages(books, rulebook())))

    assert (
        shared("", "") == 2 and shared("河北甲乙有限公司", "河北丙丁有限公司") == 2 and shared("河北甲乙有限公司", "河北甲乙有限公司") == 0
    )


# ---------------------------------------------------------------- candidates


@pytest.mark.parametrize(("length", "sizes"), [(17, []), (18, [16]), (50, [48]), (102, [100]), (103, [100, 51]), (153, [100, 100, 51])])
def test_windows_overlap_by_half(length: int, sizes: list[int]) -> None:
    """Of a section of so many characters, shingles of three in windows of a hundred, from sixteen on."""
    assert [len(w) for _, w in _windows([part(han(length))])] == sizes


def test_a_section_is_held_against_the_25_likeliest_others() -> None:
    kept = _likeliest({(0, n): n for n in range(1, 27)})
    assert kept == [(0, n) for n in range(2, 27)]


@pytest.mark.parametrize(
    ("applicants", "having", "common"), [(39, 30, False), (40, 3, False), (40, 4, True), (100, 5, False), (100, 6, True)]
)
def test_what_stands_in_many_books_of_a_large_batch_finds_no_candidates(applicants: int, having: int, common: bool) -> None:
    numbers = count(10)
    hashed = [np.array([7 if n < having else next(numbers), next(numbers)], np.uint64) for n in range(applicants)]
    assert _common([part(applicant=n) for n in range(applicants)], hashed).tolist() == ([7] if common else [])


def test_what_many_books_share_is_left_out_of_the_windows() -> None:
    everybodys = han(60)
    books = [part(everybodys + han(18, start=1000 + 20 * n), applicant=n) for n in range(40)]
    assert {len(w) for _, w in _windows(books)} == {18}  # its own, and the two that join it to what is everybody's
