"""High-alert content, by a list of words over the whole text, until the safety difference can say what changed.

It asks for a pharmacist too often rather than too seldom. Source: DESIGN section 4, Routes; the medicines are the classes named
there with their common generic names.
"""

from __future__ import annotations

import re

MEDICINES: tuple[str, ...] = (
    "insulin", "anticoagulant", "anticoagulants", "anticoagulation", "warfarin", "heparin", "enoxaparin", "dalteparin",
    "dabigatran", "rivaroxaban", "apixaban", "edoxaban", "opioid", "opioids", "morphine", "oxycodone", "fentanyl", "methadone",
    "buprenorphine", "codeine", "dihydrocodeine", "tramadol", "tapentadol", "pethidine", "hydromorphone", "methotrexate",
    "potassium chloride", "intravenous potassium", "chemotherapy", "cytotoxic", "adrenaline", "epinephrine",
)  # fmt: skip

CHILD: tuple[str, ...] = ("child", "children", "infant", "infants", "neonate", "neonates", "paediatric", "paediatrics", "baby")

_MEDICINE = re.compile(r"\b(?:" + "|".join(MEDICINES) + r")\b", re.IGNORECASE)
_CHILD = re.compile(r"\b(?:" + "|".join(CHILD) + r")\b", re.IGNORECASE)
_DOSE = re.compile(r"\d\s*(?:mg|micrograms?|g|mL|units?|mmol)\b")


def high_alert(text: str) -> bool:
    """Whether the text names a high-alert medicine, or doses in a text about children."""
    return bool(_MEDICINE.search(text)) or bool(_CHILD.search(text) and _DOSE.search(text))
