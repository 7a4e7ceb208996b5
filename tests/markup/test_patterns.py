"""Every regular expression of the parser takes time in proportion to the text, whatever the text."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest

import app.markup

PIECES = [
    *"a1 .,-|:{#[]<>*_`~=+\"'\n\t/&;^!?%@xmg",
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
]
SIZE = 50_000


class Used(NamedTuple):
    """A pattern, and whether it is looked for anywhere in a text or only at a given place."""

    pattern: re.Pattern[str]
    anywhere: bool


def patterns() -> dict[str, Used]:
    """Module and name → pattern, for all that stand in modules of `app.markup`."""
    modules = [importlib.import_module(info.name) for info in pkgutil.walk_packages(app.markup.__path__, "app.markup.")]
    code = "\n".join(Path(str(module.__file__)).read_text(encoding="utf-8") for module in modules)
    return {
        f"{module.__name__}.{name}": Used(
            value, re.search(rf"\b{name}\.(?:search|finditer|findall|sub|split)\(", code) is not None
        )
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, re.Pattern) and isinstance(value.pattern, str)
    }


def test_there_are_patterns() -> None:
    assert len(patterns()) > 25


@pytest.mark.parametrize("name", patterns())
def test_a_pattern_is_linear(name: str) -> None:
    pattern, anywhere = patterns()[name]
    for piece, end in product(PIECES, ["", "!", "\n"]):
        text = (piece * SIZE)[:SIZE] + end
        started = time.process_time()
        pattern.match(text)
        pattern.fullmatch(text)
        if anywhere:
            sum(1 for _ in pattern.finditer(text))
        assert time.process_time() - started < 1, piece
