"""Footnotes: shown at the end of the section they are written in, each under the label that the author gave it."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from app.domain.text import Level
from app.markup.ids import Ids, slug_from
from app.markup.sheet import Sheet, text_token


def name_notes(tokens: Sequence[Token], ids: Ids, sheet: Sheet) -> None:
    """Give footnotes and the marks that refer to them their ids."""
    notes = _notes(tokens, ids, sheet)
    for token in tokens:
        for child in token.children or []:
            if child.type == "note_ref":
                _name_reference(child, notes[child.meta["label"]], ids)
    for label, note in notes.items():
        if "from" not in note.meta:
            sheet.find(
                "L04",
                Level.WARN,
                f"Nothing refers to the footnote [^{label}].",
                sheet.line(note),
                f"Write [^{label}] in the text.",
            )


def _notes(tokens: Sequence[Token], ids: Ids, sheet: Sheet) -> dict[str, Token]:
    notes: dict[str, Token] = {}
    for token in tokens:
        if token.type == "footnote_reference_open":
            label = token.meta["label"]
            token.meta["id"] = ids.give(f"fn-{slug_from(label) or 'note'}")
            if label in notes:
                sheet.find(
                    "L04", Level.WARN, f"There are two footnotes [^{label}].", sheet.line(token), "Give each its own label."
                )
            notes.setdefault(label, token)
    return notes


def _name_reference(reference: Token, note: Token, ids: Ids) -> None:
    reference.meta["to"] = note.meta["id"]
    if "from" not in note.meta:
        note.meta["from"] = reference.meta["id"] = ids.give(f"fnref-{note.meta['id'].removeprefix('fn-')}")


def notes_last(tokens: Sequence[Token]) -> list[Token]:
    """The tokens of a section with its footnotes as a list behind everything else."""
    body: list[Token] = []
    notes: list[list[Token]] = []
    inside: list[list[Token]] = []
    for token in tokens:
        if token.type == "footnote_reference_open":
            inside.append([token])
            notes.append(inside[-1])
        elif token.type == "footnote_reference_close":
            inside.pop()
        else:
            (inside[-1] if inside else body).append(token)
    if notes:
        body.append(Token("notes_open", "ul", 1, attrs={"class": "notes"}))
        body += [token for note in notes for token in _note(note[0], note[1:])]
        body.append(Token("notes_close", "ul", -1))
    return body


def _note(note: Token, content: list[Token]) -> list[Token]:
    note.tag = "li"
    note.attrs = {"id": note.meta["id"], **note.attrs}
    mark = Token("span_open", "span", 1, attrs={"class": "note-label"})
    label = [mark, text_token(f"[{note.meta['label']}]"), Token("span_close", "span", -1), text_token(" ")]
    return [note, *_framed(label, content, _way_back(note)), Token("footnote_reference_close", "li", -1)]


def _way_back(note: Token) -> list[Token]:
    if "from" not in note.meta:
        return []
    back: dict[str, str | int | float] = {"href": f"#{note.meta['from']}", "class": "note-back", "aria-label": "Back to the text"}
    return [text_token(" "), Token("link_open", "a", 1, attrs=back), text_token("↩"), Token("link_close", "a", -1)]


def _framed(label: list[Token], content: list[Token], back: list[Token]) -> list[Token]:
    """The label goes into the first paragraph and the way back into the last, if there are paragraphs there."""
    before, after = [_inline(label)], [_inline(back)]
    if content and content[0].type == "paragraph_open":
        content[1].children = [*label, *(content[1].children or [])]
        before = []
    if content and content[-1].type == "paragraph_close":
        content[-2].children = [*(content[-2].children or []), *back]
        after = []
    if len(content) == 3 and not before and not after:
        content = [content[1]]
    return [*before, *content, *after]


def _inline(children: list[Token]) -> Token:
    return Token("inline", "", 0, children=children)
