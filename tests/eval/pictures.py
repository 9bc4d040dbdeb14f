"""雷同性 of pictures: copies cropped, mirrored, recompressed and scanned again, found or not; other pictures taken for the same."""

from __future__ import annotations

import base64
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from models.application import PictureRecord
from tests.generators.passages import picture
from tests.report import Report
from validators.pictures import Shown, compared

Grey = NDArray[np.uint8]
COUNT = 16


def decoded(record: PictureRecord) -> Grey:
    return np.asarray(cv2.imdecode(np.frombuffer(base64.b64decode(record.thumb), np.uint8), cv2.IMREAD_GRAYSCALE), np.uint8)


def shown(image: Grey, quality: int = 75) -> Shown:
    data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    thumb = base64.b64encode(data.tobytes()).decode()
    return Shown(0, PictureRecord(section="s", file="f", page=1, bbox=(0, 0, 1, 1), thumb=thumb))


def cropped(image: Grey, seed: int) -> Grey:
    """A tenth of either side cut away, anywhere."""
    h, w = image.shape
    y, x = np.random.default_rng(seed).uniform(0, 0.1, 2)
    return image[int(h * y) : int(h * (y + 0.9)), int(w * x) : int(w * (x + 0.9))]


def mirrored(image: Grey, seed: int) -> Grey:
    return np.ascontiguousarray(image[:, ::-1])


def rescanned(image: Grey, seed: int) -> Grey:
    """Askew, soft, pale and noisy."""
    rng = np.random.default_rng(seed)
    h, w = image.shape
    turn = cv2.getRotationMatrix2D((w / 2, h / 2), float(rng.uniform(-1.5, 1.5)), float(rng.uniform(0.96, 1.04)))
    soft = cv2.GaussianBlur(cv2.warpAffine(image, turn, (w, h), borderValue=255.0), (0, 0), 0.9).astype(np.float32)
    return np.asarray(np.clip(soft * 0.85 + 25 + rng.normal(0, 8, soft.shape), 0, 255), np.uint8)


CHANGES: tuple[tuple[str, Callable[[Grey, int], Grey], int], ...] = (
    ("cropped by 10%", cropped, 75),
    ("mirrored", mirrored, 75),
    ("recompressed (quality 30)", lambda image, seed: image, 30),
    ("scanned again", rescanned, 60),
    ("cropped, mirrored and scanned again", lambda image, seed: mirrored(cropped(rescanned(image, seed), seed), seed), 60),
)


def reports() -> list[Report]:
    originals = [decoded(picture(seed)) for seed in range(COUNT)]
    kept = [shown(image) for image in originals]
    rows = []
    for name, change, quality in CHANGES:
        copies = [shown(change(image, seed), quality) for seed, image in enumerate(originals)]
        found = [compared(a, b) for a, b in zip(kept, copies, strict=True)]
        wrong = [compared(kept[n], copies[(n + 1) % COUNT]) for n in range(COUNT)]
        said = sum(f is not None and f.sure for f in (*found, *wrong))
        right = sum(f is not None and f.sure for f in found)
        rows.append((name, COUNT, right / COUNT, right / said if said else 1.0))
    notes = "Sixteen invented pictures; each changed one is compared with its original and with another picture."
    return [Report("Pictures changed and found again (雷同图片)", ("change", "pictures", "recall", "precision"), tuple(rows), notes)]
