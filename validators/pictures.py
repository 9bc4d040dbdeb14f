"""雷同性: the same picture in two books, though cropped, mirrored, recompressed or scanned again.

Candidates share a perceptual hash of the whole or of a crop (bits sampled into buckets, so that the cost does not grow with the
square of the batch). Each is verified by laying one over the other: the details must agree nearly everywhere, so that two drawings
of one template with other labels, or two photographs of like halls, are not the same picture.
"""

from __future__ import annotations

import base64
import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from models.application import Application, PictureRecord
from models.text import name_key

Grey = NDArray[np.uint8]
Matrix = NDArray[np.float64]

SMALL = 40
"""Pictures of a batch up to which all pairs are verified."""
BITS, TABLES = 12, 28
CROPS = (
    (1.0, ((0.5, 0.5),)),
    (0.9, tuple((x, y) for x in (0, 0.5, 1) for y in (0, 0.5, 1))),
    (0.78, tuple((x, y) for x in (0, 0.5, 1) for y in (0, 0.5, 1))),
)
FAR = 18
"""Bits of 64 in which two hashes of one picture may differ."""
MOST_NEAR = 4
"""Pictures that one picture is laid over in a large batch, the nearest first; what more books share is found from their side."""
WORKING = 224
"""Pixels of the longer side at which two pictures are laid over each other."""
BLOCK = 16
DETAIL = 5.0
"""Standard deviation from which a block has something to compare."""
AGREES, SAME, MAYBE, NEAR = 0.55, 0.9, 0.82, 0.25
"""Correlation of a block that agrees; share of blocks that must agree for the same picture, for one that may be it, and for one that is
worth moving by pixels."""
LEAST_BLOCKS = 12
OVERLAP = 0.6
"""Share of the smaller picture that must lie on the other."""
LABELS, OTHER_LABELS = 4, 55.0
"""Labels from which a drawing is told by its words; rapidfuzz ratio of them below which it is another drawing."""
INLIERS = 8


@dataclass(frozen=True)
class Shown:
    """A picture of an applicant (its number among the applications)."""

    applicant: int
    record: PictureRecord

    @cached_property
    def grey(self) -> Grey:
        data = np.frombuffer(base64.b64decode(self.record.thumb), np.uint8)
        image = np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)
        scale = WORKING / max(image.shape)
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.GaussianBlur(small, (0, 0), 0.8), np.uint8)

    @cached_property
    def mirrored(self) -> Grey:
        return np.ascontiguousarray(self.grey[:, ::-1])

    @cached_property
    def features(self) -> tuple[Matrix, Grey]:
        return _features(self.grey)

    @cached_property
    def mirrored_features(self) -> tuple[Matrix, Grey]:
        return _features(self.mirrored)

    @cached_property
    def hashes(self) -> tuple[int, ...]:
        """Of the whole and of its crops."""
        return tuple(_hash(part) for part in _crops(self.grey))

    @cached_property
    def mirrored_hash(self) -> int:
        return _hash(self.mirrored)


@dataclass(frozen=True)
class Reused:
    """Two pictures that are one; ``share`` is the part of their details that agrees, ``sure`` whether that is enough."""

    a: Shown
    b: Shown
    share: float
    mirrored: bool
    sure: bool


def reused(applications: Sequence[Application]) -> Iterator[Reused]:
    """Pairs of pictures of different companies that are the same, in a fixed order."""
    keys = [name_key(a.name) or a.id for a in applications]
    found = [Shown(n, p) for n, a in enumerate(applications) for p in a.pictures if p.thumb]
    for (i, j), sides in candidates(found, [keys[x.applicant] for x in found]):
        a, b = found[i], found[j]
        if not _other_labels(a.record, b.record):
            pair = compared(a, b, sides)
            if pair is not None:
                yield pair


Sides = tuple[bool, ...]
BOTH: Sides = (False, True)
"""The second picture as it is, and mirrored."""


def candidates(found: Sequence[Shown], owners: Sequence[str]) -> list[tuple[tuple[int, int], Sides]]:
    """Pairs of different owners worth laying over each other: all of a small batch; else for each picture the few nearest of those

    that share a bucket with it, as they are or mirrored, so that the cost does not grow with the square of the batch.
    """
    if len(found) <= SMALL:
        return [((i, j), BOTH) for j in range(len(found)) for i in range(j) if owners[i] != owners[j]]
    pairs: dict[tuple[int, int], set[bool]] = defaultdict(set)
    buckets, masks = _buckets(found)
    for n, one in enumerate(found):
        near: list[tuple[int, int, bool]] = []
        for mirrored, own in ((False, one.hashes[0]), (True, one.mirrored_hash)):
            others = {m for t, mask in enumerate(masks) for m in buckets.get((t, own & mask), ()) if owners[m] != owners[n]}
            near += [(apart, m, mirrored) for m in others if (apart := min(_apart(own, h) for h in found[m].hashes)) <= FAR]
        for _, m, mirrored in heapq.nsmallest(MOST_NEAR, near):
            pairs[min(n, m), max(n, m)].add(mirrored)
    return [(pair, tuple(sorted(sides))) for pair, sides in sorted(pairs.items())]


def _buckets(found: Sequence[Shown]) -> tuple[dict[tuple[int, int], list[int]], list[int]]:
    """Pictures by some bits of their hashes, and which bits each table takes; the more pictures, the more bits."""
    bits = max(BITS, int(np.log2(len(found) * 19)))
    random = np.random.default_rng(1)
    masks = [sum(1 << int(b) for b in random.choice(64, bits, replace=False)) for _ in range(TABLES)]
    buckets: dict[tuple[int, int], list[int]] = defaultdict(list)
    for n, one in enumerate(found):
        for t, mask in enumerate(masks):
            for key in {h & mask for h in one.hashes}:
                buckets[t, key].append(n)
    return buckets, masks


def _apart(a: int, b: int) -> int:
    return (a ^ b).bit_count()


def _hash(grey: Grey) -> int:
    """64 bits of the picture's low frequencies (a pHash)."""
    small = cv2.resize(grey, (32, 32), interpolation=cv2.INTER_AREA).astype(np.float32)
    low = cv2.dct(small)[:8, :8].ravel()
    bits = low > np.median(low[1:])
    return int("".join("1" if b else "0" for b in bits), 2)


def _crops(grey: Grey) -> Iterator[Grey]:
    height, width = grey.shape
    for share, places in CROPS:
        h, w = max(8, round(height * share)), max(8, round(width * share))
        for x, y in places:
            top, left = round((height - h) * y), round((width - w) * x)
            yield grey[top : top + h, left : left + w]


def _other_labels(a: PictureRecord, b: PictureRecord) -> bool:
    """Whether both are drawings with labels, and other ones."""
    left, right = ([w for w in p.words if len(w) >= 2] for p in (a, b))
    if min(len(left), len(right)) < LABELS:
        return False
    return fuzz.ratio("|".join(left), "|".join(right)) < OTHER_LABELS


def compared(a: Shown, b: Shown, sides: Sides = BOTH) -> Reused | None:
    """The two laid over each other, the second as it is, mirrored, or both; None where they are not the same."""
    best: Reused | None = None
    for mirrored in sides:
        picture, features = (b.mirrored, b.mirrored_features) if mirrored else (b.grey, b.features)
        share = max((_agreement(a.grey, picture, m) for m in _layings(a, picture, features)), default=0.0)
        if share >= MAYBE and (best is None or share > best.share):
            best = Reused(a, b, share, mirrored, share >= SAME)
    return best


def _features(grey: Grey) -> tuple[Matrix, Grey]:
    sift = cv2.SIFT_create(  # type: ignore[attr-defined]
        nfeatures=300, contrastThreshold=0.02
    )
    points, descriptors = sift.detectAndCompute(grey, None)
    if descriptors is None:
        return np.zeros((0, 2)), np.zeros((0, 128), np.uint8)
    return np.array([p.pt for p in points]), descriptors.astype(np.uint8)  # whole numbers to 255: a byte each, for thousands of pictures


def _roots(descriptors: Grey) -> NDArray[np.float32]:
    """Descriptors by whose product two points are compared (RootSIFT)."""
    known = descriptors.astype(np.float32)
    return np.asarray(np.sqrt(known / (known.sum(axis=1, keepdims=True) + 1e-7)), np.float32)


def _layings(a: Shown, picture: Grey, features: tuple[Matrix, Grey]) -> Iterator[Matrix]:
    """Ways to lay ``picture`` on ``a``: by common points, and edge on edge."""
    points, descriptors = features
    own, own_descriptors = a.features
    if len(points) >= INLIERS and len(own) >= INLIERS:
        likeness = _roots(descriptors) @ _roots(own_descriptors).T
        best = likeness.argmax(axis=1)
        top = likeness[np.arange(len(points)), best]
        mutual = likeness.argmax(axis=0)[best] == np.arange(len(points))
        good = np.flatnonzero(mutual & (top > 0.7))
        if len(good) >= INLIERS:
            moved, inliers = cv2.estimateAffinePartial2D(points[good], own[best[good]], method=cv2.RANSAC, ransacReprojThreshold=4.0)
            if moved is not None and int(inliers.sum()) >= INLIERS and 0.5 < float(np.hypot(moved[0, 0], moved[1, 0])) < 2.0:
                yield np.asarray(moved, np.float64)
    yield np.array([[a.grey.shape[1] / picture.shape[1], 0, 0], [0, a.grey.shape[0] / picture.shape[0], 0]], np.float64)


def _agreement(base: Grey, picture: Grey, moved: Matrix) -> float:
    """Share of the blocks with detail that agree, ``picture`` laid on ``base``, moved by its last pixels where it comes near."""
    share = _share(base, picture, moved)
    return max(share, _share(base, picture, _refined(base, picture, moved))) if NEAR <= share < SAME else share


def _share(base: Grey, picture: Grey, moved: Matrix) -> float:
    """Share of the blocks with detail that agree; 0 where too little of the pictures overlaps."""
    size = (base.shape[1], base.shape[0])
    laid = cv2.warpAffine(picture, moved, size, flags=cv2.INTER_LINEAR)
    there = cv2.warpAffine(np.full_like(picture, 255), moved, size, flags=cv2.INTER_NEAREST) > 0
    smaller = min(float(base.size), picture.size * abs(float(np.linalg.det(moved[:, :2]))))
    if smaller < 1 or there.sum() < OVERLAP * smaller or min(base.shape) < BLOCK:
        return 0.0
    whole = _blocks(there).all(axis=(1, 2))
    p, q = (_bare(_blocks(g)[whole]) for g in (base, laid))
    s, t = p.std(axis=(1, 2)), q.std(axis=(1, 2))
    seen = np.maximum(s, t) >= DETAIL
    agree = seen & (np.minimum(s, t) > 0.3 * DETAIL) & ((p * q).mean(axis=(1, 2)) >= AGREES * s * t)
    return float(agree.sum() / seen.sum()) if seen.sum() >= LEAST_BLOCKS else 0.0


def _blocks(grey: NDArray[Any]) -> NDArray[Any]:
    """Blocks with half of each in common with the next."""
    views = np.lib.stride_tricks.sliding_window_view(grey, (BLOCK, BLOCK))[:: BLOCK // 2, :: BLOCK // 2]
    return views.reshape(-1, BLOCK, BLOCK)


def _bare(blocks: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Blocks without their rulings and shadings: what rows and columns have in common says nothing of what is drawn."""
    g = blocks.astype(np.float32)
    bare = g - g.mean(axis=1, keepdims=True) - g.mean(axis=2, keepdims=True) + g.mean(axis=(1, 2), keepdims=True)
    return np.asarray(bare, np.float32)


def _refined(base: Grey, picture: Grey, moved: Matrix) -> Matrix:
    """The laying moved by the last pixels, by correlation; as it was where that does not converge."""
    try:
        inverse = cv2.invertAffineTransform(moved).astype(np.float32)
        stop = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 30, 1e-4)
        _, better = cv2.findTransformECC(base, picture, inverse, cv2.MOTION_AFFINE, stop, None, 5)
        return np.asarray(cv2.invertAffineTransform(better), np.float64)
    except cv2.error:
        return moved
