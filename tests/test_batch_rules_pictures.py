"""One picture in two books: told when scanned, mirrored, cut or scaled; not where it only looks alike."""

from __future__ import annotations

import base64
from collections.abc import Callable

import cv2
import numpy as np
import pytest

from models.application import PictureRecord
from tests.generators.passages import picture
from tests.rules_support import sound, turned
from validators.pictures import SMALL, Reused, Shown, candidates, compared, reused

BOOK = sound("lighthouse")
Image = np.ndarray


def image_of(record: PictureRecord) -> Image:
    return np.asarray(cv2.imdecode(np.frombuffer(base64.b64decode(record.thumb), np.uint8), cv2.IMREAD_GRAYSCALE))


def changed(record: PictureRecord, change: Callable[[Image], Image], quality: int = 80) -> PictureRecord:
    data = cv2.imencode(".jpg", np.ascontiguousarray(change(image_of(record))), [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return record.model_copy(update={"thumb": base64.b64encode(data.tobytes()).decode()})


def pair(a: PictureRecord, b: PictureRecord) -> Reused | None:
    return compared(Shown(0, a), Shown(1, b))


def _cut(share: float) -> Callable[[Image], Image]:
    def cut(image: Image) -> Image:
        h, w = image.shape
        return image[: round(h * share), : round(w * share)]

    return cut


def _turned(degrees: float) -> Callable[[Image], Image]:
    def turn(image: Image) -> Image:
        h, w = image.shape
        return cv2.warpAffine(image, cv2.getRotationMatrix2D((w / 2, h / 2), degrees, 1.0), (w, h), borderValue=255)

    return turn


CHANGES: dict[str, Callable[[Image], Image]] = {
    "as it is": lambda i: i,
    "smaller": lambda i: cv2.resize(i, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA),
    "larger": lambda i: cv2.resize(i, None, fx=1.8, fy=1.8, interpolation=cv2.INTER_CUBIC),
    "lighter": lambda i: np.clip(i * 0.7 + 70, 0, 255).astype(np.uint8),
    "cut by a tenth": _cut(0.9),
    "cut by a fifth": _cut(0.8),
    "askew": _turned(2.0),
    "stretched": lambda i: cv2.resize(i, None, fx=1.0, fy=0.93),
    "blurred": lambda i: cv2.GaussianBlur(i, (0, 0), 1.2),
}


@pytest.mark.parametrize("seed", [1, 4, 7])
@pytest.mark.parametrize("name", sorted(CHANGES))
def test_the_same_picture_whatever_a_scanner_did(name: str, seed: int) -> None:
    found = pair(picture(seed), changed(picture(seed, noise=5), CHANGES[name]))
    assert found is not None and found.sure and not found.mirrored, found and found.share


@pytest.mark.parametrize("seed", [1, 4, 7])
def test_the_same_picture_mirrored(seed: int) -> None:
    found = pair(picture(seed), changed(picture(seed, noise=5), lambda i: i[:, ::-1]))
    assert found is not None and found.sure and found.mirrored


def test_other_pictures_are_not_the_same() -> None:
    shown = [Shown(n, picture(n)) for n in range(1, 9)]
    assert [(a.applicant, b.applicant) for n, a in enumerate(shown) for b in shown[n + 1 :] if compared(a, b)] == []


def test_half_of_a_picture_replaced_is_no_sure_finding() -> None:
    def half(image: Image) -> Image:
        other = image_of(picture(2))
        out = image.copy()
        out[:, image.shape[1] // 2 :] = other[:, image.shape[1] // 2 :]
        return out

    found = pair(picture(1), changed(picture(1), half))
    assert found is None or not found.sure


def test_a_picture_with_nothing_on_it_is_like_no_other() -> None:
    blank = changed(picture(1), lambda i: np.full_like(i, 200))
    assert pair(blank, blank) is None

    def one_corner(image: Image) -> Image:
        out = np.full_like(image, 200)
        out[:24, :24] = image[:24, :24]
        return out

    assert pair(changed(picture(1), one_corner), changed(picture(1), one_corner)) is None


def _books(*records: PictureRecord, name: str = "") -> list:
    return [
        turned(BOOK, id=f"a{n}", name=name or f"河北第{n}机械有限公司", pictures=(r,), fields={}) for n, r in enumerate(records)
    ]  # fmt: skip


def test_only_books_of_different_companies_are_compared() -> None:
    same = picture(1), picture(1, noise=5)
    assert len(list(reused(_books(*same)))) == 1
    assert list(reused(_books(*same, name="河北澄远智能装备有限公司"))) == []
    both = turned(BOOK, pictures=same)
    assert list(reused([both])) == []
    assert list(reused(_books(same[0], same[1].model_copy(update={"thumb": ""})))) == []


@pytest.mark.parametrize(
    ("left", "right", "found"),
    [
        (("排产", "仓储", "质检", "能源"), ("财务", "人力", "采购", "客服"), 0),  # two drawings of one template
        (("排产", "仓储", "质检", "能源"), ("排产", "仓储", "质检", "能耗"), 1),
        (("排产", "仓储", "质检"), ("财务", "人力", "采购"), 1),  # too few words to tell
        (("排产", "仓储", "质检", "能源"), ("财", "人", "采", "客"), 1),
        ((), (), 1),
    ],
)
def test_drawings_are_told_by_their_labels(left: tuple[str, ...], right: tuple[str, ...], found: int) -> None:
    records = [picture(1).model_copy(update={"words": left}), picture(1, noise=5).model_copy(update={"words": right})]
    assert len(list(reused(_books(*records)))) == found


def test_of_many_pictures_few_pairs_are_laid_over_each_other() -> None:
    one = picture(1)
    kinds = [one, picture(1, noise=5), changed(one, _cut(0.9)), changed(one, lambda i: i[:, ::-1])]
    shown = [Shown(n, r) for n, r in enumerate([*kinds, *(picture(n) for n in range(10, 10 + SMALL))])]
    owners = [f"company {n}" for n in range(len(shown))]
    pairs = [pair for pair, _ in candidates(shown, owners)]
    assert {(0, 1), (0, 2), (0, 3)} <= set(pairs) and len(pairs) == len(set(pairs)) < len(shown) * (len(shown) - 1) // 4
    assert all(a < b for a, b in pairs)
    few = [pair for pair, _ in candidates(shown[:SMALL], owners)]
    assert len(few) == SMALL * (SMALL - 1) // 2 and all(a < b for a, b in few)
    assert candidates(shown[:SMALL], ["one company"] * SMALL) == [] == candidates(shown, ["one company"] * len(shown))
