"""Files that nobody should have to read: each is taken, kept in draft or refused by name, and the rest of the folder goes in."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.jobs.importing import Imported, Outcome
from app.markup.worker import Renderer
from app.store.invariants import broken
from tests.actions.stage import Stage, a_stage
from tests.jobs.importing import LIMIT, Taker, outcomes

SOUND = b"# Sound\n\nGive 5 mg.\n"


@dataclass(frozen=True)
class Bad:
    """A file, what becomes of it, and words of the reason."""

    name: str
    data: bytes
    words: str


LAUGHS = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (letter, letter, b",".join([b"*%c" % (letter - 1)] * 9)) for letter in b"bcdefgh"
)

REFUSED = (
    Bad("oversize.md", b"# Long\n\n" + b"One more line of it.\n" * 10_001, "too large: 210,029 bytes, and the limit is 200,000"),
    Bad("picture.md", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "not a text file"),
    Bad("archive.md", b"PK\x03\x04\x14\x00\x00\x00\x08\x00", "U+0003"),
    Bad("nul.md", b"# Dose\n\nGive 5\x00 mg.\n", "Line 3 holds U+0000"),
    Bad("escape.md", b"# Dose\n\nGive \x1b[2J5 mg.\n", "Line 3 holds U+001B"),
    Bad("latin-1.md", "# Dose\n\nBehçet’s: 5 µg".encode("cp1252"), "byte 0xE7 at byte 11, line 3 looks like Windows-1252"),
    Bad("utf-16.md", "# Dose\n\n5 mg".encode("utf-16"), "UTF-16, not UTF-8"),
    Bad("utf-16-without-a-mark.md", "# Dose\n\n5 mg".encode("utf-16-le"), "U+0000"),
    Bad("utf-32.md", "# Dose".encode("utf-32"), "UTF-32"),
    Bad("twice-encoded.md", "# Dose\n\n5 µg – now".encode().decode("latin-1").encode(), "U+0080"),
    Bad("half-a-character.md", b"# Dose\n\n\xed\xa0\x80 5 mg", "line 3"),
    Bad("overlong.md", b"# Dose\n\n\xc0\xaf", "not UTF-8"),
    Bad("not-closed.md", b"---\ntitle: Dose\n\nGive 5 mg.\n", "not closed. Put a line with ---"),
    Bad("no-yaml.md", b"---\ntitle: [Dose\nkind: pathway\n---\n\nText.\n", "not valid YAML"),
    Bad("tabs.md", b"---\ntitle: Dose\nother:\n\t- one\n---\n\nText.\n", "not valid YAML"),
    Bad("colon.md", b"---\ntitle: Dose: 5 mg\n---\n\nText.\n", "Quote values that hold a colon"),
    Bad("list.md", b"---\ntitle: x\n- two\n---\n\nText.\n", "front matter can't be read"),
    Bad("aliases.md", b"---\ntitle: &a Dose\nother: *a\n---\n\nText.\n", "anchor"),
    Bad("laughs.md", b"---\ntitle: Dose\n" + LAUGHS + b"---\n\nText.\n", "anchor"),
    Bad("program.md", b"---\ntitle: !!python/object/apply:os.system [ls]\n---\n\nText.\n", "tag"),
    Bad("deep.md", b"---\nx: " + b"[" * 500 + b"]" * 500 + b"\n---\n\nText.\n", "nested too deeply"),
    Bad("long-front.md", b"---\nx: " + b"y" * 20_000 + b"\n---\n\nText.\n", "front matter is too large"),
    Bad("empty.md", b"", "It is empty"),
    Bad("blank.md", b"\xef\xbb\xbf \n\t\r\n", "It is empty"),
    Bad("心房細動.md", b"Text without a heading.\n", "can't be an address. Give it one in the front matter"),
    Bad("line\nbreak.md", SOUND, "Rename it"),
    Bad("\x1b[31mred.md", SOUND, "Rename it"),
    Bad("caf\udce9.md", SOUND, "Rename it"),
)

TAKEN = (
    ("Ménière’s disease – Übersicht, 2. Fassung.md", SOUND, "meniere-s-disease-ubersicht-2-fassung"),
    ("  spaces  .md", SOUND, "spaces"),
    ("a..b.md", SOUND, "a-b"),
    ("-rf.md", SOUND, "rf"),
    ("$(reboot);'\".md", SOUND, "reboot"),
    ("con.aux.nul.md", SOUND, "con-aux-nul"),
    ("UPPER.MD", SOUND, "upper"),
    ("x" * 252 + ".md", SOUND, "x" * 100),
    ("心電図.md", "# Reading an ECG 心電図\n\nText.".encode(), "reading-an-ecg"),
    ("e\u0301tude.md", SOUND, "etude"),
    ("no-end-of-line.md", b"# Dose\n\nGive 5 mg", "no-end-of-line"),
    ("old-mac.md", b"# Dose\r\rGive 5 mg.\r", "old-mac"),
    ("mixed.md", b"# Dose\r\n\nGive 5 mg.\r\n\r\nAnd 6 mg.\n\tTab  \n", "mixed"),
    ("only-a-heading.md", b"# Nothing below", "only-a-heading"),
    ("only-front.md", b"---\ntitle: Nothing below\n---\n", "only-front"),
    ("rule-first.md", b"---\n\nText below a rule.\n\n---\n", "rule-first"),
    ("script.md", b"# <script>alert(1)</script>\n\n<img src=x onerror=alert(1)> [x](javascript:alert(1))\n", "script"),
    ("right-to-left.md", "# Arabic\n\nالجرعة 5 mg \u202eevil\u202c\n".encode(), "right-to-left"),
    ("infinite.md", b"---\ntitle: Infinite\npopularity: .inf\n---\n\nText.\n", "infinite"),
    ("not-a-number.md", b"---\ntitle: Nan\npopularity: nan\n---\n\nText.\n", "not-a-number"),
    ("endless.md", b"---\ntitle: Endless\npopularity: 1e999\n---\n\nText.\n", "endless"),
    ("strange-slug.md", b"---\nslug: ../../Etc/PASSWD\n---\n\n# Strange\n", "etc-passwd"),
)


@pytest.fixture
def taker(stage: Stage, renderer: Renderer) -> Taker:
    return Taker(stage, renderer)


def put(folder: Path, name: str, data: bytes) -> None:
    path = os.path.join(os.fsencode(folder), os.fsencode(name))  # noqa: PTH118 - names that are no UTF-8
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(data)


def words_of(found: dict[str, Imported]) -> list[str]:
    return [file.words for file in found.values()]


def test_what_cannot_be_read_is_refused_by_name_and_the_rest_goes_in(taker: Taker, tmp_path: Path) -> None:
    for bad in REFUSED:
        put(tmp_path, bad.name, bad.data)
    put(tmp_path, "sound.md", SOUND)
    found = taker.take(tmp_path)
    assert len(found) == len(REFUSED) + 1
    for path, file in found.items():
        assert file.outcome is (Outcome.PUBLISHED if path == "sound.md" else Outcome.REFUSED), file.words
        assert file.words.isprintable() and "Traceback" not in file.words
    for bad in REFUSED:
        told = [words for words in words_of(found) if bad.words in words]
        assert told, f"{bad.name}: {words_of(found)}"
        if bad.name.isprintable():
            assert any(words.startswith(f"refused: {bad.name}: ") for words in told)
    sound(taker)


def test_odd_but_readable_files_are_taken_under_a_sound_address(taker: Taker, tmp_path: Path) -> None:
    for name, data, _ in TAKEN:
        put(tmp_path, name, data)
    found = taker.take(tmp_path)
    assert {path: file.slug for path, file in found.items()} == {name: slug for name, _, slug in TAKEN}
    assert set(outcomes(found).values()) <= {Outcome.PUBLISHED, Outcome.DRAFT}
    before = taker.rows()
    assert set(outcomes(taker.take(tmp_path)).values()) <= {Outcome.UNCHANGED, Outcome.DRAFT}
    assert taker.rows() == before
    assert taker.export(tmp_path / "out") == {name: data for name, data, _ in TAKEN}
    sound(taker)


def test_the_limit_is_exact(taker: Taker, tmp_path: Path) -> None:
    put(tmp_path, "fits.md", b"# Long\n\n" + b"word\n" * ((LIMIT - 8) // 5) + b"x\n")
    put(tmp_path, "more.md", b"# Long\n\n" + b"word\n" * ((LIMIT - 8) // 5) + b"xyz\n")
    assert outcomes(taker.take(tmp_path)) == {"fits.md": Outcome.PUBLISHED, "more.md": Outcome.REFUSED}


def sound(taker: Taker) -> None:
    with taker.stage.database.read() as session:
        assert list(broken(session)) == []


class TestLinks:
    """What is not in the folder is not imported through it."""

    def outside(self, tmp_path: Path) -> tuple[Path, Path]:
        secret, folder = tmp_path / "secret.md", tmp_path / "folder"
        secret.write_text("# Secret\n\nNot for you.\n", encoding="utf-8")
        folder.mkdir()
        put(folder, "sound.md", SOUND)
        return secret, folder

    def test_a_link_out_of_the_folder_is_refused(self, taker: Taker, tmp_path: Path) -> None:
        secret, folder = self.outside(tmp_path)
        (folder / "link.md").symlink_to(secret)
        (folder / "upwards.md").symlink_to("../secret.md")
        found = taker.take(folder)
        assert outcomes(found) == {
            "link.md": Outcome.REFUSED, "sound.md": Outcome.PUBLISHED, "upwards.md": Outcome.REFUSED
        }  # fmt: skip
        assert "outside the folder" in found["link.md"].words

    def test_a_linked_folder_is_not_entered(self, taker: Taker, tmp_path: Path) -> None:
        secret, folder = self.outside(tmp_path)
        (folder / "linked").symlink_to(secret.parent)
        (folder / "round").symlink_to(folder)
        assert outcomes(taker.take(folder)) == {"sound.md": Outcome.PUBLISHED}

    def test_a_link_within_is_a_file(self, taker: Taker, tmp_path: Path) -> None:
        _, folder = self.outside(tmp_path)
        (folder / "again.md").symlink_to("sound.md")
        assert set(outcomes(taker.take(folder)).values()) == {Outcome.PUBLISHED}

    def test_links_that_lead_nowhere_are_refused(self, taker: Taker, tmp_path: Path) -> None:
        _, folder = self.outside(tmp_path)
        (folder / "gone.md").symlink_to("nothing.md")
        (folder / "one.md").symlink_to("two.md")
        (folder / "two.md").symlink_to("one.md")
        found = taker.take(folder)
        assert outcomes(found).pop("sound.md") is Outcome.PUBLISHED
        assert [file.outcome for path, file in found.items() if path != "sound.md"] == [Outcome.REFUSED] * 3

    def test_the_folder_itself_may_be_a_link(self, taker: Taker, tmp_path: Path) -> None:
        _, folder = self.outside(tmp_path)
        (tmp_path / "alias").symlink_to(folder)
        assert outcomes(taker.take(tmp_path / "alias")) == {"sound.md": Outcome.PUBLISHED}

    def test_what_is_no_file_does_not_hold_anything_up(self, taker: Taker, tmp_path: Path) -> None:
        _, folder = self.outside(tmp_path)
        os.mkfifo(folder / "pipe.md")
        (folder / "folder.md").mkdir()
        (folder / "device.md").symlink_to("/dev/zero")
        found = outcomes(taker.take(folder))
        assert found == {"pipe.md": Outcome.REFUSED, "device.md": Outcome.REFUSED, "sound.md": Outcome.PUBLISHED}


ATTACKS = {
    "brackets": "[",
    "images": "![[]()",
    "emphasis": "**a *a ",
    "quotations": "> " * 50 + "\n",
    "code": "`a``b",
    "lists": "- " * 40 + "x\n",
    "tags": "<a ",
    "notes": "[^1]: x\n[^1]\n",
}
"""What has stalled Markdown readers, to be repeated until the file is as large as it may be."""


def test_a_text_made_to_hold_up_the_reader_holds_up_only_itself(sqlite_url: str, tmp_path: Path) -> None:
    for name, piece in ATTACKS.items():
        put(tmp_path, f"{name}.md", (piece * (190_000 // len(piece))).encode())
    put(tmp_path, "sound.md", SOUND)
    with Renderer(seconds=1.5) as renderer:
        taker = Taker(a_stage(sqlite_url), renderer)
        found = taker.take(tmp_path)
    assert found.pop("sound.md").outcome is Outcome.PUBLISHED
    assert set(found) == {f"{name}.md" for name in ATTACKS}
    assert any("takes longer than 1.5 seconds" in file.words for file in found.values())
    sound(taker)
    taker.stage.database.dispose()
