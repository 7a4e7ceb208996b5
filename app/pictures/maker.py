"""Making pictures in a child process that can be killed: a file, however hostile, takes no more than its time and memory."""

from __future__ import annotations

from typing import NamedTuple

from app.domain.pictures import Encoded
from app.killable.pool import Pool, Work
from app.pictures.encoding import as_it_is, encode

SECONDS = 15.0
MEMORY_BYTES = 1024 * 2**20


class Request(NamedTuple):
    """One file to make a picture of."""

    data: bytes
    kept: bool
    """Whether it must be kept byte for byte: Waymark wrote it, elsewhere."""


def answer(request: Request) -> Encoded:
    """Make a picture: what the children do."""
    return as_it_is(request.data) if request.kept else encode(request.data)


class PictureMaker(Pool):
    """Makes pictures in child processes, one at a time; for any number of threads."""

    def __init__(self, *, seconds: float = SECONDS, memory_bytes: int = MEMORY_BYTES) -> None:
        super().__init__(
            Work(
                answer,
                seconds,
                memory_bytes,
                busy="Too many pictures are being read at the moment. Try again in a minute.",
                too_big="This picture needs more memory to read than there is for one. Save it smaller.",
                too_slow=f"This picture takes longer than {seconds:g} seconds to read, and was stopped. Save it smaller.",
                missing="Pictures can't be read at the moment.",
            ),
            children=1,
        )

    def make(self, data: bytes, *, kept: bool = False) -> Encoded:
        """`encode`, or with `kept` `as_it_is`, with a limit of time and memory.

        Raises `Unreadable` as they do, `TooSlow` after the limit of seconds, and `Unavailable` when too many wait.
        """
        made = self.ask(Request(data, kept))
        if not isinstance(made, Encoded):
            raise TypeError(f"a picture was read as {type(made).__name__}")
        return made
