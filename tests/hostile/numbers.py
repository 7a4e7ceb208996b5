"""Documents made to lose numbers, with every construct of the dialect, and where a lost number would show."""

from __future__ import annotations

import random
import re
from collections import Counter

from app.domain.errors import Unreadable
from app.domain.text import Page
from app.markup import read_page, with_title
from app.markup.numbers import values
from tests.markup.visible import shown, typed

FRAGMENTS = [
    *("5 mg", "10", "0.5", "1,000 units", "2.5 mL/h", "1", "2", "3", "5–10 mg", "<90 mmHg", "1/2", "50%", " ", "\t", "a"),
    *("dose ", "*", "**", "_", "__", "~~", "^", "~", "`", "```", "\\", "&", "!", '"', "'", "$", "=", "+ ", "<", ">", "|"),
    *("\n", "\n", "\n\n", "\n- ", "\n1. ", "\n7) ", "\n> ", "\n# ", "\n## ", "\n    ", "\n---\n", "\n===\n", "\n```\n", "    "),
    *("|---|---|", "|1|2|3|\n", "\n| a | b |\n|---|---|\n", "+--+--+\n", "[", "]", "(", ")", "](http://a/)", "](", "]: ", "[^n]"),
    *("\n[^n]: ", "{", "}", "{#a}", "{.c}", ":::", "\n::: caution\n", '\n::: detail "', "\n:::\n", "\n!!! note\n", "\n    5 mg"),
    *("<b>", "</b>", "<br>", "<!-- ", " -->", "&nbsp;", "&#53;", "~2~", "^2^", "://", "page:a", "tel:", "{{a.b.phone}}", "{{5}}"),
    *('\n::: decision "5 mg?"\n- Yes → 10 mg\n- No: 2 mg\n:::\n', "\n::: decision\n- If 5\n  - then 6\n- else 7\n:::\n"),
    *("\n::: criteria {service=a category=1 within=30d}\n- 5 mg\n:::\n", "\n::: local {slot=a.b}\n"),
    *("\n::: audience {for=gp}\n", "\n::: red-flags\n- 90 mmHg\n", "\n~~~ 5\n10\n~~~\n", "![5 mg](asset:a-abcdefabcdef)"),
    "\n\n[a]: 5\n",
]  # fmt: skip


_PICTURE = re.compile(r'<img [^<>]*alt="([^"]*)"[^<>]*>')
_ADDRESS = re.compile(
    r"\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\]\[[^\]\n]*\]|^\[[^\]\n]+\]:[ \t]*\S+|<https?[^<>\n]*>"
    r"|\{[^{}\n]*\}|\[\^[^\]\n]*\]:?|&#?\w+;",
    re.MULTILINE,
)


def made(seed: int) -> str:
    """The document of a seed."""
    chance = random.Random(seed)
    return "".join(chance.choices(FRAGMENTS, k=chance.randint(3, 18)))


def lost(source: str, *, addresses: bool = True) -> list[str]:
    """Where numbers that were typed are missing, though no finding says so; without `addresses` those of links do not count."""
    try:
        page = read_page(source)
    except Unreadable:
        return []
    if page.lost_numbers:
        return []
    body = _without_front(source, page)
    wanted = typed(body if addresses else _ADDRESS.sub(" ", body))
    found = {
        # What a picture shows is said in its words, which stand in an attribute.
        "page": wanted - shown(_PICTURE.sub(r" \1 ", with_title(page))),
        "search text": wanted - _searched(page),
        "sections": Counter() if "".join(section.source for section in page.sections) == source else Counter(["source"]),
    }
    return [f"{place}: {dict(missing)}" for place, missing in found.items() if missing]


def _searched(page: Page) -> Counter[str]:
    return Counter(values(f"{page.title}\n" + "\n".join(f"{part.title}\n{part.text}" for part in page.sections)))


def _without_front(source: str, page: Page) -> str:
    return source[len(page.sections[0].source) :] if page.sections and page.sections[0].id == "~front" else source
