"""Counts whose name alone does not settle them: rights held or applied for, and the firms that a chain's head draws along."""

from __future__ import annotations

import re
from functools import lru_cache

from extractors.language.numbers import Quantity
from extractors.language.sentences import Item, Sentence
from extractors.language.vocabulary import Mark, Vocabulary


class Words:
    """The patterns of a vocabulary for counts."""

    def __init__(self, v: Vocabulary) -> None:
        alternation, compile = v.alternation, re.compile
        self.as_application = dict(pair.split("=") for pair in v.words.get("as_application", []))
        self.applying = compile(rf"(?:{alternation('apply')})(?![^，。；]{{0,8}}(?:{alternation('granted')}))")
        self.applied_for = compile(rf"(?:{alternation('apply')})[^，。；、\d]{{0,6}}(?:专利|知识产权)")
        self.granted = compile(alternation("granted"))
        self.pending = compile(rf"^[^，。；、]{{0,6}}(?:{alternation('pending')})")
        self.joint = compile(rf"(?:{alternation('joint')})[^，。；]{{0,10}}(?:{alternation('apply')})")
        file = alternation("file")
        within = r"(?:再|新|共|累计|继续|陆续|组织|对外|在|于|今年|明年|年内|年底前|通过[^，。；]{0,8}?|[与和同][^，。；]{0,10}?|联合|共同|合作|向[^，。；]{0,10}?)*"
        self.planned = compile(rf"(?<![技发点项创展金作度模虚])(?:{alternation('planned')}){within}(?:{file}|PCT|国际)")
        self.done = compile(rf"(?:已|已经|实际|现已)(?:完成|提交|{file})")
        self.started = compile(rf"(?:{alternation('started')})(?:了|的|开展|办理|进行|相关|新的)*(?:{file})?(?:各类|相关)?$")
        self.starting_after = compile(
            rf"^[^，。；、\d]{{0,8}}?(?:正在|正|尚在|仍在|处于)(?:{alternation('started')})(?!进入)|^(?:的)?(?:{file})?材料(?:的)?(?:准备|撰写|编写|，|。|；|$)"
        )
        self.drive = compile(rf"(?:{alternation('drive')})")
        self.lead = compile(rf"(?:{alternation('drive_sme')})")
        self.under = compile(rf"(?:{alternation('drive', 'drive_sme')})(?:作用|效应)?下，?$")
        self.sme = compile(rf"^(?:余)?[^，。；、\d]{{0,16}}?(?:{alternation('sme')})")
        self.sme_before = compile(rf"(?:{alternation('sme')})[^，。；、]{{0,4}}$")
        self.not_firm = compile(rf"^[^，。；、]{{0,6}}?(?:{alternation('not_sme')})")
        self.portion = compile(rf"(?:{alternation('portion')})[^，。；、]{{0,6}}$")
        self.able = compile(rf"(?:(?<![认许])可|(?<![赋智])能|能够|可以|具备|有能力|足以)(?:{alternation('drive', 'drive_sme')})")
        self.intended = compile(r"^[^，。；]{0,16}(?:意向|的能力)")
        self.of_them = compile(rf"(?:{alternation('drive')})其中$")
        self.drawn = compile(rf"^[^，。；、]{{0,8}}(?:{alternation('drawn')})")
        self.drawn_before = compile(rf"(?:{alternation('drawn_before')})的?$")


@lru_cache(maxsize=8)
def words(v: Vocabulary) -> Words:
    return Words(v)


class Counts:
    """Settles counts of one sentence."""

    def __init__(self, sentence: Sentence) -> None:
        self._s = sentence
        self._p = words(sentence.vocabulary)

    def settled(self, id: str, mark: Mark, q: Quantity) -> str:
        """The metric that a count of ``id`` states here, "" where it states none; an application only begun (启动PCT申请2件) is none yet."""
        counted = self._kind(id, mark, q)
        applied = counted == "joint_ip_applications" or counted in self._p.as_application.values()
        return "" if applied and not self.planned(q) and self._started(mark, q) else counted

    def planned(self, q: Quantity) -> bool:
        """Whether the applications counted are still to be made (计划提交PCT申请2件), and so a goal."""
        text, here = self._s.text, self._s.item(q.start)
        while here and (self._s.items[here].before == "、" or text.startswith(("其中", "包括"), self._s.items[here].start)):
            here -= 1
        found = [m.end() for m in self._p.planned.finditer(text, self._s.items[here].start, q.start)]
        return bool(found) and not self._p.done.search(text, found[-1], q.start)

    def _started(self, mark: Mark, q: Quantity) -> bool:
        item = self._s.items[self._s.item(q.start)]
        first, last = min(mark.start, q.start), max(mark.end, q.end)
        return bool(self._p.started.search(self._s.text[item.start : first]) or self._p.starting_after.match(self._s.text[last : item.end]))

    def _kind(self, id: str, mark: Mark, q: Quantity) -> str:
        """The metric that a count of ``id`` states here, "" where it states none: applications are not rights held."""
        if id not in self._p.as_application:
            return id if id != "driven_sme_count" else ""
        item = self._s.items[self._s.item(q.start)]
        before = self._before(item, mark)
        after = self._s.text[q.end : item.end]
        if self._p.joint.search(self._s.text[item.start : q.start]):
            return "joint_ip_applications" if "joint_ip_applications" in self._s.vocabulary.specs else ""
        applied = (
            self._p.applying.search(before)
            or self._p.pending.match(after)
            or self._pending_next(item)
            or self._among_applications(item, mark)
        )
        return self._p.as_application[id] if applied else id

    def _before(self, item: Item, mark: Mark) -> str:
        """The words of the clause before a name, back to the last that speaks of rights held: 新申请发明专利4项、实用新型3项."""
        clause = next(i.start for i in self._s.items if i.clause == item.clause)
        words = self._s.text[clause : mark.start]
        held = [m.end() for m in self._p.granted.finditer(words)]
        return words[held[-1] :] if held else words

    def _pending_next(self, item: Item) -> bool:
        """发明专利5项，均已受理: the next item says that they are only applied for."""
        rest = self._s.text[item.end + 1 : item.end + 14]
        return bool(re.match(r"(?:均|目前|正|现|都|全部)(?:已|在|处于)?", rest)) and bool(self._p.pending.match(rest))

    def _among_applications(self, item: Item, mark: Mark) -> bool:
        """申请知识产权9项，其中发明专利3项: kinds of what was applied for, unless rights held are named between."""
        text = self._s.text
        ids = ("ip_applications", "invention_applications")
        start = next(i.start for i in self._s.items if i.segment == item.segment)
        earlier = [m.end for m in self._s.metrics(start, mark.start) if set(m.ids) & set(ids)]
        earlier += [m.end() for m in self._p.applied_for.finditer(text, start, item.start)]
        if not earlier:
            return False
        between = text[max(earlier) : mark.end]
        return ("其中" in between or "包括" in between or "分别" in between) and not self._p.granted.search(between)

    def is_pending(self, q: Quantity) -> bool:
        """Whether what is counted is still being examined: 5件进入实质审查."""
        return bool(self._p.pending.match(self._s.text[q.end :]))

    def counterpart(self, ids: tuple[str, ...], granted: bool) -> str:
        """The rights held of a kind applied for, or (not ``granted``) the applications for a kind of rights held."""
        if not granted:
            return next((self._p.as_application[i] for i in ids if self._p.as_application.get(i, i) != i), "")
        back = {applied: held for held, applied in self._p.as_application.items() if applied != held}
        return next((back.get(i, i) for i in ids if i in back or i in self._p.as_application), "")

    def drives(self, q: Quantity, item: Item, clause_start: int, aimed: bool) -> bool:
        """Whether the quantity of firms (家) is the number of SMEs drawn along; of a goal (``aimed``) also those to come (再带动)."""
        text = self._s.text
        before, after = text[clause_start : q.start], text[q.end : item.end]
        if re.match(r"^(?:、|和)[^，。；]{0,8}\d", text[q.end :]) and not self._p.sme.match(after):
            return False
        if self._p.able.search(before) or self._p.intended.match(text[q.end :]):
            return False
        earlier = [o.value for o in self._s.numbers if o.unit == "家" and clause_start <= o.start < q.start]
        if earlier:
            summed = sum(earlier) == q.value and re.search(r"(?:共|合计|总计)$", before)
            return bool(summed and self._p.drive.search(before) and self._p.sme.match(after))
        if self._p.drawn.match(after) and not re.search(r"其中[^，。；]{0,4}$", before):
            return True
        if self._p.under.search(text, 0, clause_start) and self._p.sme.match(after):
            return True
        portion = self._p.portion.search(before) and not self._p.of_them.search(before)
        if (portion and not aimed) or self._p.not_firm.match(after):
            return False
        if self._p.drawn_before.search(before):
            return True
        if self._p.drive.search(before):
            return True
        if re.search(r"^(?:总?共|合计|总计|累计)$", before) and self._p.drive.search(text, 0, clause_start):
            return bool(self._p.sme.match(after))
        return bool(self._p.lead.search(before)) and bool(self._p.sme.match(after) or self._p.sme_before.search(before))
