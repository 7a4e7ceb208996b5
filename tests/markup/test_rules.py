"""The rules that are data: each against its own examples, the edits that they offer, and mistakes seeded into whole pages."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.checks import FIXED, Profile, Ruling, Strength, with_rulings
from app.domain.mending import edits_asked, mended
from app.domain.text import Finding, Level
from app.markup import read_page
from app.markup.lint import COUNTRIES, country_profile
from app.markup.lint.catalogue import PATTERNS, RULES, Form, Rule
from tests.cast import NOW

PAGES = sorted((Path(__file__).parents[2] / "pathways").glob("*/*/*.md"))
EVERYTHING = Profile()
"""With the rules that countries turn off."""
ENOUGH = 4
SEEDED = 300


def found(source: str, profile: Profile = EVERYTHING) -> list[Finding]:
    return list(read_page(source, profile=profile).findings)


def rules_of(source: str, profile: Profile = EVERYTHING) -> set[str]:
    return {finding.rule for finding in found(source, profile)}


@pytest.mark.parametrize(("rule", "example"), [(rule.id, example) for rule in RULES.values() for example in rule.report])
def test_is_reported(rule: str, example: str) -> None:
    told = [finding for finding in found(example) if finding.rule == rule]
    assert told
    assert all((finding.line or rule == "X01") and finding.fix and finding.message.endswith(".") for finding in told)


@pytest.mark.parametrize(("rule", "example"), [(rule.id, example) for rule in RULES.values() for example in rule.passes])
def test_passes(rule: str, example: str) -> None:
    assert rule not in rules_of(example)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_says_what_it_is_for(rule: Rule) -> None:
    assert len(set(rule.report)) >= ENOUGH and len(set(rule.passes)) >= ENOUGH
    assert rule.title and rule.why and rule.remedy.endswith(".") and not rule.why.endswith(".")
    if rule.known:
        assert rule.level is Level.WARN and all(form.level is Level.WARN for form in rule.forms)


@pytest.mark.parametrize("form", [form for rule in PATTERNS for form in rule.forms], ids=lambda form: form.pattern.pattern[:40])
def test_a_form_looks_only_where_it_can_match(form: Form) -> None:
    """A pattern is linear, whatever the text, and none of its own words is left out of `near`."""
    for piece in ("a", "1", "1,", "1.", "a1 ", "5 mg ", "1/", "X", "?", "methotrexate ", "[insert ", "q ", "½ ", "ii "):
        text = (piece * 100_000)[:100_000] + "!"
        started = time.process_time()
        sum(1 for _ in form.pattern.finditer(text))
        assert time.process_time() - started < 1, piece


@pytest.mark.parametrize("text", ["a" * 100_000 + "!", "5 mg SC " * 12_000, "as needed 5 mg " * 6_000, "::: a\n:::\n" * 10_000])
def test_a_hostile_text_is_linted_in_time(text: str) -> None:
    started = time.process_time()
    read_page(text)
    assert time.process_time() - started < 4


def test_what_is_no_prose_is_not_asked() -> None:
    quiet = (
        "`10mg` and `.5 mg`\n\n```\n10mg QD\n```\n\n[dose](https://a.example/1.0mg/QD) <https://a.example/10mg>\n\n"
        "Text.[^1]\n\n[^1]: Smith. Aspirin 1.0 mg QD in 12/7/2026.\n"
    )
    assert {rule for rule in rules_of(quiet) if rule[0] in "DFRN" or rule == "X04"} == set()
    assert "X03" in rules_of("Text.[^1]\n\n[^1]: TODO")


@pytest.mark.parametrize(
    "text",
    [
        "Never write .5 mg or 1.0 mg.",
        "Do not abbreviate: QD has been misread.",
        "Avoid writing 10 U; write 10 units.",
        "Methotrexate must never be taken daily.",
        "Methotrexate is not to be given every day.",
    ],
)
def test_what_warns_of_a_mistake_is_none(text: str) -> None:
    assert not rules_of(text) & {"D01", "D02", "D05", "F01", "N04"}


@pytest.mark.parametrize(
    ("country", "text", "rule", "level"),
    [
        ("us", "fentanyl 25 mcg", "D06", None),
        ("us", "fentanyl 25 µg", "D06", Level.ERROR),
        ("nz", "fentanyl 25 mcg", "D06", Level.ERROR),
        ("us", "20 mEq", "D14", None),
        ("au", "20 mEq", "D14", Level.WARN),
        ("uk", "paracetamol 1 g qds", "F07", Level.INFO),
        ("nz", "paracetamol 1 g qds", "F07", Level.WARN),
        ("nz", "Check TPMT.", "C10", None),
    ],
)
def test_countries_differ(country: str, text: str, rule: str, level: Level | None) -> None:
    levels = [finding.level for finding in found(text, country_profile(country)) if finding.rule == rule]
    assert levels == ([level] if level else [])


def test_a_region_turns_rules_up_down_and_off_and_lets_words_pass() -> None:
    def ruled(rule: str, strength: Strength | None, *allow: str) -> Profile:
        return with_rulings(country_profile("nz"), [Ruling(rule, strength, allow, "Why not.", "Lea", NOW)])

    assert [f.level for f in found("adrenaline 1:1000", ruled("D18", Strength.ERROR)) if f.rule == "D18"] == [Level.ERROR]
    assert "D03" not in rules_of("10mg", ruled("D03", Strength.OFF))
    assert "D03" not in rules_of("10mg", ruled("D03", None, "10MG"))
    assert "D03" in rules_of("10mg and 20mg", ruled("D03", None, "10mg"))
    for rule in sorted(FIXED):
        assert ruled(rule, Strength.OFF).level(rule, Level.ERROR) is Level.ERROR
    assert "X01" in rules_of("5\u202emg", ruled("X01", Strength.OFF, "5\u202emg"))
    latest = with_rulings(Profile(), [Ruling("D03", s, (), "", "Lea", NOW) for s in (Strength.OFF, Strength.INFO)])
    assert latest.level("D03", Level.WARN) is Level.INFO


def test_every_country_has_a_profile() -> None:
    assert set(COUNTRIES) == {"nz", "au", "uk", "us"}


# ------------------------------------------------------------------------------------------------ edits

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|\.\d+")


def amounts(text: str) -> Counter[Decimal]:
    return Counter(Decimal(number.replace(",", "")) for number in _NUMBER.findall(text))


def mistakes() -> list[str]:
    """Every example of a pattern rule as a sentence of a page."""
    return [example for rule in PATTERNS for example in rule.report if "\n" not in example]


@pytest.mark.parametrize("example", mistakes())
def test_an_edit_mends_its_finding_and_leaves_every_number(example: str) -> None:
    for source in (f"---\ntitle: A\n---\r\n\r\n- {example}\r\n", f"| A | B |\n|---|---|\n| 5 mg | {example} |\n"):
        for finding in found(source):
            if finding.edit is None:
                continue
            edit = finding.edit
            after = mended(source, [edit])
            assert (
                after[: edit.start] + source[edit.start : edit.end] + source[edit.end :]
                == source[: edit.start] + source[edit.start :]
            )
            assert (finding.rule, finding.line, finding.column) not in {
                (again.rule, again.line, again.column) for again in found(after) if again.message == finding.message
            }
            if finding.rule not in {"X02", "D16", "D15", "N03"}:
                assert amounts(after) == amounts(source), finding
            # Nothing but the characters of the edit has changed.
            assert after.startswith(source[: edit.start]) and after.endswith(source[edit.end :])


@pytest.mark.parametrize("seed", range(20))
def test_all_of_a_kind_are_mended_together(seed: int) -> None:
    chance = random.Random(seed)
    source = "\n\n".join(chance.sample(mistakes(), 25)) + "\n"
    for rule in {finding.rule for finding in found(source) if finding.edit}:
        edits = edits_asked(found(source), f"{rule}:*")
        after = mended(source, edits)
        assert not [finding for finding in found(after) if finding.rule == rule and finding.edit]
        if rule not in {"X02", "D16", "D15", "N03"}:
            assert amounts(after) == amounts(source)


def test_an_edit_stands_where_it_was_typed() -> None:
    source = "---\ntitle: A\n---\n\n**Start** with [1.0 mg](https://a.example/1.0 'x') *then* 1.0 mg and `1.0 mg`.\n"
    edits = [finding.edit for finding in found(source) if finding.rule == "D01"]
    assert [source[edit.start : edit.end] for edit in edits if edit] == ["1.0", "1.0"]
    assert mended(source, [edit for edit in edits if edit]).count("1 mg") == 2
    assert [finding.column for finding in found(source) if finding.rule == "D01"] == [17, 59]
    assert all(finding.edit is None for finding in found("Give 10**mg** or 1**.0** mg")), "it stands in two pieces"


def test_only_what_is_asked_is_mended() -> None:
    findings = found("10mg and 20mg\n\n.5 mg\n")
    assert [edit.replacement for edit in edits_asked(findings, "D03:1:10")] == ["20 mg"]
    assert len(edits_asked(findings, "D03:*")) == 2
    for nothing in ("", "D03", "D03:", "D03:9:9", "D99:*", "*", "X:1:1:1"):
        assert edits_asked(findings, nothing) == ()


# ------------------------------------------------------------------------------------------------ recall


def test_seeded_mistakes_are_all_found() -> None:
    """A sentence with a mistake at the end of a paragraph or list item of a real page, 300 times."""
    chance = random.Random(300)
    missed, seeded = [], 0
    examples = [(rule.id, example) for rule in PATTERNS for example in rule.report if "\n" not in example]
    while seeded < SEEDED:
        rule, example = examples[seeded % len(examples)]
        page = chance.choice(PAGES)
        lines = page.read_text(encoding="utf-8").split("\n")
        begin = lines.index("---", 1) + 1
        places = [number for number in range(begin, len(lines)) if re.match(r"(?:\d+\. |- |[A-Z]).*\.$", lines[number].strip())]
        if not places:
            continue
        at = chance.choice(places)
        lines[at] += f" {example}."
        seeded += 1
        told = {(finding.rule, finding.line) for finding in found("\n".join(lines))}
        if (rule, at + 1) not in told:
            missed.append((rule, example, page.name, at + 1))
    assert missed == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_sample_pages_have_no_errors(page: Path) -> None:
    assert read_page(page.read_text(encoding="utf-8")).errors == ()
