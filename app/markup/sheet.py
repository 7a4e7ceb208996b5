"""One text while it is being read: what the steps of `read_page` hand to each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from markdown_it.token import Token

from app.domain.checks import Profile
from app.domain.local_details import NAMED
from app.domain.text import MORE, Detail, Edit, Finding, Level, Link, Picture

GAP = "\0"
"""Stands where something was typed that is not read, such as the address of a link. No source holds it."""

_BREAKS = frozenset({"softbreak", "hardbreak"})

MOST_FINDINGS = 100
"""Findings of one rule that are listed; the next one says that there are more."""

MOST_ERRORS = 5_000
"""Errors of one rule that are listed: each must be known, to tell whether it stands in what a change touches."""


@dataclass(slots=True)
class Sheet:
    """The body of a text, and what is found in it."""

    lines: list[str]
    """Its lines with their ends."""
    first_line: int
    """1-based line of the source where the body starts."""
    findings: list[Finding] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    details: list[Detail] = field(default_factory=list)
    fragments: list[tuple[str, int]] = field(default_factory=list)
    """Links within the page, (fragment, line): checked when the ids are known."""
    images: list[tuple[str, int]] = field(default_factory=list)
    """(alternative text, line) of each image that is not shown."""
    pictures: list[Picture] = field(default_factory=list)
    """Those that are shown."""
    profile: Profile = field(default_factory=Profile)
    """How loudly each rule speaks, and what it lets pass."""
    labels: set[str] = field(default_factory=set)
    """Labels of link definitions that something uses."""
    _seen: set[Finding] = field(default_factory=set)
    _count: Counter[tuple[str, Level]] = field(default_factory=Counter)

    def line(self, token: Token, below: int = 0) -> int:
        """The source line on which a block token starts, or so many lines below."""
        return self.first_line + (token.map[0] if token.map else 0) + below

    def has_enough(self, rule: str) -> bool:
        """Whether no more findings of a rule would be listed, not even errors."""
        return self._count[rule, Level.ERROR] > MOST_ERRORS

    def find(
        self,
        rule: str,
        level: Level,
        message: str,
        line: int | None = None,
        fix: str = "",
        *,
        edit: Edit | None = None,
        column: int | None = None,
    ) -> None:
        """Note a finding, once, as loud as the profile has its rule."""
        heard = self.profile.level(rule, level)
        if heard is None:
            return
        finding = Finding(rule, heard, message, line, fix=fix, edit=edit, column=column)
        most = MOST_ERRORS if heard is Level.ERROR else MOST_FINDINGS
        if finding in self._seen or self._count[rule, heard] > most:
            return
        self._seen.add(finding)
        self._count[rule, heard] += 1
        if self._count[rule, heard] <= most:
            self.findings.append(finding)
        elif self._count[rule, heard] == most + 1:
            self.findings.append(Finding(rule, heard, MORE, line, fix=fix))


def plain(tokens: Iterable[Token], *, notes: bool = True) -> str:
    """What a reader sees of inline tokens; line breaks as newlines. Without `notes` the marks of footnotes are left out."""
    return "".join(
        ["\n" if token.type in _BREAKS else _words(token) for token in tokens if notes or token.type != "note_ref"],
    )


_STRUCK = {"s_open": "[struck out: ", "s_close": "]"}
"""A number that is struck out must not stand in plain text as if it counted."""


def _words(token: Token) -> str:
    if token.type in _STRUCK:
        return _STRUCK[token.type]
    return as_written(token.content) if token.type == "code_inline" else token.content


def as_written(code: str) -> str:
    """Code as plain text: what it names between two braces is shown as written, not filled in with what a region states."""
    return NAMED.sub(lambda match: f"{{ {match[0][1:]}", code)


def fold(text: str) -> str:
    """The text with each run of white space as one space."""
    return " ".join(text.split())


def text_token(content: str) -> Token:
    """Inline text."""
    token = Token("text", "", 0)
    token.content = content
    return token
