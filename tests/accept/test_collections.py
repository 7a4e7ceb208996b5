"""Real collections, written by others, through the real command line: what goes in, what is named, what comes out again."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers.process import free_port
from tests.servers.site import Site

BY = ("--publish", "--as", "admin@example.org", "--reason", "Agreed elsewhere; taken over for a trial.")
LONG = 1500.0
"""Seconds that a command on a whole collection may take."""
SUFFIXES = (".md", ".markdown", ".qmd")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A sample site whose regions take the collections; nobody serves it."""
    folder = tmp_path_factory.mktemp("accept")
    made = Site(folder, f"sqlite:///{folder}/waymark.db", free_port())
    done = made.command("setup")
    assert done.returncode == 0, done.stderr
    return made


def imported(site: Site, folder: Path, region: str) -> tuple[dict[str, int], str]:
    """Import a folder: the counts of the summary, and what was said of single files."""
    done = site.command("import", str(folder), "--region", region, *BY, patience=LONG)
    assert "Traceback" not in done.stderr
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (published|draft|unchanged|refused)", done.stdout)}
    assert set(counts) == {"published", "draft", "unchanged", "refused"}, done.stdout + done.stderr
    return counts, done.stderr


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file())


def sound(site: Site) -> None:
    done = site.command("verify", patience=LONG)
    assert done.returncode == 0, done.stderr


@pytest.mark.timeout(900)
def test_real_documents_go_in_once_and_come_out_byte_for_byte(site: Site, data: Path, tmp_path: Path) -> None:
    folder = data / "documents"
    files = files_of(folder)
    counts, said = imported(site, folder, "northvale")
    assert sum(counts.values()) == len(files)
    assert counts["refused"] + counts["draft"] == len(re.findall(r"^(?:refused|draft): ", said, re.MULTILINE)), "each is named"
    assert counts["published"] >= 0.9 * len(files)
    again, _ = imported(site, folder, "northvale")
    assert again["published"] == 0 and again["unchanged"] + again["draft"] + again["refused"] == len(files)
    done = site.command("export", str(tmp_path), "--region", "northvale")
    assert done.returncode == 0, done.stderr
    written = [path for path in files if (tmp_path / path.relative_to(folder)).exists()]
    assert len(written) == len(files) - counts["refused"]
    for path in written:
        assert (tmp_path / path.relative_to(folder)).read_bytes() == path.read_bytes(), path
    sound(site)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("collection", "region"), [("clin", "base"), ("medquad", "southmere")])
def test_a_collection_goes_in_and_its_pages_are_found_by_title(
    site: Site, data: Path, tmp_path: Path, collection: str, region: str
) -> None:
    script = data / "search" / "to_markdown.py"
    subprocess.run([sys.executable, str(script), collection, "shared", str(tmp_path)], check=True, capture_output=True)
    files = files_of(tmp_path)
    counts, said = imported(site, tmp_path, region)
    assert counts["published"] + counts["draft"] == len(files), said
    assert counts["published"] >= 0.99 * len(files)
    found = [_finds(site, region, path) for path in files[:: max(1, len(files) // 12)]]
    assert sum(found) >= 0.9 * len(found), found
    sound(site)


def _finds(site: Site, region: str, path: Path) -> bool:
    """Whether the page is among the first results for its own title."""
    title = json.loads(re.findall(r"^title: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)[0])
    slug = re.findall(r"^slug: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)[0].strip().lower()
    done = site.command("search", "--region", region, "--format", "json", "--limit", "5", title)
    assert done.returncode == 0, done.stderr
    return slug in [hit["slug"] for hit in json.loads(done.stdout)["results"]]
