"""Templates as trees: which of them share a page's names, what they name, and whether the page's types have it."""

from __future__ import annotations

import importlib
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path

from jinja2 import meta, nodes

import app
from app.reading.render import TEMPLATES, View, environment

CODE = Path(app.__file__).parent

Types = Mapping[str, object]


def all_templates() -> list[str]:
    """Every page template and component, by its path."""
    return sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))


def source(name: str) -> str:
    """A template's text."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def tree(name: str) -> nodes.Template:
    """A template's tree."""
    return environment().parse(source(name))


def views() -> list[type[View]]:
    """Every view that a page is made from."""
    for path in sorted(CODE.rglob("*.py")):
        if "template: ClassVar" in path.read_text(encoding="utf-8"):
            importlib.import_module(".".join(("app", *path.relative_to(CODE).with_suffix("").parts)))
    return sorted((view for view in _below(View) if "template" in vars(view)), key=lambda view: view.__name__)


def _below(view: type[View]) -> Iterator[type[View]]:
    # A dataclass with slots is made twice; the first of the two is of no use and has no slots.
    for child in view.__subclasses__():
        if "__slots__" in vars(child):
            yield child
        yield from _below(child)


def sharing(name: str) -> set[str]:
    """The templates that see the same names: the layout it fills and what it includes, and theirs."""
    found, waiting = set[str](), [name]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            drawn_in = [node.template for node in tree(one).find_all(nodes.Extends)]
            drawn_in += [node.template for node in tree(one).find_all(nodes.Include)]
            waiting += [other for template in drawn_in for other in _named(template)]
    return found


def imported(names: set[str]) -> set[str]:
    """The components whose macros these templates use, directly or through each other."""
    found: set[str] = set()
    for name in names:
        own = {node.template.as_const() for node in tree(name).find_all(nodes.FromImport)}
        own |= {node.template.as_const() for node in tree(name).find_all(nodes.Import)}
        found |= own | imported(own)
    return found


def undeclared(name: str) -> set[str]:
    """Names that a template uses and does not make."""
    return meta.find_undeclared_variables(tree(name)) - set(environment().globals)


def made(names: set[str]) -> set[str]:
    """Names that these templates make for what they include: loops, `with`, `set` and imported macros."""
    found: set[str] = set()
    for name in names:
        for node in tree(name).find_all(nodes.Name):
            if node.ctx in {"store", "param"}:
                found.add(node.name)
        for taken in tree(name).find_all(nodes.FromImport):
            found |= {pair[1] if isinstance(pair, tuple) else pair for pair in taken.names}
    return found


def declared(view: type[View]) -> dict[str, object]:
    """A view's fields with their types."""
    hints = typing.get_type_hints(view)
    return {field.name: hints[field.name] for field in fields(view)}


def _named(template: nodes.Expr) -> list[str]:
    """The templates that an expression may name: one, or all that begin with its fixed part."""
    if isinstance(template, nodes.Const):
        return [str(template.value)]
    fixed = next(template.find_all(nodes.Const)).value
    return [name for name in all_templates() if name.startswith(str(fixed))]


@dataclass
class Misnamer:
    """Walks a tree with the types of its names, and says where it asks a value for something that its type has not."""

    name: str

    def misses(self, node: nodes.Node, known: Types) -> Iterator[str]:
        """Each attribute that the types known here don't have."""
        if isinstance(node, nodes.Macro):
            return
        if isinstance(node, nodes.For):
            yield from self.misses(node.iter, known)
            yield from self._body(node, {**known, **self._loop(node, known)})
            return
        if isinstance(node, nodes.With):
            known = {**known, **self._with(node, known)}
        if isinstance(node, nodes.Getattr) and (owner := self.type_of(node.node, known)) and not _has(owner, node.attr):
            yield f"{self.name}:{node.lineno} {getattr(owner, '__name__', owner)} has no {node.attr}"
        for child in node.iter_child_nodes():
            yield from self.misses(child, known)

    def type_of(self, node: nodes.Node, known: Types) -> object:
        """The type of an expression as far as it is known, without None; else None."""
        if isinstance(node, nodes.Name):
            return _plain(known.get(node.name))
        if isinstance(node, nodes.Getattr):
            owner = self.type_of(node.node, known)
            return _plain(_members(owner).get(node.attr)) if owner else None
        return None

    def _with(self, node: nodes.With, known: Types) -> Types:
        pairs = zip(node.targets, node.values, strict=True)
        return {target.name: self.type_of(value, known) for target, value in pairs if isinstance(target, nodes.Name)}

    def _loop(self, node: nodes.For, known: Types) -> Types:
        kind = self.type_of(node.iter, known)
        if isinstance(node.target, nodes.Name):
            return {node.target.name: typing.get_args(kind)[0] if typing.get_origin(kind) is tuple else None}
        return {target.name: None for target in node.target.find_all(nodes.Name)}

    def _body(self, node: nodes.For, known: Types) -> Iterator[str]:
        for child in (*node.body, *node.else_, *([node.test] if node.test else [])):
            yield from self.misses(child, known)


def _plain(kind: object) -> object:
    """A type without its None."""
    if isinstance(kind, types.UnionType):
        rest = [arg for arg in typing.get_args(kind) if arg is not types.NoneType]
        return rest[0] if len(rest) == 1 else None
    return kind


def _members(kind: object) -> dict[str, object]:
    """Fields and properties of a dataclass with their types."""
    if not (isinstance(kind, type) and is_dataclass(kind)):
        return {}
    found: dict[str, object] = {name: hint for name, hint in typing.get_type_hints(kind).items() if not name.startswith("_")}
    for one in kind.__mro__:
        for name, value in vars(one).items():
            if isinstance(value, property):
                found[name] = typing.get_type_hints(value.fget).get("return")
    return found


def _has(kind: object, name: str) -> bool:
    """Whether values of this type have it; True when the type says nothing."""
    return not (isinstance(kind, type) and is_dataclass(kind)) or name in _members(kind)
