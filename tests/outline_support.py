"""Sets small books in type: pages of lines as a reader finds them, for tests of the outline.

All companies and figures are invented here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from models.geometry import Box
from models.pages import Cell, Line, Page, PageState, Picture, SourceFile, Table
from models.rulebook import (
    AttachmentSpec,
    AttachmentsSpec,
    FormSpec,
    Heading,
    MetricsSpec,
    Residue,
    Rulebook,
    SceneSpec,
    SectionSpec,
)
from pipeline.rulebook import load_part

RULEBOOK = Path(__file__).resolve().parent.parent / "data" / "rulebooks" / "shijiazhuang-2025"
WIDTH, HEIGHT, EM, LEADING = 595.0, 842.0, 14.0, 26.0
LEFT, TOP, BOTTOM, PER_LINE = 85.0, 90.0, 750.0, 30


@lru_cache
def rulebook() -> Rulebook:
    """The rulebook's parts that the outline needs, with a few kinds of enclosed papers."""
    papers = [
        AttachmentSpec(type="business_licence", name="营业执照", titles=["营业执照"]),
        AttachmentSpec(type="audit_report", name="审计报告", titles=["审计报告"]),
        AttachmentSpec(type="sme_evidence", name="被带动企业证明", titles=["证明"]),
    ]
    return Rulebook.model_construct(
        heading=load_part(RULEBOOK / "rulebook.yaml", Heading),
        sections=load_part(RULEBOOK / "sections.yaml", list[SectionSpec]),
        scenes=load_part(RULEBOOK / "scenes.yaml", list[SceneSpec]),
        residue=load_part(RULEBOOK / "residue.yaml", Residue),
        attachments=AttachmentsSpec(attachments=papers),
        form=load_part(RULEBOOK / "form.yaml", FormSpec),
        metrics=MetricsSpec(metrics=[]),
        rules=[],
    )


@dataclass
class Setter:
    """Sets paragraphs on pages, 30 characters a line, first lines indented by two."""

    file: str = "申报书.pdf"
    head: str = ""
    number: str = "{}"
    origin: str = "text"
    pages: list[Page] = field(default_factory=list)
    _lines: list[Line] = field(default_factory=list)
    _tables: list[Table] = field(default_factory=list)
    _pictures: list[Picture] = field(default_factory=list)
    _y: float = TOP

    def row(self, text: str, x: float = LEFT, confidence: float = 1.0) -> None:
        """One printed row."""
        if self._y > BOTTOM:
            self.turn()
        width = EM * sum(1.0 if ord(c) > 127 else 0.55 for c in text)
        self._lines.append(Line(text, Box(x, self._y, x + width, self._y + EM), confidence))
        self._y += LEADING

    def paragraph(self, text: str, indent: int = 2) -> None:
        room = PER_LINE - indent
        self.row(text[:room], LEFT + indent * EM)
        for i in range(room, len(text), PER_LINE):
            self.row(text[i : i + PER_LINE])

    def heading(self, text: str) -> None:
        self.paragraph(text)

    def centred(self, text: str) -> None:
        self.row(text, WIDTH / 2 - len(text) * EM / 2)

    def table(self, rows: list[list[str]]) -> None:
        top, step = self._y, LEADING
        cells = []
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                box = Box(LEFT + c * 100, top + r * step, LEFT + (c + 1) * 100, top + (r + 1) * step)
                line = Line(text, Box(box.x0 + 4, box.top + 4, box.x0 + 4 + 10 * len(text), box.top + 16))
                self._lines.append(line)
                cells.append(Cell(r, c, box, text, lines=(line,)))
        self._tables.append(Table(Box(LEFT, top, LEFT + 100 * len(rows[0]), top + step * len(rows)), tuple(cells)))
        self._y = top + step * len(rows) + 8

    def picture(self, words: tuple[str, ...] = (), pixels: tuple[int, int] | None = (800, 600), height: float = 150) -> None:
        if self._y + height > BOTTOM:
            self.turn()
        box = Box(LEFT + 20, self._y, LEFT + 380, self._y + height)
        self._pictures.append(Picture(box, pixels))
        for i, word in enumerate(words):
            self._lines.append(Line(word, Box(box.x0 + 20 + 90 * i, box.top + 40, box.x0 + 20 + 90 * i + 12 * len(word), box.top + 52)))
        self._y = box.bottom + 10

    def turn(self, state: PageState = PageState.READ) -> None:
        """Ends the page."""
        lines = list(self._lines)
        n = len(self.pages) + 1
        if lines and self.head:
            lines.insert(0, Line(self.head, Box(LEFT, 50, LEFT + len(self.head) * 10, 60)))
        if lines and self.number:
            lines.append(Line(self.number.format(n), Box(290, 790, 310, 802)))
        self.pages.append(
            Page(
                self.file,
                n,
                WIDTH,
                HEIGHT,
                state,
                lines=tuple(lines),
                tables=tuple(self._tables),
                pictures=tuple(self._pictures),
                scanned=self.origin == "ocr",
            )
        )
        self._lines, self._tables, self._pictures, self._y = [], [], [], TOP

    def done(self) -> SourceFile:
        if self._lines or self._tables or self._pictures:
            self.turn()
        return SourceFile(self.file, "0" * 64, "book", tuple(self.pages))


def text(length: int, seed: str = "公司围绕生产经营需要持续推进系统建设") -> str:
    """Plain prose of ``length`` characters, the last a full stop."""
    return (seed * (length // len(seed) + 1))[: length - 1] + "。"


def cover(to: Setter, name: str = "河北朔岭装备有限公司", direction: str = "“小灯塔”标杆企业") -> None:
    for line in ("石家庄市中小企业数字化转型试点城市", "“数智”标杆中小企业申报书"):
        to.centred(line)
    to.row(f"申报单位（盖章）：{name}")
    to.row("所在县（市、区）：正定县")
    to.row(f"申报方向：{direction}")
    to.turn()


def front(to: Setter) -> None:
    """Commitment, declaration and form, a page each."""
    to.centred("一、承诺书")
    for line in (
        "本企业承诺：",
        "1. 本申请报告中所填写的内容真实、合法、有效。",
        "归属本单位或技术来源正当合法，未剽窃他人成果。",
        "4. 近三年未发生较大安全事故及偷税漏税等违法违规行为。",
        "法定代表人（签字）：",
        "单位（盖章）：",
        "年  月  日",
    ):
        to.row(line)
    to.turn()
    to.centred("二、企业申报声明")
    for line in (
        "1. 申报的所有材料均依据相关申报要求据实提供；",
        "2. 按规定使用奖补资金，设立专账，并做好绩效评价相关工作；",
        "3. 自觉接受财政、工信、审计等部门的监督检查。",
        "申报单位（盖章）：",
        "法定代表人（签字或盖章）：",
        "日期：",
    ):
        to.row(line)
    to.turn()
    to.centred("三、企业申请表")
    to.row("企业名称：（盖章）")
    to.table(
        [
            ["企业名称", "河北朔岭装备有限公司"],
            ["统一社会信用代码", "91130123MA0F00000X"],
            ["从业人数（人）", "226"],
            ["企业规模", "□中型 ☑小型"],
            ["企业类型", "☑民营"],
            ["所属细分行业", "☑先进专用设备制造业"],
            ["申报方向", "☑“小灯塔”标杆企业"],
        ]
    )
    to.turn()


def licence(to: Setter, divider: str = "") -> None:
    """An enclosed paper."""
    if divider:
        to.row(divider)
    to.centred("营业执照")
    for line in ("统一社会信用代码", "91130123MA0F00000X", "名称", "河北朔岭装备有限公司", "类型 有限责任公司"):
        to.row(line, 200)
    to.turn()
