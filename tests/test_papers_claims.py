"""What counts as a claim to hold a title, a right or a prize."""

from __future__ import annotations

import pytest

from extractors.attachments import listed
from models.geometry import Box
from models.outline import Outline, SectionText
from models.pages import Line, Page
from models.passage import join
from tests.paper_support import FIRM, RULEBOOK


def book(text: str, spec: str = "lighthouse.profile") -> set[str]:
    line = Line(text, Box(80, 100, 500, 113))
    page = Page(file="book.pdf", number=6, width=595.0, height=842.0, lines=(line,))
    body = join([[(page, line)]])
    section = SectionText(spec, spec, "lighthouse", "一、企业基本情况", "book.pdf", (page, line), body, 6, 6, own=body)
    return set(listed(Outline(programmes=("lighthouse",), sections=(section,), pages=(page,), name=FIRM), RULEBOOK))


@pytest.mark.parametrize(
    ("text", "type"),
    [
        ("公司2023年被认定为河北省专精特新中小企业。", "qualification"),
        ("公司是国家级高新技术企业，拥有发明专利8项。", "qualification"),
        ("公司拥有授权专利36项，其中发明专利8项。", "ip_certificate"),
        ("2022年以来取得软件著作权3项。", "ip_certificate"),
        ("建有河北省企业技术中心和院士工作站。", "rd_institution_certificate"),
        ("产品获河北省科技进步奖三等奖。", "award"),
    ],
)
def test_claims(text: str, type: str) -> None:
    assert type in book(text)


@pytest.mark.parametrize(
    "text",
    [
        "公司力争2026年获评专精特新“小巨人”企业。",
        "公司计划申报河北省企业技术中心。",
        "公司主要客户包括多家高新技术企业。",
        "石家庄恒远五金有限公司被认定为高新技术企业。",
        "公司申请发明专利5项，均在审查中。",
        "公司重视知识产权管理，建立了专利管理制度。",
        "公司与河北某大学共建重点实验室。",
    ],
)
def test_plans_and_others_are_no_claims(text: str) -> None:
    assert book(text) == set()


def test_the_list_of_attachments() -> None:
    found = book("（三）专精特新中小企业证书、专利及软件著作权证书；（五）获奖证书。", "lighthouse.attachments")
    assert {"qualification", "ip_certificate", "award"} <= found


def test_the_template_left_standing_lists_no_award() -> None:
    found = book("（一）企业法人营业执照复印件；（五）获得国家级、省级奖励证书和荣誉证明等。", "lighthouse.attachments")
    assert "award" not in found
    assert "business_licence" in found
