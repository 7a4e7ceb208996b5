"""Attacks as strings, and the places of a text where somebody could write them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

OURS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "<svg/onload=alert(3)>",
    "<iframe srcdoc='<script>parent.alert(4)</script>'></iframe>",
    "</section></main></body></html><script>alert(5)</script>",
    "</textarea></pre></title></noscript></template><img src=x onerror=alert(6)>",
    "<details open ontoggle=alert(7)>x",
    "<input autofocus onfocus=alert(8)>",
    "<video><source onerror=alert(9)></video>",
    "<body onload=alert(10)>",
    "<object data='data:text/html,<script>alert(11)</script>'></object>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(12)>",
    "<a href=\"javascript:alert(13)\">x</a>",
    "javascript:alert(14)",
    "JaVa\tScRiPt:alert(15)",
    "&#106;avascript&colon;alert(16)",
    "\x1bjavascript:alert(17)",
    "data:text/html,<script>alert(18)</script>",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='alert(19)'/>",
    "vbscript:msgbox(20)",
    "//evil.example/x.js",
    "https:/\\evil.example",
    "http://evil.example/x.png",
    '" onmouseover="alert(21)" x="',
    "' onfocus='alert(22)' tabindex='0",
    '"><img src=x onerror=alert(23)>',
    "x` onclick=`alert(24)",
    "<base href='//evil.example/'>",
    "<meta http-equiv=refresh content='0;url=//evil.example/'>",
    "<form action=//evil.example/><button>x</button></form>",
    "<style>@import '//evil.example/x.css'; *{background:url(//evil.example/y)}</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<div style='position:fixed;inset:0;background:url(//evil.example/z)'>x</div>",
    "<p hx-get='//evil.example/' hx-trigger=load>x</p>",
    "<p hx-on:load='alert(25)' data-hx-on-click='alert(26)'>x</p>",
    "{{constructor.constructor('alert(27)')()}}",
    "${alert(28)} #{alert(29)} {%alert(30)%} {{7*7}}",
    "]]><script>alert(31)</script><![CDATA[",
    "<!--><img src=x onerror=alert(32)>-->",
    "<?xml-stylesheet href='javascript:alert(33)'?>",
    "<noscript><p title='</noscript><img src=x onerror=alert(34)>'>",
    "\ufeff<script>alert(35)</script>",
    "\u202e<script>alert(36)</script>\u202c",
    "＜script＞alert(37)＜/script＞",
    "<a id=outline name=forms>x</a><img name=cookie>",
    "<svg><animate onbegin=alert(38) attributeName=x dur=1s>",
    "<xss onpointerrawupdate=alert(39) onanimationend=alert(40) style=animation:x>x",
    "%3Cscript%3Ealert(41)%3C/script%3E",
    "\\u003cscript\\u003ealert(42)\\u003c/script\\u003e",
    "\r\nSet-Cookie: a=b\r\n\r\n<script>alert(43)</script>",
)  # fmt: skip
"""Of our own making: one for each way in that we know of."""

CONTEXTS = {
    "body": "§",
    "heading": "## §",
    "item": "- §\n  1. §",
    "quotation": "> §",
    "link text": "[§](https://a.example/)",
    "destination": "[a](§)",
    "destination in angles": "[a](<§>)",
    "page link": "[a](page:§#§) and [b](request:§)",
    "link title": '[a](https://a.example "§")',
    "picture": "![a](§)",
    "picture's words": "![§](a.png)",
    "picture's title": "![a](a.png '§')",
    "asset": "![§](asset:§)",
    "fence": "```§\na\n```",
    "in a fence": "~~~ html\n§\n~~~",
    "indented": "    §",
    "code": "`§`",
    "table": "| a | § |\n|---|:-:|\n| § | b |",
    "grid": "+---+\n| § |\n+---+",
    "definition": "[§]\n\n[§]: § '§'",
    "autolink": "<§>",
    "footnote": "a[^§]\n\n[^§]: §",
    "attributes": "a {#§ .§ title=§ §=1}",
    "block name": "::: §\na\n:::",
    "block title": '::: detail "§"\n§\n:::',
    "block attributes": "::: criteria {service=§ category=§ within=§ effective=§ title='§'}\n- §\n:::",
    "block in braces": "::: {.caution title='§' #§}\na\n:::",
    "indented block": '!!! note "§"\n    §',
    "decision": "::: decision \"§\"\n- If §\n  - then §\n- else §\n:::",
    "audience": "::: audience {for=§}\n§\n:::",
    "local": "::: local {slot=§}\n§\n:::",
    "detail": "a {{§}} {{cardiology.§.phone}} b",
    "entity": "&#x§; &§;",
}  # fmt: skip
"""Where in a text; § is what was written there."""


def in_context(context: str, payload: str) -> str:
    """A piece of text with the payload written there."""
    return CONTEXTS[context].replace("§", payload)


def titled(payload: str, text: str) -> str:
    """A text with the payload as its title."""
    return f"---\ntitle: {_quoted(payload)}\n---\n\n{text}\n"


def fronted(payloads: Sequence[str]) -> str:
    """The beginning of a text with the payloads in everything else that may stand before a text."""
    listed = ", ".join(map(_quoted, payloads))
    others = "".join(f"note-{number}: {_quoted(payload)}\n{_quoted(payload)}: a\n" for number, payload in enumerate(payloads))
    return (
        f"---\ntitle: Fronted\nsynonyms: [{listed}]\nspecialty: {_quoted(payloads[0])}\nservices: [{listed}]\n"
        f"patient_page: {_quoted(payloads[0])}\ncodes: {{icpc-2: [{listed}]}}\n{others}---\n\nharmless words\n"
    )


def _quoted(payload: str) -> str:
    return "'" + " ".join(payload.split()).replace("'", "''") + "'"


def of_others(data: Path) -> tuple[str, ...]:
    """The collections of `data/security`, each payload once, blank ones left out."""
    found: list[str] = []
    for name in ("dompurify_fixtures.json", "owasp_xss_evasion.json", "blns.json"):
        read = json.loads((data / "security" / name).read_text(encoding="utf-8"))
        listed = read["payloads"] if isinstance(read, dict) else read
        found += [item if isinstance(item, str) else item["payload"] for item in listed]
    return tuple(dict.fromkeys(payload for payload in found if payload.strip()))


def batches(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """The items, some at a time."""
    return (items[start : start + size] for start in range(0, len(items), size))


def text_of(pieces: Iterable[str], title: str) -> str:
    """One text of many pieces, each a block of its own between blocks that are known."""
    marked = [f"### Part {number}\n\n{piece}\n\nharmless words" for number, piece in enumerate(pieces, start=1)]
    return f"---\ntitle: {title}\n---\n\n## Assessment\n\nLook here.\n\n" + "\n\n".join(marked) + "\n"
