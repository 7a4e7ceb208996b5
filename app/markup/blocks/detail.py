"""A detail: closed at first, opened by its title; open in print and found by the browser's own find."""

from app.markup.blocks.named import NamedBlock

DETAIL = NamedBlock("detail", "Detail", folds=True)
