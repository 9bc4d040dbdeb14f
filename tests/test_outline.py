"""The outline of whole books, in the shapes that applicants give them."""

from __future__ import annotations

import pytest

from extractors.outline import outline
from extractors.sections import sections
from models.outline import Outline
from models.pages import PageState, SourceFile
from tests.outline_support import Setter, cover, front, licence, rulebook, text

SCENE_PARTS = ("description", "pain-points", "results", "economics")


def read(*files: SourceFile) -> Outline:
    return outline(files, rulebook())


def places(found: Outline) -> dict[str, int]:
    return {s.id: s.first_page for s in found.sections}


def lighthouse(to: Setter, scenes: int = 4, style: str = "template") -> None:
    """The lighthouse part in one of several hands."""
    numbers = "一二三四五六七八九"
    title, sub, scene_head, item = {
        "template": ("{0}、{1}", "（{0}）{1}", "（{0}）场景{2}：{1}", "{2}. {1}：{3}"),
        "arabic": ("{2}、{1}", "{2}.{1}", "场景{0} {1}", "({2}) {1}：{3}"),
        "brackets": ("（{0}）{1}", "{2}、{1}", "{2}. 场景{2}、{1}", "（{2}）{1}。{3}"),
        "parts": ("第{0}部分 {1}", "（{0}）{1}", "（{0}）应用场景{0}：{1}", "①{1}：{3}"),
        "scan": ("{0},{1}", "({0)){1}".replace("{0)", "{0}"), "({0})场景{2}:{1}", "{2}.{1}:{3}"),
    }[style]
    heads = ["企业基本情况", "企业数字化基础", "数字化应用系统建设", "工作计划", "相关附件"]

    def main(i: int) -> None:
        to.heading(title.format(numbers[i], heads[i], i + 1))

    main(0)
    to.paragraph(text(300))
    main(1)
    to.paragraph(text(200))
    main(2)
    names = ["铸件在线智能检测", "装配线智能排产调度", "成品智能仓储", "熔炼能源智能管控", "设备智能运维"]
    labels = ["场景描述", "解决的痛点", "场景实施成效", "经济性和可推广性"]
    for n in range(scenes):
        to.heading(scene_head.format(numbers[n], names[n], n + 1))
        for k, label in enumerate(labels):
            to.paragraph(item.format(numbers[k], label, k + 1, text(90 + 10 * k)))
    main(3)
    to.heading(sub.format("一", "组织保障与制度建设", 1))
    to.paragraph(text(120))
    to.heading(sub.format("二", "未来三年规划与推广路径", 2))
    to.paragraph(text(110))
    main(4)
    to.paragraph("（一）企业法人营业执照复印件；（二）2024年度审计报告；（三）数字化水平等级证书。")


@pytest.mark.parametrize("style", ["template", "arabic", "brackets", "parts", "scan"])
def test_headings_in_many_hands(style: str) -> None:
    to = Setter(head="“数智”标杆企业申报材料", number="— {} —")
    cover(to)
    front(to)
    to.heading("四、企业数字化转型实施情况")
    to.centred("“小灯塔”标杆企业")
    lighthouse(to, style=style)
    to.turn()
    licence(to)
    found = read(to.done())
    assert found.programmes == ("lighthouse",)
    ids = set(places(found))
    assert {
        "commitment",
        "declaration",
        "form",
        "lighthouse.profile",
        "lighthouse.foundation",
        "lighthouse.applications",
        "lighthouse.plan",
        "lighthouse.plan.organisation",
        "lighthouse.plan.outlook",
        "lighthouse.attachments",
    } <= ids
    assert {f"lighthouse.scene-{n}.{p}" for n in range(1, 5) for p in SCENE_PARTS} <= ids
    assert "lighthouse.scene-5" not in ids
    lengths = {s.id: s.length for s in sections(found, rulebook())}
    assert lengths["lighthouse.profile"] == 300
    assert [lengths[f"lighthouse.scene-1.{p}"] for p in SCENE_PARTS] == [90, 100, 110, 120]
    assert lengths["lighthouse.scene-2"] == 420
    kinds = [found.kinds["申报书.pdf", p.number] for p in found.pages]
    assert kinds[:4] == ["cover", "commitment", "declaration", "form"]
    assert kinds[-1] == "enclosed"
    assert set(kinds[4:-1]) == {"narrative"}


def test_contents_are_no_headings() -> None:
    to = Setter()
    cover(to)
    to.centred("目  录")
    for n, head in enumerate(["一、企业基本情况", "二、企业数字化基础", "三、数字化应用系统建设", "四、工作计划", "五、相关附件"]):
        to.row(f"{head}{'.' * 30}{n + 3}")
    to.turn()
    lighthouse(to)
    found = read(to.done())
    assert found.kinds["申报书.pdf", 2] == "toc"
    assert places(found)["lighthouse.profile"] == 3


def test_contents_whose_dots_were_lost() -> None:
    to = Setter(number="")
    cover(to)
    to.row("目录")
    for n, head in enumerate(["一、企业基本情况", "二、企业数字化基础", "三、数字化应用系统建设", "四、工作计划", "五、相关附件"]):
        to.row(f"{head} {n + 3}")
    to.turn()
    lighthouse(to)
    assert places(read(to.done()))["lighthouse.plan"] > 3


def innovation(to: Setter) -> None:
    to.heading("一、企业基本情况")
    to.paragraph(text(150))
    to.heading("二、创新能力显著提升企业数字化转型情况")
    parts = {
        "创新投入能力": ["创新经费", "创新人力", "研发机构"],
        "创新发明能力": ["知识产权创造", "知识产权运用"],
        "创新驱动能力": ["创新价值实现", "市场影响力", "经济社会发展"],
        "创新协同能力": ["产学研合作", "创新资源整合", "合作创新"],
    }
    for n, (name, items) in enumerate(parts.items()):
        to.heading(f"（{'一二三四'[n]}）{name}")
        for k, item in enumerate(items):
            to.heading(f"{k + 1}. {item}")
            to.paragraph(text(80))
    to.heading("三、相关附件")
    to.paragraph("（一）营业执照；（二）审计报告。")


def test_two_programmes_in_one_book() -> None:
    to = Setter()
    cover(to, direction="“小灯塔”标杆企业、创新能力显著提升企业")
    front(to)
    to.centred("“小灯塔”标杆企业")
    lighthouse(to)
    to.turn()
    licence(to, "附件1：营业执照复印件")
    to.centred("创新能力显著提升企业")
    innovation(to)
    to.turn()
    licence(to)
    found = read(to.done())
    assert found.programmes == ("lighthouse", "innovation")
    at = places(found)
    assert at["innovation.profile"] > at["lighthouse.attachments"]
    assert at["innovation.synergy.joint"] >= at["innovation.input.funds"]
    kinds = [found.kinds["申报书.pdf", p.number] for p in found.pages]
    assert kinds.count("enclosed") == 2
    own = {s.id: s for s in sections(found, rulebook())}
    assert own["innovation.input"].length == 240
    assert own["lighthouse.attachments"].last_page < at["innovation.profile"]
    assert "innovation.status" not in own


def test_heading_over_two_rows() -> None:
    to = Setter()
    to.heading("一、企业基本情况")
    to.paragraph(text(100))
    to.heading("二、企业数字化基础")
    to.paragraph(text(100))
    to.heading("三、数字化应用系统建设")
    to.paragraph("（一）场景1：面向多品种小批量订单的壳体机加产线柔性配置与快速换型")
    to.paragraph("1. 场景描述：" + text(80))
    to.heading("四、工作计划")
    to.paragraph("（一）企业数字化转型领导机构、专职数字化转型团队，以及相关数字化管理制度规范等情况")
    to.paragraph(text(90))
    found = read(to.done())
    scene = found.section("lighthouse.scene-1")
    assert scene is not None and scene.title.endswith("柔性配置与快速换型")
    organisation = next(s for s in sections(found, rulebook()) if s.id == "lighthouse.plan.organisation")
    assert organisation.length == 90


def test_umbrella_above_the_first_scene() -> None:
    to = Setter()
    to.heading("一、企业基本情况")
    to.paragraph(text(60))
    to.heading("三、数字化应用系统建设")
    to.heading("（一）应用场景建设")
    to.heading("场景1：铸件在线智能检测")
    to.paragraph("1. 场景描述：" + text(60))
    to.heading("场景2：成品智能仓储")
    to.paragraph("1. 场景描述：" + text(70))
    found = read(to.done())
    assert [s.id for s in found.sections if s.spec_id == "lighthouse.scene-{n}"] == ["lighthouse.scene-1", "lighthouse.scene-2"]
    assert found.section("lighthouse.scene-1").title == "场景1：铸件在线智能检测"  # type: ignore[union-attr]


def test_scenes_without_their_word() -> None:
    """（一）…, directly above 场景描述, is a scene whatever it is called."""
    to = Setter()
    to.heading("一、企业基本情况")
    to.paragraph(text(60))
    to.heading("三、数字化应用系统建设")
    for n, name in enumerate(["铸件在线智能检测", "成品智能仓储"]):
        to.heading(f"（{'一二'[n]}）{name}")
        to.paragraph("1. 场景描述：" + text(60))
        to.paragraph("2. 解决的痛点：" + text(60))
    found = read(to.done())
    assert [s.title for s in found.sections if s.spec_id == "lighthouse.scene-{n}"] == ["（一）铸件在线智能检测", "（二）成品智能仓储"]


@pytest.mark.parametrize("label", ["{}：", "【{}】", "{}:", "（{n}）{}。"])
def test_parts_of_a_scene_run_into_their_text(label: str) -> None:
    to = Setter()
    to.heading("一、企业基本情况（500字以内）")
    to.paragraph(text(60))
    to.heading("三、数字化应用系统建设")
    to.heading("（一）场景1：铸件在线智能检测")
    for n, name in enumerate(["场景描述", "解决的痛点", "场景实施成效", "经济性和可推广性"]):
        to.paragraph(label.format(name, n=n + 1) + text(50 + n))
    own = {s.id: s.length for s in sections(read(to.done()), rulebook())}
    assert [own.get(f"lighthouse.scene-1.{p}") for p in SCENE_PARTS] == [50, 51, 52, 53]
    assert own["lighthouse.profile"] == 60


def chain(to: Setter) -> None:
    to.heading("一、案例简介")
    to.heading("（一）案例名称")
    to.paragraph("河北朔岭装备有限公司以协同平台带动九家铸造企业转型")
    to.heading("（二）案例简述")
    to.paragraph(text(180))
    to.heading("二、具体举措")
    to.paragraph(text(100))
    for n in range(7):
        to.heading(f"（{'一二三四五六七'[n]}）共建第{n + 1}条纽带")
        to.paragraph(text(120))
    to.heading("三、取得成效")
    to.paragraph("1.带动面扩大。" + text(100))
    to.heading("四、面临的问题及建议")
    to.paragraph(text(60))


def test_chain_book_with_items_inside_its_measures() -> None:
    to = Setter(number="第 {} 页")
    for line in ("“链式”数字化转型案例申报书", "申报单位（盖章）：河北朔岭装备有限公司"):
        to.row(line)
    to.turn()
    chain(to)
    to.picture(pixels=(1200, 700))
    to.centred("图1 平台架构图")
    to.turn()
    licence(to)
    found = read(to.done())
    own = {s.id: s for s in sections(found, rulebook())}
    assert found.programmes == ("chain",)
    assert own["chain.measures"].length == 100 + 7 * 120  # the items' headings are headings
    assert own["chain.summary"].length == len("河北朔岭装备有限公司以协同平台带动九家铸造企业转型") + 180
    assert own["chain"].length == sum(own[f"chain.{p}"].length or 0 for p in ("summary", "measures", "results", "problems"))
    assert own["chain"].picture_pixels == ((1200, 700),)
    assert own["chain"].pictures[0].text == "图1 平台架构图"
    assert own["chain.problems"].last_page == own["chain"].last_page < len(found.pages)


def test_headings_reworded_beside_an_item_that_sounds_alike() -> None:
    to = Setter()
    to.heading("一、案例简介")
    to.paragraph("案例名称：" + text(30))
    to.paragraph("案例简述：" + text(90))
    to.heading("二、主要做法")
    to.paragraph(text(150))
    to.heading("三、取得的主要成效")
    to.paragraph("一是带动面扩大。" + text(80))
    to.heading("（一）实施成效显著")
    to.paragraph(text(50))
    to.heading("四、存在问题与对策建议")
    to.paragraph(text(70))
    titles = {s.id: s.title for s in read(to.done()).sections}
    assert titles["chain.results"] == "三、取得的主要成效"
    assert titles["chain.problems"] == "四、存在问题与对策建议"
    assert titles["chain.summary.abstract"] == "案例简述："


def test_attachments_run_over_the_page() -> None:
    to = Setter(number="{}")
    lighthouse(to)
    while to._y < 700:
        to.paragraph(text(60))
    to.paragraph("（四）" + text(150, "能够佐证符合申报条件的有关证书和资料复印件"))
    to.turn()
    licence(to)
    found = read(to.done())
    kinds = [found.kinds["申报书.pdf", p.number] for p in found.pages]
    assert kinds[-1] == "enclosed" and set(kinds[:-1]) == {"narrative"}
    attached = next(s for s in sections(found, rulebook()) if s.id == "lighthouse.attachments")
    assert attached.last_page == len(kinds)


def test_unread_page_inside_a_section() -> None:
    to = Setter()
    to.heading("一、企业基本情况")
    to.paragraph(text(200))
    to.turn()
    to.turn(PageState.ILLEGIBLE)
    to.paragraph(text(100), indent=0)
    to.heading("二、企业数字化基础")
    to.paragraph(text(100))
    to.heading("四、工作计划")
    to.paragraph(text(100))
    found = read(to.done())
    profile = next(s for s in sections(found, rulebook()) if s.id == "lighthouse.profile")
    assert (profile.first_page, profile.last_page, profile.unread) == (1, 3, 1)
    assert found.kinds["申报书.pdf", 2] == "unread"


def test_notes_of_an_audit_are_no_second_book() -> None:
    to = Setter()
    lighthouse(to)
    to.turn()
    to.centred("财务报表附注")
    to.heading("一、企业基本情况")
    to.paragraph(text(100, "本公司系经工商行政管理局批准设立的有限责任公司"))
    found = read(to.done())
    assert found.programmes == ("lighthouse",)
    assert places(found)["lighthouse.profile"] == 1


def test_two_copies_of_one_book_are_not_mixed() -> None:
    files = []
    for name in ("申报书（盖章）.pdf", "申报书扫描件.pdf"):
        to = Setter(file=name)
        cover(to)
        lighthouse(to)
        files.append(to.done())
    found = read(*files)
    assert {s.file for s in found.sections} == {"申报书（盖章）.pdf"}
    assert set(found.kinds.values()) == {"cover", "narrative"}


def test_books_in_files_of_their_own() -> None:
    first, second = Setter(file="小灯塔.pdf"), Setter(file="创新.pdf")
    for to in (first, second):
        cover(to)
    lighthouse(first)
    innovation(second)
    second.turn()
    licence(second)
    found = read(first.done(), second.done())
    assert found.programmes == ("lighthouse", "innovation")
    assert found.kinds["创新.pdf", 1] == "cover"
    assert [p.file for p in found.enclosed] == ["创新.pdf"]


def test_no_book_at_all() -> None:
    to = Setter()
    licence(to)
    found = read(to.done())
    assert found.programmes == () and found.sections == ()
    assert found.kinds["申报书.pdf", 1] == "enclosed"
    assert read() == Outline((), ())


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        (["根据验收评测达到的数字化水平等级：○二级 ●三级 ○四级"], "form"),
        (["申报方向（限选 2 项）：", "☑“小灯塔”标杆企业", "□创新能力显著提升企业"], "form"),
        (["公司的数字化水平等级为三级。", *["系统运行平稳。"] * 3], "enclosed"),
        (["系统运行平稳。"], "enclosed"),
    ],
)
def test_the_last_row_of_the_form_may_stand_alone_on_a_second_page(rows: list[str], kind: str) -> None:
    to = Setter()
    front(to)
    for row in rows:
        to.row(row)
    to.turn()
    to.heading("四、企业数字化转型实施情况")
    lighthouse(to)
    assert read(to.done()).kinds["申报书.pdf", 4] == kind


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        (["数字化车间及智能工厂", "创新能力显著提升企业", "根据验收评测达到的数字化水平等级：二级三级四级"], "form"),
        (["创新能力显著提升企业", "以上填写内容真实有效。"], "form"),
        (["创新能力显著提升", "公司的创新投入逐年增加。"], "narrative"),  # the title of a programme's part
    ],
)
def test_the_form_may_be_broken_within_a_choice(rows: list[str], kind: str) -> None:
    """An option at the head of the next page is no title of a programme's part."""
    to = Setter()
    front(to)
    for row in rows:
        to.row(row)
    to.turn()
    to.heading("四、企业数字化转型实施情况")
    lighthouse(to)
    found = read(to.done())
    assert found.kinds["申报书.pdf", 4] == kind
    assert kind == "narrative" or found.programmes == ("lighthouse",)
