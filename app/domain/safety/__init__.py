"""What a change of text does to patients' safety; `safety_difference` is empty only when it is proven to do nothing."""

from __future__ import annotations

from app.domain.safety.change import Fared, Matter, SafetyChange, telling
from app.domain.safety.difference import safety_difference

__all__ = ["Fared", "Matter", "SafetyChange", "safety_difference", "telling"]
