"""R17, §5 by tables: who may still sign when somebody is away, or a designee is named, for some days."""

from dataclasses import replace
from datetime import date

import pytest

from evaluations.enums import Capacity
from evaluations.rules.facts import Delegation, EvaluationFacts
from evaluations.rules.signing import has_place, lawful_routes
from tests.rules.cases import CHAIN, COMPETENT, COUNTY, IMPROVEMENT_NEEDED, TODAY

AWAY = {"is_hr_manager_away": True}
REVIEWER, HEAD = Capacity.REVIEWER, Capacity.DEPARTMENT_HEAD
PEOPLE = [member.person for member in CHAIN] + ["hr", "designee"]


def by(principal: str, delegate: str, *, until: date = TODAY) -> dict[str, object]:
    return {"delegations": (Delegation(principal, delegate, TODAY, until),)}


def places(facts: EvaluationFacts) -> tuple[set[str], set[str]]:
    """Who has a place as Reviewer, and who as Department Head."""
    routes = lawful_routes(facts, COUNTY, TODAY)
    reviewers, heads = ({one for one in PEOPLE if has_place(routes, of, one)} for of in (REVIEWER, HEAD))
    return reviewers, heads


@pytest.mark.parametrize(
    ("facts", "changed", "reviewers", "heads"),
    [
        # Nothing lasts some days only: one route, one person in each place.
        (COMPETENT, {}, {"head"}, {"chief"}),
        (IMPROVEMENT_NEEDED, {}, {"chief"}, {"hr"}),
        # The HR Manager is away without a designee: a route laid today asks the Deputy Director, an earlier one stands.
        (IMPROVEMENT_NEEDED, AWAY, {"chief"}, {"hr", "deputy"}),
        # … with a designee it is the HR Manager's own place, and the designee has none for themselves.
        (IMPROVEMENT_NEEDED, AWAY | by("hr", "designee"), {"chief"}, {"hr", "deputy"}),
        (IMPROVEMENT_NEEDED, by("hr", "designee"), {"chief"}, {"hr"}),
        # The absence of the HR Manager moves nothing where the HR Manager signs nothing.
        (COMPETENT, AWAY, {"head"}, {"chief"}),
        # A designee of the Reviewer who would sign the higher capacity, too, moves that one up for these days.
        (COMPETENT, by("head", "chief"), {"head"}, {"chief", "deputy"}),
        (IMPROVEMENT_NEEDED, by("chief", "hr"), {"chief"}, {"hr", "deputy"}),
        (IMPROVEMENT_NEEDED, AWAY | by("chief", "hr"), {"chief"}, {"hr", "deputy"}),
        # An HR Manager who is recused, and a post that nobody holds, have no place whoever is away.
        (IMPROVEMENT_NEEDED, AWAY | {"recused": ("hr",)}, {"chief"}, {"deputy"}),
        (IMPROVEMENT_NEEDED, AWAY | {"hr_manager": None}, {"chief"}, {"deputy"}),
        # A day that is over or has not come gives no place: the Deputy Director hands it back.
        (COMPETENT, {"delegations": (Delegation("head", "chief", date(2026, 7, 1), date(2026, 7, 5)),)},
         {"head"}, {"chief"}),
        (COMPETENT, {"delegations": (Delegation("head", "chief", date(2026, 7, 7), date(2026, 7, 8)),)},
         {"head"}, {"chief"}),
        # What the Reviewer has signed stands, whoever would be asked today.
        (IMPROVEMENT_NEEDED, AWAY | {"given": {REVIEWER: "deputy"}}, {"deputy"}, {"hr", "chief_deputy"}),
    ],
)  # fmt: skip
def test_what_lasts_some_days_takes_nobody_s_place_away(facts, changed, reviewers, heads):
    assert places(replace(facts, **changed)) == (reviewers, heads)


def test_today_s_route_comes_first_and_none_comes_twice():
    def heads(facts: EvaluationFacts) -> list[str]:
        return [route.signer(HEAD).person for route in lawful_routes(facts, COUNTY, TODAY)]

    assert heads(IMPROVEMENT_NEEDED) == ["hr"]
    assert heads(replace(IMPROVEMENT_NEEDED, **AWAY)) == ["deputy", "hr"]
    assert heads(replace(COMPETENT, **by("head", "chief"))) == ["deputy", "chief"]
