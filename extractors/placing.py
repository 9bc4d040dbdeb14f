"""What each seal of a submission stands for: 承诺书, 声明, 申请表, the county's place on it, the cover, or an enclosed paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from extractors.seals_match import is_sure, resolved
from models.application import Attachment, Seal
from models.evidence import Evidence
from models.geometry import Box
from models.outline import Outline
from models.pages import Line, Page, SealMark
from models.rulebook import Rulebook
from models.text import name_key, normalise

_STAMP = re.compile(r"[(（]?\s*(盖\s*公?\s*章|公\s*章|印\s*章|签\s*章)")
_SIGNED = re.compile(r"签\s*字")
_NAME = re.compile(
    r"[㐀-鿿〇（）()]{2,}?(?:公司|事务所(?:[（(][㐀-鿿]{2,6}[）)])?|[局厅会院所部社署]|中心|大学|合伙企业)(?![㐀-鿿]*(?:公司|事务所))"
)
_LEAD = re.compile(r"^.*?(?:名称|机关|机构|单位|部门|权人|人|为|由|与|和|于|经)[:：]\s*")


def place_seals(outline: Outline, attachments: Sequence[Attachment], rulebook: Rulebook) -> tuple[Seal, ...]:
    """All seals of all pages in order, each with its place; boxes in the frame of the page as displayed."""
    types = {(a.file, n): a.type for a in attachments for n in a.pages}
    known, official, city = _known_names(outline, attachments), organs(rulebook), city_of(rulebook)
    out = []
    for page in outline.pages:
        kind = outline.kinds.get((page.file, page.number), "")
        printed = _names_on(page)
        for mark, place in _placed(page, kind, types.get((page.file, page.number), ""), outline, rulebook):
            text = mark.text if mark.shape == "square" else resolved(mark, known, official, city, printed)
            x0, top, x1, bottom = page.displayed(mark.box).rounded()
            out.append(
                Seal(
                    file=page.file,
                    page=page.number,
                    bbox=(x0, top, x1, bottom),
                    text=text,
                    place=place,
                    confidence=round(mark.confidence, 3),
                )
            )
    return tuple(out)


def stamp_places(outline: Outline, rulebook: Rulebook) -> dict[str, Evidence]:
    """Where each seal of the front papers belongs: the line 单位（盖章） or 主管部门：（盖章） that asks for it."""
    words = sorted((name_key(w) for w in rulebook.heading.county_authority_words), key=len, reverse=True)
    found: dict[str, Evidence] = {}
    for page in outline.pages:
        kind = outline.kinds.get((page.file, page.number), "")
        if kind == "form":
            for place, line in zip(("form", "form.county"), _labels(page, words), strict=True):
                if line is not None:
                    found.setdefault(place, page.evidence(line.box, line.text))
        elif kind in ("commitment", "declaration"):
            for line in page.lines:
                if _STAMP.search(normalise(line.text)) and not _SIGNED.search(normalise(line.text)):
                    found.setdefault(_statement(page, line.box, kind, rulebook), page.evidence(line.box, line.text))
    return found


def _placed(page: Page, kind: str, paper: str, outline: Outline, rulebook: Rulebook) -> Iterable[tuple[SealMark, str]]:
    whole = [m for m in page.seals if not m.seam and m.shape != "square"]
    on_form = dict(zip(map(id, whole), _form_places(page, whole, outline.name, rulebook), strict=True)) if kind == "form" else {}
    for mark in page.seals:
        if mark.seam:
            yield mark, "seam"
        elif mark.shape == "square" and kind in ("commitment", "declaration", "form", "cover"):
            # A person's chop is a signature (see `extractors.signatures`), never the applicant's seal.
            yield mark, ""
        elif kind == "form":
            yield mark, on_form[id(mark)]
        elif kind in ("commitment", "declaration"):
            yield mark, _statement(page, mark.box, kind, rulebook)
        elif kind == "cover":
            yield mark, kind
        else:
            yield mark, paper


def _statement(page: Page, box: Box, kind: str, rulebook: Rulebook) -> str:
    """承诺书 or 声明, where one page bears both: the heading next above the seal's middle."""
    starts: list[tuple[float, str]] = []
    for id in ("commitment", "declaration"):
        spec = rulebook.section(id)
        titles = {name_key(t) for t in (spec.title, *spec.aliases)} if spec else set()
        for line in page.lines:
            if re.sub(r"^[一二三四五六七八九十\d]+", "", name_key(line.text).replace("、", "")) in titles:
                starts.append((line.box.top, id))
    if {id for _, id in starts} != {"commitment", "declaration"}:
        return kind
    above = [s for s in sorted(starts) if s[0] < box.centre[1]]
    return above[-1][1] if above else kind


def _form_places(page: Page, marks: Sequence[SealMark], applicant: str, rulebook: Rulebook) -> list[str]:
    """``form`` or ``form.county`` for each seal of the form: by whose name it bears, else by the label it lies nearest to."""
    words = sorted((name_key(w) for w in rulebook.heading.county_authority_words), key=len, reverse=True)
    places: list[str] = []
    for mark in marks:
        text = name_key(mark.text)
        if _official(text, words):
            places.append("form.county")
        elif (applicant and name_key(applicant)[:4] in text) or text.endswith(("公司", "厂", "合作社")):
            places.append("form")
        else:
            places.append("")
    if all(places):
        return places
    company, county = _labels(page, words)
    for n, mark in enumerate(marks):
        if places[n]:
            continue
        others = [p for p in places if p]
        if len(marks) == 2 and len(others) == 1:
            places[n] = "form.county" if others[0] == "form" else "form"
            continue
        near, far = _distance(mark.box, company), _distance(mark.box, county)
        places[n] = "form.county" if far < near else "form"
    return places


def _official(text: str, words: Sequence[str]) -> bool:
    """Whether a seal's words are an authority's: one of the known words, or the ending of a bureau."""
    return any(w in text for w in words) or (len(text) >= 5 and text.endswith(("局", "委员会", "管委会", "政府", "办公室", "厅")))


def _labels(page: Page, words: Sequence[str]) -> tuple[Line | None, Line | None]:
    """The lines of the form's two places for seals: the applicant's and the county authority's."""
    company = county = None
    for line in page.lines:
        text = normalise(line.text)
        if county is None and ("主管部门" in text or any(w in name_key(text) for w in words)):
            county = line
        elif company is None and _STAMP.search(text):
            company = line
    return company, county


def _distance(box: Box, line: Line | None) -> float:
    """From the seal's middle to the stamp mark in a label's line (its end where none is read)."""
    if line is None:
        return float("inf")
    found = _STAMP.search(line.text)
    spot = line.span(found.start(), found.end()) if found else Box(line.box.x1, line.box.top, line.box.x1, line.box.bottom)
    (x, y), (cx, cy) = spot.centre, box.centre
    return float(((x - cx) ** 2 + (2 * (y - cy)) ** 2) ** 0.5)


def _known_names(outline: Outline, attachments: Sequence[Attachment]) -> list[str]:
    """Names that a seal of this submission may bear: the applicant, holders of papers, and what its sure seals say."""
    names = [outline.name]
    for paper in attachments:
        holder = paper.fields.get("holder")
        if holder is not None and isinstance(holder.value, str):
            names.append(holder.value)
    for page in outline.pages:
        names += [m.text for m in page.seals if not m.seam and m.shape != "square" and is_sure(m) and _NAME.fullmatch(m.text)]
    return [n for n in dict.fromkeys(names) if n]


def organs(rulebook: Rulebook) -> list[str]:
    """Full names of organs that seal papers in this city: county authorities, and the rulebook's organs of each area."""
    heading = rulebook.heading
    city = city_of(rulebook)
    areas = [
        a for a in (city, *heading.counties, *(f"{city}{c}" for c in heading.counties), *(f"{city[:-1]}{c}" for c in heading.counties)) if a
    ]
    forms = [*heading.organs, *("{area}" + w for w in heading.county_authority_words if w.endswith("局"))]
    return list(
        dict.fromkeys(name for form in forms for name in ([form.replace("{area}", a) for a in areas] if "{area}" in form else [form]))
    )


def city_of(rulebook: Rulebook) -> str:
    """The city of the notice (石家庄市), as the issuer's name begins."""
    city = re.match(r"[㐀-鿿]{2,6}?市", rulebook.heading.issuer)
    return city.group(0) if city else ""


def _names_on(page: Page) -> list[str]:
    """Names of organisations printed on the page."""
    found: list[str] = []
    for line in page.lines:
        text = _LEAD.sub("", normalise(line.text).replace("(", "（").replace(")", "）"))
        found += [m.group(0) for m in _NAME.finditer(text) if 4 <= len(m.group(0)) <= 30]
    return found
