"""Rules over a county's summary table itself: its numbering, its answers, what it leaves blank."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from models.checks import Verdict
from models.evidence import Evidence
from models.rulebook import SummaryColumn, SummarySpec
from models.summary import SummaryTable, TableRow
from models.text import name_key, normalise
from validators.batch_case import BatchCase, BatchFinding
from validators.table_cells import yes_no

TOLERANCE = 1.02
"""Of a length read by OCR."""
_PHONE = re.compile(r"(?:\+?86[-\s]?)?1[3-9]\d{9}|(?:\(?0\d{2,3}\)?[-\s]?)?[2-9]\d{6,7}(?:[-转]\d{1,5})?|400-?\d{3}-?\d{4}")
_EMAIL = re.compile(r"[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_APART = re.compile(r"[、，,;；/\s]+(?=\S)")
_WORD = re.compile(r"[^\s\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]+")
_HAN = re.compile(r"[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]")


def _each(case: BatchCase) -> Iterator[tuple[SummaryTable, SummarySpec]]:
    """The tables that were read, with their forms."""
    for table in case.tables:
        spec = case.rulebook.summary(table.kind)
        if spec is not None and not table.problem:
            yield table, spec


def _columns(spec: SummarySpec, kind: str) -> list[SummaryColumn]:
    return [c for c in spec.columns if c.kind == kind]


def unreadable(case: BatchCase) -> Iterator[BatchFinding]:
    """汇总表未能读出

    检查：县（市、区）的汇总表能够打开、读出表头和各行。
    理由：未读出的表不能与申报书核对。
    不合格：不判不合格。
    合格：表已读出；打不开、没有规定的表头、有页未读出时列为待核实。
    依据：附件1-5、附件2-2。
    """
    for table in case.tables:
        why = table.problem or (f"汇总表“{table.path}”{table.gap}。" if table.gap else "")
        if why:
            yield BatchFinding(table.path, "unsure", why, table.title, (), table.county)
        else:
            yield BatchFinding(table.path, "pass", f"汇总表已读出，共{len(table.rows)}行。", table.title, (), table.county)


def numbering(case: BatchCase) -> Iterator[BatchFinding]:
    """汇总表序号不连续

    检查：序号从1起连续。
    理由：缺号、重号提示漏填或误填。
    不合格：序号缺失、重复或跳号。
    合格：连续；扫描件中序号识读存疑，或有行、页未能读出时列为待核实。
    依据：附件1-5、附件2-2“序号”。
    """
    for table, spec in _each(case):
        column = next((c.name for c in _columns(spec, "number")), "")
        if not column or not table.rows:
            continue
        said = [r.cells.get(column, "") for r in table.rows]
        wanted = [str(n) for n in range(1, len(said) + 1)]
        places = tuple(
            e for r, s, w in zip(table.rows, said, wanted, strict=True) if s.rstrip(".、") != w and (e := r.evidence.get(column))
        )
        why = table.gap or ("" if all(r.sure(column) for r in table.rows) else "有序号识读存疑")
        if why:
            near = (*places, *_places(table, column))[:6]
            yield BatchFinding(table.path, "unsure", f"{table.county}汇总表{why}，不能判定序号是否连续。", near, (), table.county)
        elif [s.rstrip(".、") for s in said] == wanted:
            yield BatchFinding(table.path, "pass", f"序号1至{len(said)}连续。", _places(table, column), (), table.county)
        else:
            text = f"{table.county}汇总表序号为“{'、'.join(s or '空白' for s in said[:12])}”，不连续。"
            yield BatchFinding(table.path, "unsure" if table.scanned else "fail", text, places[:6], (), table.county)


def _places(table: SummaryTable, column: str) -> tuple[Evidence, ...]:
    return tuple(e for r in table.rows[:2] if (e := r.evidence.get(column)))


def duplicate_row(case: BatchCase) -> Iterator[BatchFinding]:
    """汇总表中同一企业重复

    检查：一张汇总表中每家企业只有一行。
    理由：重复推荐须核实。
    不合格：企业名称（去括号、空格后）相同的有两行以上。
    合格：各行企业不同；名称识读存疑，或有行、页未能读出时列为待核实。
    依据：附件1 三(二)。
    """
    for table, spec in _each(case):
        groups: dict[str, list[TableRow]] = defaultdict(list)
        for row in table.rows:
            if row.name:
                groups[name_key(row.name)].append(row)
        column = next((c.name for c in _columns(spec, "name")), "")
        if table.rows and all(len(rows) == 1 for rows in groups.values()):
            doubt = table.gap or any(not r.name or not r.sure(column) for r in table.rows)
            text = f"{table.county}汇总表各行企业不同{'，但有名称识读存疑，或有行、页未能读出' if doubt else ''}。"
            yield BatchFinding(table.path, "unsure" if doubt else "pass", text, _places(table, column), (), table.county)
        for rows in groups.values():
            if len(rows) > 1:
                places = tuple(e for r in rows if (e := r.evidence.get(column)))
                sure = all(r.sure(column) for r in rows)
                yield BatchFinding(
                    rows[0].name,
                    "fail" if sure else "unsure",
                    f"{table.county}汇总表中“{rows[0].name}”有{len(rows)}行{'' if sure else '，但名称识读存疑，请核对'}。",
                    places,
                    (),
                    table.county,
                )


def directions(case: BatchCase) -> Iterator[BatchFinding]:
    """汇总表争创方向填写有误

    检查：每行各争创方向填“是”或“否”，至少一项为“是”，“小灯塔”与数字化车间及智能工厂不同时为“是”，是的不超过两项。
    理由：通知规定两类限报1项。
    不合格：同时为“是”，或全部为“否”。
    合格：符合；填写不是“是”“否”或识读存疑时列为待核实。
    依据：附件1 二(二)“其中“小灯塔”和数字化车间及智能工厂限报1项”。
    """
    names = {p.id: p.name for p in case.rulebook.heading.programmes}
    for table, spec in _each(case):
        columns = _columns(spec, "direction")
        for row in table.rows if columns else ():
            said = {c.programme: yes_no(row.cells.get(c.name, "")) for c in columns}
            places = tuple(e for c in columns if (e := row.evidence.get(c.name)))
            sure = all(row.sure(c.name) for c in columns) and None not in said.values()
            chosen = [p for p, yes in said.items() if yes]
            both = next((pair for pair in case.rulebook.heading.exclusive_directions if set(pair) <= set(chosen)), None)
            who = row.name or "（企业名称空白）"
            if both:
                text = f"汇总表中“{who}”同时争创“{names[both[0]]}”和“{names[both[1]]}”，两类限报1项。"
                yield BatchFinding(who, "fail" if all(row.sure(c.name) for c in columns) else "unsure", text, places, (), table.county)
            elif not sure:
                yield BatchFinding(who, "unsure", f"汇总表中“{who}”的争创方向有空白或识读存疑，请人工核对。", places, (), table.county)
            elif not chosen or len(chosen) > case.rulebook.heading.max_directions:
                text = "没有一项为“是”" if not chosen else f"有{len(chosen)}项为“是”，超过{case.rulebook.heading.max_directions}项"
                yield BatchFinding(who, "fail", f"汇总表中“{who}”各争创方向{text}。", places, (), table.county)
            else:
                yield BatchFinding(
                    who, "pass", f"汇总表中“{who}”争创{'、'.join(f'“{names[p]}”' for p in chosen)}。", places, (), table.county
                )


def too_long(case: BatchCase) -> Iterator[BatchFinding]:
    """汇总表案例简述超过字数

    检查：附件2-2的案例简述不超过150字（按文字处理软件的字数计）。
    理由：表内要求150字以内；与申报书内案例简述的250字是两个限值。
    不合格：存疑的标点都不计，仍超过。
    合格：未超过；该栏识读存疑的列为待核实。
    依据：附件2-2“案例简述（150字以内）”。
    """
    for table, spec in _each(case):
        for column in (c for c in spec.columns if c.limit):
            for row in table.rows:
                text = row.cells.get(column.name, "")
                if not text or column.limit is None:
                    continue
                length = words(text) / (TOLERANCE if table.scanned else 1)
                over = words(text) > column.limit
                verdict: Verdict = "fail" if length > column.limit else "unsure" if over or not row.sure(column.name) else "pass"
                message = (
                    f"汇总表“{row.name}”的{column.name.split('（')[0]}约{words(text)}字，{'超过' if over else '未超过'}{column.limit}字。"
                )
                place = tuple(e for e in (row.evidence.get(column.name),) if e)
                yield BatchFinding(row.name, verdict, message, place, (), table.county)


def words(text: str) -> int:
    """字数 with every doubt given: Han characters and full-width marks one each, a run of others one, dashes and quotes none."""
    plain = re.sub(r"[—…“”‘’·①-⑳°]", "", text)
    return len(_HAN.findall(plain)) + sum(any(c.isalnum() for c in w) for w in _WORD.findall(plain))


def contacts(case: BatchCase) -> Iterator[BatchFinding]:
    """汇总表联系方式、邮箱格式有误

    检查：联系方式是11位手机号或带区号的固定电话，邮箱形如 name@example.com；同一号码不留给两家企业。
    理由：通知补正、现场核查靠它联系；同一号码提示代办。
    不合格：格式不符；空白；两家企业同一号码。
    合格：格式正确；一格两个号码的逐个看；扫描件识读存疑时列为待核实。
    依据：附件1-5“联系方式”、附件2-2“电话”“邮箱”。
    """
    used: dict[str, list[tuple[TableRow, str]]] = defaultdict(list)
    for table, spec in _each(case):
        for column in (c for c in spec.columns if c.kind in ("phone", "email")):
            pattern = _PHONE if column.kind == "phone" else _EMAIL
            for row in table.rows:
                said = normalise(row.cells.get(column.name, "")).strip()
                wrong = [p for p in _APART.split(said) if not pattern.fullmatch(p)] if said else []
                if said and wrong and pattern.fullmatch(re.sub(r"\s", "", said)):
                    wrong = []
                for number in pattern.findall(said) if column.kind == "phone" else ():
                    used[re.sub(r"\D", "", number)].append((row, column.name))
                yield from _contact(table, row, column.name, said, wrong)
    for number, rows in sorted(used.items()):
        names = sorted({name_key(r.name) for r, _ in rows if r.name})
        if len(names) > 1:
            shown = list(dict.fromkeys(r.name for r, _ in rows))
            places = tuple(e for r, c in rows if (e := r.evidence.get(c)))
            ids = tuple(dict.fromkeys(a.id for n, r in enumerate(case.rows) if any(r is x for x, _ in rows) for a in case.books[n]))
            sure = all(r.sure(c) for r, c in rows)
            yield BatchFinding(
                number,
                "fail" if sure else "unsure",
                f"号码{number}留给了{'、'.join(f'“{s}”' for s in shown)}，请核实是否由同一机构代办。",
                places,
                ids,
                "",
            )


def _contact(table: SummaryTable, row: TableRow, column: str, said: str, wrong: list[str]) -> Iterator[BatchFinding]:
    place = tuple(e for e in (row.evidence.get(column),) if e)
    subject = f"{row.name or '（企业名称空白）'} {column}"
    if not said or wrong:
        text = f"汇总表“{row.name}”的{column}{f'“{said}”格式有误' if said else '为空白'}。"
        yield BatchFinding(
            subject, "fail" if row.sure(column) and not (table.scanned and not said) else "unsure", text, place, (), table.county
        )
    elif not row.sure(column):
        yield BatchFinding(subject, "unsure", f"汇总表“{row.name}”的{column}“{said}”识读存疑，请人工核对。", place, (), table.county)
    else:
        yield BatchFinding(subject, "pass", f"{column}“{said}”格式正确。", place, (), table.county)


def blanks(case: BatchCase) -> Iterator[BatchFinding]:
    """汇总表有空白

    检查：企业名称、联系人等栏和表尾的填表日期、填表人、联系电话（附件2-2为联系人及电话）已填写。
    理由：表格应填写完整。
    不合格：空白。
    合格：已填写；扫描件上未识读到的、有行或页未能读出的列为待核实；备注可空；争创方向、联系方式另有规则。
    依据：附件1-5、附件2-2。
    """
    for table, spec in _each(case):
        for label in spec.footer:
            place = tuple(e for e in (table.footer_places.get(label),) if e)
            if table.footer.get(label):
                yield BatchFinding(f"{table.path} {label}", "pass", f"{label}：{table.footer[label]}", place, (), table.county)
            else:
                text = f"{table.county}汇总表（{spec.ref}）的“{label}”{'为空白' if label in table.footer else '未见'}。"
                yield BatchFinding(
                    f"{table.path} {label}",
                    "unsure" if table.scanned or table.gap else "fail",
                    text,
                    place or table.title,
                    (),
                    table.county,
                )
        plain = [c.name for c in spec.columns if c.required and c.kind in ("name", "person")]
        for row in table.rows:
            for column in plain:
                if column in row.cells and not row.cells[column]:
                    place = tuple(e for e in (row.evidence.get(column),) if e)
                    text = f"{table.county}汇总表“{row.name or '第' + str(table.rows.index(row) + 1) + '行'}”的“{column}”为空白。"
                    sure = row.sure(column) and not table.scanned
                    yield BatchFinding(f"{row.name} {column}", "fail" if sure else "unsure", text, place, (), table.county)


def seal(case: BatchCase) -> Iterator[BatchFinding]:
    """汇总表未盖章

    检查：县（市、区）主管部门在汇总表上盖章。
    理由：通知要求推荐文件及汇总表加盖单位公章后报送。
    不合格：PDF或扫描的汇总表已读出，没有印章。
    合格：有印章；只有电子表格的，以纸质件为准，列为不适用。
    依据：主函“推荐文件及汇总表加盖单位公章后报送”。
    """
    stamped = {(t.county, t.kind) for t in case.tables if t.sealed}
    for table, spec in _each(case):
        if table.sealed:
            yield BatchFinding(table.path, "pass", "汇总表上有印章。", table.title, (), table.county)
        elif table.sealed is None or (table.county, table.kind) in stamped:
            yield BatchFinding(table.path, "not_applicable", f"{spec.ref}为电子表格，盖章件请查纸质材料。", table.title, (), table.county)
        else:
            text = f"{table.county}汇总表（{spec.ref}）上未见主管部门印章。"
            yield BatchFinding(table.path, "unsure" if table.gap else "fail", text, table.title, (), table.county)


def total(case: BatchCase) -> Iterator[BatchFinding]:
    """汇总表家数与收到的申报书不符

    检查：汇总表所列企业数，与表内写明的合计数、与本县（市、区）收到的该类申报书的企业数相同。
    理由：数目相符是收件登记的第一步；具体缺哪一家由 cross.book-absent、cross.summary-absent 指出。
    不合格：表已全部读出，三个数不等，或数目相同而不是同样的企业。
    合格：相等且企业相同；表内没有合计数的只比另外两个；同一企业的几行、几份申报书各计一家；有页、有行、有企业名称、有申报类别未能读出时列为待核实。
    依据：附件1 三(二)、附件1-5、附件2-2。
    """
    for table, spec in _each(case):
        if not table.rows:
            continue
        books = [a for a in case.applications if case.county(a) == table.county]
        kinds = [case.kinds(a) for a in books]
        sent = {name_key(a.name) or a.id for a, own in zip(books, kinds, strict=True) if spec.id in own}
        # One form's table may come in several files, the books of a county in one pile.
        files = {t.path for t in case.tables if (t.county, t.kind) == (table.county, table.kind)}
        rows = [(n, r) for n, r in enumerate(case.rows) if r.file in files and r.kind == table.kind]
        listed = {name_key(r.name) for _, r in rows if r.name}
        own = len({name_key(r.name) for r in table.rows if r.name})
        said = f"，表内合计为{table.total}家" if table.total is not None else ""
        text = f"{table.county}汇总表（{spec.ref}）列有{len(listed)}家{said}，收到{len(sent)}家的申报书"
        gap = table.gap or any(not r.name for _, r in rows) or not all(kinds) or any(not a.name for a in books)
        doubt = gap or (table.scanned and table.total is not None and table.total != own)
        equal = len(listed) == len(sent) and table.total in (None, own)
        joined = {name_key(a.name) or a.id for n, _ in rows for a in case.books[n]}
        others = equal and not sent <= joined
        verdict: Verdict = "unsure" if doubt else "pass" if equal and not others else "fail"
        why = "，数目相同而企业不同。" if others else "，相符。" if equal else "，数目不符。"
        why = "，但有未能读出之处，请人工核对。" if doubt else why
        places = (*table.total_places, *table.title)
        yield BatchFinding(table.path, verdict, text + why, places, (), table.county)
