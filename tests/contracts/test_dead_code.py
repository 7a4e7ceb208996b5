"""Nothing in `app/` is there for nobody: every function, class and method is used by the product itself, not only by a test."""

from __future__ import annotations

import re
from pathlib import Path

from vulture import Vulture

from app.settings import ROOT

CALLED_FROM_OUTSIDE = ["@*.get", "@*.post", "@*.put", "@*.delete", "@*.api_route", "@*.listens_for"]
"""Decorators whose function a framework calls."""
CALLED_BY_NAME = [
    "main", "create_app", "web_process", "__call__", "emit", "format", "validateLink", "handle_data", "handle_startendtag",
    "load_dialect_impl", "process_bind_param", "process_result_value", "_commit_toc", "open_file", "postings_writer",
]  # fmt: skip
"""The console script, the server's factory, and methods that a base class of SQLAlchemy, Whoosh or another library calls."""
COUNTED = {"function", "class", "method", "property", "import", "unreachable_code"}
"""Fields, columns and members of enumerations are not: they are named by templates, rows and JSON."""


def words_of_templates() -> set[str]:
    """Every name that a template may call or read."""
    files = [path for path in (ROOT / "templates").rglob("*") if path.is_file()]
    return {word for path in files for word in re.findall(r"[A-Za-z_]\w*", path.read_text(encoding="utf-8"))}


def unused() -> list[str]:
    """Each unused piece of the product: file, line, kind and name."""
    vulture = Vulture(ignore_decorators=CALLED_FROM_OUTSIDE, ignore_names=CALLED_BY_NAME)
    users = [str(ROOT / name) for name in ("app", "benchmarks", "migrations") if (ROOT / name).is_dir()]
    vulture.scavenge(users, exclude=["*/node_modules/*"])
    vulture.used_names |= words_of_templates()
    return [
        f"{Path(item.filename).relative_to(ROOT)}:{item.first_lineno} {item.typ} {item.name}"
        for item in vulture.get_unused_code(min_confidence=60)
        if item.typ in COUNTED and Path(item.filename).is_relative_to(ROOT / "app")
    ]


def test_nothing_in_the_product_is_unused() -> None:
    found = unused()
    assert not found, "\n".join(["used by nothing in app/, templates/, benchmarks/ or migrations/:", *found])
