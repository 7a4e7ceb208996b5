"""The service worker as it is served: its script, after what it has to know of this installation. And how far pages are.

It changes with every template, wording and asset, so a device that has an older one takes the new one over.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache

import brotli

from app.domain.regions import RESERVED
from app.reading.headers import PUBLIC, every_page, raw
from app.reading.held import Held
from app.reading.negotiation import Coding
from app.reading.render import STATIC, asset, look, manifest
from app.wording import word

WORKER, AT = "/service-worker.js", "/offline/at"

SHELL = ("reader.css", "reader.js", "saved.js", "offline.js", "icon.svg")
"""The assets without which a kept page is not itself."""
SAYS = "moment saved offline slow trouble checked old due newer again list one_result results simpler part nothing".split()
"""The sentences of the worker."""
PLACES = {name: f"{{{name}}}" for name in ("when", "day", "time", "n")}
"""What it fills in itself."""


def worker(*, offline: bool, encrypted: bool) -> Held:
    """The service worker. Where devices may keep nothing it is one that forgets all and stays out of the way."""
    headers = every_page(encrypted=encrypted) | {"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": PUBLIC}
    script = _script("worker.js" if offline else "forget.js")
    content = (f"self.waymark={json.dumps(_knowledge())};\n{script}" if offline else script).encode()
    packed = {Coding.BR: brotli.compress(content, quality=9)}
    return Held(200, hashlib.sha256(content).hexdigest(), raw(headers | {"Vary": "Accept-Encoding"}), packed)


def how_far(makings: int) -> Held:
    """At which storing of pages readers are: a device that finds the number it knows has nothing to ask."""
    headers = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": PUBLIC, "X-Content-Type-Options": "nosniff"}
    return Held(200, f"at-{makings}", raw(headers), {Coding.IDENTITY: str(makings).encode()})


def _knowledge() -> dict[str, object]:
    """What the worker has to know."""
    return {
        "version": look(),
        "assets": {name: asset(name) for name in SHELL},
        "reserved": sorted(RESERVED),
        "words": {name: word(f"worker.{name}", **PLACES) for name in SAYS},
    }


@cache
def _script(name: str) -> str:
    return (STATIC / manifest()[name]).read_text(encoding="utf-8")
