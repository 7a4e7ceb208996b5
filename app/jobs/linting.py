"""What the linter says of files, for people and for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from app.domain.checks import Profile
from app.domain.errors import Refusal, Unreadable
from app.domain.gathering import BEHIND, gathered, to_fill
from app.domain.text import Block, Finding, Level, Page
from app.jobs.folders import is_page
from app.markup.lint import NEW_ZEALAND
from app.markup.source import read_bytes
from app.markup.worker import Renderer

AT_ONCE = 2
"""Files that are read at the same time: as many as a renderer has children."""
_NAMES = {Level.ERROR: "error", Level.WARN: "warning", Level.INFO: "note"}


@dataclass(frozen=True, slots=True)
class Linted:
    """The findings of one file; one that can't be read has the refusal as its only finding."""

    path: str
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> bool:
        """Whether anything found is an error."""
        return any(finding.level is Level.ERROR for finding in self.findings)


def lint_files(paths: Iterable[Path], renderer: Renderer, profile: Profile) -> Iterator[Linted]:
    """Lint files, and the Markdown files of folders and of the folders in them, each once.

    Raises `Unreadable` for a path that is not there.
    """
    files = dict.fromkeys(file for path in paths for file in _files(path))
    with ThreadPoolExecutor(AT_ONCE) as readers:
        # The work is done by the renderer's child processes; the threads wait for them, and the order stays.
        yield from readers.map(lambda file: _lint(file, renderer, profile), files)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        if not path.exists():
            raise Unreadable(f"{path} is not there.")
        return [path]
    return sorted(child for child in path.rglob("*") if is_page(child) and child.is_file())


def read(path: Path, renderer: Renderer, profile: Profile = NEW_ZEALAND, parent: Sequence[Block] = ()) -> Page:
    """Read and parse one file; blocks like those of `parent` keep their ids.

    Raises `Unreadable`, and `TooSlow` for a text that takes too long.
    """
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise Unreadable(f"{path} can't be read: {problem.strerror}.") from problem
    return renderer.read(read_bytes(data), parent, profile)


def as_text(files: Sequence[Linted]) -> str:
    """One line a finding, the first few of each rule, and a last line that sums up."""
    lines = [line for file in files for line in _lines(file)]
    counts = Counter(finding.level for file in files for finding in file.findings)
    told = ", ".join([_count(len(files), "file"), *(_count(counts[level], name) for level, name in _NAMES.items())])
    return "\n".join([*lines, told])


def _lines(file: Linted) -> Iterator[str]:
    for each in gathered(file.findings):
        yield in_words(file.path, each.finding)
        if each.count:
            yield f"{file.path}: and {each.count:,} more {each.finding.rule} like this: {_places(each.more, each.beyond)}"
    if places := to_fill(file.findings):
        told = f"{_count(len(places), 'place')} of the skeleton still to fill (??)"
        yield f"{file.path}: {places[0].level} {places[0].rule}: {told}: {_places(places[:BEHIND], len(places) - BEHIND)}"


def _places(findings: Sequence[Finding], beyond: int) -> str:
    """Their lines."""
    lines = ", ".join(str(line) for line in dict.fromkeys(finding.line for finding in findings) if line)
    return f"lines {lines}" + (" and more; --format json has all" if beyond > 0 else "")


def _count(number: int, name: str) -> str:
    return f"{number:,} {name}" if number == 1 else f"{number:,} {name}s"


def as_json(files: Sequence[Linted]) -> str:
    """The same as one JSON text."""
    return json.dumps(
        [{"path": file.path, "findings": [asdict(f) for f in file.findings]} for file in files], ensure_ascii=False, indent=1
    )


def in_words(path: str, finding: Finding) -> str:
    """A finding as one line: place, level, rule, what and how to mend it."""
    place = ":".join(str(part) for part in (path, finding.line, finding.column) if part is not None)
    return f"{place}: {finding.level.value} {finding.rule}: {finding.message} {finding.fix}".rstrip()


def _lint(path: Path, renderer: Renderer, profile: Profile) -> Linted:
    try:
        return Linted(str(path), read(path, renderer, profile).findings)
    except Refusal as refusal:
        line = refusal.extra.get("line")
        at = line if isinstance(line, int) else None
        return Linted(str(path), (Finding(refusal.name, Level.ERROR, refusal.detail, at),))
