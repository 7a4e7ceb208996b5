"""What a change of text does to patients' safety: `safety_difference` compares two texts and is empty only when that is proven."""

from __future__ import annotations

from app.domain.safety.change import Fared, Matter, SafetyChange
from app.domain.safety.difference import safety_difference

__all__ = ["Fared", "Matter", "SafetyChange", "safety_difference"]
