"""A library whose pages follow the publication log and whose index follows the pages, each when a test says so."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.domain.publication import PublishedSection
from app.reading.addresses import HERE
from app.reading.pieces import Place, shown_row
from app.reading.sight import Sight
from app.search.fold import fold, words
from app.search.query import Searcher
from app.search.results import Hit, Results, Suggestion
from app.search.sync import compare, follow, open_writer
from app.store import projections, publication_log
from app.store.database import Database
from app.store.regions import all_regions
from tests.reading.library import Library

Text = dict[str, str]
"""Heading → text; `red-flags` and other ids come from the headings."""

GOUT: Text = {
    "Red flags": "Fever with a hot swollen joint: exclude septic arthritis the same day.",
    "Assessment": "Examine the joint. Measure serum urate after the attack has settled. Look for tophi.",
    "Management": "Naproxen 500 mg twice a day, or colchicine 500 micrograms. Start allopurinol 100 mg once a day.",
    "Request": "Do not refer a first attack that settles. Refer to rheumatology when urate stays above 0.36 mmol/L.",
}
FIBRILLATION: Text = {
    "Red flags": "Syncope, chest pain or systolic blood pressure below 90 mmHg.",
    "Assessment": "Confirm on a 12-lead ECG. Score the stroke risk.",
    "Stroke prevention": "Offer an anticoagulant such as apixaban 5 mg twice a day.",
    "Request": "Do refer when symptoms persist in spite of rate control.",
}
DIARRHOEA: Text = {
    "Red flags": "Blood in the stool, or a child who is drowsy.",
    "Assessment": "Estimate dehydration. Ask about travel, and about whānau who are ill too.",
    "Management": "Oral rehydration solution, small amounts often. No antibiotics for most children.",
}
LIBRARY: dict[str, tuple[str, tuple[str, ...], Text]] = {
    "gout": ("Gout", ("podagra",), GOUT),
    "atrial-fibrillation": ("Atrial fibrillation", ("irregular pulse",), FIBRILLATION),
    "diarrhoea-in-children": ("Diarrhoea in children", (), DIARRHOEA),
    "vitamin-d-deficiency": ("Vitamin D deficiency", (), {"Management": "Colecalciferol 1,000 units a day."}),
    "vitamin-c": ("Vitamin C", (), {"Background": "Scurvy is rare. The dose for a deficiency is on another page."}),
    "type-2-diabetes": ("Type 2 diabetes", (), {"Management": "Metformin 500 mg once a day, increased weekly."}),
    "type-1-diabetes": ("Type 1 diabetes", (), {"Management": "Insulin from the day of diagnosis."}),
    "leg-ulcer": ("Leg ulcer", (), {"Assessment": "Look for oedema and a haemorrhagic base; measure the pulses."}),
    "rheumatology-request": ("Rheumatology request", (), {"Criteria": "Tumours of bone are seen within a week."}),
}


def sections(text: Text) -> tuple[PublishedSection, ...]:
    """The sections of a text."""
    return tuple(PublishedSection("-".join(map(fold, words(title))), title, 2, body) for title, body in text.items())


class Stacks(Library):
    """The library, its pages and its index."""

    def __init__(self, database: Database, folder: Path) -> None:
        super().__init__(database)
        self.regions()
        self.folder = folder / "index"
        self.searcher = Searcher(self.folder)

    def close(self) -> None:
        """Let go of everything."""
        self.searcher.close()

    def put(self, region: str, slug: str, title: str, text: Text, **given: object) -> int:
        """Publish a text; pages and index do not know of it yet."""
        return self.publish(region, slug, title=title, sections=sections(text), **given)

    def fill(self) -> None:
        """Publish the whole small library in the base region, for everybody to read and find."""
        for slug, (title, synonyms, text) in LIBRARY.items():
            self.put("base", slug, title, text, synonyms=synonyms)
        self.show()
        self.index()

    def show(self) -> None:
        """Bring what regions show to the end of the log, as the pages do, without making any page."""
        with self.database.write() as session:
            place = Place(all_regions(session), self.now, HERE)
            head, before = publication_log.head(session), projections.progress(session, lock=True)
            sight = Sight(session, place.regions, head)
            slugs = publication_log.slugs(session)
            rows = {(region, slug): shown_row(place, sight, region, slug) for region in place.regions for slug in slugs}
            projections.put_shown(session, rows)
            projections.advance(session, projections.Progress(head, before.makings + 1, place.basis))

    def index(self) -> int:
        """Bring the index to where pages are."""
        with open_writer(self.folder) as writer:
            return follow(self.database, writer)

    def differences(self) -> list[str]:
        """What differs between the index and what is shown."""
        return compare(self.database, self.folder)

    def search(
        self,
        text: str,
        region: str = "base",
        limit: int = 20,
        *,
        exact: bool = False,
        kind: Sequence[str] = (),
        specialty: Sequence[str] = (),
    ) -> Results:
        """What readers of a region get."""
        with self.database.read() as session:
            return self.searcher.search(session, region, text, limit, exact=exact, kind=kind, specialty=specialty)

    def suggest(self, text: str, region: str = "base") -> tuple[Suggestion, ...]:
        """What readers of a region get while they type."""
        with self.database.read() as session:
            return self.searcher.suggest(session, region, text)

    def first(self, text: str, region: str = "base") -> Hit:
        """The first hit; there must be one, from the index."""
        found = self.search(text, region)
        assert not found.unavailable
        return found.hits[0]

    def slugs(self, text: str, region: str = "base") -> list[str]:
        """The pages found, in order; from the index."""
        found = self.search(text, region)
        assert not found.unavailable
        return [hit.slug for hit in found.hits]
