"""A decision: a list of questions and answers, which `app.markup.drawing` draws as a flow diagram beside the list."""

from app.markup.blocks.named import NamedBlock

DECISION = NamedBlock("decision", "Decision")
