"""A passage that two applicants' books share, side by side: which words are the same, and what was changed."""

from __future__ import annotations

from typing import Literal

from models.evidence import Evidence, Record

Kind = Literal["same", "changed", ""]


class Stretch(Record):
    """A run of one side's text: the ``same`` words as on the other side, words ``changed`` (a name, a figure), or "": neither."""

    text: str
    kind: Kind = ""


class SharedPassage(Record):
    """One side's passage and the other's. Both tuples of a pair are (own, other's); ``length`` counts characters of the own side

    without names, figures and marks, ``part`` is their share of the own section.
    """

    applicants: tuple[str, str]
    sections: tuple[str, str]
    texts: tuple[tuple[Stretch, ...], tuple[Stretch, ...]]
    places: tuple[tuple[Evidence, ...], tuple[Evidence, ...]]
    length: int
    part: float
