"""The platform on each database."""

from tests.web.conftest import house, renderer

__all__ = ["house", "renderer"]
