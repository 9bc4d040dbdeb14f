"""A figure and its name: before it in its item, right behind it, or carried on from what was said."""

from __future__ import annotations

import re
from dataclasses import replace

from extractors.language import shares
from extractors.language.changes import Changes
from extractors.language.numbers import Quantity
from extractors.language.reading import TIME_UNITS, Statement
from extractors.language.vocabulary import Mark


class Ties(Changes):
    """Ties a figure to the metric that its surroundings name."""

    def _named(self, q: Quantity) -> bool:
        """A name before the quantity in its own item, with nothing but links between."""
        start, _words = self._item_text(q)
        if q.unit in TIME_UNITS or self._delta(q):
            return False
        named = self.s.metrics(start, q.start, q.start)
        if not named:
            return False
        mark = named[-1]
        id = self._fitting(mark, q)
        if id is None:
            return False
        spec = self.v.specs[id]
        between = self.s.text[mark.end : q.start]
        if spec.change or self.p.inside.match(between) or self.p.growth.search(between):
            return False
        residue = self.s.residue(mark.end, q.start)
        if len(residue) > (16 if spec.kind == "count" and self.p.clause_of.search(between) else 2) or (
            residue and self.p.share.search(between)
        ):
            return False
        if self._summed(mark, q) or any(mark.end <= other.start < q.start for other in self.s.numbers if other.unit not in ("",)):
            return False
        if q.unit == "台" and self.p.acquired.search(self.s.text, start, mark.start):
            return False
        counted = self.counts.settled(self._outside(id, mark, start), mark, q)
        return bool(counted) and self._say(counted, q, mark.start)

    def _outside(self, id: str, mark: Mark, start: int) -> str:
        """委托高校开展研发支出46万元: what is paid to others is another figure than the firm's own, that to universities a third."""
        spec = next((m for m in self.v.specs.values() if m.inside == id and m.owner == "outside"), None)
        words = self.v.alternation("outside") if spec else ""
        if spec is None or not re.search(words, self.s.text[start : mark.start]):
            return id
        payees = {i for f in self.v.formulas if f.denominator == [spec.id] for i in f.numerator}
        named = [i for m in self.s.metrics(start, mark.start) for i in m.ids if i in payees]
        return named[-1] if named else spec.id

    def _summed(self, mark: Mark, q: Quantity) -> bool:
        """Whether the figure is the sum of several names: 发明专利、实用新型和软件著作权共9项."""
        if not self.p.together.search(self.s.text[mark.end : q.start]):
            return False
        here = self.s.item(mark.start)
        joined = self.s.text[self.s.items[here].start : mark.start]
        if self.p.joined.search(joined) and self.s.metrics(self.s.items[here].start, mark.start):
            return True
        previous = self.s.items[here - 1] if here else None
        if previous is None or self.s.items[here].before != "、":
            return False
        return bool(self.s.metrics(previous.start, previous.end)) and not any(
            previous.start <= o.start < previous.end for o in self.s.numbers
        )

    def _devices(self, q: Quantity) -> bool:
        """133台设备 where the sentence goes on to say how many of them are digital or networked."""
        ahead = self.p.bare_devices.match(self.s.text[q.end :])
        ids = {i for m in self.s.marks for i in m.ids}
        if (
            q.unit != "台"
            or ahead is None
            or "equipment_total" not in self.v.specs
            or self.s.metrics(self.s.items[self.s.item(q.start)].start, q.start)
        ):
            return False
        if not ids & {i for f in self.v.formulas if "equipment_total" in f.denominator for i in (*f.numerator, f.result)}:
            return False
        return self._say("equipment_total", replace(q, end=q.end + ahead.end()), q.start)

    def _followed(self, q: Quantity) -> bool:
        """A name right behind the quantity: 36项授权专利, 一百三十二名员工, 三级数字化水平."""
        item = self.s.items[self.s.item(q.start)]
        ahead = self.s.metrics(q.end, item.end, q.start)
        if q.unit in TIME_UNITS or q.unit == "%" or not ahead or self._delta(q):
            return False
        mark = ahead[0]
        id = self._portion(ahead, q) or self._fitting(mark, q)
        if id is None or self.v.specs[id].change or self.v.specs[id].kind not in ("count", "level"):
            return False
        means = self.p.by_means.search(self.s.text, q.end, mark.start)
        if self.s.residue(q.end, means.start() if means else mark.start) or any(q.end <= o.start < mark.start for o in self.s.numbers):
            return False
        before = self.s.text[item.start : q.start]
        if self.p.lessened.search(before) or self.p.agents.match(self.s.text[mark.end :]):
            return False
        if q.unit == "人" and (q.value < 5 or self.s.residue(item.start, q.start)):
            return False
        counted = self.counts.settled(id, mark, q)
        return bool(counted) and self._say(counted, q, q.start)

    def _portion(self, ahead: list[Mark], q: Quantity) -> str | None:
        """18项知识产权实现转化: of what a second name says is a part of the first (by a formula), the second is meant."""
        if len(ahead) < 2 or self.p.inside.match(self.s.text[ahead[0].end :]):
            return None
        if any(q.end <= o.start < ahead[1].end for o in self.s.numbers):
            return None
        return next(
            (b for f in self.v.formulas for b in ahead[1].ids if f.numerator == [b] and set(f.denominator) & set(ahead[0].ids)), None
        )

    def _short(self, q: Quantity) -> bool:
        """A short name right before its figure: 数字化71台, 联网59台."""
        start, words = self._item_text(q)
        for name, id in self.p.short_names:
            at = q.start - len(name)
            if (
                words.endswith(name)
                and self.value(self.v.specs[id], q) is not None
                and self._in_context(id)
                and not self.s.residue(start, at)
            ):
                return self._say(id, q, at)
        return False

    def _per(self, q: Quantity) -> bool:
        """每10万元R&D经费产生0.088项: what is counted was named before."""
        start, words = self._item_text(q)
        id = next((i for i, c in self.p.contexts.items() if self.v.specs[i].kind == "ratio" and any(w in words for w in c)), None)
        return id is not None and q.unit in self.p.units[id] and self._say(id, q, start)

    def _difference(self, q: Quantity) -> bool:
        """由42.5%提升至68.3%，提高25.8个百分点: no value of the rate, but one that must fit its two levels."""
        pair = self.out[-2:]
        if q.unit != "pp" or not self._delta(q) or len(pair) < 2 or pair[0].metric != pair[1].metric or pair[0].role != "before":
            return False
        if self.v.specs[pair[0].metric].unit != "%" or any(pair[1].quantity.end <= o.start < q.start for o in self.s.numbers):
            return False
        start, words = self._item_text(q)
        if self.p.growth.search(words) or self.s.metrics(start, q.start):
            return False
        value = q.value if self._delta(q) == "up" else -q.value
        self.out.append(Statement(pair[0].metric, q, value, start, q.end, None, "other", pair[0].owner, difference=True))
        return True

    def _unclear(self, q: Quantity) -> bool:
        """数字化率提升60% may mean to 60% or by 60%: said, but no value of the rate; a person must look."""
        start, _ = self._item_text(q)
        named = self.s.metrics(start, q.start, q.start)
        if q.unit != "%" or not named or not self._delta(q) or self.p.growth.search(self.s.text, start, q.start):
            return False
        spec = self.v.specs[named[-1].ids[0]]
        if spec.change or spec.threshold is None or spec.unit != "%" or self.s.residue(named[-1].end, q.start):
            return False
        if not self._say(spec.id, q, named[-1].start):
            return False
        said = self.out[-1]
        doubt = "“提升”后未写“至”，不能确定是升至还是升幅"
        self.out[-1] = replace(said, role="other" if said.owner == "own" else said.role, period=None, doubt=doubt, unclear=True)
        return True

    def _in_words(self, q: Quantity) -> bool:
        """近九成设备实现联网: the share of the devices, told in words, of which something is said."""
        ahead = self.s.metrics(q.end, self.s.items[self.s.item(q.start)].end, q.start)
        if not q.words or q.unit != "%" or not ahead or self._delta(q):
            return False
        whole = [m for m in ahead[:-1] if "equipment_total" in m.ids]
        mark = ahead[-1] if len(ahead) == 1 or (len(ahead) == 2 and whole) else None
        if mark is None:
            return False
        between = self.s.text[whole[0].end if whole else q.end : mark.start]
        results = [f.result for f in self.v.formulas for i in mark.ids if f.numerator == [i] and "equipment_total" in f.denominator]
        if not results or not self.p.devices.match(between):
            return False
        return self._say(results[0], replace(q, end=mark.end), self._item_text(q)[0])

    def _granted(self, q: Quantity) -> bool:
        """申请发明专利9项，授权3项: rights held of the kind that was just applied for; 另有5件进入实质审查 the other way round."""
        item = self.s.items[self.s.item(q.start)]
        words = self.s.text[item.start : q.start]
        if q.unit not in ("项", "件", "个") or self.s.metrics(item.start, item.end):
            return False
        granted = bool(self.p.granted_bare.match(words))
        if not granted and not (self.p.pending_bare.match(words) and self.counts.is_pending(q)):
            return False
        named = [m for m in self.s.metrics(0, item.start) if self.s.items[self.s.item(m.start)].segment == item.segment]
        id = self.counts.counterpart(named[-1].ids, granted) if named else ""
        return bool(id) and self._say(id, q, item.start)

    def _announced(self, q: Quantity) -> bool:
        """比起2021年的29.8%，如今设备数字化率已达81%: the figure compared with stands before the name that both have."""
        start, words = self._item_text(q)
        if not re.match(r"^(?:与|较|和|同|比起?|相比于?|相较于?|对比)", words) or self.s.residue(start + 1, q.start).strip("比起相较于对"):
            return False
        here = self.s.item(q.start)
        end = self.s.items[here].end
        if here + 1 >= len(self.s.items) or self.s.metrics(start, end) or any(q.end <= o.start < end for o in self.s.numbers):
            return False
        following = self.s.items[here + 1]
        ahead = self.s.metrics(following.start, following.end)
        other = next((o for o in self.s.numbers if o.start > following.start), None)
        if not ahead or other is None or self._delta(other):
            return False
        id = self._fitting(ahead[0], q)
        return id is not None and not self.v.specs[id].change and self._say(id, q, start)

    def _carried(self, q: Quantity) -> bool:
        """No new name in the item: what the sentence spoke of before goes on (，而改造前仅为40.6%)."""
        start, words = self._item_text(q)
        if self.out and start < self.out[-1].end < q.start and self._timed(self.out[-1].end, q.start):
            start = self.out[-1].end  # 2023年的4.6%上升到2024年的5.4%
        if q.unit in TIME_UNITS or self._delta(q) or not words or self.s.residue(start, q.start) or self.s.metrics(start, q.start, q.start):
            return False
        said = [(s.quantity.start, s.metric) for s in self.out if self.value(self.v.specs[s.metric], q) is not None]
        named = [(m.start, self._fitting(m, q)) for m in self.s.metrics(0, start, q.start)]
        for at, id in sorted((x for x in (*said, *named) if x[0] < start), key=lambda x: -x[0]):
            if at < self._foreign:
                break
            if id is None:
                continue
            spec = self.v.specs[id]
            if spec.change or (spec.kind == "count" and not self.p.dated.search(words) and not self._timed(start, q.start)):
                return False
            if self._doubled(id, q):
                return True
            return self._say(id, q, start)
        ratio = self._share_announced(start) if q.unit == "%" and self._timed(start, q.start) else None
        return ratio is not None and self._say(ratio, q, start)

    def _share_announced(self, start: int) -> str | None:
        """R&D经费占主营业务收入比重逐年上升，由2022年的3.9%…: the ratio that an item before names without any figure."""
        for item in reversed([i for i in self.s.items if i.end <= start and i.start > self._foreign]):
            found = shares.share_at(self.s.text[item.start : item.end])
            if found and not any(item.start <= o.start < item.end for o in self.s.numbers):
                parts = [i for m in self.s.metrics(item.start, item.start + found[0]) for i in m.ids]
                result = shares.result(self.v, parts, self._whole_named(item.start + found[0], item.end))
                return result[0] if result else None
        return None

    def _whole_named(self, start: int, end: int) -> str | None:
        named = self.s.metrics(start, end)
        return named[0].ids[0] if named and not self.s.residue(start + 1, named[0].start) else None

    def _timed(self, start: int, end: int) -> bool:
        stages = ("before", "after", "target")
        return any(start <= d.start < end for d in self.s.dates) or any(m.kind in stages and start <= m.start < end for m in self.s.marks)

    def _doubled(self, id: str, q: Quantity) -> bool:
        """A figure in brackets that only rounds the one before it: 120,050,000.00元（约1.2亿元）."""
        inside = self.s.aside(q.start)
        last = self.out[-1] if self.out else None
        return bool(inside and last and last.metric == id and last.end == inside[0] and abs(last.value - q.value) <= 0.02 * abs(last.value))

    def _driven(self, q: Quantity) -> bool:
        """带动中小企业12家, 推动12家中小企业上云, 12家被带动企业."""
        if q.unit != "家" or "driven_sme_count" not in self.v.specs:
            return False
        aimed = self.times.of(q.start, q.end).stage == "target"
        if not self.counts.drives(q, self.s.items[self.s.item(q.start)], self._clause_start(q), aimed):
            return False
        return self._say("driven_sme_count", q, self._clause_start(q), owner="own")
