"""What every test may ask for. Servers and databases are described in `tests/servers/`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from app.markup.worker import Renderer
from app.pictures.maker import PictureMaker

pytest_plugins = (
    "tests.servers.postgres",
    "tests.servers.databases",
    "tests.servers.chromium",
    "tests.servers.site",
)

# No deadline: other work on the machine must not fail a property. The same commit tries the same cases everywhere.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

ACCEPT = Path(__file__).parent / "accept"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--data DIR`: the folder of the real collections, for `tests/accept`."""
    parser.addoption("--data", metavar="DIR", type=Path, help="folder of the real collections; runs tests/accept too")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave `tests/accept` out unless the real collections are named: they are not part of the clone."""
    return True if collection_path == ACCEPT and config.getoption("--data") is None else None


@pytest.fixture(scope="session")
def data(pytestconfig: pytest.Config) -> Path:
    """The folder of the real collections."""
    folder: Path | None = pytestconfig.getoption("--data")
    if folder is None or not folder.is_dir():
        pytest.fail(f"There is no folder {folder}. Name it: make accept DATA=DIR", pytrace=False)
    return folder.resolve()


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    """Reads texts in a process of its own, as commands and server do: one for the whole run, for starting it takes longer than
    most tests, and it remembers nothing."""
    with Renderer() as made:
        yield made


@pytest.fixture(scope="session")
def pictures() -> Iterator[PictureMaker]:
    """Reads pictures in a process of its own: one for the whole run, too."""
    with PictureMaker() as made:
        yield made
