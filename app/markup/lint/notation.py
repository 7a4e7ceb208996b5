"""The rules that are patterns, asked of all prose at once."""

from __future__ import annotations

import re

from app.domain.text import Edit
from app.markup.lint.catalogue import PATTERNS, Form, Rule
from app.markup.lint.mending import mended
from app.markup.lint.passages import Prose
from app.markup.lint.places import Places
from app.markup.sheet import Sheet

_MENTIONS = re.compile(
    r"\b(?:not|never|n't|n’t|avoid|instead of|rather than|no longer)\b[^.;\0]{0,40}\b(?:writ(?:e|es|ing|ten)|abbreviat\w*|typed?"
    r"|typing|prescribed as|spell\w*|notation)\b|\b(?:misread|mistaken|confused)\b",
    re.IGNORECASE,
)
"""A sentence about notation may hold what it warns of: "do not write .5 mg"."""
_BEHIND = re.compile(r"[ ]?(?:[^\0\n.;:) ]|(?<=\d)[.:](?=\d)){1,13}")
"""The rest of a word, or the next word; a point within a number does not end it."""
_LEADING_NUMBER = re.compile(r"^[\d.,]+\s?")


def lint_notation(body: Prose, notes: Prose, places: Places, sheet: Sheet) -> None:
    """Report every match of every pattern that its context does not excuse."""
    for rule in PATTERNS:
        for form in rule.forms:
            _ask(rule, form, body, places, sheet)
            if rule.everywhere and notes.text:
                _ask(rule, form, notes, places, sheet)


def _ask(rule: Rule, form: Form, prose: Prose, places: Places, sheet: Sheet) -> None:
    if form.near and not _near(form, prose.text):
        return
    fits: dict[tuple[int, int], bool] = {}
    for match in form.pattern.finditer(prose.text):
        if sheet.has_enough(rule.id):
            return
        scope = prose.scope(match.start())
        if scope not in fits:
            fits[scope] = form.within is None or form.within.search(prose.text, *scope) is not None
        if fits[scope] and not _excused(rule, form, match, prose, sheet):
            _report(rule, form, match, prose, places, sheet)


def _near(form: Form, text: str) -> bool:
    if form.pattern.flags & re.IGNORECASE:
        text = text.casefold()
    return any(word in text for word in form.near)


def _excused(rule: Rule, form: Form, match: re.Match[str], prose: Prose, sheet: Sheet) -> bool:
    words = match[0].strip()
    if sheet.profile.allows(rule.id, words) or sheet.profile.allows(rule.id, _LEADING_NUMBER.sub("", words)):
        return True
    sentence, _ = prose.sentence(match.start(), match.end())
    if form.without is not None and form.without.search(sentence):
        return True
    return not rule.everywhere and _MENTIONS.search(sentence) is not None


def _report(rule: Rule, form: Form, match: re.Match[str], prose: Prose, places: Places, sheet: Sheet) -> None:
    line = prose.line(match.start())
    at = _place(match, prose, places)
    column = places.column(at, line, sheet.first_line) if at is not None else None
    edit = None
    if at is not None and form.replacement is not None and (text := mended(match, form.replacement)) is not None:
        edit = Edit(at, at + len(match[0]), text)
    shown = " ".join(_with_context(match).split())
    sheet.find(rule.id, form.level, f"“{shown}”: {form.why}.", line, rule.remedy, edit=edit, column=column)


def _with_context(match: re.Match[str]) -> str:
    """The match with the word behind it where it ends before one: "1.0 mg" rather than "1.0"."""
    if len(match[0]) > 12:
        return match[0] if len(match[0]) <= 80 else f"{match[0][:80]}…"
    behind = _BEHIND.match(match.string, match.end())
    return match[0] + (behind[0] if behind else "")


def _place(match: re.Match[str], prose: Prose, places: Places) -> int | None:
    """Index in the source of a match that stands in one piece as it was typed."""
    passage = prose.at(match.start())
    start, end = match.start() - passage.start, match.end() - passage.start
    found = passage.piece(start, end)
    if found is None:
        return None
    index, child = found
    at = places.of(passage.token, child)
    return None if at is None else at + start - index
