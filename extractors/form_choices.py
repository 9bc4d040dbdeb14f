"""Choices of the form: which options are ticked, as values and as marks.

Exactly one option of a ``choice`` ticked: its value. None: "". Several, surely: the list of them, without doubt — the form
says so, and a rule judges it. ``doubt`` is set only where pixels do not tell. Each option seen becomes the mark
``form.<field>.<value>``, present, absent or unsure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from extractors.form_places import Place
from extractors.form_reading import clean_lines, within
from extractors.grid_text import reading_order
from extractors.ticks import ANY, Look, Tick, look_of, read_ticks, settled
from extractors.ticks_labels import compact, find_labels
from models.application import FieldValue, Mark
from models.evidence import Evidence
from models.eyes import Eyes
from models.geometry import Box, union
from models.pages import Page
from models.rulebook import FieldSpec


@dataclass(frozen=True)
class Choice:
    """A choice as found: its place (``None``: only its options were found) and the ticks of its options."""

    spec: FieldSpec
    page: Page
    place: Place | None
    ticks: tuple[Tick, ...]


def find_choice(spec: FieldSpec, place: Place | None, pages: Sequence[Page], eyes: Eyes, look: Look = ANY) -> Choice | None:
    """The options of a choice in its place; where more of them stand elsewhere on the form's pages, those.

    ``look`` is what the form's boxes are like, where other choices have shown it.
    """
    if place is not None:
        lines = list(place.lines)
        if len(find_labels(lines, spec.options)) < len(spec.options) and place.page.origin != "text" and place.frame is not None:
            again = reading_order(clean_lines(place.page, eyes, within(place.frame, place.frame, 1.0)))
            if len(find_labels(again, spec.options)) > len(find_labels(lines, spec.options)):
                lines = again
        ticks = read_ticks(place.page, eyes, lines, spec.options, place.frame, look)
        ticks += _overleaf(spec, ticks, place.page, pages, eyes, look)
        if len(ticks) == len(spec.options) or (ticks and not _elsewhere(spec, pages, len(ticks))):
            return Choice(spec, place.page, place, tuple(ticks))
    best: Choice | None = None
    for page in pages:
        ticks = read_ticks(page, eyes, reading_order(page.lines), spec.options, look=look)
        if ticks and (best is None or len(ticks) > len(best.ticks)):
            best = Choice(spec, page, None, tuple(ticks))
    if best is None and place is not None:
        return Choice(spec, place.page, place, ())
    return best


def _overleaf(spec: FieldSpec, ticks: Sequence[Tick], page: Page, pages: Sequence[Page], eyes: Eyes, look: Look) -> list[Tick]:
    """The options that a choice lacks and that stand at the head of the form's next page, each on a row of its own."""
    lacking = [o for o in spec.options if all(t.option is not o for t in ticks)]
    following = next((q for p, q in pairwise(pages) if p is page), None)
    if not ticks or not lacking or following is None:
        return []
    names = {compact(label) for o in lacking for label in o.labels}
    lines = list(takewhile(lambda p: any(compact(p.text).endswith(n) for n in names), reading_order(following.lines)))
    return read_ticks(following, eyes, lines, lacking, look=look)


def of_one_size(choices: Sequence[Choice], pages: Sequence[Page], eyes: Eyes) -> list[Choice]:
    """The choices, those with odd boxes read again: the boxes of one form are of one size, and frames inside characters are not."""
    look = look_of([t for c in choices for t in c.ticks])
    if look == ANY:
        return list(choices)
    again = [(find_choice(c.spec, c.place, pages, eyes, look) or c) if any(_odd(t, look, 0.2) for t in c.ticks) else c for c in choices]
    return [replace(c, ticks=tuple(_doubted(t) if t.drawn and _odd(t, look, 0.4) else t for t in c.ticks)) for c in again]


def _doubted(tick: Tick) -> Tick:
    """A tick whose box is none of the form's: what is there is not known."""
    return replace(tick, drawn=False, hint="", beside=1.0)


def _odd(tick: Tick, look: Look, off: float) -> bool:
    """Whether a box is of another kind or, by more than the share ``off``, of another size than the form's."""
    if not tick.drawn or (look.kind and tick.kind != look.kind):
        return True
    return look.side is not None and abs((tick.box.width + tick.box.height) / 2 - look.side) > off * look.side


def _elsewhere(spec: FieldSpec, pages: Sequence[Page], found: int) -> bool:
    return any(len(find_labels(reading_order(p.lines), spec.options)) > found for p in pages)


def settle_all(choices: Sequence[Choice]) -> list[Choice]:
    """All choices of a form judged together: an empty box is known by the other empty boxes."""
    every = iter(settled([t for c in choices for t in c.ticks]))
    return [replace(c, ticks=tuple(next(every) for _ in c.ticks)) for c in choices]


def read_choice(choice: Choice) -> tuple[FieldValue, list[Mark]]:
    """The value of a settled choice, and its marks."""
    spec = choice.spec
    written = _written(choice)
    ticks = [replace(t, state="present", confidence=0.9) for t in written] if written else list(choice.ticks)
    marks = [_mark(spec, t) for t in ticks]
    marks += _unseen(choice) if not written else []
    chosen = [t for t in ticks if t.state == "present"]
    names = [_name(spec, t) for t in chosen]
    value: str | list[str]
    if spec.kind == "multi":
        value = names
    else:
        value = names[0] if len(names) == 1 else names if names else ""
    doubt = _doubt(choice, ticks)
    confidence = min((t.confidence for t in ticks), default=0.3)
    evidence = tuple(_evidence(t) for t in chosen) or _empty_evidence(choice)
    return FieldValue(value=value, evidence=evidence, confidence=round(confidence, 3), doubt=doubt), marks


def _name(spec: FieldSpec, tick: Tick) -> str:
    return tick.label if spec.as_printed else tick.option.value


def _written(choice: Choice) -> list[Tick]:
    """Without any box, the only option that is named is the answer (企业规模：小型)."""
    ticks = choice.ticks
    if (
        len(ticks) == 1
        and len(choice.spec.options) > 1
        and choice.place is not None
        and not ticks[0].hint
        and ((not ticks[0].drawn and ticks[0].beside < 0.06) or _no_room(choice.place, ticks[0]))
        and (not ticks[0].drawn or "".join(compact(p.text) for p in choice.place.lines) == compact(ticks[0].label))
    ):
        return list(ticks)
    return []


def _no_room(place: Place, tick: Tick) -> bool:
    """Whether an option begins so near to its cell's edge that no box can stand before it: the ink there is the ruling's, and a box within
    the label a character's."""
    at = tick.line.text.find(tick.label)
    if place.frame is None or at < 0:
        return False
    label = tick.line.span(at, at + len(tick.label))
    return label.x0 - place.frame.x0 < 0.5 * tick.line.box.height and tick.box.centre[0] < label.x1


def _doubt(choice: Choice, ticks: Sequence[Tick]) -> str:
    unsure = [t.label for t in ticks if t.state == "unsure"]
    if not ticks:
        return "未能找到选项"
    if len(unsure) == len(ticks) and not any(t.drawn for t in ticks):
        return "未能找到选项前的方框"
    return f"“{'”“'.join(unsure)}”框内痕迹不清" if unsure else ""


def _box(tick: Tick) -> Box:
    at = tick.line.text.find(tick.label)
    label = tick.line.span(at, at + len(tick.label)) if at >= 0 else None
    return union([tick.box, label]) if label is not None and label.x0 >= tick.box.x0 - 1 else tick.box


def _evidence(tick: Tick) -> Evidence:
    return tick.page.evidence(_box(tick), ("☑" if tick.state == "present" else "□") + tick.label)


def _empty_evidence(choice: Choice) -> tuple[Evidence, ...]:
    if choice.place is not None:
        return (choice.page.evidence(choice.place.box, "".join(p.text for p in choice.place.lines)),)
    return (choice.page.evidence(union(t.box for t in choice.ticks), "".join(t.label for t in choice.ticks)),) if choice.ticks else ()


def _mark(spec: FieldSpec, tick: Tick) -> Mark:
    return Mark(
        id=f"form.{spec.id}.{tick.option.value}",
        state=tick.state,
        evidence=(tick.page.evidence(tick.box, tick.label),),
        confidence=round(tick.confidence, 3),
        text=tick.label,
    )


def _unseen(choice: Choice) -> list[Mark]:
    """Options of a scanned form that could not be found: whether they are ticked is not known."""
    if choice.page.origin == "text" or not choice.ticks or not any(t.drawn for t in choice.ticks):
        return []
    found = {t.option.value for t in choice.ticks}
    missing = [o for o in choice.spec.options if o.value not in found]
    where = _empty_evidence(choice)
    return [Mark(id=f"form.{choice.spec.id}.{o.value}", state="unsure", evidence=where, confidence=0.2, text=o.labels[0]) for o in missing]
