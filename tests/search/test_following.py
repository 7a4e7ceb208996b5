"""The index follows what is shown: in steps, the same when done again, and anew whenever there is doubt."""

from __future__ import annotations

import json
import os
import resource
import threading
from pathlib import Path

import pytest

from app.domain.errors import Unavailable
from app.search import sync
from app.search.folder import STATE, SearchBusy
from app.search.sync import BATCH, follow, how_far, open_writer, rebuild, remake
from app.store.projections import Progress, advance, progress
from tests.faults.disks import read_only
from tests.reading.library import region
from tests.search.stacks import GOUT, LIBRARY, Stacks


def generation(stacks: Stacks) -> str:
    """Which generation is searched."""
    return (stacks.folder / "CURRENT").read_text()


def test_it_reaches_where_pages_are_and_never_beyond(stacks: Stacks) -> None:
    stacks.put("base", "gout", "Gout", GOUT)
    stacks.show()
    stacks.put("base", "flu", "Influenza", {"Management": "Rest."})
    assert stacks.index() == 1
    assert how_far(stacks.folder) == 1
    assert stacks.slugs("gout") == ["gout"]
    assert stacks.slugs("influenza") == []
    stacks.show()
    assert stacks.index() == 2
    assert stacks.slugs("influenza") == ["flu"]


def test_following_in_steps_and_at_once_come_to_the_same(stacks: Stacks) -> None:
    stacks.fill()
    first = generation(stacks)
    stacks.put("north", "gout", "Gout", GOUT)
    stacks.put("base", "gout", "Gout", GOUT | {"Management": "Rest."})
    stacks.show()
    stacks.index()
    stacks.withdraw("base", "leg-ulcer")
    stacks.withdraw("north", "gout")
    stacks.show()
    stacks.index()
    assert (generation(stacks), stacks.differences()) == (first, [])
    stacks.reinstate("base", "leg-ulcer")
    stacks.show()
    assert stacks.index() == stacks.index()
    assert (generation(stacks), stacks.differences()) == (first, [])
    typed = ("gout", "ulcer oedema", "management", "rheumatology tumour")
    in_steps = [stacks.search(text) for text in typed]
    with open_writer(stacks.folder) as writer:
        rebuild(stacks.database, writer)
    assert generation(stacks) != first
    assert [stacks.search(text) for text in typed] == in_steps
    assert stacks.differences() == []


def test_doing_it_again_changes_nothing(stacks: Stacks) -> None:
    stacks.fill()
    state = stacks.folder / generation(stacks) / STATE
    members = json.loads(state.read_text())
    state.write_text(json.dumps(members | {"sequence": 0, "entry_hash": "0" * 64}))
    stacks.index()
    again = json.loads(state.read_text())
    assert (again["files"], again["entries"], again["sequence"]) == (members["files"], members["entries"], members["sequence"])
    assert stacks.differences() == []


def test_no_commit_is_larger_than_it_may_be_and_no_page_is_divided(
    sqlite_stacks: Stacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    stacks = sqlite_stacks
    stacks.show()
    stacks.index()
    text = {f"Part {number}": f"Text {number}." for number in range(69)}
    for number in range(7):
        stacks.put("base", f"page-{number}", f"Page {number}", text)
    stacks.put("base", "long", "Long", {f"Part {number}": "Long text." for number in range(BATCH + 50)})
    stacks.show()
    sizes = []
    with open_writer(stacks.folder) as writer:
        commit = writer.commit

        def counted(gone, pages, reached):  # type: ignore[no-untyped-def]
            sizes.append(len(gone) + sum(page.entries for page, _ in pages))
            commit(gone, pages, reached)

        monkeypatch.setattr(writer, "commit", counted)
        follow(stacks.database, writer)
    assert sizes == [140, 140, 140, 70, 251]
    assert stacks.differences() == []


def test_pages_that_are_made_anew_are_followed_anew(stacks: Stacks) -> None:
    stacks.fill()
    with stacks.database.write() as session:
        at = progress(session, lock=True)
        advance(session, Progress(2, at.makings + 1, at.basis))
    assert stacks.index() == 2
    with stacks.database.write() as session:
        advance(session, at)
    assert stacks.index() == at.sequence
    assert stacks.differences() == []


def test_an_index_of_another_log_is_made_anew(stacks: Stacks) -> None:
    stacks.fill()
    state = stacks.folder / generation(stacks) / STATE
    first = generation(stacks)
    state.write_text(json.dumps(json.loads(state.read_text()) | {"entry_hash": "f" * 64}))
    stacks.index()
    assert generation(stacks) != first
    assert stacks.differences() == []


def test_another_tree_of_regions_makes_it_anew(stacks: Stacks) -> None:
    stacks.fill()
    stacks.regions([region("west", "base")])
    stacks.show()
    assert len(stacks.differences()) == 9
    assert stacks.slugs("gout", "west") == []
    stacks.index()
    assert stacks.slugs("gout", "west") == ["gout"]
    assert stacks.differences() == []


def test_every_difference_is_named(stacks: Stacks) -> None:
    assert len(stacks.differences()) == 1
    assert f"{stacks.folder}/CURRENT" in stacks.differences()[0]
    stacks.fill()
    stacks.put("base", "gout", "Gout", GOUT | {"Management": "Rest."})
    stacks.put("north", "new", "New", GOUT)
    stacks.withdraw("base", "leg-ulcer")
    stacks.show()
    places = ("base", "closed", "north", "south")
    assert sorted(stacks.differences()) == sorted(
        [f"search index: {place}/gout: version 2 of base is shown, and version 1 of base can be found" for place in places]
        + [f"search index: {place}/leg-ulcer can be found and is not shown" for place in places]
        + ["search index: north/new is shown and can't be found"]
    )
    stacks.index()
    assert stacks.differences() == []


def test_a_second_writer_is_refused_in_one_line_with_place_and_remedy(sqlite_stacks: Stacks) -> None:
    with open_writer(sqlite_stacks.folder):
        with pytest.raises(SearchBusy) as refused:
            open_writer(sqlite_stacks.folder)
        assert str(sqlite_stacks.folder) in refused.value.detail
        assert "WAYMARK_SEARCH_DIR" in refused.value.detail
        assert "\n" not in refused.value.detail
    open_writer(sqlite_stacks.folder).close()


def test_a_child_does_not_keep_the_folder_of_its_dead_parent(sqlite_stacks: Stacks) -> None:
    writer = open_writer(sqlite_stacks.folder)
    ready, go = os.pipe(), os.pipe()
    child = os.fork()
    if not child:
        os.write(ready[1], b"1")
        os.read(go[0], 1)
        os._exit(0)
    os.read(ready[0], 1)
    writer.close()
    try:
        open_writer(sqlite_stacks.folder).close()
    finally:
        os.write(go[1], b"1")
        os.waitpid(child, 0)
        for end in (*ready, *go):
            os.close(end)


def test_a_folder_with_other_things_in_it_is_left_alone(sqlite_stacks: Stacks) -> None:
    sqlite_stacks.folder.mkdir(mode=0o755)
    letter = sqlite_stacks.folder / "letter.txt"
    letter.write_text("Dear patient")
    with pytest.raises(Unavailable, match=r"letter\.txt"):
        open_writer(sqlite_stacks.folder)
    assert letter.read_text() == "Dear patient"


def test_a_folder_that_others_could_write_in_is_emptied_and_closed(sqlite_stacks: Stacks) -> None:
    sqlite_stacks.fill()
    sqlite_stacks.folder.chmod(0o777)
    assert sqlite_stacks.search("gout").unavailable
    first = generation(sqlite_stacks)
    sqlite_stacks.index()
    assert sqlite_stacks.folder.stat().st_mode & 0o777 == 0o700
    assert (generation(sqlite_stacks), first) == ("g1", "g1")
    assert sqlite_stacks.differences() == []


def test_the_folder_is_made_for_its_owner_alone(sqlite_stacks: Stacks) -> None:
    sqlite_stacks.fill()
    for place in (sqlite_stacks.folder, sqlite_stacks.folder / generation(sqlite_stacks)):
        assert place.stat().st_mode & 0o777 == 0o700


def test_a_file_where_the_folder_should_be_is_refused(sqlite_stacks: Stacks) -> None:
    sqlite_stacks.folder.write_text("")
    with pytest.raises(Unavailable, match=str(sqlite_stacks.folder)):
        open_writer(sqlite_stacks.folder)


def test_a_disk_that_takes_no_writes_leaves_the_index_as_it_is(sqlite_stacks: Stacks) -> None:
    stacks = sqlite_stacks
    stacks.fill()
    stacks.put("base", "flu", "Influenza", {"Management": "Rest."})
    stacks.show()
    with open_writer(stacks.folder) as writer:
        with read_only(stacks.folder):
            for _ in range(3):
                with pytest.raises(Unavailable, match=str(stacks.folder)):
                    follow(stacks.database, writer)
            with pytest.raises(Unavailable):
                rebuild(stacks.database, writer)
            assert stacks.slugs("gout") == ["gout"]
        assert follow(stacks.database, writer) == 10
    assert stacks.slugs("influenza") == ["flu"]
    assert stacks.differences() == []


def test_a_full_disk_leaves_the_index_as_it_is_and_it_goes_on_by_itself(sqlite_stacks: Stacks) -> None:
    stacks = sqlite_stacks
    stacks.fill()
    stacks.put("base", "flu", "Influenza", {f"Part {number}": " ".join(LIBRARY) * 20 for number in range(30)})
    stacks.show()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with open_writer(stacks.folder) as writer:
        for size in (0, 100, 2000, 8000):
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
            try:
                with pytest.raises(Unavailable, match=str(stacks.folder)):
                    follow(stacks.database, writer)
                with pytest.raises(Unavailable, match=str(stacks.folder)):
                    rebuild(stacks.database, writer)
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            assert (stacks.slugs("gout"), stacks.slugs("influenza"), how_far(stacks.folder)) == (["gout"], [], 9)
        assert follow(stacks.database, writer) == 10
    assert stacks.slugs("influenza") == ["flu"]
    assert stacks.differences() == []
    assert len(list(stacks.folder.iterdir())) == 2, "nothing half made is left"


def test_whoever_wants_it_anew_is_served_by_the_process_that_holds_it(
    sqlite_stacks: Stacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    stacks = sqlite_stacks
    stacks.fill()
    monkeypatch.setattr(sync, "WAIT", 0.01)
    first, stop = generation(stacks), threading.Event()
    with open_writer(stacks.folder) as writer:

        def work() -> None:
            while not stop.wait(0.02):
                follow(stacks.database, writer)

        worker = threading.Thread(target=work)
        worker.start()
        try:
            assert remake(stacks.database, stacks.folder) == 9
        finally:
            stop.set()
            worker.join()
    second = generation(stacks)
    assert second != first
    assert remake(stacks.database, stacks.folder) == 9
    assert generation(stacks) not in {first, second}


def test_progress_is_told_page_by_page(sqlite_stacks: Stacks) -> None:
    sqlite_stacks.fill()
    told: list[tuple[int, int]] = []
    with open_writer(sqlite_stacks.folder) as writer:
        rebuild(sqlite_stacks.database, writer, lambda done, of: told.append((done, of)))
    assert told == [(done, 9) for done in range(1, 10)]


def test_an_empty_library_has_an_index_too(stacks: Stacks) -> None:
    assert stacks.index() == 0
    assert (stacks.search("gout").total, stacks.search("gout").unavailable, stacks.differences()) == (0, False, [])


def test_paths_may_lead_over_links(sqlite_stacks: Stacks, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    sqlite_stacks.folder.symlink_to(tmp_path / "elsewhere")
    with open_writer(sqlite_stacks.folder) as writer:
        follow(sqlite_stacks.database, writer)
    assert (tmp_path / "elsewhere" / "CURRENT").exists()
    assert sqlite_stacks.differences() == []
