"""Reads a rulebook folder (规则集) into a `Rulebook`, or says in Chinese which file, line and key is wrong.

A rulebook is data that officials may edit, so every slip is refused with its place instead of being passed over: unknown keys,
doubled keys, values of the wrong kind, and names that no other file knows (a rule without a function, a formula over a
metric that does not exist). All slips of all files are told at once.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import TypeAdapter, ValidationError

from models.rulebook import (
    AttachmentsSpec,
    FormSpec,
    Heading,
    MetricsSpec,
    Residue,
    Rulebook,
    RuleSpec,
    SceneSpec,
    SectionSpec,
    SummarySpec,
)
from pipeline import errors
from pipeline.rulebook_checks import inconsistencies

T = TypeVar("T")

PARTS: Mapping[str, Any] = {
    "rulebook.yaml": Heading,
    "sections.yaml": list[SectionSpec],
    "form.yaml": FormSpec,
    "metrics.yaml": MetricsSpec,
    "attachments.yaml": AttachmentsSpec,
    "scenes.yaml": list[SceneSpec],
    "rules.yaml": list[RuleSpec],
    "residue.yaml": Residue,
    "summaries.yaml": list[SummarySpec],
}
"""File of a rulebook folder → what it holds."""

OWN_KEYS = ("sme_minimum", "scene_minimum", "sme_words")
"""Keys of rulebook.yaml that belong to the `Rulebook` itself, not to its `Heading`."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One mistake in a rulebook: ``line`` counts from 1, 0 where the whole file is meant."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        where = self.file + (f" 第 {self.line} 行" if self.line else "")
        return f"{where}{f'，{self.key}' if self.key else ''}：{self.message}"


class RulebookError(errors.RulebookError):
    """The rulebook cannot be used; ``slips`` are all its mistakes."""

    def __init__(self, slips: Iterable[Slip]) -> None:
        self.slips = tuple(slips)
        super().__init__("规则集有误，请按下列位置修改后重试：\n" + "\n".join(f"  {s}" for s in self.slips))


def data_folder() -> Path:
    """The folder ``data`` of the program: ``YUSHEN_DATA`` where set, else beside the packages."""
    named = os.environ.get("YUSHEN_DATA")
    return Path(named) if named else Path(__file__).resolve().parent.parent / "data"


def available() -> tuple[str, ...]:
    """Ids of the rulebooks that come with the program."""
    return tuple(sorted(p.parent.name for p in (data_folder() / "rulebooks").glob("*/rulebook.yaml")))


def folder_of(id_or_path: str | Path) -> Path:
    """The folder of a rulebook named by its id or by its path."""
    path = Path(id_or_path)
    if path.is_dir():
        return path
    known = data_folder() / "rulebooks" / str(id_or_path)
    if known.is_dir():
        return known
    raise RulebookError([Slip(str(id_or_path), 0, "", f"没有这个规则集；现有：{'、'.join(available()) or '无'}")])


def load(id_or_path: str | Path) -> Rulebook:
    """The rulebook of an id (``shijiazhuang-2025``) or a folder; `RulebookError` with all its mistakes."""
    folder = folder_of(id_or_path)
    slips: list[Slip] = []
    parts: dict[str, Any] = {}
    documents: dict[str, Document] = {}
    for name, model in PARTS.items():
        try:
            documents[name] = read(folder / name)
            parts[name] = validate(documents[name], model, OWN_KEYS if name == "rulebook.yaml" else ())
        except RulebookError as error:
            slips += error.slips
    if slips:
        raise RulebookError(slips)
    own = {k: v for k, v in documents["rulebook.yaml"].value.items() if k in OWN_KEYS}
    try:
        book = Rulebook(
            heading=parts.pop("rulebook.yaml"),
            industry_classes=industry_classes(),
            notice=notice.read_text(encoding="utf-8") if (notice := folder / "notice.txt").is_file() else "",
            **{name.removesuffix(".yaml"): part for name, part in parts.items()},
            **own,
        )
    except ValidationError as error:
        raise RulebookError(_slips(documents["rulebook.yaml"], error)) from None
    found = [Slip(file, documents[file].line(key), _dotted(key), message) for file, key, message in inconsistencies(book)]
    if found:
        raise RulebookError(found)
    return book


@cache
def industry_classes() -> dict[str, str]:
    """Class codes of GB/T 4754-2017 with their names, from ``data/tables``; those of manufacturing (门类 C) begin with ``C``."""
    path = data_folder() / "tables" / "gbt4754_2017.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return {("C" if r["section"] == "C" else "") + r["class"]: r["name"] for r in rows if r["class"]}


def load_part(path: str | Path, model: type[T]) -> T:
    """One file of a rulebook as ``model`` (a class, or ``list[SectionSpec]``), without the checks between files."""
    path = Path(path)
    result: T = validate(read(path), model, OWN_KEYS if path.name == "rulebook.yaml" else ())
    return result


class Document:
    """A YAML file with the line of each key."""

    def __init__(self, name: str, value: Any, node: yaml.Node | None) -> None:
        self.name, self.value, self._node = name, value, node

    def line(self, key: Iterable[str | int]) -> int:
        """The line (from 1) of the deepest part of ``key`` that exists; 0 for an empty file."""
        node, line = self._node, self._node.start_mark.line + 1 if self._node else 0
        for part in key:
            if isinstance(node, yaml.MappingNode):
                pair = next(((k, v) for k, v in node.value if str(k.value) == str(part)), None)
                if pair is None:
                    break
                line, node = pair[0].start_mark.line + 1, pair[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                line = node.start_mark.line + 1
            else:
                break
        return line


def read(path: Path) -> Document:
    """A YAML file with the places of its keys; doubled keys are refused (YAML would silently take the last)."""
    if not path.is_file():
        raise RulebookError([Slip(path.name, 0, "", f"缺少此文件（应在 {path.parent.name}/ 下）")])
    text = path.read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        node = loader.get_single_node()
        value = loader.construct_document(node) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise RulebookError([Slip(path.name, mark.line + 1 if mark else 0, "", f"不是有效的 YAML：{error.problem}")]) from None
    except yaml.YAMLError as error:
        raise RulebookError([Slip(path.name, 0, "", f"不是有效的 YAML：{error}")]) from None
    doubled = list(_doubled(path.name, node))
    if doubled:
        raise RulebookError(doubled)
    return Document(path.name, value, node)


def _doubled(file: str, node: yaml.Node | None) -> Iterable[Slip]:
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in seen:
                yield Slip(file, line, str(key.value), f"键重复（第 {seen[key.value]} 行已有）")
            seen[key.value] = line
            yield from _doubled(file, value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _doubled(file, item)


def validate(document: Document, model: Any, ignore: tuple[str, ...] = ()) -> Any:
    """The document as ``model``; ``ignore`` are keys of its top that belong elsewhere."""
    value = document.value
    if value is None:
        value = [] if model is not Heading and get_args(model) else {}
    if ignore and isinstance(value, dict):
        value = {k: v for k, v in value.items() if k not in ignore}
    try:
        return TypeAdapter(model).validate_python(value)
    except ValidationError as error:
        raise RulebookError(_slips(document, error)) from None


_MESSAGES = {
    "missing": "缺少必填项",
    "extra_forbidden": "不认识的键（请检查拼写）",
    "string_type": "应为文字（数字请加引号）",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "float_type": "应为数字",
    "float_parsing": "应为数字",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "list_type": "应为列表（每项以“- ”开头）",
    "dict_type": "应为“键: 值”",
    "model_type": "应为“键: 值”",
    "none_required": "应为空",
}


def _slips(document: Document, error: ValidationError) -> list[Slip]:
    """Pydantic's errors, each at its line."""
    out = []
    for e in error.errors(include_url=False):
        key = tuple(e["loc"])
        message = _MESSAGES.get(e["type"])
        if e["type"] == "literal_error":
            message = f"只能是 {e['ctx']['expected'].replace(' or ', '、').replace(', ', '、')}"
        got = e.get("input")
        shown = f"，现为 {got!r}" if isinstance(got, str | int | float) and e["type"] not in ("missing", "extra_forbidden") else ""
        out.append(Slip(document.name, document.line(key), _dotted(key), (message or f"值不合要求（{e['msg']}）") + shown))
    return out


def _dotted(key: Iterable[str | int]) -> str:
    """``metrics[3].unit``, counting from 1 as a person does."""
    out = ""
    for part in key:
        out += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if out else str(part)
    return out


def schemas() -> dict[str, dict[str, Any]]:
    """A JSON Schema for each file of a rulebook, for editors (``# yaml-language-server: $schema=…``)."""
    out = {}
    for name, model in PARTS.items():
        schema = TypeAdapter(model).json_schema()
        if name == "rulebook.yaml":
            own = Rulebook.model_json_schema()["properties"]
            schema["properties"] = {**schema["properties"], **{k: own[k] for k in OWN_KEYS}}
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        schema["title"] = name
        out[name.removesuffix(".yaml") + ".json"] = schema
    return out


def write_schemas(folder: Path | None = None) -> tuple[Path, ...]:
    """Writes `schemas` below ``data/schemas/rulebook`` and returns the paths."""
    folder = folder or data_folder() / "schemas" / "rulebook"
    folder.mkdir(parents=True, exist_ok=True)
    out = []
    for name, schema in schemas().items():
        path = folder / name
        path.write_text(json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        out.append(path)
    return tuple(out)


if __name__ == "__main__":
    for written in write_schemas():
        print(written)
