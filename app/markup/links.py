"""Where links may lead: the web, post, telephone, other pages of a region, and places on the same page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote

from app.markup.ids import slug_from

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_HOST = re.compile(r"//[^/?#\s]")
_PAGE = re.compile(r"([^#?]+)(?:#([\w:.-]*))?")
_TELEPHONE = re.compile(r"\+?[0-9().%-]{3,30}")
_TEXTS = frozenset({".md", ".markdown", ".qmd"})
_FOLDER_PAGES = frozenset({"index", "readme"})

OURS = frozenset({"page", "request"})


@dataclass(frozen=True, slots=True)
class Destination:
    """An address that may become a link; `scheme` is empty for a place on the same page."""

    href: str
    scheme: str
    slug: str = ""
    section: str = ""


def destination(href: str) -> Destination | None:
    """What an address leads to; None when it may not become a link."""
    if href.startswith("#"):
        return Destination(href, "", section=unquote(href[1:])) if len(href) > 1 else None
    match = _SCHEME.fullmatch(href)
    return _absolute(match[1].lower(), match[2]) if match else _relative(href)


def _absolute(scheme: str, rest: str) -> Destination | None:
    fits = {
        "http": _HOST.match(rest),
        "https": _HOST.match(rest),
        "mailto": "@" in rest,
        "tel": _TELEPHONE.fullmatch(rest),
    }
    if scheme in OURS:
        return _page(scheme, rest)
    return Destination(f"{scheme}:{rest}", scheme) if fits.get(scheme) else None


def _page(scheme: str, rest: str) -> Destination | None:
    match = _PAGE.fullmatch(unquote(rest))
    slug = slug_from(match[1]) if match else ""
    if match is None or not slug:
        return None
    section = match[2] or ""
    return Destination(f"{scheme}:{slug}#{section}" if section else f"{scheme}:{slug}", scheme, slug, section)


def _relative(href: str) -> Destination | None:
    """A file beside this one, as imported documents link: it is the page with the slug that import gives that file."""
    address, _, section = unquote(href).partition("#")
    path = PurePosixPath(address)
    if href.startswith("//") or "?" in address or path.suffix.lower() not in _TEXTS:
        return None
    stem = path.parent.name if path.stem.lower() in _FOLDER_PAGES and path.parent.name not in {"", ".", ".."} else path.stem
    return _page("page", f"{slug_from(stem)}#{section}" if section else slug_from(stem))
