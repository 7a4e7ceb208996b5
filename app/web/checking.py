"""How a region's texts are checked: the list of rules, and a clinical lead's decisions about them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.actions.checks import rule_on
from app.domain.checks import FIXED, Profile, Ruling, Strength
from app.domain.errors import Invalid
from app.domain.roles import Act
from app.edge.visit import Visit
from app.markup.lint import country_profile
from app.markup.lint.catalogue import GROUPS, RULES, Rule
from app.store.checks import profile_in, rulings_in
from app.web.answers import page, see_other
from app.web.checks import ALWAYS, Check, ChecksView
from app.web.forms import REFUSED, Sent, Signed
from app.web.frame import EMPTY, Form
from app.web.framing import Said, band_of, desk_of
from app.web.visiting import Visiting
from app.wording import word

router = APIRouter(include_in_schema=False)
CHECKS = "/desk/{region}/checks"
EXAMPLES = 3


@router.get(CHECKS, name="web.checks")
def checks(visit: Visiting, q: Annotated[str, Query(max_length=200)] = "", said: Said = "") -> Response:
    """Every rule, what it is for, and how strictly it is asked here; narrowed to those that hold the words asked for."""
    return page(_view(visit, asked=q, said=said))


@router.post(CHECKS, name="web.checks_set")
def decide(visit: Visiting, sent: Signed) -> Response:
    """Decide about one rule."""
    try:
        allow = tuple(line.strip() for line in sent.text("allow").split("\n") if line.strip())
        with visit.write() as acting:
            rule_on(acting, sent.line("rule"), _strength(sent), allow, sent.text("reason"))
    except REFUSED as refusal:
        return page(_view(visit, form=sent.form(refusal)), refusal.status)
    return see_other(f"/desk/{visit.region.slug}/checks", "check_set")


def _strength(sent: Sent) -> Strength | None:
    typed = sent.line("strength")
    if typed and typed not in set(Strength):
        raise Invalid("Choose how strictly.", field="strength")
    return Strength(typed) if typed else None


def _view(visit: Visit, *, form: Form = EMPTY, asked: str = "", said: str = "") -> ChecksView:
    rules = [rule for rule in RULES.values() if _holds(asked, rule.id, rule.title, rule.why, rule.remedy, *rule.report)]
    always = tuple(rule for rule in ALWAYS if _holds(asked, rule, word(f"always.{rule}")))
    with visit.read() as session:
        rulings = {ruling.rule: ruling for ruling in rulings_in(session, visit.region)}
        here, usual = profile_in(session, visit.region), country_profile(visit.region.country)
        return ChecksView(
            desk_of(visit, session, "checks", said),
            band=band_of(visit.platform, visit.region),
            country=visit.region.country,
            groups=tuple(
                (
                    group,
                    tuple(_check(rule, here, usual, rulings.get(rule.id), form) for rule in rules if rule.group == group),
                )
                for group in GROUPS
                if any(rule.group == group for rule in rules)
            ),
            always=always,
            query=asked,
            only=len(rules) + len(always) == 1,
            may_set=visit.may(Act.SET_CHECKS),
            form=form,
        )


def _holds(asked: str, *texts: str) -> bool:
    said = " ".join(texts).casefold()
    return all(part in said for part in asked.casefold().split())


def _check(rule: Rule, here: Profile, usual: Profile, ruling: Ruling | None, sent: Form) -> Check:
    return Check(
        id=rule.id, title=rule.title, why=rule.why, remedy=rule.remedy, source=rule.source, known=rule.known,
        strength=_strength_in(here, rule), usual=_strength_in(usual, rule), fixed=rule.id in FIXED,
        report=rule.report[:EXAMPLES], passes=rule.passes[:EXAMPLES],
        allow=ruling.allow if ruling else (), reason=ruling.reason if ruling else "", by=ruling.by if ruling else "",
        at=ruling.at if ruling else None, form=sent if sent.values.get("rule") == rule.id else _form(ruling),
    )  # fmt: skip


def _form(ruling: Ruling | None) -> Form:
    """The form on what was decided last."""
    if ruling is None:
        return EMPTY
    return Form({"strength": ruling.strength.value if ruling.strength else "", "allow": "\n".join(ruling.allow)})


def _strength_in(profile: Profile, rule: Rule) -> Strength:
    level = profile.level(rule.id, rule.level)
    return Strength(level.value) if level else Strength.OFF
