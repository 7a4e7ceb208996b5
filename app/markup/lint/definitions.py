"""M03: link definitions. What is written as `[word]: something` is no text."""

from __future__ import annotations

import re

from markdown_it.token import Token

from app.domain.numbers import numbers_in
from app.domain.text import Level
from app.markup.sheet import Sheet

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|.*[/#]|[^\s]+\.[A-Za-z]{2,8}$")


def definition(token: Token, sheet: Sheet) -> None:
    """A definition that looks like a sentence or a dose, or that nothing uses."""
    label, target = token.meta["label"], token.meta["url"]
    used = token.meta["id"] in sheet.labels and not token.meta.get("again")
    line = sheet.line(token)
    fix = rf"If it is text, write \[{label}]: {target}"
    if not _ADDRESS.match(target) or any(number.unit for number in (*numbers_in(label), *numbers_in(target))):
        sheet.find("M03", Level.ERROR, f"“[{label}]: {target}” is read as the address of a link, not as text.", line, fix)
    elif not used:
        message = f"Nothing links to [{label}]; its address is shown as text."
        sheet.find("M03", Level.WARN, message, line, f"Write [{label}] where it belongs, or delete it.")
