"""What the documents say of the clone is so: links lead to files, commands exist, no path belongs to one machine."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from app.settings import PREFIX, ROOT, TABLE

HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*$", re.MULTILINE)


@cache
def documents() -> dict[Path, str]:
    """The documents for people, by path; the library of pathways is content and has tests of its own."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "pathways").glob("*.md")]
    return {path: path.read_text(encoding="utf-8") for path in found}


def anchors(text: str) -> set[str]:
    """The fragments that headings of a document can be linked by."""
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(text))
    return {heading.replace(" ", "-") for heading in plain}


def outside_code(text: str) -> str:
    """The text without its code: what stands there is an example."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^(`{3,}|~{3,}).*?^\1", "", text, flags=re.MULTILINE | re.DOTALL))


def test_there_is_a_readme() -> None:
    assert ROOT / "README.md" in documents()


def test_links_lead_somewhere() -> None:
    broken = []
    for path, text in documents().items():
        for target in re.findall(r"\]\(<?([^)\s>]+)", outside_code(text)):
            if re.match(r"[a-z]+:", target):
                continue
            file, _, fragment = unquote(target).partition("#")
            there = (path.parent / file).resolve() if file else path
            if not there.exists() or (fragment and there in documents() and fragment not in anchors(documents()[there])):
                broken.append(f"{path.relative_to(ROOT)}: {target}")
    assert not broken


def test_every_make_command_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {word for text in documents().values() for word in re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE)}
    assert named <= targets


def test_every_waymark_command_named_exists() -> None:
    named = {
        word for text in documents().values() for word in re.findall(r"(?:bin/waymark|python -m app|`waymark) ([a-z]+)", text)
    }
    for command in sorted(named):
        run = subprocess.run(
            [sys.executable, "-m", "app", command, "--help"], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, f"waymark {command}: {run.stderr}"


def test_every_setting_named_exists() -> None:
    named = {name for text in documents().values() for name in re.findall(rf"{PREFIX}[A-Z_]*[A-Z]", text)}
    assert named <= {PREFIX + row.name for row in TABLE}
