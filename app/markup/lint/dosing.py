"""What one sentence or one table says of a dose: limits, arithmetic, ranges (C01, C03, C04, C06, C08, C16, C17)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from markdown_it.token import Token

from app.domain.text import Level
from app.markup.lint.catalogue import RULES
from app.markup.lint.passages import Prose
from app.markup.lint.quantities import AMOUNT, MASS, by_interval, micrograms, times_a_day
from app.markup.sheet import Sheet, plain

_AS_NEEDED = re.compile(r"\b(?:as needed|as required|when required|when needed|if needed|if required|prn)\b", re.IGNORECASE)
_DOSE = re.compile(rf"{AMOUNT}\s?(?:{MASS}|units?|mL|ml)(?!\w|\s?/\s?kg)")
_LIMIT = re.compile(
    r"\b(?:max\w*|at most|most|no more than|not more than|up to|limit\w*|every|hourly|\d+ ?h\b|24 ?h\w*|a day|per day|daily|times"
    r"|once|twice|single|stat|repeat\w*|interval|bd|tds|qid|qds|tid|bid|at night|nocte|mane|morning|over \d+|before|titrat\w*"
    r"|increas\w*|reduc\w*|add|q\d+)\b|/\s?(?:day|24|h\b)",
    re.IGNORECASE,
)
_MOST = re.compile(
    rf"\b(?:max(?:imum)?(?: dose)?|at most|(?:no|not) more than)[ :]{{1,2}}(?:of )?({AMOUNT})\s?({MASS})"
    r" ?(?:a day|per day|daily|/ ?day|(?:in|per|every|/) ?24 ?(?:hours|h)\b)",
    re.IGNORECASE,
)
_FIRST_DOSE = re.compile(rf"({AMOUNT})\s?({MASS})(?!\w|\s?/|\s?(?:to|-|–)\s?\d)")
_RANGE = re.compile(
    rf"({AMOUNT})\s?({MASS}|units?)?\s?(?:-|–|—)\s?({AMOUNT})\s?({MASS}|units?)(?!\w)(?!\s?/)"
    rf"|\bbetween ({AMOUNT})\s?({MASS}|units?)? and ({AMOUNT})\s?({MASS}|units?)(?!\w)"
)
_DOWNWARDS = re.compile(r"\b(?:reduc|decreas|taper|wean|lower|from|down|cut|step|titrat|halv)\w*\b", re.IGNORECASE)
_TENFOLD = 10
_METHOTREXATE = re.compile(r"\bmethotrexate\b", re.IGNORECASE)
_NOT_BY_MOUTH = re.compile(
    r"\b(?:IV|IM|intra\w+|infus\w+|high[- ]dose|inject\w*|subcut\w*|chemo\w*|toxic\w*|overdos\w*|/ ?m2|g/m²)|\bm2\b|m²",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?:named|same|set|fixed|chosen|one) (?:week)?day)\b", re.IGNORECASE
)
_LIQUID = re.compile(r"\b(?:suspension|syrup|elixir|oral liquid|oral solution)\b", re.IGNORECASE)
_VOLUME = re.compile(rf"({AMOUNT})\s?m[Ll]\b")
_WEIGHT = re.compile(rf"{AMOUNT}\s?(?:{MASS}|units?|mmol)(?!\w)")
_NO_STRENGTH = re.compile(r"\b(?:rehydration|lactulose|macrogol|saline|feed|water)\b", re.IGNORECASE)
_DIRECTED = re.compile(r"\bas directed\b(?! by\b)", re.IGNORECASE)
_HOW_MUCH = re.compile(r"\d|\b(?:once|twice|daily|every|times|morning|night|weekly)\b", re.IGNORECASE)
_BY_WEIGHT = re.compile(rf"({AMOUNT})\s?({MASS})\s?/\s?kg\b")
_CHILD = re.compile(
    r"\b(?:child(?:ren)?(?:['’]s)?|infants?|neonat\w+|newborns?|bab(?:y|ies)|toddlers?|pa?ediatrics?)\b", re.IGNORECASE
)
_OFTEN_BY_WEIGHT = re.compile(rf"{AMOUNT}\s?{MASS}\s?(?:/|per )\s?kg\b(?!\s?/\s?(?:min|h))", re.IGNORECASE)
_A_MOST = re.compile(r"\b(?:max\w*|at most|most|(?:no|not) more than|up to|limit\w*|cap(?:ped)?|ceiling)\b|[≤<]", re.IGNORECASE)
_HOW_OFTEN = re.compile(r"\b(?:once|twice|times|daily|every|hourly|a day|per day|bd|tds|qid|qds|stat|single)\b", re.IGNORECASE)
_KILOGRAMS = re.compile(r"\bweight\b.*\bkg\b|^kg$", re.IGNORECASE)
_ALONE = re.compile(rf"\s*({AMOUNT})\s?(kg|{MASS})?\s*")
_TENTH = Decimal("0.1")


def lint_dosing(body: Prose, tokens: Sequence[Token], sheet: Sheet) -> None:
    """Ask each sentence that gives a dose, and each table of doses by weight."""
    _as_needed(body, sheet)
    _most(body, sheet)
    _ranges(body, sheet)
    _weekly(body, sheet)
    _liquids(body, sheet)
    _directed(body, sheet)
    _children(body, sheet)
    _tables(tokens, sheet)


def say(rule: str, line: int, sheet: Sheet, *, about: str = "", level: Level | None = None, why: str = "") -> None:
    """Report a rule of the catalogue in its own words."""
    asked = RULES[rule]
    reason = why or asked.why
    message = f"“{about}”: {reason}." if about else f"{reason[0].upper()}{reason[1:]}."
    sheet.find(rule, level or asked.level, message, line, asked.remedy)


def _sentences(pattern: re.Pattern[str], body: Prose) -> Iterator[tuple[re.Match[str], str]]:
    """Each sentence that holds a match, with the first one in it."""
    until = -1
    for match in pattern.finditer(body.text):
        if match.start() >= until:
            sentence, opening = body.sentence(match.start(), match.end())
            until = opening + len(sentence)
            yield match, sentence


def _as_needed(body: Prose, sheet: Sheet) -> None:
    for match, sentence in _sentences(_AS_NEEDED, body):
        if _DOSE.search(sentence) and not _LIMIT.search(sentence) and not sheet.profile.allows("C01", match[0]):
            say("C01", body.line(match.start()), sheet)


def _most(body: Prose, sheet: Sheet) -> None:
    for match, sentence in _sentences(_MOST, body):
        before = sentence[: sentence.find(match[0])]
        dose, often = _FIRST_DOSE.search(before), times_a_day(before)
        if dose is None or often is None or _AS_NEEDED.search(sentence):
            continue
        total, most = often * micrograms(dose[1], dose[2]), micrograms(match[1], match[2])
        if total > most:
            why = f"{often} times {dose[1]} {dose[2]} is more than the {match[1]} {match[2]} that is the most"
            # An interval says how soon the next dose may be given, and the most how many there can be: both may be meant.
            say("C03", body.line(match.start()), sheet, level=Level.WARN if by_interval(before) else None, why=why)


def _ranges(body: Prose, sheet: Sheet) -> None:
    for match in _RANGE.finditer(body.text):
        low, low_unit, high, high_unit = match.groups()[:4] if match[1] else match.groups()[4:]
        sentence, _ = body.sentence(match.start(), match.end())
        if sheet.profile.allows("C04", match[0]) or _DOWNWARDS.search(sentence):
            continue
        first, last = _comparable(low, low_unit or high_unit), _comparable(high, high_unit)
        if last < first:
            say("C04", body.line(match.start()), sheet, about=match[0])
        elif first and last > _TENFOLD * first:
            why = "the larger dose is more than ten times the smaller"
            say("C04", body.line(match.start()), sheet, about=match[0], level=Level.WARN, why=why)


def _comparable(amount: str, unit: str) -> Decimal:
    return Decimal(amount.replace(",", "")) if unit.startswith("unit") else micrograms(amount, unit)


def _weekly(body: Prose, sheet: Sheet) -> None:
    for match, sentence in _sentences(_METHOTREXATE, body):
        dose = _DOSE.search(sentence[sentence.find(match[0]) :])
        if dose and not _NOT_BY_MOUTH.search(sentence) and not _DAY.search(sentence):
            say("C06", body.line(match.start()), sheet)


def _liquids(body: Prose, sheet: Sheet) -> None:
    for match, sentence in _sentences(_LIQUID, body):
        if _VOLUME.search(sentence) and not _WEIGHT.search(sentence) and not _NO_STRENGTH.search(sentence):
            say("C08", body.line(match.start()), sheet)


def _directed(body: Prose, sheet: Sheet) -> None:
    for match, sentence in _sentences(_DIRECTED, body):
        if not _HOW_MUCH.search(sentence):
            say("C16", body.line(match.start()), sheet)


def _children(body: Prose, sheet: Sheet) -> None:
    """C17: what says the most may stand anywhere in the same block or row."""
    until = -1
    for match in _OFTEN_BY_WEIGHT.finditer(body.text):
        first, last = body.scope(match.start())
        if match.start() < until:
            continue
        until, block = last, body.text[first:last]
        if _CHILD.search(block) and _HOW_OFTEN.search(block) and not _A_MOST.search(block):
            say("C17", body.line(match.start()), sheet)


def _tables(tokens: Sequence[Token], sheet: Sheet) -> None:
    """Doses by weight: what a cell says against the weight of its row times the dose by kilogram of its column."""
    table = _Table()
    for index, token in enumerate(tokens):
        if token.type == "table_open":
            table = _Table()
        elif token.type == "tr_open":
            table.column, table.kilograms = -1, None
        elif token.type in {"th_open", "td_open"}:
            table.column += 1
            text = plain(tokens[index + 1].children or [], notes=False)
            if token.type == "th_open":
                table.head(text)
            elif (wrong := table.wrong(text)) is not None:
                say("C03", sheet.line(tokens[index + 1]), sheet, why=wrong)


@dataclass(slots=True)
class _Table:
    """A table while its cells are read."""

    weight: int = -1
    """The column that holds weights."""
    doses: dict[int, Decimal] = field(default_factory=dict)
    """Column → micrograms by kilogram."""
    column: int = -1
    kilograms: Decimal | None = None
    """The weight of this row."""

    def head(self, text: str) -> None:
        """Take in the heading of a column."""
        if _KILOGRAMS.search(text):
            self.weight = self.column
        elif found := _BY_WEIGHT.search(text):
            self.doses[self.column] = micrograms(found[1], found[2])

    def wrong(self, text: str) -> str | None:
        """What is wrong with a cell."""
        cell = _ALONE.fullmatch(text)
        if cell is None:
            return None
        if self.column == self.weight:
            self.kilograms = Decimal(cell[1].replace(",", ""))
        elif self.column in self.doses and self.kilograms and cell[2] and cell[2] != "kg":
            expected = self.kilograms * self.doses[self.column]
            if abs(micrograms(cell[1], cell[2]) - expected) > _TENTH * expected:
                return f"{text.strip()} is not what the dose by kilogram of this column gives for the weight of this row"
        return None
