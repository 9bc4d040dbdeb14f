"""Statements of figures in one sentence: which metric, which value, when, whose.

A sentence is read quantity by quantity. For each the ways in which Chinese books tie a figure to its name are tried in turn:
分别 lists, 由A提升至B, shares (占……的), changes (提高x%), a name before it in its item, a name behind it, a name carried on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from extractors.language import shares
from extractors.language.counts import Counts
from extractors.language.lists import respectively, values_from
from extractors.language.numbers import Quantity
from extractors.language.owners import Owner, Owners
from extractors.language.patterns import Patterns, patterns
from extractors.language.sentences import Sentence
from extractors.language.stages import Time, Times
from extractors.language.vocabulary import Mark, Vocabulary
from models.application import Role
from models.rulebook import MetricSpec

_TIME_UNITS = frozenset({"天", "年", "月", "日", "小时", "分钟", "秒", "个月", "pp", "人次", "家次"})
_LIST_GAP = re.compile(r"^(?:[、，,和及与以]|以及|和|,)+$")


@dataclass(frozen=True, slots=True)
class Statement:
    """One figure said: ``start:end`` are its words in the sentence, from its name (or its item) to its unit."""

    metric: str
    quantity: Quantity
    value: float
    start: int
    end: int
    period: str | None = None
    role: Role = "actual"
    owner: Owner = "own"
    doubt: str = ""
    none: bool = False
    """The words say that there is none (未发生技术引进)."""


@dataclass(frozen=True)
class Setting:
    """What a sentence's surroundings say: the applicant's name, a default owner, the last date of the paragraph, the section's kind."""

    applicant: str = ""
    default: Owner = "own"
    applied: bool = False
    before: str | None = None
    fiscal_year: int = 2024


class Reader:
    """Reads one sentence; `statements` gives what it says, `closing` the date that the next sentence may refer to."""

    def __init__(self, sentence: Sentence, setting: Setting) -> None:
        self.s = sentence
        self.v: Vocabulary = sentence.vocabulary
        self.p: Patterns = patterns(self.v)
        self.times = Times(sentence, setting.fiscal_year, setting.before)
        self.owners = Owners(sentence, setting.applicant, setting.applied, setting.default)
        self.counts = Counts(sentence)
        self.out: list[Statement] = []
        self._used: set[int] = set()
        self._foreign = -1
        """Where the last figure stands that belongs to no metric: what is said before it carries no further."""

    def statements(self) -> list[Statement]:
        for n, q in enumerate(self.s.numbers):
            if n not in self._used:
                self._read(n, q)
        self._of_which()
        self.out.extend(self._none())
        return self.out

    def _of_which(self) -> None:
        """营业收入1.08亿元，其中主营业务收入1.05亿元: the first is a wider figure than the second of the same metric."""
        for i, later in enumerate(self.out):
            item = self.s.items[self.s.item(later.quantity.start)]
            if not self.p.among.match(self.s.text[item.start : item.end]):
                continue
            for j, said in enumerate(self.out[:i]):
                if said.metric == later.metric == "main_revenue" and said.period == later.period and said.value > later.value:
                    self.out[j] = replace(said, role="other")

    def closing(self) -> str | None:
        return self.times.closing()

    # ---- one quantity ----

    def _read(self, n: int, q: Quantity) -> None:
        done = (
            self._respectively(n)
            or self._pair(n)
            or self._driven(q)
            or self._share(n)
            or self._versus(q)
            or self._multiple(q)
            or self._change(q)
            or self._named(q)
            or self._short(q)
            or self._per(q)
            or self._followed(q)
            or self._carried(q)
        )
        if not done and q.unit not in _TIME_UNITS and not self._delta(q) and not self.s.aside(q.start) and not self._still_named(q):
            self._foreign = q.start

    def _still_named(self, q: Quantity) -> bool:
        """Whether the item names a metric that the quantity's unit fits, though it does not state it (强度连续三年在4%以上)."""
        named = self.s.metrics(self.s.items[self.s.item(q.start)].start, q.start, q.start)
        return bool(named) and self._fitting(named[-1], q) is not None

    def _say(self, metric: str, q: Quantity, start: int, time: Time | None = None, owner: Owner | None = None) -> bool:
        """Records a statement; its period, owner and role come from the sentence unless given."""
        spec = self.v.specs[metric]
        value = self.value(spec, q)
        if value is None:
            return False
        time = time or self.times.of(q.start, q.end, spec.change)
        owner = owner or self._owner(q, start, spec)
        metric, owner = self._institutional(metric, owner)
        spec = self.v.specs[metric]
        role = self._role(spec, q, time, owner)
        if metric == "total_profit" and self.p.negative.search(self.s.text, start, q.start):
            value = -abs(value)
        start = max(start, self.s.items[self.s.item(q.start)].start) if start < self._clause_start(q) else start
        self.out.append(Statement(metric, q, value, start, q.end, time.value, role, owner, q.doubt or self._unsure(spec, q)))
        return True

    def _owner(self, q: Quantity, start: int, spec: MetricSpec) -> Owner:
        if self.owners.compared(q.start, q.end):
            return "benchmark"
        owner = self.owners.of(q.start, spec.change)
        item = self.s.items[self.s.item(q.start)]
        if owner == "institution" and spec.unit != "%" and self.p.share.search(self.s.text, item.start, max(start, item.start)):
            owner = "own"
        words = self.s.text[max(start, self.s.items[self.s.item(q.start)].start) : q.start]
        if owner == "own" and not spec.change and self.p.averaged.search(words):
            return "benchmark"
        return owner

    def _institutional(self, metric: str, owner: Owner) -> tuple[str, Owner]:
        """The research institution's R&D 经费 is a metric of its own; its other figures are a part's."""
        if owner != "institution":
            return metric, owner
        inside = next((m.id for m in self.v.specs.values() if m.inside == metric and m.owner == "institution"), None)
        if inside:
            return inside, "own"
        mine = metric.startswith("institution") or self.v.specs[metric].owner == "institution"
        return metric, "own" if mine else "part"

    def _role(self, spec: MetricSpec, q: Quantity, time: Time, owner: Owner) -> Role:
        item = self.s.items[self.s.item(q.start)]
        before, after = self.s.text[item.start : q.start], self.s.text[q.end :]
        if owner == "benchmark":
            return "benchmark"
        if owner != "own" or spec.part:
            return "other"
        if self.p.example.search(self.s.text, 0, q.start):
            return "example"
        if self.p.demanded.search(before) and time.stage != "target":
            return "threshold"
        if self.p.threshold_after.match(after) and q.relation in ("≥", ">", "≤"):
            return "threshold"
        if spec.kind == "level" and q.relation == "≥" and time.stage != "target":
            return "threshold"
        if time.stage == "target" or self.p.aim_after.match(after):
            return "target"
        return "before" if time.stage == "before" else "after" if time.stage == "after" else "actual"

    def _unsure(self, spec: MetricSpec, q: Quantity) -> str:
        if spec.kind == "rate" and not q.unit:
            return "数字后没有百分号"
        return ""

    def value(self, spec: MetricSpec, q: Quantity) -> float | None:
        """The quantity in the metric's unit, None where its unit cannot be the metric's."""
        if spec.kind == "level":
            return q.value if q.unit == "级" and 1 <= q.value <= 5 else None
        if spec.unit == "%":
            if q.unit == "%":
                return q.value
            bare = not q.unit and q.places > 0 and self.p.stop.match(self.s.text[q.end : q.end + 1])
            return q.value if bare and spec.kind == "rate" else None
        if spec.unit.startswith("万元"):
            if q.unit == "×" and spec.unit == "万元" and q.value >= 1e6:
                return q.value / 1e4
            return q.value if q.unit == spec.unit else None
        if q.unit in (spec.unit, *self.p.units[spec.id]):
            return q.value
        return None

    def _fitting(self, mark: Mark, q: Quantity) -> str | None:
        """The metric of a mark that the quantity's unit fits; where several have the name, the one whose context stands there."""
        fitting = [id for id in mark.ids if self.value(self.v.specs[id], q) is not None]
        item = self.s.items[self.s.item(mark.start)]
        there = self.s.text[item.start : mark.end]
        special = [id for id in fitting if self.v.specs[id].kind == "ratio" and any(w in there for w in self.p.contexts[id])]
        if special:
            return special[0]
        plain = [id for id in fitting if not self.p.contexts[id] or (self.v.specs[id].kind != "ratio" and self._in_context(id))]
        return plain[0] if plain else None

    def _in_context(self, id: str) -> bool:
        return any(w in self.s.text for w in self.p.contexts[id])

    def _clause_start(self, q: Quantity) -> int:
        clause = self.s.items[self.s.item(q.start)].clause
        return next(i.start for i in self.s.items if i.clause == clause)

    def _item_text(self, q: Quantity) -> tuple[int, str]:
        """Where the quantity's item starts (inside brackets: where they open), and its words up to the quantity."""
        start = self.s.items[self.s.item(q.start)].start
        inside = self.s.aside(q.start)
        if inside and inside[0] >= start and q.start > inside[0] + 1:
            start = inside[0] + 1
        return start, self.s.text[start : q.start]

    # ---- the ways to tie a figure to its name ----

    def _delta(self, q: Quantity) -> str:
        """ "up" or "down" where the words before the quantity make it a change or a growth (提高了x%), else ""."""
        _, words = self._item_text(q)
        if self.s.text[q.start] == "翻":
            return "up"
        match = self.p.delta.search(words)
        if match is None:
            return ""
        return "up" if self.p.up.search(match["verb"]) else "down"

    def _named(self, q: Quantity) -> bool:
        """A name before the quantity in its own item, with nothing but links between."""
        start, _words = self._item_text(q)
        if q.unit in _TIME_UNITS or self._delta(q):
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
        if q.unit in _TIME_UNITS or q.unit == "%" or not ahead or self._delta(q):
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
        return next((b for f in self.v.formulas for b in ahead[1].ids if f.numerator == [b] and set(f.denominator) & set(ahead[0].ids)), None)

    def _short(self, q: Quantity) -> bool:
        """A short name right before its figure: 数字化71台, 联网59台."""
        start, words = self._item_text(q)
        for name, id in self.p.short_names:
            at = q.start - len(name)
            if words.endswith(name) and self.value(self.v.specs[id], q) is not None and self._in_context(id) and not self.s.residue(start, at):
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
        if (
            q.unit in _TIME_UNITS
            or self._delta(q)
            or not words
            or self.s.residue(start, q.start)
            or self.s.metrics(start, q.start, q.start)
        ):
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
        if id is None or any(s.metric == id and s.start == mark.start for s in self.out):
            return False
        spec = self.v.specs[id]
        value = q.value * 100 if q.unit == "倍" else q.value
        wrong = spec.direction != direction
        quantity = replace(q, value=-value if wrong else value, unit="%", doubt="升降方向与指标相反" if wrong else q.doubt)
        return self._say(id, quantity, mark.start)

    def _multiple(self, q: Quantity) -> bool:
        """生产效率提高到原来的1.5倍 is a rise by a half."""
        start, words = self._item_text(q)
        named = self.s.metrics(start, q.start, q.start)
        if q.unit != "倍" or not named or not self.p.former.search(words):
            return False
        id = next((i for i in named[-1].ids if self.v.specs[i].change and self.v.specs[i].direction == "up"), None)
        return id is not None and self._say(id, replace(q, value=round((q.value - 1) * 100, 6), unit="%"), named[-1].start)

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
        between = self._undated(q.end, other.start)
        start, words = self._item_text(q)
        opened = self.p.opened.search(words)
        moved = self.p.moved_to.search(between)
        if (
            moved is None
            or (q.unit and other.unit and q.unit != other.unit)
            or not (opened or moved.start() == 0 or self.p.direct.match(between))
        ):
            return False
        if self.s.metrics(q.end, other.start) or len(self.p.levels.sub("", self.s.residue(q.end, other.start))) > 1:
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

    def _ratio_before(self, q: Quantity, start: int, end: int) -> str | None:
        """The ratio whose levels follow: 占主营业务收入的比重由3.61%提高到4.26%."""
        found = shares.share_at(self.s.text[start:end])
        if found is None or q.unit not in ("%", "") or any(m.start < start + found[0] < m.end for m in self.s.marks if m.kind == "metric"):
            return None
        result = shares.result(self.v, self._parts(start, start + found[0], q), shares.whole_of(self.v, found[1]))
        return result[0] if result else None

    def _undated(self, start: int, end: int) -> str:
        """The words of ``text[start:end]`` without dates."""
        return "".join(c for i, c in enumerate(self.s.text[start:end], start) if not any(d.start <= i < d.end for d in self.s.dates))

    def _say_pair(self, id: str, start: int, first: Quantity, second: Quantity) -> None:
        aimed = self.times.of(second.start, second.end).stage == "target"
        owner = self._owner(first, start, self.v.specs[id])
        self._say(id, first, start, Time(None, "before"), owner)
        self._say(id, second, start, Time(None, "target" if aimed else "after"), owner)
        if aimed and self.out and self.out[-2:-1]:
            self.out[-2] = replace(self.out[-2], role="other" if self.out[-2].role == "before" else self.out[-2].role)

    def _parts(self, start: int, before: int, q: Quantity) -> list[str]:
        """Metrics that can be the part of a share: named in the item before it, else what was said last, nearest first."""
        named = self.s.metrics(start, before, q.start)
        if named and len(self.p.levels.sub("", self.s.residue(named[-1].end, before))) <= 4:
            return list(named[-1].ids)
        if named or self.s.residue(start, before):
            return []
        said = [s for s in self.out if s.end <= q.start and s.end > self._foreign]
        return [s.metric for s in reversed(said[-3:])]

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
        found = shares.result(self.v, parts, whole)
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

    def _driven(self, q: Quantity) -> bool:
        """带动中小企业12家, 推动12家中小企业上云, 12家被带动企业."""
        if q.unit != "家" or "driven_sme_count" not in self.v.specs:
            return False
        if not self.counts.drives(q, self.s.items[self.s.item(q.start)], self._clause_start(q)):
            return False
        return self._say("driven_sme_count", q, self._clause_start(q), owner="own")

    def _respectively(self, n: int) -> bool:
        """Lists aligned by place: names × values, years × values, or pairs of both."""
        aligned = respectively(self, n)
        if aligned is None:
            return False
        self._used |= aligned
        return True

    # ---- nothing of it ----

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
