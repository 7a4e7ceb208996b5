"""A part for some readers: it says for whom, and everybody can read it."""

from app.markup.blocks.named import NamedBlock, Said
from app.markup.blocks.opening import Opening


def audience(value: str) -> Said:
    """For whom, as written."""
    return Said(value, value)


def _lacks(opening: Opening) -> str:
    return "" if opening.value("for") or opening.title else "This part does not say for whom it is. Write {for=pharmacists}."


AUDIENCE = NamedBlock("audience", "For", (("for", audience),), lacks=_lacks)
