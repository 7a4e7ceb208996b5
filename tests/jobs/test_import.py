"""A folder of Markdown goes in file by file, keeps its addresses, and a second run changes nothing."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from app.actions import publish, write
from app.domain.errors import NotAllowed, Unreadable
from app.domain.publication import Mark
from app.domain.text import Kind
from app.jobs.importing import Outcome
from app.markup.page import read_page
from app.markup.worker import Renderer
from app.store import pathways, revisions
from app.store.invariants import broken
from tests.actions.stage import TEXT, Stage, page
from tests.jobs.importing import HABITS, REASON, Taker, contents, outcomes
from tests.logged import entries_after, entries_of


@pytest.fixture
def taker(stage: Stage, renderer: Renderer) -> Taker:
    return Taker(stage, renderer)


def folder_of(place: Path, **files: str) -> Path:
    """A folder of Markdown files by stem; `__` stands for a folder's slash."""
    for name, text in files.items():
        path = place / f"{name.replace('__', '/')}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return place


def test_every_habit_goes_in_and_a_second_run_changes_nothing(taker: Taker) -> None:
    first = taker.take(HABITS)
    assert set(first) == set(contents(HABITS))
    assert Counter(outcomes(first).values()) == {Outcome.PUBLISHED: len(first)}
    before = taker.rows()
    assert set(outcomes(taker.take(HABITS)).values()) == {Outcome.UNCHANGED}
    assert set(outcomes(taker.take(HABITS, reason=None)).values()) == {Outcome.UNCHANGED}
    assert taker.rows() == before
    with taker.stage.database.read() as session:
        assert list(broken(session)) == []


def test_addresses_are_kept(taker: Taker) -> None:
    slugs = {path: file.slug for path, file in taker.take(HABITS).items()}
    assert slugs == {
        "admonitions/acute/anaphylaxis-first-minutes.md": "anaphylaxis-first-minutes",
        "admonitions/index.md": "admonitions",
        "front-matter/glossary.markdown": "glossary",
        "front-matter/paediatrics/fever.md": "fever",
        "front-matter/paediatrics/wheeze-in-preschool-children.md": "preschool-wheeze",
        "plain/Ear Nose Throat/Earache.md": "earache",
        "plain/Ear Nose Throat/README.md": "ear-nose-throat",
        "plain/Ear Nose Throat/Sore throat.md": "sore-throat",
        "quarto/infective/uncomplicated_cystitis.qmd": "uncomplicated-cystitis",
    }


def test_what_readers_get_says_that_it_was_imported_and_why(taker: Taker) -> None:
    taker.take(HABITS)
    with taker.stage.database.read() as session:
        (entry,) = entries_of(session, "base", "preschool-wheeze")
        edition = entry.edition
    assert edition is not None
    assert (edition.mark, edition.change_note, entry.reason) == (Mark.IMPORTED, REASON, REASON)
    assert edition.title == "Wheeze in preschool children: first steps"
    assert edition.synonyms == ("viral wheeze", "wheezy child")
    assert edition.popularity == 41
    assert edition.signatures == ()


@pytest.mark.parametrize("path", sorted(contents(HABITS)))
def test_every_number_and_word_can_be_read(path: str) -> None:
    """Whatever the habit: what its author typed below the front matter stands in the page."""
    source = (HABITS / path).read_text(encoding="utf-8-sig")
    body = re.sub(r"\A---\n.*?\n---\n", "", source.replace("\r\n", "\n"), flags=re.DOTALL)
    read = read_page(source)
    shown = f"{read.title} {read.html} {read.text}"
    words = re.sub(r"\{[^}]*\}|&\w+;|\]\((?!http)[^)\s>]*", "", body)  # attributes, and addresses of other files
    for word in set(re.findall(r"[A-Za-z]{3,}|\d[\d.,/:]*", words)):
        assert word.lower().strip(".,:/") in shown.lower(), word


def test_missing_titles_come_from_the_heading_or_the_file(taker: Taker, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, night_cough="# A cough at night\n\nText.", day_cough="Text.", throat__index="Text.")
    taker.take(folder)
    with taker.stage.database.read() as session:
        titles = {entry.slug: entry.edition.title for entry in entries_after(session, 0) if entry.edition is not None}
    assert titles == {"night-cough": "A cough at night", "day-cough": "Day cough", "throat": "Throat"}


def test_without_a_reason_everything_is_a_draft_that_a_later_run_publishes(taker: Taker, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, cough="# Cough\n\nText.")
    assert outcomes(taker.take(folder, reason=None)) == {"cough.md": Outcome.DRAFT}
    assert outcomes(taker.take(folder, reason=None)) == {"cough.md": Outcome.UNCHANGED}
    assert outcomes(taker.take(folder)) == {"cough.md": Outcome.PUBLISHED}
    assert outcomes(taker.take(folder, reason=None)) == {"cough.md": Outcome.UNCHANGED}


def test_a_number_that_would_be_lost_keeps_a_text_in_draft_with_its_line(taker: Taker, tmp_path: Path) -> None:
    lost = "# Lost\n\nGive 5*10*2 mg now.\n"
    assert page(lost).lost_numbers, "the text loses a number"
    folder = folder_of(tmp_path, lost=lost, sound="# Sound\n\nText.")
    for _ in range(2):
        found = taker.take(folder)
        assert found["lost.md"].outcome is Outcome.DRAFT
        assert "line 3" in found["lost.md"].words and "lost.md" in found["lost.md"].words
    with taker.stage.database.read() as session:
        assert [entry.slug for entry in entries_after(session, 0)] == ["sound"]


def test_findings_that_the_reason_overrides_are_told(taker: Taker, tmp_path: Path) -> None:
    found = taker.take(folder_of(tmp_path, odd="---\ntitle: Odd\nkind: wondrous\n---\n\nText."))["odd.md"]
    assert found.outcome is Outcome.PUBLISHED
    assert found.words.startswith("published: odd.md: with findings that the reason overrides: line 3:")


def test_a_changed_file_is_the_next_edition_and_what_is_alike_keeps_its_ids(taker: Taker, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, cough="# Cough\n\nFirst paragraph of it.\n\nSecond paragraph of it.")
    taker.take(folder)
    first = read_page(taker.text("cough"))
    folder_of(tmp_path, cough="# Cough\n\nAnother one before.\n\nFirst paragraph of it.\n\nSecond paragraph of that.")
    assert outcomes(taker.take(folder)) == {"cough.md": Outcome.PUBLISHED}
    with taker.stage.database.read() as session:
        entries = entries_of(session, "base", "cough")
        row = pathways.pathway(session, "base", "cough")
        revision = revisions.revision(session, pathways.editions(session, row.id)[0].revision_id)
    assert [(entry.kind.value, entry.number) for entry in entries] == [("published", 1), ("superseded", 1), ("published", 2)]
    ids = {block.id for block in first.blocks}
    assert len(ids & set(re.findall(r'"id":"(\w+)"', revision.page))) >= len(ids)


class TestWorkDoneHere:
    """What people did with a page after it was imported is not passed over when its file changes."""

    @pytest.fixture
    def folder(self, taker: Taker, tmp_path: Path) -> Path:
        made = folder_of(tmp_path / "files", cough="# Cough\n\nFirst text of it.")
        taker.take(made)
        return made

    def again(self, taker: Taker, folder: Path) -> None:
        before = taker.rows()
        assert outcomes(taker.take(folder)) == {"cough.md": Outcome.UNCHANGED}
        folder_of(folder, cough="# Cough\n\nNew text of it.")
        found = taker.take(folder)["cough.md"]
        assert found.outcome is Outcome.REFUSED and "worked on here" in found.words
        assert taker.rows() == before

    def edit(self, taker: Taker) -> None:
        with taker.stage.database.read() as session:
            row = pathways.pathway(session, "base", "cough")
            token = revisions.revision(session, pathways.editions(session, row.id)[0].revision_id).token
        text = "# Cough\n\nText agreed here."
        taker.stage.as_("Ana", lambda a: write.save(a, "cough", token, text, page(text)))

    def test_a_draft(self, taker: Taker, folder: Path) -> None:
        self.edit(taker)
        self.again(taker, folder)

    def test_an_edition_that_was_agreed_here(self, taker: Taker, folder: Path) -> None:
        self.edit(taker)
        with taker.stage.database.read() as session:
            row = pathways.pathway(session, "base", "cough")
            opened = pathways.editions(session, row.id)[0]
            token = revisions.revision(session, opened.revision_id).token
        taker.stage.as_("Lea", lambda a: publish.publish_urgently(a, "cough", 2, token, "At once."))
        self.again(taker, folder)

    def test_a_withdrawal(self, taker: Taker, folder: Path) -> None:
        with taker.stage.database.read() as session:
            row = pathways.pathway(session, "base", "cough")
            token = revisions.revision(session, pathways.editions(session, row.id)[0].revision_id).token
        taker.stage.as_("Lea", lambda a: publish.withdraw(a, "cough", 1, token, "Dangerous.", None))
        self.again(taker, folder)


class TestSlugsThatAreTaken:
    """The folder is put before it; where there is none left, the file is refused by name."""

    def test_by_another_file(self, taker: Taker, tmp_path: Path) -> None:
        folder = folder_of(tmp_path, adults__cough="# One", children__cough="# Two", children__night__cough="# Three")
        assert [file.slug for file in taker.take(folder).values()] == ["cough", "children-cough", "night-cough"]
        assert set(outcomes(taker.take(folder)).values()) == {Outcome.UNCHANGED}

    def test_one_folder_after_the_other(self, taker: Taker, tmp_path: Path) -> None:
        folder = folder_of(tmp_path, a__x__cough="# One", b__x__cough="# Two", c__x__cough="# Three")
        assert [file.slug for file in taker.take(folder).values()] == ["cough", "x-cough", "c-x-cough"]

    def test_stated_twice(self, taker: Taker, tmp_path: Path) -> None:
        stated = "---\nslug: cough\n---\n\n# Cough {}"
        folder = folder_of(tmp_path, a__one=stated.format(1), b__two=stated.format(2), three=stated.format(3))
        found = taker.take(folder)
        assert [file.slug for file in found.values()] == ["cough", "b-cough", ""]
        assert found["three.md"].words.startswith("refused: three.md: Base has a pathway “cough” from elsewhere.")

    def test_by_a_page_that_was_written_here(self, taker: Taker, tmp_path: Path) -> None:
        taker.stage.begin("cough")
        folder = folder_of(tmp_path, cough="# Cough", throat__cough="# Cough, too")
        found = taker.take(folder)
        assert outcomes(found) == {"cough.md": Outcome.REFUSED, "throat/cough.md": Outcome.PUBLISHED}
        assert taker.text("cough") == TEXT

    def test_by_a_folder(self, taker: Taker, tmp_path: Path) -> None:
        folder = folder_of(tmp_path, cough__index="# Folder", cough="# File", throat__cough__README="# Deeper folder")
        slugs = {path: file.slug for path, file in taker.take(folder).items()}
        assert slugs == {"cough.md": "cough", "cough/index.md": "", "throat/cough/README.md": "throat-cough"}


def test_another_folder_with_the_same_paths_takes_nothing_away(taker: Taker, tmp_path: Path) -> None:
    taker.take(folder_of(tmp_path / "one", index="# Lungs\n\nOne text."))
    before = taker.rows()
    found = taker.take(folder_of(tmp_path / "two", index="# Kidneys\n\nAnother text."))["index.md"]
    assert found.outcome is Outcome.REFUSED and "in another folder" in found.reason
    assert taker.rows() == before


def test_a_copy_of_the_folder_is_the_same_folder(taker: Taker, tmp_path: Path) -> None:
    taker.take(HABITS)
    before = taker.rows()
    shutil.copytree(HABITS, tmp_path / "copy")
    assert set(outcomes(taker.take(tmp_path / "copy")).values()) == {Outcome.UNCHANGED}
    assert taker.rows() == before


def test_two_regions_take_the_same_folder(taker: Taker) -> None:
    taker.take(HABITS)
    other = Taker(taker.stage, taker.renderer, region="northvale")
    assert set(outcomes(other.take(HABITS)).values()) == {Outcome.REFUSED}
    assert set(outcomes(other.take(HABITS, instead_of_upstream=True)).values()) == {Outcome.PUBLISHED}


@pytest.mark.parametrize(("name", "reason"), [("Ana", REASON), ("Lea", REASON), ("Rea", None), ("Gita", None)])
def test_who_may_not_import_is_told_once(taker: Taker, name: str, reason: str | None) -> None:
    with pytest.raises(NotAllowed, match=f"The roles of {name} in Base do not include this"):
        Taker(taker.stage, taker.renderer, name).take(HABITS, reason)


def test_an_editor_brings_drafts(taker: Taker) -> None:
    found = Taker(taker.stage, taker.renderer, "Ana").take(HABITS, None)
    assert set(outcomes(found).values()) == {Outcome.DRAFT}


def test_a_kind_goes_with_the_page(taker: Taker, tmp_path: Path) -> None:
    taker.take(folder_of(tmp_path, form="---\nkind: request\n---\n\n# A form"))
    with taker.stage.database.read() as session:
        assert pathways.pathway(session, "base", "form").kind == Kind.REQUEST.value


@pytest.mark.parametrize("files", [{}, {"notes.txt": b"x"}, {".hidden.md": b"x"}, {".git/readme.md": b"x"}])
def test_a_folder_without_markdown_says_so(taker: Taker, tmp_path: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    with pytest.raises(Unreadable, match="no Markdown file"):
        taker.take(tmp_path)
    with pytest.raises(Unreadable, match="not a folder"):
        taker.take(tmp_path / "nowhere")


def test_a_file_takes_the_place_of_no_page_from_upstream_unless_told(stage: Stage, renderer: Renderer, tmp_path: Path) -> None:
    stage.published("af")
    north = Taker(stage, renderer, region="northvale")
    other = "---\ntitle: AF elsewhere\n---\n## Management\n\n1. Ring first.\n"
    folder = folder_of(tmp_path, af=other, cards__af=other, gout=other.replace("AF", "Gout"))
    for reason in (None, REASON):
        found = north.take(folder, reason)
        assert {path for path, file in found.items() if file.outcome is Outcome.REFUSED} == {"af.md", "cards/af.md"}
        assert "Northvale’s readers have “Atrial fibrillation” from Base" in found["af.md"].words
        assert "--instead-of-upstream" in found["af.md"].words
        with stage.database.read() as session:
            assert pathways.find_pathway(session, "northvale", "af") is None, "nothing is half done"
    found = north.take(folder, instead_of_upstream=True)
    assert outcomes(found)["af.md"] is Outcome.PUBLISHED
    assert "in place of “Atrial fibrillation” from Base" in found["af.md"].words
    assert set(outcomes(north.take(folder)).values()) == {Outcome.UNCHANGED}


def test_a_draft_from_before_upstream_had_the_page_is_not_published_in_its_place(
    stage: Stage, renderer: Renderer, tmp_path: Path
) -> None:
    north = Taker(stage, renderer, region="northvale")
    folder = folder_of(tmp_path, af="---\ntitle: AF elsewhere\n---\n## Management\n\n1. Ring first.\n")
    assert outcomes(north.take(folder, None)) == {"af.md": Outcome.DRAFT}
    stage.published("af")
    assert outcomes(north.take(folder)) == {"af.md": Outcome.REFUSED}
