"""What the publication log says to readers up to one entry: which page each region shows, what each edition's address answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.publication import DetailChange, Edition, Entry, Headline, Kept, kept, standing
from app.domain.regions import Region, Standing, chain, heeded, shown_from
from app.store import publication_log
from app.store.database import Session


@dataclass(frozen=True, slots=True)
class Shown:
    """What one region's readers get under one slug."""

    origin: Region
    """The region whose pathway it is: their own, or one upstream."""
    standing: Standing
    because: Headline
    """The publication that holds the text, or the withdrawal."""
    published: Headline
    """The publication of the edition it is about."""


class Sight:
    """The log up to a sequence and, if given, before a moment. It reads everything once: use it for one piece of work."""

    def __init__(self, session: Session, regions: Mapping[str, Region], until: int, before: datetime | None = None) -> None:
        self.session, self.regions, self.until, self.before = session, regions, until, before
        self._headlines: dict[str, dict[str, list[Headline]]] = {}
        self._entries: dict[int, Entry] = {}
        self._details: dict[str, dict[str, list[DetailChange]]] = {}

    def earlier(self, until: int) -> Sight:
        """The same log up to an earlier sequence, without reading it again."""
        past = Sight(self.session, self.regions, until, self.before)
        past._entries = self._entries
        for slug, by_region in self._headlines.items():
            past._headlines[slug] = {
                region: [line for line in lines if line.sequence <= until] for region, lines in by_region.items()
            }
        for key, by_region_ in self._details.items():
            past._details[key] = {
                region: [change for change in changes if change.sequence <= until] for region, changes in by_region_.items()
            }
        return past

    def look_up(self, slugs: Iterable[str]) -> None:
        """Read what happened to these slugs, in one go."""
        unknown = sorted(set(slugs) - self._headlines.keys())
        if not unknown:
            return
        self._headlines.update((slug, {}) for slug in unknown)
        for line in publication_log.headlines(self.session, list(self.regions), unknown, self.until, self.before):
            self._headlines[line.slug].setdefault(line.region, []).append(line)

    def look_up_details(self, keys: Iterable[str]) -> None:
        """Read what was stated of these local details, in one go."""
        unknown = sorted(set(keys) - self._details.keys())
        if not unknown:
            return
        self._details.update((key, {}) for key in unknown)
        for entry in publication_log.details(self.session, list(self.regions), unknown, self.until, self.before):
            if entry.detail is not None:
                self._details[entry.slug].setdefault(entry.region, []).append(entry.detail)

    def stated(self, region: str, key: str) -> list[list[DetailChange]]:
        """What was stated of a local detail: by the region itself first, then by those upstream whose pages it may be shown."""
        self.look_up_details([key])
        return [self._details[key].get(link.slug, []) for link in heeded(region, self.regions)]

    def own(self, region: str, slug: str) -> list[Headline]:
        """What happened to a region's own pathway, in order."""
        self.look_up([slug])
        return self._headlines[slug].get(region, [])

    def shown(self, region: str, slug: str) -> Shown | None:
        """What a region's readers get under a slug; None when there is nothing."""
        standings = {link.slug: at for link in chain(region, self.regions) if (at := standing(self.own(link.slug, slug)))}
        origin = shown_from(region, {link: at[0] for link, at in standings.items()}, self.regions)
        if origin is None:
            return None
        now, because = standings[origin.slug]
        return Shown(origin, now, because, self.kept(origin.slug, slug)[because.number].published)

    def kept(self, region: str, slug: str) -> dict[int, Kept[Headline]]:
        """The editions of a region's own pathway that were ever public, by number."""
        return kept(self.own(region, slug))

    def entry(self, line: Headline) -> Entry:
        """The whole entry."""
        if line.sequence not in self._entries:
            self._entries[line.sequence] = publication_log.entry_at(self.session, line.sequence)
        return self._entries[line.sequence]

    def edition(self, published: Headline) -> Edition:
        """What a publication published."""
        edition = self.entry(published).edition
        if edition is None:
            raise LookupError(f"publication log: entry {published.sequence} publishes nothing")
        return edition
