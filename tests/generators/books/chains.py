"""Whole books of chain leaders (“链式”数字化转型案例): cover, case, the driven firms, and the papers behind it or as files of their own."""

from __future__ import annotations

import json
import shutil
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pypdfium2 as pdfium
import yaml
from PIL import Image, ImageDraw, ImageFont

from extractors.wordcount import counts
from models.rulebook import Rulebook
from tests.generators.books.content import Block, Book, Node, plain, sound_code
from tests.generators.books.headings import CN, Writer, link
from tests.generators.books.papers import seal
from tests.generators.books.printing import Places, _contents, _css, printed
from tests.generators.books.scanning import assemble
from tests.generators.books.style import Style
from tests.generators.papers import audits, licences, statements, taxes
from tests.generators.papers.books import enclosed
from tests.generators.papers.drawing import Drawn
from tests.generators.papers.making import printed as print_sheets
from tests.generators.papers.making import sheets_of
from tests.generators.papers.people import Firm, auditor, code
from tests.generators.seals import fonts

FOLDER = Path(__file__).parent / "chain"
MODES = ("技术赋能", "供应链赋能", "平台赋能", "生态赋能", "绿色赋能")
WORDS = {
    "chain.summary": "案例介绍",
    "chain.summary.abstract": "案例摘要",
    "chain.measures": "主要做法",
    "chain.results": "取得的成效",
    "chain.problems": "存在的问题及建议",
}


@dataclass
class Chain:
    """A chain leader's application: the case in `book`, the firms that it names, and what is enclosed."""

    book: Book
    contact: str
    mode: str
    title: str
    smes: list[Firm]
    owner: Firm
    auditor: Firm
    unproved: set[str] = field(default_factory=set)
    """Driven firms that enclose no statement."""
    unstamped: set[str] = field(default_factory=set)
    stamped_by_other: set[str] = field(default_factory=set)
    without: set[str] = field(default_factory=set)
    """Types of papers left out."""
    audit_year: int = 2024
    tax_year: int = 2025
    audit_owner: Firm | None = None
    licence_owner: Firm | None = None
    papers: list[Drawn] = field(default_factory=list)

    def listed(self) -> list[str]:
        return list(dict.fromkeys(s.name for s in self.smes if s.name != self.owner.name))


@dataclass(frozen=True)
class Layout:
    """How a chain book comes. ``cover``: lines, table or none; ``ticks``: the mode ticked among five instead of written."""

    cover: str = "lines"
    ticks: bool = False
    separate: bool = False
    listed: bool = False
    """The annexes listed under a heading of their own."""
    columns: int = 1
    order: str = "notice"
    sealed: bool = True


def load(name: str, seed: int) -> Chain:
    """A chain leader by the name of its content file; codes and people come of the seed."""
    rng = Random(seed)
    raw = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    own = Firm(
        raw["company"],
        sound_code(f"9113{rng.randint(100000, 199999)}MA0{rng.choice('ABCDEFGH')}{rng.randint(10, 99)}")[:18],
        raw["legal"],
        f"石家庄市{raw['county']}创业路18号",
    )
    by = auditor(rng)
    report = audits.audit(own, by, Random(seed), audits.LAYOUTS[seed % len(audits.LAYOUTS)])
    money = {"revenue": float(report.fields["revenue"]), "rd": float(report.fields.get("rd_expense") or 0)}
    nodes = [
        Node("chain.summary", "chain.summary", 1, 1),
        Node("chain.summary.name", "chain.summary.name", 2, 1, blocks=[raw["title"]]),
        Node("chain.summary.abstract", "chain.summary.abstract", 2, 2, blocks=_filled(raw["summary.abstract"], money)),
        *(
            Node(f"chain.{k}", f"chain.{k}", 1, n, blocks=_filled(raw[k], money))
            for n, k in enumerate(("measures", "results", "problems"), 2)
        ),
    ]
    book = Book(name, own.name, raw["county"], own.code, own.head, {}, money, {"chain": nodes})
    firms = [Firm(s, code(rng), own.head, "石家庄市") for s in raw["smes"]]
    return Chain(book, raw["contact"], raw["mode"], raw["title"], firms, own, by)


def _filled(blocks: Sequence[Block], money: dict[str, float]) -> list[Block]:
    def fill(text: str) -> str:
        return text.replace("{revenue}", f"{money['revenue']:.2f}").replace("{rd}", f"{money['rd']:.2f}")

    return [fill(b) if isinstance(b, str) else dict(b) for b in blocks]


class CaseWriter(Writer):
    """Sets a case: the applicant's own headings, pictures and the list of driven firms, besides what `Writer` sets."""

    def __init__(self, chain: Chain, style: Style, rulebook: Rulebook) -> None:
        super().__init__(chain.book, style, rulebook)
        self.chain, self.heads = chain, 0

    def _node(self, node: Node) -> str:
        self.heads = 0
        return super()._node(node)

    def _block(self, block: Block) -> str:
        if isinstance(block, dict) and "head" in block:
            self.heads += 1
            place = {"cn": CN[self.heads], "n": self.heads, "p": self.path[0], "q": 1}
            return f'<p class="h2">{escape(self.style.numbers[1].format(**place) + block["head"])}</p>'
        if isinstance(block, dict) and "figure" in block:
            return f'<div class="fig"><img src="{_picture(block["figure"], block.get("width", 700))}" style="width:360pt"><p class="cap">{escape(block["caption"])}</p></div>'
        if isinstance(block, dict) and "smes" in block:
            return self._smes(block)
        return super()._block(block)

    def _smes(self, block: dict[str, Any]) -> str:
        if block["smes"] == "prose":
            return ""
        if block["smes"] == "list":
            return "".join(
                f"<p>{n}. {escape(s.name)}{'；' if n < len(self.chain.smes) else '。'}</p>" for n, s in enumerate(self.chain.smes, 1)
            )
        head = ["序号", "企业名称", *(["统一社会信用代码"] if block["smes"] == "codes" else []), *block["columns"]]
        cells = block["cells"]
        rows = [
            [str(n), s.name, *([s.code] if block["smes"] == "codes" else []), *cells[(n - 1) % len(cells)]]
            if len(block["columns"]) == 1
            else [str(n), s.name, *([s.code] if block["smes"] == "codes" else []), *cells[(n - 1) % len(cells)][: len(block["columns"])]]
            for n, s in enumerate(self.chain.smes, 1)
        ]
        body = "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in [head, *rows])
        return f'<p class="cap">{escape(block["caption"])}</p><table class="data {self.style.tables}">{body}</table>'


def _picture(words: list[str], width: int) -> str:
    """A flow chart as a picture of ``width`` pixels."""
    picture = Image.new("RGB", (width, width // 4), (240, 245, 252))
    draw = ImageDraw.Draw(picture)
    step = width / len(words)
    face = ImageFont.truetype(fonts()[0], max(12, round(step / 7)))
    for i, word in enumerate(words):
        x = step * i
        draw.rectangle((x + step * 0.06, width * 0.07, x + step * 0.88, width * 0.18), outline=(40, 70, 140), width=3, fill=(210, 225, 245))
        draw.text((x + step * 0.47, width * 0.125), word, font=face, fill=(20, 20, 40), anchor="mm")
    out = BytesIO()
    picture.save(out, "PNG")
    return "data:image/png;base64," + b64encode(out.getvalue()).decode()


def _cover(chain: Chain, style: Style, layout: Layout) -> str:
    v = {
        "case_name": chain.title,
        "company_name": chain.book.company,
        "uscc": chain.book.code,
        "county": chain.book.county,
        "chain_mode": " ".join((style.boxes[1] if m == chain.mode else style.boxes[0]) + m for m in MODES) if layout.ticks else chain.mode,
    }
    f = {k: link(f"f/{k}", escape(t)) for k, t in v.items()}
    stamp = seal(chain.book.company, "cover", "right") if layout.sealed else ""
    head = '<p class="at">附件2-1</p><div style="height:60px"></div><p class="big">石家庄市中小企业数字化转型试点城市</p><p class="big">“链式”数字化转型案例申报书</p><div style="height:70px"></div>'
    if layout.cover == "none":
        return f'<p class="title">“链式”数字化转型案例申报书</p><p class="at">申报单位：{f["company_name"]}（盖章）{stamp}</p><p class="at">统一社会信用代码：{f["uscc"]}</p><p class="at">所在县（市、区）：{f["county"]}　　案例模式：{f["chain_mode"]}</p><div style="height:30px"></div>'
    rows = [
        ("案例名称", f["case_name"]),
        ("申报单位（盖章）" if layout.cover == "lines" else "申报单位", f["company_name"] + stamp),
        ("统一社会信用代码", f["uscc"]),
        ("所在县（市、区）", f["county"]),
        ("案例模式" if layout.cover == "lines" else "赋能模式", f["chain_mode"]),
        ("联系人及电话", escape(chain.contact)),
        ("申报日期", "2025年7月15日"),
    ]
    if layout.cover == "table":
        body = "".join(f'<tr><td class="l">{a}</td><td><div class="at" style="margin:0">{b}</div></td></tr>' for a, b in rows)
        return f'<section>{head}<table class="form">{body}</table></section>'
    return f"<section>{head}" + "".join(f'<p class="at">{a}：{b}</p>' for a, b in rows) + "</section>"


def _listing(chain: Chain, style: Style) -> str:
    place = {"cn": CN[5], "n": 5, "p": 5, "q": 1}
    items = ["企业法人营业执照复印件", "2025年纳税证明", "2024年度审计报告及会计师事务所营业执照", "信用信息概况", "带动中小企业佐证材料"]
    return f'<p class="h1">{style.numbers[0].format(**place)}相关附件</p>' + "".join(f"<p>{n}. {t}</p>" for n, t in enumerate(items, 1))


def draw_papers(chain: Chain, seed: int, order: str) -> list[Drawn]:
    """The papers that the case encloses, with its faults in them."""
    rng = Random(seed)
    own = chain.owner
    out = [
        licences.licence(chain.licence_owner or own, rng, rng.choice(("copy-old", "copy-new", "original")), own.name),
        taxes.tax(own, rng, rng.choice(taxes.LAYOUTS), chain.tax_year),
        audits.audit(chain.audit_owner or own, chain.auditor, Random(seed), audits.LAYOUTS[seed % len(audits.LAYOUTS)], chain.audit_year),
        licences.licence(chain.auditor, rng, rng.choice(("copy-old", "copy-new")), accountant=True),
        statements.credit(own, rng, rng.choice(("summary", "report"))),
    ]
    out = [p for p in out if p.type not in chain.without]
    proofs = [
        statements.statement(
            s,
            own,
            rng,
            rng.choice(statements.STATEMENTS),
            s.name not in chain.unstamped,
            own.name if s.name in chain.stamped_by_other else "",
        )
        for s in chain.smes
        if s.name not in chain.unproved and s.name != own.name
    ]
    seen: set[str] = set()
    proofs = [p for p in proofs if not (str(p.fields["holder"]) in seen or seen.add(str(p.fields["holder"])))]  # type: ignore[func-returns-value]
    return [*proofs, *out] if order == "proofs-first" else [*out, *proofs]


def make_chain(chain: Chain, style: Style, layout: Layout, rulebook: Rulebook, root: Path, truth: Path, id: str, seed: int) -> str:
    """Writes one book (and its papers) below ``root`` and its truth; returns the case's id."""
    folder = Path(chain.book.county) / chain.book.company
    path = folder / "“链式”数字化转型案例申报书（盖章）.pdf"
    (root / folder).mkdir(parents=True, exist_ok=True)
    writer = CaseWriter(chain, style, rulebook)
    body = writer.part("chain") + (_listing(chain, style) if layout.listed else "")
    columns = f"column-count:{layout.columns};column-gap:24px" if layout.columns > 1 else ""
    head = f'<div class="running">{escape(style.header.format(company=chain.book.company))}</div>' if style.header else ""
    start = "" if layout.cover == "none" else "new"
    contents = _contents(writer, style) if style.contents else ""
    text = (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><style>{_css(style)}</style><body>{head}{_cover(chain, style, layout)}{contents}'
        f'<section class="{start}" style="{columns}">{body}</section></body></html>'
    )
    draft = root / folder / "draft.pdf"
    places = printed(text, draft)
    narrative = len(pdfium.PdfDocument(draft))
    papers = draw_papers(chain, seed, layout.order)
    attachments: list[dict[str, Any]] = []
    files = []
    if layout.separate:
        placed = enclosed(papers, root / folder / "附件", seed, True)
        shutil.rmtree(root / folder / "附件" / "profile", ignore_errors=True)  # the browser's
        for p in placed:
            name = str(folder / "附件" / p.file)
            attachments.append({"type": p.paper.type, "file": name, "pages": list(p.pages), "fields": p.paper.fields})
            files.append({"path": name, "pages": len(p.pages), "role": "attachment"})
    else:
        with TemporaryDirectory() as aside:
            whole, rest = pdfium.PdfDocument(draft), pdfium.PdfDocument(print_sheets(sheets_of(papers), Path(aside) / "papers.pdf"))
            whole.import_pages(rest)
            whole.save(root / folder / "whole.pdf")
            for one in (whole, rest):
                one.close()
        draft.unlink()
        draft = root / folder / "whole.pdf"
    numbers = assemble(draft, root / path, style.scan, None, style.turned, (), seed=seed)
    draft.unlink()
    if not layout.separate:
        at = narrative
        for paper in papers:
            pages = [numbers[at + 1 + k] for k in range(len(paper.sheets))]
            at += len(paper.sheets)
            attachments.append({"type": paper.type, "file": str(path), "pages": pages, "fields": paper.fields})
    record = _truth(id, chain, layout, rulebook, writer, places, numbers, str(path), narrative)
    record["attachments"] = attachments
    record["files"] += files
    truth.mkdir(parents=True, exist_ok=True)
    (truth / f"{id}.json").write_text(json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
    return id


def _length(nodes: Sequence[Node]) -> int:
    """字数 of the text; headings inside a section count no more than its own."""
    return counts("\n".join(plain(b) for n in nodes for b in n.blocks if isinstance(b, str)))[0]


def _truth(
    id: str,
    chain: Chain,
    layout: Layout,
    rulebook: Rulebook,
    writer: Writer,
    places: Places,
    numbers: dict[int, int],
    path: str,
    narrative: int,
) -> dict[str, Any]:
    def at(key: str) -> int:
        return numbers[min(p for p, _ in places[key])]

    nodes = chain.book.parts["chain"]
    sections = []
    for i, node in enumerate(nodes):
        below = [n for n in nodes[i + 1 :] if n.id.startswith(node.id + ".")]
        limit = next(s for s in rulebook.sections if s.id == node.spec).limit
        page = at(f"s/{node.id}")
        sections.append(
            {
                "id": node.id,
                "title": writer.titles[node.id],
                "file": path,
                "first_page": page,
                "last_page": page,
                "length": _length([node, *below]),
                "limit": limit,
            }
        )
    first = min(s["first_page"] for s in sections)
    sections.append(
        {
            "id": "chain",
            "title": "",
            "file": path,
            "first_page": first,
            "last_page": first,
            "length": _length(nodes),
            "limit": 3500,
            "whole": True,
        }
    )
    units = {m.id: m.unit for m in rulebook.metrics.metrics}
    metrics = [
        {
            "id": m,
            "value": v,
            "unit": units[m],
            "period": period,
            "file": path,
            "page": at(f"m/{k}"),
            "pages": sorted({numbers[p] for p, _ in places[f"m/{k}"]}),
            "quote": words,
        }
        for k, (m, v, period, words) in enumerate(writer.figures)
    ]
    kinds = ["narrative" if old <= narrative else "enclosed" for old in numbers]
    proofless = chain.unproved | chain.unstamped | chain.stamped_by_other
    return {
        "id": id,
        "programmes": ["chain"],
        "company": chain.book.company,
        "files": [{"path": path, "pages": len(kinds), "role": "book"}],
        "fields": {
            "company_name": chain.book.company,
            "uscc": chain.book.code,
            "county": chain.book.county,
            "case_name": chain.title,
            "chain_mode": chain.mode,
        },
        "field_pages": {k.split("/")[1]: [numbers[p] for p, _ in v] for k, v in places.items() if k.startswith("f/")},
        "sections": sections,
        "metrics": metrics,
        "scenes": [],
        "smes": [{"name": s, "proof": s not in proofless} for s in chain.listed()],
        "seals": [],
        "page_kinds": {path: [{"kind": k} for k in kinds]},
        "checks": chain.book.checks,
        "tolerated": chain.book.tolerated,
    }
