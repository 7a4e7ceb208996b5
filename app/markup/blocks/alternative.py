"""An alternative in the community to admission."""

from app.markup.blocks.criteria import service
from app.markup.blocks.named import NamedBlock

ALTERNATIVE = NamedBlock("alternative", "Community alternative", (("service", service),))
