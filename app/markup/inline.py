"""Inline text: what of it is shown, as what, and what was typed that is not shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

from markdown_it.token import Token

from app.domain.text import Level, Link
from app.markup.attributes import Attributes
from app.markup.details import note_detail, refuse_details
from app.markup.links import OURS, Destination, destination
from app.markup.pictures import UPLOADED, picture_of
from app.markup.sheet import GAP, Sheet, fold, plain, text_token
from app.markup.syntax.references import Tail

_SHORTEST_NUMBER = 3


@dataclass(slots=True)
class Inline:
    """A paragraph's, heading's or cell's inline text, settled."""

    tokens: list[Token] = field(default_factory=list)
    """What is shown."""
    typed: list[str] = field(default_factory=list)
    """Everything that was typed, in order, but for marks without letters or numbers."""
    claimed: list[str] = field(default_factory=list)
    """What of it a reader must see, as typed, with `GAP` where something stood that is not shown."""
    attributes: Attributes | None = None
    """Those at the very end: they belong to the whole block."""
    line: int = 0

    def add(self, typed: str, claimed: str, *tokens: Token) -> None:
        """Account for something typed, what it claims to say, and what is shown of it."""
        for token in tokens:
            if typed and token.content == typed:
                token.meta["piece"] = len(self.typed)
        self.typed.append(typed)
        self.claimed.append(claimed)
        self.tokens.extend(tokens)
        self.line += typed.count("\n")


def settle(block: Token, sheet: Sheet) -> Inline:
    """Decide what the reader sees of an inline token: links that may not be links become text, images become words."""
    return _Settling(sheet, Inline(line=sheet.line(block))).run(block.children or [])


class _Settling:
    def __init__(self, sheet: Sheet, inline: Inline) -> None:
        self._sheet = sheet
        self._inline = inline
        self._open: list[tuple[Token, int]] = []
        self._rules: dict[str, Callable[[Token], None]] = {
            "link_open": self._link_open,
            "link_close": self._link_close,
            "image": self._image,
            "attributes": self._attributes,
            "local_detail": self._detail,
            "braces": self._braces,
            "footnote_ref": self._note_ref,
            "text_special": self._special,
            "softbreak": self._break,
            "hardbreak": self._break,
        }

    def run(self, children: list[Token]) -> Inline:
        for token in children:
            self._rules.get(token.type, self._text)(token)
        if children and children[-1].type == "attributes":
            self._inline.attributes = children[-1].meta["attributes"]
            _trim_end(self._inline.tokens)
        _drop_last_backslash(self._inline.tokens)
        return self._inline

    def _text(self, token: Token) -> None:
        note_detail(token, self._sheet, self._inline.line)
        self._inline.add(token.content, token.content, token)

    def _special(self, token: Token) -> None:
        # An entity is typed as one thing and read as another; an escape is read as the character behind the backslash.
        claimed = GAP if token.info == "entity" else token.markup
        # A carriage return or form feed, written as an entity, is white space to a browser too.
        self._inline.add(
            token.markup, claimed, text_token(" " if token.content.isspace() and token.content < " " else token.content)
        )

    def _break(self, token: Token) -> None:
        self._inline.add(token.content or "\n", "\n", token)
        token.content = ""

    def _attributes(self, token: Token) -> None:
        self._inline.add(token.content, GAP)

    def _detail(self, token: Token) -> None:
        note_detail(token, self._sheet, self._inline.line)
        self._inline.add(token.meta["typed"], token.content, token)

    def _braces(self, token: Token) -> None:
        note_detail(token, self._sheet, self._inline.line)
        self._inline.add(token.content, token.content, text_token(token.content))

    def _note_ref(self, token: Token) -> None:
        label = token.meta["label"]
        shown = f"[{label}]"
        reference = Token("note_ref", "", 0, content=shown, meta={"label": label})
        # A link within a link is no HTML.
        self._inline.add(f"[^{label}]", shown, text_token(shown) if self._open else reference)

    def _link_open(self, token: Token) -> None:
        self._open.append((token, len(self._inline.tokens)))
        if label := token.meta.get("label"):
            self._sheet.labels.add(label)
        self._inline.add("", "", token)

    def _link_close(self, token: Token) -> None:
        opening, at = self._open.pop()
        tail: Tail = token.meta["tail"]
        label = plain(self._inline.tokens[at:])
        href = str(opening.attrs.get("href", ""))
        goes_to = destination(href)
        refuse_details(
            f"{unquote(href)} {tail.title or opening.attrs.get('title', '')}", "A link's address", self._sheet, self._inline.line
        )
        if self._open:
            del self._inline.tokens[at]
            self._inline.add(tail.raw, GAP)
        elif goes_to is None:
            self._refuse(at, tail, label, href)
        else:
            self._link(at, token, goes_to, tail, label)

    def _refuse(self, at: int, tail: Tail, label: str, href: str) -> None:
        address = tail.target or href
        del self._inline.tokens[at]
        said = _in_brackets("" if address == label else address, tail.title)
        self._inline.add(tail.raw, said, text_token(said))
        self._sheet.find(
            "L01",
            Level.WARN,
            f"The address “{_short(address)}” can't be a link here; it is shown as text.",
            self._inline.line,
            "Link to https://…, mailto:…, tel:…, page:slug#section or request:slug.",
        )

    def _link(self, at: int, closing: Token, goes_to: Destination, tail: Tail, label: str) -> None:
        opening = self._inline.tokens[at]
        title = tail.title or str(opening.attrs.get("title", ""))
        opening.attrs = {"href": goes_to.href}
        if goes_to.scheme in {"http", "https"}:
            opening.attrs["rel"] = "noopener noreferrer"
        shown = "" if label.strip() else goes_to.href
        said = _in_brackets(_unsaid_number(goes_to, label), title)
        self._inline.add("", shown, text_token(shown), closing)
        self._inline.add(tail.raw, GAP + said, text_token(said))
        self._record(goes_to, fold(label))

    def _record(self, goes_to: Destination, label: str) -> None:
        line = self._inline.line
        if goes_to.scheme in OURS:
            self._sheet.links.append(Link(goes_to.scheme, goes_to.slug, goes_to.section, label, line))
        elif not goes_to.scheme:
            self._sheet.fragments.append((goes_to.section, line))

    def _image(self, token: Token) -> None:
        tail: Tail = token.meta["tail"]
        if label := token.meta.get("label"):
            self._sheet.labels.add(label)
        address = tail.target or str(token.attrs.get("src", ""))
        if address.startswith("data:"):
            address = "embedded"
        alternative = fold(token.content)
        if address.startswith(UPLOADED) and not self._open and self._picture(token, tail, alternative):
            return
        said = f"Image: {alternative}" if alternative else "Image"
        said += _in_brackets(address, tail.title or str(token.attrs.get("title", "")))
        opening = Token("span_open", "span", 1, attrs={"class": "image"})
        self._inline.add(f"{token.content}{tail.raw}", said, opening, text_token(said), Token("span_close", "span", -1))
        self._sheet.images.append((alternative, self._inline.line))

    def _picture(self, token: Token, tail: Tail, alternative: str) -> bool:
        """An uploaded picture is shown; False for what is no name of one."""
        picture = picture_of(str(token.attrs.get("src", "")), alternative, self._inline.line, self._sheet)
        if picture is None:
            return False
        shown = Token("picture", "img", 0, content=alternative, meta={"asset": picture.asset})
        said = _in_brackets(tail.title or str(token.attrs.get("title", "")))
        self._inline.add(f"{token.content}{tail.raw}", f"{alternative}{GAP}{said}", shown, text_token(said))
        return True


def _in_brackets(*parts: str) -> str:
    said = ", ".join(part for part in parts if part)
    return f" ({said})" if said else ""


def _unsaid_number(goes_to: Destination, label: str) -> str:
    """The telephone number of a link whose text does not say it: on paper it would be lost."""
    if goes_to.scheme != "tel":
        return ""
    number = unquote(goes_to.href.removeprefix("tel:"))
    said = _digits(label).lstrip("0")
    # Dialled from abroad it has other digits in front: +64 3 555 0100 is 03 555 0100.
    return "" if len(said) >= _SHORTEST_NUMBER and _digits(number).endswith(said) else number


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"


def _trim_end(tokens: list[Token]) -> None:
    while tokens and tokens[-1].type == "text":
        tokens[-1].content = tokens[-1].content.rstrip()
        if tokens[-1].content:
            return
        tokens.pop()


def _drop_last_backslash(tokens: list[Token]) -> None:
    """A line break that breaks nothing: it was typed before a list."""
    if tokens and tokens[-1].type == "text" and tokens[-1].content.endswith("\\"):
        tokens[-1].content = tokens[-1].content[:-1]
