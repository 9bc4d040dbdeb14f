"""A figure and its name: before it in its item, right behind it, or carried on from what was said."""

from __future__ import annotations

from extractors.language.changes import Changes
from extractors.language.numbers import Quantity
from extractors.language.reading import TIME_UNITS
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
        counted = self.counts.settled(id, mark, q)
        return bool(counted) and self._say(counted, q, mark.start)

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
        if len(self.s.residue(q.end, mark.start)) > 0 or any(q.end <= o.start < mark.start for o in self.s.numbers):
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
        return id is not None and q.unit == "项" and self._say(id, q, start)

    def _carried(self, q: Quantity) -> bool:
        """No new name in the item: what the sentence spoke of before goes on (，而改造前仅为40.6%)."""
        start, words = self._item_text(q)
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
        return False

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
        if not self.counts.drives(q, self.s.items[self.s.item(q.start)], self._clause_start(q)):
            return False
        return self._say("driven_sme_count", q, self._clause_start(q), owner="own")
