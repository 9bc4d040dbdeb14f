"""Changes in a sentence: 由A提升至B, 提高x%, 降幅x%."""

from __future__ import annotations

from dataclasses import replace

from extractors.language.numbers import Quantity
from extractors.language.ratios import Ratios
from extractors.language.stages import Time
from extractors.language.vocabulary import Mark


def _percent(q: Quantity) -> Quantity:
    """1倍 as 100%, with its bounds."""
    if q.unit != "倍":
        return q
    low, high = (None if v is None else v * 100 for v in (q.low, q.high))
    return replace(q, value=q.value * 100, low=low, high=high, unit="%")


class Changes(Ratios):
    """Reads levels before and after, and by how much something rose or fell."""

    def _change(self, q: Quantity) -> bool:
        """By how much something rose or fell: 生产效率提高26.4%, ，降幅36.8%, 、下降一半."""
        direction = self._delta(q)
        if not direction or q.unit not in ("%", "倍"):
            return False
        start, words = self._item_text(q)
        verb = self.p.delta.search(words)
        verb_at = start + (verb.start() if verb else len(words))
        named = self.s.metrics(start, verb_at)
        if named:
            mark = named[-1]
            if self._odd(mark.end, verb_at) or self.p.growth.search(self.s.text[mark.end : q.start]):
                return False
        else:
            if self.p.growth.search(words) or self.s.residue(start, verb_at):
                return False
            earlier = [m for m in self.s.metrics(0, start) if m.start > self._foreign or self._pair_of(m)]
            if not earlier:
                return False
            mark = earlier[-1]
        id = next((i for i in mark.ids if self.v.specs[i].change), None)
        if id is None or any(
            s.metric == id and s.start == mark.start and s.owner == "own" and not self._dated(s.end, q.start) for s in self.out
        ):
            return False
        spec = self.v.specs[id]
        q = _percent(q)
        wrong = spec.direction != direction
        quantity = replace(q, value=-q.value, doubt="升降方向与指标相反") if wrong else q
        return self._say(id, quantity, mark.start)

    def _bracketed(self, q: Quantity) -> bool:
        """缩短30天（33%）: the share of a change in brackets behind its amount."""
        inside = self.s.aside(q.start)
        if inside is None or q.unit != "%" or q.start != inside[0] + 1:
            return False
        amount = next((o for o in self.s.numbers if o.end == inside[0]), None)
        if amount is None or not self._delta(amount) or not self._change(replace(amount, value=q.value, unit="%", places=q.places)):
            return False
        self.out[-1] = replace(self.out[-1], end=q.end)
        return True

    def _multiple(self, q: Quantity) -> bool:
        """生产效率提高到原来的1.5倍 is a rise by a half."""
        start, words = self._item_text(q)
        named = self.s.metrics(start, q.start, q.start)
        if q.unit != "倍" or not named or not self.p.former.search(words):
            return False
        id = next((i for i in named[-1].ids if self.v.specs[i].change and self.v.specs[i].direction == "up"), None)
        return id is not None and self._say(id, replace(q, value=round((q.value - 1) * 100, 6), unit="%"), named[-1].start)

    def _dated(self, start: int, end: int) -> bool:
        """Whether a date stands between: 2023年生产效率提升9%，2024年又提升12.6% are two changes."""
        return any(start <= d.start < end and d.value for d in self.s.dates)

    def _odd(self, start: int, end: int) -> bool:
        """Whether other words than links stand between a thing and its change; the levels of 由A降至B are none."""
        return len(self.p.levels.sub("", self.s.residue(start, end))) > 2

    def _pair_of(self, mark: Mark) -> bool:
        """Whether the mark's own levels follow it (不良品率由2.2%降为1.6%), so that what comes after still speaks of it."""
        later = list(self.s.metrics(mark.end, len(self.s.text)))
        return bool(self.p.opening.match(self.s.text[mark.end :])) and (not later or later[0].start > self._foreign)

    def _pair(self, n: int) -> bool:
        """由A提升至B: a before and an after, also where years are named beside them."""
        q = self.s.numbers[n]
        following = n + 1
        if following >= len(self.s.numbers):
            return False
        other = self.s.numbers[following]
        start, words = self._item_text(q)
        based = self.p.based.match(self.s.text[q.end :])
        opened = (self.p.on_basis if based else self.p.opened).search(words)
        behind = q.end + (based.end() if based else 0)
        between = self._undated(behind, other.start)
        moved = self.p.moved_to.search(between)
        if (
            moved is None
            or (q.unit and other.unit and q.unit != other.unit)
            or not (opened or moved.start() == 0 or self.p.direct.match(between))
            or (not opened and self._listed(q))
        ):
            return False
        if self.s.metrics(q.end, other.start) or len(self.p.levels.sub("", self.s.residue(behind, other.start))) > 1:
            return False
        end_of_name = start + (opened.start() if opened else len(words))
        named = [m for m in self.s.metrics(start, end_of_name) if len(self.s.residue(m.end, end_of_name)) <= 1]
        if not named and not self.s.residue(start, end_of_name):
            named = [m for m in self.s.metrics(0, start) if m.start > self._foreign][-1:]
        self._used |= {n, following}
        ratio = self._ratio_before(q, start, start + opened.start()) if opened else None
        if ratio:
            self._say_pair(ratio, start, q, other)
            return True
        if not named or any(self.v.specs[i].change for i in named[-1].ids):
            return True
        unit = other.unit or q.unit
        id = self._fitting(named[-1], replace(other, unit=unit))
        if id is None:
            self._foreign = other.start
            return True
        self._say_pair(id, named[-1].start, replace(q, unit=unit), replace(other, unit=unit))
        return True

    def _listed(self, q: Quantity) -> bool:
        """由2022年的3.9%、2023年的4.6%上升到2024年的5.4%: a list by year, not a before and an after."""
        item = self.s.items[self.s.item(q.start)]
        if item.before != "、" or not self._dated(item.start, q.start):
            return False
        clause = self._clause_start(q)
        earlier = [o for o in self.s.numbers if clause <= o.start < item.start]
        return bool(earlier) and self.p.opened.search(self.s.text[clause : earlier[0].start]) is not None

    def _say_pair(self, id: str, start: int, first: Quantity, second: Quantity) -> None:
        aimed = self.times.of(second.start, second.end).stage == "target"
        owner = self._owner(first, start, self.v.specs[id])
        item = self.s.items[self.s.item(first.start)]
        now = any(m.kind == "now" and item.start <= m.start < first.start for m in self.s.marks)
        self._say(id, first, start, Time() if aimed and now else Time(None, "before"), owner)
        self._say(id, second, start, Time(None, "target" if aimed else "after"), owner)
        if aimed and self.out and self.out[-2:-1]:
            self.out[-2] = replace(self.out[-2], role="other" if self.out[-2].role == "before" else self.out[-2].role)
