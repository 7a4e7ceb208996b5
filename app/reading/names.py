"""What people call a specialty or a service whose slug stands in a text."""

from __future__ import annotations

from app.domain.text import FRONT, TOP
from app.reading.views import Named
from app.wording import sentences, word

UNSORTED = Named("other", "Other pages")
"""The pages whose text names no specialty."""


def specialty(slug: str) -> Named:
    """A specialty, by the slug in the front matter; empty when none was given."""
    return Named(slug, sentences().get(f"specialty.{slug}", plain(slug))) if slug else UNSORTED


def service(slug: str) -> str:
    """The name of a hospital service."""
    return sentences().get(f"service.{slug}", plain(slug))


def section(slug: str, title: str) -> str:
    """What people call a section of a text."""
    return title or {FRONT: word("section.front"), TOP: word("section.top")}.get(slug, slug)


def plain(slug: str) -> str:
    """A slug as words: what people read when nobody has given a better name."""
    words = slug.replace("-", " ")
    return words[:1].upper() + words[1:]
