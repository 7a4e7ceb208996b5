"""Refusals as problem details (RFC 9457), and database rules broken at the last moment as refusals."""

from __future__ import annotations

from dataclasses import asdict

from app.domain.errors import Invalid, NotReady, Refusal, Taken, TooMany

PROBLEM = "application/problem+json"


def problem_details(refusal: Refusal) -> dict[str, object]:
    """One shape for every refusal: type, title, status, detail, and what else the refusal knows."""
    members: dict[str, object] = {
        "type": f"urn:waymark:{refusal.name}",
        "title": refusal.title,
        "status": refusal.status,
        "detail": refusal.detail,
        "name": refusal.name,
    }
    if isinstance(refusal, NotReady):
        members["findings"] = [asdict(finding) for finding in refusal.findings]
    if isinstance(refusal, Invalid) and refusal.field:
        members["field"] = refusal.field
    return refusal.extra | members


def broken_rule() -> Refusal:
    """For a rule of the database that was broken although the verb had looked: somebody did the same in that very moment."""
    return Taken("Somebody did the same at the same moment. Look again, and repeat it if it is still needed.")


def headers_of(refusal: Refusal) -> dict[str, str]:
    """Headers that belong to a refusal."""
    headers = {"Cache-Control": "no-store"}
    if refusal.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="waymark"'
    if isinstance(refusal, TooMany) or refusal.status == 503:
        headers["Retry-After"] = str(refusal.extra.get("retry_after", 5))
    return headers
