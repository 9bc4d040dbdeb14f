"""雷同性 at its boundaries: how many rates, how long a passage and how much of a picture two companies must share, and what is said of it."""

from __future__ import annotations

import pytest

from models.application import Application, Metric, PictureRecord
from tests.generators.passages import PASSAGES, book, company, picture
from tests.rules_support import at, rulebook, sound, turned
from tests.test_batch_rules_pictures import changed, image_of
from validators import likeness
from validators.batch_case import BatchCase, BatchFinding
from validators.likeness import MOST_ALIKE

BOOK = sound("lighthouse")
UNEVEN, EVEN = (11.3, 12.4, 13.6, 14.7, 16.1, 17.2, 18.4), (10.0, 15.0, 20.0, 25.0, 30.0)


def stating(n: int, *rates: float, **more: object) -> Application:
    """The ``n``-th company, which states these rates."""
    made = tuple(
        Metric(id="productivity_gain", value=v, unit="%", raw=f"提高{v:g}%", evidence=(at(5, f"{v:g}", file=f"{n}.pdf"),), **more)  # type: ignore[arg-type]
        for v in rates
    )
    return Application(id=f"a{n:02d}", name=company(n), programmes=("lighthouse",), metrics=made)


def of_figures(*books: Application) -> list[BatchFinding]:
    return [f for f in likeness.same_figures(BatchCase(books, (), {}, rulebook())) if f.verdict in ("fail", "unsure") and f.applicants]


def own(count: int) -> list[float]:
    """Rates that no other book states."""
    return [40.1 + n for n in range(count)]


@pytest.mark.parametrize(
    ("shared", "mine", "theirs", "found"),
    [
        (UNEVEN[:5], 0, 0, True), (UNEVEN[:4], 0, 0, False),  # five rates
        (UNEVEN[:3] + EVEN[:2], 0, 0, True), (UNEVEN[:2] + EVEN[:3], 0, 0, False), (EVEN, 0, 0, False),  # three of them no multiples of five
        (UNEVEN, 0, 0, True), (UNEVEN[:6], 4, 4, True), (UNEVEN[:5], 3, 3, True), (UNEVEN[:5], 4, 4, False), (UNEVEN[:6], 5, 5, False),  # six tenths
        (UNEVEN[:5], 0, 20, True), (UNEVEN[:5], 20, 0, True),  # of what the one that states fewer states
    ],
)  # fmt: skip
def test_how_many_rates_two_companies_may_share(shared: tuple[float, ...], mine: int, theirs: int, found: bool) -> None:
    books = stating(0, *shared, *own(mine)), stating(1, *shared, *(v + 0.05 for v in own(theirs)))
    got = of_figures(*books)
    assert [f.verdict for f in got] == ["fail"] * found
    assert all(f.applicants == ("a00", "a01") and f"有{len(shared)}项" in f.message for f in got)
    assert all({e.file for e in f.evidence} == {"0.pdf", "1.pdf"} and len(f.evidence) == min(12, 2 * len(shared)) for f in got)


def test_rates_of_one_company_or_of_other_times_accuse_nobody() -> None:
    one, other = stating(0, *UNEVEN), stating(1, *UNEVEN)
    assert of_figures(one, turned(other, name=one.name)) == []
    assert (
        of_figures(one, stating(1, *UNEVEN, period="2023"))
        == []
        == of_figures(stating(0, *UNEVEN, period="2022"), stating(1, *UNEVEN, period="2023"))
    )
    assert [f.verdict for f in likeness.same_figures(BatchCase((stating(0, *UNEVEN), stating(1, *EVEN)), (), {}, rulebook()))] == ["pass"]
    for role in ("before", "after"):
        assert len(of_figures(stating(0, *UNEVEN, role=role), other)) == 1, role
    for role in ("target", "benchmark", "threshold"):
        assert of_figures(stating(0, *UNEVEN, role=role), other) == [], role
    money = turned(one, metrics=tuple(m.model_copy(update={"id": "main_revenue"}) for m in one.metrics))
    assert of_figures(money, turned(money, id="b", name=other.name)) == [], "only rates are compared"


@pytest.mark.parametrize(
    ("more", "verdict"), [({}, "fail"), ({"confidence": 0.9}, "fail"), ({"confidence": 0.89}, "unsure"), ({"doubt": "不清"}, "unsure")]
)
def test_shared_rates_read_with_doubt_are_for_a_person(more: dict, verdict: str) -> None:
    (found,) = of_figures(stating(0, *UNEVEN), stating(1, *UNEVEN, **more))
    assert found.verdict == verdict and ("读数存疑" in found.message) == (verdict == "unsure")


def test_what_very_many_companies_state_says_nothing() -> None:
    many = [stating(n, *UNEVEN[:5]) for n in range(MOST_ALIKE)]
    assert MOST_ALIKE == 20 and len(of_figures(*many)) == 20 * 19 // 2
    assert of_figures(*many, stating(20, *UNEVEN[:5])) == []


# ---------------------------------------------------------------- passages


def of_text(*texts: str) -> list[BatchFinding]:
    books = tuple(book(n, {"workshop.systems": t}) for n, t in enumerate(texts))
    return list(likeness.duplicate_text(BatchCase(books, (), {}, rulebook())))


WITHOUT_FIGURES = "公司针对装配工段换型频繁、齐套率低的状况，上线了制造执行系统，把销售订单自动分解为工序任务，下发到每个工位的触摸终端，班组长在终端上报工、报缺料。"


def test_a_short_passage_without_figures_is_for_a_person_and_says_why() -> None:
    short = of_text(PASSAGES[1] + WITHOUT_FIGURES, WITHOUT_FIGURES + PASSAGES[5])
    assert [f.verdict for f in short] == ["unsure", "unsure"] and all("一般性表述" in f.message for f in short)
    long = of_text(PASSAGES[0], PASSAGES[0])
    assert [f.verdict for f in long] == ["fail", "fail"] and not any("一般性表述" in f.message for f in long)
    assert [f.applicants for f in long] == [("a0000", "a0001"), ("a0001", "a0000")]
    assert "占本节100%" in long[0].message


def test_a_passage_is_shown_from_its_first_sentence_to_its_last_in_both_books() -> None:
    (mine, theirs) = of_text(PASSAGES[1] + PASSAGES[0], PASSAGES[0] + PASSAGES[5])
    for found in (mine, theirs):
        assert [e.text for e in found.evidence] == [PASSAGES[0], PASSAGES[0]]
        assert len({e.file for e in found.evidence}) == 2


@pytest.mark.parametrize(("books", "words"), [(6, "”的文字雷同"), (7, "等6家的文字雷同")])
def test_of_many_books_with_one_passage_five_are_named(books: int, words: str) -> None:
    found = of_text(*[PASSAGES[0]] * books)
    assert len(found) == books and all(words in f.message and len(f.applicants) == books for f in found)
    assert all(len(f.passages) == 5 and len(f.evidence) <= 12 for f in found)


def test_the_longest_shared_passage_comes_first() -> None:
    found = of_text(PASSAGES[1] + PASSAGES[0], PASSAGES[0], PASSAGES[1] + PASSAGES[0])
    first = next(f for f in found if f.applicants[0] == "a0000")
    assert first.applicants == ("a0000", "a0002", "a0001"), "the longer one first, though its applicant comes later"


# ---------------------------------------------------------------- pictures


def of_pictures(*records: PictureRecord) -> list[BatchFinding]:
    books = tuple(
        turned(BOOK, id=f"a{n}", name=company(n), pictures=(r.model_copy(update={"file": f"{n}.pdf"}),), fields={})
        for n, r in enumerate(records)
    )
    return list(likeness.reused_picture(BatchCase(books, (), {}, rulebook())))


def partly(share: float) -> PictureRecord:
    """The first picture with some of its left replaced by another's."""

    def part(image):  # type: ignore[no-untyped-def]
        out = image.copy()
        width = round(image.shape[1] * share)
        out[:, :width] = image_of(picture(2))[:, :width]
        return out

    return changed(picture(1), part)


@pytest.mark.parametrize(("other", "verdicts", "words"), [
    (partly(0.06), ["fail", "fail"], "为同一图片（细部一致98%）"), (partly(0.1), ["unsure", "unsure"], "可能为同一图片（细部一致88%）"), (partly(0.3), ["pass"], "2张图片逐张比对，未见相同"),
])  # fmt: skip
def test_a_picture_of_which_more_or_less_is_the_same(other: PictureRecord, verdicts: list[str], words: str) -> None:
    found = of_pictures(picture(1), other)
    assert [f.verdict for f in found] == verdicts and all(words in f.message for f in found)
    assert all({e.file for e in f.evidence} == {"0.pdf", "1.pdf"} for f in found if f.evidence)


def test_the_surest_and_likest_of_several_pictures_is_named() -> None:
    found = of_pictures(picture(1), partly(0.1), partly(0.06), picture(1))
    first = next(f for f in found if f.applicants[0] == "a0")
    assert first.applicants == ("a0", "a3", "a2", "a1") and first.verdict == "fail" and "细部一致100%" in first.message


def test_a_screen_shot_may_be_the_suppliers() -> None:
    shot = picture(1).model_copy(update={"caption": "仓储管理系统界面"})
    assert all("可能出自同一供应商" in f.message and "仓储管理系统界面" in f.message for f in of_pictures(shot, picture(1)))
    hall = of_pictures(picture(1), picture(1).model_copy(update={"caption": "改造后车间"}))
    assert len(hall) == 2 and not any("供应商" in f.message for f in hall)
    assert {e.text for e in hall[0].evidence} == {"图片", "改造后车间"}


def test_one_book_alone_is_compared_with_nothing() -> None:
    case = BatchCase((turned(BOOK, pictures=(picture(1),)),), (), {}, rulebook())
    for rule in (likeness.duplicate_text, likeness.same_figures, likeness.reused_picture):
        assert list(rule(case)) == []
