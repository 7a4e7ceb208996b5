"""Which coding a client gets, and when it has the page already."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reading.negotiation import Coding, coding, has_it

BR, GZIP, PLAIN = Coding.BR, Coding.GZIP, Coding.IDENTITY


@pytest.mark.parametrize(
    ("accepted", "sent"),
    [
        (None, PLAIN),
        (b"", PLAIN),
        (b"identity", PLAIN),
        (b"gzip, deflate, br, zstd", BR),
        (b"gzip, deflate", GZIP),
        (b"x-gzip", GZIP),
        (b"GZIP", GZIP),
        (b"br;q=0, gzip", GZIP),
        (b"br;q=0.1, gzip;q=0.9", GZIP),
        (b"br; q=0.5 , gzip ; q=0.5", BR),
        (b"br;q=0, gzip;q=0", PLAIN),
        (b"*", BR),
        (b"*;q=0", PLAIN),
        (b"br;q=0, *", GZIP),
        (b"identity;q=1, br;q=0.5", PLAIN),
        (b"identity;q=0.5, br;q=0.5", BR),
        (b"identity;q=0, gzip", GZIP),
        (b"gzip;q=nonsense", PLAIN),
        (b"deflate, compress", PLAIN),
        (b"\xff\xfe;;q=,=", PLAIN),
    ],
)
def test_the_coding_that_is_sent(accepted: bytes | None, sent: Coding) -> None:
    assert coding(accepted) is sent


@given(st.binary(max_size=80))
def test_anything_is_understood_somehow(accepted: bytes) -> None:
    assert coding(accepted) in Coding


@pytest.mark.parametrize(
    ("wanted", "has"),
    [
        (b'"abc-br"', True),
        (b'W/"abc-br"', True),
        (b'"x", "abc-br"', True),
        (b'"x",W/"abc-br" , "y"', True),
        (b"*", True),
        (b'"abc-gz"', False),
        (b'"abc"', False),
        (b"abc-br", False),
        (b"", False),
    ],
)
def test_if_none_match(wanted: bytes, has: bool) -> None:
    assert has_it(wanted, b'"abc-br"') is has
