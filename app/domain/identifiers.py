"""Numbers that name a patient: what nobody may send to the editors by mistake.

Only what carries a right check digit is taken for one, so that telephone numbers, doses and results pass. Sources: HISO 10046
(National Health Index, New Zealand, in both forms), the NHS Data Dictionary (NHS number, England and Wales), Services Australia
(Medicare card).
"""

from __future__ import annotations

import re
from typing import Final

_HEALTH_INDEX = re.compile(r"(?<![^\W_])[A-HJ-NP-Z]{3}[ -]?(?:\d{4}|\d{2}[A-HJ-NP-Z]{2})(?![^\W_])", re.IGNORECASE)
_TEN = re.compile(r"(?<![\d+])(?<!\d[ -])[2-7]\d{2,3}[ -]?\d{2,5}[ -]?\d{1,4}(?![ -]?\d)")
_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def patient_number(text: str) -> str:
    """The first number in a text that looks like a patient's, as it is written there; empty when there is none."""
    found = [*_HEALTH_INDEX.finditer(text), *_TEN.finditer(text)]
    right = (match for match in sorted(found, key=lambda match: match.start()) if _is_right(_bare(match.group())))
    return next((match.group() for match in right), "")


def _bare(written: str) -> str:
    return written.replace(" ", "").replace("-", "").upper()


def _is_right(number: str) -> bool:
    if number[0].isalpha():
        return _health_index(number)
    return len(number) == 10 and (_health_service(number) or _medicare(number))


def _health_index(number: str) -> bool:
    total = sum(weight * _worth(sign) for weight, sign in zip(range(7, 1, -1), number, strict=False))
    if number[-1].isdigit():
        return total % 11 != 0 and (11 - total % 11) % 10 == int(number[-1])
    return 24 - total % 24 == _worth(number[-1])


def _worth(sign: str) -> int:
    return int(sign) if sign.isdigit() else _LETTERS.index(sign) + 1


def _health_service(number: str) -> bool:
    total = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), number, strict=False))
    return number[0] in "4567" and (11 - total % 11) % 11 == int(number[-1])


def _medicare(number: str) -> bool:
    """Ten digits: eight, their check digit, and how often the card was issued."""
    total = sum(weight * int(digit) for weight, digit in zip((1, 3, 7, 9, 1, 3, 7, 9), number, strict=False))
    return number[0] in "23456" and number[9] != "0" and total % 10 == int(number[8])
