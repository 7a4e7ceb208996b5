"""Pictures on the way from the desk to readers and away again: who sees which when, and in which headers; on both databases."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image

from app.actions import illustrate
from app.actions.illustrate import Told
from app.domain.errors import Invalid, NotAllowed, NotFound, NotReady, Taken, WrongState
from app.domain.pictures import PNG, Encoded, markdown_line, name_for
from app.markup import read_page
from app.pictures.encoding import encode
from app.store import assets
from tests.builders import House, a_text
from tests.pictures import files
from tests.web.visitors import ORIGIN, Page, Visitor, Visitors

TOLD = Told("Where the needle goes", "Drawn by us", nobody=True)
FORM = {"shows": "Where the needle goes", "licence": "Drawn by us", "nobody": "yes"}


def hung(house: House, told: Told = TOLD, *, region: str = "base", size: tuple[int, int] = (120, 80)) -> str:
    """A picture that is in a region; its name."""
    encoded = encode(files.png(size))
    return house.as_("editor", lambda a: illustrate.add(a, encoded, told), region).name


def naming(name: str, more: str = "") -> str:
    return a_text(body=f"\n![Where the needle goes](asset:{name})\n{more}")


def send(
    visitor: Visitor,
    data: bytes,
    *,
    region: str = "base",
    name: str = "a.png",
    beside: bool = False,
    left_out: str = "",
    **form: str,
) -> Page:
    """Fill in the form that adds a picture, and send it."""
    address = f"/desk/{region}/pictures/new"
    csrf = visitor.get(address).form("/pictures/new").fields["csrf"]
    headers = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"} | ({"HX-Request": "true"} if beside else {})
    answer = visitor.client.post(
        address,
        data={"csrf": csrf} | FORM | form | ({left_out: ""} if left_out else {}),
        files={"file": (name, data)},
        headers=headers,
        follow_redirects=False,
    )
    return Page(answer, address)


def test_from_the_desk_to_readers(people: Visitors, nobody: Visitor, house: House) -> None:
    editor = people["editor"]
    listed = editor.follow(send(editor, files.with_exif(), name="DSC_0042.svg"))
    name = re.search(r"asset:([a-z0-9-]+)\)", listed.html)
    assert name and name[1].startswith("where-the-needle-goes-")
    assert "The picture is added" in listed.text and "No text names it" in listed.text
    address = f"/base/pictures/{name[1]}"
    assert nobody.get(address).status == 404
    assert editor.get(f"/desk{address}").answer.headers["Content-Type"] == "image/jpeg"
    opened = house.a_pathway(source=naming(name[1]))
    assert nobody.get(address).status == 404, "a draft shows it to nobody"
    assert f'src="/desk{address}"' in editor.get("/desk/base/pathways/gout/draft").html
    house.made_public(house.submitted(opened))
    page = nobody.get("/base/pathways/gout")
    assert (
        f'<a class="picture" href="{address}"><img src="{address}" alt="Where the needle goes" width="120" height="80"'
        in page.html
    )
    shown = nobody.get(address)
    assert shown.status == 200 and files.PATIENT.encode() not in shown.answer.content
    assert Image.open(BytesIO(shown.answer.content)).size == (120, 80)
    assert "Named in gout" in editor.get("/desk/base/pictures").text


def test_a_picture_is_sent_as_nothing_else(people: Visitors, nobody: Visitor, house: House) -> None:
    name = hung(house)
    house.published(source=naming(name))
    for visitor, address, cache in (
        (nobody, f"/base/pictures/{name}", "no-cache"),
        (people["editor"], f"/desk/base/pictures/{name}", "private, no-store"),
    ):
        answer = visitor.get(address).answer
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert (
            "sandbox" in answer.headers["Content-Security-Policy"] and "script" not in answer.headers["Content-Security-Policy"]
        )
        assert answer.headers["Content-Disposition"] == f'inline; filename="{name}.png"'
        assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("image/png", cache)
        assert re.fullmatch(r'"[0-9a-f]{64}"', answer.headers["ETag"])
        again = visitor.get(address, **{"If-None-Match": answer.headers["ETag"]}).answer
        assert (again.status_code, again.content) == (304, b"")
        head = visitor.client.head(address)
        assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", answer.headers["ETag"])


def test_what_is_withdrawn_goes_and_what_was_public_stays_answerable(nobody: Visitor, house: House) -> None:
    first, second = hung(house), hung(house, size=(90, 90))
    opened = house.published(source=naming(first))
    house.clock.forward(days=2)
    opened = house.updated(opened, naming(second))
    for name in (first, second):
        assert nobody.get(f"/base/pictures/{name}").status == 200
    assert f"/base/pictures/{first}" in nobody.get("/base/pathways/gout/v/1").html
    house.withdrawn(opened)
    for name in (first, second):
        assert nobody.get(f"/base/pictures/{name}").status == 404
    assert "/pictures/" not in nobody.get("/base/pathways/gout").html


def test_downstream_readers_get_what_they_are_shown_and_no_more(nobody: Visitor, house: House) -> None:
    name = hung(house)
    opened = house.published(source=naming(name))
    assert f'src="/northvale/pictures/{name}"' in nobody.get("/northvale/pathways/gout").html
    assert nobody.get(f"/northvale/pictures/{name}").status == 200
    house.clock.forward(days=1)
    own = house.localised("gout", "northvale")
    own = house.saved(own, a_text())
    house.made_public(house.submitted(own))
    assert nobody.get(f"/northvale/pictures/{name}").status == 200, "as of yesterday it was shown"
    later = hung(house, size=(64, 64))
    house.updated(opened, naming(later))
    assert nobody.get(f"/base/pictures/{later}").status == 200
    assert nobody.get(f"/northvale/pictures/{later}").status == 404, "northvale never showed it"


def test_a_text_in_a_region_downstream_may_name_what_is_upstream_only(people: Visitors, house: House) -> None:
    upstream, own = hung(house), hung(house, region="northvale", size=(50, 50))
    assert (
        "There is no picture"
        in people["editor"].get(f"/desk/base/pathways/{house.a_pathway(source=naming(own)).pathway.slug}/draft").text
    )
    for name in (upstream, own):
        draft = house.a_pathway(f"page-{len(name)}-{name[-4:]}", naming(name), region="northvale")
        house.submitted(draft)


def test_what_stands_in_the_way_of_a_text(house: House) -> None:
    missing = house.a_pathway("missing", naming("nothing-3f9a2c71"))
    with pytest.raises(NotReady) as refused:
        house.submitted(missing)
    assert [finding.rule for finding in refused.value.findings] == ["P01"]
    name = hung(house, Told("Doses by weight", "Drawn by us", doses=True, nobody=True))
    with pytest.raises(NotReady) as refused:
        house.submitted(house.a_pathway("bare", naming(name)))
    assert [finding.rule for finding in refused.value.findings] == ["C12"]
    house.submitted(house.a_pathway("told", naming(name, "\n| Weight | Dose |\n|---|---|\n| 10 kg | 5 mg |\n")))
    elsewhere = naming(name, "\n## Later\n\n| Weight | Dose |\n|---|---|\n| 10 kg | 5 mg |\n")
    with pytest.raises(NotReady):
        house.submitted(house.a_pathway("elsewhere", elsewhere))


def test_a_text_in_review_does_not_lose_its_picture(house: House) -> None:
    opened = house.submitted(house.a_pathway(source=naming(hung(house))))
    with pytest.raises(NotReady):
        house.saved(opened, naming("nothing-3f9a2c71"))


def test_the_same_picture_again_is_the_same_picture(house: House) -> None:
    first = hung(house)
    assert hung(house) == first
    assert hung(house, Told("Other words", "Drawn by us", nobody=True), region="northvale") == first
    with house.platform.read() as session:
        base = house.acting(session, "editor").region.id
        assert [upload.shows for upload, _ in assets.uploads_in(session, base)] == [TOLD.shows]
    hung(house, Told("Better words", "Drawn by us", doses=True, nobody=True))
    hung(house, Told("Best words", "Drawn by us", nobody=True))
    with house.platform.read() as session:
        assert [upload.shows for upload, _ in assets.uploads_in(session, base)] == ["Best words"]
        assert assets.with_doses(session, ["base"], [first]), "who said that it holds doses is not unsaid by the next"


def test_a_name_stands_for_one_picture_for_good(house: House) -> None:
    first, second = encode(files.png()), encode(files.png((70, 70)))
    name = name_for("x", first.sha256)
    house.as_("editor", lambda a: illustrate.add(a, first, TOLD, name))
    with pytest.raises(Taken):
        house.as_("editor", lambda a: illustrate.add(a, second, TOLD, name), "northvale")
    taken = Encoded(b"another", PNG, 20, 20)
    short = name_for("where-the-needle-goes", taken.sha256)
    house.as_("editor", lambda a: illustrate.add(a, second, TOLD, short))
    assert house.as_("editor", lambda a: illustrate.add(a, taken, TOLD)).name.endswith(taken.sha256)


def test_taking_a_picture_away(people: Visitors, house: House) -> None:
    used, unused = hung(house), hung(house, size=(90, 90))
    opened = house.a_pathway(source=naming(used))
    house.saved(opened, a_text())
    with pytest.raises(WrongState):
        house.as_("editor", lambda a: illustrate.remove(a, used))
    with pytest.raises(NotFound):
        house.as_("editor", lambda a: illustrate.remove(a, unused), "northvale")
    with pytest.raises(NotAllowed):
        house.as_("gp", lambda a: illustrate.remove(a, unused))
    editor = people["editor"]
    editor.follow(editor.send(editor.get("/desk/base/pictures"), f"{unused}/removal"))
    assert editor.get(f"/desk/base/pictures/{unused}").status == 404
    assert editor.get(f"/desk/base/pictures/{used}").status == 200


REFUSED = {
    name: files.REFUSED[name] for name in ("svg", "png and html", "png cut off", "too many bytes", "nothing", "moving png")
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("beside", [False, True])
def test_what_is_refused_is_said_beside_the_form(people: Visitors, name: str, *, beside: bool) -> None:
    made, words = REFUSED[name]
    page = send(people["editor"], made(), name="picture.png", beside=beside, shows="A “quoted” <b>drawing</b>")
    assert page.status == 422
    assert re.search(words, page.text) and "Choose the file again" in page.text
    assert page.form("/pictures/new").fields["shows"] == "A “quoted” <b>drawing</b>"
    assert ("<html" in page.html) is not beside


@pytest.mark.parametrize(
    ("field", "words"), [("shows", "in words"), ("licence", "under which licence"), ("nobody", "recognised")]
)
def test_what_is_not_said_is_asked_for(people: Visitors, field: str, words: str) -> None:
    page = send(people["editor"], files.png(), left_out=field)
    assert page.status == 422 and words in page.text and f'href="#{field}"' in page.html


def test_a_form_of_another_session_or_sort_is_refused(people: Visitors) -> None:
    editor = people["editor"]
    assert send(editor, files.png(), csrf="0" * 43).status == 403
    assert editor.post("/desk/base/pictures/new", FORM).status == 422
    broken = {"Content-Type": "multipart/form-data; boundary=x", "Origin": ORIGIN}
    for body in (b"", b"--x\r\n", b"nothing", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1' * 50):
        answer = editor.client.post("/desk/base/pictures/new", content=body, headers=broken)
        assert answer.status_code in (403, 422)


def test_beside_the_text_the_answer_is_the_line(people: Visitors) -> None:
    page = send(people["editor"], files.png(), beside=True)
    assert page.status == 201
    assert re.search(r'data-line="!\[Where the needle goes\]\(asset:where-the-needle-goes-[0-9a-f]{12}\)"', page.html)


@pytest.mark.parametrize(
    "shows", ["Plain", "With [brackets] and \\ strokes", "5 mg * 2 & <b>", "a `b` _c_ “d”", "x](asset:y-00000000)"]
)
def test_the_line_that_is_given_names_the_picture(shows: str) -> None:
    page = read_page("Text.\n\n" + markdown_line("x-3f9a2c71", shows))
    assert [picture.asset for picture in page.pictures] == ["x-3f9a2c71"]


@pytest.mark.parametrize(
    "told", [Told("", "x", nobody=True), Told("x", "", nobody=True), Told("x", "x"), Told("a\nb", "x", nobody=True)]
)
def test_what_must_be_said_of_a_picture(house: House, told: Told) -> None:
    with pytest.raises(Invalid):
        house.as_("editor", lambda a: illustrate.add(a, encode(files.png()), told))
