"""What a book says: an invented firm's form and the sections of its programmes, with every figure marked.

In the content files ⟦id=value@period|words⟧ marks a statement of a metric: the words are printed, the rest is truth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from stdnum.cn import uscc

from extractors.codes import organ_check

FOLDER = Path(__file__).parent / "content"
MARK = re.compile(r"⟦(\w+)=([\d.]+)@(\w+)\|(.*?)⟧")
LEVELS = {"lighthouse": 1, "workshop": 1, "innovation": 1}
MAIN = {
    "lighthouse": ["profile", "foundation", "applications", "plan", "attachments"],
    "workshop": ["profile", "systems", "integration", "security", "attachments"],
    "innovation": ["profile", "status", "attachments"],
}
UNDER = {
    "lighthouse.plan": ["organisation", "outlook"],
    "workshop.profile": ["operations", "it-planning", "it-department"],
    "innovation.status": ["input", "invention", "drive", "synergy"],
    "innovation.input": ["funds", "staff", "institution"],
    "innovation.invention": ["creation", "use"],
    "innovation.drive": ["value", "market", "economy"],
    "innovation.synergy": ["academia", "resources", "joint"],
}
PARTS = ("description", "pain-points", "results", "economics")
Block = str | dict[str, Any]


@dataclass
class Node:
    """A heading and what stands right under it. ``spec`` is the rulebook's id ({n} for scenes), ``title`` a scene's own name."""

    id: str
    spec: str
    level: int
    place: int
    title: str = ""
    blocks: list[Block] = field(default_factory=list)
    guide: int | None = None


@dataclass
class Book:
    """A firm's application. ``checks`` are the findings that its faults must bring, ``tolerated`` those that may come of them too."""

    name: str
    company: str
    county: str
    code: str
    legal: str
    form: dict[str, Any]
    audit: dict[str, float]
    parts: dict[str, list[Node]]
    ticked: list[str] = field(default_factory=list)
    commitment_date: str = "2025-07-18"
    declaration_date: str = "2025-07-18"
    seals: set[str] = field(default_factory=lambda: {"commitment", "declaration", "form", "form.county"})
    signed: set[str] = field(default_factory=lambda: {"commitment", "declaration"})
    checks: list[dict[str, str]] = field(default_factory=list)
    tolerated: list[dict[str, str]] = field(default_factory=list)
    hints: set[str] = field(default_factory=set)
    """Ids of sections under which the template's own instruction is left."""

    def node(self, id: str) -> Node:
        return next(n for nodes in self.parts.values() for n in nodes if n.id == id)

    def expect(self, rule: str, subject: str, why: str) -> None:
        self.checks.append({"rule": rule, "subject": subject, "why": why})

    def allow(self, rule: str, subject: str) -> None:
        self.tolerated.append({"rule": rule, "subject": subject})


def sound_code(stem: str) -> str:
    """A social credit code that checks, made of its first 16 characters."""
    body = stem[:16].ljust(16, "0")
    body += organ_check(body + "00")
    return body + str(uscc.calc_check_digit(body))


def load(name: str) -> Book:
    """A book's content by the name of its file."""
    raw = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    parts = {p: list(_nodes(p, raw[p])) for p in MAIN if p in raw}
    return Book(
        name=name,
        company=raw["company"],
        county=raw["county"],
        code=sound_code(raw["code"]),
        legal=raw["legal"],
        form=dict(raw["form"]),
        audit=raw["audit"],
        parts=parts,
        ticked=list(parts),
    )


def _nodes(programme: str, raw: dict[str, Any]) -> list[Node]:
    out: list[Node] = []
    for place, key in enumerate(MAIN[programme], 1):
        id = f"{programme}.{key}"
        if id == "innovation.status":
            out.append(Node(id, id, 1, place))
            for n, group in enumerate(UNDER[id], 1):
                name = f"innovation.{group}"
                out.append(Node(name, name, 2, n))
                out += [Node(f"{name}.{k}", f"{name}.{k}", 3, m, blocks=_blocks(raw[f"{group}.{k}"])) for m, k in enumerate(UNDER[name], 1)]
            continue
        out.append(Node(id, id, 1, place, blocks=_blocks(raw.get(key, [])) if not isinstance(raw.get(key), dict) else []))
        if key == "applications":
            out += _scenes(raw["scenes"])
        for n, sub in enumerate(UNDER.get(id, []), 1):
            body = raw[key][sub] if isinstance(raw.get(key), dict) else raw[f"{key}.{sub}"]
            out.append(Node(f"{id}.{sub}", f"{id}.{sub}", 2, n, blocks=_blocks(body)))
    return out


def _scenes(raw: list[dict[str, Any]]) -> list[Node]:
    out: list[Node] = []
    for n, scene in enumerate(raw, 1):
        head = f"lighthouse.scene-{n}"
        out.append(Node(head, "lighthouse.scene-{n}", 2, n, scene["title"], guide=scene["guide"]))
        out += [Node(f"{head}.{p}", f"lighthouse.scene-{{n}}.{p}", 3, k, blocks=_blocks(scene[p])) for k, p in enumerate(PARTS, 1)]
    return out


def _blocks(raw: str | list[Block]) -> list[Block]:
    return [raw] if isinstance(raw, str) else list(raw)


def plain(text: str) -> str:
    """The printed words of a marked text."""
    return MARK.sub(lambda m: m[4], text)


def rename(nodes: list[Node]) -> list[Node]:
    """The nodes with their places counted anew (after a section was taken out), and scenes numbered through."""
    counts = {1: 0, 2: 0, 3: 0}
    scene = 0
    for node in nodes:
        counts[node.level] += 1
        for deeper in range(node.level + 1, 4):
            counts[deeper] = 0
        node.place = counts[node.level]
        if node.spec == "lighthouse.scene-{n}":
            scene += 1
        if "{n}" in node.spec:
            node.id = node.spec.replace("{n}", str(scene))
    return nodes
