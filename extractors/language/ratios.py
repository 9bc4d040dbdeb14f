"""Shares and ratios in a sentence: 占……的x%, 与……之比为x%."""

from __future__ import annotations

from dataclasses import replace

from extractors.language import shares
from extractors.language.lists import values_from
from extractors.language.numbers import Quantity
from extractors.language.reading import TIME_UNITS, Reading


class Ratios(Reading):
    """Ties a percentage to the ratio of two metrics, by the rulebook's formulas."""

    def _parts(self, start: int, before: int, q: Quantity) -> list[str]:
        """Metrics that can be the part of a share: named in the item before it, else what was said last, nearest first."""
        named = self.s.metrics(start, before, q.start)
        if named and len(self.p.levels.sub("", self.s.residue(named[-1].end, before))) <= 4:
            return list(named[-1].ids)
        if named or self.s.residue(start, before):
            return []
        said = [s for s in self.out if s.end <= q.start and s.end > self._foreign]
        if said and before == start and self._untold(said[-1].end, start):
            return self._just_named(start)
        return [s.metric for s in reversed(said[-3:])] + self._just_named(start)

    def _untold(self, start: int, end: int) -> bool:
        """Whether a figure between belongs to no metric: 占比 after it is its share, not that of what was said before."""
        return any(
            start <= o.start < end and o.unit not in ("", "%", "pp", "倍") and o.unit not in TIME_UNITS and not self.s.aside(o.start)
            for o in self.s.numbers
        )

    def _just_named(self, start: int) -> list[str]:
        """外部支出全部投向高校，占比100%: what the item before names without any figure."""
        here = self.s.item(start)
        item = self.s.items[here - 1] if here else None
        if item is None or any(item.start <= o.start < start for o in self.s.numbers):
            return []
        return [id for m in reversed(self.s.metrics(item.start, item.end)) for id in m.ids]

    def _share(self, n: int) -> bool:
        """占主营业务收入的x%, 占比x%, 相当于……的x%."""
        q = self.s.numbers[n]
        if q.unit not in ("%", "") or self._delta(q):
            return False
        start, words = self._item_text(q)
        found = shares.share_at(words)
        if found is None or any(m.start < start + found[0] < m.end for m in self.s.marks if m.kind == "metric"):
            return False
        at, named = found
        whole = shares.whole_of(self.v, named)
        parts = self._parts(start, start + at, q)
        return self._share_list(n, whole, start, at) or self._say_ratio(parts, whole, q, start)

    def _share_list(self, n: int, whole: str | None, start: int, at: int) -> bool:
        """R&D人员和本科毕业生分别为28人和52人，占就业人员的17.95%和33.33%: as many shares as parts were listed before."""
        run = values_from(self, n)
        parts = [s for s in self.out if s.end <= self.s.numbers[n].start][-len(run) :]
        if len(run) < 2 or len(parts) != len(run) or self.s.residue(start, start + at):
            return False
        results = [shares.result(self.v, [p.metric], whole) for p in parts]
        if not all(results):
            return False
        for found, q in zip(results, run, strict=True):
            if found:
                self._say(found[0], q, start)
        self._used |= set(range(n, n + len(run)))
        return True

    def _versus(self, q: Quantity) -> bool:
        """与R&D经费之比为x%, 与新产品销售收入……相比为x%."""
        if q.unit not in ("%", ""):
            return False
        start, words = self._item_text(q)
        found = shares.versus_at(words)
        if found is None:
            return False
        at, named = found
        whole = shares.whole_of(self.v, named)
        return bool(whole) and self._say_ratio(self._parts(start, start + at, q), whole, q, start)

    def _say_ratio(self, parts: list[str], whole: str | None, q: Quantity, start: int) -> bool:
        found = shares.result(self.v, parts, whole) or self._institution_of(whole, q)
        if found is None:
            only = shares.only_of(self.v, whole) if whole else None
            if only is None or (parts and not any(self.v.specs[p].part for p in parts)):
                return False
            found = (only, "")
        result, part = found
        for i, said in enumerate(self.out):
            inside = self.v.specs[part].inside if part and part not in parts else ""
            if inside and said.metric == inside and i == max(j for j, s in enumerate(self.out) if s.metric == inside):
                self.out[i] = replace(said, metric=part, role="other")
        owner = self._owner(q, start, self.v.specs[result])
        return self._say(
            result, q, start, owner="own" if owner == "institution" and self.v.specs[result].id.startswith("institution") else owner
        )

    def _institution_of(self, whole: str | None, q: Quantity) -> tuple[str, str] | None:
        """研究院投入占企业R&D经费的78%: of the firm's own figure, the share of the institution that the sentence speaks of."""
        part = next((m for m in self.v.specs.values() if whole and m.inside == whole and m.owner == "institution"), None)
        if part is None or self.owners.of(q.start) != "institution":
            return None
        return shares.result(self.v, [part.id], whole)

    def _ratio_before(self, q: Quantity, start: int, end: int) -> str | None:
        """The ratio whose levels follow: 占主营业务收入的比重由3.61%提高到4.26%."""
        found = shares.share_at(self.s.text[start:end])
        if found is None or q.unit not in ("%", "") or any(m.start < start + found[0] < m.end for m in self.s.marks if m.kind == "metric"):
            return None
        result = shares.result(self.v, self._parts(start, start + found[0], q), shares.whole_of(self.v, found[1]))
        return result[0] if result else None
