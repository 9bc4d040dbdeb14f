"""Titles of scenes against the guide's forty."""

from __future__ import annotations

import pytest

from extractors.headings import scene_title
from extractors.outline import outline
from extractors.scenes import guide_of, scenes
from models.application import Scene
from tests.eval.scenes import verdict as told
from tests.outline_support import Setter, rulebook, text
from tests.rules_support import at, sound, turned, verdict
from tests.statement_support import load_yaml


@pytest.mark.parametrize(
    ("title", "guide"),
    [
        ("AGV物料自动配送", 19),
        ("机器视觉质检", 14),
        ("注塑机预测性维护", 17),
        ("发酵罐先进过程控制", 12),
        ("空压站能效优化", 22),
        ("碳足迹核算与管理", 23),
        ("电梯产品远程运维服务", 26),
        ("工控系统网络安全防护", 32),
        ("高级计划排程", 8),
        ("三维协同设计", 3),
        ("溶剂回收循环利用", 40),
        ("供应链风险预警", 38),
        ("车间6S精益管理", 13),
        ("员工食堂智慧就餐", None),
        ("智慧停车管理", None),
        ("厂区车辆智能管控", None),
        ("党建数字化平台", None),
        ("无纸化会议", None),
    ],
)
def test_title_alone(title: str, guide: int | None) -> None:
    assert guide_of(rulebook().scenes).find(title, "")[0] == guide


def test_body_tells_between_two_that_a_title_could_mean() -> None:
    guide = guide_of(rulebook().scenes)
    own = "对车间机床采集振动和电流，建立设备故障知识图谱，提前预判轴承磨损，减少非计划停机，降低运维成本。"
    sold = "对已售出的产品加装物联终端，面向用户提供远程监控、故障诊断等增值服务，缩短服务周期，提高产品附加值。"
    assert guide.find("压缩机远程智能运维", sold)[0] == 26
    assert guide.find("关键设备智能运维", own)[0] == 17


def test_body_alone_is_marked_for_a_person() -> None:
    body = "建设立体仓库和智能仓储管理系统，应用条码、射频识别等技术，实现物料出入库、存储、拣选的智能化管理。"
    match = guide_of(rulebook().scenes).find("企业文化数字传播", body)
    assert (match.best, match.named) == (18, False)
    assert guide_of(rulebook().scenes).find("企业文化数字传播", "组建新媒体团队，制作短视频，宣传企业形象和文化活动。").best is None


def test_invented_scenes_are_matched_by_title_and_body() -> None:
    wrong = [c for c in load_yaml("scenes") if guide_of(rulebook().scenes).find(c["title"], c["body"]).best not in wanted(c["scene"])]
    assert wrong == []


def test_no_invented_scene_passes_or_fails_wrongly() -> None:
    """Also with titles that hold a word of the guide though the scene is none of it (班车智能调度)."""
    guide = guide_of(rulebook().scenes)
    for case in (*load_yaml("scenes"), *load_yaml("scenes_holdout")):
        assert told(guide.find(case["title"], case["body"])) in ("unsure", "fail" if case["scene"] is None else "pass"), case["title"]


def wanted(scene: int | list[int] | None) -> list[int | None]:
    return list(scene) if isinstance(scene, list) else [scene]


@pytest.mark.parametrize(
    ("title", "margin", "named", "guide", "expected"),
    [
        ("智能仓储", 0.4, True, 18, "pass"),
        ("设备管理数字化", 0.01, True, 16, "unsure"),
        ("车间的眼睛", 0.6, False, 14, "unsure"),
        ("泵体三维设计", 0.5, True, 3, "pass"),
        ("职工食堂刷脸就餐", 0.5, False, None, "fail"),
    ],
)
def test_a_scene_near_two_or_only_in_its_body_is_for_a_person(
    title: str, margin: float, named: bool, guide: int | None, expected: str
) -> None:
    book = sound("lighthouse")
    scene = Scene(n=1, title=title, guide_scene=guide, second=17, margin=margin, named=named, evidence=(at(7),))
    book = turned(book, scenes=(scene, *book.scenes[1:]))
    assert verdict(book, "section.scene-not-in-guide", "lighthouse.scene-1") == expected


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("（一）场景1：短保订单智能排产调度", "短保订单智能排产调度"),
        ("(二)场景二:关键设备运行监控", "关键设备运行监控"),
        ("场景3 成品智能仓储", "成品智能仓储"),
        ("（四）炉区能源智能管控", "炉区能源智能管控"),
        ("（一）应用场景建设", ""),
        ("（一）应用场景建设：在线检测", "在线检测"),
    ],
)
def test_title_behind_the_number(heading: str, title: str) -> None:
    assert scene_title(heading) == title


def test_first_scene_under_the_templates_own_heading() -> None:
    """（一）应用场景建设 is the first scene, （二）场景2 the second."""
    to = Setter()
    to.heading("一、企业基本情况")
    to.paragraph(text(60))
    to.heading("三、数字化应用系统建设")
    to.heading("（一）应用场景建设")
    to.paragraph("1. 场景描述：" + text(60, "立体库与仓储管理系统实现出入库存储拣选，"))
    to.heading("（二）场景2：铸件在线智能检测")
    to.paragraph("1. 场景描述：" + text(60))
    found = scenes(outline([to.done()], rulebook()), rulebook())
    assert [s.n for s in found] == [1, 2]
    assert found[1].guide_scene == 14
    assert found[0].evidence[0].text == "（一）应用场景建设"
