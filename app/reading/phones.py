"""Phone numbers in a page's text: what surely is one can be tapped to ring. What is read stays as it was."""

from __future__ import annotations

import re

from app.domain.numbers import UNIT

_GAP = r"(?:[ \u00a0-]|&nbsp;)"
_PHONE = (
    # An area code in brackets, a number with its leading nought, one from abroad: in groups, as no dose and no date is written.
    rf"(?<![\w.,:/+-])(?:\(0[1-9][0-9]{{0,3}}\){_GAP}[0-9]{{3,4}}{_GAP}?[0-9]{{3,4}}|0[1-9][0-9]{{0,3}}(?:{_GAP}[0-9]{{3,6}}){{1,3}}"
    rf"|\+[1-9][0-9]{{0,2}}(?:{_GAP}[0-9]{{1,4}}){{2,4}})"
    # It ends there, whatever mark of the text comes between.
    rf"(?!(?:<[^<>]*>)*(?:[\w/%(]|[.,:–-][0-9]|{_GAP}?(?:[0-9×≤≥]|&[lg]t;|{UNIT}(?!\w))))"
)
_PART = re.compile(
    r"<(a|code|pre|svg|summary)\b[^<>]*>.*?</\1>|<span class=\"local-detail\b.*?</span>|<[^<>]*>" + f"|(?P<phone>{_PHONE})",
    re.DOTALL,
)
_GOES_ON = re.compile(r"[\w.,:/+-](?:<[^<>]*>)+$")
_FAX = re.compile(r"\bfax\b[^.;<>]{0,30}$", re.IGNORECASE)
_FEWEST, _MOST = 9, 15
"""Digits of a number that is dialled as it stands."""


def with_phones(html: str) -> str:
    """Sanitised HTML whose phone numbers are links: a wrong link is worse than none.

    None stands in a link, in code, or in a local detail, which says itself whether it is one.
    """
    return _PART.sub(_linked, html)


def _linked(match: re.Match[str]) -> str:
    said = match["phone"]
    if said is None:
        return match[0]
    number = ("+" if said.startswith("+") else "") + re.sub("[^0-9]", "", said)
    before = match.string[max(0, match.start() - 200) : match.start()]
    if not _FEWEST <= len(number.removeprefix("+")) <= _MOST or _GOES_ON.search(before) or _FAX.search(before):
        return said
    return f'<a href="tel:{number}">{said}</a>'
