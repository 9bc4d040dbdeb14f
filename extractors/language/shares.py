"""Shares and ratios: which figure 占主营业务收入的x% or 与R&D经费之比为x% states, by the rulebook's formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from extractors.language.vocabulary import Vocabulary

_SHARE = re.compile(r"占(?!地|用|据|线|领|道|压)")
_EQUALS = re.compile(r"(?:相当于|等于|为|是|达到|约为)(?=[^为是]{2,24}的[^的]{0,4}$)")
_VERSUS = re.compile(
    r"(?:与|和|同|跟|相对于|对)(?P<whole>[^，。；]{2,40}?)(?:之比|的?比值|的?比率|相比|的?比例|的?比重|的?占比|的?比)(?!分别)(?P<rest>[^，。；]{0,8})$"
)


def whole_of(vocabulary: Vocabulary, text: str) -> str | None:
    """The metric that ``text`` names as the whole of a share, "" where it names none at all, None where it names something else."""
    for name, id in vocabulary.wholes_in(text):
        at = text.find(name)
        if not re.search(r"[\u4e00-\u9fff]", _TRIM.sub("", text[at + len(name) :])) and _clean(text[:at]):
            return id
    rest = _LEADING.sub("", _TRIM.sub("", text))
    return "" if not re.search(r"[\u4e00-\u9fff]", rest) else None


_TRIM = re.compile(
    r"分别|依次|比例|比重|比率|占比|比|总数|总额|总量|总和|总计|合计|人数|数量|总人数|总数量|支出|投入|的|达到|达|为|是|了|约|近|超过|超|仅|只有|高达|均|也|已|数|到|至|左右|接近|总|量"
    r"|\d[\d,.]*|万元|亿元|元|人|名|项|件|[()（）%]"
)
_LEADING = re.compile(
    r"全公司|公司|企业|我公司|本公司|本企业|我司|全部|全体|当年|同期|全年|年度|全厂|总|其|到|上年|全|在|整个|\d{4}年度?|本年|的"
)


def _clean(text: str) -> bool:
    """Whether nothing but 企业, 公司, 全部, 当年 stands before the name of a whole."""
    return not re.search(r"[\u4e00-\u9fff]", _LEADING.sub("", text))


def share_at(text: str) -> tuple[int, str] | None:
    """For the words before a percentage: where 占 stands in them, and the words between it and the figure."""
    found = [*_SHARE.finditer(text)]
    if found:
        return found[-1].start(), text[found[-1].end() :]
    equal = [*_EQUALS.finditer(text)]
    if equal:
        return equal[-1].start(), text[equal[-1].end() :]
    return None


def versus_at(text: str) -> tuple[int, str] | None:
    """For the words before a figure: where 与……之比 begins in them, and what is compared with."""
    best = None
    for start in (m.start() for m in re.finditer(r"与|和|同|跟|相对于|对", text)):
        match = _VERSUS.match(text, start)
        if match:
            best = (start, match["whole"])
    return best


def result(vocabulary: Vocabulary, parts: Iterable[str], whole: str | None) -> tuple[str, str] | None:
    """The ratio that one of ``parts`` (nearest first) makes of ``whole``, with the part taken; None where no formula has it."""
    if whole is None:
        return None
    for part in parts:
        for candidate in (part, *_within(vocabulary, part, whole)):
            for formula in vocabulary.formulas:
                plain = [n for n in formula.numerator if not n.startswith("-")]
                if candidate in plain and len(formula.numerator) == 1 and (not whole or whole in formula.denominator):
                    return formula.result, candidate
    return None


def only_of(vocabulary: Vocabulary, whole: str) -> str | None:
    """The ratio of a whole that only one formula has (外部支出, 全部营销费用)."""
    results = {f.result for f in vocabulary.formulas if whole in f.denominator and len(f.numerator) == 1}
    return results.pop() if len(results) == 1 else None


def _within(vocabulary: Vocabulary, part: str, whole: str) -> Sequence[str]:
    """A metric as the part of itself: R&D 经费 … 占企业 R&D 经费的 is that of the research institution."""
    return [m.id for m in vocabulary.specs.values() if m.inside == part == whole]
