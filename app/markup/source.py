"""The text as it arrives: bytes to characters, and what cannot be read at all."""

from __future__ import annotations

import codecs
import re

from app.domain.errors import Unreadable

BOM = "\ufeff"

LIMIT_BYTES = 200_000

LINE_END = re.compile(r"\r\n|\r|\n")

_FOREIGN_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Control characters besides tab and line ends, halves of surrogate pairs, and code points that are no characters."""


def read_bytes(data: bytes) -> str:
    """The text of a file. Only UTF-8 is read; a byte order mark stays, so that `encode("utf-8")` gives back these bytes.

    Raises `Unreadable`, naming the likely encoding, the byte offset and the remedy.
    """
    for mark, name in _FOREIGN_MARKS:
        if data.startswith(mark):
            raise Unreadable(f"This file is {name}, not UTF-8 (byte 0). Save it as UTF-8 and try again.", offset=0)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(_not_utf8(data, error.start), offset=error.start, line=_line_at_byte(data, error.start)) from None


def _not_utf8(data: bytes, at: int) -> str:
    where = f"byte {at}, line {_line_at_byte(data, at)}"
    if b"\x00" in data:
        return f"This is not a text file: it holds binary data ({where}). Import the text itself, saved as UTF-8."
    likely = (
        "Windows-1252 or Latin-1" if data[at] >= 0xA0 or data[at] in b"\x85\x91\x92\x93\x94\x95\x96\x97" else "another encoding"
    )
    return f"This file is not UTF-8: byte 0x{data[at]:02X} at {where} looks like {likely}. Save it as UTF-8 and try again."


def _line_at_byte(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1


def refuse_unreadable(source: str, limit_bytes: int) -> None:
    """Raises `Unreadable` for what is too large or holds characters that no text has."""
    if found := UNREADABLE.search(source):
        line = line_of(source, found.start())
        raise Unreadable(_character(found[0], line), line=line)
    size = len(source.encode("utf-8"))
    if size > limit_bytes:
        raise Unreadable(
            f"This text is too large: {size:,} bytes, and the limit is {limit_bytes:,}. Split it into several pages.",
            size=size,
            limit=limit_bytes,
        )


def _character(character: str, line: int) -> str:
    code = f"U+{ord(character):04X}"
    if "\x80" <= character <= "\x9f":
        return f"Line {line} holds the control character {code}: the file was probably Windows-1252. Save it as UTF-8 anew."
    if "\ud800" <= character <= "\udfff":
        return f"Line {line} holds half of a character ({code}). Type the character again and save as UTF-8."
    return f"Line {line} holds {code}, which no text has: it may be a binary file. Delete it or save the text as UTF-8."


def line_of(source: str, at: int) -> int:
    """The 1-based line of the character at this offset."""
    return sum(1 for _ in LINE_END.finditer(source, 0, at)) + 1


def split_lines(text: str) -> list[str]:
    """The lines of a text with their ends. Only CRLF, CR and LF end a line, as in Markdown."""
    lines = []
    start = 0
    for end in LINE_END.finditer(text):
        lines.append(text[start : end.end()])
        start = end.end()
    if start < len(text):
        lines.append(text[start:])
    return lines
