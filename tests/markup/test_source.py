"""Texts as they arrive: what is read, and what is refused with place and remedy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Unreadable
from app.markup import read_bytes, read_page


@given(st.text())
def test_utf8_comes_back_byte_for_byte(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    try:
        source = read_bytes(data)
    except Unreadable:
        return
    assert source.encode("utf-8") == data


def test_a_byte_order_mark_stays() -> None:
    data = b"\xef\xbb\xbf---\r\ntitle: Gout\r\nspecialty: rheumatology\r\n---\r\n\r\n# Gout\r\n\r\n5 mg\r\n"
    source = read_bytes(data)
    page = read_page(source)
    assert source.encode("utf-8") == data
    assert (page.title, page.text, page.findings) == ("Gout", "5 mg", ())
    assert "".join(section.source for section in page.sections) == source


@pytest.mark.parametrize(
    ("data", "said", "offset"),
    [
        ("naïve 5 mg".encode("utf-16"), "UTF-16", 0),
        ("naïve".encode("utf-32"), "UTF-32", 0),
        ("ok\nsévère".encode("cp1252"), "Windows-1252", 4),
        (b"a \x93quoted\x94", "Windows-1252", 2),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "binary", 0),
        (b"good\xc3", "byte 4", 4),
    ],
)
def test_other_encodings_are_named(data: bytes, said: str, offset: int) -> None:
    with pytest.raises(Unreadable) as refused:
        read_bytes(data)
    assert said in refused.value.detail
    assert refused.value.extra["offset"] == offset


@pytest.mark.parametrize(
    ("source", "said", "line"),
    [
        ("a\n\nb\x00c", "U+0000", 3),
        ("a\x0cb", "U+000C", 1),
        ("a\r\nb\r\n\x93c", "Windows-1252", 3),
        ("a\rb\r\ud800", "half of a character", 3),
        ("\ufffe", "U+FFFE", 1),
    ],
)
def test_what_no_text_has_is_refused(source: str, said: str, line: int) -> None:
    with pytest.raises(Unreadable) as refused:
        read_page(source)
    assert said in refused.value.detail
    assert f"ine {line} " in refused.value.detail
    assert refused.value.extra["line"] == line


def test_the_limit_is_in_bytes_and_says_both_sizes() -> None:
    read_page("ā" * 100_000)
    with pytest.raises(Unreadable, match=r"200,001 bytes, and the limit is 200,000"):
        read_page("ā" * 100_000 + "a")
    with pytest.raises(Unreadable, match="limit is 10"):
        read_page("a" * 11, limit_bytes=10)


def test_only_line_ends_end_lines() -> None:
    # Python's own splitlines() would also break at these, and every line number after them would be wrong.
    page = read_page("a\u0085b".replace("\u0085", "\u2028") + "\n\n[x](y)")
    assert [(found.rule, found.line) for found in page.findings] == [("X01", 1), ("L01", 3)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_gives_the_same_page(end: str) -> None:
    source = "---\ntitle: A\n---\n\n# A\n\n## B\n\n- 5 mg\n  more\n\n```\ncode\n```\n\n| a | b |\n|---|---|\n| 1 |\n"
    usual, page = read_page(source), read_page(source.replace("\n", end))
    assert (page.html, page.text, page.findings, page.numbers) == (usual.html, usual.text, usual.findings, usual.numbers)
    assert [section.source.replace(end, "\n") for section in page.sections] == [section.source for section in usual.sections]
