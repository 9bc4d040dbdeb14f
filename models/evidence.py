"""Where a value stands: the place every figure and every verdict points at."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """Base of all records that leave the program: frozen, without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(Record):
    """A place on a page: ``bbox`` is (x0, top, x1, bottom) in points on the page as displayed, ``page`` counts from 1."""

    file: str
    page: int
    bbox: tuple[float, float, float, float]
    text: str
