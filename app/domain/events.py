"""Facts: what happened, in the past tense, recorded in the same transaction as the change. Consequences follow them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened to a pathway of a region."""

    region: str
    slug: str

    @property
    def name(self) -> str:
        """The fact's class, which is its name in the outbox."""
        return type(self).__name__

    def members(self) -> dict[str, str | int | None]:
        """Its members as plain JSON values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Submitted(Fact):
    """An edition went into review."""

    edition: int
    by: int


@dataclass(frozen=True, slots=True)
class ChangesRequested(Fact):
    """A reviewer sent an edition back."""

    edition: int
    by: int
    reason: str


@dataclass(frozen=True, slots=True)
class Approved(Fact):
    """Someone gave an agreement."""

    edition: int
    by: int
    role: str


@dataclass(frozen=True, slots=True)
class BecameReady(Fact):
    """The last agreement of the route was given."""

    edition: int


@dataclass(frozen=True, slots=True)
class ScheduleRefused(Fact):
    """A scheduled edition came due and could not be published."""

    edition: int
    reason: str


@dataclass(frozen=True, slots=True)
class EditionPublished(Fact):
    """An edition became public."""

    edition: int
    sequence: int


@dataclass(frozen=True, slots=True)
class EditionWithdrawn(Fact):
    """A public edition was withdrawn."""

    edition: int
    sequence: int
    reason: str


@dataclass(frozen=True, slots=True)
class EditionReinstated(Fact):
    """A withdrawn edition is public again."""

    edition: int
    sequence: int


@dataclass(frozen=True, slots=True)
class LocalDetailChanged(Fact):
    """A region states something else of a local detail. `slug` is its key."""

    number: int
    sequence: int
    by: int


@dataclass(frozen=True, slots=True)
class FeedbackReceived(Fact):
    """A reader wrote to the editors."""

    feedback: int
    category: str


@dataclass(frozen=True, slots=True)
class FeedbackAnswered(Fact):
    """An editor answered a reader."""

    feedback: int


FACTS: dict[str, type[Fact]] = {
    kind.__name__: kind
    for kind in (
        Submitted, ChangesRequested, Approved, BecameReady, ScheduleRefused, EditionPublished, EditionWithdrawn,
        EditionReinstated, LocalDetailChanged, FeedbackReceived, FeedbackAnswered,
    )
}  # fmt: skip


def fact_from(name: str, members: dict[str, object]) -> Fact:
    """The fact as it was recorded. Raises `KeyError` for a name that no version of Waymark recorded."""
    kind = FACTS[name]
    return kind(**{field.name: members[field.name] for field in fields(kind)})  # type: ignore[arg-type]
