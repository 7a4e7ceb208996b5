"""What every test may ask for. Servers and databases are described in `tests/servers/`."""

from __future__ import annotations

from hypothesis import settings

pytest_plugins = (
    "tests.servers.postgres",
    "tests.servers.databases",
    "tests.servers.chromium",
    "tests.servers.site",
)

# No deadline: other work on the machine must not fail a property. The same commit tries the same cases everywhere.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")
