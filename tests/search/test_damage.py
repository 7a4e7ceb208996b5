"""A damaged index is noticed before it is believed, search goes on with titles, and the writer makes it anew."""

from __future__ import annotations

import json
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.search import held
from app.search.folder import STATE
from tests.search.stacks import Stacks


def toc(generation: Path) -> Path:
    """Whoosh's table of contents."""
    return next(generation.glob("*.toc"))


def segment(generation: Path) -> Path:
    """The largest of Whoosh's segments."""
    return max(generation.glob("*.seg"), key=lambda path: path.stat().st_size)


def cut(path: Path) -> None:
    """Leave half of a file."""
    os.truncate(path, path.stat().st_size // 2)


def zeroed(path: Path) -> None:
    """Overwrite a file with as many zeros."""
    path.write_bytes(bytes(path.stat().st_size))


def flipped(path: Path) -> None:
    """Change one bit, and nothing of what the folder says of the file."""
    before, content = path.stat(), bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(bytes(content))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


class Trap:
    """Whoever unpickles this makes a file that should not be."""

    def __init__(self, sprung: Path) -> None:
        self.sprung = sprung

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (f"touch {self.sprung}",)


def trapped(generation: Path) -> None:
    """Put a pickle of somebody else's where a segment was."""
    segment(generation).write_bytes(pickle.dumps(Trap(generation.parent.parent / "sprung")))


def edited(generation: Path, **members: object) -> None:
    """Change what the state says."""
    state = generation / STATE
    state.write_text(json.dumps(json.loads(state.read_text()) | members))


def moved(generation: Path) -> None:
    """Put the generation elsewhere, and a link to it in its place."""
    elsewhere = generation.rename(generation.parent.parent / "moved")
    generation.symlink_to(elsewhere)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "table of contents cut": lambda generation: cut(toc(generation)),
    "table of contents empty": lambda generation: toc(generation).write_bytes(b""),
    "table of contents gone": lambda generation: toc(generation).unlink(),
    "segment cut": lambda generation: cut(segment(generation)),
    "segment zeroed": lambda generation: zeroed(segment(generation)),
    "segment with one bit changed": lambda generation: flipped(segment(generation)),
    "segment gone": lambda generation: segment(generation).unlink(),
    "segment of somebody else": trapped,
    "state cut": lambda generation: cut(generation / STATE),
    "state gone": lambda generation: (generation / STATE).unlink(),
    "state of another shape": lambda generation: (generation / STATE).write_text('["state"]'),
    "another version": lambda generation: edited(generation, version="0"),
    "another number of entries": lambda generation: edited(generation, entries=3),
    "pointer empty": lambda generation: (generation.parent / "CURRENT").write_text(""),
    "pointer to nowhere": lambda generation: (generation.parent / "CURRENT").write_text("g99"),
    "pointer out of the folder": lambda generation: (generation.parent / "CURRENT").write_text("../index/g1"),
    "pointer gone": lambda generation: (generation.parent / "CURRENT").unlink(),
    "generation gone": shutil.rmtree,
    "folder gone": lambda generation: shutil.rmtree(generation.parent),
    "generation open to others": lambda generation: generation.chmod(0o777),
    "generation closed to us": lambda generation: generation.chmod(0),
    "segment closed to us": lambda generation: segment(generation).chmod(0),
    "generation a link": moved,
}
HARMLESS = {"generation closed to us", "segment closed to us"} if os.geteuid() == 0 else set()
"""No mode stops root."""


@pytest.fixture
def harmed(sqlite_stacks: Stacks, monkeypatch: pytest.MonkeyPatch) -> Stacks:
    """A filled library, searched once; the index is looked at again at once after a refusal."""
    monkeypatch.setattr(held, "PATIENCE", 0.0)
    sqlite_stacks.fill()
    assert sqlite_stacks.slugs("colchicine") == ["gout"]
    return sqlite_stacks


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_noticed_survived_and_mended(harmed: Stacks, kind: str) -> None:
    DAMAGE[kind](harmed.folder / (harmed.folder / "CURRENT").read_text())
    if kind not in HARMLESS:
        assert harmed.search("colchicine").unavailable
        assert harmed.differences()
    assert [hit.slug for hit in harmed.search("gou").hits] == ["gout"], "by its title"
    assert harmed.suggest("gout")[0].slug == "gout"
    harmed.index()
    assert harmed.differences() == []
    assert harmed.slugs("colchicine") == ["gout"]
    assert not (harmed.folder.parent / "sprung").exists()


def test_titles_are_searched_for_until_there_is_an_index(sqlite_stacks: Stacks) -> None:
    sqlite_stacks.put("base", "gout", "Gout in adults", {"Management": "Colchicine."})
    sqlite_stacks.put("base", "gout-in-children", "Gout in children", {"Management": "Colchicine."})
    sqlite_stacks.show()
    found = sqlite_stacks.search("adults go")
    assert (found.unavailable, found.total, [hit.slug for hit in found.hits]) == (True, 1, ["gout"])
    assert found.hits[0].snippet.text == ""
    assert sqlite_stacks.search("colchicine").hits == ()
    assert [one.slug for one in sqlite_stacks.suggest("gout in")] == ["gout", "gout-in-children"]


def test_a_refused_index_is_not_read_through_again_for_each_search(sqlite_stacks: Stacks) -> None:
    now = [0.0]
    harmed = sqlite_stacks
    harmed.fill()
    harmed.searcher.close()
    harmed.searcher._held = held.Held(harmed.folder, lambda: now[0])
    generation = harmed.folder / (harmed.folder / "CURRENT").read_text()
    content = segment(generation).read_bytes()
    zeroed(segment(generation))
    assert harmed.search("gout").unavailable
    segment(generation).write_bytes(content)
    assert harmed.search("gout").unavailable
    now[0] += held.PATIENCE
    assert not harmed.search("gout").unavailable


def test_junk_is_swept(harmed: Stacks) -> None:
    generation = harmed.folder / (harmed.folder / "CURRENT").read_text()
    for junk in (
        generation / "_MAIN_99.toc",
        generation / "MAIN_0abc.trm",
        generation / ".state.json.new",
        harmed.folder / "g77",
    ):
        junk.mkdir() if junk.name == "g77" else junk.write_bytes(b"\x80\x04.")
    (generation / "MAIN.tmp").mkdir()
    (generation / "MAIN.tmp" / "half").write_bytes(b"half")
    assert harmed.slugs("colchicine") == ["gout"]
    harmed.withdraw("base", "gout")
    harmed.show()
    harmed.index()
    assert harmed.differences() == []
    named = json.loads((generation / STATE).read_text())["files"]
    assert {path.name for path in generation.iterdir()} == {STATE, *named}
    assert {path.name for path in harmed.folder.iterdir()} == {"CURRENT", generation.name}
