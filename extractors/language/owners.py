"""Whose figure a sentence states: the applicant's, a part's of it, its research institution's, another firm's, or an average."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from extractors.language.sentences import Sentence
from extractors.language.vocabulary import Mark, Vocabulary
from models.text import name_key

Owner = Literal["own", "benchmark", "other", "part", "institution"]

_FIRM = re.compile(r"[\u4e00-\u9fffA-Za-z0-9()]{2,30}?(?:有限责任公司|股份有限公司|有限公司)|[\u4e00-\u9fff]{2,12}(?:合作社|农场)")
_SOME_FIRM = re.compile(
    r"(?:其中)?(?:[一两二三四五六七八九十百某每]{1,4}|有\d+|\d+)家[^，。；、家]{0,14}?(?:企业|工厂|厂|公司|客户|用户|单位|同行|商家)"
    r"|(?:[一两二三四五六七八九十百]{1,4}|\d+)家(?=(?:已|均|都|全部|先后|陆续)*(?:达到|通过|实现|取得|获得|获评|完成|升至|提升|进入|迈入))|某[^，。；、]{1,12}?(?:企业|厂|公司|客户|用户)"
)
_OBJECT = re.compile(
    r"(?:[为向与给对和供被由跟及]|带动|服务|帮助|面向|指导|吸引|联合|通过|面对|赋能|推动|供应|来自|针对|高于|低于|优于|好于|领先|领先于|超过|超出|高出|达到|较|比|居|同比|位居|处于|推广到|推广至|应用于|辐射|覆盖)$"
)
_FOR = re.compile(r"(?:(?<![作成称分认])为|给|替|帮助?|助力|协助|指导|推动|支持|引导|带动|赋能)[^，。；、为]{0,8}$")
"""为配套企业联网设备233台: what is done for others is theirs, to the item's end."""
_APPOSED = re.compile(r"(?:作为|属于?|系)[^，。；、]{0,6}$")
"""本公司作为其全资子公司: what the firm spoken of is, not another one."""
_COMPARED = re.compile(r"(?:高于|低于|优于|好于|领先于?|超过|超出|高出|较|比|大于|小于|与|同|和|达到)(?:[^，。；、]{0,3})$")
_ALL_OF_THEM = re.compile(r"(?:[一二三四五六七八九十两\d]+[个条座家]|各|全部|所有|全体|多个|多条)[^，。；、]{0,4}$")
_SEVERAL = re.compile(r"[\u4e00-\u9fff]{2,6}[两三四五六七八九]个$")
"""醇沉三个(工段), behind 、: parts called by their names, not all of them."""
_DEPARTMENT = re.compile(
    r"(?:设立|设有|下设|内设|成立|组建|建立|设置|设)[^，。；、]{0,16}?(?:部|科|室|处|办公室|小组|团队|专班|委员会|信息中心|数字化中心|数据中心)(?=，|。|；|$)"
)
_INVESTED = re.compile(r"(?:总投资|投资总额|计划投资)[^，。；、\d]{0,4}[\d.,]+[^，。；、]{0,4}，其中")
"""项目总投资1,200万元，其中研发投入350万元: what is spent of a project's money is not the year's."""
_PARTNER = re.compile(r"(?:与|同|和|联合|携手|会同|依托)[^，。；、]{0,12}$")
_FOUNDED = re.compile(r"建|设|成立|组|拥有|获|认定|依托|联合|与|和|为|被|入选|具有|现有|挂牌")
_AVERAGE_AFTER = re.compile(r"^(?:左右|上下|以上)?(?:的[^，。；、]{0,8}?(?:平均|均值)|(?:行业|同行)?平均水平)")


@dataclass(frozen=True, slots=True)
class Claim:
    """From ``start`` on a sentence speaks of ``owner``; ``end`` is where the words that say so end. ``strong`` claims outlive a semicolon,

    ``near`` ones end with their item.
    """

    start: int
    end: int
    owner: Owner
    strong: bool = False
    near: bool = False


@lru_cache(maxsize=8)
def _regional(vocabulary: Vocabulary) -> re.Pattern[str]:
    """全国焙烤食品制造企业, 全省农机行业: a region, a few words, and a head that makes it a crowd."""
    return re.compile(rf"(?:{vocabulary.alternation('regions')})[^，。；、：]{{0,14}}?(?:{vocabulary.alternation('region_heads')})")


class Owners:
    """The claims of one sentence. ``applicant`` is its name; ``applied`` is true where the workshop applied for counts as it."""

    def __init__(self, sentence: Sentence, applicant: str = "", applied: bool = False, default: Owner = "own") -> None:
        self._s = sentence
        self._applicant = name_key(applicant)
        self._applied = applied
        self._default = default
        self._bound: list[Claim] = []
        self.claims = sorted(self._find(), key=lambda c: (c.start, c.end))

    def of(self, position: int, change: bool = False) -> Owner:
        """Whose figure it is whose name starts at ``position``. A part named before a comma does not own a ``change`` after it."""
        here = self._s.item(position)
        segment = self._s.items[here].segment
        owner = self._default
        for claim in self.claims:
            if claim.start >= position:
                break
            at = self._s.item(claim.start)
            if at != here and (claim.near or (claim.owner == "part" and change)):
                continue
            if claim.owner != "own" and not claim.strong and self._s.items[at].segment != segment:
                owner = self._default
                continue
            owner = claim.owner
        return owner

    def compared(self, start: int, end: int) -> bool:
        """Whether the quantity at ``start:end`` is what others have: 低于3.1%的行业平均水平, 比行业平均水平45%高."""
        if _AVERAGE_AFTER.match(self._s.text[end : end + 16]):
            return True
        item = self._s.items[self._s.item(start)]
        return any(item.start <= c.start < start and not self._s.metrics(c.end, start) for c in self._bound)

    def _find(self) -> list[Claim]:
        found: list[Claim] = []
        text = self._s.text
        for match in _regional(self._s.vocabulary).finditer(text):
            self._place(found, match.start(), match.end(), "benchmark")
        for match in _SOME_FIRM.finditer(text):
            self._place(found, match.start(), match.end(), "other")
        for match in _DEPARTMENT.finditer(text):
            found.append(Claim(match.start(), match.end(), "part"))
        for match in _INVESTED.finditer(text):
            found.append(Claim(match.start(), match.end(), "part"))
        for match in _FIRM.finditer(text):
            own = bool(self._applicant) and self._applicant in name_key(match[0])
            self._place(found, match.start(), match.end(), "own" if own else "other")
        crowds = [m.span() for pattern in (_SOME_FIRM, _regional(self._s.vocabulary)) for m in pattern.finditer(text)]
        drawn = tuple(self._s.vocabulary.words.get("drawn_before", ["被带动"]))
        for mark in self._s.marks:
            if mark.kind == "metric" and text[mark.start : mark.end].startswith(drawn):
                found.append(Claim(mark.start, mark.end, "other", strong=True))
            elif mark.kind == "metric" and "driven_sme_count" in mark.ids and self._figured(mark):
                found.append(Claim(mark.start, mark.end, "other", near=True))
            if any(a <= mark.start and mark.end <= b for a, b in crowds):
                continue
            if mark.kind in ("benchmark", "other"):
                self._place(found, mark.start, mark.end, "benchmark" if mark.kind == "benchmark" else "other")
            elif mark.kind == "cases":
                found.append(Claim(mark.start, mark.end, "other", strong=True))
            elif mark.kind == "own":
                self._own(found, mark)
            elif mark.kind == "parts":
                self._part(found, mark)
            elif mark.kind == "institution":
                self._institution(found, mark)
        return found

    def _figured(self, mark: Mark) -> bool:
        """带动企业(15家)设备数字化率52%: whether a figure of the firms drawn along is named behind them, not their number alone."""
        return bool(self._s.metrics(mark.end, self._s.items[self._s.item(mark.start)].end))

    def _place(self, found: list[Claim], start: int, end: int, owner: Owner) -> None:
        """Takes other firms for the subject unless a preposition makes them an object, or they end their item."""
        text = self._s.text
        if any(m.kind == "metric" and m.start < end and start < m.end for m in self._s.marks):
            return
        item = self._s.items[self._s.item(start)]
        if owner == "benchmark" and _COMPARED.search(text, max(item.start, start - 6), start):
            self._bound.append(Claim(start, end, owner))
            return
        if owner == "other" and end < item.end and _FOR.search(text, max(item.start, start - 12), start):
            found.append(Claim(start, end, owner, near=True))
            return
        if _OBJECT.search(text, max(item.start, start - 6), start) or _APPOSED.search(text, item.start, start) or end >= item.end:
            return
        found.append(Claim(start, end, owner, strong=owner == "other"))

    def _own(self, found: list[Claim], mark: Mark) -> None:
        if any(m.end == mark.start and m.kind in ("benchmark", "other") for m in self._s.marks):
            return  # 同行企业
        item = self._s.items[self._s.item(mark.start)]
        text = self._s.text
        before = text[item.start : mark.start]
        leads = not self._s.residue(item.start, mark.start) and not before.endswith("占")
        bare = text[mark.start : mark.end] in ("企业", "公司", "工厂")
        named = not bare and any(m.start - mark.end <= 2 for m in self._s.metrics(mark.end, item.end)[:1])
        names = named and not re.search(r"[占与比该某家类业]$", before)
        if leads or names:
            found.append(Claim(mark.start, mark.end, "own"))

    def _part(self, found: list[Claim], mark: Mark) -> None:
        item = self._s.items[self._s.item(mark.start)]
        text = self._s.text
        before = text[item.start : mark.start]
        named = item.before == "、" and bool(_SEVERAL.match(before))
        bare = text[mark.start : mark.end] in ("车间", "生产线", "产线", "工厂") and not self._s.residue(item.start, mark.start)
        if (not named and (bare or _ALL_OF_THEM.search(before))) or (self._applied and self._is_applied(before, mark)):
            return
        ahead = self._s.metrics(mark.end, item.end)
        if ahead:
            if len(self._s.residue(mark.end, ahead[0].start)) <= 2 and not re.search(r"[在对为给]$", before):
                found.append(Claim(mark.start, mark.end, "part"))
        elif len(before) <= 8 and re.match(r"(?:，|共|现|有|拥有|配备|最[高低多少]|[则仅为达]|$)", text[mark.end :]):
            found.append(Claim(mark.start, mark.end, "part"))

    def _is_applied(self, before: str, mark: Mark) -> bool:
        """In a workshop book 本车间, 数字化车间, 智能工厂 and a bare 车间 are what the book applies for; 合成车间 is one of several."""
        words = self._s.vocabulary.words
        named = before + self._s.text[mark.start : mark.end]
        return any(named.endswith(w) for w in words.get("applied_words", [])) or not self._s.residue(
            self._s.items[self._s.item(mark.start)].start, mark.start
        )

    def _institution(self, found: list[Claim], mark: Mark) -> None:
        item = self._s.items[self._s.item(mark.start)]
        before = self._s.text[item.start : mark.start]
        ahead = self._s.metrics(mark.end, item.end)
        if ahead:
            if len(self._s.residue(mark.end, ahead[0].start)) <= 2 and not _PARTNER.search(before):
                found.append(Claim(mark.start, mark.end, "institution", strong=True))
        elif not _FOUNDED.search(before) and mark.end < item.end:
            found.append(Claim(mark.start, mark.end, "institution", strong=True))
