"""What a search found, on a terminal and for programs."""

from __future__ import annotations

import json

from app.search.results import Hit, Results


def found_as_text(found: Results) -> str:
    """A page a line, with its section and what matched beneath."""
    lines = [f"Showing results for “{found.corrected}”."] if found.corrected else []
    for number, hit in enumerate(found.hits, 1):
        section = f" › {hit.section.title}" if hit.section else ""
        mark = f" (from {hit.region})" if hit.from_upstream else ""
        lines += [f"{number}. {hit.title}{section}{mark}  /{hit.slug}", f"   {hit.snippet.text}".rstrip()]
    lines += [f"Withdrawn: {stone.title}. {stone.reason}" for stone in found.withdrawn]
    if found.unavailable:
        lines.append("The search index is being made; these pages were found by their titles alone.")
    return "\n".join(lines or [f"Nothing found for “{found.query}”."])


def found_as_json(found: Results) -> str:
    """The same members as the API's answer."""
    members = {
        "query": found.query,
        "corrected": found.corrected,
        "total": found.total,
        "results": [_members(hit) for hit in found.hits],
        "withdrawn": [{"slug": stone.slug, "title": stone.title, "reason": stone.reason} for stone in found.withdrawn],
        "unavailable": found.unavailable,
    }
    return json.dumps(members, ensure_ascii=False, indent=1)


def _members(hit: Hit) -> dict[str, object]:
    section = {"id": hit.section.id, "title": hit.section.title} if hit.section else None
    return {
        "slug": hit.slug,
        "title": hit.title,
        "kind": hit.kind,
        "region": hit.region,
        "section": section,
        "snippet": hit.snippet.text,
        "score": hit.score,
    }
