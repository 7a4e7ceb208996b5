"""YAML 1.2 as nodes, without its dangerous parts.

Values stay as written (`no` is a text, `1.10` keeps its nought), and the line of each is known.
"""

from __future__ import annotations

import re

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from app.domain.errors import Unreadable
from app.markup.source import UNREADABLE, split_lines

LIMIT_DEPTH = 20

_STEPS_DOWN = re.compile(r"\s*(?:-\s+){10}")
_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in "str int float bool null timestamp seq map merge".split())


def compose(yaml: str) -> Node | None:
    """The root node; None for no YAML at all.

    Raises `Unreadable`, with line and remedy, for what is no YAML or has anchors, aliases, tags or too much nesting.
    """
    _refuse_deep(yaml)
    try:
        node: Node | None = YAML(typ="safe", pure=True).compose(yaml)
    except RecursionError:
        raise unreadable("It is nested too deeply. Make it flat", 1) from None
    except MarkedYAMLError as error:
        raise _not_yaml(error) from None
    except (YAMLError, ValueError) as error:
        raise unreadable(f"It is not valid YAML ({error}). Correct it", 1) from None
    if node is not None:
        _refuse_clever(node)
    return node


def _refuse_deep(yaml: str) -> None:
    depth = 0
    for number, line in enumerate(split_lines(yaml)):
        depth += line.count("[") + line.count("{") - line.count("]") - line.count("}")
        if max(depth, line.count("[["), line.count("{{")) > LIMIT_DEPTH or _STEPS_DOWN.match(line):
            raise unreadable("It is nested too deeply. Make it flat", number)


def _refuse_clever(root: Node) -> None:
    nodes = [root]
    while nodes:
        node = nodes.pop()
        if node.anchor:
            raise unreadable("It uses an anchor (&) or alias (*). Write the value out", node.start_mark.line)
        if node.tag not in _TAGS:
            raise unreadable("It uses a tag (!). Write the plain value", node.start_mark.line)
        if isinstance(node, ScalarNode) and UNREADABLE.search(str(node.value)):
            raise unreadable("It holds a control character, written as an escape. Write plain text", node.start_mark.line)
        if isinstance(node, MappingNode):
            nodes += [part for pair in node.value for part in pair]
        elif isinstance(node, SequenceNode):
            nodes += node.value


def _not_yaml(error: MarkedYAMLError) -> Unreadable:
    said = error.problem or error.context or "it makes no sense"
    # What is never closed is found missing at the end; the place to mend is where it was opened.
    mark = error.context_mark if "stream" in said and error.context_mark else error.problem_mark or error.context_mark
    return unreadable(
        f"It is not valid YAML ({said}). Quote values that hold a colon, and close what you open", mark.line if mark else 0
    )


def unreadable(what: str, line: int) -> Unreadable:
    """The refusal of this front matter. `line` is 0-based within the YAML, which itself starts on line 2."""
    return Unreadable(f"The front matter can't be read (line {line + 2}). {what}.", line=line + 2)


def is_null(node: Node) -> bool:
    """Whether nothing is written, or `null` or `~`."""
    return bool(node.tag == "tag:yaml.org,2002:null")


def scalar(node: Node | None) -> str:
    """The text of a scalar as written; empty for nothing and for what is no scalar."""
    if not isinstance(node, ScalarNode) or is_null(node):
        return ""
    return " ".join(str(node.value).split())


def scalars(node: Node | None) -> tuple[str, ...] | None:
    """The texts of a list, or of one text with commas; None when it is neither."""
    if node is None or is_null(node):
        return ()
    if isinstance(node, ScalarNode):
        return tuple(part.strip() for part in scalar(node).split(",") if part.strip())
    if isinstance(node, SequenceNode) and all(isinstance(item, ScalarNode) for item in node.value):
        return tuple(text for item in node.value if (text := scalar(item)))
    return None


def as_written(node: Node) -> str:
    """The characters of a value."""
    source: str = node.start_mark.buffer
    return source[node.start_mark.index : node.end_mark.index].strip()
