"""The fields of 企业申请表, 承诺书, 企业申报声明 and the cover: values with their places, and the marks of ticks.

Which fields there are, how they are labelled and on which pages they stand is the rulebook's (`FieldSpec`).
A field whose place was found but holds nothing has the value "" and its empty cell as evidence; a field whose place was not
found on a form that is there has the value ``None`` and a doubt; without such a page it is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.form_choices import Choice, find_choice, of_one_size, read_choice, settle_all
from extractors.form_dates import read_date
from extractors.form_places import Place, among, by_position, in_tables
from extractors.form_reading import clean_lines, worth_reading
from extractors.form_settled import settle
from extractors.form_values import class_value, count_value, text_value, uscc_value
from extractors.grid_text import reading_order
from models.application import FieldValue, Mark
from models.eyes import Eyes
from models.geometry import Box
from models.outline import Outline
from models.pages import Page, PageState
from models.rulebook import FieldSpec, Rulebook

Fields = dict[str, FieldValue]
CHOICES = ("choice", "multi")
LABELS_OF_A_FORM = 4
"""So many labels of the form on one page make it the form, where its heading was not recognised."""

LONGEST_NAME = 80
"""A section of at most so many characters is the case's name as a whole, on however many lines; of a longer one the first line is."""

LABELS_OF_A_HEAD = 2
"""So many labels of a cover over the first heading stand for it."""


def read_form(outline: Outline, eyes: Eyes, rulebook: Rulebook) -> tuple[Fields, tuple[Mark, ...]]:
    """All fields of the front pages of an applicant's book, and the marks ``form.<field>.<option>`` of its ticks."""
    fields: Fields = {}
    marks: list[Mark] = []
    kinds = list(dict.fromkeys(kind for spec in rulebook.form.fields for kind in spec.pages))
    for kind in kinds:
        specs = [s for s in rulebook.form.fields if kind in s.pages and s.id not in fields and s.kind != "date"]
        pages = _pages(outline, kind, specs, rulebook)
        if not pages or not specs:
            continue
        found, ticked = _read_pages(pages, specs, eyes, rulebook, kind)
        fields |= found
        marks += ticked
    for spec in rulebook.form.fields:
        if spec.kind == "date" and (value := _date(outline, eyes, rulebook, spec)) is not None:
            fields[spec.id] = value
    _from_sections(fields, outline, rulebook)
    return settle(fields, outline, rulebook), tuple(marks)


def _pages(outline: Outline, kind: str, specs: Sequence[FieldSpec], rulebook: Rulebook) -> list[Page]:
    """The pages of a kind; where no page is known for the form, those that look like it, and for the cover the head of the text.

    A book of a programme without the form has none: a table among its papers (被带动企业情况表) is somebody else's.
    """
    pages = [p for p in outline.of_kind(kind) if p.state == PageState.READ]
    if pages:
        return pages
    if kind == "cover":
        return _head(outline, specs)
    formed = any(p.shares_form for p in rulebook.heading.programmes if p.id in outline.programmes) or not outline.programmes
    return [p for p in outline.pages if len(_labels_on(p, specs)) >= LABELS_OF_A_FORM] if kind == "form" and formed else []


def _head(outline: Outline, specs: Sequence[FieldSpec]) -> list[Page]:
    """What a book without a cover says of itself over its first heading: that page with these lines alone."""
    if not outline.sections:
        return []
    page, heading = outline.sections[0].heading
    over = tuple(p for p in page.lines if p.box.bottom <= heading.box.top + 2)
    tables = tuple(t for t in page.tables if t.box.bottom <= heading.box.top + 2)
    head = replace(page, lines=over, tables=tables)
    return [head] if len(list(among(head, reading_order(over), specs))) >= LABELS_OF_A_HEAD else []


def _labels_on(page: Page, specs: Sequence[FieldSpec]) -> set[str]:
    return {p.spec.id for p in in_tables(page, specs) if p.score >= 90}


def _read_pages(pages: Sequence[Page], specs: Sequence[FieldSpec], eyes: Eyes, rulebook: Rulebook, kind: str) -> tuple[Fields, list[Mark]]:
    places = _form_places(pages, specs) if kind == "form" else _cover_places(pages, specs, eyes)
    fields: Fields = {}
    for spec in specs:
        if spec.kind in CHOICES:
            continue
        place = places.get(spec.id)
        if place is not None:
            fields[spec.id] = _value(place, eyes, rulebook)
        elif kind == "form" and spec.required:
            fields[spec.id] = _not_found(pages[0], spec)
    choices: list[Choice] = []
    for spec in specs:
        if spec.kind in CHOICES and (kind == "form" or spec.id in places):
            found = find_choice(spec, places.get(spec.id), pages if kind == "form" else [], eyes)
            if found is not None:
                choices.append(found)
            elif spec.required:
                fields[spec.id] = _not_found(pages[0], spec)
    marks: list[Mark] = []
    for choice in settle_all(of_one_size(choices, pages if kind == "form" else [], eyes)):
        fields[choice.spec.id], own = read_choice(choice)
        marks += own
    return fields, marks


def _form_places(pages: Sequence[Page], specs: Sequence[FieldSpec]) -> dict[str, Place]:
    """The best place of each field: in a ruled table before one by position, a better label before a worse."""
    found: dict[str, Place] = {}
    for page in pages:
        for place in in_tables(page, specs):
            _keep(found, place)
    missing = [s for s in specs if s.id not in found]
    if missing:
        for page in pages:
            # From below: the lines over the table repeat labels of the form itself.
            for place in reversed(list(by_position(page, specs))):
                # The lines over the table ask for seals (企业名称：（盖章）); they are no cells of the form.
                if place.spec in missing and not _asks_for_seal(place):
                    _keep(found, place)
    return found


def _keep(found: dict[str, Place], place: Place) -> None:
    known = found.get(place.spec.id)
    if known is None or (bool(place.lines), place.score) > (bool(known.lines), known.score):
        found[place.spec.id] = place


def _asks_for_seal(place: Place) -> bool:
    row = [p.text for p in place.page.lines if abs(p.box.centre[1] - place.label.centre[1]) < 0.6 * place.label.height]
    return any("盖章" in t for t in row)


def _cover_places(pages: Sequence[Page], specs: Sequence[FieldSpec], eyes: Eyes) -> dict[str, Place]:
    """Fields of a cover (label：value, one below the other, or in a table). Of a scan the words under a seal are read anew first."""
    found: dict[str, Place] = {}
    for page in pages:
        for place in in_tables(page, specs):
            _keep(found, place)
        lines = reading_order(page.lines)
        if page.origin != "text":
            heads = [p.label.top for p in among(page, lines, specs)]
            if heads:
                bottom = max(p.box.bottom for p in page.lines) + 3  # of a book's head the text below it is no part
                again = clean_lines(page, eyes, Box(0, min(heads) - 12, page.width, 0.93 * page.height))
                lines = reading_order(worth_reading([p for p in again if p.box.centre[1] < bottom]))
        for place in among(page, lines, specs):
            _keep(found, place)
    return found


def _value(place: Place, eyes: Eyes, rulebook: Rulebook) -> FieldValue:
    match place.spec.kind:
        case "integer":
            return count_value(place, eyes)
        case "uscc":
            return uscc_value(place, eyes)
        case "industry_code":
            return class_value(place, eyes, _known_classes(rulebook))
        case _:
            return text_value(place, eyes)


def _known_classes(rulebook: Rulebook) -> frozenset[str]:
    return frozenset(code.lstrip("ABCDEFGHIJKLMNOPQRST") for code in rulebook.industry_classes)


def _not_found(page: Page, spec: FieldSpec) -> FieldValue:
    return FieldValue(value=None, evidence=(page.evidence(None, ""),), confidence=0.0, doubt=f"未能找到“{spec.label}”一栏")


def _date(outline: Outline, eyes: Eyes, rulebook: Rulebook, spec: FieldSpec) -> FieldValue | None:
    year = int(rulebook.heading.notice_date[:4])
    for kind in spec.pages:
        for page in reversed(outline.of_kind(kind)):
            value = read_date(page, eyes, year) if page.state == PageState.READ else None
            if value is not None:
                return value
    return None


def _from_sections(fields: Fields, outline: Outline, rulebook: Rulebook) -> None:
    """A chain book without a cover states its case's name in the section of that name."""
    spec = rulebook.field("case_name")
    known = fields.get("case_name")
    if spec is None or (known is not None and known.value):
        return
    section = outline.section("chain.summary.name")
    if section is not None and section.body.text.strip():
        text = section.body.text.strip()
        if len(text) > LONGEST_NAME:
            text = text.split("\n")[0]
        start = section.body.text.index(text)
        fields["case_name"] = FieldValue(
            value="".join(text.split("\n")),
            evidence=section.body.evidence(start, start + len(text), whole=True),
            confidence=section.body.confidence(start, start + len(text)),
        )
