"""What docs/records.md promises to those who make records, tried on the sample pages."""

from __future__ import annotations

import re

import pytest

from app.domain.codes import SYSTEMS, system_called
from app.domain.text import Kind
from app.settings import ROOT
from tests.builders import House
from tests.web.visitors import Visitor

TEXT = (ROOT / "docs" / "records.md").read_text(encoding="utf-8")
ANSWERS = re.findall(r"^\| `(/open[^`]*)` \| (\d{3})(?: to `([^`]+)`)?", TEXT, re.MULTILINE)
SAMPLES = {"atrial-fibrillation": "cardiology/atrial-fibrillation.md", "gout": "musculoskeletal/gout.md"}


@pytest.fixture
def library(house: House) -> House:
    """Two of the sample pages, in the region upstream."""
    for slug, file in SAMPLES.items():
        text = (ROOT / "pathways" / "base" / file).read_text(encoding="utf-8")
        codes = re.search(r"^codes: .*$", text, re.MULTILINE)
        assert codes is not None
        house.published(
            slug, f"---\ntitle: {slug}\nspecialty: medicine\n{codes[0]}\n---\n\n## Assessment\n\nLook.\n", kind=Kind.PATHWAY
        )
    return house


def test_every_answer_is_as_it_says(library: House, nobody: Visitor) -> None:
    assert library.platform.regions()["northvale"].public
    assert len(ANSWERS) > 5
    for asked, status, goes_to in ANSWERS:
        answer = nobody.get(asked)
        assert (answer.status, answer.answer.headers.get("Location", "")) == (int(status), goes_to), asked


@pytest.mark.usefixtures("library")
def test_every_block_is_an_address_that_opens_the_page(nobody: Visitor) -> None:
    for address in re.findall(r"^(/open\S+)$", TEXT, re.MULTILINE):
        assert nobody.open(address).answer.url.path == "/northvale/pathways/atrial-fibrillation", address
    (called,) = re.findall(r"^GET (\S+)$", TEXT, re.MULTILINE)
    listed = nobody.get(called).answer.json()["pathways"]
    assert [page["slug"] for page in listed] == ["gout"]
    assert {"system": "icpc-2", "uri": "http://hl7.org/fhir/sid/icpc-2", "code": "T92"} in listed[0]["codes"]


def test_every_system_is_told_of_by_each_of_its_names() -> None:
    rows = re.findall(r"^\| (\S[^|]*) \| `(http[^`]+)`[^|]*\| ([\d.]+) \| (.+) \|$", TEXT, re.MULTILINE)
    assert [row[0] for row in rows] == [system.name for system in SYSTEMS.values()]
    for name, uri, oid, short in rows:
        called = {system_called(one) for one in (name, uri, oid, *re.findall(r"`([^`]+)`", short))}
        assert len(called) == 1
        assert None not in called
