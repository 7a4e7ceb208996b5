"""Additional information: helps the service, if there is any."""

from app.markup.blocks.criteria import service
from app.markup.blocks.named import NamedBlock

ADDITIONAL_INFO = NamedBlock("additional-info", "Additional information", (("service", service),))
