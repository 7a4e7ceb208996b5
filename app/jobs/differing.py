"""What changed from one file to another, for people and for programs: for patients first, then in blocks."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

from app.domain.correction import in_words
from app.domain.difference.blocks import page_difference
from app.domain.safety import SafetyChange, safety_difference, telling
from app.jobs.linting import read
from app.markup.worker import Renderer


@dataclass(frozen=True, slots=True)
class Difference:
    """From one text to another."""

    safety: tuple[SafetyChange, ...]
    titles: dict[str, str]
    """Id → title of the sections that it names; of those that have one."""
    blocks: dict[str, int]
    """How many blocks were added, removed, changed, moved; none that is 0."""
    fields: int
    """How many entries of the front matter differ."""


def difference(old: Path, new: Path, renderer: Renderer) -> Difference:
    """Compare two files. Raises `Unreadable` for one that can't be read, and `TooSlow` for a text that takes too long."""
    before = read(old, renderer)
    after = read(new, renderer, parent=before.blocks)
    found = page_difference(before, after)
    safety = safety_difference(before, after)
    named = {change.section for change in safety}
    titles = {section.id: section.title for page in (before, after) for section in page.sections if section.id in named}
    counts = Counter(block.what.value for block in found.blocks)
    return Difference(
        safety, {key: title for key, title in titles.items() if title}, dict(sorted(counts.items())), len(found.fields)
    )


def as_text(found: Difference) -> str:
    """A line for each change that may matter to a patient, with where it stands; then how much changed."""
    lines = [_line(change, found.titles.get(change.section, "")) for change in telling(found.safety)]
    summed = lines or ["Nothing changes for patients."]
    told = [_count(number, "block", what) for what, number in found.blocks.items()]
    told += [_count(found.fields, "entry", "of the front matter changed")] if found.fields else []
    return "\n".join([*summed, ", ".join(told) or "No block differs."])


def as_json(found: Difference) -> str:
    """The same as one JSON text."""
    return json.dumps(asdict(found), ensure_ascii=False, indent=1)


def _line(change: SafetyChange, title: str) -> str:
    said = in_words(change)
    return f"Under “{title}”: {said}" if title else said[:1].upper() + said[1:]


def _count(number: int, name: str, what: str) -> str:
    many = {"entry": "entries"}.get(name, f"{name}s")
    return f"{number:,} {name if number == 1 else many} {what}"
