"""雷同性 between books: what tells of copying, what many write, and that a large batch costs no more than its size."""

from __future__ import annotations

import pytest

from models.application import Application, FieldValue, FileRecord
from pipeline.rulebook import load
from tests.eval.pictures import CHANGES, decoded, shown
from tests.generators.passages import PASSAGES, book, company, picture, reworded, written
from validators.batch import judge_batch
from validators.batch_case import BatchCase
from validators.duplicates import candidates as candidate_sections
from validators.duplicates import parts
from validators.pictures import MOST_NEAR, Sides, candidates

RULEBOOK = load("shijiazhuang-2025")
GENERAL = (
    "公司始终坚持“质量第一、客户至上”的经营理念，严格执行质量管理体系要求，建立了完善的质量管理制度和检验流程。",
    "公司建立健全网络安全管理制度，明确网络安全责任，定期开展网络安全培训和应急演练，确保信息系统安全稳定运行。",
    "通过数字化转型，企业运营成本明显降低，产品质量稳定提高，市场竞争力进一步增强，取得了良好的经济效益和社会效益。",
    "管理系统具备生产计划、过程控制、质量检验、设备台账、物料配送、人员排班等功能模块，实现生产全过程的透明化管理。",
)
LAW = (
    "根据《中华人民共和国网络安全法》《中华人民共和国数据安全法》等法律法规要求，建立数据分类分级保护制度，对重要数据实行重点保护，"
    "采取相应的技术措施和其他必要措施，保障数据处于有效保护和合法利用的状态，并具备保障持续安全状态的能力。"
)


def verdicts(*texts: str) -> set[str]:
    books = [book(n, {"workshop.systems": t}) for n, t in enumerate(texts)]
    return {c.verdict for c in judge_batch(BatchCase(tuple(books), (), {}, RULEBOOK)) if c.rule == "batch.duplicate-text"}


@pytest.mark.parametrize("words", GENERAL)
def test_a_consultants_general_words_accuse_nobody(words: str) -> None:
    assert "fail" not in verdicts(PASSAGES[0] + words, words + PASSAGES[5])


def test_the_laws_own_words_are_not_the_applicants() -> None:
    assert verdicts(PASSAGES[0] + LAW, LAW + PASSAGES[5]) == {"pass"}


def test_a_short_passage_with_a_figure_is_copied_even_where_the_figure_was_changed() -> None:
    source = PASSAGES[2].split("。")[0] + "。"
    assert verdicts(PASSAGES[0] + source, source.replace("126块", "135块") + PASSAGES[5]) == {"fail"}


def test_general_words_at_length_are_a_passage() -> None:
    together = "".join(GENERAL)
    assert verdicts(PASSAGES[0] + together, together + PASSAGES[5]) == {"fail"}


def test_replaced_words_still_make_candidates() -> None:
    """Every passage of the set, reworded as strongly as any: a pair of sections with many replaced words has still a window in common."""
    for n, passage in enumerate(PASSAGES):
        source = written(passage, company(0))
        books = [
            book(0, {"workshop.systems": source}),
            book(1, {"workshop.systems": reworded(source, company(1), company(0), "synonyms", n)}),
        ]
        assert candidate_sections(parts(books, RULEBOOK), [b.name for b in books]) == [(0, 1)], n


@pytest.mark.parametrize(("name", "change", "quality"), CHANGES, ids=[c[0] for c in CHANGES])
def test_pictures_of_a_large_batch_are_laid_over_a_few_others_their_copies_among_them(name: str, change: object, quality: int) -> None:
    originals, copied = 120, 20
    images = [decoded(picture(seed)) for seed in range(originals)]
    found = [shown(i) for i in images] + [shown(change(images[s], s), quality) for s in range(copied)]  # type: ignore[operator]
    pairs: dict[tuple[int, int], Sides] = dict(candidates(found, [str(n) for n in range(len(found))]))
    assert len(pairs) <= MOST_NEAR * len(found)
    assert all(("mirrored" in name) in pairs[s, originals + s] for s in range(copied))


def test_pictures_of_one_company_are_not_compared() -> None:
    def owned(n: int, seed: int) -> Application:
        return book(n, {}).model_copy(update={"pictures": (picture(seed),), "name": company(0)})

    case = BatchCase((owned(0, 3), owned(1, 3)), (), {}, RULEBOOK)
    assert {c.verdict for c in judge_batch(case) if c.rule == "batch.reused-picture"} <= {"pass"}


def named(n: int, name: str, text: str) -> Application:
    made = book(n, {"workshop.systems": text})
    return made.model_copy(update={"name": name, "fields": {"company_name": FieldValue(value=name)}})


@pytest.mark.parametrize(
    ("name", "said", "verdict"),
    [
        ("石家庄智能制造有限公司", "公司推进智能制造升级，设备全部联网。", "pass"),
        ("河北食品机械股份有限公司", "车间更新了食品机械，产能提高一倍。", "pass"),
        ("河北食品机械股份有限公司", "河北食品机械股份有限公司的班组长每天查看看板。", "fail"),
        ("河北澄岚仪表有限公司", "澄岚仪表的班组长每天查看看板。", "fail"),
        ("河北澄岚仪表有限公司", "公司向客户河北澄岚仪表有限公司供货。", "unsure"),
    ],
)
def test_a_name_made_of_everyday_words_is_a_name_in_full_only(name: str, said: str, verdict: str) -> None:
    case = BatchCase((named(0, "河北瑞衡制药有限公司", said), named(1, name, "本节另有内容。")), (), {}, RULEBOOK)
    assert {c.verdict for c in judge_batch(case) if c.rule == "batch.foreign-name"} == {verdict}


@pytest.mark.parametrize(
    ("author", "verdict"),
    [("赵秋实", "fail"), ("Administrator", "pass"), ("WPS_1627384950", "pass"), ("DESKTOP-8K2LQ1", "pass"), ("Lenovo-PC", "pass"), ("微软用户", "pass")],
)  # fmt: skip
def test_the_author_that_a_program_puts_in_is_nobody(author: str, verdict: str) -> None:
    files = [FileRecord(path=f"{n}.docx", sha256="0", pages=1, role="editable_copy", metadata=(("author", author),)) for n in (0, 1)]
    books = [book(n, {}).model_copy(update={"files": (f,)}) for n, f in enumerate(files)]
    found = judge_batch(BatchCase(tuple(books), (), {}, RULEBOOK))
    assert {c.verdict for c in found if c.rule == "batch.same-author"} == {verdict}
