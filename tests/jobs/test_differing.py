"""`waymark difference`: what changes for patients between two files, in words, as JSON, and as an exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import ROOT

TEXT = "---\ntitle: Gout\n---\n\nSee below.\n\n## Dose\n\nGive 5 mg daily. Rest.\n\n- one\n- two\n"


def compared(folder: Path, old: str | bytes, new: str | bytes, *more: str) -> subprocess.CompletedProcess[str]:
    for name, text in (("old.md", old), ("new.md", new)):
        (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return run(folder, "old.md", "new.md", *more)


def run(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "app", "difference", *arguments]
    given = os.environ | {"PYTHONPATH": str(ROOT)} | settings
    return subprocess.run(line, cwd=folder, env=given, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.timeout(60)
def test_what_changes_for_patients_comes_first_and_the_status_is_1(tmp_path: Path) -> None:
    done = compared(tmp_path, TEXT, TEXT.replace("5 mg daily", "50 mg weekly").replace("- two\n", ""))
    lines = done.stdout.splitlines()
    assert done.returncode == 1, done.stderr
    assert lines[:2] == ["Under “Dose”: dose “5 mg” is now “50 mg”", "Under “Dose”: frequency “daily” is now “weekly”"]
    assert lines[-1] == "1 block changed, 1 block removed"


@pytest.mark.timeout(60)
def test_a_harmless_change_is_told_and_the_status_is_0(tmp_path: Path) -> None:
    done = compared(tmp_path, TEXT, TEXT.replace("Rest.", "Rest"))
    assert (done.returncode, done.stdout) == (0, "Nothing changes for patients.\n1 block changed\n")
    done = compared(tmp_path, TEXT, TEXT)
    assert (done.returncode, done.stdout) == (0, "Nothing changes for patients.\nNo block differs.\n")


@pytest.mark.timeout(60)
def test_what_the_page_does_not_show_counts(tmp_path: Path) -> None:
    done = compared(tmp_path, TEXT, TEXT.replace("title: Gout", "title: Gout\nservices: [renal]"))
    assert (done.returncode, done.stdout) == (1, "Criteria “renal” added\n1 entry of the front matter changed\n")


@pytest.mark.timeout(60)
def test_programs_get_json(tmp_path: Path) -> None:
    done = compared(tmp_path, TEXT, TEXT.replace("5 mg", "50 mg"), "--format", "json")
    found = json.loads(done.stdout)
    assert done.returncode == 1
    assert [(each["matter"], each["fared"], each["before"], each["after"]) for each in found["safety"]] == [
        ("dose", "changed", "5 mg", "50 mg")
    ]
    assert (found["titles"], found["blocks"], found["fields"]) == ({"dose": "Dose"}, {"changed": 1}, 0)


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("arguments", "settings", "said"),
    [
        (("old.md", "missing.md"), {}, "missing.md can't be read: No such file"),
        (("old.md", "binary.md"), {}, "UTF-8"),
        (("old.md", "."), {}, "can't be read: Is a directory"),
        (("old.md", "old.md", "--format", "xml"), {}, "--format is text or json"),
        (("old.md", "old.md"), {"WAYMARK_RENDER_SECONDS": "soon"}, "WAYMARK_RENDER_SECONDS is “soon”"),
        (("old.md",), {}, "Missing argument"),
    ],
)  # fmt: skip
def test_what_can_not_be_said_is_2_and_one_line(
    tmp_path: Path, arguments: tuple[str, ...], settings: dict[str, str], said: str
) -> None:
    (tmp_path / "old.md").write_text(TEXT, encoding="utf-8")
    (tmp_path / "binary.md").write_bytes(b"\xff\xfe\x00")
    done = run(tmp_path, *arguments, **settings)
    (line,) = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (2, "")
    assert said in line
