"""Export writes back byte for byte what import read, under the same paths, and what was written here under paths of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.actions import publish, write
from app.domain.errors import Unavailable
from app.domain.text import Kind
from app.jobs.exporting import Exported, write_files
from app.jobs.importing import Outcome
from app.markup.worker import Renderer
from tests.actions.stage import TEXT, Stage, page
from tests.jobs.importing import HABITS, Taker, contents, outcomes


@pytest.fixture
def taker(stage: Stage, renderer: Renderer) -> Taker:
    return Taker(stage, renderer)


def test_it_is_byte_for_byte_what_was_read(taker: Taker, tmp_path: Path) -> None:
    taker.take(HABITS)
    assert taker.export(tmp_path / "out") == contents(HABITS)


def test_drafts_are_written_too(taker: Taker, tmp_path: Path) -> None:
    taker.take(HABITS, reason=None)
    assert taker.export(tmp_path / "out") == contents(HABITS)


def test_what_comes_out_goes_in_elsewhere_and_comes_out_again(taker: Taker, tmp_path: Path) -> None:
    taker.take(HABITS)
    taker.stage.published()
    first = taker.export(tmp_path / "first")
    other = Taker(taker.stage, taker.renderer, region="northvale")
    assert set(outcomes(other.take(tmp_path / "first", instead_of_upstream=True)).values()) == {Outcome.PUBLISHED}
    assert other.export(tmp_path / "second") == first


def test_a_page_written_here_stands_under_its_specialty(taker: Taker, tmp_path: Path) -> None:
    taker.stage.published()
    plain = "# No specialty\n\nText."
    taker.stage.as_("Ana", lambda a: write.begin(a, "plain", Kind.PATHWAY, plain, page(plain)))
    assert taker.export(tmp_path / "out") == {"cardiology/af.md": TEXT.encode(), "general/plain.md": plain.encode()}


def test_what_is_public_is_written_and_not_what_is_being_changed(taker: Taker, tmp_path: Path) -> None:
    opened = taker.stage.published()
    taker.stage.save(opened, TEXT.replace("47.5", "23.75"))
    assert taker.export(tmp_path / "out") == {"cardiology/af.md": TEXT.encode()}


def test_of_a_withdrawn_page_the_last_text_is_written(taker: Taker, tmp_path: Path) -> None:
    opened = taker.stage.published()
    taker.stage.as_("Lea", lambda a: publish.withdraw(a, "af", 1, opened.token, "Wrong.", None))
    assert taker.export(tmp_path / "out") == {"cardiology/af.md": TEXT.encode()}


def test_two_texts_never_go_into_one_file(taker: Taker, tmp_path: Path) -> None:
    (tmp_path / "in" / "general").mkdir(parents=True)
    (tmp_path / "in" / "general" / "plain.md").write_text("---\nslug: other\n---\n# Another page\n", encoding="utf-8")
    taker.take(tmp_path / "in")
    plain = "# No specialty\n\nText."
    taker.stage.as_("Ana", lambda a: write.begin(a, "plain", Kind.PATHWAY, plain, page(plain)))
    written = taker.export(tmp_path / "out")
    assert sorted(written.values()) == sorted([plain.encode(), (tmp_path / "in" / "general" / "plain.md").read_bytes()])
    assert written["general/plain.md"].startswith(b"---"), "the file that came in keeps its path"


def test_twice_into_the_same_folder_is_the_same(taker: Taker, tmp_path: Path) -> None:
    taker.take(HABITS)
    taker.export(tmp_path / "out")
    assert taker.export(tmp_path / "out") == contents(HABITS)


@pytest.mark.parametrize("path", ["../outside.md", "/outside.md", "a/../../outside.md", ""])
def test_nothing_is_written_outside_the_folder(tmp_path: Path, path: str) -> None:
    with pytest.raises(Unavailable, match="outside"):
        write_files(tmp_path / "out", iter([Exported(path, b"x")]))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
