"""Every regular expression of the product takes time in proportion to the text, whatever the text."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from itertools import permutations, product
from pathlib import Path
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import NamedTuple

import pytest

import app

PIECES = [
    *"a1 .,-|:{#[]<>*_`~=+\"'\n\t/&;^!?%@xmg",
    *(
        "a ",
        "1.",
        "1,",
        "{#",
        "{.a ",
        "a=",
        "<a",
        "</",
        "<!",
        "&#",
        "|-",
        "| ",
        ": ",
        "- ",
        "5 m",
        "5 mg ",
        "{{",
        "}}",
        "{{a.",
        "[^",
    ),
]
SIZE = 50_000
ONCE = frozenset({"app.settings", "app.commands", "app.web.assets", "app.search.asked"})
"""What reads only what the installation itself writes, or at most 800 characters of a query."""
SAMPLES = {
    code.CATEGORY_DIGIT: "1", code.CATEGORY_SPACE: " ", code.CATEGORY_WORD: "a",
    code.CATEGORY_NOT_DIGIT: "a", code.CATEGORY_NOT_SPACE: "a", code.CATEGORY_NOT_WORD: "-",
}  # fmt: skip


class Used(NamedTuple):
    """A pattern, and whether it is looked for anywhere in a text or only at a given place."""

    pattern: re.Pattern[str]
    anywhere: bool


def patterns() -> dict[str, Used]:
    """Where → pattern, for all that stand in modules of the product, by a name or within a function."""
    names = [info.name for info in pkgutil.walk_packages(app.__path__, "app.") if info.name != "app.__main__"]
    modules = [importlib.import_module(name) for name in names if not name.startswith(tuple(ONCE))]
    found: dict[str, Used] = {}
    sources = {module.__name__: Path(str(module.__file__)).read_text(encoding="utf-8") for module in modules}
    everything = "\n".join(sources.values())
    for module in modules:
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                seen_by = sources[module.__name__] if name.startswith("_") else everything
                used = re.search(rf"\b{name}\.(?:search|finditer|findall|sub|subn|split|scanner)\b", seen_by)
                found[f"{module.__name__}.{name}"] = Used(value, used is not None)
        found |= _inline(module.__name__, sources[module.__name__])
    return found


def _inline(module: str, source: str) -> dict[str, Used]:
    """Patterns that are written where they are used: `re.sub(r"…", …)`."""
    found: dict[str, Used] = {}
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        first = node.args[0]
        of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
        if of_re and isinstance(first, ast.Constant) and isinstance(first.value, str):
            anywhere = node.func.attr in {"search", "finditer", "findall", "sub", "subn", "split"}
            found[f"{module}:{node.lineno}"] = Used(re.compile(first.value), anywhere)
    return found


PATTERNS = patterns()


def of_its_own(pattern: str) -> list[str]:
    """Pieces made of what the pattern itself is made of."""
    letters = list(dict.fromkeys(_letters(parser.parse(pattern))))[:4]
    return [*letters, *map("".join, permutations(letters, 2))]


def _letters(parsed: object) -> Iterator[str]:
    for item in parsed if isinstance(parsed, parser.SubPattern | list | tuple) else ():
        if isinstance(item, tuple) and len(item) == 2 and item[0] is code.LITERAL:
            yield chr(item[1])
        elif isinstance(item, tuple) and len(item) == 2 and item[0] is code.RANGE:
            yield chr(item[1][0])
        elif isinstance(item, tuple) and len(item) == 2 and item[0] is code.CATEGORY:
            yield SAMPLES[item[1]]
        elif isinstance(item, parser.SubPattern | list | tuple):
            yield from _letters(item)


def test_there_are_patterns() -> None:
    assert len(PATTERNS) > 60
    assert set(of_its_own(r"(?:a|\d)+[x-z]")) >= {"a", "1", "x", "a1", "1x"}


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_is_linear(name: str) -> None:
    pattern, anywhere = PATTERNS[name]
    slowest = (0.0, "")
    for piece, end in product(dict.fromkeys([*PIECES, *of_its_own(pattern.pattern)]), ["\x00"]):
        text = (piece * SIZE)[:SIZE] + end
        started = time.process_time()
        pattern.match(text)
        pattern.fullmatch(text)
        if anywhere:
            sum(1 for _ in pattern.finditer(text))
        slowest = max(slowest, (time.process_time() - started, piece))
        assert slowest[0] < 1, slowest


def test_a_pattern_that_is_not_linear_is_found() -> None:
    bad = re.compile(r"(a+)+b")
    started = time.process_time()
    bad.match("a" * 22)
    assert "a" in of_its_own(bad.pattern) and time.process_time() - started > 0.01
