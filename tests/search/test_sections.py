"""The section that answers: what is asked beyond the page's own name, under the headings above it, and not in its sources."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.domain.publication import PublishedSection
from app.store.database import Database
from tests.search.conftest import Place
from tests.search.stacks import Stacks

Written = tuple[str, int, str]
"""Heading, level, text."""

AIRWAYS: tuple[Written, ...] = (
    ("Red flags", 2, "Exhaustion or confusion → ambulance"),
    ("Background", 2, "Antibiotics and steroids are given too often. Antibiotics help few."),
    ("Management", 2, ""),
    ("Stable", 3, "1. Offer influenza vaccine.\n2. A plan with steroids at home, before exacerbations."),
    (
        "Exacerbation",
        3,
        "1. Give salbutamol by spacer.\n2. Give steroids for 5 days.\n3. Antibiotics only if sputum is purulent.",
    ),
    ("Information", 2, "The card about exhaustion, at reception."),
    ("Sources", 2, "Antibiotics, steroids and exacerbations: a guideline."),
)
BLADDER: tuple[Written, ...] = (
    ("Red flags", 2, "Loin pain in pregnancy → phone obstetrics"),
    ("Management", 2, ""),
    ("Not pregnant", 3, "Nitrocillin | 100 mg | 5 days"),
    ("In pregnancy", 3, "Cefacillin | 500 mg | 7 days"),
    ("Sources", 2, "Nitrocillin: a guideline."),
)
CHILD: tuple[Written, ...] = (
    ("Red flags", 2, "Drowsy child, cold hands → sepsis"),
    ("Assessment", 2, "Weigh every child."),
    ("Management", 2, "Medicine | Dose by weight\n Paracetamol | 15 mg/kg four times a day"),
    ("Sources", 2, "A guideline on sepsis in the child, and on sepsis."),
)


def _put(stacks: Stacks, slug: str, title: str, synonyms: tuple[str, ...], text: tuple[Written, ...]) -> None:
    sections = tuple(PublishedSection(heading.lower().replace(" ", "-"), heading, level, body) for heading, level, body in text)
    stacks.publish("base", slug, title=title, synonyms=synonyms, sections=sections)


@pytest.fixture(scope="module")
def ward(filled_sqlite: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stacks]:
    """Pages with sections under sections, sources, and names that say what is asked."""
    folder = tmp_path_factory.mktemp("ward")
    with filled_sqlite(folder) as url:
        database = Database(url)
        stacks = Stacks(database, folder)
        _put(stacks, "copd", "Chronic obstructive pulmonary disease", ("COPD",), AIRWAYS)
        _put(stacks, "uti", "Urinary tract infection", ("cystitis", "cystitis in pregnancy"), BLADDER)
        _put(stacks, "fever", "Fever in children", ("hot child", "paracetamol dose child"), CHILD)
        for number in range(8):
            stacks.put("base", f"after-{number}", f"Care after operation {number}", {"Background": "Rest after it."})
        stacks.put("base", "af", "Atrial fibrillation", {"Background": "AF is common. Rest after it."}, synonyms=("AF",))
        stacks.show()
        stacks.index()
        yield stacks
        stacks.close()
        database.dispose()


@pytest.mark.parametrize(
    ("typed", "slug", "section"),
    [
        ("copd exhaustion", "copd", "red-flags"),
        ("sepsis child", "fever", "red-flags"),
        ("copd antibiotics", "copd", "exacerbation"),
        ("copd exac steroids", "copd", "exacerbation"),
        ("copd steroids exacerbation", "copd", "exacerbation"),
        ("cystitis preg rx", "uti", "in-pregnancy"),
        ("cystitis not pregnant", "uti", "not-pregnant"),
        ("nitrocillin dose", "uti", "not-pregnant"),
        ("paracetamol dose child", "fever", "management"),
        ("copd sources", "copd", "sources"),
        ("copd patient information", "copd", "information"),
        ("cystitis", "uti", None),
        ("copd", "copd", None),
    ],
)
def test_the_section_that_answers(ward: Stacks, typed: str, slug: str, section: str | None) -> None:
    hit = ward.first(typed)
    assert (hit.slug, hit.section and hit.section.id) == (slug, section)


def test_a_known_short_form_is_no_beginning_of_a_longer_word(ward: Stacks) -> None:
    assert ward.slugs("af") == ["af"]
    assert [piece for piece in ward.first("af").snippet.pieces() if piece[1]] == [("AF", True)]
    assert len({one.slug for one in ward.suggest("af")}) > 1, "while it is being typed it may go on"


def test_the_snippet_is_the_line_that_was_asked_for(ward: Stacks) -> None:
    assert ward.first("paracetamol dose child").snippet.text.endswith("Paracetamol | 15 mg/kg four times a day")
    assert "Give steroids for 5 days" in ward.first("copd exac steroids").snippet.text
    assert ward.first("sepsis child").snippet.text.startswith("Drowsy child")
