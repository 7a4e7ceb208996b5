"""A caution: what can do harm."""

from app.markup.blocks.named import NamedBlock

CAUTION = NamedBlock("caution", "Caution")
