"""A process that writes an index without a pause, to be killed.

`python -m tests.search.restless follow|rebuild DATABASE FOLDER`
"""

from __future__ import annotations

import sys
from pathlib import Path

from app.search.sync import follow, open_writer, rebuild
from app.store.database import Database

TASKS = {"follow": follow, "rebuild": rebuild}


def main() -> None:
    """Say "ready", then write until killed."""
    task, url, folder = sys.argv[1:]
    database = Database(url)
    with open_writer(Path(folder)) as writer:
        print("ready", flush=True)  # noqa: T201 the test waits for it
        while True:
            TASKS[task](database, writer)


if __name__ == "__main__":
    main()
