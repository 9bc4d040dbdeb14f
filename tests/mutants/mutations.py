"""Mutants of a module: one small change each, as an edited syntax tree. What only words a message is left alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.Pow: ast.Mult,
}  # fmt: skip
VERDICTS = {"passed": "unsure", "failed": "unsure", "unsure": "passed", "not_applicable": "passed"}
WORDS = {"pass": "unsure", "fail": "unsure", "unsure": "pass", "same": "other", "other": "same", "unclear": "same"}


@dataclass(frozen=True)
class Mutant:
    """One change of a module: the ``index``-th node that can be changed, in its ``way``-th way."""

    source: str
    index: int
    way: int
    line: int

    def tree(self) -> tuple[ast.Module, str]:
        """The tree with the change, and the change in words."""
        changed = ast.parse(self.source)
        what = _apply(changed, _points(changed)[self.index][0], self.way)
        return ast.fix_missing_locations(changed), what


@cache
def _nodes(source: str) -> list[ast.AST]:
    return [node for node, _ in _points(ast.parse(source))]


def kind(mutant: Mutant) -> str:
    """What is changed: a verdict itself, a condition, or a number or an operation on numbers."""
    node = _nodes(mutant.source)[mutant.index]
    if isinstance(node, ast.Call) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        return "verdict"
    numeric = isinstance(node, ast.BinOp) or (isinstance(node, ast.Constant) and not isinstance(node.value, bool))
    return "number" if numeric else "condition"


def mutants(source: str) -> list[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    points = _points(ast.parse(source))
    return [Mutant(source, i, way, getattr(node, "lineno", 0)) for i, (node, ways) in enumerate(points) for way in range(ways)]


def point(tree: ast.Module, index: int) -> ast.AST:
    """The ``index``-th node that can be changed."""
    return _points(tree)[index][0]


def _points(tree: ast.Module) -> list[tuple[ast.AST, int]]:
    """The nodes that can be changed and in how many ways."""
    out = [(node, n) for node in _reached(tree) if (n := _ways(node))]
    return sorted(out, key=lambda x: (getattr(x[0], "lineno", 0), getattr(x[0], "col_offset", 0)))


def _reached(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those that only word a message, annotate, document, or cut a list for display."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(child, ast.JoinedStr | ast.Slice | ast.Import | ast.ImportFrom):
                continue
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                continue
            if isinstance(child, ast.Subscript) and isinstance(child.value, ast.Name) and child.value.id == "Literal":
                continue
            yield child
            yield from _reached(child)


def _ways(node: ast.AST) -> int:
    if isinstance(node, ast.Compare):
        return len(node.ops)
    if isinstance(node, ast.BoolOp):
        return 1
    if isinstance(node, ast.UnaryOp):
        return int(isinstance(node.op, ast.Not))
    if isinstance(node, ast.BinOp):
        return int(type(node.op) in ARITHMETIC and not _is_text(node))
    if isinstance(node, ast.Call):
        return int(isinstance(node.func, ast.Name) and node.func.id in VERDICTS)
    if isinstance(node, ast.Constant):
        return int((isinstance(node.value, int | float)) or node.value in WORDS)
    return 0


def _is_text(node: ast.BinOp) -> bool:
    """Whether an operation joins words."""
    return any(isinstance(n, ast.JoinedStr) or (isinstance(n, ast.Constant) and isinstance(n.value, str)) for n in ast.walk(node))


def _apply(tree: ast.Module, node: ast.AST, number: int) -> str:
    before = ast.unparse(node)
    if isinstance(node, ast.Compare):
        node.ops[number] = COMPARISONS[type(node.ops[number])]()
    elif isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif isinstance(node, ast.BinOp):
        node.op = ARITHMETIC[type(node.op)]()
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        node.func.id = VERDICTS[node.func.id]
    elif isinstance(node, ast.Constant):
        _change_constant(node)
    elif isinstance(node, ast.UnaryOp):
        _without_not(tree, node)
        return f"{before}  →  {ast.unparse(node.operand)}"
    return f"{before}  →  {ast.unparse(node)}"


def _change_constant(node: ast.Constant) -> None:
    if isinstance(node.value, bool):
        node.value = not node.value
    elif isinstance(node.value, int | float):
        node.value = node.value + 1
    else:
        node.value = WORDS[str(node.value)]


def _without_not(tree: ast.Module, node: ast.UnaryOp) -> None:
    """Puts what is negated in the place of the negation."""
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is node:
                setattr(parent, name, node.operand)
            elif isinstance(value, list):
                value[:] = [node.operand if v is node else v for v in value]
