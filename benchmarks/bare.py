"""The least an ASGI application can do: an address is looked up, and bytes that were made before are sent.

`BENCH_ANSWERS` names a file with the answers; run it with `uvicorn benchmarks.bare:application`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

Message = dict[str, Any]


def write(path: Path, answers: dict[str, tuple[int, list[tuple[str, str]], bytes]]) -> None:
    """Write what it is to answer: address → status, headers, body."""
    members = {address: [status, headers, body.decode("latin-1")] for address, (status, headers, body) in answers.items()}
    path.write_text(json.dumps(members), encoding="utf-8")


def _read(path: Path) -> dict[str, tuple[Message, Message]]:
    members = json.loads(path.read_text(encoding="utf-8"))
    return {
        address: (
            {"type": "http.response.start", "status": status, "headers": [(n.encode(), v.encode()) for n, v in headers]},
            {"type": "http.response.body", "body": body.encode("latin-1")},
        )
        for address, (status, headers, body) in members.items()
    }


ANSWERS = _read(Path(os.environ["BENCH_ANSWERS"])) if "BENCH_ANSWERS" in os.environ else {}


async def application(scope: Message, _: object, send: Callable[[Message], Awaitable[None]]) -> None:
    """Answer."""
    start, body = ANSWERS[scope["path"]]
    await send(start)
    await send(body)
