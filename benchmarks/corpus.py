"""Made-up clinical-looking texts of about 1,000 words, the same ones for the same seed, and what people might ask of them.

The words are spread as in real text: few very often, most of them seldom. None of it means anything.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import product
from typing import Final

from app.domain.publication import PublishedSection

SEED: Final = 7
WORDS: Final = 1000
"""Of one text, about."""

ROOTS = (
    "arthr bronch card cephal chol col cyst derm enter gastr gloss hepat kerat laryng mening my myel nephr neur ophthalm orchi "
    "oste ot pancreat pharyng phleb pleur pneum proct pyel rhin salping scler sinus splen spondyl stomat tendin thyr vascul"
).split()
ENDINGS = "itis osis opathy ectasis algia omegaly orrhoea ostenosis oplegia odynia".split()
BEFORE = "peri endo poly hyper hypo auto para meta".split()
QUALIFIERS = "Acute Chronic Recurrent Early Late Mild Severe Seasonal Occupational Familial".split()
PLACES = ("in adults", "in older people", "in pregnancy", "after surgery", "in the community", "at night", "with fever")
SPECIALTIES = "cardiology respiratory endocrinology dermatology neurology gastroenterology haematology musculoskeletal".split()

SMALL = (
    "the of and to in a is with for or on at by from not if when before after be as are this that has have may no than which "
    "each every other within until without under over about more less most least first then again also only while during between"
).split()
PLAIN = (
    "patient assess request review refer consider check measure confirm exclude monitor offer discuss advise stop start repeat "
    "continue reduce increase record arrange clinic hospital practice nurse specialist letter phone result blood pressure pulse "
    "weight temperature oxygen kidney liver heart lung skin joint muscle nerve bone throat ear eye chest abdomen back knee "
    "shoulder hip hand foot pain swelling redness fever cough breathless tired dizzy nausea vomiting rash itch bleeding bruise "
    "infection inflammation fracture ulcer stone obstruction failure syndrome history family smoking alcohol exercise diet sleep "
    "work travel medicine tablet cream inhaler injection drop spray course week month day morning evening meal water test scan "
    "imaging ultrasound film biopsy swab culture count function creatinine glucose sodium calcium iron thyroid antibody marker "
    "guideline evidence risk benefit side effect allergy interaction caution urgent routine acute chronic stable severe mild "
    "moderate new old high low normal abnormal early late common rare typical likely possible safe useful"
).split()
DOSES = ("25 mg once a day", "50 mg twice a day", "100 mg at night", "at most 4 times in 24 hours", "for 7 days", "every 6 hours")


@cache
def terms() -> tuple[str, ...]:
    """The special words, the frequent ones first."""
    found = [f"{before}{root}{ending}" for before, root, ending in product(["", *BEFORE], ROOTS, ENDINGS)]
    random.Random(SEED).shuffle(found)
    return tuple(found)


@cache
def _weights(count: int) -> list[float]:
    """Of a number of words, each as often as its rank asks for."""
    total, found = 0.0, []
    for rank in range(count):
        total += 1 / (rank + 10)
        found.append(total)
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """A section: `lines` are sentences, or the items of a list."""

    id: str
    title: str
    level: int
    lines: tuple[str, ...]
    mark: str
    """What stands before each line: empty for paragraphs, else the sign of a list."""


@dataclass(frozen=True, slots=True)
class Text:
    """A page, in the forms that the benchmarks need."""

    slug: str
    title: str
    synonyms: tuple[str, ...]
    specialty: str
    parts: tuple[Part, ...]

    @property
    def markdown(self) -> str:
        """As an editor writes it."""
        front = f"---\ntitle: {self.title}\nspecialty: {self.specialty}\nsynonyms: [{', '.join(self.synonyms)}]\n---\n"
        return front + "".join(map(_markdown, self.parts))

    @property
    def html(self) -> str:
        """As the parser makes it, about."""
        return "".join(map(_html, self.parts))

    @property
    def sections(self) -> tuple[PublishedSection, ...]:
        """As search gets them."""
        return tuple(PublishedSection(part.id, part.title, part.level, " ".join(part.lines)) for part in self.parts)

    @property
    def plain(self) -> str:
        """All its words."""
        return "\n".join(line for part in self.parts for line in (part.title, *part.lines))


def texts(count: int, start: int = 0) -> Iterator[Text]:
    """So many texts; the same numbers are always the same texts."""
    return (_text(number) for number in range(start, start + count))


@dataclass(frozen=True, slots=True)
class Queries:
    """What is asked, by how it is asked."""

    sort: str
    asked: tuple[str, ...]


def queries(pages: int, each: int = 20) -> tuple[Queries, ...]:
    """Queries that the first `pages` texts answer: one, two and four words, and a misspelt one.

    Half of the single words are what a page is about, half are words that stand in many pages.
    """
    chance = random.Random(SEED + pages)
    chosen = [_text(number) for number in sorted(chance.sample(range(pages), each))]
    names = [text.title.lower().split()[1] for text in chosen]
    words = [[_word_of(text, chance) for _ in range(3)] for text in chosen]
    ones = [more[0] if number % 2 else name for number, (name, more) in enumerate(zip(names, words, strict=True))]
    return (
        Queries("1 word", tuple(ones)),
        Queries("2 words", tuple(f"{name} {more[0]}" for name, more in zip(names, words, strict=True))),
        Queries("4 words", tuple(f"{name} {' '.join(more)}" for name, more in zip(names, words, strict=True))),
        Queries("misspelt", tuple(_misspelt(name, chance) for name in names)),
    )


def _word_of(text: Text, chance: random.Random) -> str:
    """Some word that stands in a text, mostly one that stands in many."""
    line = chance.choice(chance.choice(text.parts).lines).lower().strip(".")
    return chance.choice([word for word in line.split() if len(word) > 4 and word.isalpha()] or ["fever"])


def _misspelt(word: str, chance: random.Random) -> str:
    """Two letters exchanged, neither the first nor the last."""
    place = chance.randrange(1, len(word) - 3)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _text(number: int) -> Text:
    chance = random.Random(SEED * 1_000_003 + number)
    subject = terms()[number % len(terms())]
    place = PLACES[number % len(PLACES)]
    title = f"{QUALIFIERS[number // 7 % len(QUALIFIERS)]} {subject} {place}"
    topic = [subject, *(chance.choice(terms()) for _ in range(9))]
    parts = tuple(_parts(chance, topic))
    return Text(f"page-{number:05}", title, (topic[1], f"{topic[2]} disease"), SPECIALTIES[number % len(SPECIALTIES)], parts)


def _parts(chance: random.Random, topic: list[str]) -> Iterator[Part]:
    yield _part(chance, topic, "red-flags", "Red flags", 5, mark="-")
    for heading, level, lines, mark in (
        ("Background", 2, 9, ""),
        ("Assessment", 2, 10, "1."),
        ("Examination", 3, 9, "-"),
        ("Investigations", 3, 9, "-"),
        ("Management", 2, 9, "1."),
        ("First steps", 3, 10, "1."),
        ("Medicines", 3, 9, "1."),
        ("Follow-up", 3, 8, "-"),
        ("Request", 2, 6, "-"),
        ("Information", 2, 5, ""),
    ):
        yield _part(chance, topic, heading.lower().replace(" ", "-"), heading, lines, level=level, mark=mark)


def _part(chance: random.Random, topic: list[str], name: str, title: str, lines: int, *, level: int = 2, mark: str) -> Part:
    return Part(name, title, level, tuple(_sentence(chance, topic) for _ in range(lines)), mark)


def _sentence(chance: random.Random, topic: list[str]) -> str:
    words = [_word(chance, topic) for _ in range(chance.randint(8, 14))]
    if chance.random() < 0.2:
        words.append(chance.choice(DOSES))
    sentence = " ".join(words)
    return sentence[:1].upper() + sentence[1:] + "."


def _word(chance: random.Random, topic: list[str]) -> str:
    kind = chance.random()
    if kind < 0.42:
        return _ranked(chance, SMALL)
    if kind < 0.84:
        return _ranked(chance, PLAIN)
    return chance.choice(topic) if kind < 0.95 else _ranked(chance, terms())


def _ranked(chance: random.Random, words: tuple[str, ...] | list[str]) -> str:
    return chance.choices(words, cum_weights=_weights(len(words)))[0]


def _markdown(part: Part) -> str:
    if part.id == "red-flags":
        return "\n::: red-flags\n" + "".join(f"- {line}\n" for line in part.lines) + ":::\n"
    heading = f"\n{'#' * part.level} {part.title}\n\n"
    if not part.mark:
        return heading + "\n\n".join(_paragraphs(part.lines)) + "\n"
    signs = (f"{number}." if part.mark == "1." else part.mark for number in range(1, len(part.lines) + 1))
    return heading + "".join(f"{sign} {line}\n" for sign, line in zip(signs, part.lines, strict=True))


def _html(part: Part) -> str:
    heading = f'<h{part.level} id="{part.id}">{part.title}</h{part.level}>\n'
    if not part.mark:
        return heading + "".join(f"<p>{escape(text)}</p>\n" for text in _paragraphs(part.lines))
    sort = "ol" if part.mark == "1." else "ul"
    return heading + f"<{sort}>\n" + "".join(f"<li>{escape(line)}</li>\n" for line in part.lines) + f"</{sort}>\n"


def _paragraphs(lines: tuple[str, ...]) -> Iterator[str]:
    return (" ".join(lines[start : start + 3]) for start in range(0, len(lines), 3))
