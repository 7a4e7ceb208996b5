"""Pictures beside texts: what export writes, import takes in byte for byte, and nothing that is no picture of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions import illustrate
from app.actions.illustrate import Told
from app.domain.pictures import name_for
from app.jobs.backup import back_up, restore
from app.jobs.exporting import texts_of, write_files
from app.jobs.importing import Outcome as Text
from app.jobs.picture_files import Outcome, import_pictures, pictures_of
from app.markup.worker import Renderer
from app.pictures.encoding import encode
from app.pictures.maker import PictureMaker
from app.store import assets
from app.store.assets import AssetRow, AssetUseRow
from app.store.database import Database
from app.store.migrate import upgrade
from app.store.picture_checks import broken_pictures
from tests.actions.stage import NOW, TEXT, Stage
from tests.jobs.importing import Taker, contents
from tests.pictures import files

TOLD = Told("Where the leads go", "Drawn by us", doses=True, nobody=True)
TABLE = "\n| Lead | Dose |\n|---|---|\n| V1 | none |\n"


@pytest.fixture(scope="module")
def maker() -> Iterator[PictureMaker]:
    with PictureMaker() as made:
        yield made


def hung(stage: Stage, data: bytes, told: Told = TOLD) -> str:
    return stage.as_("Ana", lambda a: illustrate.add(a, encode(data), told)).name


def exported(stage: Stage, folder: Path, region: str = "base") -> dict[str, bytes]:
    with stage.database.read() as session:
        texts = list(texts_of(session, region))
        write_files(folder, iter(texts))
        write_files(folder, pictures_of(session, region, texts))
    return contents(folder)


def taken(taker: Taker, folder: Path, maker: PictureMaker) -> dict[str, Outcome]:
    return {file.path: file.outcome for file in import_pictures(folder, taker, maker)}


def with_pictures(stage: Stage) -> tuple[str, str]:
    """A page with a photograph and a drawing, and a picture that no text names."""
    photograph, drawing = hung(stage, files.with_exif()), hung(stage, files.png((90, 90)))
    hung(stage, files.png((70, 70)))
    opened = stage.begin("af")
    stage.save(opened, f"{TEXT}\n![A](asset:{photograph}) ![B](asset:{drawing})\n{TABLE}")
    return photograph, drawing


def test_what_goes_out_comes_in_elsewhere_and_goes_out_again(
    stage: Stage, renderer: Renderer, maker: PictureMaker, tmp_path: Path, empty_sqlite_url: str
) -> None:
    photograph, drawing = with_pictures(stage)
    first = exported(stage, tmp_path / "first")
    names = {f"assets/{photograph}.jpg", f"assets/{drawing}.png"}
    assert names | {"assets/pictures.json"} == {path for path in first if path.startswith("assets/")}
    backup = tmp_path / "backup.zip"
    back_up(stage.database, backup, NOW)
    upgrade(empty_sqlite_url)
    other = Stage(Database(empty_sqlite_url))
    restore(other.database, backup)
    assert exported(other, tmp_path / "restored") == first
    with other.database.read() as session:
        assert list(broken_pictures(session)) == []
    other.database.dispose()
    elsewhere = Taker(stage, renderer, region="northvale")
    assert set(taken(elsewhere, tmp_path / "first", maker).values()) == {Outcome.UNCHANGED}, "it is upstream"


def test_a_new_installation_takes_them_in_once(stage: Stage, renderer: Renderer, maker: PictureMaker, tmp_path: Path) -> None:
    photograph = encode(files.with_exif())
    name = name_for("x-ray", photograph.sha256)
    (tmp_path / "assets").mkdir()
    (tmp_path / f"assets/{name}.jpg").write_bytes(photograph.data)
    words = {name: {"shows": "A wrist", "licence": "Drawn by us", "doses": True}}
    (tmp_path / "assets/pictures.json").write_text(json.dumps(words), encoding="utf-8")
    (tmp_path / "page.md").write_text(f"---\ntitle: Wrist\n---\n\nText.\n\n![A wrist](asset:{name})\n{TABLE}", encoding="utf-8")
    taker = Taker(stage, renderer)
    assert {file.outcome for file in taker.take(tmp_path, "Agreed elsewhere.").values()} == {Text.DRAFT}, "its picture is missing"
    assert taken(taker, tmp_path, maker) == {f"assets/{name}.jpg": Outcome.NEW}
    assert {file.outcome for file in taker.take(tmp_path, "Agreed elsewhere.").values()} == {Text.PUBLISHED}
    before = taker.rows()
    assert taken(taker, tmp_path, maker) == {f"assets/{name}.jpg": Outcome.UNCHANGED}
    assert {file.outcome for file in taker.take(tmp_path, "Agreed elsewhere.").values()} == {Text.UNCHANGED}
    assert taker.rows() == before
    with stage.database.read() as session:
        assert assets.content(session, name).data == photograph.data
        assert assets.with_doses(session, ["base"], [name])
        assert list(broken_pictures(session)) == []


def test_what_is_no_picture_of_ours_is_refused_or_left_alone(
    stage: Stage, renderer: Renderer, maker: PictureMaker, tmp_path: Path
) -> None:
    folder, drawing = tmp_path / "assets", encode(files.png())
    folder.mkdir()
    named = name_for("a", drawing.sha256)
    (folder / "chart.png").write_bytes(files.png())
    (folder / "notes.txt").write_text("Hm.", encoding="utf-8")
    (folder / f"{named}.svg").write_bytes(files.SVG)
    hostile = {
        f"{name_for('b', '0' * 64)}.png": drawing.data,
        f"{named}.png": drawing.data + files.HTML,
        f"{name_for('c', encode(files.with_words()).sha256)}.png": files.with_words(),
        f"{name_for('d', drawing.sha256)}.jpg": files.with_exif(),
        f"{name_for('e', drawing.sha256)}.png": files.SVG,
    }
    for name, data in hostile.items():
        (folder / name).write_bytes(data)
    outside = tmp_path.parent / "outside.png"
    outside.write_bytes(drawing.data)
    (folder / f"{name_for('f', drawing.sha256)}.png").symlink_to(outside)
    found = taken(Taker(stage, renderer), tmp_path, maker)
    assert set(found.values()) == {Outcome.REFUSED} and len(found) == len(hostile) + 1
    with stage.database.read() as session:
        assert list(assets.all_contents(session)) == []


@pytest.mark.parametrize("words", ["", "[]", "{", '{"a": 1}', '{"NAME": {"shows": 5}}', "[" * 100_000])
def test_words_that_are_not_as_we_write_them_say_nothing(
    stage: Stage, renderer: Renderer, maker: PictureMaker, tmp_path: Path, words: str
) -> None:
    drawing = encode(files.png())
    name = name_for("a", drawing.sha256)
    (tmp_path / "assets").mkdir()
    (tmp_path / f"assets/{name}.png").write_bytes(drawing.data)
    (tmp_path / "assets/pictures.json").write_text(words.replace("NAME", name), encoding="utf-8")
    (file,) = import_pictures(tmp_path, Taker(stage, renderer), maker)
    assert file.outcome is Outcome.REFUSED and "what the picture shows" in file.reason


def test_verify_names_what_is_broken(stage: Stage) -> None:
    data = encode(files.png())
    name = hung(stage, files.png(), Told("A", "B", nobody=True))
    opened = stage.begin("af")
    opened = stage.save(opened, f"{TEXT}\n![A](asset:{name})\n")
    stage.publish(stage.agree_all(stage.submit(opened)))
    with stage.database.read() as session:
        assert list(broken_pictures(session)) == []
    with stage.database.write() as session:
        session.query(AssetUseRow).delete()
        session.add(AssetRow(name="x-00000000", sha256=data.sha256, media_type="image/png", width=1, height=1, data=b"other"))
    with stage.database.write() as session:
        assert [line.partition(":")[0] for line in broken_pictures(session)] == ["picture x-00000000", "base/af version 1"]
