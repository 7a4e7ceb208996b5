"""The allow-list. Our own renderer writes nothing else, so a text that sanitising changes is a fault, and is treated as one."""

from __future__ import annotations

import nh3

_BOXES = {
    "box",
    "red-flags",
    "practice-point",
    "caution",
    "detail",
    "criteria",
    "refer",
    "essential-info",
    "additional-info",
    "emergency",
    "alternative",
    "local",
    "audience",
    "decision",
}

_KEYS = {"data-slot", "data-required", "data-effective", "data-until"}
"""What keys of a named block say to programs."""

_ATTRIBUTES = {
    "*": {"id", "data-block"},
    "a": {"href", "rel", "aria-label"},
    "section": {"data-section"},
    "div": {"role", "aria-label", "tabindex", *_KEYS},
    "span": {"data-detail"},
    "details": {"open", *_KEYS},
    "img": {"data-asset", "alt"},
    "ol": {"start"},
    "li": {"value"},
    "th": {"scope"},
}

_CLASSES = {
    "div": {*_BOXES, "table"},
    "section": _BOXES,
    "details": _BOXES,
    "p": {"box-label"},
    "span": {"image", "note-label", "local-detail"},
    "sup": {"note-ref"},
    "a": {"note-back"},
    "ul": {"notes"},
    "th": {"left", "right", "center"},
    "td": {"left", "right", "center"},
    "pre": {"grid"},
}

_TAGS = set(
    "a blockquote br code details div em h2 h3 h4 h5 h6 hr img li ol p pre s section span strong sub summary sup"
    " table tbody td th thead tr ul".split()
)


def _on_this_page(url: str) -> str | None:
    return url if url.startswith("#") else None


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    allowed_classes=_CLASSES,
    url_schemes={"http", "https", "mailto", "tel", "page", "request"},
    url_relative=_on_this_page,
    link_rel=None,
    strip_comments=True,
)

_MARKED = {"is-added", "is-removed", "is-moved"}
_CLASSES_OF_MARKS = {tag: _CLASSES.get(tag, set()) | _MARKED for tag in _TAGS} | {
    "a": _CLASSES["a"] | {"change-mark"},
    "span": _CLASSES["span"] | {"unseen", "hidden-mark", "change-note"},
    "details": _CLASSES["details"] | _MARKED | {"unchanged"},
}

_MARKS_CLEANER = nh3.Cleaner(
    tags=_TAGS | {"ins", "del"},
    attributes=_ATTRIBUTES,
    allowed_classes=_CLASSES_OF_MARKS,
    url_schemes={"http", "https", "mailto", "tel", "page", "request"},
    url_relative=_on_this_page,
    link_rel=None,
    strip_comments=True,
)


def sanitise(html: str) -> str:
    """The HTML with everything removed that is not allowed; text that is safe comes back unchanged."""
    return _CLEANER.clean(html)


def sanitise_marked(html: str) -> str:
    """The same for a page that shows what changed in it: with marks for what was added, removed and moved."""
    return _MARKS_CLEANER.clean(html)
