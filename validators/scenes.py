"""Rules over the scenes of a lighthouse book and the pictures of a chain case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from models.checks import Finding
from models.evidence import Evidence
from validators.case import Case
from validators.registry import rule
from validators.sections import is_empty
from validators.wording import failed, not_applicable, page, pages, passed, unsure

APPLICATIONS = "lighthouse.applications"
CLOSE_MARGIN = 0.04
"""Lead of the best guide scene over the second below which a person must choose."""
MOST_PICTURES = 2
MOST_PIXELS = 1000


@rule("section.too-few-scenes")
def too_few_scenes(case: Case) -> Iterator[Finding]:
    """应用场景不足四个

    检查：“小灯塔”申报书第三部分写了几个有内容的应用场景。
    理由：不少于 4 个场景是“小灯塔”的要素条件。
    不合格：该部分全部读出，有内容的场景少于 4 个。
    合格：4 个及以上；“（一）应用场景建设”即场景1；该部分有未读出的页而不足 4 个时列为待核实。
    依据：附件1-1 二“打造应用场景不少于 4 个”。
    """
    if "lighthouse" not in case.application.programmes:
        yield not_applicable("未申报“小灯塔”标杆企业", subject=APPLICATIONS)
        return
    least = case.rulebook.scene_minimum
    heads = [s for s in case.application.sections if re.fullmatch(r"lighthouse\.scene-\d+", s.id)]
    full = [s for s in heads if not is_empty(case, s)]
    count = len(full) if heads else len(case.application.scenes)
    section = case.section(APPLICATIONS)
    places = [s.evidence[0] for s in full if s.evidence] or [e for s in case.application.scenes for e in s.evidence[:1]]
    words = f"“数字化应用系统建设”部分有 {count} 个应用场景（{pages(places)}）" if places else f"读到 {count} 个应用场景"
    if count >= least:
        yield passed(f"{words}，不少于 {least} 个。", places, subject=APPLICATIONS, programme="lighthouse")
    elif section is None or case.page_unread(section) or case.unread_body(section):
        why = "未找到该部分" if section is None else "该部分有页未能读出"
        yield unsure(f"{words}，但{why}，请核对。", places, subject=APPLICATIONS, programme="lighthouse")
    else:
        yield failed(f"{words}，不足 {least} 个。", places or section.evidence, subject=APPLICATIONS, programme="lighthouse")


@rule("section.scene-not-in-guide")
def scene_not_in_guide(case: Case) -> Iterator[Finding]:
    """场景不在《2024年智能制造典型场景参考指引》内

    检查：每个应用场景的标题和描述能否对应指引 40 个典型场景之一。
    理由：“小灯塔”的场景须符合指引。
    不合格：与 40 个场景都不相符。
    合格：能对应其中之一；与两个场景同样相近的，或标题未点明而只是内容相近的，写明场景，列为待核实；对应通知文本缺印的场景 3—5 时注明须人工确认。
    依据：附件1 一（一）“场景符合工信部发布的《2024年智能制造典型场景参考指引》”；附件6。
    """
    guide = {s.n: s for s in case.rulebook.scenes}
    for scene in case.application.scenes:
        subject = f"lighthouse.scene-{scene.n}"
        named = f"场景{scene.n}“{scene.title}”{page(scene.evidence)}"
        section = case.section(subject)
        if scene.guide_scene is not None:
            spec, second = guide.get(scene.guide_scene), guide.get(scene.second or 0)
            note = "（该场景在通知文本中缺印，请人工确认）" if spec is not None and not spec.verified else ""
            matched = f"“{spec.n}. {spec.title}”" if spec is not None else f"第 {scene.guide_scene} 个场景"
            words = f"{named}对应指引{matched}{note}"
            if not scene.named:
                words = f"{named}的标题未点明场景，按内容与指引{matched}相近{note}，请核实"
                yield unsure(f"{words}。", scene.evidence, subject=subject, programme="lighthouse")
            elif second is not None and scene.margin < CLOSE_MARGIN:
                words = f"{words}，也与“{second.n}. {second.title}”相近，不能确定是哪一个，请选定"
                yield unsure(f"{words}。", scene.evidence, subject=subject, programme="lighthouse")
            else:
                yield passed(f"{words}。", scene.evidence, subject=subject, programme="lighthouse")
        elif section is not None and case.page_unread(section):
            yield unsure(
                f"{named}未能对应指引中的场景，但该场景有页未能读出，请核对。", scene.evidence, subject=subject, programme="lighthouse"
            )
        else:
            yield failed(f"{named}与指引所列 40 个典型场景均不相符，请核实归属。", scene.evidence, subject=subject, programme="lighthouse")


@rule("section.too-many-pictures")
def too_many_pictures(case: Case) -> Iterator[Finding]:
    """“链式”案例插图超过两个

    检查：案例正文（一至四部分）的插图个数。
    理由：案例限插图 2 个。
    不合格：插图 3 个及以上；附件中的图片不计。
    合格：不超过 2 个；正文有未读出或未能归入任何章节的页时列为待核实。
    依据：附件2-1“插图不超过 2 个”。
    """
    if "chain" not in case.application.programmes:
        yield not_applicable("未申报“链式”案例", subject="chain")
        return
    places, _ = _pictures(case)
    gap = case.body_gap()
    if len(places) > MOST_PICTURES:
        yield failed(
            f"案例正文插图 {len(places)} 个（{pages(places)}），限 {MOST_PICTURES} 个。", places, subject="chain", programme="chain"
        )
    elif gap or not any(s.id.startswith("chain") for s in case.application.sections):
        yield unsure(
            f"案例正文读到插图 {len(places)} 个，但{gap or '未找到案例正文'}，请核对。", places, subject="chain", programme="chain"
        )
    else:
        yield passed(f"案例正文插图 {len(places)} 个，不超过 {MOST_PICTURES} 个。", places, subject="chain", programme="chain")


@rule("section.picture-too-large")
def picture_too_large(case: Case) -> Iterator[Finding]:
    """“链式”案例插图像素过大

    检查：案例正文插图原图的宽和高（像素）。
    理由：插图宽、高均限 1000 像素以内。
    不合格：原图宽或高超过 1000 像素。
    合格：均不超过；扫描件看不到原图像素，列为待核实（可查可编辑版）；有可能载有相关内容的页未能读出时，不判合格，列为待核实。
    依据：附件2-1“插图宽和高均不超过 1000 像素”。
    """
    if "chain" not in case.application.programmes:
        yield not_applicable("未申报“链式”案例", subject="chain")
        return
    places, pixels = _pictures(case)
    gap = case.body_gap()
    large = [(e, p) for e, p in zip(places, pixels, strict=True) if p is not None and max(p) > MOST_PIXELS]
    if large:
        sizes = "、".join(f"{w}×{h} 像素{page([e])}" for e, (w, h) in large)
        yield failed(f"插图 {sizes}，宽和高均应不超过 {MOST_PIXELS} 像素。", [e for e, _ in large], subject="chain", programme="chain")
    elif gap and places:
        yield unsure(f"读到的插图 {len(places)} 个均未见超限，但{gap}，请核对。", places, subject="chain", programme="chain")
    elif not places:
        yield (
            unsure(f"未见插图，但{gap}，请核对。", subject="chain")
            if gap
            else not_applicable("案例正文没有插图", subject="chain", programme="chain")
        )
    elif any(p is None for p in pixels):
        yield unsure("插图在扫描页上，看不到原图像素，请按可编辑版核对。", places, subject="chain", programme="chain")
    else:
        yield passed(f"插图 {len(places)} 个，宽和高均不超过 {MOST_PIXELS} 像素。", places, subject="chain", programme="chain")


def _pictures(case: Case) -> tuple[list[Evidence], list[tuple[int, int] | None]]:
    """The pictures of the whole case, each once, with their native pixels where known."""
    found: dict[Evidence, tuple[int, int] | None] = {}
    for section in case.application.sections:
        if section.id == "chain" or section.id.startswith("chain."):
            if section.id.endswith(".attachments"):
                continue
            for e, size in zip_longest(section.pictures, section.picture_pixels):
                found[e] = found.get(e) or size
    return list(found), list(found.values())
