"""分别: lists of names and values, or of years and values, aligned by place."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from extractors.language import shares
from extractors.language.numbers import Quantity
from extractors.language.periods import Period
from extractors.language.stages import Time
from extractors.language.vocabulary import Mark

if TYPE_CHECKING:
    from extractors.language.changes import Changes
    from extractors.language.reading import Reading

_RESPECTIVELY = re.compile(r"分别|依次")
_GAP = re.compile(r"^(?:[、，,和及与]|以及)+(?:(?:19|20)\d\d年)?$")
_JOINED = re.compile(r"^(?:[、和及与]|以及)$")
_NAMES = re.compile(r"^(?:\((?:[^()]*)\))?(?:数量|总数|数目|台数|人数|件数|数)?(?:[、，,和及与]|以及)*(?:的)?$")
_ANAPHORA = re.compile(
    r"(?:这|上述|前述|以上|该)?(?:[一二两三四五六\d])(?:项|个|类|种)?(?:指标|比率|比例|数据|数值|占比|率)|(?:二|两|三|四)者"
)


def respectively(reader: Changes, n: int) -> set[int] | None:
    """Reads the list of values that starts at quantity ``n`` behind 分别; the quantities used, None where there is no such list."""
    s = reader.s
    q = s.numbers[n]
    clause = reader._clause_start(q)
    found = list(_RESPECTIVELY.finditer(s.text, clause, q.start))
    if not found:
        return None
    at = found[-1].start()
    values = values_from(reader, n)
    used = set(range(n, n + len(values)))
    if any(found[-1].end() < o.start < q.start for o in s.numbers):
        return used if len(values) > 1 and _by_said(reader, clause, found[-1].end(), values) else None
    if len(values) < 2:
        return None
    second = _second(reader, n + len(values), len(values))
    named = s.metrics(at, q.start)
    if named and not s.residue(named[-1].end, q.start):
        years = _years(reader, at, len(values))
        id = reader._fitting(named[-1], values[0])
        if years and id and not reader.v.specs[id].change:
            _say_years(reader, id, named[-1].start, years, values)
            return used
    if _by_shares(reader, clause, at, values):
        return used
    heads = _heads(reader, clause, at, len(values))
    if heads and _by_whole(reader, heads, found[-1].end(), values):
        return used
    if heads:
        ok = _by_names(reader, heads, values, second)
        return used | set(range(n + len(values), n + 2 * len(values))) if ok and second else used if ok else None
    years = _years(reader, at, len(values))
    if years and _by_years(reader, clause, at, years, values):
        return used
    return None


def implied(reader: Changes, n: int) -> set[int] | None:
    """创新经费和R&D经费占主营业务收入的比重为5.1%和4.3%: as many names, or years, as values joined by 和, without 分别."""
    s = reader.s
    values = joined_from(reader, n, mixed=True)
    q = values[0]
    clause = reader._clause_start(q)
    if len(values) < 2 or any(clause <= o.start < q.start for o in s.numbers):
        return None
    used = set(range(n, n + len(values)))
    listed = [d for d in s.dates if clause <= d.start < q.start and d.kind == "list"]
    if listed:
        return used if len(listed[-1].years) == len(values) and _by_years(reader, clause, q.start, _listed(listed[-1]), values) else None
    if _by_shares(reader, clause, q.start, values):
        return used
    heads = _heads(reader, clause, q.start, len(values))
    if not heads or heads[0].start < clause or (len({v.unit for v in values}) > 1 and not all(map(reader._fitting, heads, values))):
        return None
    second = _second(reader, n + len(values), len(values))
    if reader.p.opened.search(s.text[heads[-1].end : q.start]) and not second:
        return None
    also = set(range(n + len(values), n + 2 * len(values))) if second else set()
    return used | also if _by_names(reader, heads, values, second) else None


def _listed(period: Period) -> list[str]:
    return [str(y) for y in period.years]


def joined_from(reader: Reading, n: int, mixed: bool = False) -> list[Quantity]:
    """The values (of one unit unless ``mixed``) that only 、 or 和 join, from quantity ``n`` on."""
    s = reader.s
    run = [s.numbers[n]]
    for q in s.numbers[n + 1 :]:
        if not _JOINED.match(s.text[run[-1].end : q.start]) or (not mixed and run[-1].unit and q.unit != run[-1].unit):
            break
        run.append(q)
    return [replace(q, unit=q.unit or run[-1].unit) for q in run]


def values_from(reader: Reading, n: int) -> list[Quantity]:
    """The values joined by 、 and 和 from quantity ``n`` on; a unit left out is that of the next."""
    s = reader.s
    run = [s.numbers[n]]
    for q in s.numbers[n + 1 :]:
        gap = s.text[run[-1].end : q.start]
        if "，" in gap and run[-1].unit and q.unit != run[-1].unit:
            break
        if not _GAP.match(re.sub(r"[约近为达到]", "", re.sub(r"\([^()]*\)", "", gap))):
            break
        run.append(q)
    for i in range(len(run) - 2, -1, -1):
        if not run[i].unit and run[i + 1].unit:
            run[i] = replace(run[i], unit=run[i + 1].unit)
    return run


def _second(reader: Changes, n: int, length: int) -> list[Quantity]:
    """The second list of 分别由A1、A2提高到B1、B2."""
    s = reader.s
    if n >= len(s.numbers) or n == 0:
        return []
    gap = s.text[s.numbers[n - 1].end : s.numbers[n].start]
    run = values_from(reader, n) if reader.p.moved_to.search(gap) and len(gap) <= 8 else []
    return run if len(run) == length else []


def _heads(reader: Changes, clause: int, at: int, count: int) -> list[Mark]:
    """The names before 分别, nearest run; 这两项比率 stands for the last ones said."""
    s = reader.s
    sentence_items = list(s.metrics(0, at))
    run: list[Mark] = []
    end = at
    for mark in reversed(sentence_items):
        gap = s.text[mark.end : end]
        if run and not _NAMES.match(gap):
            break
        if not run and s.residue(mark.end, end):
            break
        run.insert(0, mark)
        end = mark.start
    if len(run) == count:
        return run
    if len(run) > count:
        return run[-count:] if not _NAMES.match(s.text[run[-count - 1].end : run[-count].start]) else []
    if _ANAPHORA.search(s.text, clause, at) or not s.residue(clause, at):
        return _last_said(reader, at, count)
    return []


def _last_said(reader: Changes, at: int, count: int) -> list[Mark]:
    """The last ``count`` different rates named in the sentence before ``at``."""
    out: list[Mark] = []
    for mark in reversed(reader.s.metrics(0, at)):
        rate = any(reader.v.specs[i].unit == "%" for i in mark.ids)
        if rate and all(set(mark.ids).isdisjoint(o.ids) for o in out):
            out.insert(0, mark)
        if len(out) == count:
            return out
    return []


def _by_shares(reader: Changes, clause: int, at: int, values: list[Quantity]) -> bool:
    """R&D人员、本科毕业生占就业人员的比重分别为16.7%和34.2%: several parts of one whole."""
    s = reader.s
    share = shares.share_at(s.text[clause:at])
    if share is None:
        return False
    divided = clause + share[0]
    named = s.metrics(clause, divided)
    if len(named) != len(values) or any(m.start < divided < m.end for m in s.marks if m.kind == "metric"):
        return False
    joined = zip([m.end for m in named], [*(m.start for m in named[1:]), divided], strict=True)
    whole = shares.whole_of(reader.v, share[1])
    results = [shares.result(reader.v, m.ids, whole) for m in named]
    if not all(_NAMES.match(s.text[a:b]) for a, b in joined) or not all(results):
        return False
    said = [reader._say(r[0], q, m.start) for r, q, m in zip(results, values, named, strict=True) if r]
    return all(said)


def _by_whole(reader: Changes, heads: list[Mark], behind: int, values: list[Quantity]) -> bool:
    """R&D经费、R&D人员分别占企业的81.2%和87.8%: the whole stands once, behind 分别."""
    share = shares.share_at(reader.s.text[behind : values[0].start])
    if share is None:
        return False
    whole = shares.whole_of(reader.v, share[1])
    institution = reader.owners.of(heads[0].start) == "institution"
    results = []
    for mark in heads:
        inside = [m.id for m in reader.v.specs.values() if m.inside in mark.ids and m.owner == "institution"]
        results.append(shares.result(reader.v, inside if institution else mark.ids, whole))
    if not all(results):
        return False
    said = [reader._say(r[0], q, m.start, owner="own") for r, q, m in zip(results, values, heads, strict=True) if r]
    return all(said)


def _by_said(reader: Changes, clause: int, behind: int, values: list[Quantity]) -> bool:
    """创新经费898万元、R&D经费650万元分别占主营业务收入14500万元的6.2%和4.48%: shares of the whole that the figures before 分别 make."""
    share = shares.share_at(reader.s.text[behind : values[0].start])
    said = [s for s in reader.out if clause <= s.quantity.start < behind][-len(values) :]
    if share is None or len(said) < len(values):
        return False
    whole = shares.whole_of(reader.v, share[1])
    results = [shares.result(reader.v, [s.metric], whole) for s in said]
    if not all(results):
        return False
    told = [reader._say(r[0], q, q.start, owner=s.owner) for r, q, s in zip(results, values, said, strict=True) if r]
    return all(told)


def _by_names(reader: Changes, heads: list[Mark], values: list[Quantity], second: list[Quantity]) -> bool:
    done = False
    for i, (mark, q) in enumerate(zip(heads, values, strict=True)):
        changes = [id for id in mark.ids if reader.v.specs[id].change]
        if changes:
            done = _change(reader, changes[0], mark, q) or done
            continue
        id = reader._fitting(mark, q)
        if id is None:
            continue
        if second:
            reader._say_pair(id, mark.start, q, second[i])
            done = True
        else:
            done = reader._say(id, q, mark.start) or done
    return done


def _change(reader: Changes, id: str, mark: Mark, q: Quantity) -> bool:
    """生产效率、能源利用率分别提高26%、13%: the verb stands once, before the list."""
    item = reader.s.text[mark.end : q.start]
    up, down = reader.p.up.search(item), re.search(reader.v.alternation("down"), item)
    direction = "up" if up else "down" if down else ""
    if not direction or q.unit != "%":
        return False
    wrong = direction != reader.v.specs[id].direction
    return reader._say(id, replace(q, value=-q.value) if wrong else q, mark.start)


def _years(reader: Reading, at: int, count: int) -> list[str]:
    """The years that the values belong to: those listed before 分别, or every year of a span."""
    for period in reversed([d for d in reader.s.dates if d.start < at]):
        if period.kind == "list" and len(period.years) == count:
            return [str(y) for y in period.years]
        if period.kind in ("span", "relative") and period.years[-1] - period.years[0] + 1 == count:
            return [str(y) for y in range(period.years[0], period.years[-1] + 1)]
    return []


def _by_years(reader: Changes, clause: int, at: int, years: list[str], values: list[Quantity]) -> bool:
    s = reader.s
    named = s.metrics(clause, at)
    words = s.text[clause:at]
    share = shares.share_at(words)
    id: str | None = None
    start = clause
    if share and not any(m.start < clause + share[0] < m.end for m in named):
        parts = reader._parts(clause, clause + share[0], values[0])
        found = shares.result(reader.v, parts, shares.whole_of(reader.v, share[1]))
        id = found[0] if found else None
    elif named and not s.residue(named[-1].end, at):
        id, start = reader._fitting(named[-1], values[0]), named[-1].start
    elif not named and not s.residue(clause, at):
        earlier = [m for m in s.metrics(0, clause) if reader._fitting(m, values[0])]
        id = reader._fitting(earlier[-1], values[0]) if earlier else None
    if id is None or reader.v.specs[id].change:
        return False
    _say_years(reader, id, start, years, values)
    return True


def _say_years(reader: Changes, id: str, start: int, years: list[str], values: list[Quantity]) -> None:
    for year, q in zip(years, values, strict=True):
        future = int(year) > reader.times._fiscal_year + 1
        reader._say(id, q, start, Time(None, "target") if future else Time(year))
