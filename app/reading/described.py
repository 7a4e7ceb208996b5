"""What a published page says of itself to machines: schema.org as JSON-LD, with what is known and nothing else."""

from __future__ import annotations

import json

from app.domain.codes import SYSTEMS
from app.domain.text import Kind
from app.reading.addresses import path
from app.reading.views import Band, Facts, PathwayView

SCHEMA = "https://schema.org"


def described(view: PathwayView) -> str:
    """A page as JSON-LD. A page is a medical web page; a pathway is a guideline besides."""
    address = view.band.base_url + path(view.band.slug, view.slug)
    published = view.facts.published.isoformat(timespec="seconds")
    subject = {"@type": "MedicalEntity", "name": view.title} | _codes(view)
    said: dict[str, object] = {
        "@context": SCHEMA,
        "@type": "MedicalWebPage",
        "@id": address,
        "url": address,
        "name": view.title,
        "inLanguage": view.band.language,
        "version": str(view.facts.number),
        "dateModified": published,
        "audience": {"@type": "MedicalAudience", "audienceType": "Patient" if view.kind is Kind.PATIENT else "Clinician"},
        "publisher": {"@type": "Organization", "name": view.source.name if view.source else view.band.name},
        "about": subject,
    }
    said |= _reviewed(view.facts) | _based_on(view.band, view.facts, view.slug)
    if view.kind is Kind.PATHWAY:
        said["mainEntity"] = {"@type": "MedicalGuideline", "name": view.title, "guidelineDate": published[:10]}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _codes(view: PathwayView) -> dict[str, object]:
    codes = [{"@type": "MedicalCode", "codeValue": one.value, "codingSystem": SYSTEMS[one.system].name} for one in view.codes]
    return {"code": codes} if codes else {}


def _reviewed(facts: Facts) -> dict[str, object]:
    """The day of the last agreement to this very version; of what was agreed elsewhere, or is still owed it, no day is known."""
    days = [one.on for one in facts.agreed if one.on and one.number is None]
    known = days and not facts.imported and not facts.review_owed
    return {"lastReviewed": max(days).isoformat()} if known else {}


def _based_on(band: Band, facts: Facts, slug: str) -> dict[str, object]:
    if facts.localised_from is None or facts.localised_number is None:
        return {}
    return {"isBasedOn": band.base_url + path(facts.localised_from.slug, slug, facts.localised_number)}
