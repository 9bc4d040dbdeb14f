"""Loading a rulebook: places of mistakes, agreement of the files, schemas and handbook up to date."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from models.rulebook import MetricsSpec
from pipeline.rule_docs import PARTS, UnknownRule, explain, markdown, pages, parse
from pipeline.rulebook import PARTS as FILES
from pipeline.rulebook import RulebookError, available, data_folder, load, load_part, read, schemas
from validators.registry import rules

HERE = data_folder() / "rulebooks" / "shijiazhuang-2025"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HERE, tmp_path / "book"))


def slips(folder: Path) -> list[str]:
    with pytest.raises(RulebookError) as caught:
        load(folder)
    return [str(s) for s in caught.value.slips]


def test_the_rulebook_that_comes_with_the_program() -> None:
    assert "shijiazhuang-2025" in available()
    book = load("shijiazhuang-2025")
    assert book.industry_classes["C3544"] and "3544" not in book.industry_classes
    assert {p.id for p in book.heading.programmes} == {"lighthouse", "workshop", "innovation", "chain"}


def test_unknown_rulebook_names_those_there_are() -> None:
    with pytest.raises(RulebookError, match="shijiazhuang-2025"):
        load("baoding-2026")


def test_mistakes_are_told_with_file_line_and_key(copy: Path) -> None:
    path = copy / "rules.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if "severity: correct" in line)
    lines[at] = "  severity: severe"
    lines.insert(at + 1, "  severty: correct")
    path.write_text("\n".join(lines), encoding="utf-8")
    found = slips(copy)
    assert any(f"rules.yaml 第 {at + 1} 行" in s and "只能是" in s for s in found)
    assert any(f"rules.yaml 第 {at + 2} 行" in s and "severty" in s and "不认识的键" in s for s in found)


def test_mistakes_of_all_files_are_told_at_once(copy: Path) -> None:
    (copy / "scenes.yaml").unlink()
    (copy / "form.yaml").write_text("fields: [\n", encoding="utf-8")
    found = slips(copy)
    assert any("scenes.yaml" in s and "缺少" in s for s in found)
    assert any("form.yaml" in s and "YAML" in s for s in found)


def test_doubled_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "metrics.yaml"
    path.write_text("metrics: []\nformulas: []\nmetrics: []\n", encoding="utf-8")
    with pytest.raises(RulebookError, match=r"第 3 行.*键重复（第 1 行已有）"):
        load_part(path, MetricsSpec)


def test_files_must_agree(copy: Path) -> None:
    rules_file = copy / "rules.yaml"
    rules_file.write_text(rules_file.read_text(encoding="utf-8").replace("id: seal.missing", "id: seal.absent"), encoding="utf-8")
    metrics = copy / "metrics.yaml"
    metrics.write_text(metrics.read_text(encoding="utf-8").replace("result: rd_ratio", "result: rd_share"), encoding="utf-8")
    found = slips(copy)
    assert any("seal.absent" in s and "规则函数" in s for s in found)
    assert any("seal.missing" in s for s in found)
    assert any("metrics.yaml" in s and "rd_share" in s for s in found)


def test_line_of_a_key() -> None:
    document = read(HERE / "rules.yaml")
    line = document.line((0, "severity"))
    assert "severity" in (HERE / "rules.yaml").read_text(encoding="utf-8").splitlines()[line - 1]


def test_exported_schemas_are_current_and_hold() -> None:
    for name, schema in schemas().items():
        written = json.loads((data_folder() / "schemas" / "rulebook" / name).read_text(encoding="utf-8"))
        assert written == schema, f"run: python -m pipeline.rulebook  ({name})"
        Draft202012Validator.check_schema(schema)
        Draft202012Validator(schema).validate(read(HERE / name.replace(".json", ".yaml")).value)
    assert {n.replace(".json", ".yaml") for n in schemas()} == set(FILES)


def test_every_rule_is_documented_in_fixed_parts() -> None:
    for id, function in rules().items():
        summary, parts = parse(function.__doc__ or "")
        assert summary and tuple(parts) == PARTS, id


def test_handbook_is_current() -> None:
    path = Path(__file__).parent.parent / "docs" / "rules.md"
    assert path.read_text(encoding="utf-8") == markdown(load("shijiazhuang-2025")), "run: python -m pipeline.rule_docs"


def test_explaining() -> None:
    book = load("shijiazhuang-2025")
    text = "\n".join(explain("metric.below-threshold", book))
    assert "不合格：" in text and "附件1-1" in text
    assert any("门槛：不低于 60%" in line for line in explain("metric:digitization_rate", book))
    with pytest.raises(UnknownRule):
        explain("metric.nothing", book)


def test_a_metric_is_explained_with_how_it_is_read_and_judged() -> None:
    book = load("shijiazhuang-2025")
    text = explain("metric:digitization_rate", book, "行业平均约45%，本企业数字化率由改造前的42.5%提升至68.3%。")
    assert any(line.startswith("怎样认：") and "单位：%" in line for line in text)
    assert any(line.startswith("规则 metric.below-threshold：现状值低于 60% 为不合格") for line in text)
    assert "生产设备数字化率（after）" not in text[-1] and "68.3%，改造后" in text[-1] and "42.5%，改造前" in text[-1]
    for metric in book.metrics.metrics:
        assert explain(f"metric:{metric.id}", book)[0].startswith(metric.id)
    assert {p.id for p in pages(book)} >= {r.id for r in book.rules}
