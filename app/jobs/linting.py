"""What the linter says of files, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from app.domain.errors import Refusal, Unreadable
from app.domain.text import Finding, Level, Page
from app.jobs.folders import SUFFIXES
from app.markup.source import read_bytes
from app.markup.worker import Renderer


@dataclass(frozen=True, slots=True)
class Linted:
    """The findings of one file; one that can't be read has the refusal as its only finding."""

    path: str
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> bool:
        """Whether anything found is an error."""
        return any(finding.level is Level.ERROR for finding in self.findings)


def lint_files(paths: Iterable[Path], renderer: Renderer) -> Iterator[Linted]:
    """Lint files, and the Markdown files of folders. Raises `Unreadable` for a path that is not there."""
    for path in paths:
        if path.is_dir():
            inside = sorted(child for child in path.rglob("*") if child.suffix.lower() in SUFFIXES and child.is_file())
            yield from (_lint(child, renderer) for child in inside)
        else:
            yield _lint(path, renderer)


def read(path: Path, renderer: Renderer) -> Page:
    """Read and parse one file. Raises `Unreadable`, and `TooSlow` for a text that takes too long."""
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise Unreadable(f"{path} can't be read: {problem.strerror}.") from problem
    return renderer.read(read_bytes(data))


def as_text(files: Sequence[Linted]) -> str:
    """One line a finding, and a last line that sums up."""
    lines = [in_words(file.path, finding) for file in files for finding in file.findings]
    errors = sum(finding.level is Level.ERROR for file in files for finding in file.findings)
    return "\n".join([*lines, f"{len(files)} files, {len(lines)} findings, {errors} errors"])


def as_json(files: Sequence[Linted]) -> str:
    """The same as one JSON text."""
    return json.dumps(
        [{"path": file.path, "findings": [asdict(f) for f in file.findings]} for file in files], ensure_ascii=False, indent=1
    )


def in_words(path: str, finding: Finding) -> str:
    """A finding as one line: place, level, rule, what and how to mend it."""
    place = f"{path}:{finding.line}" if finding.line else path
    return f"{place}: {finding.level.value} {finding.rule}: {finding.message} {finding.fix}".rstrip()


def _lint(path: Path, renderer: Renderer) -> Linted:
    if not path.exists():
        raise Unreadable(f"{path} is not there.")
    try:
        return Linted(str(path), read(path, renderer).findings)
    except Refusal as refusal:
        return Linted(str(path), (Finding(refusal.name, Level.ERROR, refusal.detail),))
