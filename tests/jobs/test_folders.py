"""Which files of a folder are pages."""

from __future__ import annotations

from pathlib import Path

from app.domain.checks import Profile
from app.jobs.folders import HOW_TO, files_in
from app.jobs.linting import as_text, lint_files
from app.markup.worker import Renderer


def _folder(path: Path) -> Path:
    (path / "cardiology").mkdir()
    (path / HOW_TO).write_text("# How to write\n\nWrite 5 mg, never 5mg or 5.0 mg.\n", encoding="utf-8")
    for name in ("README.md", "cardiology/format.md"):
        (path / name).write_text("---\ntitle: A\nspecialty: b\n---\n\nRest.\n", encoding="utf-8")
    return path


def test_what_says_how_pages_are_written_is_no_page(tmp_path: Path, renderer: Renderer) -> None:
    folder = _folder(tmp_path)
    assert files_in(folder) == ["README.md", "cardiology/format.md"]
    assert [Path(file.path).name for file in lint_files([folder], renderer, Profile())] == ["README.md", "format.md"]


def test_named_by_itself_it_is_read(tmp_path: Path, renderer: Renderer) -> None:
    [linted] = lint_files([_folder(tmp_path) / HOW_TO], renderer, Profile())
    assert linted.findings


def test_many_findings_of_a_rule_are_a_few_lines_and_the_numbers_of_the_others(tmp_path: Path, renderer: Renderer) -> None:
    text = tmp_path / "a.md"
    text.write_text("Ring ??.\n\nOr ??.\n\n" + "".join(f"- Give {count}mg\n" for count in range(2, 22)), encoding="utf-8")
    lines = as_text(list(lint_files([text], renderer, Profile()))).splitlines()
    assert sum("D03: “" in line for line in lines) == 4
    assert any("and 16 more D03 like this: lines 9, 10," in line for line in lines)
    assert any("2 places of the skeleton still to fill (??): lines 1, 3" in line for line in lines)
    assert lines[-1].startswith("1 file, 2 errors, 20 warnings")
