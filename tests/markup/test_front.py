"""Front matter: what is read, what is noted, and what is refused."""

from __future__ import annotations

import pytest

from app.domain.errors import Unreadable
from app.domain.text import FrontMatter, Kind, Level
from app.markup import read_page
from app.markup.front import read_front


def front(yaml: str) -> FrontMatter:
    """The front matter that this YAML gives."""
    return read_page(f"---\n{yaml}\n---\n\nText\n").front


def test_everything_that_means_something() -> None:
    assert front(
        "title: Atrial fibrillation\nkind: medication\nspecialty: Child health\nslug: AF now\nsynonyms: [AF, irregular pulse]\n"
        'aliases: [auricular fibrillation, AF]\ncodes: {icpc-2: [K78], snomed: ["0049436004"], icd-10: I48}\n'
        "services: [Cardiology, renal clinic]\npatient_page: af-patient\nreview: 24 months"
    ) == FrontMatter(
        title="Atrial fibrillation",
        kind=Kind.MEDICATION,
        specialty="child-health",
        slug="af-now",
        synonyms=("AF", "irregular pulse", "auricular fibrillation"),
        codes=(("icpc-2", ("K78",)), ("snomed", ("0049436004",)), ("icd-10", ("I48",))),
        services=("cardiology", "renal-clinic"),
        patient_page="af-patient",
        review_months=24,
    )


def test_what_is_missing_is_none() -> None:
    empty = FrontMatter()
    assert read_page("Text").front == empty
    assert front("") == empty
    assert front("# a comment\ntitle:\nreview: ~\nsynonyms: []\ncodes: {}") == empty


def test_yaml_is_of_the_newer_kind_and_values_stay_as_written() -> None:
    assert front("title: No\nsynonyms: [1.10, 0123, on]").title == "No"
    assert front("synonyms: [1.10, 0123, on]").synonyms == ("1.10", "0123", "on")
    assert front("title: 1.10").title == "1.10"


def test_other_keys_are_kept_as_written() -> None:
    assert front("date: 2024-03-16\ncategories:\n  - Cardiology\n  - Gout\ntags: [a, 1.10]\ntype: website").other == (
        ("date", "2024-03-16"),
        ("categories", "- Cardiology\n  - Gout"),
        ("tags", "[a, 1.10]"),
        ("type", "website"),
    )


def test_habits_of_other_systems() -> None:
    assert front("id: Sinus_Node").slug == "sinus-node"
    assert front("slug: own\nid: other").slug == "own"
    assert front("type: request").kind is Kind.REQUEST
    assert front("type: request").other == ()
    assert front("aliases: AF, flutter").synonyms == ("AF", "flutter")
    assert front("review: 2 years").review_months == 24
    assert front("review: 12").review_months == 12


@pytest.mark.parametrize(
    ("yaml", "key", "line"),
    [
        ("title: [a]", "title", 2),
        ("kind: leaflet", "kind", 2),
        ("title: A\nsynonyms: {a: b}", "synonyms", 3),
        ("codes: K78", "codes", 2),
        ("codes: {icpc-2: {a: b}}", "codes", 2),
        ("review: soon", "review", 2),
        ("review: 0 months", "review", 2),
        ("review: 2026-01-01", "review", 2),
        ("services: [[a]]", "services", 2),
        ("title: A\ntitle: B", "title", 3),
    ],
)
def test_wrong_values_are_errors_with_key_and_line(yaml: str, key: str, line: int) -> None:
    (finding,) = read_page(f"---\n{yaml}\n---\n\nText\n").errors
    assert (finding.rule, finding.line) == ("FRONT", line)
    assert f"“{key}”" in finding.message
    assert finding.fix


@pytest.mark.parametrize(
    ("source", "said", "line"),
    [
        ("---\ntitle: A\n\nText", "not closed", 1),
        ("---\ntitle: A: B\n---\n", "not valid YAML", 2),
        ("---\ntitle: A\nsynonyms: [a\n---\n", "not valid YAML", 3),
        ("---\na: 1\n\tb: 2\n---\n", "not valid YAML", 3),
        ("---\na: &x 1\nb: *x\n---\n", "anchor", 2),
        ("---\na: 1\nb: *x\n---\n", "not valid YAML", 3),
        ("---\na: !!python/object/apply:os.system [ls]\n---\n", "tag", 2),
        ("---\na: 1\nb: !own 2\n---\n", "tag", 3),
        ('---\ntitle: "a\\0b"\n---\n', "control character", 2),
        ("---\na: " + "[" * 5000 + "\n---\n", "nested too deeply", 2),
        ("---\na: 1\nb:\n" + "- " * 5000 + "\n---\n", "nested too deeply", 4),
        ("---\n{a: 1}\n{b: 2}\n---\n", "not valid YAML", 3),
        ("---\na: 1\n? [b]\n: c\n---\n", "not a plain word", 3),
        ("---\ntitle: " + "a" * 16_000 + "\n---\n", "too large", 1),
    ],
)
def test_what_cannot_be_read_is_refused_with_line_and_remedy(source: str, said: str, line: int) -> None:
    with pytest.raises(Unreadable) as refused:
        read_page(source)
    assert said in refused.value.detail
    assert refused.value.extra["line"] == line
    assert refused.value.detail.endswith(".")


@pytest.mark.parametrize(
    "source", ["---\n\nText\n\n---\n", "---\n# One\n---\n5 mg\n", "----\ntitle: A\n----\n", " ---\na: b\n---\n"]
)
def test_a_line_of_dashes_need_not_be_front_matter(source: str) -> None:
    page = read_page(source)
    assert page.front == FrontMatter()
    assert page.sections[0].id != "~front"


def test_an_alias_bomb_is_refused_at_once() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20))
    with pytest.raises(Unreadable, match="anchor"):
        front(bomb)


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ('{snomed: ["49436005"]}', "“49436005” can't be a SNOMED CT code"),
        ("{ICPC2: [K7, K78]}", "“K7” can't be a ICPC-2 code"),
        ("{read: [G573.]}", "No clinical record can ask by “read”"),
    ],
)
def test_a_code_that_no_record_can_ask_by_is_warned_of(codes: str, said: str) -> None:
    _, (finding,) = read_front(f"title: A\ncodes: {codes}")
    assert said in finding.message
    assert (finding.level, finding.line) == (Level.WARN, 3)
