"""The stage of the verbs, on each database."""

from tests.actions.conftest import stage

__all__ = ["stage"]
