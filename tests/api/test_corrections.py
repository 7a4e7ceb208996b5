"""A correction by API: refused with each change named, published by its author, compared again with what readers have by then."""

from __future__ import annotations

from tests.api.conftest import Api
from tests.api.test_refusals import GOUT, etag, refused
from tests.builders import a_text

TEXT = a_text()
TYPO = TEXT.replace("Examine the joint.", "Examine the joint")
DOSE = TEXT.replace("300 mg", "100 mg")
SECOND = f"{GOUT}/editions/2"
CORRECTION = {"change": "correction"}


def test_what_changes_for_patients_is_refused_each_by_name_and_nothing_happens(api: Api) -> None:
    draft = api.house.saved(api.house.published(source=TEXT), DOSE)
    editor = api.as_("editor")
    foreseen = editor.get(f"{SECOND}/desk").json()
    assert foreseen["correction_possible"] is False
    said = refused(editor.post(f"{SECOND}/submission", CORRECTION, match=etag(draft)), 409, "not-a-correction")
    assert [(each["matter"], each["fared"], each["before"], each["after"]) for each in said["changes"]] == [
        ("dose", "changed", "300 mg", "100 mg")
    ]
    assert said["detail"] == foreseen["no_correction"]
    assert editor.get(f"{SECOND}/desk").json()["status"] == "draft"
    assert editor.post(f"{SECOND}/submission", {"change": "partial_update"}, match=etag(draft)).status_code == 201


def test_it_names_the_revision_and_is_done_once(api: Api) -> None:
    house, editor = api.house, api.as_("editor")
    draft = house.saved(house.published(source=TEXT), TYPO)
    assert editor.get(f"{SECOND}/desk").json()["correction_possible"] is True
    refused(editor.post(f"{SECOND}/submission", CORRECTION), 428, "revision-missing")
    refused(editor.post(f"{SECOND}/submission", CORRECTION, match='"r1.000000000000"'), 412, "stale")
    submitted = editor.post(f"{SECOND}/submission", CORRECTION, match=etag(draft), key="once")
    assert (submitted.status_code, submitted.json()["status"], submitted.json()["missing"]) == (201, "ready", [])
    note = {"change_note": "A full stop."}
    published = editor.post(f"{SECOND}/publication", note, match=etag(draft), key="twice")
    assert (published.status_code, published.json()["status"]) == (201, "published")
    for path, body, key, first in (
        ("submission", CORRECTION, "once", submitted),
        ("publication", note, "twice", published),
    ):
        again = editor.post(f"{SECOND}/{path}", body, match=etag(draft), key=key)
        assert (again.text, again.headers["idempotent-replayed"]) == (first.text, "true")
    assert api.get(GOUT).json()["number"] == 2


def test_a_blank_change_note_is_refused_for_a_correction_too(api: Api) -> None:
    house, editor = api.house, api.as_("editor")
    draft = house.saved(house.published(source=TEXT), TYPO)
    editor.post(f"{SECOND}/submission", CORRECTION, match=etag(draft))
    answer = editor.post(f"{SECOND}/publication", {"change_note": " "}, match=etag(draft))
    assert refused(answer, 422, "invalid")["field"] == "change_note"


def test_it_is_compared_with_what_readers_have_when_it_is_published(api: Api) -> None:
    house, editor, lead = api.house, api.as_("editor"), api.as_("lead")
    first = house.published(source=TEXT)
    house.withdrawn(first)
    second = house.made_public(house.submitted(house.saved(house.now(first), DOSE)))
    draft = house.saved(second, DOSE.replace("Examine the joint.", "Examine the joint"))
    third = f"{GOUT}/editions/3"
    assert editor.post(f"{third}/submission", CORRECTION, match=etag(draft)).json()["status"] == "ready"

    house.withdrawn(second)
    back = lead.post(f"{GOUT}/editions/1/reinstatement", {"reason": "It was right."}, match=etag(first))
    assert back.status_code == 201, back.text
    said = refused(editor.post(f"{third}/publication", {"change_note": "A stop."}, match=etag(draft)), 409, "not-a-correction")
    assert [(each["before"], each["after"]) for each in said["changes"]] == [("300 mg", "100 mg")]
    assert api.get(GOUT).json()["number"] == 1
    assert editor.get(f"{third}/desk").json()["status"] == "ready"
