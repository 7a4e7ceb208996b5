"""What a clinical record asks for: the codes and words in an address, and nothing that says whom they are about.

The names are ours (`system`, `code`, `term`, `region`) or those of HL7's Infobutton (`mainSearchCriteria.v.c`); whatever else a
record sends, age, sex and identifiers among them, is left unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from urllib.parse import urlencode

from app.domain.codes import SNOMED, SYSTEMS, Code, code_of, system_called

MOST = 12
"""Codes that are looked up; a record sends one thing by several names, not a list."""
LONGEST = 100
"""Characters of a name or code that are read, and of a word that is searched for."""
PATIENT = "PAT"
"""Infobutton's word for a reader who is the patient."""

_INFOBUTTON = re.compile(r"mainsearchcriteria\.v\.(cs|c|dn|ot)(\d{0,2})")
_OURS = {"system": "cs", "code": "c", "term": "dn"}
_NUMBERED = 4
"""Digits of one word from which on it is a number of something, of a person perhaps."""
_HEALTH_NUMBER = re.compile(r"[a-z]{3}\d{2}(?:\d{2}|[a-z]{2})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Strange:
    """A code that can't be looked up."""

    system: str
    """As it was sent; empty when it was not."""
    value: str

    @property
    def known(self) -> str:
        """The name of the system, when that is not what is wrong."""
        found = system_called(self.system)
        return found.name if found else ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for."""

    codes: tuple[Code, ...] = ()
    strange: tuple[Strange, ...] = ()
    term: str = ""
    """In words, without what may be an identifier."""
    region: str = ""
    """As it was sent; empty when it was not."""
    for_patient: bool = False
    """Whether a patient is to read it."""

    @property
    def query(self) -> str:
        """The same as parameters of an address, each in one spelling."""
        pairs = [pair for code in self.codes for pair in (("system", code.system), ("code", code.value))]
        pairs += [pair for one in self.strange for pair in (("system", one.system), ("code", one.value))]
        pairs += [("term", self.term)] if self.term else []
        pairs += [("informationRecipient", PATIENT)] if self.for_patient else []
        return urlencode(pairs)


def asked(parameters: Iterable[tuple[str, str]]) -> Asked:
    """Read the parameters of an address. Nothing is refused: what makes no sense is told of, or left out."""
    written: dict[tuple[str, str], list[str]] = {}
    region, for_patient = "", False
    for name, value in parameters:
        folded, said = name.strip().casefold(), _plain(value)
        if place := _place(folded):
            written.setdefault(place, []).append(said)
        elif folded == "region":
            region = region or said.casefold()
        elif folded in ("informationrecipient", "informationrecipient.v.c"):
            for_patient = for_patient or said.upper() == PATIENT
    codes, strange = dict[Code, None](), dict[Strange, None]()
    for system, value in _pairs(written):
        code = _read(system, value)
        if isinstance(code, Code):
            codes[code] = None
        elif code.value or code.system:
            strange[code] = None
    words = [word for (what, _), values in sorted(written.items()) if what in ("dn", "ot") for word in values]
    term = next((cleaned for word in words if (cleaned := _without_identifiers(word))), "")
    return Asked(tuple(codes)[:MOST], tuple(strange)[:MOST], term, region, for_patient)


def _place(name: str) -> tuple[str, str] | None:
    """What a parameter holds, and of which of several things asked for; None when it is none of ours."""
    if name in _OURS:
        return _OURS[name], ""
    found = _INFOBUTTON.fullmatch(name)
    return (found[1], f"v{found[2]}") if found else None


def _pairs(written: dict[tuple[str, str], list[str]]) -> Iterator[tuple[str, str]]:
    """Systems and codes that belong together; where one system is named, it is that of all codes beside it."""
    for which in dict.fromkeys(which for _, which in written):
        systems, values = written.get(("cs", which), []), written.get(("c", which), [])
        if len(systems) == 1:
            systems = systems * max(1, len(values))
        yield from zip_longest(systems, values, fillvalue="")


def _read(system: str, value: str) -> Code | Strange:
    """A code, also as `system|code`, or with its words behind it: `49436004 |Atrial fibrillation|`."""
    before, bar, after = value.partition("|")
    if bar and system_called(before):
        system, value = before, after.strip()
    elif bar:
        value = before.strip()
    known = system_called(system) if system else SNOMED  # no code of another system looks like one of SNOMED CT
    code = code_of(known, value) if known else None
    return code or Strange(system, value)


def readings(value: str) -> tuple[Code, ...]:
    """What a code without a system may mean: K78 is one in ICPC-2, and could be one in ICD-10."""
    return tuple(code for system in SYSTEMS.values() if (code := code_of(system, value)) is not None)


def _plain(value: str) -> str:
    """On one line, without what can't be printed."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in value[: 2 * LONGEST]).split())[:LONGEST]


def _without_identifiers(term: str) -> str:
    """The words without numbers, addresses and health numbers: they may be a patient's."""
    return " ".join(word for word in term.split() if not _identifies(word))


def _identifies(word: str) -> bool:
    letters = "".join(filter(str.isalnum, word))
    return "@" in word or sum(map(str.isnumeric, word)) >= _NUMBERED or _HEALTH_NUMBER.fullmatch(letters) is not None
