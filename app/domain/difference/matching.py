"""Which element of the new page is which of the old one: by the id of its block, else by what it says, else by its place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from app.domain.difference.tree import Node, Run
from app.domain.difference.words import aligned, between, likeness

ENOUGH = 0.5
"""How much of two blocks must be the same for one to be an edit of the other when their ids do not say so."""

MOST_WORDS = 1_000_000
"""So many words are looked at for likeness of blocks, no more: bounded time."""

Column = tuple[int | None, int | None]
"""Index of a column in the old table and in the new one; None where it has none."""


@dataclass(slots=True)
class Matches:
    """The pairs. An element has at most one counterpart."""

    new_of: dict[Node, Node] = field(default_factory=dict)
    old_of: dict[Node, Node] = field(default_factory=dict)

    def add(self, old: Node, new: Node) -> None:
        """They are the same block, unless one of them has its counterpart already."""
        if old not in self.new_of and new not in self.old_of:
            self.new_of[old], self.old_of[new] = new, old

    def drop(self, new: Node) -> None:
        """They are not, after all."""
        del self.new_of[self.old_of.pop(new)]


def matched(old: Node, new: Node) -> Matches:
    """The counterparts of all blocks and sections; what is neither is matched within its parent by `children`."""
    found = Matches()
    found.add(old, new)
    before, after = _named(old), _named(new)
    by_name = {_name(node): node for node in before}
    for node in after:
        if node_before := by_name.get(_name(node)):
            found.add(node_before, node)
    _equal(found, before, after)
    _edited(found, before, after)
    _rows_stay_in_their_table(found, after)
    _renamed(found, before, after)
    _headed(found, after)
    return found


def family(node: Node) -> str:
    """Elements of one family can be the same thing before and after."""
    if node.box:
        return f"box {node.box}"
    return {"ol": "list", "ul": "list", "th": "cell", "td": "cell"}.get(
        node.tag, "heading" if node.tag[:1] == "h" and node.tag[1:].isdecimal() else node.tag
    )


def _named(root: Node) -> list[Node]:
    return [node for node in root.everything if node.block or node.get("data-section")]


def _name(node: Node) -> tuple[str, str, str]:
    return family(node), node.block, node.get("data-section")


def _equal(found: Matches, before: Iterable[Node], after: Iterable[Node]) -> None:
    """Blocks that say the same, first to first."""
    free: dict[tuple[str, str], list[Node]] = defaultdict(list)
    for node in before:
        if node not in found.new_of and node.block:
            free[family(node), node.text].append(node)
    for node in after:
        if node not in found.old_of and node.block and (same := free.get((family(node), node.text))):
            found.add(same.pop(0), node)


def _edited(found: Matches, before: Sequence[Node], after: Sequence[Node]) -> None:
    """Blocks that are alike and stand at the same place between others; the most alike first."""
    waiting: dict[tuple[str, Node | None], list[tuple[Node, Counter[str]]]] = defaultdict(list)
    for node, neighbour in _placed(before, set(found.new_of)):
        waiting[family(node), neighbour].append((node, Counter(node.own_text.split())))
    looked, scored = 0, []
    for at, (node, neighbour) in enumerate(_placed(after, set(found.old_of))):
        words = Counter(node.own_text.split())
        near = waiting.get((family(node), found.old_of[neighbour] if neighbour else None), [])
        looked += len(near) * (10 + len(words))
        if looked > MOST_WORDS:
            break
        scored += [(-_alike(other, node, theirs, words), at, number, other, node) for number, (other, theirs) in enumerate(near)]
    for score, _, _, other, node in sorted(scored, key=lambda one: one[:3]):
        if -score >= ENOUGH:
            found.add(other, node)


def _placed(nodes: Iterable[Node], fixed: set[Node]) -> Iterator[tuple[Node, Node | None]]:
    """The blocks without counterpart, each with the nearest one before it that has one and can't be around it."""
    last: Node | None = None
    for node in nodes:
        if node in fixed:
            last = node
        elif node.block:
            yield node, last


def _alike(old: Node, new: Node, before: Counter[str], after: Counter[str]) -> float:
    if old.tag == "tr" and next(old.children).text == next(new.children).text != "":
        return 1.0
    return likeness(before, after)


def _rows_stay_in_their_table(found: Matches, after: Iterable[Node]) -> None:
    for node in after:
        if node.tag == "tr" and (old := found.old_of.get(node)) and found.old_of.get(_table(node)) is not _table(old):
            found.drop(node)


def _table(row: Node) -> Node:
    """The table that a row stands in."""
    node = row
    while node.tag != "table" and node.parent:
        node = node.parent
    return node


def _renamed(found: Matches, before: Iterable[Node], after: Iterable[Node]) -> None:
    """Sections under another id: those that share most blocks."""
    gone = [node for node in before if node.get("data-section") and node not in found.new_of]
    come = [node for node in after if node.get("data-section") and node not in found.old_of]
    _most_in_common(found, gone, come)


def _headed(found: Matches, after: Iterable[Node]) -> None:
    """A section's heading is its heading, whatever it says."""
    for node in after:
        if node.get("data-section") and (old := found.old_of.get(node)):
            was, is_ = next(old.children, None), next(node.children, None)
            if was and is_ and family(was) == family(is_) == "heading":
                found.add(was, is_)


def match_children(found: Matches, old: Node, new: Node) -> None:
    """The counterparts of the elements of two matched parents that are no blocks: those with most in common, else in order."""
    gone = [node for node in old.children if node not in found.new_of and not node.block]
    come = [node for node in new.children if node not in found.old_of and not node.block]
    _most_in_common(found, gone, come)
    free: dict[str, list[Node]] = defaultdict(list)
    for node in gone:
        if not any(inner in found.new_of for inner in node.everything):
            free[family(node)].append(node)
    for node in come:
        if free[family(node)] and not any(inner in found.old_of for inner in node.everything):
            found.add(free[family(node)].pop(0), node)


def _most_in_common(found: Matches, gone: Sequence[Node], come: Iterable[Node]) -> None:
    """Of elements without counterpart those of one family that hold most of the same blocks."""
    waiting = set(gone)
    for node in come:
        inner = (found.old_of[one] for one in node.everything if one in found.old_of)
        homes = Counter(home for one in inner if (home := _home(one, waiting)) and family(home) == family(node))
        if homes:
            found.add(homes.most_common(1)[0][0], node)


def _home(node: Node, among: set[Node]) -> Node | None:
    """The element of these that another stands in."""
    at: Node | None = node
    while at is not None and at not in among:
        at = at.parent
    return at


def columns(old: Node, new: Node) -> list[Column]:
    """The columns of two tables together, by the words at their heads; those between the same neighbours in order."""
    left, right = _heads(old), _heads(new)
    found: list[Column] = []
    gone: list[int] = []
    come: list[int] = []
    for i, j in [*between(aligned(left, right), len(left), len(right)), (-1, -1)]:
        if i is None and j is not None:
            come.append(j)
        elif j is None and i is not None:
            gone.append(i)
        else:
            found += zip(gone, come, strict=False)
            rest = len(gone) - len(come)
            found += (
                [(index, None) for index in gone[len(come) :]] if rest > 0 else [(None, index) for index in come[len(gone) :]]
            )
            gone, come = [], []
            found.append((i, j))
    return found[:-1]


def _heads(table: Node) -> list[str]:
    """What stands at the head of each column, as many as the widest row has."""
    rows = [[cell.text for cell in row.children] for row in table.everything if row.tag == "tr"]
    heads = rows[0] if rows else []
    widest = max(map(len, rows), default=0)
    return heads + [""] * (widest - len(heads))


def runs(old: Node, new: Node) -> list[tuple[Run, Run]]:
    """The runs of two matched elements, pair by pair: those that say the same, and those between them in order."""
    left = [part for part in old.parts if isinstance(part, Run)]
    right = [part for part in new.parts if isinstance(part, Run)]
    same = aligned([run.text for run in left], [run.text for run in right])
    found: list[tuple[Run, Run]] = []
    i = j = 0
    for at, to in [*same, (len(left), len(right))]:
        found += zip(left[i:at], right[j:to], strict=False)
        if at < len(left):
            found.append((left[at], right[to]))
        i, j = at + 1, to + 1
    return found
