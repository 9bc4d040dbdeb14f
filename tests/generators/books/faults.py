"""Faults that applicants make, put into a book's content, each with the findings that it must bring."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.generators.books.content import Book, plain, rename

FILLER = "我们坚持问题导向，逐项梳理薄弱环节，明确责任人与完成时限，按月检查、按季通报，形成了持续改进的工作机制。"


def drop(book: Book, id: str) -> None:
    """A section left out, what is below it too."""
    for programme, nodes in book.parts.items():
        kept = [n for n in nodes if n.id != id and not n.id.startswith(id + ".")]
        if len(kept) < len(nodes):
            book.parts[programme] = rename(kept)
    book.expect("section.missing", id, "缺少该节")
    for n in ("not-stated", "contradiction"):
        book.allow(f"metric.{n}", "")


def scenes(book: Book, keep: int) -> None:
    """Only so many scenes."""
    nodes = book.parts["lighthouse"]
    book.parts["lighthouse"] = rename([n for n in nodes if not (m := re.match(r"lighthouse\.scene-(\d+)", n.id)) or int(m[1]) <= keep])
    book.expect("section.too-few-scenes", "lighthouse.applications", f"只有{keep}个场景")


def empty(book: Book, id: str, words: str = "") -> None:
    """A heading with nothing, or only 无, under it."""
    book.node(id).blocks = [words] if words else []
    book.expect("section.empty", id, "标题下无内容")


def lengthen(book: Book, id: str, length: int, over: bool) -> None:
    """A section brought to about a length by sentences that say little."""
    node = book.node(id)
    text = "".join(plain(b) for b in node.blocks if isinstance(b, str))
    more = ""
    while len(text) + len(more) < length:
        more += FILLER[: max(8, min(len(FILLER), length - len(text) - len(more)))]
    node.blocks.append(more.rstrip("，。、") + "。")
    if over:
        book.expect("section.too-long", id, f"约{length}字")


def swap(book: Book, id: str, old: str, new: str) -> None:
    """Other words in a section's text, marks included."""
    node = book.node(id)
    done = False
    for i, block in enumerate(node.blocks):
        if isinstance(block, str) and old in block:
            node.blocks[i] = block.replace(old, new)
            done = True
    if not done:
        raise ValueError(f"{old} not in {id}")


def below(book: Book, id: str, metric: str, old: str, new: str) -> None:
    """A figure under its threshold, everywhere in a section."""
    swap(book, id, old, new)
    book.expect("metric.below-threshold", metric, f"{new}低于下限")


def sample(book: Book, id: str) -> None:
    """The template's own instruction left standing."""
    book.hints.add(id)
    book.expect("section.sample-text", id, "保留模版说明")
    parent = id.rsplit(".", 1)[0]
    while "." in parent:
        book.allow("section.sample-text", parent)
        parent = parent.rsplit(".", 1)[0]
    book.allow("section.sample-text", "lighthouse.applications")


def placeholder(book: Book, id: str, old: str, new: str) -> None:
    """XX where a figure or a name should be."""
    swap(book, id, old, new)
    book.expect("section.sample-text", id, "留有占位符")


def code(book: Book, change: Callable[[str], str]) -> None:
    """A social credit code that does not check."""
    book.code = change(book.code)
    book.expect("form.uscc-invalid", "", "校验码错误")


def field(book: Book, id: str, value: object, *findings: tuple[str, str]) -> None:
    """Another answer on the form."""
    book.form[id] = value
    for rule, subject in findings:
        book.expect(rule, subject, f"{id}: {value}")


def directions(book: Book, ticked: list[str], *findings: tuple[str, str]) -> None:
    """Other boxes ticked than books written."""
    book.ticked = ticked
    for rule, subject in findings:
        book.expect(rule, subject, f"勾选{ticked}")


def undated(book: Book, paper: str) -> None:
    """No date under the commitment or the declaration."""
    setattr(book, f"{paper}_date", "")
    book.expect("date.missing", paper, "未填日期")
    book.allow("form.field-missing", f"{paper}_date")


def unsealed(book: Book, place: str) -> None:
    book.seals.discard(place)
    book.expect("seal.missing", place, "未盖章")


def unsigned(book: Book, place: str) -> None:
    book.signed.discard(place)
    book.expect("signature.missing", place, "未签字")
