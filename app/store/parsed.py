"""A parsed page as JSON and back: stored beside the source it was made from."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from app.domain.text import (
    Block,
    Criteria,
    Detail,
    Edit,
    Finding,
    FrontMatter,
    Heading,
    Kind,
    Level,
    Link,
    Number,
    Page,
    Picture,
    Section,
    Slot,
)


def page_to_json(page: Page) -> str:
    """The page as one JSON text."""
    return json.dumps(asdict(page), ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=16)
def page_from_json(text: str) -> Page:
    """The page that `page_to_json` wrote; equal to it in every member.

    The last few are remembered: one act asks for the same text several times, and nobody can change what it gets.
    """
    members: dict[str, Any] = json.loads(text)
    return Page(
        front=_front(members["front"]),
        title=members["title"],
        sections=tuple(Section(**_tuples(section)) for section in members["sections"]),
        blocks=tuple(Block(**block) for block in members["blocks"]),
        outline=tuple(Heading(**heading) for heading in members["outline"]),
        links=tuple(Link(**link) for link in members["links"]),
        numbers=tuple(Number(**number) for number in members["numbers"]),
        html=members["html"],
        text=members["text"],
        findings=tuple(map(_finding, members["findings"])),
        # Pages that an older dialect made know nothing of these.
        details=tuple(Detail(**detail) for detail in members.get("details", ())),
        criteria=tuple(Criteria(**_tuples(criteria)) for criteria in members.get("criteria", ())),
        pictures=tuple(Picture(**picture) for picture in members.get("pictures", ())),
        slots=tuple(Slot(**slot) for slot in members.get("slots", ())),
        dialect=members["dialect"],
    )


def _front(members: dict[str, Any]) -> FrontMatter:
    codes = tuple((system, tuple(codes)) for system, codes in members["codes"])
    other = tuple((key, value) for key, value in members["other"])
    return FrontMatter(**(_tuples(members) | {"kind": Kind(members["kind"]), "codes": codes, "other": other}))


def _finding(members: dict[str, Any]) -> Finding:
    edit = members.get("edit")
    return Finding(**(members | {"level": Level(members["level"]), "edit": Edit(**edit) if edit else None}))


def _tuples(members: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in members.items()}
