"""A local part: each region fills its slot with its own; what stands here is what readers get until then."""

from app.markup.blocks.named import NamedBlock, Said, named
from app.markup.blocks.opening import Opening
from app.markup.syntax.details import is_key

_WRITE = "Write {slot=cardiology.anticoagulation-clinic}: lower-case letters, digits and hyphens, with a full stop between."
_YES_NO = {"yes": "yes", "no": ""}


def slot(value: str) -> Said:
    """The name of the slot, an address: its digits claim nothing. Readers are told what it is about."""
    if not is_key(value):
        return Said(f"slot {value}", value, f"“{value}” is no name of a slot. {_WRITE}")
    return Said(named(value.rsplit(".", 1)[-1]), stands_in=True, data=value)


def required(value: str) -> Said:
    """Whether a region that localises the page must fill it; it says nothing to readers."""
    if value not in _YES_NO:
        return Said(f"required {value}", value, "Behind “required” stands yes or no.")
    return Said("", data=_YES_NO[value])


def _lacks(opening: Opening) -> str:
    return "" if opening.value("slot") else f"This local part does not say which slot it is. {_WRITE}"


LOCAL = NamedBlock("local", "In your area", (("slot", slot), ("required", required)), lacks=_lacks)
