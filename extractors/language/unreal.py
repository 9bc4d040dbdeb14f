"""Figures that are named but do not hold: asked for, agreed, designed, promised, supposed. What only may hold is said with a doubt.

A figure of these taken for one of today would be a wrong pass.
"""

from __future__ import annotations

import re

from extractors.language.numbers import Quantity
from extractors.language.sentences import Sentence
from models.application import Role
from models.rulebook import MetricSpec

_ASKED = re.compile(
    r"(?:验收|考核|评价|申报|认定|入选|准入|达标)(?:标准|条件|要求|指标)(?:值)?(?:是|为|：)|(?:合同|协议)(?:中)?(?:约定|规定)|(?:通知|文件|办法|标准)(?:中|里)?(?:所)?规定的"
)
_AIMED = re.compile(
    r"努力(?:使|将|把|让|做到|实现)|致力于|承诺|(?:方案|规划|可研报告?)(?:设计|提出|确定|要求|明确)(?!周期|时间|效率|阶段|能力)|假设|假定|理论上|力求"
)
_DESIGNED_BEFORE = re.compile(r"(?:^|方案|项目|工程|初步|[，；：])设计(?:的)?$|建议(?:企业|公司)?(?:将|把|使)?$")
_DESIGNED = re.compile(r"设计(?:值|能力|指标)")
_BUILT_TO = re.compile(r"^(?:及?以上)?的?(?:标准|要求|目标|设计)(?:进行|来)?(?:建设|设计|改造|实施|规划)")
_SHORT = re.compile(r"^[^，。；、]{0,8}(?:还|尚|仍)(?:有|存在|差)[^，。；]{0,6}(?:差距|距离|百分点)")
_SUPPOSED = re.compile(r"(?:^|[，；。])(?:若(?!干)|如果|假如|倘若|假使|一旦)")
_THEN = re.compile(r"将|则|可|能")
_MAY = re.compile(r"(?<![不许认])可(?:以)?(?:达到?|升至|提升|提高|升高|降低|下降|降至|缩短|减少|压缩|实现|节约|节省|完成)|确保|保证")
_TOLD_OF = re.compile(r"(?:通知|文件|申报|小灯塔|本次|市工信局)[^，。；]{0,8}(?:要求|规定|条件|标准)")
_CLAIMED = re.compile(r"达|为|是|完成|提升|提高|公司|企业|我厂|本厂|我们|目前|现")
_PENDING = re.compile(
    r"(?:正在|尚未|还未|待|拟|准备|即将)[^，。；]{0,6}(?:评测|评估|评定|评价|验收|复核|申请[^，。；]{0,6}(?:级|评))|(?:评测|评估|评定|验收)[^，。；]{0,6}(?:正在|进行中|未完成|待)"
)


def unreal(s: Sentence, clause: int, start: int, q: Quantity) -> Role | None:
    """``threshold`` for what is asked for or agreed, ``target`` for what is designed, promised or supposed; None for what may hold.

    ``clause`` is where the figure's clause begins, ``start`` where its name does.
    """
    before, after = s.text[clause : q.start], s.text[q.end :]
    if _ASKED.search(before) or (before.endswith(("按", "按照")) and _BUILT_TO.match(after)):
        return "threshold"
    designed = _DESIGNED_BEFORE.search(s.text[clause : max(start, clause)]) or _DESIGNED.search(s.text[max(start, clause) : q.start])
    if _AIMED.search(before) or designed or _SHORT.match(after):
        return "target"
    return "target" if _SUPPOSED.search(s.text[: q.start]) and _THEN.search(before) else None


def doubt(s: Sentence, clause: int, q: Quantity, spec: MetricSpec) -> str:
    """Why a figure may not be one of today, "" where nothing says so."""
    before = s.text[clause : q.start]
    if _MAY.search(before):
        return "写的是“可”“确保”一类的话，不能确定已经达到"
    if spec.kind == "level" and _PENDING.search(s.text):
        return "评测尚未完成"
    if _TOLD_OF.search(s.text[:clause]) and not _CLAIMED.search(before):
        return "可能是转述通知的要求"
    return ""
