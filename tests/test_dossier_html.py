"""dossier.html: complete, in order, self-contained, and deaf to what a book's text would like it to do."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from docx import Document

from pipeline.dossiers import write
from pipeline.dossiers.html import dossier_html
from tests.dossier_support import BOOK, COPY, NASTY, application, at, check, checks, make_book, rulebook


class Tags(HTMLParser):
    """Tags with their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def root(tmp_path: Path) -> Path:
    make_book(tmp_path)
    return tmp_path


@pytest.fixture
def html(root: Path) -> str:
    return dossier_html(application(), checks(), rulebook(), root).decode("utf-8")


def test_the_parts_stand_in_the_order_of_the_work(html: str) -> None:
    order = ["glance", "review", "marks", "metrics", "papers", "smes", "parts", "fields", "unread", "files", "sign"]
    assert re.findall(r'<section id="(\w+)"', html) == order


def test_every_verdict_has_its_word(html: str) -> None:
    text = Tags(html).text
    for word in ("需补正", "待核实", "通过", "不适用", "未能判定"):
        assert word in text
    assert "共612字，限500字" in text and "生产设备数字化率不低于 60%。" in text and "条件：不低于60%" in text


def test_links_lead_to_anchors_that_exist(html: str) -> None:
    tags = Tags(html).tags
    ids = [a["id"] for _, a in tags if a.get("id")]
    assert len(ids) == len(set(ids))
    targets = {(a["href"] or "")[1:] for t, a in tags if t == "a" and (a.get("href") or "").startswith("#")}
    assert targets <= set(ids)


def test_nothing_is_fetched_and_nothing_runs(html: str) -> None:
    tags = Tags(html).tags
    assert not {t for t, _ in tags} & {"script", "link", "iframe", "object", "embed", "form", "base", "audio", "video"}
    for tag, attrs in tags:
        assert not [k for k in attrs if k.startswith("on") or k == "style"]
        if tag == "img":
            assert (attrs["src"] or "").startswith("data:image/webp;base64,") and attrs["alt"]
        if tag == "a":
            assert (attrs["href"] or "").startswith("#")
    style = html.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = next(a["content"] or "" for t, a in tags if a.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in policy and f"'sha256-{digest}'" in policy and "unsafe" not in policy
    assert "url(" not in style and "@import" not in style


def test_text_of_a_book_stays_text(root: Path) -> None:
    a = application(name=f"公司{NASTY}", uscc=NASTY)
    hostile = check("metric.contradiction", NASTY, "fail", "verify", NASTY, at(2, (10, 10, 20, 20), f'"onload="{NASTY}'))
    html = dossier_html(a, [hostile], rulebook(), root).decode("utf-8")
    assert "<script" not in html and "&lt;script&gt;" in html
    assert not [k for _, attrs in Tags(html).tags for k in attrs if k.startswith("on")]


def test_two_places_of_a_finding_stand_side_by_side(html: str) -> None:
    proof = html.partition("两处不一致：8900、8600</span>")[2].partition("</tr>\n    ")[2].partition('class="mark"')[0]
    assert proof.count("<img") == 2 and 'class="places"' in proof and "8900万元" in proof and "8600万元" in proof


def test_a_place_already_shown_is_referred_to(root: Path) -> None:
    place = at(2, (80, 80, 300, 95), "一、企业基本情况")
    two = [
        check("section.too-long", "lighthouse.profile", "fail", "correct", "甲", place),
        check("section.empty", "lighthouse.profile", "fail", "correct", "乙", place),
    ]
    html = dossier_html(application(fields={}, seals=(), marks=(), pages=()), two, rulebook(), root).decode("utf-8")
    assert html.count("<img") == 1 and "此处截图见" in html


def test_a_paper_without_pages_is_quoted(root: Path) -> None:
    (root / COPY).write_bytes(b"PK\x03\x04")
    c = check(
        "cross.editable-copy-differs",
        "main_revenue",
        "fail",
        "verify",
        "不一致",
        at(1, (0, 0, 0, 0), "8600万元", COPY),
        at(2, (80, 300, 200, 315), "8900万元"),
    )
    html = dossier_html(application(), [c], rulebook(), root).decode("utf-8")
    assert "<q>8600万元</q>" in html and "申报书.docx" in html


def test_without_the_originals_there_is_still_a_page(tmp_path: Path) -> None:
    html = dossier_html(application(), checks(), rulebook(), tmp_path).decode("utf-8")
    assert "<img" not in html and "原件不在，没有截图" in html


def test_an_applicant_of_whom_nothing_was_read(tmp_path: Path) -> None:
    bare = application(
        name="",
        uscc="",
        programmes=(),
        files=(),
        pages=(),
        fields={},
        sections=(),
        scenes=(),
        metrics=(),
        smes=(),
        attachments=(),
        seals=(),
        marks=(),
    )
    html = dossier_html(bare, [], rulebook(), tmp_path).decode("utf-8")
    assert "未能识读企业名称" in html and "没有需要处理的事项" in html


def test_pages_not_read_are_shown_with_the_reason(html: str) -> None:
    part = html.partition('id="unread"')[2].partition("</section>")[0]
    assert "看不清：字迹过淡" in part and "<img" in part and "勾选较淡" in part


def test_checks_of_the_batch_are_shown_but_not_written(root: Path, tmp_path: Path) -> None:
    related = check("cross.summary-mismatch", "案例模式", "fail", "verify", "汇总表写“平台赋能”")
    dossier = write(application(), checks(), rulebook(), tmp_path / "out" / "a01", root, [related])
    assert "汇总表写“平台赋能”" in (tmp_path / "out" / "a01" / "dossier.html").read_text(encoding="utf-8")
    assert "cross.summary-mismatch" not in {c["rule"] for c in dossier["checks"]}


def test_the_same_facts_give_the_same_bytes(root: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(application(), checks(), rulebook(), tmp_path / name, root)
    for file in ("dossier.json", "dossier.html", "dossier.docx"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    assert BOOK in (tmp_path / "one" / "dossier.json").read_text(encoding="utf-8")


def test_text_that_no_document_may_hold_costs_nothing_but_itself(root: Path, tmp_path: Path) -> None:
    odd = "甲\x00\x1b\ud800\u202e乙"
    found = [check("attachment.missing", odd, "fail", "correct", odd, at(2, (1, 1, 2, 2), odd, f"{odd}.pdf"))]
    write(application(name=odd, uscc=odd), found, rulebook(), tmp_path / "out", root)
    assert "甲乙" in (tmp_path / "out" / "dossier.html").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "out" / "dossier.json").read_text(encoding="utf-8"))["applicant"]["name"].startswith("甲")
    assert "甲乙：" in [p.text for p in Document(str(tmp_path / "out" / "dossier.docx")).paragraphs]
