"""Rules over 企业申请表: what is filled in, what is ticked, and whether it can be."""

from __future__ import annotations

from collections.abc import Iterator

from stdnum.cn import uscc as stdnum_uscc

from models.application import Mark
from models.checks import Finding
from models.evidence import Evidence
from models.rulebook import FieldSpec
from validators.case import FIRM, Case, firm, text_of
from validators.registry import rule
from validators.wording import failed, not_applicable, page, passed, shown, unsure

NO_FORM = "本类申报书没有企业申请表"
CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def form_gap(case: Case) -> str:
    """Why the form's content is not known; "" where the form was found and read."""
    form = case.section("form")
    if form is None:
        return "未找到企业申请表" + (f"，且{gap}" if (gap := case.body_gap()) else "")
    return "企业申请表所在页未能读出" if case.page_unread(form) else ""


def _form_place(case: Case) -> tuple[Evidence, ...]:
    form = case.section("form")
    return form.evidence if form else ()


@rule("form.field-missing")
def field_missing(case: Case) -> Iterator[Finding]:
    """申请表填写项空白

    检查：企业申请表中须填写的文字项（企业名称、所在县、统一社会信用代码、从业人数、行业代码、具体细分领域名称等）是否填写。
    理由：空白项使申报主体、规模或行业无法核对。
    不合格：申请表已读出，该项没有填写内容。
    合格：有填写内容；勾选项由 form.choice-unclear 检查，日期由 date.missing 检查；“链式”案例没有申请表，不适用。
    依据：附件1-4 三、企业申请表；附件1 五（二）“要素完整”。
    """
    if not case.with_form:
        yield not_applicable(NO_FORM)
        return
    gap = form_gap(case)
    for spec in case.rulebook.form.fields:
        if not spec.required or spec.kind in ("choice", "multi", "date"):
            continue
        field = case.field(spec.id)
        if field is not None and field.value not in (None, "", []):
            if field.doubt or not firm(field):
                why = field.doubt or "识别把握不足"
                yield unsure(f"申请表“{spec.label}”已填写，读数为{shown(field)}，{why}，请核对。", field.evidence, subject=spec.id)
            else:
                yield passed(f"申请表“{spec.label}”填写为{shown(field)}。", field.evidence, subject=spec.id)
        elif gap:
            yield unsure(f"{gap}，不能判断“{spec.label}”是否填写。", _form_place(case), subject=spec.id)
        elif field is not None and not firm(field):
            why = field.doubt or "识别把握不足"
            yield unsure(f"申请表“{spec.label}”一栏未读到内容，{why}，请核对。", field.evidence, _form_place(case), subject=spec.id)
        else:
            yield failed(
                f"申请表“{spec.label}”一栏未填写{page(_form_place(case))}。",
                field.evidence if field else (),
                _form_place(case),
                subject=spec.id,
            )


@rule("form.uscc-invalid")
def uscc_invalid(case: Case) -> Iterator[Finding]:
    """统一社会信用代码不符合国家标准

    检查：申报书所填统一社会信用代码是否为 18 位、只用标准字符、末位校验码正确。
    理由：代码是与营业执照、纳税证明、信用报告核对的依据，一位之差即指向另一主体。
    不合格：不足或超过 18 位，含 I、O、S、V、Z 等标准外字符，或末位与按标准算出的校验码不符。
    合格：校验码正确；代码只是未读清的，列为待核实。
    依据：GB 32100-2015《法人和其他组织统一社会信用代码编码规则》；附件1-4 三、企业申请表。
    """
    field = case.field("uscc")
    code = text_of(field).upper().replace(" ", "")
    if field is None or not code:
        if case.with_form:
            gap = form_gap(case) or (field.doubt if field else "")
            blank = not_applicable("申请表未填写统一社会信用代码（见 form.field-missing）")
            yield unsure(f"{gap}，不能校验统一社会信用代码。", _form_place(case)) if gap else blank
        else:
            gap = case.body_gap() or (field.doubt if field else "")
            blank = not_applicable("申报书未填写统一社会信用代码（由营业执照核对）")
            yield unsure(f"未读到统一社会信用代码，{gap}，不能校验。") if gap else blank
        return
    fault = code_fault(code)
    if not firm(field):
        yield unsure(
            f"统一社会信用代码读数为“{code}”{page(field.evidence)}，{field.doubt or '识别把握不足'}，请核对后校验。", field.evidence
        )
    elif fault:
        yield failed(f"统一社会信用代码填写为“{code}”{page(field.evidence)}，{fault}。", field.evidence)
    else:
        note = "" if organisation_check(code) else "；但第 9—17 位主体标识码的校验位与 GB 11714 不符，请与营业执照核对"
        yield passed(f"统一社会信用代码“{code}”{page(field.evidence)}的校验码正确{note}。", field.evidence)


def code_fault(code: str) -> str:
    """What is wrong with a unified social credit code, in Chinese; "" where nothing is."""
    if len(code) != 18:
        return f"为 {len(code)} 位，应为 18 位"
    wrong = sorted({c for c in code if c not in CODE_ALPHABET})
    if wrong:
        return f"含标准外字符“{'、'.join(wrong)}”"
    expected = str(stdnum_uscc.calc_check_digit(code[:17]))
    return "" if expected == code[17] else f"末位校验码为“{code[17]}”，按 GB 32100-2015 计算应为“{expected}”"


def organisation_check(code: str) -> bool:
    """Whether position 17 is the check character of the organisation code (GB 11714) in positions 9 to 17."""
    values = ["0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(c) for c in code[8:16]]
    rest = 11 - sum(v * w for v, w in zip(values, ORGANISATION_WEIGHTS, strict=True)) % 11
    return code[16] == {10: "X", 11: "0"}.get(rest, str(rest))


@rule("form.industry-code-invalid")
def industry_code_invalid(case: Case) -> Iterator[Finding]:
    """行业代码不是制造业的四位小类代码

    检查：所填行业代码是否为 GB/T 4754-2017 中制造业（门类 C，13—43 大类）的四位小类。
    理由：试点行业按小类归口评审，旧版代码和三位代码会归错行业。
    不合格：不是四位数字，2017 版没有此代码，或不属制造业。
    合格：带门类字母的写法（C2710）按去掉字母核对；代码未读清的列为待核实。
    依据：附件1-4 三、企业申请表“按照《国民经济行业分类 (GB/T4754-2017)》的标准填写 4 位数所属行业细分代码”。
    """
    if not case.with_form:
        yield not_applicable(NO_FORM)
        return
    field = case.field("industry_code")
    code = text_of(field).replace(" ", "").upper().removeprefix("C")
    if field is None or not code:
        gap = form_gap(case) or (field.doubt if field else "")
        yield unsure(f"{gap}，不能核对行业代码。", _form_place(case)) if gap else not_applicable("行业代码未填写（见 form.field-missing）")
        return
    classes = case.rulebook.industry_classes
    if not firm(field):
        yield unsure(f"行业代码读数为“{code}”{page(field.evidence)}，{field.doubt or '识别把握不足'}，请核对。", field.evidence)
    elif "C" + code in classes:
        yield passed(f"行业代码“{code}”{page(field.evidence)}为制造业小类“{classes['C' + code]}”。", field.evidence)
    elif code in classes:
        yield failed(f"行业代码填写为“{code}”{page(field.evidence)}，在 GB/T 4754-2017 中为“{classes[code]}”，不属制造业。", field.evidence)
    elif len(code) == 4 and code.isdigit():
        yield failed(f"行业代码填写为“{code}”{page(field.evidence)}，GB/T 4754-2017 中没有此小类代码。", field.evidence)
    else:
        yield failed(f"行业代码填写为“{code}”{page(field.evidence)}，不是四位数的小类代码。", field.evidence)


def ticks(case: Case, field: str) -> dict[str, Mark]:
    """The boxes of a field by option."""
    head = f"form.{field}."
    return {m.id.removeprefix(head): m for m in case.application.marks if m.id.startswith(head)}


def ticked(case: Case, field: str) -> tuple[list[str], list[str], tuple[Evidence, ...]]:
    """Options surely ticked, options that may be, and where the boxes are."""
    boxes = ticks(case, field)
    if boxes:
        sure = [k for k, m in boxes.items() if m.state == "present" and m.confidence >= FIRM]
        maybe = [k for k, m in boxes.items() if m.state == "unsure" or m.confidence < FIRM]
        places = [e for m in boxes.values() if m.state != "absent" for e in m.evidence] or [e for m in boxes.values() for e in m.evidence]
        return sure, maybe, tuple(places)
    value = case.field(field)
    if value is None or value.value in (None, "", []):
        return [], [], value.evidence if value else ()
    options = list(value.value) if isinstance(value.value, list) else [str(value.value)]
    return (options, [], value.evidence) if firm(value) else ([], options, value.evidence)


@rule("form.choice-unclear")
def choice_unclear(case: Case) -> Iterator[Finding]:
    """勾选项未勾选或多选

    检查：企业规模、规上规下、企业类型、所属细分行业、数字化水平等级是否恰好勾选一项；申报方向是否至少勾选一项。
    理由：勾选决定适用的条件，未勾或多勾无法审核。
    不合格：一项也没有勾选，或单选项勾选了两项以上。
    合格：恰好一项；框内痕迹不能确定是否为勾选的，列为待核实。
    依据：附件1-4 三、企业申请表。
    """
    if not case.with_form:
        yield not_applicable(NO_FORM)
        return
    gap = form_gap(case)
    for spec in case.rulebook.form.fields:
        if spec.kind in ("choice", "multi") and spec.required:
            yield _choice(case, spec, gap)


def _choice(case: Case, spec: FieldSpec, gap: str) -> Finding:
    sure, maybe, places = ticked(case, spec.id)
    value = case.field(spec.id)
    names = {o.value: o.labels[0] if o.labels else o.value for o in spec.options}
    words = "、".join(f"“{names.get(o, o)}”" for o in sure)
    doubt = value.doubt if value is not None else ""
    one = spec.kind == "choice"
    if one and len(sure) > 1:
        return failed(f"申请表“{spec.label}”同时勾选{words}{page(places)}，应只选一项。", places, subject=spec.id)
    if sure and gap and not _all_boxes(case, spec):
        return unsure(f"申请表“{spec.label}”勾选{words}，但{gap}，不能确定其余各项是否也勾选，请核对。", places, subject=spec.id)
    if sure and maybe:
        more = "、".join(f"“{names.get(o, o)}”" for o in maybe)
        return unsure(f"申请表“{spec.label}”勾选{words}，{more}框内也有痕迹，请核对。", places, subject=spec.id)
    if sure:
        return passed(f"申请表“{spec.label}”勾选{words}{page(places)}。", places, subject=spec.id)
    if maybe or gap or doubt or not _all_boxes(case, spec):
        why = gap or doubt or "勾选痕迹不清"
        return unsure(f"申请表“{spec.label}”：{why}，不能确定勾选哪一项，请核对。", places, _form_place(case), subject=spec.id)
    return failed(f"申请表“{spec.label}”未勾选任何一项{page(places or _form_place(case))}。", places, _form_place(case), subject=spec.id)


def _all_boxes(case: Case, spec: FieldSpec) -> bool:
    """Whether every option's box was looked at, or the form's reading says that none is ticked."""
    boxes = ticks(case, spec.id)
    value = case.field(spec.id)
    return len(boxes) >= len(spec.options) if boxes else firm(value)


def _directions_gap(case: Case) -> str:
    """Why a further direction may be ticked that was not seen; "" where every box was looked at."""
    spec = case.rulebook.field("directions")
    return form_gap(case) if spec is not None and not (ticks(case, spec.id) and _all_boxes(case, spec)) else ""


@rule("form.too-many-directions")
def too_many_directions(case: Case) -> Iterator[Finding]:
    """申报方向超过限选数

    检查：申请表“申报方向（限选 2 项）”勾选的项数。
    理由：每家企业最多申报两个方向。
    不合格：勾选三项及以上。
    合格：一项或两项。“限选 2 项”是上限，只选一项也符合。
    依据：附件1-4 三、企业申请表“申报方向（限选 2 项）”。
    """
    if not case.with_form:
        yield not_applicable(NO_FORM)
        return
    most = case.rulebook.heading.max_directions
    sure, maybe, places = ticked(case, "directions")
    if len(sure) > most:
        yield failed(f"申报方向勾选了 {len(sure)} 项{page(places)}，限选 {most} 项。", places)
    elif sure and (gap := _directions_gap(case)):
        yield unsure(f"读到申报方向勾选 {len(sure)} 项{page(places)}，但{gap}，请核对。", places)
    elif len(sure) + len(maybe) > most:
        yield unsure(f"申报方向勾选 {len(sure)} 项，另有 {len(maybe)} 处痕迹不清{page(places)}，请核对。", places)
    elif not sure:
        yield unsure(f"{form_gap(case) or '未确定勾选了哪些申报方向'}，请核对。", places, _form_place(case))
    else:
        yield passed(f"申报方向勾选 {len(sure)} 项{page(places)}，未超过 {most} 项。", places)


@rule("form.exclusive-directions")
def exclusive_directions(case: Case) -> Iterator[Finding]:
    """同时申报“小灯塔”与数字化车间及智能工厂

    检查：申请表的申报方向是否同时勾选限报一项的两个方向。
    理由：“小灯塔”与数字化车间及智能工厂只能选报其一。
    不合格：两项都已勾选。
    合格：只勾其中一项，或与“创新能力显著提升”并选。
    依据：附件1 二（二）“其中‘小灯塔’和数字化车间及智能工厂限报1项”。
    """
    if not case.with_form:
        yield not_applicable(NO_FORM)
        return
    sure, maybe, places = ticked(case, "directions")
    names = {p.id: p.name for p in case.rulebook.heading.programmes}
    possible = set(sure) | set(maybe)
    clear = [pair for pair in case.rulebook.heading.exclusive_directions if set(pair) <= set(sure)]
    doubtful = [pair for pair in case.rulebook.heading.exclusive_directions if set(pair) <= possible]
    if clear:
        words = "与".join(names.get(d, d) for d in clear[0])
        yield failed(f"申报方向同时勾选{words}{page(places)}，按通知限报 1 项。", places)
    elif doubtful or not sure or _directions_gap(case):
        yield unsure(f"{form_gap(case) or '申报方向的勾选痕迹不清'}，不能确定是否同时勾选限报一项的两个方向。", places, _form_place(case))
    else:
        yield passed(f"申报方向勾选{'、'.join(names.get(d, d) for d in sure)}{page(places)}，未同时勾选限报一项的两个方向。", places)
