"""Emergency: whom to ring at once."""

from app.markup.blocks.criteria import service
from app.markup.blocks.named import NamedBlock

EMERGENCY = NamedBlock("emergency", "Emergency", (("service", service),))
