"""Checks: a clinical lead decides how strictly the region asks a rule."""

from __future__ import annotations

from app.actions.acting import Acting
from app.domain.checks import FIXED, Strength
from app.domain.errors import Invalid
from app.domain.roles import Act
from app.markup.lint.catalogue import RULES
from app.store.checks import CheckRulingRow

MOST_WORDS = 50
LONGEST_WORDS = 80


def rule_on(acting: Acting, rule: str, strength: Strength | None, allow: tuple[str, ...], reason: str) -> None:
    """Decide about one rule; it counts for every text that is read from now on. None: as the country has it.

    Raises `Invalid` for a rule that is not there or can't be changed, for too many words, and without a reason.
    """
    acting.require(Act.SET_CHECKS)
    if rule not in RULES:
        raise Invalid(f"There is no rule “{rule}”.", field="rule")
    if rule in FIXED:
        raise Invalid(f"{rule} can't be changed: nobody may turn off what protects every reader.", field="rule")
    if not reason.strip():
        raise Invalid("Say why; who comes after you must be able to tell.", field="reason")
    if len(allow) > MOST_WORDS or any(len(words) > LONGEST_WORDS for words in allow):
        raise Invalid(f"At most {MOST_WORDS} lines of at most {LONGEST_WORDS} characters.", field="allow")
    row = CheckRulingRow(
        region_id=acting.region.id, rule=rule, strength=strength.value if strength else None, allow=list(allow),
        reason=reason.strip(), person_id=acting.person.id, at=acting.now,
    )  # fmt: skip
    acting.session.add(row)
    acting.session.flush()
