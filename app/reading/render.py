"""From a view to HTML. A view is a frozen dataclass that names its template; the template sees its fields and nothing else.

Everything printed is escaped, but for `Trusted`: HTML that has passed our own sanitiser. There is no other way around.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from app.domain.difference.hidden import seen
from app.domain.gathering import gathered, to_fill
from app.wording import word

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
CODE = Path(__file__).resolve().parents[1]
MAKERS = ("domain", "markup", "reading")
"""The folders of code that shape a page: a change of them must reach every reader, and not wait for the next publication."""
STATIC = Path(__file__).resolve().parents[1] / "web" / "static"

NBSP = "\N{NO-BREAK SPACE}"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
STEPS = ((60, "minute"), (60, "hour"), (24, "day"), (7, "week"))


class AssetsMissing(RuntimeError):
    """The front end has not been built. The message says how."""


@dataclass(frozen=True, slots=True)
class View:
    """A page as a value: all that its template may name, and the template's path."""

    template: ClassVar[str]


@dataclass(frozen=True, slots=True)
class Trusted:
    """HTML that the sanitiser has passed, ours or an author's: the one thing a template prints as it is."""

    html: str

    def __html__(self) -> str:
        return self.html


@dataclass(frozen=True, slots=True)
class Clock:
    """The present and the place in which it is shown."""

    now: datetime
    """Aware of its zone."""
    zone: str
    """IANA name."""


def render(view: View) -> str:
    """The HTML of a view."""
    return environment().get_template(view.template).render({field.name: getattr(view, field.name) for field in fields(view)})


@cache
def environment() -> Environment:
    """The one template environment: strict about names, escaping everywhere."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(asset=asset, word=word)
    made.filters.update(
        date=exact_date, moment=exact_moment, when=when, ago=ago, month=month, all_seen=all_seen, data_block=data_block
    )
    made.filters.update(gathered=gathered, to_fill=to_fill)
    return made


def asset(name: str) -> str:
    """The address of a built asset, such as "reader.css"."""
    return f"/static/{manifest()[name]}"


@cache
def manifest() -> dict[str, str]:
    """Asset → file name with its hash, as the build wrote it."""
    try:
        found: dict[str, str] = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AssetsMissing("The front end is not built: run `make assets`.") from error
    return found


@cache
def look() -> str:
    """Names the present look. Stored pages made under another name are out of date.

    Then templates, wording or assets have changed, or the code that makes pages of a text.
    """
    digest = hashlib.sha256(json.dumps(manifest(), sort_keys=True).encode())
    for path in sorted(path for path in TEMPLATES.rglob("*") if path.is_file()):
        digest.update(path.relative_to(TEMPLATES).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for path in sorted(path for folder in MAKERS for path in (CODE / folder).rglob("*.py")):
        digest.update(path.relative_to(CODE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def exact_date(day: date, zone: str = "UTC") -> str:
    """ "3 Nov 2026", unbroken. A moment is shown as the date that it is in the zone."""
    local = day.astimezone(ZoneInfo(zone)) if isinstance(day, datetime) else day
    return f"{local.day}{NBSP}{MONTHS[local.month - 1]}{NBSP}{local.year}"


def month(day: date) -> str:
    """ "Nov 2029": as exact as a review date needs to be."""
    return f"{MONTHS[day.month - 1]}{NBSP}{day.year}"


def exact_moment(moment: datetime, zone: str) -> str:
    """ "3 Nov 2026, 14:05" in the zone."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{exact_date(local.date())}, {local:%H:%M}"


def when(day: date, zone: str = "UTC") -> Markup:
    """A date as a `time` element, so that machines read it too."""
    machine = day.astimezone(ZoneInfo(zone)).date() if isinstance(day, datetime) else day
    return Markup('<time datetime="{}">{}</time>').format(machine.isoformat(), exact_date(day, zone))


def ago(moment: datetime, clock: Clock) -> Markup:
    """How long ago, with the exact moment on hover and in print."""
    exact, machine = exact_moment(moment, clock.zone), moment.astimezone(ZoneInfo(clock.zone)).isoformat(timespec="minutes")
    said = _distance((clock.now - moment).total_seconds()) or exact_date(moment, clock.zone)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(machine, exact, said)


def all_seen(text: str) -> Markup:
    """Text in which hidden characters stand as their codes and names."""
    marked = (
        Markup('<span class="hidden-mark">{}</span>').format(part) if hidden else escape(part) for part, hidden in seen(text)
    )
    return Markup().join(marked)


def data_block(json_text: str) -> Markup:
    """JSON within a `script` element that holds data: nothing in it can end the element or begin a comment."""
    return Markup(json_text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704 - escaped here


def _distance(seconds: float) -> str:
    """In words, up to eight weeks; empty beyond, and for the future."""
    if seconds < -60 or seconds >= 56 * 86400:
        return ""
    amount, name = max(seconds, 0.0), ""
    for size, unit in STEPS:
        if amount < size:
            break
        amount, name = amount / size, unit
    if not name:
        return word("time.now")
    return word(f"time.{name}", n=int(amount)).replace(" ", NBSP)
