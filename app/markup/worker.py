"""Reading texts in a child process that can be killed: no text, however hostile, holds up anything but itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.domain.checks import Profile
from app.domain.text import Block, Page
from app.killable.pool import Pool, Work
from app.markup.lint import NEW_ZEALAND
from app.markup.page import read_page
from app.markup.source import LIMIT_BYTES

SECONDS = 5.0
MEMORY_BYTES = 512 * 2**20


class Request(NamedTuple):
    """One text to read."""

    source: str
    parent: tuple[Block, ...]
    limit_bytes: int
    profile: Profile


def answer(request: Request) -> Page:
    """Read a text: what the children do."""
    return read_page(request.source, parent=request.parent, limit_bytes=request.limit_bytes, profile=request.profile)


class Renderer(Pool):
    """Reads texts in child processes, a few at a time; for any number of threads."""

    def __init__(
        self,
        *,
        seconds: float = SECONDS,
        limit_bytes: int = LIMIT_BYTES,
        children: int = 2,
        memory_bytes: int = MEMORY_BYTES,
    ) -> None:
        super().__init__(
            Work(
                answer,
                seconds,
                memory_bytes,
                busy="Too many texts are being read at the moment. Try again in a minute.",
                too_big="This text needs more memory to read than there is for one text. Split it into several pages.",
                too_slow=f"This text takes longer than {seconds:g} seconds to read, and was stopped. Split it into several "
                "pages, and look for long runs of brackets, asterisks or backticks.",
                missing="Texts can't be read at the moment.",
            ),
            children,
        )
        self._limit_bytes = limit_bytes

    def read(self, source: str, parent: Sequence[Block] = (), profile: Profile = NEW_ZEALAND) -> Page:
        """`app.markup.page.read_page`, with a limit of time and memory.

        Raises `Unreadable` as that does, `TooSlow` after the limit of seconds, and `Unavailable` when all children are busy.
        """
        page = self.ask(Request(source, tuple(parent), self._limit_bytes, profile))
        if not isinstance(page, Page):
            raise TypeError(f"a text was read as {type(page).__name__}")
        return page
