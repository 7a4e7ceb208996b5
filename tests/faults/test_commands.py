"""What is asked of a command and can't be done: one line that says what and why, a status other than 0, nothing changed."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import ROOT
from tests.servers.process import free_port
from tests.servers.site import Site

FOLDER, MISSING = "tests/jobs/habits", "no/such/place"


def run(site: Site, *arguments: str, typed: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    given = site.environment | {f"WAYMARK_{name}": value for name, value in settings.items()}
    line = [sys.executable, "-m", "app", *arguments]
    return subprocess.run(line, cwd=ROOT, env=given, input=typed, capture_output=True, text=True, timeout=120, check=False)


def refused(site: Site, words: str, *arguments: str, typed: str = "", **settings: str) -> None:
    """One line on standard error with these words, nothing else."""
    said = run(site, *arguments, typed=typed, **settings)
    assert said.returncode in (1, 2), f"{arguments} {settings}: {said.returncode} {said.stdout}{said.stderr}"
    assert said.stdout == "", arguments
    (line,) = said.stderr.splitlines()
    assert words in line, f"{arguments} {settings}: {line}"
    assert "Traceback" not in line and "nobody foresaw" not in line


@pytest.fixture(scope="module")
def shared_site(sample_on_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """One copy for everything that must not change it."""
    folder = tmp_path_factory.mktemp("shared")
    shutil.copytree(sample_on_sqlite, folder, dirs_exist_ok=True)
    return Site(folder, f"sqlite:///{folder}/var/waymark.db", free_port())


@pytest.fixture
def site(shared_site: Site) -> Site:
    return shared_site


def digest(site: Site) -> str:
    return hashlib.sha256((site.folder / "var" / "waymark.db").read_bytes()).hexdigest()


@pytest.mark.timeout(300)
def test_places_people_and_files_that_there_are_not(site: Site, tmp_path: Path) -> None:
    before = digest(site)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    refused(site, "There is no region “mars”", "import", FOLDER, "--region", "mars")
    refused(site, "There is no no@example.org here. Add them with: waymark user add",
            "import", FOLDER, "--region", "base", "--as", "no@example.org")  # fmt: skip
    refused(site, "Publishing needs --as EMAIL and --reason TEXT", "import", FOLDER, "--region", "base", "--publish")
    refused(site, "Publishing needs --as EMAIL and --reason TEXT",
            "import", FOLDER, "--region", "base", "--publish", "--as", "admin@example.org", "--reason", " ")  # fmt: skip
    refused(site, "The roles of Dr Wen Harrow in", "import", FOLDER, "--region", "base", "--as", "reader@example.org")
    refused(site, f"{MISSING} is not a folder", "import", MISSING, "--region", "base")
    refused(site, "is not a folder", "import", str(tmp_path / "file"), "--region", "base")
    refused(site, "no Markdown file", "import", str(tmp_path), "--region", "base")
    refused(site, "There is no region “mars”", "export", str(tmp_path / "out"), "--region", "mars")
    refused(site, "can't be written", "export", str(tmp_path / "file"), "--region", "base")
    refused(site, "There is no region “mars”", "search", "gout", "--region", "mars")
    refused(site, f"{MISSING} is not there", "lint", MISSING)
    refused(site, f"{MISSING} can't be read: No such file", "render", MISSING)
    refused(site, "There is no region “mars”", "lint", FOLDER, "--region", "mars")
    refused(site, "There is no no@example.org here", "token", "add", "no@example.org")
    refused(site, "can't be written: No such file", "backup", f"{MISSING}/backup.zip")
    assert digest(site) == before


@pytest.mark.timeout(300)
def test_what_is_typed_wrongly(site: Site) -> None:
    before = digest(site)
    refused(site, "No such command 'frobnicate'", "frobnicate")
    refused(site, "No such option: --regoin", "import", FOLDER, "--regoin", "base")
    refused(site, "Missing option '--region'", "import", FOLDER)
    refused(site, "Invalid value for '--limit'", "search", "gout", "--region", "base", "--limit", "0")
    refused(site, "--format is text or json", "search", "gout", "--region", "base", "--format", "xml")
    refused(site, "--format is text or json", "lint", FOLDER, "--format", "xml")
    refused(site, "There is no role “king”", "user", "add", "a@example.org", "--name", "A", "--role", "king", "--region", "base")
    person = ("user", "add", "a@example.org", "--name", "A")
    refused(site, "There is no region “mars”", *person, "--role", "editor", "--region", "mars", typed="a long pass phrase\n")
    refused(site, "at least 12 characters", *person, "--role", "editor", "--region", "base", typed="short\n")
    refused(site, "--service", *person, "--role", "hospital_lead", "--region", "base", typed="a long pass phrase\n")
    assert digest(site) == before


@pytest.mark.timeout(300)
def test_settings_that_cannot_be_used(site: Site, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    refused(site, "WAYMARK_DATABSE_URL is not a setting; did you mean WAYMARK_DATABASE_URL?", "verify", DATABSE_URL="x")
    for url in ("mysql://u@h/d", "sqlite://", "waymark.db", "postgresql://h:port/d"):
        refused(site, "WAYMARK_DATABASE_URL is “", "verify", DATABASE_URL=url)
    refused(site, "WAYMARK_BASE_URL is “pathways.example.org”", "verify", BASE_URL="pathways.example.org")
    refused(site, "WAYMARK_SECRET_KEY has 5 characters", "verify", SECRET_KEY="short")
    refused(site, "WAYMARK_LOG_LEVEL is “loud”", "verify", LOG_LEVEL="loud")
    refused(site, "WAYMARK_RENDER_SECONDS is “soon”", "lint", FOLDER, RENDER_SECONDS="soon")
    refused(site, "can't be made", "setup", VAR_DIR=str(tmp_path / "file"), SAMPLE_PASSWORD="", DATABASE_URL="")
    refused(site, "can't be used: Not a directory", "reindex", SEARCH_DIR=str(tmp_path / "file" / "index"))
    refused(site, "for this machine only", "setup", BASE_URL="https://pathways.example.org")
    refused(site, "for this machine only", "serve", "--host", "0.0.0.0", "--port", str(free_port()))  # noqa: S104


@pytest.mark.timeout(300)
def test_a_password_in_a_setting_is_not_printed(site: Site) -> None:
    for setting in ({"DATABASE_URL": "mysql://ana:hunter2@h/d"}, {"DATABASE_URL": "postgresql://ana:hunter2@127.0.0.1:1/d"},
                    {"SMTP_URL": "http://ana:hunter2@h"}):  # fmt: skip
        said = run(site, "verify", **setting)
        assert said.returncode == 1 and "hunter2" not in said.stderr, said.stderr


@pytest.mark.timeout(300)
def test_databases_that_are_not_there(site: Site, tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    (tmp_path / "letter.db").write_text("Dear aunt, " * 1000, encoding="utf-8")
    cases = {
        f"sqlite:///{tmp_path}/none.db": "can't be opened",
        f"sqlite:///{tmp_path}/none/none.db": "run “waymark setup”",
        f"sqlite:///{tmp_path}/empty.db": "no tables yet. Run “waymark setup”",
        f"sqlite:///{tmp_path}/letter.db": "is not a Waymark database",
        f"postgresql://waymark@127.0.0.1:{free_port()}/waymark": "does not answer. Check WAYMARK_DATABASE_URL",
    }
    commands = (
        ("reindex",),
        ("search", "gout", "--region", "base"),
        ("import", FOLDER, "--region", "base"),
        ("token", "add", "editor@example.org"),
        ("work",),
    )
    for command, (url, words) in zip(commands, cases.items(), strict=True):
        for arguments in (("verify",), command):
            refused(site, words, *arguments, DATABASE_URL=url, SEARCH_DIR=str(tmp_path / "index"))
    assert not (tmp_path / "none.db").exists() and not (tmp_path / "none").exists()


@pytest.mark.timeout(300)
def test_a_server_without_its_database_does_not_start(site: Site, tmp_path: Path) -> None:
    port = str(free_port())
    refused(site, "can't be opened", "serve", "--port", port, DATABASE_URL=f"sqlite:///{tmp_path}/none.db")
    refused(site, "does not answer", "serve", "--port", port, DATABASE_URL=f"postgresql://w@127.0.0.1:{free_port()}/w")


class TestRestore:
    """A backup goes into a new database, whole, or not at all."""

    @pytest.fixture
    def saved(self, site: Site, tmp_path: Path) -> Path:
        said = run(site, "backup", str(tmp_path / "backup.zip"))
        assert said.returncode == 0, said.stderr
        return tmp_path / "backup.zip"

    @pytest.mark.timeout(300)
    def test_it_comes_back_whole_with_its_pages_and_its_index(self, site: Site, saved: Path, tmp_path: Path) -> None:
        fresh = Site(tmp_path / "fresh", f"sqlite:///{tmp_path}/fresh/var/new.db", free_port())
        for arguments in (("restore", str(saved)), ("verify",)):
            said = fresh.command(*arguments)
            assert (said.returncode, said.stderr) == (0, ""), said.stderr
        asked = ("search", "gout", "--region", "base", "--format", "json")
        assert fresh.command(*asked).stdout == site.command(*asked).stdout

    @pytest.mark.timeout(300)
    def test_not_over_something_and_not_from_something_else(self, site: Site, saved: Path, tmp_path: Path) -> None:
        before = digest(site)
        refused(site, "The database is not empty", "restore", str(saved))
        assert digest(site) == before
        fresh = {"DATABASE_URL": f"sqlite:///{tmp_path}/fresh.db", "SEARCH_DIR": str(tmp_path / "index")}
        bad = tmp_path / "bad.zip"
        refused(site, "can't be read as a backup", "restore", str(bad), **fresh)
        bad.write_text("not a backup", encoding="utf-8")
        refused(site, "can't be read as a backup", "restore", str(bad), **fresh)
        bad.write_bytes(saved.read_bytes()[:-100])
        refused(site, "can't be read as a backup", "restore", str(bad), **fresh)
        data = bytearray(saved.read_bytes())
        data[len(data) // 2] ^= 0xFF
        bad.write_bytes(data)
        refused(site, "damaged", "restore", str(bad), **fresh)
        said = run(site, "restore", str(saved), **fresh)
        assert said.returncode == 0, "what was refused has left nothing behind"
