"""Scenes of a lighthouse book and pictures of a chain case, at the boundaries of `validators.scenes`."""

from __future__ import annotations

import pytest

from models.application import Application, PageRecord, Scene
from models.checks import Finding
from tests.rules_support import at, rulebook, sound, turned, unread, with_section, without_section
from validators.case import Case
from validators.scenes import picture_too_large, scene_not_in_guide, too_few_scenes, too_many_pictures

BOOK, CHAIN = sound("lighthouse"), sound("chain")
APPLICATIONS = "lighthouse.applications"


def scene_ids(n: int) -> list[str]:
    return [s.id for s in BOOK.sections if s.id == f"lighthouse.scene-{n}" or s.id.startswith(f"lighthouse.scene-{n}.")]


THREE = turned(without_section(BOOK, *scene_ids(4)), scenes=BOOK.scenes[:3])
NO_HEADS = without_section(BOOK, *(id for n in range(1, 5) for id in scene_ids(n)))


def few(application: Application) -> Finding:
    (found,) = too_few_scenes(Case(application, rulebook()))
    return found


def emptied(application: Application, *ids: str) -> Application:
    for id in ids:
        application = with_section(application, id, text="", length=0, length_low=0)
    return application


def odd_page(application: Application, number: int) -> Application:
    """One page read, but taken for nothing that is known."""
    pages: list[PageRecord] = [p.model_copy(update={"kind": "other"}) if p.page == number else p for p in application.pages]
    return turned(application, pages=tuple(pages))


@pytest.mark.parametrize(("application", "verdict", "words"), [
    (BOOK, "pass", "有 4 个应用场景（第 6 页），不少于 4 个"), (THREE, "fail", "有 3 个应用场景"), (emptied(without_section(BOOK, *scene_ids(4)[1:]), scene_ids(4)[0]), "fail", "有 3 个应用场景"),
    (NO_HEADS, "pass", "有 4 个应用场景（第 7 页）"), (turned(NO_HEADS, scenes=BOOK.scenes[:3]), "fail", "有 3 个应用场景（第 7 页）"), (turned(NO_HEADS, scenes=()), "fail", "读到 0 个应用场景，不足 4 个"),
    (without_section(THREE, APPLICATIONS), "unsure", "未找到该部分"), (unread(THREE, 6), "unsure", "该部分有页未能读出"), (with_section(THREE, APPLICATIONS, unread=1), "unsure", "有页未能读出"),
    (odd_page(THREE, 6), "unsure", "有页未能读出"), (odd_page(THREE, 7), "fail", "不足 4 个"), (unread(THREE, 30), "fail", "不足 4 个"), (unread(BOOK, 6), "pass", "不少于 4 个"),
    (CHAIN, "not_applicable", "未申报"),
])  # fmt: skip
def test_how_many_scenes(application: Application, verdict: str, words: str) -> None:
    found = few(application)
    assert found.verdict == verdict and words in found.message, found.message
    assert found.subject == APPLICATIONS and (verdict != "fail" or found.evidence)


def test_a_notice_that_asks_for_three_scenes() -> None:
    book = rulebook().model_copy(update={"scene_minimum": 3})
    assert next(iter(too_few_scenes(Case(THREE, book)))).verdict == "pass"


@pytest.mark.parametrize(("more", "verdict"), [
    ({"margin": 0.04, "second": 19}, "pass"), ({"margin": 0.039, "second": 19}, "unsure"), ({"margin": 0.0}, "pass"), ({"margin": 0.0, "second": 999}, "pass"),
    ({"margin": 0.4, "named": False}, "unsure"), ({"guide_scene": 999}, "pass"), ({"guide_scene": 4}, "pass"), ({"guide_scene": None}, "fail"),
])  # fmt: skip
def test_a_scene_and_the_guide(more: dict, verdict: str) -> None:
    scene = Scene(**{"n": 1, "title": "智能仓储", "guide_scene": 18, "margin": 0.4, "evidence": (at(7),), **more})
    (found,) = scene_not_in_guide(Case(turned(BOOK, scenes=(scene,)), rulebook()))
    assert found.verdict == verdict and found.subject == "lighthouse.scene-1", found.message
    assert ("缺印" in found.message) == (more.get("guide_scene") == 4)
    if verdict == "fail":
        part = turned(with_section(BOOK, "lighthouse.scene-1", unread=1), scenes=(scene,))
        assert [f.verdict for f in scene_not_in_guide(Case(part, rulebook()))] == ["unsure"]
        gone = turned(without_section(BOOK, "lighthouse.scene-1"), scenes=(scene,))
        assert [f.verdict for f in scene_not_in_guide(Case(gone, rulebook()))] == ["fail"]


def pictured(*sizes: tuple[int, int] | None, id: str = "chain.measures") -> Application:
    return with_section(CHAIN, id, pictures=tuple(at(7 + n) for n in range(len(sizes))), picture_pixels=sizes)


def pictures(application: Application) -> tuple[str, str]:
    """What is said of their number, and of their sizes."""
    made = Case(application, rulebook())
    (many,), (large,) = too_many_pictures(made), picture_too_large(made)
    return many.verdict, large.verdict


FINE = (1000, 1000)
ENCLOSED = turned(
    CHAIN,
    sections=(
        *CHAIN.sections,
        pictured(FINE, FINE, FINE).sections[-1].model_copy(update={"id": "chain.attachments", "pictures": (at(30), at(31), at(32))}),
    ),
)
"""Its papers hold three more pictures."""


@pytest.mark.parametrize(("application", "verdicts"), [
    (CHAIN, ("pass", "not_applicable")), (pictured(FINE), ("pass", "pass")), (pictured(FINE, FINE), ("pass", "pass")), (pictured(FINE, FINE, FINE), ("fail", "pass")),
    (pictured((1001, 1000)), ("pass", "fail")), (pictured((1000, 1001)), ("pass", "fail")), (pictured(FINE, None), ("pass", "unsure")), (pictured((1001, 9), None), ("pass", "fail")),
    (ENCLOSED, ("pass", "not_applicable")),
        (odd_page(CHAIN, 9), ("unsure", "unsure")), (odd_page(pictured(FINE), 9), ("unsure", "unsure")), (odd_page(pictured((1001, 9)), 9), ("unsure", "fail")), (odd_page(pictured(FINE, FINE, FINE), 9), ("fail", "unsure")),
    (turned(CHAIN, sections=()), ("unsure", "not_applicable")), (BOOK, ("not_applicable", "not_applicable")),
])  # fmt: skip
def test_pictures_of_a_case(application: Application, verdicts: tuple[str, str]) -> None:
    assert pictures(application) == verdicts


def test_a_picture_of_two_sections_counts_once_with_the_size_that_is_known() -> None:
    for sizes in (((1001, 9), None), (None, (1001, 9))):
        book = with_section(
            with_section(CHAIN, "chain", pictures=(at(7),), picture_pixels=sizes[:1]),
            "chain.measures",
            pictures=(at(7),),
            picture_pixels=sizes[1:],
        )
        assert pictures(book) == ("pass", "fail")
    unsized = with_section(CHAIN, "chain.measures", pictures=(at(7), at(8)), picture_pixels=(FINE,))
    assert pictures(unsized) == ("pass", "unsure")
    foreign = turned(CHAIN, sections=(*CHAIN.sections, BOOK.sections[-1].model_copy(update={"pictures": (at(1), at(2), at(3))})))
    assert pictures(foreign) == ("pass", "not_applicable")
