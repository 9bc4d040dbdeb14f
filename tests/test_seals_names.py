"""Words of seals: agreement of readings, damaged names, three-state comparing, and the place a seal is put down to."""

from __future__ import annotations

import pytest

from extractors.placing import organs, place_seals
from extractors.seals_match import agreement, resolved, stamped_by
from extractors.seals_text import agreed, cleaned, mended
from models.application import Attachment
from models.geometry import Box
from models.outline import Outline
from models.pages import Line, Page, SealMark
from models.rulebook import Rulebook
from models.text import names_agree
from pipeline.rulebook import load

FIRM = "河北晟禾精密铸造有限公司"


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load("shijiazhuang-2025")


def mark(text: str, confidence: float = 0.99, *more: str, box: Box | None = None, shape: str = "round", seam: bool = False) -> SealMark:
    where = box or Box(300, 500, 414, 614)
    return SealMark(where, text, confidence, "red", shape, seam, (text, *more) if text else ())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("read", "want"),
    [
        ("河北晟禾精密铸造有限公司1301987654321", FIRM),
        ("国家知识产权局120G", "国家知识产权局"),
        ("[普通合伙] ", "普通合伙）"),
        ("河北众审会计师事务所(特殊普通合伙)", "河北众审会计师事务所（特殊普通合伙）"),
    ],
)
def test_cleaned(read: str, want: str) -> None:
    assert cleaned(read) == want


@pytest.mark.parametrize(
    ("read", "want"),
    [
        ("河北晟禾精密铸造有限公", FIRM),
        ("河北晟禾精密铸造有服公司", FIRM),
        ("河北晟禾精密铸造有限责任公司", "河北晟禾精密铸造有限责任公司"),
        ("河北众审会计师事务应（普通合伙）", "河北众审会计师事务所（普通合伙）"),
        ("国家知识产权局", "国家知识产权局"),
    ],
)
def test_mended(read: str, want: str) -> None:
    assert mended(read) == want


def test_a_dropped_character_is_missed_by_the_ink() -> None:
    """Readings that drop a character are surer than the one that has it; the number of characters in the ink decides."""
    heard = [("国税务总局正定县税务局", 0.99), ("国家税务总局正定县税务局", 0.95), ("国税务总局正定县税务局", 0.97)]
    assert agreed(heard, {11: 0.0, 12: 1.2}).text == "国家税务总局正定县税务局"
    assert agreed(heard, {}).text == "国税务总局正定县税务局"
    assert agreed([], {}).text == ""


@pytest.mark.parametrize(
    ("read", "sure", "state"),
    [
        (FIRM, True, "matches"),
        ("河北晟禾精密铸造有限责任公司", True, "matches"),
        ("河北最禾精密铸造有限公司", True, "matches"),
        ("河北冀源生物制药有限公司", True, "differs"),
        ("石家庄慧通电子科技有限公司", False, "differs"),
        ("河北双禾精工铸造有限公司", True, "differs"),
        ("河北双禾精工铸造有限公司", False, "unreadable"),
        ("", True, "unreadable"),
        ("有限公", True, "unreadable"),
    ],
)
def test_names_agree_in_three_states(read: str, sure: bool, state: str) -> None:
    assert names_agree(read, FIRM, sure) == state


def test_stamped_by() -> None:
    page = Page("a.pdf", 1, 595, 842, seals=(mark("河北冀源生物制药有限公司"), mark(FIRM)))
    found, state = stamped_by(page, FIRM)
    assert found is not None and found.text == FIRM and state == "matches"
    assert stamped_by(page, "赵县恒丰淀粉有限公司") == (None, "differs")
    blurred = Page("a.pdf", 1, 595, 842, seals=(mark("", 0.0),))
    assert stamped_by(blurred, FIRM)[1] == "unreadable"
    assert agreement(mark("", 0.0), FIRM) == "unreadable"


def test_doubtful_characters_are_completed() -> None:
    assert resolved(mark("河北禾精密铸造有限公司", 0.8, "河北展禾精密铸造有限公司"), [FIRM]) == FIRM


def test_another_firm_stays_another_firm() -> None:
    """A similar name that was read surely, or alike every time, is never turned into the applicant's."""
    assert resolved(mark("河北最禾精密铸造有限公司", 0.99), [FIRM]) == "河北最禾精密铸造有限公司"
    assert resolved(mark("河北双木精密铸造有限公司", 0.8), [FIRM]) == "河北双木精密铸造有限公司"
    assert resolved(mark("河北冀源生物制药有限公司", 0.6), [FIRM]) == "河北冀源生物制药有限公司"


def test_organs_and_city_are_known(rulebook: Rulebook) -> None:
    known = organs(rulebook)
    assert resolved(mark("石家庄市长专区工业和信息代局", 0.85), [FIRM], known, "石家庄市") == "石家庄市长安区工业和信息化局"
    assert resolved(mark("石家注慧通电子科技有限公司", 1.0), [FIRM], known, "石家庄市") == "石家庄慧通电子科技有限公司"
    assert resolved(mark("河北省科学技术学", 0.99), [FIRM], known, "石家庄市") == "河北省科学技术厅"


def _form(*seals: SealMark) -> Page:
    lines = (
        Line("企业名称：（盖章）", Box(80, 150, 230, 166)),
        Line("县（市、区）工业和信息化主管部门：（盖章）", Box(80, 200, 420, 216)),
    )
    return Page("a.pdf", 3, 595, 842, lines=lines, seals=seals)


def _places(page: Page, kind: str, rulebook: Rulebook, attachments: tuple[Attachment, ...] = ()) -> list[tuple[str, str]]:
    outline = Outline(("lighthouse",), (), {(page.file, page.number): kind}, (), (page,), FIRM)
    return [(s.place, s.text) for s in place_seals(outline, attachments, rulebook)]


def test_form_by_text_and_by_label(rulebook: Rulebook) -> None:
    county = mark("石家庄市鹿泉区工业和信息化局", box=Box(330, 150, 450, 270))
    firm = mark(FIRM, box=Box(150, 110, 264, 224))
    assert _places(_form(county, firm), "form", rulebook) == [("form.county", "石家庄市鹿泉区工业和信息化局"), ("form", FIRM)]
    assert _places(_form(mark("", 0.0, box=Box(330, 155, 444, 269)), firm), "form", rulebook)[0][0] == "form.county"
    blank = mark("", 0.0, box=Box(170, 100, 284, 214))
    assert _places(_form(blank), "form", rulebook) == [("form", "")]


def test_persons_chop_is_no_firms_seal(rulebook: Rulebook) -> None:
    page = Page("a.pdf", 2, 595, 842, seals=(mark("梁继峰", box=Box(440, 380, 490, 430), shape="square"),))
    assert _places(page, "declaration", rulebook) == [("", "梁继峰")]


def test_enclosed_cover_and_seam(rulebook: Rulebook) -> None:
    page = Page("a.pdf", 9, 595, 842, seals=(mark(FIRM), mark("", 0.8, box=Box(585, 400, 595, 500), shape="part", seam=True)))
    paper = Attachment(type="business_licence", file="a.pdf", pages=(9,))
    assert [p for p, _ in _places(page, "enclosed", rulebook, (paper,))] == ["business_licence", "seam"]
    assert _places(page, "cover", rulebook)[0][0] == "cover"
    assert _places(page, "narrative", rulebook)[0][0] == ""


def test_both_statements_on_one_page(rulebook: Rulebook) -> None:
    lines = (Line("一、承诺书", Box(240, 80, 340, 100)), Line("二、企业申报声明", Box(220, 420, 380, 440)))
    page = Page("a.pdf", 2, 595, 842, lines=lines, seals=(mark(FIRM, box=Box(300, 260, 414, 374)), mark(FIRM, box=Box(300, 620, 414, 734))))
    assert [p for p, _ in _places(page, "commitment", rulebook)] == ["commitment", "declaration"]


def test_displayed_frame(rulebook: Rulebook) -> None:
    """Boxes leave in the frame of the page as displayed: here turned by 90°."""
    page = Page("a.pdf", 9, 595, 842, turned=90, seals=(mark(FIRM, box=Box(100, 200, 200, 300)),))
    outline = Outline((), (), {}, (), (page,), FIRM)
    assert place_seals(outline, (), rulebook)[0].bbox == (542.0, 100.0, 642.0, 200.0)
