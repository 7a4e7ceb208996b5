"""Texts made to keep a Markdown parser busy, each up to a size in characters."""

from __future__ import annotations


def hostile_texts(size: int) -> dict[str, str]:
    """Name → text of at most `size` characters."""
    return {name: text[:size] for name, text in _whole(size).items()}


def _whole(size: int) -> dict[str, str]:
    return {
        "nested strong and emphasis": "*a **a " * (size // 14) + "b" + " a** a*" * (size // 14),
        "emphasis closers": "a_ " * size,
        "emphasis openers": "_a " * size,
        "link closers": "a]" * size,
        "link openers": "[a" * size,
        "mismatched": "*a_ " * size,
        "two kinds of emphasis in turn": "*a " * (size // 6) + "_a*_ " * (size // 10),
        "closers in threes": "a**b" + "c* " * size,
        "link openers and emphasis closers": "[ a_" * size,
        "links and brackets": "[ (](" * size,
        "pictures in pictures": "![[]()" * size,
        "a hard link": "**x [a*b**c*](d)" * (size // 16),
        "nested brackets": "[" * (size // 2) + "a" + "]" * (size // 2),
        "nested quotations": "> " * (size // 2 - 1) + "a",
        "nested lists": "".join("  " * depth + "* a\n" for depth in range(500)),
        "backticks": "".join("e" + "`" * count for count in range(1, 2500)),
        "unclosed links in angles": "[a](<b" * size,
        "unclosed links": "[a](b" * size,
        "unclosed comment": "</" + "<!--" * size,
        "empty lines in a nested list": "- " * (size // 3) + "x" + "\n" * (size // 3),
        "empty lines in a quotation": "> " + "- " * (size // 5) + "x\n" + ">\n" * (size // 5),
        "emphasis deep in a quotation": ">" * (size // 3) + "a*" * (size // 3),
        "definitions": "".join(f"[label {number}]: http://a.example/{number}\n" for number in range(size // 30)),
        "one definition, many uses": "[a]: b\n\n" + "[a]" * size,
        "a wide table": "|" + "a|" * 2000 + "\n|" + "-|" * 2000 + "\n" + "|a\n" * size,
        "a long table": "|a|b|\n|-|-|\n" + "|1|2|3|\n" * size,
        "named blocks that are not closed": "::: a\n" * size,
        "nested named blocks": "::: a\n" * (size // 11) + ":::\n" * (size // 11),
        "closing lines": ":::\n" * size,
        "indented blocks": "".join("    " * (depth % 60) + "!!! note\n" for depth in range(size // 100)),
        "grids": "+---+\n|\n" * size,
        "attributes": "{#a}" * size,
        "attributes that are not closed": "{#a .b " * size,
        "footnotes": "".join(f"[^{number}]: a [^{number}]\n" for number in range(size // 16)),
        "one footnote, many uses": "[^1]: a\n\n" + "[^1]" * size,
        "headings alike": "## a\n" * size,
        "bullets": "- a\n" * size,
        "bullets of every kind": "- 5\n* 5\n+ 5\n" * size,
        "numbers in a list": "".join(f"{number}. a\n" for number in range(1, size // 7)),
        "entities": "&amp;" * size,
        "tildes": "a~b~" * size,
        "angles": "<a " * size,
        "escapes": "\\a" * size,
        "digits": "1" * size,
        "digits and points": "1." * size,
        "front matter of nothing": "---\n" * size,
        "one long word": "a" * size,
        "lines of spaces": "    \n" * size,
        "colons": ":" * size,
    }
