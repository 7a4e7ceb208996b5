"""Pictures, as they are sent and given."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from pydantic import Field

from app.actions.illustrate import LONGEST_LICENCE, LONGEST_WORDS
from app.api.schemas.common import In, Out, Text
from app.domain.errors import Invalid
from app.domain.pictures import markdown_line
from app.pictures.encoding import LIMIT_BYTES
from app.store.assets import AssetRow

LONGEST_DATA = LIMIT_BYTES * 4 // 3 + 1_000_000
"""Characters of base64; somewhat more than the limit, so that what is a little too large is told so in its own words."""


class AssetIn(In):
    """A picture, and what is said of it."""

    data: Annotated[Text, Field(max_length=LONGEST_DATA, description="A PNG, JPEG or WebP file of at most 5 MB, in base64.")]
    shows: Annotated[Text, Field(max_length=LONGEST_WORDS, description="What it shows, for those who can't see it.")]
    licence: Annotated[Text, Field(max_length=LONGEST_LICENCE, description="Whose it is and under which licence.")]
    doses: Annotated[bool, Field(description="Whether it holds doses; a text that names it then needs them in a table too.")] = (
        False
    )
    no_patient: Annotated[bool, Field(description="Must be true: no patient can be recognised in it.")] = False

    def file(self) -> bytes:
        """The bytes. Raises `Invalid` for what is no base64."""
        try:
            return base64.b64decode(self.data, validate=True)
        except (binascii.Error, ValueError) as problem:
            raise Invalid("data is not base64.", field="data") from problem


class AssetOut(Out):
    """A picture as it is kept: decoded, and written anew without anything else that was in the file."""

    name: str
    sha256: Annotated[str, Field(description="Of the bytes that are kept.")]
    media_type: str
    width: int
    height: int
    markdown: Annotated[str, Field(description="What to write where it is to be seen.")]
    url: Annotated[str, Field(description="Where it is fetched.")]

    @classmethod
    def of(cls, row: AssetRow, shows: str, url: str) -> AssetOut:
        """From the row."""
        return cls(
            name=row.name, sha256=row.sha256, media_type=row.media_type, width=row.width, height=row.height,
            markdown=markdown_line(row.name, shows), url=url,
        )  # fmt: skip
