"""The chain books that the eval suite reads: which leader in which hand and layout, with which faults.

``python -m tests.generators.books.chain_cases FOLDER [NAME …] [--digital]`` writes them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from models.rulebook import Rulebook
from tests.generators.books import faults
from tests.generators.books.chains import WORDS, Chain, Layout, load, make_chain
from tests.generators.books.scanning import Scan
from tests.generators.books.style import STYLES
from tests.generators.papers.people import Firm


def _none(chain: Chain) -> None:
    """A book without faults."""


def few(chain: Chain, keep: int) -> None:
    """Fewer firms listed than claimed, and than the notice asks for."""
    chain.smes = chain.smes[:keep]
    if keep < 8:
        chain.book.expect("sme.too-few", "driven_sme_count", f"只列{keep}家")
    chain.book.expect("sme.count-mismatch", "driven_sme_count", "名单与所称数量不一致")


def twice(chain: Chain, n: int) -> None:
    chain.smes.append(chain.smes[n])
    chain.book.expect("sme.duplicate", chain.smes[n].name, "重复列入")


def itself(chain: Chain) -> None:
    chain.smes.append(chain.owner)
    chain.book.expect("sme.self-listed", chain.owner.name, "将自身列入名单")


def unproved(chain: Chain, n: int, how: str) -> None:
    """No statement, one without a seal, or one that the leader itself stamped."""
    getattr(chain, how).add(chain.smes[n].name)
    chain.book.expect("sme.evidence-missing", chain.smes[n].name, how)
    chain.book.allow("attachment.unstamped", "sme_evidence")
    chain.book.allow("cross.name-mismatch", "sme_evidence")


def without(chain: Chain, type: str) -> None:
    chain.without.add(type)
    chain.book.expect("attachment.missing", type, "未附")


def _pharmacy(chain: Chain) -> None:
    without(chain, "credit_report")
    unproved(chain, 3, "unproved")
    faults.lengthen(chain.book, "chain.problems", 450, over=True)
    chain.book.allow("section.too-long", "chain")


def _pumps(chain: Chain) -> None:
    chain.audit_year = 2023
    chain.book.expect("attachment.wrong-period", "audit_report", "2023年度审计报告")
    chain.book.allow("cross.revenue-mismatch", "audit_report")
    unproved(chain, 6, "unstamped")
    faults.empty(chain.book, "chain.problems", "无")


def _dairy(chain: Chain) -> None:
    twice(chain, 2)
    itself(chain)
    chain.tax_year = 2024
    chain.book.expect("attachment.wrong-period", "tax_proof", "2024年纳税证明")
    chain.book.allow("sme.count-mismatch", "driven_sme_count")
    faults.lengthen(chain.book, "chain.summary.abstract", 290, over=True)
    chain.book.allow("section.too-long", "chain.summary")


def _platform(chain: Chain) -> None:
    few(chain, 7)
    without(chain, "cpa_licence")
    other = replace(chain.owner, name="石家庄数联云创网络科技有限公司")
    chain.audit_owner = other
    chain.book.expect("cross.name-mismatch", "audit_report", "审计报告为他企业")
    measures = chain.book.node("chain.measures")
    measures.blocks += [{"figure": ["采集", "汇聚", "分析"], "caption": f"图{n} 平台架构"} for n in (2, 3)]
    chain.book.expect("section.too-many-pictures", "chain", "插图3个")


def _pumps_scan(chain: Chain) -> None:
    chain.licence_owner = Firm(chain.owner.name, "91130124MA07X2LK9C", chain.owner.head, chain.owner.address)
    chain.book.expect("cross.uscc-mismatch", "business_licence", "执照代码不同")
    unproved(chain, 1, "stamped_by_other")
    faults.drop(chain.book, "chain.problems")


def _dairy_claim(chain: Chain) -> None:
    faults.swap(chain.book, "chain.results", "driven_sme_count=11@None|11家被带动企业", "driven_sme_count=13@None|带动13家中小企业，")
    chain.book.expect("sme.count-mismatch", "driven_sme_count", "前后所称数量不同，一处与名单不一致")
    chain.book.allow("metric.contradiction", "driven_sme_count")
    faults.sample(chain.book, "chain.problems")


CASES: dict[str, tuple[str, str, Layout, Callable[[Chain], None], int]] = {
    "pharmacy-plain": ("pharmacy", "template", Layout(listed=True), _none, 11),
    "pharmacy-faults": ("pharmacy", "reworded", Layout(cover="table", ticks=True), _pharmacy, 12),
    "pumps-plain": ("pumps", "bare", Layout(cover="none"), _none, 13),
    "pumps-faults": ("pumps", "decimal", Layout(separate=True), _pumps, 14),
    "dairy-plain": ("dairy", "kai", Layout(cover="table", order="proofs-first"), _none, 15),
    "dairy-faults": ("dairy", "brackets", Layout(ticks=True, listed=True), _dairy, 16),
    "platform-plain": ("platform", "chapters", Layout(cover="table", ticks=True, separate=True), _none, 17),
    "platform-faults": ("platform", "template", Layout(cover="none"), _platform, 18),
    "pumps-licence": ("pumps", "brackets", Layout(cover="table"), _pumps_scan, 19),
    "dairy-claim": ("dairy", "columns", Layout(cover="lines", columns=2), _dairy_claim, 20),
}


SCANS = (
    Scan(200, "grey", 65, skew=0.6, noise=4),
    Scan(150, "colour", 60, skew=0.5, noise=3),
    Scan(200, "colour", 50, skew=1.2, noise=5, shadow=True),
    Scan(200, "bitonal", skew=0.4, noise=3),
    Scan(300, "grey", 60, skew=1.0, noise=5, faint=0.25),
)


def build_chain(name: str, root: Path, truth: Path, rulebook: Rulebook, digital: bool = False) -> str:
    """Makes the named case."""
    content, style, layout, spoil, seed = CASES[name]
    chain = load(content, seed)
    spoil(chain)
    hand = STYLES["reworded" if style in ("chapters", "columns") else style]
    hand = replace(hand, turned={}, blank_after=(), scan_front=None, run_in=False, words=WORDS if hand.words else {})
    if style == "chapters":
        hand = replace(hand, name=style, numbers=("第{cn}章 ", "第{cn}节 ", "{n}. "), header="", tables="ruled")
    if style == "columns":
        hand = replace(hand, name=style, numbers=("{cn}、", "（{cn}）", "{n}. "), size=10.5, tables="ruled")
    hand = replace(hand, scan=None if digital else SCANS[list(CASES).index(name) % len(SCANS)])
    return make_chain(chain, hand, layout, rulebook, root, truth, name, seed)


if __name__ == "__main__":
    from pipeline.rulebook import load as load_rulebook

    target = Path(sys.argv[1])
    names = [a for a in sys.argv[2:] if not a.startswith("-")] or list(CASES)
    for one in names:
        print(build_chain(one, target / one / "in", target / "truth", load_rulebook("shijiazhuang-2025"), "--digital" in sys.argv))
