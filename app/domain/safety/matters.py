"""What the words of a text are about: which of them name a medicine, a dose, a side, an age and so on.

It only gives names to what changed. A word that is not known here is no less a change; it is then "unsure".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from app.domain.numbers import UNIT
from app.domain.numbers import VALUE as NUMBER
from app.domain.safety.change import Matter
from app.domain.safety.shown import Run, Sort, Token
from app.domain.safety.words import MEDICINES


class Phrase(NamedTuple):
    """A stretch of text about one thing."""

    start: int
    end: int
    matter: Matter


_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|twelve|half|a|an|several|few"
VALUE = rf"(?<!\d)(?<!\d[.,]){NUMBER}"
"""A number from its first digit on: looked for at each of its digits, a long one would take quadratic time."""
_N = rf"(?:{VALUE}|\b(?:{_WORDS})\b)"
_RANGE = rf"{_N}(?:\s?(?:-|–|—|to|or|and)\s?{_N})?"
_TIME = r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|h|days?|nights?|weeks?|wks?|fortnights?|months?|mths?|years?|yrs?)"
_DOSE_UNIT = (
    r"(?:mg|mcg|micrograms?|microg|µg|μg|ug|nanograms?|ng|kg|grams?|g|mLs?|millilitres?|litres?|L|international units?|units?"
    r"|IU|mmols?|"
    r"tablets?|tabs?|capsules?|caps?|puffs?|drops?|sprays?|doses?|ampoules?|sachets?|patch(?:es)?|suppositor(?:y|ies)"
    r"|inhalations?|J|joules?|%)"
)
_PER = r"(?:\s?/\s?|\s+per\s+)(?:\d+\s?)?(?:kg|m2|m²|day|dose|hour|h|min(?:ute)?|mL|24 hours|week)\b"
_HOURLY = r"(?<!kg )(?<!mL )(?<!mg )(?<!microgram )(?<!micrograms )(?<!units )(?<!mmol )\bper\s+"
"""An hour that says how often; behind a unit it is part of a rate, and so of the dose: 18 units/kg/h."""
_BLOOD = r"(?:/\s?(?:L|dL|mL|mol|min)\b|\s+per\s+lit(?:re|er)\b)"


def _words(*alternatives: str) -> str:
    return r"(?<![\w])(?:" + "|".join(alternatives) + r")(?![\w])"


_OVERRIDES: tuple[tuple[Matter, str], ...] = (
    (
        Matter.COMPARATOR,
        r"[<>≤≥=≠±]|"
        + _words(
            "less than", "fewer than", "more than", "greater than", "higher than", "lower than", "older than", "younger than",
            "at least",
            "at most", "no more than", "no less than", "up to", "equal to", "above", "below", "over", "under",
            "exceed(?:s|ing)?", "greater",
            "less", "fewer", "more", "higher", "lower", "minimum", "maximum", "max", "min", "between", "within", "beyond",
            "than", "increase[ds]?",
            "increasing", "decrease[ds]?", "decreasing", "reduce[ds]?", "reducing", "raise[ds]?", "double[ds]?", "halve[ds]?",
            "raised", "elevated",
            "reduced", "high", "low", "rising", "falling", "positive", "negative", "normal", "abnormal", "longer", "shorter",
            "earlier", "later",
        ),
    ),
    (
        Matter.NEGATION,
        _words(
            "not", "no", "non", "nor", "never", "none", "neither", "without", "cannot", r"\w+n['’]t", "avoid(?:s|ed|ing|ance)?",
            "stop(?:s|ped|ping)?",
            "withhold(?:s|ing)?", "withheld", "contra-?indicat\\w*", "omit(?:s|ted|ting)?", "cease[ds]?", "ceasing",
            "discontinu\\w*", "refrain",
            "exclud\\w*", "except(?:ion|ions)?", "unless", "only", "do", "does", "don['’]t", "use[ds]?", "using", "give[ns]?",
            "giving", "start(?:s|ed|ing)?",
            "continu(?:e|es|ed|ing)", "restart\\w*", "resume[ds]?", "must", "should", "may", "can", "could", "might",
            "need not", "required", "indicated",
            "recommend(?:s|ed|ing)?", "safe", "unsafe", "hold", "prescrib\\w*", "offer(?:s|ed)?", "consider(?:s|ed)?",
            "refuse[ds]?", "deny", "denied",
            "absent", "absence", "lack(?:s|ing)?", "instead", "rather", "always", "allow(?:ed)?", "prohibit\\w*",
            "forbid\\w*", "suitable", "unsuitable", "appropriate", "inappropriate", "suspend(?:ed)?", "switch(?:ed|ing)?",
            "ineffective", "effective",
        ),
    ),
    (
        Matter.LATERALITY,
        _words(
            "left", "right", "left-sided", "right-sided", "bilateral(?:ly)?", "unilateral(?:ly)?", "ipsilateral",
            "contralateral", "both sides", "one side",
            "either side", "medial(?:ly)?", "lateral(?:ly)?", "proximal(?:ly)?", "distal(?:ly)?", "anterior(?:ly)?",
            "posterior(?:ly)?", "superior", "inferior",
            "upper", "lower limb", "both eyes", "both ears", "LUQ", "RUQ", "LLQ", "RLQ", "LIF", "RIF",
        ),
    ),
)  # fmt: skip

_RULES: tuple[tuple[Matter, str], ...] = (
    (
        Matter.PHONE,
        rf"(?<![\w.,/-])\+?\(?\d[\d()]*(?:[ \u00a0-]\(?\d[\d()]*)*(?!\w)(?![.,/]\d)(?!\s?{UNIT}(?!\w))",
    ),
    (
        Matter.RENAL,
        _words("e?GFR", "CrCl", "CKD", "creatinine clearance", "ACR", "PCR")
        + rf"[^.;|]{{0,30}}?{_RANGE}(?:\s?mL/min(?:ute)?(?:/1\.73\s?m[²2])?|\s?mg/mmol)?"
        rf"|{VALUE}\s?(?:mL/min(?:ute)?(?:/1\.73\s?m[²2])?)"
        "|" + _words(
            "renal(?:ly)?", "kidneys?", "nephro\\w+", "e?GFR", "CrCl", "creatinine(?: clearance)?", "CKD", "AKI", "ESRD",
            "ESKD", "dialysis",
            "ha?emodialysis", "glomerular", "creatinine", "nephrotic", "mL/min",
        ),
    ),
    (
        Matter.PREGNANCY,
        rf"{_RANGE}\s?(?:weeks|/40)['’]?\s+(?:of\s+)?(?:gestation|pregnan\w+|post-?partum|postnatal)|"
        + _words(
            "pregnan\\w*", "(?:first|second|third|1st|2nd|3rd) trimester", "trimesters?", "breast-?feed\\w*", "breastfed",
            "lactat(?:ion|ing)", "gestation\\w*",
            "ante-?natal", "pre-?natal", "post-?natal", "post-?partum", "peri-?partum", "conception", "preconception",
            "contracepti\\w+", "child-?bearing",
            "teratogen\\w*", "f(?:o)?et(?:al|us)", "miscarriage", "matern\\w+", "pre-?eclampsia", "neural tube",
        ),
    ),
    (
        Matter.AGE,
        rf"\b(?:aged?|ages)\b\s+(?:\w+\s+){{0,2}}?(?:[<>≤≥]\s?)?{_RANGE}(?:\s+{_TIME})?(?:\s+(?:old|or\s+(?:over|older|under"
        rf"|younger|more|less|above|below)|and\s+(?:over|older|under|above|below)))?"
        rf"|{_RANGE}[\s-]?(?:years?|yrs?|months?|weeks?|days?)(?:[\s-]?old|\s+of\s+age|\s+or\s+(?:over|older|under|younger)"
        rf"|\s+and\s+(?:over|older|under|younger))"
        rf"|(?<!for )(?<!lasting )(?<!last )\b(?:over|under|older than"
        rf"|younger than)\s+(?:the age of\s+)?{_RANGE}(?:\s+(?:years?|yrs?|y))?(?!\s?(?:{_DOSE_UNIT}|{_TIME})\b)"
        rf"|\b(?:over|under|older than|younger than|before|after|from|until)\s+{_RANGE}\s+(?:years?|yrs?)\b(?! of)"
        rf"|(?:[<>≤≥]\s?){_RANGE}\s?(?:years?|yrs?|y/?o)\b"
        "|" + _words(
            "children", "child(?:['’]s)?", "childhood", "infants?", "infancy", "neonat\\w+", "newborns?", "bab(?:y|ies)",
            "toddlers?", "adolescen\\w+", "teenage\\w*",
            "adults?", "adulthood", "elderly", "older (?:people|adults?|patients?|person|persons|women|men)",
            "young (?:people|adults?|patients?|person|women|men)", "pa?ediatrics?",
            "geriatric", "frail", "pre-?term", "premature", "school-?age[d]?", "boys?", "girls?", "men", "women", "man",
            "woman", "male", "males", "female", "females",
            "post-?menopaus\\w+", "menopaus\\w+", "years? old",
        ),
    ),
    (
        Matter.FREQUENCY,
        rf"\b(?:once|twice|thrice|{_RANGE}\s?(?:times?|x))\s+(?:a|per|each|every|in)?\s*(?:\d+\s+)?(?:{_TIME}|daily|weekly"
        rf"|monthly|hourly|yearly)\b"
        rf"|\b(?:every|each)\s+(?:other\s+|second\s+|alternate\s+|{_RANGE}[\s-]?)?(?:{_TIME}|morning|night|evening)\b"
        rf"|{_RANGE}[\s-]?(?:hourly|times? daily|daily|weekly|monthly)\b"
        r"|(?:/|\bper\s+)(?:day|d|24 hours|week|month)\b|(?:(?<=\d)/|(?<=\d )/\s?|" + _HOURLY + r")(?:hour|h)\b"
        r"|(?<!for )(?<!after )(?<!within )\ba\s+(?:day|week|month|night|hour)\b"
        "|" + _words(
            "daily", "weekly", "fortnightly", "monthly", "hourly", "yearly", "annual(?:ly)?", "quarterly", "nightly", "nocte",
            "mane", "bd", "bid", "tds", "tid", "qid", "qds",
            "od", "prn", "stat", "q\\d+h", "as required", "as needed", "when required", "at night", "at bedtime", "bedtime",
            "in the (?:morning|evening)", "mornings?", "evenings?",
            "alternate days?", "alternating", "once", "twice", "thrice", "regularly", "regular", "intermittent(?:ly)?",
            "continuous(?:ly)?", "with (?:meals|food)", "single dose",
            "divided", "mondays?", "tuesdays?", "wednesdays?", "thursdays?", "fridays?", "saturdays?", "sundays?",
            "repeat(?:ed)?", "days? a week", "bd-tds", "bimonthly", "biweekly",
        ),
    ),
    (
        Matter.DURATION,
        rf"\b(?:for|over|within|in|after|lasting|last|past|next|at least|up to|minimum of"
        rf"|maximum of)?\s*{_RANGE}[\s-]?(?:working\s+|calendar\s+)?{_TIME}(?:['’])?(?:\s+course)?\b"
        "|" + _words(
            "seconds?", "minutes?", "hours?", "days?", "weeks?", "fortnights?", "months?", "years?", "short-?term",
            "long-?term", "lifelong", "indefinite(?:ly)?", "short course",
            "long course", "overnight", "immediate(?:ly)?", "urgent(?:ly)?", "emergency", "same-?day", "today", "tomorrow",
            "acute(?:ly)?", "chronic", "temporar(?:y|ily)",
            "permanent(?:ly)?", "routine(?:ly)?", "asap", "course",
        ),
    ),
    (
        Matter.DOSE,
        rf"{_RANGE}\s?-?{_DOSE_UNIT}(?!\w)(?!{_BLOOD})(?:{_PER})*|(?:(?<=kg)|(?<=mL)|(?<=mg)|(?<=units))/\s?(?:h|hour)\b|"
        + _words(
            "mg", "mcg", "micrograms?", "microg", "[µμ]g", "ng", "nanograms?", "kg", "grams?", "g", "mLs?", "units?", "IU",
            "tablets?", "tabs", "capsules?", "puffs?", "drops?",
            "ampoules?", "dos(?:e|es|ing|age|ages)", "half", "quarter", "double", "triple", "titrat\\w+", "loading", "bolus",
            "infusion", "strength", "milligrams?",
        ),
    ),
    (
        Matter.ROUTE,
        _words(
            "oral(?:ly)?", "by mouth", "po", "intravenous(?:ly)?", "iv", "intramuscular(?:ly)?", "im", "sub-?cutaneous(?:ly)?",
            "subcut", "sc", "sublingual(?:ly)?", "buccal(?:ly)?", "sl",
            "topical(?:ly)?", "inhal(?:ed|ation|er|ers)", "nebuli[sz]\\w+", "spacer", "rectal(?:ly)?", "per rectum", "pr",
            "vaginal(?:ly)?", "pv", "intranasal(?:ly)?", "nasal(?:ly)?",
            "transdermal(?:ly)?", "patch(?:es)?", "intrathecal(?:ly)?", "epidural", "intra-?articular(?:ly)?",
            "intradermal(?:ly)?", "intraosseous", "io", "intravitreal", "parenteral(?:ly)?",
            "enteral(?:ly)?", "nasogastric", "ng tube", "peg", "ophthalmic", "ocular", "otic", "eye drops?", "ear drops?",
            "suppositor\\w+", "enema", "pessar\\w+", "injection", "injected",
            "inject", "swallow(?:ed)?", "chew(?:ed)?", "depot", "cream", "ointment", "lotion", "gel", "mouthwash", "lozenge",
            "syrup", "intraven\\w+", "under the tongue", "mouth",
            "skin", "vein", "muscle", "drip",
        ),
    ),
)  # fmt: skip

_SAFETY = [(matter, re.compile(pattern, re.IGNORECASE)) for matter, pattern in (*_OVERRIDES, *_RULES)]
_SHORT_PHONE = re.compile(
    r"\b(?:phone|ring|call|dial|telephone|tel|text|fax|pager|ext|extension|on)\b\W{0,3}(?:\w+\W+){0,4}?$", re.IGNORECASE
)
_LONG_PHONE = 7
_YEARS = re.compile(r"(?:19|20)\d\d-(?:(?:19|20)\d\d|[01]\d-[0-3]\d)")

_ENDINGS = re.compile(
    r"\w{3,}(?:pril|prilat|sartan|olol|alol|vastatin|prazole|tidine|gliptin|gliflozin|glutide|glitazone|mab|tinib|ciclib"
    r"|rafenib|cillin|mycin|"
    r"micin|floxacin|cycline|conazole|nidazole|bendazole|vir|dipine|triptan|setron|oxetine|azepam|azolam|barbital|caine"
    r"|profen|coxib|parin|"
    r"xaban|gatran|terol|predn\w+|sone|solone|onide|tropium|thiazide|semide|dronate|dronic|lukast|gabalin|peridone|apine"
    r"|azine|triptyline|"
    r"ipramine|afil|fibrate|formin|penem|bactam|platin|rubicin|taxel|trexate|cept|grel|parib|gepant|stigmine|curonium"
    r"|fentanil|orphan|"
    r"orphine|codone|morphone|oxacin|sulfa\w+|thromycin|asone|inide|afungin|buterol|nazole|oprost|zosin|statin|relin|relix"
    r"|tocin|tide)",
    re.IGNORECASE,
)
_NO_MEDICINES = frozenset(
    "peptide nucleotide person reason season lesson comparison poison prison mason unison jason tide riptide accept except"
    " concept precept intercept"
    " magazine quarantine carbine amazine evidence disone capine alpine chapine sone".split()
)


@cache
def is_medicine(word: str) -> bool:
    """Whether a word in small letters names a medicine or a class of medicines."""
    if word in MEDICINES or (word.endswith("s") and word[:-1] in MEDICINES):
        return True
    return word not in _NO_MEDICINES and _ENDINGS.fullmatch(word) is not None


def _phrases(text: str, tokens: Sequence[Token]) -> tuple[Phrase, ...]:
    """What a text is about, in the order in which a later entry does not count where an earlier one stands."""
    found = [
        Phrase(match.start(), match.end(), matter)
        for matter, pattern in _SAFETY
        for match in pattern.finditer(text)
        if matter is not Matter.PHONE or _is_phone(text, match)
    ]
    medicines = [Phrase(t.start, t.end, Matter.MEDICINE) for t in tokens if t.sort is Sort.WORD and is_medicine(t.text.lower())]
    numbers = [Phrase(t.start, t.end, Matter.NUMBER) for t in tokens if t.sort is Sort.NUMBER]
    units = [Phrase(match.start(), match.end(), Matter.NUMBER) for match in _QUANTITY.finditer(text)]
    return (*found, *medicines, *units, *numbers)


_QUANTITY = re.compile(
    rf"{VALUE}\s?{UNIT}(?!\w)(?:\s?/\s?(?:{VALUE}\s?)?{UNIT}(?!\w)){{0,3}}|{_words(UNIT[3:-1], *_WORDS.split('|')[:12])}"
)


def _is_phone(text: str, match: re.Match[str]) -> bool:
    if _YEARS.fullmatch(match[0]):
        return False
    digits = sum(character.isdigit() for character in match[0])
    if digits >= _LONG_PHONE:
        return True
    return digits >= 3 and match[0].isdigit() and _SHORT_PHONE.search(text, max(0, match.start() - 60), match.start()) is not None


def about_tokens(run: Run) -> tuple[Phrase | None, ...]:
    """For each token of a run the phrase that says what it is about; None for words that no rule knows."""
    return _about(run.text, tuple(run.tokens))


@lru_cache(maxsize=4096)
def _about(text: str, tokens: tuple[Token, ...]) -> tuple[Phrase | None, ...]:
    return _matters(tokens, _phrases(text, tokens))


def _matters(tokens: Sequence[Token], found: Sequence[Phrase]) -> tuple[Phrase | None, ...]:
    by_character: dict[int, Phrase] = {}
    for phrase in found:
        for place in range(phrase.start, phrase.end):
            by_character.setdefault(place, phrase)
    return tuple(_own(token) or by_character.get(token.start) if token.end > token.start else _own(token) for token in tokens)


def _own(token: Token) -> Phrase | None:
    if token.sort is Sort.LINK:
        matter = Matter.PHONE if token.text.startswith("tel:") else Matter.TARGET
        return Phrase(token.start, token.end, matter)
    if token.sort in {Sort.DETAIL, Sort.PICTURE}:
        return Phrase(token.start, token.end, Matter.TARGET)
    return None
