"""A region is added whole or refused by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import Invalid, NotFound, Refusal, Taken
from app.domain.regions import RESERVED, Region, Visibility
from app.edge.platform import Platform
from app.jobs.founding import contrast_with_white, found
