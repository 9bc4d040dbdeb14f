"""The hands in which books are set: fonts, headings, form, dates, how the paper was scanned."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.generators.books.scanning import Scan

SONG = "'AR PL SungtiL GB','Noto Serif CJK SC'"
KAI = "'AR PL UKai CN','AR PL KaitiM GB'"
HEI = "'Noto Sans CJK SC','WenQuanYi Zen Hei'"
WQY = "'WenQuanYi Zen Hei','Noto Sans CJK SC'"
SERIF = "'Noto Serif CJK SC'"
MICRO = "'WenQuanYi Micro Hei','Noto Sans CJK SC'"
UMING = "'AR PL UMing CN','Noto Serif CJK SC'"

TEMPLATE = ("{cn}、", "（{cn}）", "{n}. ")
REWORDED = {
    "lighthouse.profile": "公司概况",
    "lighthouse.foundation": "数字化基础设施建设情况",
    "lighthouse.applications": "数字化应用系统建设情况",
    "lighthouse.scene-{n}.description": "场景概述",
    "lighthouse.scene-{n}.pain-points": "解决的主要痛点",
    "lighthouse.scene-{n}.results": "实施成效",
    "lighthouse.scene-{n}.economics": "经济性与推广价值",
    "lighthouse.plan": "下一步工作计划",
    "lighthouse.plan.organisation": "组织领导与制度建设",
    "lighthouse.plan.outlook": "未来投入、推广路径与三年规划",
    "lighthouse.attachments": "附件材料",
    "workshop.profile": "公司基本情况",
    "workshop.profile.operations": "企业经营情况",
    "workshop.profile.it-planning": "信息化发展规划",
    "workshop.profile.it-department": "信息化部门及专业能力",
    "workshop.systems": "信息系统建设",
    "workshop.integration": "系统集成与数据集成情况",
    "workshop.security": "网络与信息安全保障情况",
    "workshop.attachments": "附件材料",
    "innovation.profile": "公司概况",
    "innovation.status": "创新能力提升情况",
    "innovation.input.funds": "创新经费投入情况",
    "innovation.input.staff": "创新人力资源",
    "innovation.input.institution": "研发机构建设情况",
    "innovation.invention.creation": "知识产权创造情况",
    "innovation.invention.use": "知识产权实施与运用",
    "innovation.drive.market": "市场影响力情况",
    "innovation.synergy.academia": "产学研合作情况",
    "innovation.synergy.joint": "合作申请知识产权情况",
    "innovation.attachments": "相关证明材料",
}


@dataclass(frozen=True)
class Style:
    """How a book looks. ``numbers`` are the formats of three levels of headings; ``scene`` that of a scene's heading."""

    name: str
    body: str = SONG
    head: str = HEI
    size: float = 14.0
    leading: float = 1.9
    margin: tuple[float, float] = (26.0, 26.0)
    numbers: tuple[str, str, str] = TEMPLATE
    scene: str = "（{cn}）场景{n}：{title}"
    run_in: bool = True
    colon: str = "："
    indent_heads: bool = True
    centre_main: bool = False
    bold: bool = False
    words: dict[str, str] = field(default_factory=dict)
    contents: bool = False
    header: str = ""
    footer: str = "{page}"
    divider: bool = True
    part_title: bool = True
    limits: bool = False
    """The limits in brackets (500字以内) left behind headings."""
    full_titles: bool = False
    """Headings with the template's whole bracket behind them."""
    form: str = "four"
    form_padding: int = 4
    """Pixels above and below what stands in a cell of the form; with many the form runs over two pages."""
    boxes: tuple[str, str] = ("□", "☑")
    box_after: bool = False
    hand: bool = False
    """The form filled by hand: another font, ticks drawn across the boxes."""
    date: str = "{y}年{m}月{d}日"
    joint_front: bool = False
    """Commitment and declaration on one page."""
    cover: str = "plain"
    pictures: bool = False
    tables: str = "ruled"
    dividers: bool = False
    """A sheet 附件N before each enclosed paper."""
    break_parts: bool = True
    scan: Scan | None = None
    scan_front: Scan | None = None
    """Only front papers and enclosed papers scanned, the narrative digital."""
    turned: dict[int, int] = field(default_factory=dict)
    blank_after: tuple[int, ...] = ()


GOOD = Scan(200, "colour", quality=80, skew=0.4, noise=2)
GREY = Scan(200, "grey", quality=70, skew=0.9, noise=4, shadow=True)
LOW = Scan(150, "grey", quality=60, skew=1.3, noise=6, faint=0.25)
FAX = Scan(200, "bitonal", skew=0.8, noise=5)
COLOUR300 = Scan(300, "colour", quality=70, skew=1.8, noise=3, shadow=True)

STYLES = {
    s.name: s
    for s in (
        Style("template", contents=True, footer="— {page} —"),
        Style(
            "reworded",
            body=SERIF,
            head=SERIF,
            size=12,
            leading=1.75,
            numbers=("第{cn}部分 ", "{cn}、", "（{n}）"),
            scene="{cn}、场景{cn} {title}",
            run_in=False,
            words=REWORDED,
            centre_main=True,
            bold=True,
            header="“数智”标杆中小企业申报书",
            footer="第 {page} 页",
            form="two",
            boxes=("☐", "■"),
            date="{y}.{m}.{d}",
            pictures=True,
            tables="three",
            scan=GOOD,
        ),
        Style(
            "decimal",
            body=MICRO,
            head=MICRO,
            size=12,
            leading=1.6,
            numbers=("{n}. ", "{p}.{n} ", "{p}.{q}.{n} "),
            scene="{p}.{n} 场景{n}——{title}",
            run_in=False,
            indent_heads=False,
            bold=True,
            words=REWORDED,
            contents=True,
            header="{company}",
            footer="{page}",
            form="four",
            boxes=("□", "√"),
            tables="borderless",
            dividers=True,
            scan=GREY,
            turned={7: 180, 9: 90},
        ),
        Style(
            "kai",
            body=KAI,
            head=KAI,
            size=15,
            leading=1.9,
            numbers=("{cn}、", "（{cn}）", "{n}、"),
            scene="（{cn}）{title}",
            bold=True,
            full_titles=True,
            date="{cny}年{cnm}月{cnd}日",
            hand=True,
            form="four",
            joint_front=True,
            scan=COLOUR300,
            blank_after=(2, 5),
        ),
        Style(
            "brackets",
            body=UMING,
            head=HEI,
            size=14,
            numbers=("（{cn}）", "{n}. ", "（{n}）"),
            scene="{n}. 应用场景{cn}：{title}",
            colon="。",
            limits=True,
            boxes=("○", "●"),
            form="wide",
            form_padding=22,
            footer="{page}/{pages}",
            date="{y}-{mm}-{dd}",
            break_parts=False,
            scan=LOW,
        ),
        Style(
            "bare",
            body=WQY,
            head=WQY,
            size=12,
            numbers=("", "", ""),
            scene="场景{n}：{title}",
            run_in=False,
            bold=True,
            divider=False,
            footer="",
            box_after=True,
            form="two",
            tables="three",
            scan_front=GOOD,
        ),
        Style(
            "fax",
            body=SERIF,
            head=HEI,
            size=14,
            leading=1.8,
            numbers=("{cn}．", "({cn})", "{n}) "),
            scene="({cn})场景{cn}：{title}",
            form="four",
            boxes=("□", "☑"),
            joint_front=True,
            scan=FAX,
        ),
        Style(
            "chapters",
            body=SERIF,
            head=HEI,
            leading=1.7,
            numbers=("第{cn}章　", "第{cn}节　", "{n}．"),
            scene="第{cn}节　应用场景{cn}　{title}",
            run_in=False,
            full_titles=True,
            contents=True,
            form="wide",
            boxes=("□", "☒"),
            date="{y}/{m}/{d}",
            pictures=True,
            scan=Scan(200, "grey", 65, skew=0.6, noise=4),
        ),
        Style(
            "plain",
            body=UMING,
            head=KAI,
            numbers=("{cn}　", "({cn})　", "{n})"),
            scene="({cn})　场景{cn}（{title}）",
            hand=True,
            form="two",
            boxes=("☐", "☑"),
            date="{y} 年 {m} 月 {d} 日",
            tables="borderless",
            scan=Scan(150, "colour", 55, skew=0.5, noise=3),
        ),
        Style(
            "broken-form",
            body=KAI,
            head=HEI,
            size=16,
            leading=1.6,
            numbers=("{n}、", "（{n}）", "{n}）"),
            scene="（{n}）{title}（场景{n}）",
            bold=True,
            words=REWORDED,
            run_in=False,
            limits=True,
            form_padding=18,
            boxes=("○", "◉"),
            date="{cny}年{cnm}月{cnd}日",
            joint_front=True,
            tables="three",
            scan=Scan(200, "colour", 50, skew=1.5, noise=6, shadow=True),
        ),
        Style(
            "small",
            body=WQY,
            head=WQY,
            size=10.5,
            leading=1.5,
            numbers=("{cn}、", "{n}、", "（{n}）"),
            scene="{n}、场景{n} {title}",
            colon="。",
            contents=True,
            footer="第{page}页 共{pages}页",
            form="two",
            boxes=("□", "■"),
            box_after=True,
            date="{y}-{m}-{d}",
            dividers=True,
            scan=Scan(200, "bitonal", skew=0.5, noise=3),
            turned={6: 270},
        ),
        Style(
            "written-ticks",
            body=MICRO,
            head=MICRO,
            size=12,
            leading=2.0,
            numbers=("{n} ", "{p}.{n} ", "{p}.{q}.{n} "),
            scene="{p}.{n} {title}",
            run_in=False,
            indent_heads=False,
            words=REWORDED,
            boxes=("( )", "(√)"),
            date="{y}.{mm}.{dd}",
            tables="borderless",
            break_parts=False,
            scan=Scan(300, "grey", 60, skew=1.0, noise=5, faint=0.3),
        ),
        Style(
            "half-scanned",
            size=12,
            leading=1.5,
            head=SONG,
            numbers=("第{cn}部分：", "（{cn}）", "{n}. "),
            scene="（{cn}）典型场景{n}：{title}",
            run_in=False,
            centre_main=True,
            divider=False,
            form="wide",
            boxes=("□", "√"),
            hand=True,
            tables="three",
            pictures=True,
            scan_front=Scan(200, "grey", 70, skew=1.0, noise=4, shadow=True),
        ),
    )
}
