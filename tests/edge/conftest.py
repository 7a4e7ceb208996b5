"""The platform on each database."""

from tests.web.conftest import house

__all__ = ["house"]
