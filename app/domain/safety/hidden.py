"""What changes a page without being a word on it: the front matter, what criteria say in braces, ids and slots.

Not compared, because no reader, link or route depends on it: the order of synonyms, services and codes, quotation marks and
spacing of YAML, and the ids that Waymark makes from headings. Keys of the front matter that Waymark does not know are compared as
written: nobody can say here what another program does with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.domain.safety.change import Fared, Matter, SafetyChange
from app.domain.safety.plain import plain_run
from app.domain.safety.shown import run_of
from app.domain.text import FRONT, Criteria, Page

_MARKS = re.compile(
    r"(?P<box>^[ \t>]*:{3,}[^\n]*)|(?P<braces>\{\s*(?:[#.][\w-]+|[\w-]+=)[^{}\n]*\})|(?P<target>\]\([^()\s]*|^["
    r" \t]*\[(?!\^)[^\]\n]+\]:[^\n]*)",
    re.MULTILINE,
)
_QUOTED = re.compile(r"\"[^\"\n]*\"|“[^“”\n]*”")


def hidden_changes(before: Page, after: Page) -> Iterator[SafetyChange]:
    """What differs between two texts beside what their pages show."""
    for matter, name, was, now in _stated(before, after):
        if was != now:
            yield SafetyChange(matter, _fared(was, now), was, now, _labelled(name, was), _labelled(name, now), FRONT, None, None)
    yield from _criteria(before.criteria, after.criteria)


def _stated(before: Page, after: Page) -> Iterator[tuple[Matter, str, str, str]]:
    """The values of the front matter that something depends on: matter, name, before, after."""
    one, other = before.front, after.front
    yield Matter.UNSURE, "kind", one.kind, other.kind
    yield Matter.CRITERIA, "services", ", ".join(sorted(one.services)), ", ".join(sorted(other.services))
    yield Matter.TARGET, "patient page", one.patient_page or "", other.patient_page or ""
    yield Matter.TARGET, "slug", one.slug or "", other.slug or ""
    yield Matter.DURATION, "review", _months(one.review_months), _months(other.review_months)
    yield Matter.UNSURE, "specialty", one.specialty, other.specialty
    yield Matter.UNSURE, "codes", _codes(before), _codes(after)
    yield Matter.UNSURE, "synonyms", *_synonyms(before, after)
    yield Matter.UNSURE, "other keys", _other(before), _other(after)
    yield Matter.TARGET, "local details", _details(before), _details(after)


def _fared(before: str, after: str) -> Fared:
    if not before:
        return Fared.ADDED
    return Fared.CHANGED if after else Fared.REMOVED


def _labelled(name: str, value: str) -> str:
    return f"{name}: {value}" if value else ""


def _months(months: int | None) -> str:
    return "" if months is None else f"{months} months"


def _codes(page: Page) -> str:
    return "; ".join(f"{system}: {', '.join(sorted(codes))}" for system, codes in sorted(page.front.codes))


def _other(page: Page) -> str:
    return "; ".join(f"{key}: {value}" for key, value in sorted(page.front.other))


def _details(page: Page) -> str:
    return ", ".join(detail.key for detail in page.details)


def _synonyms(before: Page, after: Page) -> tuple[str, str]:
    """The synonyms of which the other text has no like; spelling and capitals do not make another."""
    plain = [{_plain(word): word for word in page.front.synonyms} for page in (before, after)]
    return (
        ", ".join(sorted(word for key, word in plain[0].items() if key not in plain[1])),
        ", ".join(sorted(word for key, word in plain[1].items() if key not in plain[0])),
    )


def _plain(text: str) -> tuple[str, ...]:
    return tuple(atom.key for atom in plain_run(run_of(text)))


def _criteria(before: tuple[Criteria, ...], after: tuple[Criteria, ...]) -> Iterator[SafetyChange]:
    """Criteria whose service, category, time or dates are not the same, by block, then by place."""
    old = {each.block: each for each in before}
    new = {each.block: each for each in after}
    lone_old = [each for each in before if each.block not in new]
    lone_new = [each for each in after if each.block not in old]
    pairs = [(old[name], new[name]) for name in old if name in new]
    pairs += list(zip(lone_old, lone_new, strict=False))
    for was, now in pairs:
        if (one := _said(was)) != (other := _said(now)):
            yield SafetyChange(Matter.CRITERIA, Fared.CHANGED, one, other, one, other, now.section, was.block, now.block)
    for was in lone_old[len(lone_new) :]:
        said = _said(was)
        yield SafetyChange(Matter.CRITERIA, Fared.REMOVED, said, "", said, "", was.section, was.block, None)
    for now in lone_new[len(lone_old) :]:
        said = _said(now)
        yield SafetyChange(Matter.CRITERIA, Fared.ADDED, "", said, "", said, now.section, None, now.block)


def _said(criteria: Criteria) -> str:
    stated = (
        ("", criteria.service),
        ("category ", criteria.category),
        ("within ", criteria.within),
        ("from ", criteria.effective),
        ("until ", criteria.until),
    )
    return ", ".join(f"{name}{value}" for name, value in stated if value)


def _marks(page: Page) -> list[tuple[str, str]]:
    """The marks of the source that are not shown as typed, in order, with the section they stand in."""
    found = []
    for section in page.sections:
        if section.id != FRONT:
            found += [(section.id, _mark(match)) for match in _MARKS.finditer(section.source)]
    return [(section, mark) for section, mark in found if mark]


def _mark(match: re.Match[str]) -> str:
    text = _QUOTED.sub("", match[0]) if match["box"] else match[0]
    return " ".join(text.replace("{", " { ").replace("}", " } ").strip(" \t>").strip(":").split())


def marked(before: Page, after: Page) -> Iterator[SafetyChange]:
    """One entry for the first mark of the source that is not the same and is not shown as typed: what nothing else explained."""
    old, new = _marks(before), _marks(after)
    if [mark for _, mark in old] == [mark for _, mark in new]:
        return
    same = 0
    while same < min(len(old), len(new)) and old[same][1] == new[same][1]:
        same += 1
    was = old[same][1] if same < len(old) else ""
    now = new[same][1] if same < len(new) else ""
    section = new[same][0] if now else old[same][0] if was else FRONT
    yield SafetyChange(Matter.UNSURE, _fared(was, now), was, now, was, now, section, None, None)
