"""Named blocks as readers get them on a day: criteria that do not count are marked, decisions are drawn."""

from __future__ import annotations

import re
from datetime import date
from html import escape

from app.domain.criteria import State, next_change, state_on
from app.markup.drawing import drawn
from app.wording import word

_CRITERIA = re.compile(r'<(?:div|details)(?=[^<>]* class="box criteria[ "])([^<>]*)><(?:p class="box-label"|summary)>')
_DAY = re.compile(r' data-(effective|until)="([^"]*)"')
_OPENING = ' class="box criteria'


def set_out(html: str, day: date) -> str:
    """Sanitised HTML, its details filled in, as it is shown on a day."""
    return drawn(with_states(html, day))


def with_states(html: str, day: date) -> str:
    """HTML whose criteria say that they do not count any more, or not yet."""
    return _CRITERIA.sub(lambda match: _marked(match, day), html)


def changes_on(html: str, day: date) -> date | None:
    """The next day on which a text must be shown otherwise; None when it stays as it is."""
    changes = [next_change(*_days(match[1]), day) for match in _CRITERIA.finditer(html)]
    return min((change for change in changes if change), default=None)


def _marked(match: re.Match[str], day: date) -> str:
    state = state_on(*_days(match[1]), day)
    if state is State.CURRENT:
        return match[0]
    opening = match[0].replace(_OPENING, f"{_OPENING} criteria-{state}", 1)
    return f'{opening}<span class="mark-word criteria-state">{escape(word(f"criteria.{state}"))}</span> '


def _days(attributes: str) -> tuple[str, str]:
    days = dict(_DAY.findall(attributes))
    return days.get("effective", ""), days.get("until", "")
