"""A disk that is full or can't be written: readers go on reading, writers hear why, and nothing that was acknowledged is lost."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest

from tests.faults.disks import read_only, small_disk
from tests.faults.scripts import TEXT
from tests.servers.process import free_port
from tests.servers.site import Site

MEGABYTES = 48
PAGE = "/northvale/pathways/gout"


def moved(sample: Path, folder: Path) -> Site:
    """The sample installation in another folder."""
    shutil.copytree(sample, folder, dirs_exist_ok=True)
    return Site(folder, f"sqlite:///{folder}/var/waymark.db", free_port())


def write(client: httpx2.Client, token: str, key: str, slug: str) -> httpx2.Response:
    """Begin a pathway; the same key is the same request."""
    body = {"slug": slug, "kind": "pathway", "source": TEXT.format(slug=slug, minutes=10, number=1) + "Rest and walk.\n" * 2000}
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    return client.post("/api/v1/regions/base/pathways", json=body, headers=headers)


@pytest.mark.timeout(300)
def test_a_full_disk_stops_writing_until_there_is_room(sample_on_sqlite: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path, megabytes=MEGABYTES) as disk:
        site = moved(sample_on_sqlite, disk)
        token = site.command("token", "add", "editor@example.org").stdout.strip()
        site.start()
        try:
            with httpx2.Client(base_url=site.url, trust_env=False, timeout=60) as client:
                kept = [write(client, token, str(uuid4()), f"kept-{number}") for number in range(2)]
                assert [answer.status_code for answer in kept] == [201, 201]
                filler = disk / "filler"
                fill(filler)
                key, told = str(uuid4()), None
                for number in range(60):
                    key = str(uuid4())
                    told = write(client, token, key, f"more-{number}")
                    if told.status_code != 201:
                        break
                assert told is not None and told.status_code == 503, told and told.text
                assert "disk" in told.json()["detail"] and "full" in told.json()["detail"]
                assert client.get(PAGE).status_code == 200
                assert client.get("/api/v1/regions/northvale/search", params={"q": "gout"}).json()["total"] > 0
                filler.unlink()
                again = write(client, token, key, f"more-{number}")
                assert again.status_code == 201, again.text
                for slug in ("kept-0", "kept-1", f"more-{number}"):
                    address = f"/api/v1/regions/base/pathways/{slug}/draft"
                    assert client.get(address, headers={"Authorization": f"Bearer {token}"}).status_code == 200
            said = site.log.read_text(encoding="utf-8", errors="replace")
            assert "Traceback" not in said, said[-3000:]
        finally:
            site.stop()
        verified = site.command("verify")
        assert (verified.returncode, verified.stderr) == (0, "")


def fill(filler: Path) -> None:
    """Take all the room there is, to the last block."""
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue


@pytest.mark.timeout(300)
def test_a_folder_that_cannot_be_written_is_named_in_one_line(sample_on_sqlite: Path, tmp_path: Path) -> None:
    site = moved(sample_on_sqlite, tmp_path / "site")
    with read_only(site.folder / "var"):
        for words in (["user", "add", "new@example.org", "--name", "N", "--role", "reader", "--region", "base"], ["setup"]):
            done = site.command(*words, typed="a long enough password 47\n")
            assert done.returncode != 0
            assert_plain(done)
    site.start()
    site.stop()


def assert_plain(done: subprocess.CompletedProcess[str]) -> None:
    """One line that says what can't be written."""
    (line,) = done.stderr.strip().splitlines()
    assert "can't be" in line and "Traceback" not in done.stderr + done.stdout, done.stderr
