"""Requests that are sent twice are done once: the answer to a key is kept seven days, in the transaction of the act."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from app.actions.acting import Acting
from app.domain.errors import Invalid, KeyReused
from app.store import post
from app.store.post import AnswerRow

LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: status, body and the headers that matter."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def request_hash(method: str, path: str, body: bytes, if_match: str) -> str:
    """Names a request, so that a key is not used for two different ones."""
    return hashlib.sha256(b"\n".join((method.encode(), path.encode(), if_match.encode(), body))).hexdigest()


def once(acting: Acting, key: str | None, hashed: str, act: Callable[[Acting], Answer]) -> Answer:
    """Do the act, or give the answer that this person's key got before. Raises `KeyReused` when the request differs."""
    if key is None:
        return act(acting)
    if not key or len(key) > LONGEST_KEY:
        raise Invalid(f"An Idempotency-Key has 1 to {LONGEST_KEY} characters.", field="Idempotency-Key")
    kept = post.answer_to(acting.session, acting.person.id, key)
    if kept is not None:
        if kept.request_hash != hashed:
            raise KeyReused("This Idempotency-Key was used for another request. Use a new one.")
        return Answer(kept.status, kept.body, dict(kept.headers) | {"Idempotent-Replayed": "true"})
    answer = act(acting)
    acting.session.add(
        AnswerRow(
            person_id=acting.person.id, key=key, request_hash=hashed, status=answer.status, headers=answer.headers,
            body=answer.body, at=acting.now,
        )
    )  # fmt: skip
    acting.session.flush()
    return answer
