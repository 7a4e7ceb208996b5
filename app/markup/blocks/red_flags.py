"""Red flags: what must be seen before anything else. By itself it is a section of the page."""

from app.markup.blocks.named import NamedBlock

RED_FLAGS = NamedBlock("red-flags", "Red flags", heading=True)
