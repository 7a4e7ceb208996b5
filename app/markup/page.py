"""From Markdown to a `Page`: one parse that everything else reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from html import escape
from itertools import chain

from markdown_it.token import Token

from app.domain.checks import Profile
from app.domain.errors import Unreadable
from app.domain.numbers import numbers_in
from app.domain.text import Block, Finding, FrontMatter, Level, Number, Page
from app.markup.anchors import Anchor, find_anchors
from app.markup.details import refuse_details
from app.markup.dialect import DIALECT, parse
from app.markup.drawing import undrawn
from app.markup.front import Split, read_front, split_front
from app.markup.habits import note_habits
from app.markup.inline import settle
from app.markup.layout import dress
from app.markup.likeness import name_blocks
from app.markup.lint import NEW_ZEALAND, hidden_in_page, hidden_in_source, lint_build, lint_marks, lint_prose, lint_whole
from app.markup.lint.causes import one_for_each_cause
from app.markup.loss import check_blocks, check_html, check_inline, check_referral, check_text
from app.markup.notes import name_notes, notes_last
from app.markup.numbers import bind_units
from app.markup.referral import items_in, referral_in
from app.markup.render import render
from app.markup.sanitise import sanitise
from app.markup.sections import Part, name_ids, outline_of, sections_of, split_parts, text_of, title_heading
from app.markup.sheet import GAP, Sheet, plain, text_token
from app.markup.source import BOM, LIMIT_BYTES, refuse_unreadable, split_lines
from app.markup.stated import criteria_in, give_addresses, slots_in, texts_of_criteria


def read_page(
    source: str, *, parent: Sequence[Block] = (), limit_bytes: int = LIMIT_BYTES, profile: Profile = NEW_ZEALAND
) -> Page:
    """Read one text. `parent` are the blocks of the revision it was made from: blocks that are still alike keep their ids.
    `profile` says how strictly it is checked.

    Pure and deterministic. Raises `Unreadable`, with line and remedy, for what no page can be made of: too large, binary
    or control characters, front matter that is not closed, larger than 16 kB, no YAML or with anchors.
    """
    refuse_unreadable(source, limit_bytes)
    split = split_front(source)
    front, findings = read_front(split.yaml)
    try:
        return _page(split, front, findings, parent, profile)
    except RecursionError:
        raise Unreadable("This text is nested too deeply. Take lists, quotations and brackets out of each other.") from None


def with_title(page: Page) -> str:
    """The page's HTML under its title: what stands by itself, without a frame that shows the title."""
    return f"<h1>{escape(page.title, quote=False)}</h1>\n{page.html}"


def _page(
    split: Split, front: FrontMatter, front_findings: tuple[Finding, ...], parent: Sequence[Block], profile: Profile
) -> Page:
    sheet = Sheet(split_lines(split.body), split.body_line, list(front_findings), profile=profile)
    hidden_in_source(split_lines(split.front.removeprefix(BOM)), 1, sheet)
    hidden_in_source(split_lines(split.body.removeprefix(BOM)), split.body_line, sheet)
    tokens = _read(sheet)
    lint_prose(tokens, len(split.front), sheet)
    title, told_above = _take_title(tokens, front.title or "")
    refuse_details(front.title or title, "A title", sheet, 1)
    for synonym in front.synonyms:
        refuse_details(synonym, "A synonym", sheet, 1)

    anchors = find_anchors(tokens, sheet)
    parts = split_parts(tokens)
    lint_build(tokens, parts, front, sheet)
    ids = name_ids(tokens, anchors, parts, sheet)
    name_notes(tokens, ids, sheet)
    name_blocks(anchors, parent)
    give_addresses(anchors, ids)
    numbers = tuple(_numbers(tokens, sheet))
    shown = "\n".join(_shown(tokens))

    html, text = _lay_out(parts, anchors)
    check_text(shown, text, sheet)
    safe = _checked(html, text, sheet)
    hidden_in_page(f"{title}\n{shown}", sheet)
    blocks = tuple(_blocks(anchors, parts, sheet))
    _undrawn(safe, blocks, sheet)
    lint_whole(f"{told_above}{text}", numbers, safe, sheet)
    referral = referral_in(safe)
    check_referral(referral, text, texts_of_criteria(tokens, anchors), sheet)
    return Page(
        front=front,
        title=front.title or title,
        sections=tuple(sections_of(split.front, parts, sheet.lines)),
        blocks=blocks,
        outline=tuple(outline_of(parts)),
        links=tuple(sheet.links),
        numbers=numbers,
        html=safe,
        text=text,
        findings=_findings(sheet, anchors),
        criteria=tuple(criteria_in(anchors, blocks, items_in(safe))),
        slots=tuple(slots_in(anchors, blocks)),
        details=tuple(sorted(sheet.details, key=lambda detail: detail.line)),
        pictures=tuple(sheet.pictures),
        dialect=DIALECT,
    )


def _read(sheet: Sheet) -> list[Token]:
    """The block tokens of the body: inline text settled, everything accounted for, dressed."""
    tokens, notes = parse("".join(sheet.lines).removeprefix(BOM))
    check_blocks(tokens, sheet)
    for token in tokens:
        if token.type == "inline":
            inline = settle(token, sheet)
            check_inline(token, inline, sheet)
            token.children = inline.tokens
            token.meta["attributes"] = inline.attributes
            token.meta["typed"] = inline.typed
    _mark_repeated(tokens)
    lint_marks(tokens, sheet)
    note_habits(tokens, sheet)
    for line in notes.get("stray", ()):
        sheet.find("B01", Level.WARN, "This line of ::: closes nothing.", sheet.first_line + line, "Delete it.")
    return dress(tokens, sheet)


def _mark_repeated(tokens: Iterable[Token]) -> None:
    """Of two link definitions with one label the first counts."""
    seen: set[str] = set()
    for token in tokens:
        if token.type == "definition":
            token.meta["again"] = token.meta["id"] in seen
            seen.add(token.meta["id"])


def _take_title(tokens: list[Token], given: str) -> tuple[str, str]:
    """The title that the text gives, and what of the text the page says as its title; that heading is taken out.

    Headings of level 1 that stay become level 2: the title is the only one.
    """
    title, index = title_heading(tokens, given)
    if index is not None:
        del tokens[index : index + 3]
    for token in tokens:
        if token.tag == "h1":
            token.tag = "h2"
    return title, f"{title}\n" if index is not None else ""


def _numbers(tokens: Iterable[Token], sheet: Sheet) -> Iterator[Number]:
    for token in tokens:
        if token.type == "inline":
            yield from numbers_in(_claims(token.children or []), sheet.line(token))
        elif token.type in {"fence", "code_block", "grid"}:
            yield from numbers_in(token.content, sheet.line(token, 1 if token.type == "fence" else 0))


def _claims(children: Iterable[Token]) -> str:
    """The plain text without the keys of local details: their digits are an address, not a claim."""
    return plain([text_token(GAP) if child.type == "local_detail" else child for child in children])


def _shown(tokens: Iterable[Token]) -> Iterator[str]:
    """All that the blocks show, in the order of the source."""
    for token in tokens:
        if token.type == "inline":
            yield plain(token.children or [])
        elif token.type in {"fence", "code_block", "grid"}:
            yield token.content
        elif token.type == "footnote_reference_open":
            yield f"[{token.meta['label']}]"


def _lay_out(parts: Sequence[Part], anchors: Iterable[Anchor]) -> tuple[str, str]:
    """HTML and plain text of the sections in order; each is a `<section data-section=…>`."""
    for anchor in anchors:
        anchor.token.attrs["data-block"] = anchor.id
    html = []
    for part in parts:
        part.tokens = notes_last(part.tokens)
        if part.tokens:
            opening = Token("section_open", "section", 1, attrs={"data-section": part.id})
            if part.goes_on:
                opening.attrs["id"] = part.id
            html.append(render([opening, *part.tokens, Token("section_close", "section", -1)]))
    return bind_units("".join(html)), text_of(chain.from_iterable(part.tokens for part in parts))


def _checked(html: str, text: str, sheet: Sheet) -> str:
    """The sanitised HTML. If sanitising changes anything, or a number is missing, the text stays in draft."""
    safe = sanitise(html)
    if safe != html:
        message = "Something in this text is not safe to show, and was taken out."
        sheet.find("S01", Level.ERROR, message, None, "Take out what is not plain text, and tell us what you wrote.")
    check_html(safe, text, sheet)
    return safe


def _undrawn(html: str, blocks: Iterable[Block], sheet: Sheet) -> None:
    """DT1: decisions that readers get as a list alone."""
    lines = {block.id: block.line for block in blocks}
    for block, message in undrawn(html):
        sheet.find("DT1", Level.WARN, f"This decision is not drawn, only listed. {message}", lines[block])


def _blocks(anchors: Iterable[Anchor], parts: Sequence[Part], sheet: Sheet) -> Iterator[Block]:
    starts = [sheet.first_line + part.start for part in parts]
    current = 0
    for anchor in anchors:
        while current + 1 < len(parts) and starts[current + 1] <= anchor.line:
            current += 1
        explicit = bool(anchor.explicit)
        yield Block(anchor.id, anchor.kind, parts[current].id, anchor.text, anchor.line, anchor.end_line, explicit)


def _findings(sheet: Sheet, anchors: Iterable[Anchor]) -> tuple[Finding, ...]:
    """By line, each with the innermost block that it is about."""
    blocks: dict[int, str] = {}
    for anchor in anchors:
        blocks |= dict.fromkeys(range(anchor.line, anchor.end_line + 1), anchor.id)
    placed = [replace(found, block=blocks.get(found.line or 0)) for found in one_for_each_cause(sheet.findings)]
    return tuple(sorted(placed, key=lambda finding: (finding.line or 0, finding.column or 0)))
