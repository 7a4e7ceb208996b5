"""What a file is by its first bytes, and what else is in it than a picture."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from app.domain.errors import Unreadable

_OTHERS = (
    (
        re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<"),
        "This is SVG, HTML or another file of marks, which can hold programs. Save it as PNG.",
    ),
    (re.compile(rb"GIF8"), "GIF pictures are not taken. Save it as PNG."),
    (re.compile(rb"%PDF"), "This is a PDF. Save the picture in it as PNG."),
    (re.compile(rb"....ftyp(?:hei|mif|avi)", re.DOTALL), "HEIC and AVIF pictures are not taken. Save it as JPEG."),
    (re.compile(rb"BM|II\*\x00|MM\x00\*"), "BMP and TIFF pictures are not taken. Save it as PNG."),
)
_PROGRAM = re.compile(rb"<\s*[a-zA-Z!?/]|PK\x03\x04|PK\x05\x06|%PDF|Rar!|7z\xbc\xaf|MZ|\x7fELF")
_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}
_PLAIN_PNG = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_PLAIN_JPEG = frozenset({0xC0, 0xC1, 0xC2, 0xC4, 0xDB, 0xDD, 0xE0})
"""Frame, tables and the mark of the format; no comment, no camera's or editor's words, no colour profile."""
_JFIF_BYTES = 16

BROKEN = "This picture is damaged or cut off: it can't be decoded whole. Save it anew and try again."
NOTHING_ELSE = "There is something else behind the picture in this file. Open it in a drawing program and save it as PNG."


def format_of(data: bytes) -> str:
    """`PNG`, `JPEG` or `WEBP`, by content. Raises `Unreadable` for everything else, with what to do."""
    if not data:
        raise Unreadable("This file is empty. Choose a picture.", field="file")
    found = next((name for signature, name in _SIGNATURES.items() if data.startswith(signature)), "")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        found = "WEBP"
    if not found:
        said = next((words for pattern, words in _OTHERS if pattern.match(data)), "This is no PNG, JPEG or WebP picture.")
        raise Unreadable(said, field="file")
    return found


def refuse_what_is_behind(data: bytes, kind: str) -> None:
    """Refuse a file that goes on behind its picture: it would be one thing to us and another to somebody else."""
    if kind == "JPEG":  # cameras add smaller pictures and notes; they are left out when it is written anew
        behind = bool(_PROGRAM.search(data, data.rfind(b"\xff\xd9") + 2))
    elif kind == "WEBP":
        behind = len(data) > struct.unpack("<I", data[4:8])[0] + 9
    else:
        chunks = list(_chunks(data))
        if not chunks or chunks[-1][0] != b"IEND":
            raise Unreadable(BROKEN, field="file")
        behind = sum(size for _, size in chunks) + 8 < len(data)
    if behind:
        raise Unreadable(NOTHING_ELSE, field="file")


def is_plain(data: bytes) -> bool:
    """Whether a file holds a picture and nothing else, as those that Waymark writes."""
    kind = format_of(data)
    if kind == "PNG":
        chunks = list(_chunks(data))
        names, size = [name for name, _ in chunks], sum(size for _, size in chunks)
        return names[-1:] == [b"IEND"] and _PLAIN_PNG.issuperset(names) and size + 8 == len(data)
    return kind == "JPEG" and _is_plain_jpeg(data)


def _chunks(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Name and whole size of each chunk of a PNG, up to its end."""
    at = 8
    while at + 12 <= len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        yield name, size + 12
        if name == b"IEND":
            return
        at += size + 12


def _is_plain_jpeg(data: bytes) -> bool:
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        mark, size = data[at + 1], struct.unpack_from(">H", data, at + 2)[0]
        if mark == 0xE0 and (size != _JFIF_BYTES or data[at + 4 : at + 9] != b"JFIF\0"):
            return False
        if mark == 0xDA:  # one scan, and its end is the end of the file
            return data.find(b"\xff\xd9", at) == len(data) - 2
        if mark not in _PLAIN_JPEG:
            return False
        at += 2 + size
    return False
