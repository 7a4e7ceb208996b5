"""Many findings of one rule are a few lines and a way to the others; none is lost, and what is to be filled in stands apart."""

from __future__ import annotations

from app.domain.gathering import ALONE, BEHIND, gathered, to_fill
from app.domain.text import Finding, Level


def found(rule: str, count: int, message: str = "“5mg”: so.", level: Level = Level.WARN) -> tuple[Finding, ...]:
    return tuple(Finding(rule, level, message, line) for line in range(1, count + 1))


def test_a_few_stand_one_by_one() -> None:
    findings = found("D03", ALONE + 1)
    assert [each.finding for each in gathered(findings)] == list(findings)
    assert not any(each.count for each in gathered(findings))


def test_many_of_a_rule_stand_behind_the_last_that_is_shown_in_the_order_of_the_text() -> None:
    findings = tuple(sorted((*found("D03", 20), *found("D04", 2)), key=lambda finding: finding.line or 0))
    told = gathered(findings)
    assert [each.finding for each in told] == [f for f in findings if f.rule == "D04" or (f.line or 0) <= ALONE]
    assert [each.count for each in told if each.count] == [20 - ALONE]
    assert sorted((f for each in told for f in (each.finding, *each.more)), key=findings.index) == list(findings)


def test_errors_of_a_rule_are_not_behind_its_warnings() -> None:
    told = gathered((*found("C01", 20), *found("C01", 1, level=Level.ERROR)))
    assert told[-1].finding.level is Level.ERROR


def test_what_is_too_many_to_tell_is_counted() -> None:
    [*_, last] = gathered(found("D03", 5_000))
    assert len(last.more) == BEHIND
    assert ALONE + last.count == 5_000


def test_places_to_fill_stand_apart_and_other_placeholders_do_not() -> None:
    findings = (*found("X03", 10, "“?? after”: something was to be written here."), *found("X03", 1, "“TODO”: something."))
    assert len(to_fill(findings)) == 10
    assert [each.finding.message for each in gathered(findings)] == ["“TODO”: something."]
