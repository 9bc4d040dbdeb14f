"""Laying pictures over each other, at the boundaries of `validators.pictures`, on patterns of which every number is known."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from models.application import PictureRecord
from tests.generators.passages import picture
from validators.pictures import (
    CROPS,
    FAR,
    MOST_NEAR,
    SMALL,
    Shown,
    _agreement,
    _bare,
    _buckets,
    _crops,
    _hash,
    _layings,
    _other_labels,
    _refined,
    _share,
    candidates,
)

Image = NDArray[np.uint8]
SAME_PLACE = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


def pattern(height: int, width: int, fine: int, coarse: int = 0) -> Image:
    """Squares of one pixel in black and white, and of two, by so much lighter or darker than grey: no row or column is lighter than another."""
    y, x = np.mgrid[:height, :width]
    return np.asarray(128 + fine * (1 - 2 * ((x + y) % 2)) + coarse * (1 - 2 * ((x // 2 + y // 2) % 2)), np.uint8)


def moved(right: float, scale: float = 1.0) -> NDArray[np.float64]:
    return np.array([[scale, 0.0, right], [0.0, scale, 0.0]])


# ---------------------------------------------------------------- what agrees


@pytest.mark.parametrize(("base", "other", "share"), [
    (pattern(32, 40, 5), pattern(32, 40, 5), 1.0), (pattern(32, 40, 4), pattern(32, 40, 4), 0.0),  # a deviation of five has something to compare
    (pattern(32, 40, 10), pattern(32, 40, 2), 1.0), (pattern(32, 40, 10), pattern(32, 40, 1), 0.0), (pattern(32, 40, 2), pattern(32, 40, 10), 1.0),  # paler, but there
    (pattern(32, 40, 20), pattern(32, 40, 10, 15), 1.0), (pattern(32, 40, 20), pattern(32, 40, 10, 16), 0.0),  # a correlation of 0.554, of 0.530
    (pattern(32, 40, 10), 255 - pattern(32, 40, 10), 0.0),
    (pattern(32, 40, 10), pattern(32, 40, 10), 1.0), (pattern(24, 48, 10), pattern(24, 48, 10), 0.0),  # twelve blocks, ten
    (pattern(16, 112, 10), pattern(16, 112, 10), 1.0), (pattern(15, 400, 10), pattern(15, 400, 10), 0.0),  # one row of blocks
])  # fmt: skip
def test_the_share_of_blocks_that_agree(base: Image, other: Image, share: float) -> None:
    assert _share(base, other, SAME_PLACE) == share


@pytest.mark.parametrize(("right", "share"), [(40, 1.0), (44, 0.0), (-40, 1.0), (-44, 0.0)])
def test_six_tenths_of_the_smaller_picture_must_lie_on_the_other(right: int, share: float) -> None:
    whole = pattern(64, 100, 10)
    assert _share(whole, whole, moved(right)) == share


def test_a_small_picture_may_lie_anywhere_on_a_large_one() -> None:
    large, small = pattern(200, 200, 0, 10), pattern(64, 100, 0, 10)
    assert _share(large, small, SAME_PLACE) == 1.0 == _share(small, large, SAME_PLACE)
    doubled = np.kron(pattern(64, 100, 10), np.ones((2, 2), np.uint8))
    assert _share(pattern(200, 200, 10), np.asarray(doubled, np.uint8), moved(0, 0.5)) == 1.0


def test_part_of_the_blocks() -> None:
    """Of 9 by 4 blocks the three rightmost columns and the one across the edge are of another picture."""
    base, other = pattern(40, 80, 10), pattern(40, 80, 10)
    other[:, 56:] = pattern(40, 24, 0, 10)
    assert 5 / 9 <= _share(base, other, SAME_PLACE) <= 6 / 9


def test_what_rows_and_columns_have_in_common_does_not_count() -> None:
    fine = pattern(16, 16, 10).astype(np.int16) - 128
    ruled = 100 + fine + 3 * np.arange(16)[:, None] + np.array([0, 50] * 8)[None, :]
    blocks = np.stack([ruled, np.full((16, 16), 7)]).astype(np.uint8)
    assert np.allclose(_bare(blocks)[0], fine, atol=0.01) and np.allclose(_bare(blocks)[1], 0, atol=0.01)


def test_a_laying_that_is_off_by_pixels_is_mended() -> None:
    one = Shown(0, picture(1)).grey
    askew = moved(2.0)
    rough = _share(one, one, askew)
    assert 0.25 <= rough < 0.9 <= _agreement(one, one, askew) and np.abs(_refined(one, one, askew) - SAME_PLACE).max() < 0.3
    assert _agreement(one, one, SAME_PLACE) == 1.0
    blank = np.full((64, 64), 200, np.uint8)
    assert _agreement(blank, blank, askew) == 0.0 and (_refined(blank, blank, askew) == askew).all()


# ---------------------------------------------------------------- how one may lie on the other


def pointed(count: int) -> tuple[NDArray[np.float64], Image]:
    """Points far from a line, each with a descriptor of its own."""
    random = np.random.default_rng(5)
    descriptors = np.zeros((count, 128), np.uint8)
    descriptors[np.arange(count), np.arange(count) * 3] = 200
    return random.uniform(0, 200, (count, 2)), descriptors


def ways(own: int, theirs: int, scale: float) -> list[NDArray[np.float64]]:
    """Ways to lay a picture of so many points, each ``scale`` times as far out, on one of so many."""
    points, descriptors = pointed(max(own, theirs))
    base = Shown(0, picture(1))
    base.__dict__["features"] = (points[:own], descriptors[:own])
    return list(_layings(base, base.grey, (points[:theirs] / scale, descriptors[:theirs])))


@pytest.mark.parametrize(("own", "theirs", "scale", "count"), [
    (12, 12, 1.0, 2), (8, 8, 1.0, 2), (7, 8, 1.0, 1), (8, 7, 1.0, 1), (7, 7, 1.0, 1), (0, 0, 1.0, 1),  # eight points in common
    (12, 12, 0.55, 2), (12, 12, 0.45, 1), (12, 12, 1.9, 2), (12, 12, 2.1, 1),  # half as large to twice as large
])  # fmt: skip
def test_a_laying_by_common_points(own: int, theirs: int, scale: float, count: int) -> None:
    found = ways(own, theirs, scale)
    assert len(found) == count
    if count == 2:
        assert np.allclose(found[0], moved(0, scale), atol=1e-3)


def test_a_laying_edge_on_edge() -> None:
    base = Shown(0, picture(1))
    half = np.zeros((56, 84), np.uint8)
    (found,) = _layings(base, half, (np.zeros((0, 2)), np.zeros((0, 128), np.uint8)))
    height, width = base.grey.shape
    assert found.tolist() == [[width / 84, 0.0, 0.0], [0.0, height / 56, 0.0]] and max(base.grey.shape) == 224


# ---------------------------------------------------------------- hashes, crops, labels


def test_half_of_the_bits_of_a_hash_are_set() -> None:
    for seed in (1, 2, 3):
        made = _hash(Shown(0, picture(seed)).grey)
        assert 0 < made < 2**64 and made.bit_count() == 32
    one = Shown(0, picture(1))
    assert len(one.hashes) == 1 + 9 + 9 and one.hashes[0] == _hash(one.grey) != one.mirrored_hash == _hash(one.mirrored)


def test_where_the_crops_lie() -> None:
    rows, columns = (np.asarray(i, np.uint8) for i in np.mgrid[:100, :200])
    found = [(*c.shape, int(c[0, 0]), int(d[0, 0])) for c, d in zip(_crops(rows), _crops(columns), strict=True)]
    assert found == [
        (100, 200, 0, 0),
        *((90, 180, y, x) for x in (0, 10, 20) for y in (0, 5, 10)),
        *((78, 156, y, x) for x in (0, 22, 44) for y in (0, 11, 22)),
    ]
    assert {c.shape for c in _crops(np.zeros((9, 9), np.uint8))} == {(9, 9), (8, 8)} and len(CROPS) == 3


ROWS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午", "春夏秋冬东西南北前后左右上下里外山"


def labelled(text: str) -> PictureRecord:
    return picture(1).model_copy(update={"words": (text[:5], text[5:9], text[9:13], text[13:])})


@pytest.mark.parametrize(("shared", "other"), [(8, False), (7, True), (0, True), (17, False)])
def test_labels_alike_by_fifty_five_in_a_hundred(shared: int, other: bool) -> None:
    left, right = labelled(ROWS[0]), labelled(ROWS[0][:shared] + ROWS[1][shared:])
    assert _other_labels(left, right) is other
    fewer = right.model_copy(update={"words": right.words[:3]})
    assert not _other_labels(left, fewer) and not _other_labels(fewer, left)


# ---------------------------------------------------------------- candidates of a large batch


def hashed(*hashes: int, mirrored: int = 0) -> Shown:
    made = Shown(0, picture(1))
    made.__dict__.update(hashes=hashes, mirrored_hash=mirrored)
    return made


def spread(count: int) -> list[int]:
    """Hashes of which no two are near each other."""
    random, out = np.random.default_rng(3), [0]
    while len(out) < count:
        new = int(random.integers(0, 2**63)) * 2 + 1
        if all(20 <= (new ^ h).bit_count() <= 44 for h in out):
            out.append(new)
    return out


def near(base: int, bits: int, mask: int) -> int:
    """A hash that differs in so many bits, none of them in the mask."""
    free = [b for b in range(64) if not mask >> b & 1]
    return base ^ sum(1 << b for b in free[:bits])


MASK = _buckets([hashed(0)] * (SMALL + 1))[1][0]


@pytest.mark.parametrize(("bits", "found"), [(0, True), (FAR, True), (FAR + 1, False)])
def test_hashes_of_one_picture_differ_in_eighteen_bits_at_most(bits: int, found: bool) -> None:
    apart = spread(SMALL + 1)
    shown = [hashed(h, mirrored=(1 << 64) - 1 - h) for h in apart[:SMALL]]
    other = hashed(near(apart[0], bits, MASK), mirrored=apart[SMALL])
    pairs = dict(candidates([*shown, other], [str(n) for n in range(SMALL + 1)]))
    assert FAR == 18 and pairs.get((0, SMALL)) == ((False,) if found else None)


def test_a_small_batch_is_compared_whole() -> None:
    shown = [hashed(h) for h in spread(SMALL)]
    owners = [str(n % (SMALL - 1)) for n in range(SMALL)]
    pairs = candidates(shown, owners)
    assert SMALL == 40 and len(pairs) == SMALL * (SMALL - 1) // 2 - 1 and all(sides == (False, True) for _, sides in pairs)


def test_of_many_near_ones_the_four_nearest() -> None:
    apart = spread(SMALL + 1)
    others = [hashed(h, mirrored=(1 << 64) - 1 - h) for h in apart[1:]]
    copies = [hashed(near(apart[0], bits, MASK), mirrored=(1 << 64) - 1 - apart[0]) for bits in range(1, 7)]
    shown = [hashed(apart[0], mirrored=(1 << 64) - 1 - apart[0]), *copies, *others]
    owners = ["one", *["two"] * len(copies), *(str(n) for n in range(len(others)))]
    assert MOST_NEAR == 4 and [p for p, _ in candidates(shown, owners)] == [(0, n) for n in range(1, 7)], "each copy has the first nearest"
    turned = [shown[0], *(hashed(c.hashes[0], mirrored=c.mirrored_hash) for c in copies), *others]
    assert [p for p, _ in candidates(turned, ["one", *(f"c{n}" for n in range(6)), *owners[7:]]) if p[0] == 0] == [
        (0, n) for n in range(1, 5)
    ]


def test_the_more_pictures_the_more_bits_choose_a_bucket() -> None:
    for count, bits in ((41, 12), (431, 12), (432, 13)):
        buckets, masks = _buckets([hashed(7)] * count)
        assert {m.bit_count() for m in masks} == {bits} and len(masks) == 28 and all(len(v) == count for v in buckets.values())


def test_a_picture_without_points_has_no_features() -> None:
    blank = Shown(0, picture(1))
    blank.__dict__["grey"] = np.full((64, 64), 200, np.uint8)
    points, descriptors = blank.features
    assert points.shape == (0, 2) and descriptors.shape == (0, 128)
    seen, described = Shown(0, picture(1)).features
    assert len(seen) == len(described) > 50 and described.shape[1] == 128
