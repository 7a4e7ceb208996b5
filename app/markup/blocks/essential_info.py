"""Essential information: without it a request is declined."""

from app.markup.blocks.criteria import service
from app.markup.blocks.named import NamedBlock

ESSENTIAL_INFO = NamedBlock("essential-info", "Essential information", (("service", service),))
