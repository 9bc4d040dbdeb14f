"""Rules of 雷同性: passages and pictures that books of different applicants share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations

from models.application import Metric
from models.checks import Verdict
from models.evidence import Evidence
from models.text import name_key
from validators.batch_case import BatchCase, BatchFinding, nothing_found, shown
from validators.duplicates import Shared, shared_passages
from validators.marking import side_by_side
from validators.pictures import Reused, Shown, reused

MOST_PLACES = 12
MOST_PASSAGES = 5
"""Of one section that are kept side by side: the longest; what many books share is boilerplate."""
LEAST_FIGURES, LEAST_UNEVEN, MOST_FIGURES = 5, 3, 0.6
"""Rates that two companies must have in common, those of them that are no multiples of five, and their share of the fewer rates stated."""
MOST_ALIKE = 20
"""Companies with one figure from which it says nothing."""
_SCREEN = ("界面", "截图", "系统", "软件", "看板", "大屏", "平台")


def duplicate_text(case: BatchCase) -> Iterator[BatchFinding]:
    """不同企业的申报书有大段文字雷同

    检查：各企业申报书的文字，除去企业名称、数字和通知、模板自有文字后，不与其他企业成段雷同。
    理由：雷同提示代写或套用，须人工核实；可能出自同一咨询机构或同一供应商的系统介绍。
    不合格：相邻几句合计50字以上与另一企业的申报书相同或近乎相同，且其中写有数字，或合计100字以上；句序、名称、数字、个别词语不同的也算。
    合格：仅通知、模板、场景指引、法律法规的原文相同；附件目录相同；同一企业的两份申报书相同；50至100字、没有数字的一般性表述列为待核实。
    依据：附件1 五(二)。
    """
    by_section: dict[tuple[str, int], list[Shared]] = defaultdict(list)
    for shared in shared_passages(case.applications, case.rulebook):
        by_section[shared.a.section.id, shared.a.applicant].append(shared)
    for (section, n), found in sorted(by_section.items()):
        one = case.applications[n]
        found = sorted(found, key=lambda s: (-s.length, s.b.applicant))
        others = list(dict.fromkeys(s.b.applicant for s in found))
        names = "、".join(f"“{shown(case.applications[o])}”" for o in others[:5]) + (f"等{len(others)}家" if len(others) > 5 else "")
        best = found[0]
        text = f"“{shown(one)}”与{names}的文字雷同（最长约{best.length}字，占本节{best.part:.0%}），如“{best.sample[:40]}”，需人工核实。"
        places = tuple(dict.fromkeys(e for s in found for e in _both(s)))[:MOST_PLACES]
        passages = tuple(side_by_side(s, case.applications) for s in found[:MOST_PASSAGES])
        told = any(s.telling for s in found)
        if not told:
            text += "所同为不长的一般性表述，可能出自同一供应商或咨询机构。"
        ids = tuple(case.applications[i].id for i in (n, *others))
        yield BatchFinding(section, "fail" if told else "unsure", text, places, ids, passages=passages)
    if not by_section and len(case.applications) > 1:
        yield nothing_found(case, f"{len(case.applications)}份申报书逐段比对，未见大段雷同文字。")


def _both(s: Shared) -> Iterator[Evidence]:
    """The passage in both books."""
    yield from s.a.section.places(min(p.a[0] for p in s.pairs), max(p.a[1] for p in s.pairs))
    yield from s.b.section.places(min(p.b[0] for p in s.pairs), max(p.b[1] for p in s.pairs))


def same_figures(case: BatchCase) -> Iterator[BatchFinding]:
    """不同企业的比率数据完全相同

    检查：各企业写明的比率（数字化率、联网率，生产效率、成本、不良品率的变化等）不与另一企业逐项相同。
    理由：两家企业各自测得的多项成效不会恰好相同，提示套用。
    不合格：五项以上比率数值相同，其中三项以上不是五的倍数，且占两家较少一方所写比率的六成以上；识读均无疑。
    合格：不足上述项数；常见的整数（20%、30%）相同不计；识读存疑的列为待核实；同一企业的两份申报书可以相同。
    依据：附件1 五(二)；手册 D-02。
    """
    found = list(_same_figures(case))
    yield from found or ([nothing_found(case, "各家申报书的比率数据比对，未见多项相同。")] if len(case.applications) > 1 else [])


def _same_figures(case: BatchCase) -> Iterator[BatchFinding]:
    rates = {m.id for m in case.rulebook.metrics.metrics if m.kind == "rate"}
    stated: list[dict[tuple[str, str, float], Metric]] = []
    holders: dict[tuple[str, str, float], list[int]] = defaultdict(list)
    for n, a in enumerate(case.applications):
        own = {(m.id, m.period or "", m.value): m for m in a.metrics if m.id in rates and m.role in ("actual", "before", "after")}
        stated.append(own)
        for key in own:
            if key[2] % 5:
                holders[key].append(n)
    together: Counter[tuple[int, int]] = Counter()
    for who in holders.values():
        if len(who) <= MOST_ALIKE:
            together.update(combinations(who, 2))
    for (i, j), uneven in sorted(together.items()):
        one, other = case.applications[i], case.applications[j]
        same = sorted(stated[i].keys() & stated[j].keys())
        few = len(same) < LEAST_FIGURES or len(same) < MOST_FIGURES * min(len(stated[i]), len(stated[j]))
        if uneven < LEAST_UNEVEN or few or name_key(one.name) == name_key(other.name):
            continue
        pairs = [(stated[i][k], stated[j][k]) for k in same]
        sure = all(not m.doubt and m.confidence >= 0.9 for p in pairs for m in p)
        said = "、".join(x.raw for x, _ in pairs[:3])
        text = f"“{shown(one)}”与“{shown(other)}”有{len(same)}项比率数据完全相同，如“{said}”，{'' if sure else '但其中有读数存疑，'}需人工核实。"
        places = tuple(e for p in pairs for m in p for e in m.evidence[:1])[:MOST_PLACES]
        yield BatchFinding("", "fail" if sure else "unsure", text, places, (one.id, other.id))


def reused_picture(case: BatchCase) -> Iterator[BatchFinding]:
    """不同企业的申报书使用同一图片

    检查：各企业申报书中的图片、改造前后影像不与其他企业相同；裁切、镜像、重新扫描的也算。
    理由：同一张照片不可能是两家的现场；供应商的系统界面图可能相同，须人工核实。
    不合格：两图叠合后九成以上的细部一致。
    合格：不同；细部八成以上一致的列为待核实；很小的徽标、图标不比；同一企业的两份申报书可以相同。
    依据：附件1 五(二)。
    """
    by_section: dict[tuple[str, int], list[tuple[Reused, Shown, Shown]]] = defaultdict(list)
    for pair in reused(case.applications):
        for own, other in ((pair.a, pair.b), (pair.b, pair.a)):
            by_section[own.record.section, own.applicant].append((pair, own, other))
    for (section, n), found in sorted(by_section.items()):
        found = sorted(found, key=lambda x: (not x[0].sure, -x[0].share, x[2].applicant))
        pair, own, other = found[0]
        others = list(dict.fromkeys(x[2].applicant for x in found))
        text = f"“{shown(case.applications[n])}”{_called(own)}与“{shown(case.applications[other.applicant])}”{_called(other)}"
        text += f"{'（镜像）' if pair.mirrored else ''}{'为同一图片' if pair.sure else '可能为同一图片'}（细部一致{pair.share:.0%}），需人工核实。"
        if any(w in own.record.caption + other.record.caption for w in _SCREEN):
            text += "图题提示为系统界面或架构图，可能出自同一供应商。"
        places = tuple(dict.fromkeys(_place(x) for _, a, b in found for x in (a, b)))[:MOST_PLACES]
        verdict: Verdict = "fail" if any(p.sure for p, _, _ in found) else "unsure"
        yield BatchFinding(section, verdict, text, places, tuple(case.applications[i].id for i in (n, *others)))
    count = sum(len(a.pictures) for a in case.applications)
    if not by_section and len(case.applications) > 1:
        yield nothing_found(case, f"{len(case.applications)}份申报书的{count}张图片逐张比对，未见相同。")


def _called(picture: Shown) -> str:
    return f"的“{picture.record.caption}”" if picture.record.caption else f"第{picture.record.page}页的图片"


def _place(picture: Shown) -> Evidence:
    r = picture.record
    return Evidence(file=r.file, page=r.page, bbox=r.bbox, text=r.caption or "图片")
