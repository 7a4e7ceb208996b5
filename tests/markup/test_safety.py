"""Whatever is written, what comes out is on the allow-list, and sanitising it changes nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import Unreadable
from app.markup import page as pages
from app.markup import read_page
from app.markup.dialect import parse
from app.markup.sanitise import sanitise

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "</section></div></html><script>alert(1)</script>",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "&#106;avascript:alert(1)",
    "jav&#x0D;ascript&#12;:alert(1)",
    " javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "vbscript:msgbox(1)",
    "//evil.example/x",
    "https:evil.example",
    '" onclick="alert(1)',
    "' onmouseover='alert(1)",
    '"><script>alert(1)</script>',
    'x" style="position:fixed',
    "{onclick=alert(1)}",
    '{style="x" .class onload=a}',
    "{#__proto__ .constructor}",
    "${alert(1)}",
    "{{constructor.constructor('alert(1)')()}}",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<a href=javascript:alert(1)>x</a>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<form action=//evil.example><button>x",
    "<style>@import '//evil.example'</style>",
    "<math><mi//xlink:href='data:x,<script>alert(4)</script>'>",
]

CONTEXTS = [
    "{}",
    "## {}",
    "[a]({})",
    "[a](<{}>)",
    "![a]({})",
    '[a](https://a.example "{}")',
    "![{}](a.png)",
    "![{}](asset:ecg-af-3f9a2c71)",
    "![a](asset:{}-3f9a2c71)",
    '![a](asset:ecg-af-3f9a2c71 "{}")',
    "```{}\na\n```",
    "| a |\n|---|\n| {} |",
    "[a]\n\n[a]: {}",
    "<{}>",
    "::: {}\na\n:::",
    '::: detail "{}"\na\n:::',
    '::: {{.note title="{}"}}\na\n:::',
    "::: criteria {{service={} within={}}}\na\n:::",
    '!!! note "{}"\n    a',
    "a[^{}]\n\n[^{}]: b",
    "a {{#{}}}",
    "`{}`",
    "+---+\n| {} |\n+---+",
    "---\ntitle: '{}'\n---\n\n# {}",
]

ALLOWED_TAG = re.compile(
    r"""</?(?:a|blockquote|br|code|details|div|em|h[2-6]|hr|img|li|ol|p|pre|s|section|span|strong|sub|summary|sup|table|tbody|td|th|thead
    |tr|ul)(?:[ ](?:id|class|href|rel|data-block|data-section|role|aria-label|tabindex|open|start|value|scope
    |data-detail|data-asset|alt)="[^"<>]*")*>""",
    re.VERBOSE,
)
HREF = re.compile(r' href="([^"]*)"')
ALLOWED_HREF = re.compile(r"(?:https?://[^/]|mailto:|tel:[+0-9(]|page:[a-z0-9]|request:[a-z0-9]|#).*")


def assert_safe(source: str) -> None:
    try:
        page = read_page(source)
    except Unreadable:
        return
    assert sanitise(page.html) == page.html
    assert "S01" not in {finding.rule for finding in page.findings}
    assert "<" not in ALLOWED_TAG.sub("", page.html)
    tags = "".join(re.findall("<[^<>]*>", page.html))
    assert all(ALLOWED_HREF.fullmatch(href) for href in HREF.findall(tags))
    ids = re.findall(r' id="([^"]*)"', tags)
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("payload", HOSTILE)
def test_nothing_hostile_comes_out(payload: str, context: str) -> None:
    assert_safe(context.replace("{{", "\0").replace("}}", "\1").replace("{}", payload).replace("\0", "{").replace("\1", "}"))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*HOSTILE, *"<>\"'&[]()!*_`{}#|:\n ", "\n\n", "\n::: ", "](", "a"]), max_size=12).map("".join))
def test_no_mixture_comes_out_either(source: str) -> None:
    assert_safe(source)


def test_the_sanitiser_alone_holds() -> None:
    for payload in HOSTILE:
        left = sanitise(f"<p>{payload}</p>")
        assert "<" not in ALLOWED_TAG.sub("", left)
        assert all(ALLOWED_HREF.fullmatch(href) for href in HREF.findall(left))
    assert sanitise('<p style="x" onclick="y" name="z">a</p>') == "<p>a</p>"


def test_what_changes_under_sanitising_stays_in_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "render", lambda _: "<p onclick='x'>a</p>")
    page = read_page("a")
    assert page.html == "<p>a</p>"
    assert [finding.rule for finding in page.errors] == ["S01"]


def test_nothing_is_guessed_or_prettified() -> None:
    # M09: each of these changes what was typed.
    source = "(c) (r) +- ... -- 'quoted' \"quoted\" :smile: stop.in 3 days http://a.example a@b.example"
    tokens, _ = parse(source)
    assert "".join(child.content for child in tokens[1].children or []) == source
    assert read_page(source).text == source
    assert "<a" not in read_page(source).html
