"""Codes of clinical terminologies that pages carry and records ask by: which systems there are, how a code of each looks.

Names of systems are those that FHIR (URIs), HL7 version 3 (OIDs) and people use. No list of codes is kept: whether a code means
what the page is about only its editors know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_OID = "2.16.840.1.113883.6."
"""Where HL7 has registered terminologies."""


@dataclass(frozen=True, slots=True)
class System:
    """A terminology."""

    slug: str
    """As front matter names it."""
    name: str
    uri: str
    oid: str
    pattern: re.Pattern[str]
    """Of a code, in capitals and without dots."""
    also: tuple[str, ...] = ()
    """Other names that are in use."""


_ICD = re.compile(r"[A-Z][0-9][0-9A-Z]{1,5}")
SNOMED = System(
    "snomed", "SNOMED CT", "http://snomed.info/sct", f"{_OID}96", re.compile(r"[1-9][0-9]{5,17}"),
    ("snomed", "snomed-ct", "sct", "sctid"),
)  # fmt: skip
ICPC_2 = System("icpc-2", "ICPC-2", "http://hl7.org/fhir/sid/icpc-2", f"{_OID}139", re.compile(r"[ABDFHKLNPRSTUWXYZ][0-9]{2}"))
ICD_10 = System("icd-10", "ICD-10", "http://hl7.org/fhir/sid/icd-10", f"{_OID}3", _ICD)
ICD_10_AM = System("icd-10-am", "ICD-10-AM", "http://hl7.org/fhir/sid/icd-10-am", f"{_OID}135", _ICD)
ICD_10_CM = System("icd-10-cm", "ICD-10-CM", "http://hl7.org/fhir/sid/icd-10-cm", f"{_OID}90", _ICD)

SYSTEMS = {system.slug: system for system in (SNOMED, ICPC_2, ICD_10, ICD_10_AM, ICD_10_CM)}
_CATEGORY = 3
"""Characters of an ICD code that name its category; what follows names a part of it."""


@dataclass(frozen=True, slots=True, order=True)
class Code:
    """One code of a known system, in the one spelling by which it is looked up."""

    system: str
    """Slug of the system."""
    value: str

    @property
    def said(self) -> str:
        """As people write it: `ICD-10 I48.9`."""
        dotted = self.system.startswith("icd") and len(self.value) > _CATEGORY
        value = f"{self.value[:_CATEGORY]}.{self.value[_CATEGORY:]}" if dotted else self.value
        return f"{SYSTEMS[self.system].name} {value}"


def _folded(name: str) -> str:
    return re.sub(r"[^a-z0-9.]", "", name)


_NAMED = {
    _folded(name.removeprefix("http://").casefold()): system
    for system in SYSTEMS.values()
    for name in (system.slug, system.name, system.uri, system.oid, *system.also)
}


def system_called(name: str) -> System | None:
    """The system of this name, URI or OID, however it is spelt; None for one that is not known here.

    The URI of an edition or version of SNOMED CT, such as `http://snomed.info/sct/21000210109`, names SNOMED CT.
    """
    text = name.strip().casefold().removeprefix("urn:oid:").removeprefix("http://").removeprefix("https://").rstrip("/")
    if text.startswith("snomed.info/sct/"):
        return SNOMED
    return _NAMED.get(_folded(text))


def code_of(system: System, written: str) -> Code | None:
    """A code as somebody wrote it; None when it can't be one of this system, mistyped SNOMED CT identifiers included."""
    text = written.strip().upper()
    if system.slug.startswith("icd"):
        text = text.replace(".", "", 1)
    if not system.pattern.fullmatch(text) or (system is SNOMED and not is_concept(text)):
        return None
    return Code(system.slug, text)


def codes_of(given: Iterable[tuple[str, tuple[str, ...]]]) -> frozenset[Code]:
    """The codes of a page's front matter by which it can be looked up; what is no code of a known system is left out."""
    found = (code_of(system, text) for name, listed in given if (system := system_called(name)) for text in listed)
    return frozenset(code for code in found if code is not None)


def wider(code: Code) -> tuple[Code, ...]:
    """What an ICD code is a part of, the nearest first: I48.9 is part of I48. Other systems do not tell by the code."""
    if not code.system.startswith("icd"):
        return ()
    return tuple(Code(code.system, code.value[:length]) for length in range(len(code.value) - 1, _CATEGORY - 1, -1))


def is_concept(digits: str) -> bool:
    """Whether this is a concept identifier of SNOMED CT: its partition says so, and its check digit is right (Verhoeff)."""
    return digits[-3:-1] in ("00", "10") and _verhoeff(digits) == 0


def _verhoeff(digits: str) -> int:
    """0 for a number whose last digit is its check digit: J. Verhoeff, Error detecting decimal codes, 1969."""
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = _times(check, _PERMUTED[place % 8][int(digit)])
    return check


def _times(left: int, right: int) -> int:
    """Multiplication in the dihedral group of order 10."""
    if left < 5:
        return (left + right) % 5 if right < 5 else 5 + (left + right) % 5
    return 5 + (left - right) % 5 if right < 5 else (left - right) % 5


def _permutations() -> tuple[tuple[int, ...], ...]:
    first = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)
    made = [tuple(range(10))]
    while len(made) < 8:
        made.append(tuple(first[digit] for digit in made[-1]))
    return tuple(made)


_PERMUTED = _permutations()
