"""Pictures: adding them at the desk, the region's list, and showing them to who may see them."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import APIRouter, Request, Response

from app.actions import illustrate
from app.actions.illustrate import Told
from app.domain.errors import NotFound
from app.domain.pictures import markdown_line
from app.domain.regions import chain
from app.domain.roles import Act
from app.edge.pictures import picture_answer
from app.edge.visit import Visit
from app.reading import pictures
from app.reading.headers import PRIVATE
from app.reading.sight import Sight
from app.reading.views import Named
from app.store import assets, people, publication_log
from app.store.database import Session
from app.web.addresses import Slug
from app.web.answers import cache_of, page, see_other
from app.web.forms import REFUSED, Sent, Signed
from app.web.frame import EMPTY, Form
from app.web.framing import Said, band_of, desk_of
from app.web.pictures import AddPictureView, PictureAddedView, PictureFormView, PictureLine, PicturesView
from app.web.uploads import Upload
from app.web.visiting import Visiting

router = APIRouter(include_in_schema=False)
PICTURES = "/desk/{region}/pictures"


@router.get(PICTURES, name="web.desk_pictures")
def desk_pictures(visit: Visiting, said: Said = "") -> Response:
    """The region's pictures, the newest first, each with the texts that name it."""
    with visit.read() as session:
        view = PicturesView(
            desk_of(visit, session, "pictures", said),
            band=band_of(visit.platform, visit.region),
            pictures=_lines(visit, session),
            may_add=visit.may(Act.WRITE),
        )
    return page(view)


@router.get(f"{PICTURES}/new", name="web.picture_form")
def picture_form(visit: Visiting) -> Response:
    """The form that adds a picture."""
    return _form(visit, EMPTY)


@router.post(f"{PICTURES}/new", name="web.picture_add")
def picture_add(request: Request, visit: Visiting, upload: Upload) -> Response:
    """Add a picture; the answer says what to write where it is to be seen."""
    beside = request.headers.get("hx-request") == "true"
    told = told_of(upload.sent)
    try:
        encoded = visit.platform.pictures.make(upload.file)
        with visit.write() as acting:
            row = illustrate.add(acting, encoded, told)
    except REFUSED as refusal:
        return _form(visit, upload.sent.form(refusal), refusal.status, beside=beside)
    if beside:
        return page(PictureAddedView(line=markdown_line(row.name, told.shows)), 201)
    return see_other(f"/desk/{visit.region.slug}/pictures?said=picture_added#{row.name}")


@router.post(f"{PICTURES}/{{name}}/removal", name="web.picture_remove")
def picture_remove(visit: Visiting, name: Slug, sent: Signed) -> Response:  # noqa: ARG001 - the form's token is all that it holds
    """Take a picture away that no text names."""
    with visit.write() as acting:
        illustrate.remove(acting, name)
    return see_other(f"/desk/{visit.region.slug}/pictures", "picture_removed")


@router.api_route(f"{PICTURES}/{{name}}", methods=["GET", "HEAD"], name="web.desk_picture")
def desk_picture(request: Request, visit: Visiting, name: Slug) -> Response:
    """A picture of the region or of upstream, whether readers have it or not."""
    with visit.read() as session:
        if not assets.in_regions(session, [link.slug for link in chain(visit.region.slug, visit.regions)], [name]):
            raise NotFound("There is no such picture here.")
        row = assets.content(session, name)
    return picture_answer(request, row, PRIVATE)


@router.api_route("/{region}/pictures/{name}", methods=["GET", "HEAD"], name="web.picture")
def picture(request: Request, visit: Visiting, name: Slug) -> Response:
    """A picture that a page names which this region's readers have."""
    with visit.read() as session:
        row = pictures.published(Sight(session, visit.regions, publication_log.head(session)), visit.region, name)
    return picture_answer(request, row, cache_of(visit.region))


def told_of(sent: Sent) -> Told:
    """What the form says of the picture."""
    return Told(sent.line("shows"), sent.line("licence"), doses=bool(sent.line("doses")), nobody=bool(sent.line("nobody")))


def _form(visit: Visit, form: Form, status: int = 200, *, beside: bool = False) -> Response:
    address = f"/desk/{visit.region.slug}/pictures/new"
    if beside:
        return page(PictureFormView(csrf=visit.csrf, address=address, form=form), status)
    with visit.read() as session:
        view = AddPictureView(desk_of(visit, session, "pictures"), band=band_of(visit.platform, visit.region), form=form)
    return page(view, status)


def _lines(visit: Visit, session: Session) -> tuple[PictureLine, ...]:
    found = assets.uploads_in(session, visit.region.id)
    who = people.names(session, {upload.uploaded_by for upload, _ in found})
    named = assets.pages_naming(session, {row.name for _, row in found})
    return tuple(
        PictureLine(
            name=row.name,
            shows=upload.shows,
            source=upload.source,
            doses=upload.doses,
            line=markdown_line(row.name, upload.shows),
            width=row.width,
            height=row.height,
            by=who[upload.uploaded_by],
            at=upload.uploaded_at,
            here=tuple(slug for name, region, slug in named if (name, region) == (row.name, visit.region.slug)),
            elsewhere=_regions(visit, (region for name, region, _ in named if name == row.name)),
        )
        for upload, row in found
    )


def _regions(visit: Visit, slugs: Iterable[str]) -> tuple[Named, ...]:
    return tuple(Named(slug, visit.regions[slug].name) for slug in dict.fromkeys(slugs) if slug != visit.region.slug)
