"""What people call a specialty or a service whose slug stands in a text."""

from __future__ import annotations

from app.reading.views import Named
from app.wording import sentences

UNSORTED = Named("other", "Other pages")
"""The pages whose text names no specialty."""


def specialty(slug: str) -> Named:
    """A specialty, by the slug in the front matter; empty when none was given."""
    return Named(slug, _name("specialty", slug)) if slug else UNSORTED


def service(slug: str) -> str:
    """The name of a hospital service."""
    return _name("service", slug)


def _name(sort: str, slug: str) -> str:
    plain = slug.replace("-", " ")
    return sentences().get(f"{sort}.{slug}", plain[:1].upper() + plain[1:])
