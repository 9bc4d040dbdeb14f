"""Where a mutant takes effect in a loaded module, so that it can be put there without importing anything anew."""

from __future__ import annotations

import ast
import gc
import itertools
import sys
import types
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.mutants.mutations import Mutant, point

FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Place:
    """The statement that a mutant changes. ``function`` is the outermost function around it (None: the module's or a class's own body),
    ``names`` what an assignment of the module's body binds, ``lines`` those that show by being run that the change was seen."""

    lines: frozenset[int]
    function: str | None = None
    default: bool = False
    names: tuple[str, ...] = ()


def place(mutant: Mutant) -> Place:
    tree = ast.parse(mutant.source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    node = point(tree, mutant.index)
    chain = [node]
    while chain[-1] in parents:
        chain.append(parents[chain[-1]])
    statement = next(n for n in chain if isinstance(n, ast.stmt))
    inside = [(n, below) for below, n in itertools.pairwise(chain) if isinstance(n, FUNCTION)]
    if inside:
        outer, below = inside[-1]
        owner = [n.name for n in chain if isinstance(n, ast.ClassDef)][::-1]
        name = ".".join([*owner, outer.name])
        if below is outer.args:
            return Place(frozenset(range(outer.lineno, (outer.end_lineno or 0) + 1)), name, default=True)
        return Place(_own_lines(statement), name)
    return Place(frozenset(), names=_bound(statement) if parents[statement] is tree else ())


def _bound(statement: ast.stmt) -> tuple[str, ...]:
    """The names that an assignment binds."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target] if isinstance(statement, ast.AnnAssign) else []
    return tuple(n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name))


def _own_lines(statement: ast.stmt) -> frozenset[int]:
    """The lines of a statement, without those of the statements inside it."""
    end = min(
        (s.lineno for s in ast.walk(statement) if isinstance(s, ast.stmt) and s is not statement), default=(statement.end_lineno or 0) + 1
    )
    return frozenset(range(statement.lineno, max(end, statement.lineno + 1)))


@cache
def functions() -> dict[tuple[str, str], list[types.FunctionType]]:
    """All functions there are, by file and qualified name: also those that a decorator hides. To be called before `gc.freeze` hides them all."""
    found: dict[tuple[str, str], list[types.FunctionType]] = {}
    for thing in gc.get_objects():
        if isinstance(thing, types.FunctionType):
            found.setdefault((thing.__code__.co_filename, thing.__code__.co_qualname), []).append(thing)
    return found


def readers(names: set[str], folder: Path) -> Iterator[types.CodeType]:
    """The functions below ``folder`` that read a global of these names."""
    for (file, _), mine in functions().items():
        if Path(file).parent == folder:
            yield from (f.__code__ for f in mine if names & _names(f.__code__))


def _names(code: types.CodeType) -> set[str]:
    return set(code.co_names).union(*(_names(c) for c in code.co_consts if isinstance(c, types.CodeType)))


def dependents(module: types.ModuleType, names: tuple[str, ...]) -> list[str]:
    """``names`` and those that the module's body computes from them, in their order."""
    found = list(names)
    for statement in ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8")).body:
        if (bound := _bound(statement)) and any(isinstance(n, ast.Name) and n.id in found for n in ast.walk(statement)):
            found += bound
    return list(dict.fromkeys(found))


def put(module: types.ModuleType, mutant: Mutant, where: Place) -> bool:
    """Puts the mutant into the loaded module; false where it can only be had by importing the module anew."""
    tree, _ = mutant.tree()
    if where.function is not None:
        return _put_function(module, tree, where)
    return bool(where.names) and _put_names(module, tree, dependents(module, where.names))


def _put_function(module: types.ModuleType, tree: ast.Module, where: Place) -> bool:
    mine = functions().get((str(module.__file__), str(where.function)), [])
    if where.default:
        name = str(where.function).rpartition(".")[2]
        made = next(n for n in ast.walk(tree) if isinstance(n, FUNCTION) and n.name == name)
        made.decorator_list = []
        space = dict(module.__dict__)
        exec(compile(ast.Module([made], []), str(module.__file__), "exec"), space)
        for function in mine:
            function.__defaults__, function.__kwdefaults__ = space[name].__defaults__, space[name].__kwdefaults__
        return bool(mine)
    codes = [c for c in _codes(compile(tree, str(module.__file__), "exec")) if c.co_qualname == where.function]
    for function in mine:
        function.__code__ = next(c for c in codes if c.co_firstlineno == function.__code__.co_firstlineno)
    return bool(mine)


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            yield from _codes(inner)


def _put_names(module: types.ModuleType, tree: ast.Module, names: list[str]) -> bool:
    """Computes the changed constants and gives them to all modules that took them from this one."""
    space = dict(module.__dict__)
    for statement in tree.body:
        if set(_bound(statement)) & set(names):
            exec(compile(ast.Module([statement], []), str(module.__file__), "exec"), space)
    for name in names:
        old = module.__dict__[name]
        for other in list(sys.modules.values()):
            if getattr(other, "__dict__", {}).get(name) is old:
                setattr(other, name, space[name])
    return True
