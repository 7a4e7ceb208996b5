"""High-alert content: what a text holds of it, and whether a change touches it.

The medicines are the classes named in DESIGN section 4, Routes, with their common generic names. Both questions err towards yes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from app.domain.safety.change import TOO_LARGE, Matter, SafetyChange
from app.domain.text import Page

MEDICINES: tuple[str, ...] = (
    "insulin", "anticoagulant", "anticoagulants", "anticoagulation", "warfarin", "heparin", "enoxaparin", "dalteparin",
    "dabigatran", "rivaroxaban", "apixaban", "edoxaban", "opioid", "opioids", "morphine", "oxycodone", "fentanyl", "methadone",
    "buprenorphine", "codeine", "dihydrocodeine", "tramadol", "tapentadol", "pethidine", "hydromorphone", "methotrexate",
    "potassium chloride", "intravenous potassium", "chemotherapy", "cytotoxic", "adrenaline", "epinephrine",
)  # fmt: skip

CHILD: tuple[str, ...] = ("child", "children", "infant", "infants", "neonate", "neonates", "paediatric", "paediatrics", "baby")

# Of small letters, and sorted: five times as fast as a pattern that is told to take no notice of case.
_MEDICINE = re.compile(r"\b(?:" + "|".join(sorted(MEDICINES)) + r")\b")
_CHILD = re.compile(r"\b(?:" + "|".join(sorted(CHILD)) + r")\b")
_DOSE = re.compile(r"\d\s*(?:mg|micrograms?|g|mL|units?|mmol)\b")

_NEITHER_DOSE_NOR_INDICATION = frozenset({Matter.PHONE, Matter.TARGET})
_DOSES = frozenset(
    {Matter.MEDICINE, Matter.DOSE, Matter.FREQUENCY, Matter.DURATION, Matter.ROUTE, Matter.NUMBER, Matter.COMPARATOR}
    | {Matter.RENAL, Matter.AGE, Matter.NEGATION}
)


@lru_cache(maxsize=64)
def high_alert(text: str) -> bool:
    """Whether the text names a high-alert medicine, or doses in a text about children. The last few are remembered."""
    small = _small(text)
    return bool(_MEDICINE.search(small)) or bool(_CHILD.search(small) and _DOSE.search(text))


def _small(text: str) -> str:
    """In small letters; the four that other alphabets share with ours by case alone count as ours."""
    return text.replace("İ", "i").lower().replace("ı", "i").replace("ſ", "s")


def alert_changed(changes: Iterable[SafetyChange], before: Page, after: Page) -> bool:
    """Whether the dose or indication of a high-alert medicine, or a child's dose, may have changed from one text to the other.

    Any change counts in a block that names such a medicine, unsure ones too, but for phone numbers and links. What looks like a
    dose counts also where only its section or the title of the page names one. Of texts that are too large to compare all counts.
    """
    changes = tuple(changes)
    if TOO_LARGE in changes and any(high_alert(f"{page.title}\n{page.text}") for page in (before, after)):
        return True
    return any(_touches(change, before, after) for change in changes if change.matter not in _NEITHER_DOSE_NOR_INDICATION)


def _touches(change: SafetyChange, before: Page, after: Page) -> bool:
    near = [
        change.context_before,
        change.context_after,
        *_blocks(before, change.block_before),
        *_blocks(after, change.block_after),
    ]
    if change.matter in _DOSES:
        near += [*_around(before, change.block_before), *_around(after, change.block_after)]
    return any(high_alert(text) for text in near)


def _blocks(page: Page, name: str | None) -> list[str]:
    return [block.text for block in page.blocks if block.id == name]


def _around(page: Page, name: str | None) -> list[str]:
    """The section that a block stands in, with its heading and the title of the page."""
    sections = {block.section for block in page.blocks if block.id == name}
    return [f"{page.title}\n{section.title}\n{section.text}" for section in page.sections if section.id in sections]
