"""A whole book as HTML, printed by Chromium; where everything stands is read from the links in the printed file."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from html import escape
from pathlib import Path

import pdfplumber
import pypdfium2 as pdfium
from pypdfium2 import raw

from models.rulebook import Rulebook
from tests.generators.books import papers
from tests.generators.books.content import Book
from tests.generators.books.headings import LINK, Writer
from tests.generators.books.style import KAI, Style

CHROMIUM = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)
OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pdf-header-footer",
]
TITLES = {
    "lighthouse": ("“小灯塔”标杆企业", "（模 版）"),
    "workshop": ("企业数字化车间及智能工厂", "（模 板）"),
    "innovation": ("创新能力显著提升企业", "（模 板）"),
}
Places = dict[str, list[tuple[int, tuple[float, float, float, float]]]]


def html(book: Book, style: Style, rulebook: Rulebook) -> tuple[str, Writer]:
    writer = Writer(book, style, rulebook)
    parts = []
    for n, programme in enumerate(book.parts):
        title = f'<p class="title">{TITLES[programme][0]}</p>' if style.part_title else ""
        title += f'<p class="title">{TITLES[programme][1]}</p>' if style.part_title and style.full_titles else ""
        css = "new" if n == 0 or style.break_parts else ""
        divider = '<p class="h1">四、企业数字化转型实施情况</p>' if n == 0 and style.divider else ""
        parts.append(f'<section class="{css}">{divider}{title}{writer.part(programme)}{_listed(book, programme)}</section>')
    enclosed = []
    for n, (kind, body) in enumerate(papers.enclosed(book, style), 1):
        sheet = f'<section class="new"><div style="height:300px"></div><p class="big">附件{n}</p></section>' if style.dividers else ""
        enclosed.append(f'{sheet}<section class="new"><span>{_anchor(f"paper/{n}/{kind}")}</span>{body}</section>')
    head = f'<div class="running">{escape(style.header.format(company=book.company))}</div>' if style.header else ""
    contents = _contents(writer, style) if style.contents else ""
    pages = papers.cover(book, style) + contents + papers.front(book, style) + papers.form(book, style) + "".join(parts) + "".join(enclosed)
    return f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><style>{_css(style)}</style><body>{head}{pages}</body></html>', writer


def _anchor(key: str) -> str:
    return f'<a href="{LINK}{key}" style="display:inline-block;width:4px;height:4px"></a>'


def _listed(book: Book, programme: str) -> str:
    """What stands under 相关附件."""
    items = ["企业法人营业执照复印件", "2024年度审计报告及纳税凭证", "数字化水平等级证书"] + (
        ["企业改造前后的影像资料"] if programme == "workshop" else []
    )
    return "".join(f"<p>（{'一二三四'[i]}）{t}；</p>" for i, t in enumerate(items))


def _contents(writer: Writer, style: Style) -> str:
    rows = ["一、承诺书", "二、企业申报声明", "三、企业申请表", *(t for id, t in writer.titles.items() if id.count(".") <= 1)]
    lines = "".join(
        f'<p class="toc"><span>{escape(t)}</span><span class="dots">{"." * 120}</span><span>{i + 2}</span></p>' for i, t in enumerate(rows)
    )
    return f'<section class="new"><p class="title">目　录</p>{lines}</section>'


def _css(s: Style) -> str:
    foot = s.footer.replace("{pages}", '" counter(pages) "').replace("{page}", '" counter(page) "')
    lines = {"ruled": "border:1px solid #000", "three": "border:0", "borderless": "border:0"}[s.tables]
    return f"""@page {{size:A4;margin:{s.margin[0]}mm {s.margin[1]}mm 24mm {s.margin[1]}mm; @bottom-center {{content:"{foot}";font:10pt {s.body}}}}}
body {{font:{s.size}pt/{s.leading} {s.body};margin:0;text-align:justify}} p {{margin:0;text-indent:2em}} a {{color:inherit;text-decoration:none}}
.h1,.h2,.h3 {{text-indent:{"2em" if s.indent_heads else "0"};font-family:{s.head};{"font-weight:bold;" if s.bold else ""}break-after:avoid}} .h1 {{{"text-align:center;text-indent:0;" if s.centre_main else ""}}}
.run .h {{font-family:{s.head}}} .title,.big {{text-align:center;text-indent:0;font-family:{s.head};font-size:1.3em;margin:.4em 0}} .big {{font-size:1.7em}}
.new {{break-before:page}} .at {{text-indent:0;position:relative;margin:.5em 0}} .seal {{position:absolute;left:250px;top:-66px}} .seal.left {{left:60px}} .seal.right {{left:330px;top:-40px}} .sign {{position:absolute;left:190px;top:-14px}}
.running {{position:fixed;top:-12mm;left:0;right:0;text-align:center;font-size:9pt;border-bottom:1px solid #444}}
.cap {{text-align:center;text-indent:0;font-size:.85em;break-after:avoid}} .fig {{text-align:center;break-inside:avoid}} .opt {{position:relative;white-space:nowrap;margin-right:.4em}} .tick {{position:absolute;left:-3px;top:-6px}}
table {{border-collapse:collapse;width:100%;font-size:.86em;line-height:1.5;text-align:left}} .form td {{border:1px solid #000;padding:{s.form_padding}px 6px}} .form .l {{text-align:center;width:17%}} .form.wide .l {{width:12%}}
.data {{margin:.4em auto;text-align:center}} .data td {{{lines};padding:2px 5px}} .data.three tr:first-child td {{border-top:2px solid #000;border-bottom:1px solid #000}} .data.three tr:last-child td {{border-bottom:2px solid #000}} .data.ruled td {{border:1px solid #000}}
.filled {{{"font-family:" + KAI + ";color:#1a1a4a;font-size:1.1em" if s.hand else ""}}} h1,h2 {{text-align:center}} .toc {{display:flex;text-indent:0}} .dots {{flex:1;overflow:hidden;white-space:nowrap;height:1.6em}}"""


def printed(text: str, target: Path) -> Places:
    """Prints a page and returns where its links stand (page from 1, box in points), the links taken out of the file."""
    if CHROMIUM is None:
        raise RuntimeError("no Chromium")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "book.html"
        page.write_text(text, encoding="utf-8")
        command = [CHROMIUM, *OPTIONS, f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    places: Places = {}
    with pdfplumber.open(target) as pdf:
        for page_ in pdf.pages:
            for one in page_.hyperlinks:
                uri = str(one.get("uri") or "")
                if uri.startswith(LINK):
                    box = (float(one["x0"]), float(one["top"]), float(one["x1"]), float(one["bottom"]))
                    places.setdefault(uri.removeprefix(LINK), []).append((page_.page_number, box))
            page_.close()
    _without_links(target)
    return places


def _without_links(path: Path) -> None:
    pdf = pdfium.PdfDocument(path)
    for page in pdf:
        for i in reversed(range(raw.FPDFPage_GetAnnotCount(page))):
            raw.FPDFPage_RemoveAnnot(page, i)
    data = path.with_suffix(".tmp")
    pdf.save(data)
    pdf.close()
    data.replace(path)
