"""Key → sentence. What people read for a status, a role, an act or a refusal stands in `templates/wording/`, not in the code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "templates" / "wording"


def word(key: str, **values: object) -> str:
    """The sentence for a dotted key, with `{name}` places filled.

    A key whose entry is a table with `one` and `other` is a plural: `n` chooses, and fills `{n}` with thousands set apart.
    Raises `KeyError` naming the key, or the value that is missing.
    """
    entry = sentences()[key] if key in sentences() else _plural(key, values)
    places = {**values, "n": f"{values['n']:,}"} if isinstance(values.get("n"), int) else values
    return entry.format_map(places)


@cache
def sentences(language: str = "en") -> Mapping[str, str]:
    """All sentences of a language by dotted key; plurals as `key.one` and `key.other`."""
    with (FOLDER / f"{language}.toml").open("rb") as file:
        return dict(_flat(tomllib.load(file), ""))


def _plural(key: str, values: Mapping[str, object]) -> str:
    form = f"{key}.one" if values.get("n") == 1 else f"{key}.other"
    if form not in sentences():
        raise KeyError(f"No wording for {key!r}")
    return sentences()[form]


def _flat(table: Mapping[str, object], prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in table.items():
        if isinstance(value, Mapping):
            found += _flat(value, f"{prefix}{name}.")
        else:
            found.append((f"{prefix}{name}", str(value)))
    return found
