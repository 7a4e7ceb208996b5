"""Words as search compares them: without accents, case or the difference between British and American spelling, and stemmed.

The same is done to the text when it is indexed and to the query, so a rule may be rough as long as it is the same for both.
There is no stop list and no shortest word: "do refer" is not "do not refer", and "vitamin D" needs its D.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from whoosh.lang.porter import stem as porter

Terms = tuple[str, ...]
"""Words as they stand in the index, in order."""

WORD = re.compile(
    r"[\u00b5\u03bc][a-zA-Z]+"  # µg, µmol
    r"|[\u00b5\u0386\u0388-\u03ff]"  # a Greek letter is a word of its own
    r"|\d+(?:[.,]\d+)*"  # 2.5 and 1,000 stay whole; 500mg is two words
    r"|[^\W\d_\u00b5\u0370-\u03ff](?:[^\W_\u00b5\u0370-\u03ff]|[\u0300-\u036f])*(?:['\u2019][^\W\d_]+)*"  # b12, Crohn's
)

_LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "\u2044": "/"})
_MICRO = {"g": "microgram", "mol": "micromol"}
_SEPARATORS = re.compile(r",(?=\d{3}(?:\D|$))")
_POSSESSIVE = re.compile(r"['\u2019]s?$")

_SPELLINGS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"ae", "e"),  # haemoglobin, anaemia, paediatric, caesarean
        (r"^oe(?=[bdst])", "e"),  # oedema, oesophagus, oestrogen
        (r"oe(?=[au])", "e"),  # diarrhoea, apnoea, manoeuvre
        (r"(?<=pn)oe", "e"),  # dyspnoeic
        (r"(?<=hom)oeo", "eo"),
        (r"(?<=[cfm])oe(?=[blt])", "e"),  # coeliac, foetus, amoebic
        (r"(tum|col|lab|od|vap|fav|hum|rum|behavi|harb|flav|neighb|rig|vig)our", r"\1or"),
        (r"(?<=\w{3})iz(?=(?:e|ed|es|er|ers|ing|ation|ations)$)", "is"),
        (r"yz(?=(?:e|ed|es|er|ing)$)", "ys"),
        (r"(cent|fib|lit|met|tit|calib|spect|euv)re(?=s?$)", r"\1er"),
        (r"(label|counsel|cancel|model|travel|channel|signal|level)l(?=(?:ed|ing|er|ors?)$)", r"\1"),
        (r"sulph", "sulf"),
        (r"^ceph(?=al|ra)", "cef"),  # cephalexin; cephalic is rough, and the same on both sides
        (r"^leuc(?=[aeo])", "leuk"),
        (r"alogue(?=s?$)", "alog"),
        (r"^programme(?=s?$)", "program"),
        (r"^(practi|licen)s(?=(?:e|ed|es|ing)$)", r"\1c"),
        (r"^grey(?=$|s$|ish$)", "gray"),
        (r"^ageing$", "aging"),
        (r"^mould", "mold"),
        (r"^disk(?=s?$)", "disc"),
        (r"^aluminium$", "aluminum"),
    )
)


@lru_cache(maxsize=1 << 17)
def fold(word: str) -> str:
    """One word (a match of `WORD`) in its common spelling, not stemmed."""
    if word[0].isdecimal():
        return _SEPARATORS.sub("", word)
    if len(word) > 1 and word[0] in "µμ":
        return _MICRO.get(word[1:].lower(), "micro" + word[1:].lower())
    plain = bare(word)
    if len(plain) == 1 and "\u0370" <= plain <= "\u03ff":
        return unicodedata.name(plain, plain).split()[-1].lower()  # GREEK SMALL LETTER ALPHA
    for pattern, replacement in _SPELLINGS:
        plain = pattern.sub(replacement, plain)
    return plain


def bare(word: str) -> str:
    """One word without accents, case and possessive, in its own spelling."""
    plain = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", word).casefold()).translate(_LETTERS)
    return "".join(letter for letter in plain if letter.isalnum() or letter == "/") or word


@lru_cache(maxsize=1 << 17)
def term(word: str) -> str:
    """One word as it stands in the index: folded and stemmed."""
    plain = fold(word)
    if len(plain) > 3 and plain.isalpha():
        return str(porter(plain))
    if len(plain) == 3 and plain[2] == "s" and plain[1] not in "aeiousy":
        return plain[:2]  # GPs
    return plain


def words(text: str) -> list[str]:
    """The words of a text, as they stand there."""
    return WORD.findall(text)


def terms(text: str) -> Terms:
    """The words of a text as they stand in the index."""
    return tuple(term(word) for word in WORD.findall(text))


def placed(text: str) -> Iterator[tuple[int, int, str]]:
    """Each word of a text with its beginning, its end, and how it stands in the index."""
    for match in WORD.finditer(text):
        yield match.start(), match.end(), term(match.group())
