"""Rules over several applicants: one of them twice, two books of one that disagree, papers and partners that several claim."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TypeVar

from models.application import Application, Metric
from models.checks import Verdict
from models.evidence import Evidence
from models.rulebook import Rulebook
from models.text import name_key, normalise
from validators.attachments import sure
from validators.batch_case import BatchCase, BatchFinding, name_places, nothing_found, shown, similar_name
from validators.case import Case, firm
from validators.duplicates import names_of

T = TypeVar("T")
SHARED_FIELDS = ("uscc", "employees", "size", "above_scale", "ownership", "pilot_industry", "industry_code", "maturity_level")
"""Facts of the company, whichever programme it applies for."""
LEAST_NAME = 4
"""Characters of a short company name from which it is told in running text."""
MOST_NAME = 30
_RELATION = re.compile(
    r"客户|供应商|合作|配套|带动|赋能|上下游|联合|服务商|采购|供货|委托|审计|评测|开发商|承建|实施方|协议|接入|链上|入链|股东|子公司|母公司|集团"
)
_COMPANY = re.compile(r"(?:公司|厂|集团)")
_DUMMY = re.compile(
    r"^(?:微软用户|新?用户|未知|作者|(?:microsoft )?office 用户|(?:windows|microsoft office|office) user|windows用户|users?|admin(?:istrator)?|owner"
    r"|guest|root|test|apple|python-docx|china|deepin|wps office|wps(?:_\d+)?|(?:lenovo|dell|hp|asus|acer|huawei|thinkpad|pc)(?:-?pc)?|[\w\s]+-pc"
    r"|(?:desktop|laptop|pc|win)-\w+|[\d\W_]+)$",
    re.IGNORECASE,
)
"""Names that programs and sellers of computers put in: they say nothing of who wrote."""
_NUMBERED = {
    "ip_certificate": "知识产权",
    "award": "奖励证书",
    "maturity_certificate": "等级证书",
    "qualification": "资质证书",
    "rd_institution_certificate": "研发机构认定",
}


def groups(case: BatchCase) -> list[list[Application]]:
    """The applications of each company: joined by code, by name, and by a name one misreading away in the same county."""
    parent = {a.id: a.id for a in case.applications}

    def root(id: str) -> str:
        while parent[id] != id:
            parent[id] = parent[parent[id]]
            id = parent[id]
        return id

    first: dict[tuple[str, str], str] = {}
    for a in case.applications:
        for key in (("code", a.uscc), ("name", name_key(a.name))):
            if key[1]:
                parent[root(a.id)] = root(first.setdefault(key, a.id))
    for members in case.by_county.values():
        named = sorted((a for a in members if a.name), key=lambda a: (len(name_key(a.name)), name_key(a.name)[-8:], name_key(a.name)))
        for x, y in pairwise(named):
            if similar_name(x.name, y.name) and (not x.uscc or not y.uscc or x.uscc == y.uscc):
                parent[root(x.id)] = root(y.id)
    out: dict[str, list[Application]] = defaultdict(list)
    for a in case.applications:
        out[root(a.id)].append(a)
    return sorted(out.values(), key=lambda m: m[0].id)


def duplicate_application(case: BatchCase) -> Iterator[BatchFinding]:
    """同一企业同一类别重复申报

    检查：同一企业同一申报类别只有一份申报书。
    理由：重复申报须核实以哪份为准。
    不合格：统一社会信用代码或名称相同的企业就同一类别提交了多份。
    合格：一家企业不同类别各一份；类别未能识别的列为待核实。
    依据：附件1 二(二)。
    """
    for members in groups(case):
        who = shown(members[0])
        ids = tuple(a.id for a in members)
        places = tuple(e for a in members for e in name_places(a)[:1])
        shared = sorted({p for i, a in enumerate(members) for b in members[i + 1 :] for p in set(a.programmes) & set(b.programmes)})
        if shared:
            names = "、".join(case.rulebook.programme(p).name for p in shared)
            text = f"“{who}”就“{names}”提交了{len(members)}份申报书（{'、'.join(_folder(a) for a in members)}），需核实以哪份为准。"
            yield BatchFinding(who, "fail", text, places, ids)
        elif len(members) > 1 and any(not a.programmes for a in members):
            yield BatchFinding(who, "unsure", f"“{who}”提交了{len(members)}份申报书，其中有未能识别申报类别的，请人工核对。", places, ids)
        elif members[0].name:
            yield BatchFinding(who, "pass", f"“{who}”各类别只有一份申报书。", places, ids)


def _folder(a: Application) -> str:
    book = next((f.path for f in a.files if f.role == "book"), a.id)
    return book.rpartition("/")[0] or book


def books_contradict(case: BatchCase) -> Iterator[BatchFinding]:
    """同一企业的两份申报书互相矛盾

    检查：同一企业就不同类别提交的申报书，申请表各栏和同一时期的指标一致。
    理由：企业的同一事实不因申报类别而异。
    不合格：两份申报书同一栏目或同一年度的同一指标不同，识读均无疑。
    合格：一致；位数不同而四舍五入后相同；识读存疑、有未能读出之处的列为待核实；只有一份申报书的不列。
    依据：附件1 五(二)“真实性、完整性负责”。
    """
    for members in groups(case):
        for i, a in enumerate(members):
            for b in members[i + 1 :]:
                yield from _contradictions(case, a, b)


def _contradictions(case: BatchCase, a: Application, b: Application) -> Iterator[BatchFinding]:
    ids, county = (a.id, b.id), case.county(a)
    found = 0
    for id in SHARED_FIELDS:
        x, y = a.fields.get(id), b.fields.get(id)
        if x is not None and y is not None and x.value and y.value:
            found += 1
            if name_key(str(x.value)) != name_key(str(y.value)):
                spec = case.rulebook.field(id)
                text = f"“{shown(a)}”两份申报书的“{spec.label if spec else id}”分别为“{x.value}”和“{y.value}”，两处不一致。"
                yield BatchFinding(id, "fail" if firm(x) and firm(y) else "unsure", text, (*x.evidence[:1], *y.evidence[:1]), ids, county)
    theirs = _figures(b)
    for key, own in sorted(_figures(a).items()):
        other = theirs.get(key)
        if other:
            found += 1
            if not any(_same(m, o) for m in own for o in other):
                yield _figure(case, (own[0], other[0]), a, ids, county)
    if any(Case(x, case.rulebook).body_gap() for x in (a, b)):
        yield BatchFinding("", "unsure", f"“{shown(a)}”的两份申报书有未能读出之处，不能判定是否一致，请人工核对。", (), ids, county)
    elif found:
        yield BatchFinding("", "pass", f"“{shown(a)}”的两份申报书可比的{found}项已逐项比对，除所列外一致。", (), ids, county)


def _figure(case: BatchCase, pair: tuple[Metric, Metric], a: Application, ids: tuple[str, str], county: str) -> BatchFinding:
    x, y = pair
    spec = case.rulebook.metric(x.id)
    clear = all(not m.doubt and m.confidence >= 0.9 and m.relation == "=" for m in pair)
    text = f"“{shown(a)}”两份申报书的“{spec.name if spec else x.id}”（{x.period}）分别为“{x.raw}”和“{y.raw}”，两处不一致。"
    return BatchFinding(x.id, "fail" if clear else "unsure", text, (*x.evidence[:1], *y.evidence[:1]), ids, county)


def _figures(a: Application) -> dict[tuple[str, str], list[Metric]]:
    """Figures of the whole company that carry a year: undated ones may be of different days."""
    out: dict[tuple[str, str], list[Metric]] = defaultdict(list)
    for m in a.metrics:
        if m.role == "actual" and not m.scope and m.period and re.fullmatch(r"\d{4}(/\d{4})?", m.period):
            out[m.id, m.period].append(m)
    return out


def _same(a: Metric, b: Metric) -> bool:
    """Equal, or one the other rounded (118,365,200 元 and 1.18 亿元)."""
    if abs(a.value - b.value) <= 0.005 * max(abs(a.value), abs(b.value)):
        return True
    places = min(a.places, b.places)
    return round(a.value, places) == round(b.value, places)


def same_paper(case: BatchCase) -> Iterator[BatchFinding]:
    """同一证书、专利号出现在两家企业的材料中

    检查：专利号、软著登记号、各类证书编号只出现在一家企业的材料中。
    理由：同一权利或荣誉不应由两家各自主张；共有的须说明。
    不合格：编号相同。
    合格：编号不同；编号识读存疑的列为待核实；同一企业的几份申报书可以相同。
    依据：附件1 五(二)。
    """
    found = list(_same_paper(case))
    yield from found or ([nothing_found(case, "各家材料中的证书、专利编号比对，未见相同。")] if len(case.applications) > 1 else [])


def _same_paper(case: BatchCase) -> Iterator[BatchFinding]:
    def numbers() -> Iterator[tuple[str, tuple[Application, bool, tuple[Evidence, ...], str]]]:
        for a in case.applications:
            for x in a.attachments:
                number = x.fields.get("number")
                if x.type in _NUMBERED and number is not None and isinstance(number.value, str):
                    key = re.sub(r"[^0-9A-Z]", "", normalise(number.value).upper())
                    if len(key) >= 6:
                        yield key, (a, firm(number) and sure(x), number.evidence, x.type)

    for key, held in _shared(numbers()):
        apps = _distinct(a for a, _, _, _ in held)
        if len({name_key(a.name) or a.id for a in apps}) > 1:
            clear = all(s for _, s, _, _ in held)
            text = (
                f"{_NUMBERED[held[0][3]]}编号“{key}”同时出现在{_names(apps)}的材料中，{'' if clear else '但编号识读存疑，'}请核实权利归属。"
            )
            yield _finding(key, "fail" if clear else "unsure", text, (e for _, _, p, _ in held for e in p[:1]), apps)


def sme_claimed_twice(case: BatchCase) -> Iterator[BatchFinding]:
    """同一中小企业被多家链主列为带动企业

    检查：各“链式”案例的带动企业名单互不重复。
    理由：一家企业可以加入多条链，但名单大量重合提示拼凑。
    不合格：同一家中小企业（按名称）列在两家申报企业的名单中。
    合格：不重复；名称识读存疑的列为待核实。
    依据：附件2 二(四)。
    """
    found = list(_sme_claimed_twice(case))
    yield from found or ([nothing_found(case, "各家带动企业名单比对，未见重复。")] if len(case.applications) > 1 else [])


def _sme_claimed_twice(case: BatchCase) -> Iterator[BatchFinding]:
    listed = ((name_key(s.name), (a, s)) for a in case.applications for s in a.smes if len(name_key(s.name)) >= LEAST_NAME)
    for _, held in _shared(listed):
        apps = _distinct(a for a, _ in held)
        if len({name_key(a.name) or a.id for a in apps}) > 1:
            doubt = next((s.doubt for _, s in held if s.doubt), "")
            text = f"“{held[0][1].name}”同时被{_names(apps)}列为带动企业，{doubt + '，' if doubt else ''}请核实。"
            yield _finding(held[0][1].name, "unsure" if doubt else "fail", text, (e for _, s in held for e in s.evidence[:1]), apps)


def foreign_name(case: BatchCase) -> Iterator[BatchFinding]:
    """申报书中留有另一申报企业的名称

    检查：正文中没有本批另一申报企业的名称。
    理由：套用他人申报书最常见的痕迹是未改净的企业名称。
    不合格：正文句中出现另一申报企业的名称，且看不出是客户、供应商、带动企业等往来关系。
    合格：没有；简称只由通用词语组成的（“智能制造”），以全称为准；句中说明往来关系、名单中列出的，列为待核实。
    依据：附件1 五(二)。
    """
    found = list(_foreign_name(case))
    yield from found or ([nothing_found(case, "各家申报书正文中未见其他申报企业的名称。")] if len(case.applications) > 1 else [])


def _foreign_name(case: BatchCase) -> Iterator[BatchFinding]:
    known: dict[str, set[int]] = defaultdict(set)
    everyday = everyday_words(case.rulebook)
    for n, a in enumerate(case.applications):
        for name in names_of(a):
            if len(name) >= LEAST_NAME and (_COMPANY.search(name) or not _made_of(name, everyday)):
                known[normalise(name)].add(n)
    lengths = sorted({len(k) for k in known if len(k) <= MOST_NAME}, reverse=True)
    for n, a in enumerate(case.applications):
        yield from _foreign(case, n, a, known, lengths)


def everyday_words(rulebook: Rulebook) -> str:
    """Where the words stand that everybody uses: the notice, its guide, the names of the industries."""
    texts = [rulebook.notice, *(s.text for s in rulebook.scenes), *rulebook.industry_classes.values()]
    return "\n".join(re.sub(r"\s+", "", normalise(t)) for t in texts)


def _made_of(name: str, words: str) -> bool:
    """Whether a short name is put together from everyday words alone (智能制造, 中药科技): in running text it is no name."""
    reached = {0}
    for at in range(len(name)):
        if at in reached:
            reached |= {at + size for size in (2, 3) if name[at : at + size] in words}  # a longer word is made of such pieces
    return len(name) in reached


def _foreign(case: BatchCase, n: int, a: Application, known: dict[str, set[int]], lengths: list[int]) -> Iterator[BatchFinding]:
    own = name_key(a.name)
    partners = {name_key(s.name) for s in a.smes}
    ids = {s.id for s in a.sections}
    for s in a.sections:
        if not s.text or any(o.startswith(s.id + ".") for o in ids):
            continue
        for start, end in _names_in(s.text, known, lengths):
            whose = [case.applications[i] for i in sorted(known[s.text[start:end]]) if i != n]
            others = [b for b in whose if name_key(b.name) != own and not (own and (name_key(s.text[start:end]) in own))]
            if not others:
                continue
            first = max(s.text.rfind(c, 0, start) for c in "。；\n") + 1
            last = min((i for c in "。；\n" if (i := s.text.find(c, end)) >= 0), default=len(s.text))
            sentence = s.text[first:last]
            related = _RELATION.search(sentence) is not None or name_key(others[0].name) in partners
            text = f"“{shown(a)}”的申报书中出现另一申报企业“{shown(others[0])}”的名称：“{sentence.strip()[:60]}”"
            text += "，请核实是否往来关系。" if related else "，需人工核实。"
            yield BatchFinding(
                s.id, "unsure" if related else "fail", text, s.places(start, end), (a.id, *(b.id for b in others)), case.county(a)
            )
            break


def _names_in(text: str, known: dict[str, set[int]], lengths: list[int]) -> Iterator[tuple[int, int]]:
    """Places of known names, the longest at each place."""
    at = 0
    while at < len(text):
        size = next((k for k in lengths if text[at : at + k] in known), 0)
        if size:
            yield at, at + size
        at += size or 1


def same_author(case: BatchCase) -> Iterator[BatchFinding]:
    """不同企业的电子文件出自同一作者

    检查：各企业可编辑版和PDF的文件属性中作者、最后修改者不同。
    理由：相同提示由同一机构代为编写，仅供参考。
    不合格：不同企业的文件作者或最后修改者相同（软件默认名除外）。
    合格：不同，或没有文件属性。
    依据：附件1 五(二)。
    """
    found = list(_same_author(case))
    yield from found or ([nothing_found(case, "各家电子文件属性比对，作者各不相同或未留。")] if len(case.applications) > 1 else [])


def _same_author(case: BatchCase) -> Iterator[BatchFinding]:
    def authors() -> Iterator[tuple[str, tuple[Application, str, str]]]:
        for a in case.applications:
            for f in a.files:
                for k, v in f.metadata:
                    if k.casefold() in ("author", "last_modified_by") and not _DUMMY.match(v.strip()) and len(v.strip()) >= 2:
                        yield v.strip().casefold(), (a, f.path, v.strip())

    for _, held in _shared(authors()):
        apps = _distinct(a for a, _, _ in held)
        if len({name_key(a.name) or a.id for a in apps}) > 1:
            places = (Evidence(file=p, page=1, bbox=(0, 0, 0, 0), text=f"文件属性 作者：{v}") for _, p, v in held)
            yield _finding(held[0][2], "fail", f"{_names(apps)}的电子文件作者或最后修改者同为“{held[0][2]}”。", dict.fromkeys(places), apps)


def _shared(items: Iterable[tuple[str, T]]) -> Iterator[tuple[str, list[T]]]:
    """Items that several have under one key, in the order of the keys."""
    found: dict[str, list[T]] = defaultdict(list)
    for key, item in items:
        found[key].append(item)
    yield from sorted(((k, v) for k, v in found.items() if len(v) > 1), key=lambda x: x[0])


def _distinct(apps: Iterable[Application]) -> list[Application]:
    return list({a.id: a for a in apps}.values())


def _names(apps: list[Application]) -> str:
    return "、".join(f"“{shown(a)}”" for a in apps[:5]) + (f"等{len(apps)}家" if len(apps) > 5 else "")


def _finding(subject: str, verdict: Verdict, text: str, places: Iterable[Evidence], apps: list[Application]) -> BatchFinding:
    return BatchFinding(subject, verdict, text, tuple(places)[:12], tuple(a.id for a in apps))
