"""Pictures beside texts: a folder `assets/` that export writes and import takes in, byte for byte."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.actions import illustrate
from app.actions.acting import Acting
from app.actions.illustrate import Told
from app.domain.errors import NotAllowed, Refusal, Unavailable, Unreadable
from app.domain.pictures import NAME, SUFFIXES, Encoded, is_name_of
from app.jobs.exporting import Exported
from app.jobs.folders import shown
from app.jobs.transacting import Transact
from app.pictures.encoding import LIMIT_BYTES
from app.pictures.maker import PictureMaker
from app.store import assets, regions
from app.store.assets import AssetUploadRow
from app.store.database import Session

FOLDER = "assets"
WORDS = "pictures.json"
"""What was said of each picture: name → what it shows, its licence, whether it holds doses."""
LONGEST_WORDS_FILE = 5_000_000


class Outcome(StrEnum):
    """What became of a picture."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of one file, and why."""

    path: str
    outcome: Outcome
    reason: str = ""


_NAMED = re.compile(rb"asset:([a-z0-9-]{10,100})")


def pictures_of(session: Session, region: str, texts: Iterable[Exported]) -> Iterator[Exported]:
    """The pictures that some texts of a region name, and what was said of them."""
    named = {match.decode() for text in texts for match in _NAMED.findall(text.data)}
    chain = regions.chain_of(session, region)
    said: dict[str, dict[str, object]] = {}
    for name in sorted(assets.in_regions(session, chain, named)):
        row, told = assets.content(session, name), _last_said(session, chain, name)
        said[name] = {"shows": told.shows, "licence": told.source, "doses": told.doses}
        yield Exported(f"{FOLDER}/{name}{SUFFIXES[row.media_type]}", row.data)
    if said:
        yield Exported(f"{FOLDER}/{WORDS}", (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))


def import_pictures(folder: Path, transact: Transact, maker: PictureMaker) -> Iterator[TakenIn]:
    """Take in the pictures that Waymark wrote beside texts; yields what became of each. Other files there are left alone.

    Raises `NotAllowed` for who may not add pictures here, `Unavailable` for a database that takes no writes.
    """
    words = _words(folder)
    for path in sorted((folder / FOLDER).glob("*")):
        if path.suffix not in SUFFIXES.values() or not NAME.fullmatch(path.stem):
            continue
        try:
            yield _import(folder, path, transact, maker, words.get(path.stem) or Told("", ""))
        except (NotAllowed, Unavailable):
            raise
        except Refusal as refusal:
            yield TakenIn(_shown(path), Outcome.REFUSED, refusal.detail)
        except OSError as problem:
            yield TakenIn(_shown(path), Outcome.REFUSED, f"It can't be read: {problem.strerror or problem}.")


def _import(folder: Path, path: Path, transact: Transact, maker: PictureMaker, told: Told) -> TakenIn:
    if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
        raise Unreadable("It is no file of this folder. Put the file itself there.")
    if path.stat().st_size > LIMIT_BYTES:
        raise Unreadable(f"It is too large: at most {LIMIT_BYTES // 2**20} MB are taken.")
    encoded = maker.make(path.read_bytes(), kept=True)
    if not is_name_of(path.stem, encoded.sha256):
        raise Unreadable("Its bytes are not those that its name stands for. Add it at the desk; it is given a name of its own.")
    if transact(lambda acting: _is_here(acting, path.stem, encoded)):
        return TakenIn(_shown(path), Outcome.UNCHANGED)
    transact(lambda acting: illustrate.add(acting, encoded, told, path.stem))
    return TakenIn(_shown(path), Outcome.NEW)


def _is_here(acting: Acting, name: str, encoded: Encoded) -> bool:
    there = assets.in_regions(acting.session, regions.chain_of(acting.session, acting.region.slug), [name])
    return name in there and there[name].sha256 == encoded.sha256


def _words(folder: Path) -> dict[str, Told]:
    """What is said of the pictures; nothing of those that the file does not say it of as we write it."""
    try:
        path = folder / FOLDER / WORDS
        read = json.loads(path.read_text(encoding="utf-8")) if path.stat().st_size <= LONGEST_WORDS_FILE else {}
    except (OSError, ValueError, RecursionError):
        return {}
    return {name: told for name, entry in read.items() if (told := _told(entry))} if isinstance(read, dict) else {}


def _told(entry: object) -> Told | None:
    match entry:
        case {"shows": str(shows), "licence": str(licence), "doses": bool(doses)}:
            return Told(shows, licence, doses=doses, nobody=True)
    return None


def _last_said(session: Session, chain: Iterable[str], name: str) -> AssetUploadRow:
    """What was last said of a picture in the nearest region that has it."""
    places = (regions.region(session, slug).id for slug in chain)
    return next(said for place in places if (said := assets.last_said(session, place, name)))


def _shown(path: Path) -> str:
    return shown(f"{FOLDER}/{path.name}")
