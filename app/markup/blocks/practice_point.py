"""A practice point: advice from experience."""

from app.markup.blocks.named import NamedBlock

PRACTICE_POINT = NamedBlock("practice-point", "Practice point")
