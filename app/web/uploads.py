"""Forms with a file in them: read with a limit, and whole before anything is done with them."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from python_multipart.multipart import parse_options_header
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from app.domain.errors import CrossSite, Invalid, Unreadable
from app.identity.sessions import csrf_ok
from app.pictures.encoding import LIMIT_BYTES
from app.web.forms import Sent
from app.web.visiting import Visiting

FORM = "multipart/form-data"
ROOM = 50_000
"""Bytes that the other fields and the marks between them may take."""
PATIENCE = 20
"""Times the limit that is still taken in and thrown away, so that who sends a large photograph reads why it is refused."""
MOST_FIELDS, LONGEST_FIELD = 10, 5_000


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A form, and the file that came with it."""

    sent: Sent
    data: bytes | None
    """None for one that was too large to be read."""

    @property
    def file(self) -> bytes:
        """The file. Raises `Unreadable` when it was too large."""
        if self.data is None:
            raise Unreadable(
                f"This file is too large: at most {LIMIT_BYTES // 2**20} MB are taken. Save it smaller.", field="file"
            )
        return self.data


async def uploaded(request: Request, visit: Visiting) -> Uploaded:
    """The form of somebody who is signed in. Raises `CrossSite` when it does not carry the session's token, and `Invalid`."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise Invalid(f"Send this form as {FORM}.")
    body, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > PATIENCE * LIMIT_BYTES:
            raise Unreadable(f"This file is too large: at most {LIMIT_BYTES // 2**20} MB are taken.", field="file")
        # The fields before the file are kept, so that the form can be shown again as it was typed.
        body += chunk[: max(0, LIMIT_BYTES + ROOM - len(body))]
    read = await _parsed(request, bytes(body), whole=size == len(body))
    if not csrf_ok(visit.csrf, read.sent.values.get("csrf")):
        raise CrossSite("This form was opened before you signed in. Nothing was done: open the page again and send it anew.")
    request.state.sent = read.sent
    return read


async def _parsed(request: Request, body: bytes, *, whole: bool) -> Uploaded:
    end = b"\r\n--" + parse_options_header(request.headers["content-type"])[1].get(b"boundary", b"") + b"--\r\n"

    async def stream() -> AsyncGenerator[bytes, None]:
        yield body
        if end not in body[-len(end) - ROOM :]:  # what is cut off is ended, so that the parser lets go of its files
            yield end

    parser = MultiPartParser(request.headers, stream(), max_files=1, max_fields=MOST_FIELDS, max_part_size=LONGEST_FIELD)
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, UnicodeDecodeError, ValueError) as problem:
        raise Invalid("This form can't be read. Open the page again in an up-to-date browser and send it anew.") from problem
    try:
        file = form.get("file")
        data = await file.read() if isinstance(file, UploadFile) else b""
        values = {name: value for name, value in form.items() if isinstance(value, str)}
    finally:
        await form.close()
    if any("\x00" in value for value in values.values()):
        raise Invalid("This holds a character that can't be kept (U+0000). Type it again.")
    return Uploaded(Sent(values), data if whole else None)


Upload = Annotated[Uploaded, Depends(uploaded)]
