"""`waymark vocabulary`: words go out of a region as a table and come in again, all or nothing, tried first."""

from __future__ import annotations

from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.servers.process import free_port
from tests.servers.site import Site

HEAD = "sort,words,means,off,reason\n"
TABLE = HEAD + "synonym,podagra | gout,,,Old word.\nabbreviation,af,atrial fibrillation,waymark,Another thing here.\n"
EDITOR = ("--as", "editor@example.org")

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def site(settled_sqlite_url: str, tmp_path: Path) -> Site:
    return Site(tmp_path, settled_sqlite_url, free_port())


def take(site: Site, table: str, *more: str) -> CompletedProcess[str]:
    file = site.folder / "in.csv"
    file.write_text(table, encoding="utf-8")
    return site.command("vocabulary", "import", "base", str(file), *more)


def test_what_went_in_comes_out_and_a_dry_run_changes_nothing(site: Site) -> None:
    done = take(site, TABLE, *EDITOR)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "added: podagra = gout\nswitched off: af → atrial fibrillation\n2 changed, 0 unchanged\n"
    tried = take(site, HEAD, *EDITOR, "--whole", "--dry-run")
    assert tried.stdout.splitlines()[:2] == ["ended: podagra = gout", "switched on: af → atrial fibrillation"]
    assert tried.stdout.endswith("2 would change, 0 would stay as they are. Nothing is saved.\n")
    out = site.folder / "out.csv"
    assert site.command("vocabulary", "export", "base", str(out)).stdout == f"2 lines in {out}\n"
    assert out.read_text(encoding="utf-8") == TABLE


def test_a_refusal_names_the_line_or_the_person_and_nothing_is_kept(site: Site) -> None:
    refused = take(site, TABLE + "abbreviation,tram,trazodone,,Why.\nabbreviation,tram,tramadol,,Why.\n", *EDITOR)
    assert refused.returncode != 0 and "Line 5 (tram → tramadol): “tram” leads to trazodone already" in refused.stderr
    assert take(site, TABLE, "--as", "gp@example.org").returncode != 0
    assert site.command("vocabulary", "export", "base").stdout == HEAD
