"""The named blocks, one file each; a new one is added here."""

from __future__ import annotations

from difflib import get_close_matches

from app.markup.blocks.additional_info import ADDITIONAL_INFO
from app.markup.blocks.alternative import ALTERNATIVE
from app.markup.blocks.audience import AUDIENCE
from app.markup.blocks.caution import CAUTION
from app.markup.blocks.criteria import CRITERIA
from app.markup.blocks.decision import DECISION
from app.markup.blocks.detail import DETAIL
from app.markup.blocks.emergency import EMERGENCY
from app.markup.blocks.essential_info import ESSENTIAL_INFO
from app.markup.blocks.local import LOCAL
from app.markup.blocks.named import NamedBlock, named
from app.markup.blocks.opening import Opening
from app.markup.blocks.practice_point import PRACTICE_POINT
from app.markup.blocks.red_flags import RED_FLAGS
from app.markup.blocks.refer import REFER
from app.markup.ids import slug_from

_LIKENESS = 0.85

BLOCKS = {
    block.name: block
    for block in (
        RED_FLAGS,
        PRACTICE_POINT,
        CAUTION,
        DETAIL,
        CRITERIA,
        REFER,
        ESSENTIAL_INFO,
        ADDITIONAL_INFO,
        EMERGENCY,
        ALTERNATIVE,
        LOCAL,
        AUDIENCE,
        DECISION,
    )
}


def probably_meant(opening: Opening) -> str:
    """The name of the block that a name like this one was meant for: “red_flags”, “red flags”; empty when none is like it."""
    second = slug_from(opening.title).partition("-")[0]
    for name in (opening.name.replace("_", "-"), f"{opening.name}-{second}"):
        if close := get_close_matches(name, BLOCKS, 1, _LIKENESS):
            return close[0]
    return ""


def block_named(name: str) -> NamedBlock:
    """The block of this name; for a name that means nothing here a neutral box that shows it."""
    return BLOCKS.get(name) or NamedBlock("", named(name))
