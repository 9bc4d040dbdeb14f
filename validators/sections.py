"""Rules over the sections of a book: there, not empty, not too long, no remains of the template, scenes and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from models.application import Section
from models.checks import Finding
from models.evidence import Evidence
from models.rulebook import SectionSpec
from validators.case import Case
from validators.registry import rule
from validators.wording import failed, not_applicable, page, pages, passed, unsure

OCR_TOLERANCE = 0.02
"""Share of a scanned text's length that misreadings may add."""
NOTHING = re.compile(
    r"[\s。．.，,、；;：:（）()\-—–_/\\*]*(?:(?:本企业|本单位|我公司|公司)?(?:暂)?(?:无|略|没有|暂缺|从略))?[\s。．.，,、；;（）()\-—–_/\\*]*"
)
"""A body that says nothing: 无, 略, 暂无 or marks alone."""


def wanted(case: Case) -> Iterator[SectionSpec]:
    """The headings that this applicant's books must have, those of scenes aside."""
    for spec in case.rulebook.sections:
        if spec.required and spec.emit and not spec.whole and not spec.repeat and _applies(case, spec):
            yield spec


def _applies(case: Case, spec: SectionSpec) -> bool:
    return spec.programme in case.application.programmes if spec.programme else case.with_form


def is_empty(case: Case, section: Section) -> bool:
    """Whether nothing is under a heading: no words, table or picture of its own, nor a heading below it."""
    if case.children(section.id) or section.has_table or section.pictures or section.samples:
        return False
    return section.length == 0 or (bool(section.text.strip()) and NOTHING.fullmatch(section.text) is not None)


def _order(case: Case) -> dict[str, int]:
    """The template's headings in their order."""
    return {s.id: n for n, s in enumerate(case.rulebook.sections)}


def _gap_for(case: Case, spec: SectionSpec) -> str:
    """Unread pages where a missing heading may stand: between its neighbours that were found."""
    order = _order(case)
    ids = {s.id for s in case.rulebook.sections if not s.whole and spec.programme in ("", s.programme)}
    found = [s for s in case.application.sections if s.id in ids]
    before = max((s for s in found if order[s.id] < order[spec.id]), key=lambda s: order[s.id], default=None)
    after = min((s for s in found if order[s.id] > order[spec.id]), key=lambda s: order[s.id], default=None)
    if any(f.role != "attachment" for f in case.unopened):
        return case.body_gap()
    files = {f.path: n for n, f in enumerate(case.application.files)}
    first = (files.get(before.file, 0), before.first_page) if before else (0, 0)
    last = (files.get(after.file, 0), after.first_page) if after else (len(files), 0)
    if last < first:  # an applicant's own order of headings
        first, last = (0, 0), (len(files), 0)
    unread = [p for p in case.unread_body() if first <= (files.get(p.file, 0), p.page) <= last]
    return case.gap(unread, ())


def _neighbour(case: Case, spec: SectionSpec) -> tuple[Evidence, ...]:
    """The heading before the place where a missing one should stand."""
    order = _order(case)
    before = [s for s in case.application.sections if s.id in order and order[s.id] < order[spec.id]]
    mine = [s for s in before if s.id.split(".")[0] == spec.id.split(".")[0]] or before
    return max(mine, key=lambda s: order[s.id]).evidence if mine else ()


@rule("section.missing")
def missing(case: Case) -> Iterator[Finding]:
    """缺少模版要求的章节

    检查：所报类别的模版中的每个标题，申报书是否都有。
    理由：缺章节即缺少评审要看的内容。
    不合格：相关各页均已读出，没有该标题（改写、改编号的标题也算有）。
    合格：有该标题；上级标题整个缺失时只报上级；标题应在之处有未读出或未能归入任何章节的页，或有编号相承而名称不同的标题时，列为待核实。
    依据：附件1-4、附件2-1 各模版；附件1 五（二）“要素完整”。
    """
    if not case.programmes:
        yield unsure("未能识别申报书属于哪一类别，不能核对章节。")
        return
    absent: set[str] = set()
    for spec in wanted(case):
        section = case.section(spec.id)
        if section is not None:
            yield passed(
                f"有“{section.title or spec.title}”一节{page(section.evidence)}。",
                section.evidence,
                subject=spec.id,
                programme=spec.programme,
            )
            continue
        absent.add(spec.id)
        yield _missing(case, spec, absent)
    yield from _scene_parts(case)


def _missing(case: Case, spec: SectionSpec, absent: set[str]) -> Finding:
    gap = _gap_for(case, spec)
    near = _neighbour(case, spec)
    if spec.parent in absent:
        return not_applicable(f"上级标题缺失（见 {spec.parent}）", subject=spec.id, programme=spec.programme)
    if gap:
        return unsure(f"未见“{spec.title}”一节，但{gap}，请核对。", near, subject=spec.id, programme=spec.programme)
    if case.children(spec.id):
        return unsure(
            f"未见“{spec.title}”这一标题，其下各小节齐全或部分齐全，请核对标题。", near, subject=spec.id, programme=spec.programme
        )
    stray = case.application.strays.get(spec.id)
    if stray is not None:
        return unsure(
            f"未见“{spec.title}”一节，其位置上为“{stray.text.strip()}”{page([stray])}，请核对是否即该节。",
            (stray,),
            subject=spec.id,
            programme=spec.programme,
        )
    after = f"（“{near[0].text}”{page(near)}之后未见）" if near else ""
    return failed(f"申报书没有“{spec.title}”一节{after}。", near, subject=spec.id, programme=spec.programme)


def _scene_parts(case: Case) -> Iterator[Finding]:
    """The four parts of each scene that is there."""
    specs = [s for s in case.rulebook.sections if s.repeat and s.required and s.emit and _applies(case, s)]
    numbers = sorted({int(m[1]) for s in case.application.sections if (m := re.fullmatch(r".+\.scene-(\d+)", s.id))})
    for n in numbers:
        for spec in specs:
            id = spec.id.replace("{n}", str(n))
            head = case.section(spec.parent.replace("{n}", str(n)))
            if id == spec.id or head is None or "{n}" not in spec.parent:
                continue
            section = case.section(id)
            if section is not None:
                yield passed(f"场景{n}有“{spec.title}”{page(section.evidence)}。", section.evidence, subject=id, programme=spec.programme)
            elif case.page_unread(head):
                yield unsure(
                    f"场景{n}未见“{spec.title}”，但该场景有页未能读出，请核对。", head.evidence, subject=id, programme=spec.programme
                )
            else:
                yield failed(f"场景{n}没有“{spec.title}”一项{page(head.evidence)}。", head.evidence, subject=id, programme=spec.programme)


@rule("section.empty")
def empty(case: Case) -> Iterator[Finding]:
    """章节只有标题，没有内容

    检查：每个章节标题下是否有文字、表格或图片。
    理由：空标题或只写“无”“略”，等于没有说明。
    不合格：标题下没有内容，或只写“无”“略”“暂无”。
    合格：有文字，或有表格、图片，或有下级标题；“相关附件”后面直接附有材料的不算空；有未读出的页时列为待核实。
    依据：附件1 五（二）“要素完整、格式规范、表述准确”；各模版。
    """
    for section in case.application.sections:
        spec = case.rulebook.section(section.id)
        if spec is None or spec.whole or not spec.emit or section.length is None or section.id in ("commitment", "declaration", "form"):
            continue
        if section.id.endswith(".attachments"):
            yield not_applicable("“相关附件”以所附材料为准", subject=section.id, programme=spec.programme)
        elif not is_empty(case, section):
            yield passed(
                f"“{section.title}”{page(section.evidence)}下有内容。", section.evidence, subject=section.id, programme=spec.programme
            )
        elif case.page_unread(section):
            yield unsure(
                f"“{section.title}”{page(section.evidence)}下未读到内容，但该处有页未能读出，请核对。",
                section.evidence,
                subject=section.id,
                programme=spec.programme,
            )
        else:
            written = f"只写“{section.text.strip()}”" if section.text.strip() else "没有内容"
            yield failed(
                f"“{section.title}”{page(section.evidence)}标题下{written}。",
                section.evidence,
                subject=section.id,
                programme=spec.programme,
            )


@rule("section.too-long")
def too_long(case: Case) -> Iterator[Finding]:
    """超过限制字数

    检查：有字数限制的章节，按 Word“字数”口径（汉字和全角标点各计一，连续的英文数字计一）统计是否超限；标题、表格、图题和模版原有说明不计。
    理由：超限的内容评审可不予采信。
    不合格：把有两种计法的符号都按少的计，扫描件再让出 2% 的识别误差，仍然超限。
    合格：未超限；只在多计的口径下超限的，视为合格并注明；有未读出的页而未超限的，列为待核实。
    依据：附件1-4 各模版“不超过 500 字”“500 字以内”“300字以内”；附件2-1“每个案例不超过 3500 字”等。
    """
    for section in case.application.sections:
        spec = case.rulebook.section(section.id)
        limit = section.limit or (spec.limit if spec else None)
        if not limit or section.length is None or spec is None:
            continue
        low = section.length_low if section.length_low is not None else section.length
        surely = low * (1 - OCR_TOLERANCE) if section.scanned else low
        words = (
            f"“{section.title or spec.title}”{page(section.evidence)}约 {section.length} 字"
            if section.scanned
            else f"“{section.title or spec.title}”{page(section.evidence)} {section.length} 字"
        )
        if surely > limit:
            yield failed(
                f"{words}，限 {limit} 字，超出约 {low - limit} 字。", section.evidence, subject=section.id, programme=spec.programme
            )
        elif case.page_unread(section):
            yield unsure(
                f"{words}，限 {limit} 字，但有页未能读出，不能确定总字数。", section.evidence, subject=section.id, programme=spec.programme
            )
        else:
            note = "（略超，在计数口径与识别误差之内，不作超限处理）" if section.length > limit else ""
            yield passed(f"{words}，限 {limit} 字{note}。", section.evidence, subject=section.id, programme=spec.programme)


@rule("section.sample-text")
def sample_text(case: Case) -> Iterator[Finding]:
    """残留模版说明、示例或占位符

    检查：章节中是否留有模版的填写说明、“示例：…”的例句，或 XX、××、____ 等占位符。
    理由：残留说明表示内容未按实际填写，例句中的数字会被误当成企业数据。
    不合格：有上述残留。只报最内层的章节。
    合格：没有残留；标题后只留“500字以内”、正文有“XX公司”一类隐去的名称，或有未读出的页时，列为待核实。
    依据：附件1 五（二）“格式规范、表述准确”；附件1-4、附件2-1 模版。
    """
    for section in case.application.sections:
        spec = case.rulebook.section(section.id)
        if spec is None or not spec.emit:
            continue
        inner = {e for child in case.children(section.id) for e in child.samples}
        own = tuple(e for e in section.samples if e not in inner)
        perhaps = tuple(e for e in section.doubtful if all(e not in child.doubtful for child in case.children(section.id)))
        if own:
            quoted = own[0].text if len(own[0].text) <= 40 else own[0].text[:40] + "…"
            yield failed(
                f"“{section.title}”中留有模版的说明、示例或占位符“{quoted}”（{pages(own)}），请删除并按实际填写。",
                own,
                subject=section.id,
                programme=spec.programme,
            )
        elif inner:
            yield not_applicable("残留在下级章节（见该章节）", subject=section.id, programme=spec.programme)
        elif case.page_unread(section):
            yield unsure(
                f"“{section.title}”有页未能读出，不能确定是否留有模版文字。", section.evidence, subject=section.id, programme=spec.programme
            )
        elif perhaps:
            yield unsure(
                f"“{section.title}”中有“{perhaps[0].text.strip()}”（{pages(perhaps)}），请核对是否为模版残留或未填的占位符。",
                perhaps,
                subject=section.id,
                programme=spec.programme,
            )
        else:
            yield passed(f"“{section.title}”未见模版残留。", section.evidence, subject=section.id, programme=spec.programme)
