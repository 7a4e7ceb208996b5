"""A folder of Markdown: which files there are, what each is called, and its text."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from app.domain.errors import Unreadable
from app.markup.ids import slug_from
from app.markup.source import read_bytes

SUFFIXES = frozenset({".md", ".markdown", ".qmd"})
FOLDER_PAGES = frozenset({"index", "readme"})
"""Files that speak for their folder and take its name."""
HOW_TO = "FORMAT.md"
"""How pages are written, beside them: in a folder a file of this name is no page. Named by itself it is read like any other."""
LONGEST_SLUG = 100

_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def files_in(folder: Path) -> list[str]:
    """The Markdown files of a folder, relative, in order. Hidden files and folders are left alone, links to folders not followed.

    Raises `Unreadable` when the folder is not there, or there is no such file in it.
    """
    if not folder.is_dir():
        raise Unreadable(f"{folder} is not a folder.")
    found = (path.relative_to(folder) for path in folder.rglob("*") if is_page(path) and not path.is_dir())
    names = sorted(path.as_posix() for path in found if not any(part.startswith(".") for part in path.parts))
    if not names:
        raise Unreadable(f"There is no Markdown file in {folder}. Files that end in {', '.join(sorted(SUFFIXES))} are taken.")
    return names


def is_page(path: Path) -> bool:
    """Whether a file of a folder is taken for a page, by its name."""
    return path.suffix.lower() in SUFFIXES and path.name != HOW_TO


def read_text(folder: Path, path: str, limit_bytes: int) -> str:
    """The text of a file in a folder, by its relative path.

    Raises `Unreadable`, with the remedy, for what is no file of this folder, too large, empty or no UTF-8 text, and for a name
    that can't be shown; and `OSError` when it can't be read.
    """
    if _UNSHOWN.search(path):
        raise Unreadable("Its name holds control characters or is not UTF-8. Rename it.")
    full = folder / path
    if not Path(os.path.realpath(full)).is_relative_to(os.path.realpath(folder)):
        raise Unreadable("It is a link to a file outside the folder. Put the file itself there.")
    found = full.stat()
    if not stat.S_ISREG(found.st_mode):
        raise Unreadable("It is not a file.")
    if found.st_size > limit_bytes:
        raise Unreadable(f"This text is too large: {found.st_size:,} bytes, and the limit is {limit_bytes:,}. Split it.")
    text = read_bytes(full.read_bytes())
    if not text.strip("\ufeff \t\r\n"):
        raise Unreadable("It is empty. Write a text, or leave the file out.")
    return text


def shown(path: str) -> str:
    """A path as it can be printed in a line: what can't is written as escapes."""
    plain = os.fsencode(path).decode("utf-8", "backslashreplace")
    return _UNSHOWN.sub(lambda found: found[0].encode("unicode_escape").decode(), plain)


@dataclass(frozen=True, slots=True)
class Name:
    """What the path of a file says about the page in it."""

    path: str

    @property
    def title(self) -> str:
        """A title, for a text that gives none."""
        words = self._stem.replace("-", " ").replace("_", " ").strip()
        return words[:1].upper() + words[1:]

    def slugs(self, stated: str | None, title: str) -> tuple[str, ...]:
        """Slugs to try, the best first: the one stated, else the file's name, else the title; then with folders before it.

        Empty when none of these can be an address.
        """
        slug = next((slug for text in (stated, self._stem, title) if text and (slug := slug_from(text))), "")
        if not slug:
            return ()
        found = [_cut(slug)]
        for folder in reversed(self._folders):
            slug = slug_from(f"{folder}-{slug}")
            found.append(_cut(slug))
        return tuple(dict.fromkeys(found))

    @property
    def _stem(self) -> str:
        place = PurePosixPath(self.path)
        return place.parent.name if self._speaks_for_folder else place.stem

    @property
    def _folders(self) -> tuple[str, ...]:
        parts = PurePosixPath(self.path).parent.parts
        return parts[:-1] if self._speaks_for_folder else parts

    @property
    def _speaks_for_folder(self) -> bool:
        place = PurePosixPath(self.path)
        return place.stem.lower() in FOLDER_PAGES and bool(place.parent.name)


def _cut(slug: str) -> str:
    return slug[:LONGEST_SLUG].rstrip("-")
