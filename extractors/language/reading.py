"""What all ways of reading a figure share: its time, its owner and role, its value in the metric's unit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from extractors.language.counts import Counts
from extractors.language.numbers import Quantity
from extractors.language.owners import Owner, Owners
from extractors.language.patterns import Patterns, patterns
from extractors.language.sentences import Sentence
from extractors.language.stages import Time, Times
from extractors.language.unreal import doubt, unreal
from extractors.language.vocabulary import Mark, Vocabulary
from models.application import Role
from models.rulebook import MetricSpec

TIME_UNITS = frozenset({"天", "年", "月", "日", "小时", "分钟", "秒", "个月", "pp", "人次", "家次"})


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
    basis: str = ""
    """On what the figure is reckoned (口径): the words in brackets behind it."""
    unclear: bool = False
    """The words leave open what the figure is of (提升60%: to, or by)."""
    difference: bool = False
    """Percentage points between two levels said before."""
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


class Reading:
    """One sentence being read: what it has said so far (``out``), and the helpers of every way to read a figure."""

    def __init__(self, sentence: Sentence, setting: Setting) -> None:
        self.s = sentence
        self.v: Vocabulary = sentence.vocabulary
        self.p: Patterns = patterns(self.v)
        self.times = Times(sentence, setting.fiscal_year, setting.before)
        self._setting = setting
        self.out: list[Statement] = []
        self._used: set[int] = set()
        self._texts: dict[int, tuple[int, str]] = {}
        self._deltas: dict[int, str] = {}
        self._foreign = -1
        """Where the last figure stands that belongs to no metric: what is said before it carries no further."""

    @cached_property
    def owners(self) -> Owners:
        return Owners(self.s, self._setting.applicant, self._setting.applied, self._setting.default)

    @cached_property
    def counts(self) -> Counts:
        return Counts(self.s)

    def closing(self) -> str | None:
        return self.times.closing()

    def _say(self, metric: str, q: Quantity, start: int, time: Time | None = None, owner: Owner | None = None) -> bool:
        """Records a statement; its period, owner and role come from the sentence unless given."""
        spec = self.v.specs[metric]
        value = self.value(spec, q)
        if value is None:
            return False
        planned = metric in self.p.applications and self.counts.planned(q)
        planned |= bool(
            self.p.aim.search(self.s.text, max(start, self._item_text(q)[0]), q.start) or self.p.aim_before.search(self.s.text, 0, start)
        )
        time = Time(None, "target") if planned else time or self.times.of(q.start, q.end, spec.change)
        owner = owner or self._owner(q, start, spec)
        metric, owner = self._institutional(metric, owner, start)
        spec = self.v.specs[metric]
        role = self._role(spec, q, time, owner, start)
        if metric == "total_profit" and self.p.negative.search(self.s.text, start, q.start):
            value = -abs(value)
        start = max(start, self.s.items[self.s.item(q.start)].start) if start < self._clause_start(q) else start
        basis = self.p.basis.match(self.s.text[q.end :]) or self.p.basis.search(self.s.text, start, q.start)
        self.out.append(
            Statement(
                metric,
                q,
                value,
                start,
                q.end,
                "target" if role == "target" else time.value,
                role,
                owner,
                q.doubt or self._unsure(spec, q) or (doubt(self.s, self._clause_start(q), q, spec) if role != "target" else ""),
                basis["words"] if basis else self.times.base(q.start) if spec.change else "",
            )
        )
        return True

    def _owner(self, q: Quantity, start: int, spec: MetricSpec) -> Owner:
        if self.owners.compared(q.start, q.end):
            return "benchmark"
        owner = self.owners.of(q.start, spec.change)
        if owner == "own" and spec.unit == "%" and self.p.newly.search(self.s.text, 0, start):
            return "part"
        item = self.s.items[self.s.item(q.start)]
        if owner == "institution" and spec.unit != "%" and self.p.share.search(self.s.text, item.start, max(start, item.start)):
            owner = "own"
        at = max(start, self.s.items[self.s.item(q.start)].start)
        named = [m for m in self.s.metrics(at, q.start) if "平均" in self.s.text[m.start : m.end]]
        words = self.s.text[named[-1].end if named else at : q.start]
        if owner == "own" and not spec.change and self.p.averaged.search(words):
            return "benchmark"
        return owner

    def _institutional(self, metric: str, owner: Owner, start: int) -> tuple[str, Owner]:
        """The research institution's R&D 经费 is a metric of its own; its other figures are a part's."""
        last = self.out[-1] if self.out else None
        if owner == "own" and last and last.metric in self.p.institutional.values() and self.s.items[self.s.item(start)].before == "、":
            return self.p.institutional.get(metric, metric), owner
        joined = last is not None and self.v.specs[last.metric].owner == "institution" and self.s.items[self.s.item(start)].before == "、"
        if owner == "own" and joined:  # 研发机构R&D经费501万元、R&D人员36人
            return next((m.id for m in self.v.specs.values() if m.inside == metric and m.owner == "institution"), metric), owner
        mine = metric.startswith("institution") or self.v.specs[metric].owner == "institution"
        if owner != "institution":
            return metric, "own" if owner == "part" and mine else owner
        inside = next((m.id for m in self.v.specs.values() if m.inside == metric and m.owner == "institution"), None)
        if inside:
            return inside, "own"
        return metric, "own" if mine else "part"

    def _role(self, spec: MetricSpec, q: Quantity, time: Time, owner: Owner, start: int) -> Role:
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
        open_bound = q.relation in ("≥", ">") and time.stage != "target"
        if open_bound and self.p.asked.search(self.s.text, self._clause_start(q), q.start):
            return "threshold"
        if self.p.threshold_after.match(after) and q.relation in ("≥", ">", "≤"):
            return "threshold"
        if spec.kind == "level" and q.relation == "≥" and time.stage != "target":
            return "threshold"
        if time.stage == "target" or self.p.aim_after.match(after):
            return "target"
        if (fancied := unreal(self.s, self._clause_start(q), start, q)) is not None:
            return fancied
        return "before" if time.stage == "before" else "after" if time.stage == "after" else "actual"

    def _unsure(self, spec: MetricSpec, q: Quantity) -> str:
        if spec.kind == "rate" and not q.unit and q.value:
            return "数字后没有百分号"
        if spec.kind == "rate" and not spec.change and q.words:
            return "只写了大概的成数"
        return ""

    def value(self, spec: MetricSpec, q: Quantity) -> float | None:
        """The quantity in the metric's unit, None where its unit cannot be the metric's."""
        if spec.kind == "level":
            return q.value if q.unit == "级" and 1 <= q.value <= 5 else None
        if q.value == 0 and not q.unit and spec.kind != "count" and self.p.stop.match(self.s.text[q.end : q.end + 1]):
            return 0.0
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
        there = self.s.text[self._context_start(mark, q) : mark.end]
        special = [id for id in fitting if self.v.specs[id].kind == "ratio" and any(w in there for w in self.p.contexts[id])]
        if special:
            return special[0]
        plain = [id for id in fitting if not self.p.contexts[id] or (self.v.specs[id].kind != "ratio" and self._in_context(id))]
        return plain[0] if plain else None

    def _context_start(self, mark: Mark, q: Quantity) -> int:
        """Where the words begin that can say per what a figure is: its item, or the one before (每投入10万元R&D经费，申请…)."""
        here = self.s.item(mark.start)
        item = self.s.items[here]
        before = self.s.items[here - 1] if here else None
        if before is None or before.segment != item.segment or item.before != "，":
            return item.start
        given = any(before.start <= o.start < item.start and o.unit == q.unit for o in self.s.numbers)
        return item.start if given else before.start

    def _in_context(self, id: str) -> bool:
        return any(w in self.s.text for w in self.p.contexts[id])

    def _clause_start(self, q: Quantity) -> int:
        clause = self.s.items[self.s.item(q.start)].clause
        return next(i.start for i in self.s.items if i.clause == clause)

    def _item_text(self, q: Quantity) -> tuple[int, str]:
        """Where the quantity's item starts (inside brackets: where they open), and its words up to the quantity."""
        known = self._texts.get(q.start)
        if known is None:
            known = self._texts[q.start] = self._find_item_text(q)
        return known

    def _find_item_text(self, q: Quantity) -> tuple[int, str]:
        item = self.s.items[self.s.item(q.start)]
        start = item.start
        inside = self.s.aside(q.start)
        if (
            inside
            and q.start > inside[0] + 1
            and (inside[0] >= start or (item.before == "：" and not self.s.residue(inside[0] + 1, start)))
        ):
            start = inside[0] + 1  # （2023年：415万元） too
        return start, self.s.text[start : q.start]

    def _delta(self, q: Quantity) -> str:
        """ "up" or "down" where the words before the quantity make it a change or a growth (提高了x%), else ""."""
        known = self._deltas.get(q.start)
        if known is None:
            known = self._deltas[q.start] = self._find_delta(q)
        return known

    def _find_delta(self, q: Quantity) -> str:
        _, words = self._item_text(q)
        if self.s.text[q.start] == "翻":
            return "up"
        match = self.p.delta.search(words)
        if match is None:
            return ""
        return "up" if self.p.up.search(match["verb"]) else "down"

    def _still_named(self, q: Quantity) -> bool:
        """Whether the item names a metric that the quantity's unit fits, though it does not state it (强度连续三年在4%以上)."""
        named = self.s.metrics(self.s.items[self.s.item(q.start)].start, q.start, q.start)
        return bool(named) and self._fitting(named[-1], q) is not None

    def _undated(self, start: int, end: int) -> str:
        """The words of ``text[start:end]`` without dates."""
        return "".join(c for i, c in enumerate(self.s.text[start:end], start) if not any(d.start <= i < d.end for d in self.s.dates))
