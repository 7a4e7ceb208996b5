"""Whether a short plain text tells somebody what to take: it names a medicine, or an amount of one."""

from __future__ import annotations

import re
import unicodedata

from app.domain.safety.matters import is_medicine

_PLACES = frozenset({"iron", "coal", "ace", "lama", "eventide"})
"""Words of names and addresses that are medicines, too, or end as they do."""

_WORD = re.compile(r"[^\W\d_]+")
_EXACT = r"mg|milligrams?|mcg|micrograms?|microg|[µμu]g|ng|nanograms?|(?-i:g)|grams?|mLs?|millilitres?|units|IU|mmols?"
_COUNTED = r"tablets?|tabs?|capsules?|caps?|puffs?|drops?|sprays?|ampoules?|sachets?|suppositor(?:y|ies)|inhalations?"
_FEW = r"one|two|three|four|five|six|eight|ten|half(?: an?)?"
_AMOUNT = re.compile(
    rf"\d[\d.,]{{0,20}}\s?-?(?:{_EXACT}|unit(?!\s*\d)|{_COUNTED})(?!\w)|\b(?:{_FEW})\s(?:{_EXACT}|{_COUNTED})\b", re.IGNORECASE
)


def dosing(text: str) -> str | None:
    """The first name of a medicine, or amount of one, as written; None when there is neither.

    How often and how long are no sign of it: clinics have their days, and lists their waits. Weights in kg are none, either.
    """
    shown = unicodedata.normalize("NFKC", text)
    words = (word[0] for word in _WORD.finditer(shown))
    named = next((word for word in words if is_medicine(word.lower()) and word.lower() not in _PLACES), None)
    amount = _AMOUNT.search(shown)
    return named or (amount[0] if amount else None)
