"""How to refer: where, by which form, the wait, who pays, whom to ask; each line begins with its word."""

from app.markup.blocks.criteria import service
from app.markup.blocks.named import NamedBlock

REFER = NamedBlock("refer", "Referring", (("service", service),))
