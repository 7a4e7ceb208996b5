"""Pages as a browser without script sees them: links to follow, forms to fill in and send."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(slots=True)
class Button:
    """A button that sends a form."""

    label: str = ""
    name: str = ""
    value: str = ""
    action: str = ""
    """Where it sends the form, when not where the form says."""


@dataclass(slots=True)
class Form:
    """A form with what stands in it."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    """Of radio buttons and selects: the values that there are."""
    buttons: list[Button] = field(default_factory=list)


class Reading(HTMLParser):
    """Takes the forms out of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._text: list[str] | None = None
        self._area = self._select = ""
        self._button: Button | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open what begins here."""
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(has.get("action", ""), has.get("method", "get").lower())
            self.forms.append(self._form)
        if self._form is not None:
            self._field(self._form, tag, has)

    def _field(self, form: Form, tag: str, has: dict[str, str]) -> None:
        name, value = has.get("name", ""), has.get("value", "")
        if tag == "input":
            self._input(form, name, value, has)
        elif tag == "textarea" and name:
            self._area, self._text = name, []
        elif tag == "select":
            self._select = name
        elif tag == "option":
            form.choices.setdefault(self._select, []).append(value)
            if "selected" in has or self._select not in form.fields:
                form.fields[self._select] = value
        elif tag == "button":
            self._button = Button("", name, value, has.get("formaction", ""))
            form.buttons.append(self._button)

    def _input(self, form: Form, name: str, value: str, has: dict[str, str]) -> None:
        if has.get("type") == "radio":
            form.choices.setdefault(name, []).append(value)
        if name and (has.get("type") != "radio" or "checked" in has):
            form.fields[name] = value

    def handle_endtag(self, tag: str) -> None:
        """Close it."""
        if tag == "form":
            self._form = None
        elif tag == "button":
            self._button = None
        elif tag == "textarea" and self._form is not None and self._text is not None:
            self._form.fields[self._area] = "".join(self._text).removeprefix("\n")  # as browsers do
            self._text = None

    def handle_data(self, data: str) -> None:
        """What stands between the tags."""
        if self._text is not None:
            self._text.append(data)
        if self._button is not None:
            self._button.label += data


def forms_in(html: str) -> list[Form]:
    """The forms of a page, in order."""
    reading = Reading()
    reading.feed(html)
    return reading.forms


def text_of(html: str) -> str:
    """What a page says, white space folded."""
    parts: list[str] = []

    class Words(HTMLParser):
        def handle_data(self, data: str) -> None:
            parts.append(data)

    Words().feed(html)
    return " ".join(" ".join(parts).split())
