"""The Markdown rules: for each what is reported and what is not, with its level and line."""

from __future__ import annotations

import pytest

from app.domain.checks import Profile
from app.domain.text import Level
from app.domain.urgency import scale_from
from app.markup import read_page

REPORTED = [
    ("M01", "error", "5*10*2 mg", 1),
    ("M01", "error", "a\n\nb\n1**0** mg", 4),
    ("M01", "error", "~~1~~0", 1),
    ("M02", "error", "| A | B |\n|---|---|\n| a | b | c |", 3),
    ("M02", "warn", "| A | B |\n|---|---|\n| a |", 3),
    ("M02", "warn", "| A | B | C |\n|---|---|\n| a | b | c |", 2),
    ("M03", "error", "[max]: 10mg", 1),
    ("M03", "error", "Use [max] always.\n\n[max]: daily", 3),
    ("M03", "error", "[5 mg]: http://a.example\n\n[5 mg]", 1),
    ("M03", "warn", "Text.\n\n[1]: http://a.example", 3),
    ("M03", "warn", "[a]\n\n[a]: http://a.example\n[a]: http://b.example", 4),
    ("M04", "error", "a\nb <!-- c -->", 2),
    ("M04", "warn", "a\n<span style='color:red'>b</span>", 2),
    ("M04", "warn", "if <CrCl> is low", 1),
    ("M05", "warn", "1. a\n3. b", 1),
    ("M05", "warn", "2. a\n2. b", 1),
    ("M05", "warn", "Text.\n\n4. a\n5. b", 3),
    ("M05", "warn", "+ 5 mg", 1),
    ("M05", "warn", "Give 10 mg\n- 5 mg if frail", 2),
    ("M05", "error", "Score\n>6 severe", 2),
    ("M05", "warn", "> 6 weeks", 1),
    ("M06", "warn", "Give 5 mg\n---", 1),
    ("M06", "warn", "One line\nand another\n===", 1),
    ("M07", "warn", "Text\n\n    5 mg", 3),
    ("M07", "warn", "```\n5 mg", 1),
    ("M08", "warn", "a\n&#8805; 5", 2),
    ("M10", "error", "a\n~~5~~ 10 mg", 2),
    ("M10", "warn", "10^9^/L", 1),
    ("M11", "error", "```max 5 mg\na\n```", 1),
    ("M11", "warn", "```{r}\na\n```", 1),
    ("M12", "warn", "![5 mg twice](a.png)", 1),
    ("X01", "error", "a\n5\u202emg", 2),
    ("X01", "error", "5&#x202E;mg", None),
    ("X01", "error", "5&shy;0", None),
    ("X01", "error", "para\u200bcetamol", 1),
    ("X01", "error", "a\ufffdb", 1),
    ("X01", "error", "1\u200d5 mg", 1),
    ("X01", "error", "---\ntitle: A\u202eB\n---\nText", 2),
    ("E01", "error", "---\ntitle: A\n---\n", None),
    ("B01", "error", "::: caution\na", 1),
    ("B01", "warn", "::: tip\na", 1),
    ("B01", "warn", "a\n\n:::", 3),
    ("B02", "info", "::: tip\na\n:::", 1),
    ("B03", "warn", "::: criteria {urgency=1}\na\n:::", 1),
    ("B03", "error", "::: criteria {until=2026-02-30}\na\n:::", 1),
    ("B03", "error", "::: criteria {effective=2026-07-02 until=2026-07-01}\na\n:::", 1),
    ("I01", "warn", "## A {#main}\n\nB", 1),
    ("L01", "warn", "a\n[b](c.pdf)", 2),
    ("L02", "warn", "[b](#nowhere)", 1),
    ("L03", "warn", "![b](c.png)", 1),
    ("L04", "warn", "a[^1]", 1),
    ("L04", "warn", "a\n\n[^1]: b", 3),
    ("L04", "warn", "a[^1]\n\n[^1]: b\n[^1]: c", 4),
]

QUIET = [
    "**5** mg and *10* mg, **5** mg, a*b*c",
    "5 * 10 * 2 mg and 5\\*10\\*2 mg",
    "| A | B |\n|---|---|\n| a | b |\n| c | – |",
    "| A | B |\n|---|---|\n| a | b | |",
    "[NICE guideline]: https://a.example\n\nSee [NICE guideline].",
    "[a][1]\n\n[1]: <https://a.example> 'b'",
    "less than < 5 and > 6, <= 7",
    "a<br>b<br/>c",
    "1. a\n2. b\n\nText.\n\n3. c",
    "1. a\n1. b\n1. c",
    "0. a\n1. b",
    "1. a\n   1. b\n   2. c\n2. d",
    "- 5 mg\n- 10 mg",
    "Doses:\n\n- 5 mg",
    "Two:\n- 5 mg\n- 10 mg",
    "* Dose\n    * 5 mg",
    "> as he said, 5 times",
    "\\>6 severe",
    "Text\n\n---\n\nMore",
    "~10% and ~25%, H~2~O, cm^2^",
    "```text\n5 mg\n```\n\n~~~\nb\n~~~",
    "Give 5 mg.\n\n![5 mg](a.png)".replace("![5 mg](a.png)", "Then rest."),
    "whānau, naïve, β-blocker, ≥ 5, ❗️, 👩\u200d⚕️",
    "## A {#a}\n\n[there](#a)",
    "a[^1]\n\n[^1]: b",
    "&nbsp;&lt;5",
]


@pytest.mark.parametrize(("rule", "level", "source", "line"), REPORTED)
def test_is_reported(rule: str, level: str, source: str, line: int | None) -> None:
    found = [finding for finding in read_page(source).findings if finding.rule == rule]
    assert (Level(level), line) in {(finding.level, finding.line) for finding in found}
    assert all(finding.message.endswith((".", "!")) for finding in found)


@pytest.mark.parametrize("source", QUIET)
def test_is_not_reported(source: str) -> None:
    assert read_page(source).findings == ()


def test_every_rule_has_an_example() -> None:
    numbered = {f"M{number:02}" for number in range(1, 13)} - {"M09"}
    assert numbered <= {rule for rule, _, _, _ in REPORTED}


def test_findings_name_the_innermost_block() -> None:
    page = read_page("## A\n\n::: caution\n- first\n- `x` <i>b</i>\n:::\n")
    (finding,) = page.findings
    assert finding.block == next(block.id for block in page.blocks if block.text.startswith("x"))


def test_a_number_only_in_a_picture() -> None:
    assert "M12" in {found.rule for found in read_page("![Give 5 mg](a.png)").findings}
    assert "M12" not in {found.rule for found in read_page("Give 5 mg. ![Give 5 mg](a.png)").findings}


def test_the_same_again_is_not_listed_without_end() -> None:
    page = read_page("<b>\n\n" * 1000)
    assert len(page.findings) == 101
    assert "more of the same kind" in page.findings[-1].message


@pytest.mark.parametrize(
    "code",
    [
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        *(0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F),
        *(0x2028, 0x2029, 0x2060, 0x2061, 0x2062, 0x2063, 0x2064, 0x206A, 0x206F, 0x2800, 0x3164, 0xFEFF, 0xFFA0, 0xFFF9),
        *(0xE0001, 0xE0041, 0xE007F, 0x1D173),
    ],
)
@pytest.mark.parametrize("place", ["Give 5{}0 mg", "## Dose{}s", "| a{}b |\n|---|\n| c |", "- {}a", "`a{}b`"])
def test_hidden_characters_are_seen_everywhere(code: int, place: str) -> None:
    for character in (chr(code), f"&#{code};" if "`" not in place else chr(code)):
        assert "X01" in {finding.rule for finding in read_page(place.format(character)).errors}


@pytest.mark.parametrize(
    "source",
    [
        '---\ntitle: "A {{a.b}}"\n---\n\nText.\n',
        "# A {{a.b}}\n\nText.\n",
        '---\ntitle: A\nsynonyms: ["{{a.b}}"]\n---\n\nText.\n',
        "[Ring](tel:{{a.phone}})\n",
        "[See](https://example.org/{{a.b}})\n",
        "[See](page:b#{{a.b}})\n",
        '[See](page:b "{{a.b}}")\n',
    ],
)
def test_details_that_are_never_filled_in_are_errors(source: str) -> None:
    assert "LD1" in {finding.rule for finding in read_page(source).errors}


SCALE = Profile(urgency=scale_from(["1 = Urgent, 30 days", "2 = Soon, 90 days"]))


@pytest.mark.parametrize(
    ("opening", "rules"),
    [
        ("category=1 within=30d", []),
        ("category=2 within=7d", []),
        ("category=1", []),
        ("within=60d", []),
        ("category=1 within=soon", []),
        ("category=3 within=7d", ["U01"]),
        ("category=1 within=6w", ["U02"]),
    ],
)
def test_criteria_are_held_against_the_regions_scale_of_urgency(opening: str, rules: list[str]) -> None:
    text = f"::: criteria {{service=a {opening}}}\n- A\n:::"
    found = [finding for finding in read_page(text, profile=SCALE).findings if finding.rule.startswith("U")]
    assert [finding.rule for finding in found] == rules
    assert all("1 = Urgent, 30 days" in finding.fix or "within=30d" in finding.fix for finding in found)
    assert not [finding for finding in read_page(text).findings if finding.rule.startswith("U")], "nothing without a scale"
