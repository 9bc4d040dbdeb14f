"""Rules that hold a county's summary table (汇总表) against the books of its applicants."""

from __future__ import annotations

from collections.abc import Iterator

from models.application import Application
from models.summary import TableRow
from validators.batch_case import BatchCase, BatchFinding, name_places, named, shown
from validators.table_cells import compare


def summary_absent(case: BatchCase) -> Iterator[BatchFinding]:
    """有申报书、汇总表无此企业

    检查：本县（市、区）汇总表列有每一份申报书的企业；“数智”标杆看附件1-5，“链式”案例看附件2-2。
    理由：汇总表是县（市、区）主管部门的推荐依据。
    不合格：该县同类汇总表已全部读出，但没有这家企业。
    合格：汇总表列有该企业；未找到该类汇总表、有行未能读出企业名称、有页未读出时列为待核实。
    依据：附件1 三(二)、附件1-5、附件2-2。
    """
    for a in case.applications:
        rows = [r for _, r in case.listed.get(a.id, []) if not case.kinds(a) or r.kind in case.kinds(a)]
        if rows:
            places = tuple(r.evidence[c] for r in rows if (c := _name_column(case, r)) in r.evidence)
            yield BatchFinding(shown(a), "pass", f"{rows[0].county}汇总表列有“{shown(a)}”。", places, (a.id,), case.county(a))
        else:
            yield _absent(case, a)


def _absent(case: BatchCase, a: Application) -> BatchFinding:
    """A book that no row names: sure only where its county's table of its kind was read in whole."""
    who, county = shown(a), case.county(a)
    if not case.tables:
        return BatchFinding(who, "not_applicable", "本批材料未附县（市、区）汇总表，无从核对。", (), (a.id,), county)
    tables = case.tables_for(a)
    fitting = [t for t in tables if not t.problem and (not case.kinds(a) or t.kind in case.kinds(a))]
    refs = "、".join(s.ref for s in case.rulebook.summaries if s.id in case.kinds(a))
    broken = next((t.problem for t in tables if t.problem), "")
    gap = next((f"汇总表“{t.path}”{t.gap}。" for t in fitting if t.gap), "")
    nameless = next((r for t in fitting for r in t.rows if not r.name), None)
    if not named(a):
        why = "申报单位名称未能识读或识读存疑。"
    elif broken and (not fitting or not all(t.rows for t in fitting)):
        why = broken
    elif not fitting:
        why = f"未找到{county}的汇总表{f'（{refs}）' if refs else ''}。"
    elif gap or nameless:
        why = gap or "汇总表有一行未能读出企业名称。"
    else:
        text = f"{county}汇总表没有“{who}”，但收到其申报书。"
        places = (*name_places(a), *(e for t in fitting for e in t.title))
        return BatchFinding(who, "fail", text, places, (a.id,), county)
    return BatchFinding(who, "unsure", f"无法核对“{who}”是否列入汇总表：{why}", name_places(a), (a.id,), county)


def book_absent(case: BatchCase) -> Iterator[BatchFinding]:
    """汇总表有此企业、无申报书

    检查：汇总表每一行的企业都收到了该类申报书。
    理由：推荐了却没有材料，须向县（市、区）核实。
    不合格：本批没有该企业的申报书，或只有另一类的申报书。
    合格：有其申报书（企业名称允许一字之误）；行中企业名称识读存疑、同县有名称未能识读或未能打开的申报书时列为待核实。
    依据：附件1 三(二)。
    """
    for n, row in enumerate(case.rows):
        if row.name:
            yield _book(case, n, row)


def _book(case: BatchCase, n: int, row: TableRow) -> BatchFinding:
    column = _name_column(case, row)
    place = tuple(e for e in (row.evidence.get(column),) if e)
    books = case.books[n]
    fitting = [a for a in books if row.kind in case.kinds(a)]
    if fitting:
        ids = tuple(a.id for a in fitting)
        return BatchFinding(row.name, "pass", f"汇总表所列“{row.name}”已收到申报书。", place, ids, row.county)
    unknown = [a for a in books if not case.kinds(a)]
    nameless = [a for a in case.by_county.get(row.county, []) if not named(a)]
    text = f"{row.county}汇总表列有“{row.name}”，但未收到其申报书"
    if books and not unknown:
        ref = next((s.ref for s in case.rulebook.summaries if s.id == row.kind), "")
        text = f"{ref}列有“{row.name}”，但只收到其另一类别的申报书"
    elif unknown:
        return BatchFinding(
            row.name, "unsure", f"“{row.name}”的申报书未能识别申报类别，请人工核对。", place, tuple(a.id for a in unknown), row.county
        )
    elif nameless:
        ids = tuple(a.id for a in nameless)
        return BatchFinding(row.name, "unsure", f"{text}；{row.county}另有企业名称未能识读的申报书，请人工核对。", place, ids, row.county)
    elif not row.sure(column):
        return BatchFinding(row.name, "unsure", f"{text}；汇总表此处识读存疑，请人工核对。", place, (), row.county)
    return BatchFinding(
        row.name, "fail", f"{text}。", (*place, *(e for a in books for e in name_places(a))), tuple(a.id for a in books), row.county
    )


def summary_mismatch(case: BatchCase) -> Iterator[BatchFinding]:
    """汇总表与申报书不一致

    检查：汇总表各列（县、企业名称、所属行业、是否规上、争创方向、案例模式、案例名称、案例简述）与申报书一致；联系人、联系方式申报书无此栏，不比。
    理由：汇总表用于评审分组和汇总。
    不合格：两处都有内容且不一致，两处识读均无疑。
    合格：一致；任一处空白或识读存疑时列为待核实。
    依据：附件1-5、附件2-2。
    """
    for n, row in enumerate(case.rows):
        spec = case.rulebook.summary(row.kind)
        books = [a for a in case.books[n] if row.kind in case.kinds(a)]
        if spec is None or not books:
            continue
        for column in spec.columns:
            if column.name in row.cells:
                found = compare(case, row, column, books)
                if found is not None:
                    yield found


def _name_column(case: BatchCase, row: TableRow) -> str:
    spec = case.rulebook.summary(row.kind)
    return next((c.name for c in spec.columns if c.kind == "name"), "") if spec else ""
