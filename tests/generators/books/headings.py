"""Headings as applicants write them, and the text under them, as HTML with a link around whatever the truth must find again."""

from __future__ import annotations

from html import escape

from models.rulebook import Rulebook
from tests.generators.books.content import MARK, Block, Book, Node
from tests.generators.books.style import Style

CN = "零一二三四五六七八九十"
LINK = "http://truth.invalid/"


def link(key: str, inner: str, css: str = "") -> str:
    """A piece of the page that the truth asks for by ``key``."""
    return f'<a href="{LINK}{key}" class="{css}">{inner}</a>'


class Writer:
    """Sets the sections of one programme."""

    def __init__(self, book: Book, style: Style, rulebook: Rulebook) -> None:
        self.book, self.style, self.rulebook = book, style, rulebook
        self.path = [0, 0, 0]
        self.figures: list[tuple[str, float, str | None, str]] = []
        self.titles: dict[str, str] = {}

    def part(self, programme: str) -> str:
        nodes = self.book.parts[programme]
        return "".join(self._node(n) for n in nodes)

    def _node(self, node: Node) -> str:
        self.path[node.level - 1] = node.place
        title = self.heading(node)
        self.titles[node.id] = title
        run_in = self.style.run_in and node.level == 3 and node.blocks and isinstance(node.blocks[0], str)
        hint = self._hint(node)
        head = link(f"s/{node.id}", escape(title), "h")
        css = f"h{node.level}"
        if run_in:
            mark = self.style.colon if not title.endswith(("：", "。")) else ""
            first = f'<p class="run">{link(f"s/{node.id}", escape(title + mark), "h")}{hint}{self._words(str(node.blocks[0]))}</p>'
            return first + "".join(self._block(b) for b in node.blocks[1:])
        return f'<p class="{css}">{head}{hint}</p>' + "".join(self._block(b) for b in node.blocks)

    def heading(self, node: Node) -> str:
        """The heading as printed."""
        style = self.style
        place = {"cn": CN[node.place], "n": node.place, "p": self.path[0], "q": self.path[1]}
        if node.spec.endswith("{n}"):
            return style.scene.format(title=node.title, **place)
        spec = next(s for s in self.rulebook.sections if s.id == node.spec)
        words = style.words.get(node.spec, spec.title)
        return style.numbers[node.level - 1].format(**place) + words

    def _hint(self, node: Node) -> str:
        spec = next(s for s in self.rulebook.sections if s.id == node.spec)
        if node.id in self.book.hints and spec.hints:
            return escape(spec.hints[0])
        if self.style.limits and spec.limit:
            return f"（{spec.limit}字以内）"
        return ""

    def _block(self, block: Block) -> str:
        if isinstance(block, str):
            return f"<p>{self._words(block)}</p>"
        if "table" in block:
            return self._table(block["table"])
        return f'<div class="fig">{_drawing(block["figure"])}<p class="cap">{escape(block["caption"])}</p></div>'

    def _table(self, table: dict) -> str:
        rows = "".join("<tr>" + "".join(f"<td>{self._words(str(c))}</td>" for c in row) + "</tr>" for row in table["rows"])
        return f'<p class="cap">{escape(table["caption"])}</p><table class="data {self.style.tables}">{rows}</table>'

    def _words(self, text: str) -> str:
        out, at = [], 0
        for m in MARK.finditer(text):
            out.append(escape(text[at : m.start()]))
            self.figures.append((m[1], float(m[2]), None if m[3] == "None" else m[3], m[4]))
            out.append(link(f"m/{len(self.figures) - 1}", escape(m[4])))
            at = m.end()
        out.append(escape(text[at:]))
        return "".join(out)


def _drawing(words: list[str]) -> str:
    """A diagram of boxes with words in them."""
    boxes = "".join(
        f'<rect x="{20 + 130 * i}" y="20" width="110" height="44" fill="#eef" stroke="#336"/><text x="{75 + 130 * i}" y="47" font-size="15" text-anchor="middle">{escape(w)}</text>'
        for i, w in enumerate(words)
    )
    return f'<svg width="{30 + 130 * len(words)}" height="84" style="background:#f4f7fb">{boxes}</svg>'
