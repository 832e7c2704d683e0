"""What stands beside the rating form: how far it is, what the rules still ask for, and who will sign."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from evaluations.enums import Capacity, Rating
from evaluations.forms.rating import PLAN, RatingForm
from evaluations.models import Evaluation
from evaluations.rules import book
from evaluations.rules.consultation import RULE_OF, hr_contact_by, those_who_may_contact
from evaluations.rules.content import DraftContent, FactorContent
from evaluations.rules.facts import EvaluationFacts
from evaluations.rules.policy_shape import Policy
from evaluations.rules.probation import is_interim_wanted
from evaluations.rules.signing import Route, Signer
from evaluations.rules.violation import Violation
from evaluations.selectors import facts_of, policy_of
from evaluations.selectors.consultations import contact_first
from evaluations.selectors.people import title_of
from evaluations.selectors.probation_page import has_interim_report
from evaluations.services.signing import people_of
from workforce.models import Employee


def panel_context(evaluation: Evaluation, form: RatingForm, content: DraftContent, on: date) -> dict[str, Any]:
    """The template's context for the content as it stands in the form, saved or not."""
    facts, policy = facts_of(evaluation, content, on=on), policy_of(evaluation)
    violations = [_placed(violation, form) for violation in book.violations(facts, policy, on)]
    route = book.route_for(facts, policy, on)
    return {
        "evaluation": evaluation,
        "violations": violations,
        "error_count": sum(violation.is_error for violation in violations),
        "warning_count": sum(violation.is_warning for violation in violations),
        "signers": signer_rows(route, policy.citation("R17")),
        "sections": sections(form, content),
        "hr_contact": hr_contact_shown(evaluation, facts, policy, on),
        "is_interim_advised": is_interim_wanted(facts, policy, on) and not has_interim_report(evaluation.employee),
    }


def hr_contact_shown(evaluation: Evaluation, facts: EvaluationFacts, policy: Policy, on: date) -> dict[str, Any] | None:
    """R10, R11: the contact with HR for the Rater: made, or who makes it by when; None where the rating needs none."""
    if facts.overall not in RULE_OF or not policy.is_on(RULE_OF[facts.overall]):
        return None
    able = those_who_may_contact(facts.chain, policy)
    query = urlencode({"employee": evaluation.employee.employee_no, "rating": facts.overall.value})
    return {
        "rating": facts.overall.label,
        "made": contact_first(evaluation, facts.overall.value) if facts.hr_contact_on else None,
        "by": hr_contact_by(facts, policy, on),
        "can_ask": facts.rater in {member.person for member in able},
        "url": f"{reverse('evaluations:consultation_new')}?{query}",
        "level": policy.consultation.from_level.label,
        "names": [facts.names[member.person] for member in able if member.person not in facts.recused],
    }


def signer_rows(route: Route, citation: str) -> list[dict[str, Any]]:
    """The signatures of a route for `components/who_signs.html`, HR's review of a low rating in its place."""
    people = people_of(route)
    rows = [_signer_row(signer, people) for signer in route.signers]
    if route.needs_hr_review:
        reason = _("Improvement Needed and Unsatisfactory pass HR's propriety review before anybody else signs.")
        hr = {"capacity": _("HR reviews first"), "name": _("HR, Performance Management Unit")}
        place = 1 if rows and rows[0]["capacity"] == Capacity.RATER else 0
        rows.insert(place, {**hr, "reason": f"{reason} {citation}."})
    return rows


def _signer_row(signer: Signer, people: dict[int, Employee]) -> dict[str, Any]:
    person, principal = people[int(signer.person)], people[int(signer.principal)]
    return {
        "capacity": signer.capacity,
        "name": person.full_name,
        "title": title_of(person),
        "acting_for": principal.full_name if signer.acting_for is not None else "",
        "reason": signer.reason,
    }


def sections(form: RatingForm, content: DraftContent) -> list[dict[str, Any]]:
    """Links to the parts of the form, each with how much of it is answered."""
    rows = [_factor_row(factor.key, factor.label, content.factors[factor.key]) for factor in form.factors]
    is_rated = bool(content.overall)
    rows.append(_row("#section-overall", _("Overall rating"), is_done=is_rated, note="" if is_rated else _("open")))
    if content.overall == Rating.IMPROVEMENT_NEEDED.value:
        rows.append(_row("#section-improvement", _("Improvement Needed")))
    if content.overall == Rating.UNSATISFACTORY.value:
        rows.append(_row("#section-action", _("Unsatisfactory")))
    rows.append(_row("#section-attachments", _("Files")))
    return rows


def _factor_row(key: str, label: str, factor: FactorContent) -> dict[str, Any]:
    answers = [factor.rating, *factor.items.values()]
    given = sum(bool(answer) for answer in answers)
    is_done = given == len(answers)
    note = _("%(given)d of %(all)d") % {"given": given, "all": len(answers)}
    return _row(f"#section-{key}", label, is_done=is_done, note=note)


def _row(url: str, label: str, *, is_done: bool = False, note: str = "") -> dict[str, Any]:
    return {
        "url": url,
        "label": label,
        "icon": "check_circle" if is_done else "",
        "note": _("done") if is_done else note,
    }


def _placed(violation: Violation, form: RatingForm) -> Violation:
    """Rules count the deficiencies that say something; the form may hold blank rows between them."""
    head, _colon, rest = violation.field.partition(f"{PLAN}:")
    index, _colon, part = rest.partition(":")
    if head or not index.isdigit():
        return violation
    written = form.written_indexes
    place = written[int(index)] if int(index) < len(written) else int(index)
    return replace(violation, field=f"{PLAN}:{place}:{part}")
