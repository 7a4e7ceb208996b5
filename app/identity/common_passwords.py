"""Passwords that are guessed first: common words with something hung on, runs along the keyboard, a few signs repeated."""

from __future__ import annotations

WORDS = frozenset(
    """
    abc access account admin administrator august autumn baby baseball basketball batman change changeit changeme charlie cheese
    chocolate clinic clinical computer cookie correct december default doctor dragon family february flower football forever
    freedom friend friends gandalf god guest hallo hello hospital hunter iloveyou internet january jesus july june killer
    let letmein link login loveme love lovely master matrix me michael monday monkey mother mustang my november nurse
    october orange pass passcode passphrase passwd passwort password pathway pathways patient pepper please pokemon princess
    private public purple qwerty qwertyuiop qwertz root samsung sample saturday secret secure security september shadow soccer
    spring starwars summer sunday sunshine superman system temp temporary test testing this thomas trustno tuesday user username
    waymark wednesday welcome whatever winter you
    """.split()
)

RUNS = tuple(
    direction * 2
    for row in (
        "0123456789",
        "1234567890qwertyuiopasdfghjklzxcvbnm",
        "abcdefghijklmnopqrstuvwxyz",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    )
    for direction in (row, row[::-1])
)

FEWEST_DIFFERENT = 5
MOST_WORDS = 3
"""Four words, even common ones, are many combinations."""
SHORTEST_PART = 3
"""Initials are in too many words to say anything of a person."""

LOOKALIKES = str.maketrans("@$03", "asoe")


def is_common(password: str) -> bool:
    """Whether a guesser's first thousand would hold it."""
    folded = password.casefold()
    return len(set(folded)) < FEWEST_DIFFERENT or any(folded in run for run in RUNS) or _is_made_of(folded, WORDS)


def is_personal(password: str, email: str, name: str) -> bool:
    """Whether it is the person's own e-mail address or name, perhaps with common words, digits or signs between."""
    parts = map(_letters, (email, *email.split("@"), name, *name.split()))
    return _is_made_of(password.casefold(), WORDS | {part for part in parts if len(part) >= SHORTEST_PART})


def _is_made_of(folded: str, words: frozenset[str]) -> bool:
    """Whether three of the words, at most, are all that is left when digits and signs are taken out."""
    core = _without_ends(folded)
    return any(_few_words(_letters(spelt), words) for spelt in (core, core.translate(LOOKALIKES)))


def _few_words(letters: str, words: frozenset[str]) -> bool:
    rest, used = letters, 0
    for word in sorted(words, key=len, reverse=True):
        used += word in rest
        rest = rest.replace(word, "")
    return bool(letters) and not rest and used <= MOST_WORDS


def _without_ends(text: str) -> str:
    letters = [place for place, sign in enumerate(text) if sign.isalpha()]
    return text[letters[0] : letters[-1] + 1] if letters else ""


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text.casefold()))
