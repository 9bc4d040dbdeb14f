"""Statements of figures in one sentence: which metric, which value, when, whose.

A sentence is read quantity by quantity. For each the ways in which Chinese books tie a figure to its name are tried in turn:
分别 lists, 由A提升至B, shares (占……的), changes (提高x%), a name before it in its item, a name behind it, a name carried on.
"""

from __future__ import annotations

from dataclasses import replace

from extractors.language import shares
from extractors.language.lists import implied, joined_from, respectively
from extractors.language.numbers import Quantity
from extractors.language.reading import TIME_UNITS, Setting, Statement
from extractors.language.ties import Ties

__all__ = ["Reader", "Setting", "Statement"]


class Reader(Ties):
    """Reads one sentence; `statements` gives what it says, `closing` the date that the next sentence may refer to."""

    def statements(self) -> list[Statement]:
        for n, q in enumerate(self.s.numbers):
            if n not in self._used and not self._of_each(q):
                self._read(n, q)
        self._of_which()
        self._of_itself()
        self._summing()
        self.out.extend(self._none())
        return self.out

    def _of_each(self, q: Quantity) -> bool:
        """每百台生产设备中有79台: what is counted of each hundred is no count of the firm's."""
        item = self.s.items[self.s.item(q.start)]
        same = [o for o in self.s.numbers if item.start <= o.start <= q.start and o.unit == q.unit and o.unit not in ("", "%")]
        return any(self.s.text[o.start - 1 : o.start] == "每" for o in same)

    def _of_which(self) -> None:
        """营业收入1.08亿元，其中主营业务收入1.05亿元: the first is a wider figure than the second of the same metric."""
        for i, later in enumerate(self.out):
            item = self.s.items[self.s.item(later.quantity.start)]
            if not self.p.among.match(self.s.text[item.start : item.end]):
                continue
            for j, said in enumerate(self.out[:i]):
                if said.metric == later.metric == "main_revenue" and said.period == later.period and said.value > later.value:
                    self.out[j] = replace(said, role="other")

    def _of_itself(self) -> None:
        """耐酸泵销售收入6,200万元，占公司主营业务收入的42.8%: what is a share of the metric is not the metric."""
        for i, said in enumerate(self.out):
            here = self.s.item(said.quantity.start) + 1
            share = next((q for q in self.s.numbers if q.start > said.end), None)
            if here >= len(self.s.items) or share is None or share.unit != "%" or self.s.item(share.start) != here:
                continue
            words = self.s.text[self.s.items[here].start : share.start]
            if words.startswith("占") and shares.whole_of(self.v, words[1:]) == said.metric and said.role != "benchmark":
                self.out[i] = replace(said, role="other")

    def _summing(self) -> None:
        """许可收入12万元、转让收入8万元，合计20万元: the parts of a sum are not the metric; a sum over years has no year of its own."""
        for i, total in enumerate(self.out):
            item = self.s.items[self.s.item(total.quantity.start)]
            parts = [j for j, said in enumerate(self.out[:i]) if said.metric == total.metric and said.role == total.role]
            summed = len(parts) > 1 and abs(sum(self.out[j].value for j in parts) - total.value) <= 1e-6 * abs(total.value)
            if not summed or not self.p.summed.search(self.s.text, item.start, total.quantity.start):
                continue
            if len({self.out[j].period for j in parts}) > 1:
                self.out[i] = replace(total, period=None)
                continue
            for j in parts:
                self.out[j] = replace(self.out[j], role="other")

    def _read(self, n: int, q: Quantity) -> None:
        done = (
            self._respectively(n)
            or self._pair(n)
            or self._difference(q)
            or self._driven(q)
            or self._versus(q)
            or self._share(n)
            or self._multiple(q)
            or self._bracketed(q)
            or self._change(q)
            or self._unclear(q)
            or self._named(q)
            or self._short(q)
            or self._per(q)
            or self._devices(q)
            or self._followed(q)
            or self._in_words(q)
            or self._granted(q)
            or self._carried(q)
            or self._announced(q)
        )
        if done and n not in self._used and self.out and self.out[-1].quantity.start == q.start:
            self._one_of_several(n)
        if not done and q.unit not in TIME_UNITS and not self._delta(q) and not self.s.aside(q.start) and not self._still_named(q):
            self._foreign = q.start

    def _respectively(self, n: int) -> bool:
        """Lists aligned by place: names × values, years × values, or pairs of both."""
        aligned = respectively(self, n)
        if aligned is None:
            aligned = implied(self, n)
        if aligned is None:
            return False
        self._used |= aligned
        return True

    def _one_of_several(self, n: int) -> None:
        """数字化率为68%和72%: several values behind one name, of which nothing says which is the one meant."""
        several = joined_from(self, n)
        if len(several) < 2 or self.out[-1].doubt:
            return
        following = self.s.metrics(several[1].end, self.s.items[self.s.item(several[1].start)].end)
        if not following or self.s.residue(several[1].end, following[0].start):  # 2项、3项实用新型 has a name of its own
            self.out[-1] = replace(self.out[-1], doubt="一个指标后并列了几个数值")

    def _none(self) -> list[Statement]:
        """Explicit answers of none for metrics that a programme asks for: 未发生技术引进, 暂无PCT申请."""
        out = []
        for mark in self.s.metrics(0, len(self.s.text)):
            item = self.s.items[self.s.item(mark.start)]
            if any(item.start <= q.start < item.end for q in self.s.numbers) or not self.p.none.search(self.s.text, item.start, mark.start):
                continue
            results = [f.result for f in self.v.formulas for i in mark.ids if i in f.numerator and len(f.numerator) == 1]
            for id in {*mark.ids, *results}:
                if self.v.specs[id].required or id in results:
                    nothing = Quantity(mark.start, mark.end, 0.0, self.v.specs[id].unit)
                    out.append(Statement(id, nothing, 0.0, item.start, item.end, None, "other", "own", none=True))
        return sorted(out, key=lambda s: (s.start, s.metric))
