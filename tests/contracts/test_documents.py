"""What the documents say of the clone is so: links lead to files, commands exist, no path belongs to one machine."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from fastapi.routing import APIRoute
from typer.main import get_command

from app.__main__ import command_line
from app.api import v1
from app.api.calls import PREFIX as API
from app.domain.text import Level
from app.jobs.samples import PEOPLE
from app.markup import read_page
from app.markup.blocks import BLOCKS
from app.settings import PREFIX, ROOT, TABLE
from app.web.routes import ROUTERS
from tests.contracts import lifecycle_document

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


def commands() -> Iterator[tuple[str, str]]:
    """Each command line of a document's code, and the document it stands in."""
    for path, text in documents().items():
        for block in re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
            for line in re.findall(r"\.venv/bin/waymark (.+)", block):
                yield path.name, line


def test_every_waymark_command_is_understood() -> None:
    """Each is parsed as the command line does it; what does not exist, or lacks something, is refused there."""
    found = list(commands())
    assert found
    for document, line in found:
        try:
            understand(shlex.split(re.split(r"\s[#<>|]\s|\)", line)[0]))
        except Exception as problem:
            pytest.fail(f"{document}: waymark {line}: {problem!r}")


def understand(words: list[str]) -> None:
    """Parse a command line for the command that it names, and run nothing."""
    command = get_command(command_line())
    while inner := getattr(command, "commands", None):
        command, words = inner[words[0]], words[1:]
    command.make_context("waymark", words)


def test_every_waymark_command_named_exists() -> None:
    known = set(get_command(command_line()).list_commands(None))  # type: ignore[attr-defined]
    named = {word for text in documents().values() for word in re.findall(r"(?:bin/waymark|`waymark) ([a-z]+)", text)}
    assert named <= known


def test_readme_shows_every_command() -> None:
    shown = {line.split()[0] for document, line in commands() if document == "README.md"}
    assert shown == set(get_command(command_line()).list_commands(None))  # type: ignore[attr-defined]


def answers(path: str) -> bool:
    """Whether some route has this address."""
    pages = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    calls = [route for router in v1.ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    if path in ("/", "/healthz", "/readyz", "/metrics", API, f"{API}/openapi.json"):
        return True
    inner = path.removeprefix(API)
    routes = calls if inner != path else pages
    return any(route.path_regex.match(inner) for route in routes)


def addresses() -> Iterator[tuple[str, str]]:
    """Each address of the site that a document names, and the document."""
    for path, text in documents().items():
        api = next(iter(re.findall(r"\bAPI=(\S+?);", text)), "")
        named = re.findall(r"http://127\.0\.0\.1:8000[^\s>;`\"')|]*", re.sub(r"\bAPI=\S+", "", text).replace("$API", api))
        for address in [*named, *re.findall(r"`(/[a-z{][^`\s]*)`", text)]:
            yield path.name, urlsplit(address).path.replace("{region}", "base").replace("{slug}", "gout").replace("{n}", "1")


def test_every_address_named_is_answered() -> None:
    found = [(document, address) for document, address in addresses() if address]
    assert len(found) > 5
    assert not [f"{document}: {address}" for document, address in found if not answers(address)]


def test_addresses_of_the_api_that_are_named_by_their_end_exist() -> None:
    ends = {route.path.rsplit("/", 1)[1] for router in v1.ROUTERS for route in router.routes if isinstance(route, APIRoute)}
    named = {end for text in documents().values() for end in re.findall(r"`…/([a-z-]+)`", text)}
    assert named <= ends


def test_every_setting_named_exists() -> None:
    named = {name for text in documents().values() for name in re.findall(rf"{PREFIX}[A-Z_]*[A-Z]", text)}
    assert named <= {PREFIX + row.name for row in TABLE}


def test_readme_names_the_sample_people() -> None:
    rows = re.findall(r"^\| `(\S+@\S+)` \| ([^|]+?) \|", documents()[ROOT / "README.md"], re.MULTILINE)
    assert rows == [(email, name) for email, name, _ in PEOPLE]


def test_the_lifecycle_is_the_table_of_the_product() -> None:
    written = documents()[ROOT / "docs" / "lifecycle.md"]
    remedy = "write it anew: python -m tests.contracts.lifecycle_document > docs/lifecycle.md"
    assert written == lifecycle_document.document(), remedy


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


FORMAT = ROOT / "pathways" / "FORMAT.md"


def examples() -> list[str]:
    """What FORMAT.md tells an author to write."""
    text = documents()[FORMAT]
    outer = re.findall(r"^````(?:markdown)?\n(.*?)^````$", text, re.MULTILINE | re.DOTALL)
    rest = re.sub(r"^````.*?^````$", "", text, flags=re.MULTILINE | re.DOTALL)
    return [*outer, *re.findall(r"^```markdown\n(.*?)^```$", rest, re.MULTILINE | re.DOTALL)]


def test_what_authors_are_told_to_write_has_no_error() -> None:
    found = examples()
    assert len(found) > 10
    for example in found:
        errors = [finding for finding in read_page(example).findings if finding.level is Level.ERROR]
        assert not errors, f"{errors} in:\n{example}"


def test_authors_are_told_of_every_block_and_of_no_other() -> None:
    text = documents()[FORMAT]
    part = re.split(r"^## Blocks$", text, flags=re.MULTILINE)[1].split("\n## ")[0]
    assert set(re.findall(r"^### ([a-z-]+)$", part, re.MULTILINE)) == set(BLOCKS)
    assert set(re.findall(r"^ *::: ([a-z-]+)", "\n".join(examples()), re.MULTILINE)) == set(BLOCKS)
