"""The square on a printed page that leads to its current version: a QR code, drawn when the page is made."""

from __future__ import annotations

from functools import lru_cache

import segno

from app.reading.render import Trusted

MASK = 3
"""Any mask can be read. Trying all eight for the prettiest takes five times as long."""


@lru_cache(maxsize=4096)
def square(address: str) -> Trusted:
    """The address as an inline SVG; medium error correction, for paper gets stained."""
    drawn = segno.make_qr(address, error="m", mask=MASK, boost_error=False)
    return Trusted(drawn.svg_inline(scale=1, border=2, omitsize=True, svgclass="qr", lineclass=None))
