"""The lock files: hashes for everything, addresses for nothing, and all that `pyproject.toml` asks for."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.settings import ROOT

RUNTIME, DEV = "requirements.lock", "requirements-dev.lock"
NPM_LOCK = ROOT / "app" / "web" / "assets" / "package-lock.json"


@cache
def locked(name: str) -> dict[str, str]:
    """Package → its whole entry, hashes and all."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    return {re.split(r"[=\s]", entry)[0]: entry for entry in text.splitlines() if entry.strip()}


@cache
def project() -> dict[str, list[str]]:
    """What `pyproject.toml` asks for, by the lock file that has to hold it."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime = table["project"]["dependencies"] + table["dependency-groups"]["build"]
    return {RUNTIME: runtime, DEV: runtime + table["dependency-groups"]["dev"]}


@pytest.mark.parametrize("name", [RUNTIME, DEV])
def test_every_package_is_pinned_with_hashes(name: str) -> None:
    loose = [entry for entry in locked(name).values() if not re.match(r"[a-z0-9-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", entry)]
    assert not loose


@pytest.mark.parametrize("name", [RUNTIME, DEV])
def test_all_that_is_asked_for_is_locked(name: str) -> None:
    asked = {re.split(r"[^\w.-]", requirement)[0].replace(".", "-").lower() for requirement in project()[name]}
    assert asked <= set(locked(name))


def test_tests_run_on_the_versions_that_are_served() -> None:
    assert locked(RUNTIME).items() <= locked(DEV).items()


def test_front_end_packages_have_hashes_and_no_address() -> None:
    packages = json.loads(NPM_LOCK.read_text(encoding="utf-8"))["packages"]
    loose = [name for name, package in packages.items() if name and not package.get("integrity", "").startswith("sha512-")]
    assert not loose
    assert not [name for name, package in packages.items() if "resolved" in package]


def registries() -> Iterator[str]:
    """Addresses of package registries: those that this machine's package clients use, and the one pip comes with."""
    asked = "from pip._internal.models.index import PyPI; print(PyPI.url, PyPI.file_storage_domain)"
    yield from _output(sys.executable, "-W", "ignore", "-c", asked).split()
    yield from re.findall(r"https?://[^\s'\"]+", _output(sys.executable, "-m", "pip", "config", "list"))
    yield from (value for name, value in os.environ.items() if re.search(r"index_url|registry", name, re.IGNORECASE))
    for path in [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*"), Path.home() / ".npmrc"]:
        if path.is_file():
            yield from re.findall(r"https?://[^\s'\"]+", path.read_text(encoding="utf-8", errors="replace"))


def test_no_file_names_the_host_of_a_package_registry() -> None:
    hosts = {urlsplit(address).hostname or address for address in registries()} - {"localhost", "127.0.0.1"}
    assert hosts, "at least pip's own is known"
    tracked = _output("git", "ls-files", "-z").split("\0")
    texts = {name: (ROOT / name).read_bytes() for name in tracked if name and (ROOT / name).is_file()}
    assert texts
    assert not [(name, host) for name, text in texts.items() for host in hosts if host.encode() in text]


@pytest.mark.parametrize("name", [RUNTIME, DEV, "pyproject.toml", "Makefile", ".ci/run"])
def test_what_installs_names_no_address(name: str) -> None:
    addresses = re.findall(r"\w+://[^\s'`\"]*", (ROOT / name).read_text(encoding="utf-8"))
    assert {urlsplit(address).hostname for address in addresses} <= {"127.0.0.1"}


def _output(*command: str) -> str:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
