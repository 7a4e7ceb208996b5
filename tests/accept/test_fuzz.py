"""Thousands of requests made up from the OpenAPI document, and naughty strings in every field of the API and of every form."""

from __future__ import annotations

import json
import re
from contextlib import closing
from pathlib import Path

import pytest

from tests.hostile.fuzz import Fuzzer, forms_of, signed_in
from tests.servers.site import Site

REQUESTS = 3_000
FORMS = (
    *(
        "/base/",
        "/base/feedback",
        "/base/search",
        "/base/pathways/eczema",
        "/desk/",
        "/desk/base/pathways",
        "/desk/base/feedback",
    ),
    *("/desk/base/pathways/eczema", "/desk/base/pathways/eczema/draft", "/desk/base/local-details", "/desk/base/pictures"),
    *("/desk/base/pathways/eczema/editions/1", "/desk/base/localisations"),
)
"""Pages with forms, for a clinical lead of the sample site."""
MOST_PAGES = 60
"""Pages that those lead to, which are looked at for more."""


@pytest.fixture(scope="module")
def naughty(data: Path) -> tuple[str, ...]:
    """Each string once."""
    read = json.loads((data / "security" / "blns.json").read_text(encoding="utf-8"))
    return tuple(dict.fromkeys(read["payloads"] if isinstance(read, dict) else read))


@pytest.mark.timeout(900)
def test_thousands_of_requests_are_answered_as_documented(sample_site: Site, naughty: tuple[str, ...]) -> None:
    with closing(Fuzzer(sample_site, seed=1, naughty=naughty)) as fuzzer:
        fuzzer.run(REQUESTS)
    print(f"{REQUESTS} requests: {sorted(fuzzer.statuses.items())}")  # noqa: T201
    assert not fuzzer.wrong, "\n".join(fuzzer.wrong[:20])


@pytest.mark.timeout(900)
def test_naughty_strings_in_every_form_are_answered_and_nothing_stands_bare(
    sample_site: Site, naughty: tuple[str, ...], request: pytest.FixtureRequest
) -> None:
    client, wrong, sent = signed_in(sample_site), list[str](), 0
    request.addfinalizer(client.close)
    seen: set[tuple[str, tuple[str, ...]]] = set()
    texts = {path: client.get(path).text for path in FORMS}
    further = sorted(
        {link for text in texts.values() for link in re.findall(r'href="(/desk/base/[^"#?]*)"', text)} - texts.keys()
    )
    for path, text in [*texts.items(), *((link, client.get(link).text) for link in further[:MOST_PAGES])]:
        for form in forms_of(text):
            action = form.action or path
            if not form.typed or "logout" in action or (action, tuple(form.typed)) in seen:
                continue
            seen.add((action, tuple(form.typed)))
            for start in range(0, len(naughty), 20):
                words = "\n".join(naughty[start : start + 20])
                data = form.fields | dict.fromkeys(form.typed, words)
                answer = client.post(action, data=data) if form.method == "post" else client.get(action, params=data)
                sent += 1
                if answer.status_code >= 500:
                    wrong.append(f"{answer.status_code} {form.method} {action}: {words[:200]!r}")
                bare = [one for one in naughty[start : start + 20] if "<script" in one.lower() and one in answer.text]
                wrong += [f"bare in {action}: {one[:200]!r}" for one in bare]
    print(f"{sent} posts to {len(seen)} forms")  # noqa: T201
    assert not wrong, "\n".join(wrong[:20])
    assert len(seen) >= 4


def test_every_line_of_the_log_is_one_line(sample_site: Site) -> None:
    lines = sample_site.log.read_text(encoding="utf-8").split("\n")
    assert not [line for line in lines if "Traceback" in line or "\x1b" in line or "\x00" in line or "\r" in line]
