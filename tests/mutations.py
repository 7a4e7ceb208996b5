# ruff: noqa: ARG001, ARG005 - every kind of change is called alike, with the match and the dice, whether it needs them or not.
"""Seeded changes of real text: unsafe ones over every matter, and harmless ones."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.safety import Matter

Change = Callable[[str, random.Random], str | None]
M = Matter


@dataclass(frozen=True)
class Mutation:
    """A kind of change and what it may be called; harmless ones are called nothing."""

    name: str
    change: Change
    matters: frozenset[Matter] = frozenset()


def _body(source: str) -> int:
    """Where the text begins, behind the front matter."""
    end = source.find("\n---", 3) if source.startswith("---") else -1
    return end + 4 if end > 0 else 0


def _one(pattern: str, exchange: Callable[[re.Match[str], random.Random], str | None], flags: int = re.IGNORECASE) -> Change:
    """Exchange one match in the body, chosen at random."""
    compiled = re.compile(pattern, flags)

    def change(source: str, rng: random.Random) -> str | None:
        found = [match for match in compiled.finditer(source, _body(source)) if not _in_address(source, match.start())]
        if not found:
            return None
        match = rng.choice(found)
        new = exchange(match, rng)
        return None if new is None or new == match[0] else source[: match.start()] + new + source[match.end() :]

    return change


def _in_address(source: str, at: int) -> bool:
    """Whether this is inside the target of a link, braces or a heading's mark."""
    line = source[source.rfind("\n", 0, at) + 1 : at]
    return line.count("](") > line[line.rfind("](") :].count(")") + line[: line.rfind("](")].count(
        "]("
    ) or line.lstrip().startswith(":::")


def _words(pairs: dict[str, str], *, both: bool = True) -> Change:
    table = dict(pairs) | ({new: old for old, new in pairs.items()} if both else {})
    pattern = r"(?<![\w-])(?:" + "|".join(sorted(map(re.escape, table), key=len, reverse=True)) + r")(?![\w-])"

    def exchange(match: re.Match[str], rng: random.Random) -> str:
        new = table[match[0].lower()]
        return new[0].upper() + new[1:] if match[0][0].isupper() else new

    return _one(pattern, exchange)


def _number(match: re.Match[str], rng: random.Random) -> str:
    """Another number in the same place: ten times, a tenth, one digit more or one digit other."""
    text = match[1]
    digit = rng.randrange(len(text))
    choices = [text + "0", text[:-1] if len(text) > 1 else str((int(text[-1]) + 3) % 10)]
    if text[digit].isdigit():
        choices.append(text[:digit] + str((int(text[digit]) + rng.randrange(1, 10)) % 10) + text[digit + 1 :])
    return match[0].replace(text, rng.choice([choice for choice in choices if choice != text]), 1)


def _digit(match: re.Match[str], rng: random.Random) -> str:
    places = [index for index, character in enumerate(match[0]) if character.isdigit()]
    place = rng.choice(places)
    return match[0][:place] + str((int(match[0][place]) + rng.randrange(1, 10)) % 10) + match[0][place + 1 :]


_MEDICINES = (
    "ramipril metformin atorvastatin apixaban warfarin amoxicillin doxycycline prednisolone salbutamol ibuprofen naproxen"
    " paracetamol aspirin"
    " omeprazole sertraline fluoxetine gabapentin amiodarone digoxin metoprolol bisoprolol amlodipine furosemide"
    " spironolactone allopurinol colchicine"
    " methotrexate insulin morphine oxycodone fentanyl ketamine adrenaline heparin enoxaparin trimethoprim nitrofurantoin"
    " dexamethasone levothyroxine"
    " lithium diazepam midazolam haloperidol ondansetron ceftriaxone vancomycin gentamicin propofol rocuronium noradrenaline"
    " vasopressin thiamine"
).split()


def _medicine(match: re.Match[str], rng: random.Random) -> str:
    return rng.choice([name for name in _MEDICINES if name != match[0].lower()])


def _drop(match: re.Match[str], rng: random.Random) -> str:
    return ""


def _swap_lines(pattern: str) -> Change:
    """Two lines of one kind, beside each other, change places."""
    compiled = re.compile(pattern)

    def change(source: str, rng: random.Random) -> str | None:
        lines = source.split("\n")
        fit = [
            i
            for i in range(len(lines) - 1)
            if compiled.match(lines[i]) and compiled.match(lines[i + 1]) and lines[i].split() != lines[i + 1].split()
        ]
        fit = [i for i in fit if len(lines[i]) - len(lines[i].lstrip()) == len(lines[i + 1]) - len(lines[i + 1].lstrip())]
        fit = [i for i in fit if i and not re.match(r"[\s|:-]+$", lines[i + 1]) and not re.match(r"[\s|:-]+$", lines[i])]
        if not fit:
            return None
        at = rng.choice(fit)
        lines[at], lines[at + 1] = lines[at + 1], lines[at]
        return "\n".join(lines)

    return change


def _swap_cells(source: str, rng: random.Random) -> str | None:
    lines = source.split("\n")
    rows = [
        i for i, line in enumerate(lines) if line.startswith("|") and line.count("|") >= 3 and not re.fullmatch(r"[\s|:-]+", line)
    ]
    rng.shuffle(rows)
    for at in rows:
        cells = lines[at].split("|")
        fit = [
            i
            for i in range(1, len(cells) - 2)
            if cells[i].strip() and cells[i + 1].strip() and cells[i].strip() != cells[i + 1].strip()
        ]
        if fit:
            i = rng.choice(fit)
            cells[i], cells[i + 1] = cells[i + 1], cells[i]
            lines[at] = "|".join(cells)
            return "\n".join(lines)
    return None


def _drop_item(source: str, rng: random.Random) -> str | None:
    lines = source.split("\n")
    fit = [i for i in range(_body(source) and 3, len(lines)) if re.match(r"\s*[-*] \w", lines[i])]
    if not fit:
        return None
    del lines[rng.choice(fit)]
    return "\n".join(lines)


def _out_of_box(name: str) -> Change:
    """The last line of a box leaves it."""
    compiled = re.compile(rf"(?m)^(::: ?{name}[^\n]*\n(?:.*\n)+?)(- [^\n]*\n)(:::[ \t]*\n)")

    def change(source: str, rng: random.Random) -> str | None:
        match = compiled.search(source)
        if match is None or "\n-" not in match[1]:
            return None
        return source[: match.start()] + match[1] + match[3] + "\n" + match[2] + source[match.end() :]

    return change


def _target(match: re.Match[str], rng: random.Random) -> str:
    return match[0].replace(
        match[1], rng.choice(["request:other-service", "page:other-page#dose", "https://example.org/other"]), 1
    )


def _move_not(source: str, rng: random.Random) -> str | None:
    found = list(re.finditer(r"(?<= )not (\w+) (\w+)", source[_body(source) :]))
    if not found:
        return None
    match = rng.choice(found)
    start = _body(source) + match.start()
    return f"{source[:start]}{match[1]} not {match[2]}{source[start + len(match[0]) :]}"


_UNIT = r"(?:mg|micrograms?|mcg|g|mL|units?)"

UNSAFE: tuple[Mutation, ...] = (
    Mutation("medicine", _one(r"\b(?:" + "|".join(_MEDICINES) + r")\b", _medicine), frozenset({M.MEDICINE})),
    Mutation("unknown name", _one(r"\b(?:" + "|".join(_MEDICINES) + r")\b", lambda m, r: "zynthedra"),
    frozenset({M.MEDICINE, M.UNSURE})),
    Mutation("dose", _one(rf"\b(\d+(?:\.\d+)?)\s?(?:{_UNIT})\b(?!/)", _number), frozenset({M.DOSE, M.NUMBER})),
    Mutation("unit", _one(r"(?<=\d)(\s?)(mg|micrograms?|mcg)\b", lambda m, r: m[1] + ("micrograms" if m[2] == "mg" else "mg"),
    0), frozenset({M.DOSE, M.NUMBER})),
    Mutation("frequency", _words({"daily": "weekly", "once": "twice", "hourly": "daily", "bd": "tds", "morning": "night",
    "a day": "a week"}), frozenset({M.FREQUENCY})),
    Mutation("duration", _one(r"\b(\d+)(?:\s|-)(?:days?|weeks?|months?|hours?|minutes?|years?)\b", _number),
    frozenset({M.DURATION, M.AGE, M.FREQUENCY, M.PREGNANCY, M.DOSE})),
    Mutation("duration unit", _words({"days": "weeks", "hours": "minutes", "months": "years"}),
    frozenset({M.DURATION, M.AGE, M.FREQUENCY, M.PREGNANCY, M.DOSE})),
    Mutation("route", _words({"oral": "intravenous", "orally": "rectally", "iv": "im", "intramuscular": "subcutaneous",
    "topical": "oral", "inhaled": "nebulised"}, both=False), frozenset({M.ROUTE})),
    Mutation("dropped not", _one(r"\b(?:not|never|no|without) ", _drop), frozenset({M.NEGATION})),
    Mutation("moved not", _move_not, frozenset({M.NEGATION})),
    Mutation("avoid and use", _words({"avoid": "use", "stop": "start", "do not": "do", "withhold": "give",
    "should": "should not", "is": "is not"}, both=False), frozenset({M.NEGATION})),
    Mutation("sign", _one(r"[<>≤≥]", lambda m, r: {"<": ">", ">": "<", "≤": "≥", "≥": "≤"}[m[0]]), frozenset({M.COMPARATOR})),
    Mutation("comparator", _words({"above": "below", "over": "under", "more than": "less than", "at least": "at most",
    "greater than": "less than", "increase": "decrease", "high": "low"}), frozenset({M.COMPARATOR})),
    Mutation("laterality", _words({"left": "right", "bilateral": "unilateral", "upper": "lower", "anterior": "posterior",
    "lateral": "medial"}), frozenset({M.LATERALITY, M.COMPARATOR})),
    Mutation("age", _words({"children": "adults", "child": "adult", "infants": "adolescents", "elderly": "young",
    "women": "men"}), frozenset({M.AGE})),
    Mutation("age in years",
    _one(r"\b(?:over|under|aged?|older than|younger than) (\d+)\b(?! ?(?:mg|%|mm|bpm|min|g|day|week|hour))", _number),
    frozenset({M.AGE, M.DURATION, M.NUMBER})),
    Mutation("trimester", _words({"first trimester": "third trimester", "pregnancy": "puberty", "pregnant": "married",
    "breastfeeding": "smoking"}, both=False), frozenset({M.PREGNANCY})),
    Mutation("renal", _one(r"\b(?:eGFR|CrCl|creatinine clearance)[^.\n|]{0,20}?(\d+)", _number), frozenset({M.RENAL})),
    Mutation("renal word", _words({"renal": "hepatic", "kidney": "liver", "dialysis": "transplant"}, both=False),
    frozenset({M.RENAL})),
    Mutation("phone", _one(r"\b0800 \d{3} \d{3}\b|\b\d{2,4} \d{3,4} \d{3,4}\b", _digit), frozenset({M.PHONE, M.NUMBER})),
    Mutation("link", _one(r"\]\(((?:request|page|https?):[^)\s]+)\)", _target), frozenset({M.TARGET})),
    Mutation("number", _one(r"(?<![\w.,/-])(\d+)(?![\w.,/-])", _number), frozenset()),
    Mutation("cells", _swap_cells, frozenset()),
    Mutation("rows", _swap_lines(r"\|"), frozenset()),
    Mutation("items", _swap_lines(r"\s*(?:[-*]|\d+[.)]) "), frozenset()),
    Mutation("dropped item", _drop_item, frozenset()),
    Mutation("out of red flags", _out_of_box("red-flags"), frozenset({M.RED_FLAG})),
    Mutation("out of criteria", _out_of_box("criteria"), frozenset({M.CRITERIA})),
    Mutation("category", _one(r"category=(\d)", lambda m, r: f"category={int(m[1]) + 1}"), frozenset({M.CRITERIA})),
    Mutation("effective", _one(r"effective=(\d{4})", lambda m, r: f"effective={int(m[1]) + 1}"), frozenset({M.CRITERIA})),
    Mutation("within", _one(r"within=(\d+)", lambda m, r: f"within={int(m[1]) + 30}"), frozenset({M.CRITERIA})),
    Mutation("service", _one(r"service=([\w-]+)", lambda m, r: "service=other"), frozenset({M.CRITERIA})),
    Mutation("detail", _one(r"\{\{[\w.-]+\}\}", lambda m, r: "{{other.service.phone}}"), frozenset({M.TARGET})),
    Mutation("and and or", _words({"and": "or"}), frozenset()),
    Mutation("condition", _words({"if": "unless", "before": "after", "hypertension": "hypotension", "asthma": "angina",
    "acute": "chronic", "with": "without"}), frozenset()),
)  # fmt: skip

# ---- harmless ------------------------------------------------------------------------------------------------------------------

_SLIPPABLE = (
    "patient patients should because between information important treatment management assessment clinical consider"
    " available include following"
    " usually whether through during further however without another different people specialist general practice hospital"
    " community section"
    " document question problem support service guideline evidence require possible particular common provide already"
    " although possible refer discuss"
    " discussion arrange explain decision example history examination physical family response procedure equipment"
    " environment department position"
).split()


def _slip(match: re.Match[str], rng: random.Random) -> str:
    word = match[0]
    at = rng.randrange(1, len(word) - 2)
    slips = [word[:at] + word[at + 1] + word[at] + word[at + 2 :], word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:]]
    return rng.choice([slip for slip in slips if slip != word])


def _reflow(source: str, rng: random.Random) -> str | None:
    """One paragraph of prose in lines of another width."""
    paragraphs = source[_body(source) :].split("\n\n")
    fit = [
        i
        for i, text in enumerate(paragraphs)
        if len(text) > 120 and re.match(r"[A-Z][a-z]", text) and not re.search(r"\n\s*[-*|#>:\d]|  \n|\\\n", text)
    ]
    if not fit:
        return None
    at = rng.choice(fit)
    words = paragraphs[at].split()
    lines = [""]
    for word in words:
        if len(lines[-1]) + len(word) > 90:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    if any(re.match(r"[-*+#>|]|\d+[.)]", line) for line in lines):
        return None
    new = "\n".join(lines)
    if new == paragraphs[at]:
        return None
    paragraphs[at] = new
    return source[: _body(source)] + "\n\n".join(paragraphs)


def _marker(source: str, rng: random.Random) -> str | None:
    """All hyphens of lists are stars, or the other way."""
    body = _body(source)
    old, new = ("-", "*") if re.search(r"(?m)^\s*- ", source[body:]) else ("*", "-")
    changed = re.sub(rf"(?m)^(\s*){re.escape(old)} (?=\S)", rf"\1{new} ", source[body:])
    return None if changed == source[body:] else source[:body] + changed


def _emphasis(match: re.Match[str], rng: random.Random) -> str:
    return f"__{match[1]}__"


HARMLESS: tuple[Mutation, ...] = (
    Mutation("slip", _one(r"(?<![\w-])(?:" + "|".join(_SLIPPABLE) + r")(?![\w-])", _slip, 0)),
    Mutation("article", _one(r" the (?=[a-z]{4,} )", lambda m, r: " ", 0)),
    Mutation("comma added", _one(r"(?<= )([a-z]{4,}) (however|although|because|where|which) ", lambda m, r: f"{m[1]}, {m[2]} ",
    0)),
    Mutation("comma gone", _one(r"([a-z]{4,}), (?=(?:and|because|so|which|where|particularly|especially|including)\b)",
    lambda m, r: f"{m[1]} ", 0)),
    Mutation("last stop", _one(r"(?<=[a-z])\.(?=\n)", _drop, 0)),
    Mutation("stop added", _one(r"(?m)^([-*] [A-Z][a-z]+ [^\n.|]*[a-z])$", lambda m, r: f"{m[1]}.", 0)),
    Mutation("capital", _one(r"(?m)^(\s*[-*] )([A-Z])(?=[a-z]{2,} )", lambda m, r: m[1] + m[2].lower(), 0)),
    Mutation("heading in capitals", _one(r"(?m)^(#+ )([A-Z][a-z]+ )([a-z])(?=[a-z]{3,})",
    lambda m, r: m[1] + m[2] + m[3].upper(), 0)),
    Mutation("spelling", _words({"colour": "color", "organise": "organize", "recognise": "recognize", "behaviour": "behavior",
    "centre": "center", "oedema": "edema",
        "anaemia": "anemia", "haemorrhage": "hemorrhage", "diarrhoea": "diarrhea", "tumour": "tumor", "utilise": "utilize",
        "minimise": "minimize",
        "stabilise": "stabilize", "haemoglobin": "hemoglobin", "oesophageal": "esophageal", "ischaemia": "ischemia",
        "anaesthesia": "anesthesia"})),
    Mutation("synonym", _words({"usually": "generally", "often": "frequently", "require": "need", "requires": "needs",
    "assist": "help", "prior to": "before",
        "ensure": "make sure", "approximately": "approx", "sufficient": "enough", "such as": "for example", "commence": "begin",
        "obtain": "get",
        "additional": "extra", "appropriate": "suitable", "therefore": "thus", "demonstrate": "show", "several": "a number of",
        "in order to": "to"}, both=False)),
    Mutation("reflow", _reflow),
    Mutation("list marks", _marker),
    Mutation("bold marks", _one(r"\*\*([\w ]+)\*\*", _emphasis, 0)),
    Mutation("hyphen", _words({"follow up": "follow-up", "long term": "long-term", "well known": "well-known",
    "high risk": "high-risk", "first line": "first-line"})),
    Mutation("space after unit", _one(r"(?<=\d) (?=mg\b|mL\b)", _drop, 0)),
    Mutation("split sentence", _one(r", and (?=(?:it|this|they|check|review|discuss|ask|consider) )", lambda m, r: ". ", 0)),
    Mutation("quotes", _one(r"(?<= )'(\w+)'(?= )|\"(\w[\w ]*)\"(?= )", lambda m, r: f"“{m[1] or m[2]}”", 0)),
    Mutation("double space", _one(r"(?<=[a-z]) (?=[a-z])", lambda m, r: "  ", 0)),
    Mutation("blank line", _one(r"\n\n(?=#)", lambda m, r: "\n\n\n", 0)),
)  # fmt: skip
