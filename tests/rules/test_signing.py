"""R17 and R23 by tables: who signs, why, and what stands in the way."""

from dataclasses import replace
from datetime import date

import pytest

from evaluations.enums import Capacity, Rating
from evaluations.rules.facts import ChainMember, Delegation, EmployeeFacts, EvaluationFacts
from evaluations.rules.policy_shape import LowRatingDepartmentHead, Policy
from evaluations.rules.signing import Route, route_for, signers
from tests.rules.cases import BLANK, BOTH, CHAIN, COMPETENT, COUNTY, LONG_LEAVE, TODAY, findings
from workforce.enums import ManagementLevel

LOW = (Rating.IMPROVEMENT_NEEDED, Rating.UNSATISFACTORY)
DEPUTY_SIGNS_LOW = replace(
    COUNTY, signing=replace(COUNTY.signing, low_rating_department_head=LowRatingDepartmentHead.DEPUTY_DIRECTOR)
)


def route(rater: str | None, overall: str | None, policy: Policy = COUNTY, **facts: object) -> Route:
    chain = facts.pop("chain", CHAIN)
    rating = None if overall is None else Rating(overall)
    return signers(chain, rater, rating, policy, **{"hr_manager": "hr", "today": TODAY} | facts)


def people(found: Route) -> tuple[str | None, str | None]:
    """The Reviewer and the Department Head; somebody who acts for a principal as "person for principal"."""
    seats = (found.signer(Capacity.REVIEWER), found.signer(Capacity.DEPARTMENT_HEAD))
    return tuple(
        seat and (f"{seat.person} for {seat.acting_for}" if seat.acting_for else seat.person) for seat in seats
    )


def codes(found: Route) -> list[tuple[str, str]]:
    return [(violation.rule, violation.code) for violation in found.violations]


def chain_of(*levels: str) -> tuple[ChainMember, ...]:
    """A chain in which everybody is called like the own level."""
    return tuple(ChainMember(level, ManagementLevel(level)) for level in levels)


def delegation(principal: str, delegate: str, start: str = "2026-07-01", end: str = "2026-07-31") -> Delegation:
    return Delegation(principal, delegate, date.fromisoformat(start), date.fromisoformat(end))


CHART = [
    ("supervisor", "outstanding", "deputy", "chief_deputy"),
    ("supervisor", "very_good", "chief", "deputy"),
    ("supervisor", "competent", "head", "chief"),
    ("supervisor", "improvement_needed", "chief", "hr"),
    ("supervisor", "unsatisfactory", "chief", "hr"),
    ("head", "outstanding", "deputy", "chief_deputy"),
    ("head", "very_good", "chief", "deputy"),
    ("head", "competent", None, "chief"),
    ("head", "improvement_needed", "chief", "hr"),
    ("head", "unsatisfactory", "chief", "hr"),
    ("chief", "outstanding", "deputy", "chief_deputy"),
    ("chief", "very_good", None, "deputy"),
    ("chief", "competent", None, "deputy"),
    ("chief", "improvement_needed", None, "hr"),
    ("chief", "unsatisfactory", None, "hr"),
    ("deputy", "outstanding", None, "chief_deputy"),
    ("deputy", "very_good", None, "chief_deputy"),
    ("deputy", "competent", None, "chief_deputy"),
    ("deputy", "improvement_needed", None, "hr"),
    ("deputy", "unsatisfactory", None, "hr"),
    ("chief_deputy", "outstanding", None, "director"),
    ("chief_deputy", "very_good", None, "director"),
    ("chief_deputy", "competent", None, "director"),
    ("chief_deputy", "improvement_needed", None, "hr"),
    ("chief_deputy", "unsatisfactory", None, "hr"),
    ("director", "improvement_needed", None, "hr"),
    ("director", "unsatisfactory", None, "hr"),
]


@pytest.mark.parametrize("policy", BOTH, ids=lambda policy: policy.key)
@pytest.mark.parametrize(("rater", "overall", "reviewer", "department_head"), CHART)
def test_the_signing_chart_with_its_skip_rule(policy, rater, overall, reviewer, department_head):
    found = route(rater, overall, policy)
    assert people(found) == (reviewer, department_head)
    assert found.signers[0].person == rater
    assert found.violations == ()
    assert found.needs_hr_review is (Rating(overall) in LOW)


@pytest.mark.parametrize("overall", ["outstanding", "very_good", "competent"])
def test_nobody_stands_above_a_rating_director(overall):
    found = route("director", overall)
    assert people(found) == (None, None)
    assert codes(found) == [("R17", "department_head_missing")]


@pytest.mark.parametrize(
    ("rater", "overall", "reviewer", "department_head"),
    [
        ("supervisor", "improvement_needed", "chief", "deputy"),
        ("head", "unsatisfactory", "chief", "deputy"),
        ("chief", "improvement_needed", None, "deputy"),
        ("deputy", "unsatisfactory", None, "chief_deputy"),
        ("chief_deputy", "improvement_needed", None, "director"),
        ("director", "unsatisfactory", None, None),
    ],
)
@pytest.mark.parametrize(
    "situation",
    [
        {"policy": DEPUTY_SIGNS_LOW},
        {"hr_manager": None},
        {"recused": ["hr"]},
        {"recused": ["hr"], "delegations": [delegation("hr", "designee")]},
        {"employee": "hr", "delegations": [delegation("hr", "designee")]},
    ],
    ids=["setting", "nobody", "recused", "recused with delegate", "is the employee"],
)
def test_without_the_hr_manager_the_deputy_director_signs_low_ratings(
    situation, rater, overall, reviewer, department_head
):
    assert people(route(rater, overall, **situation)) == (reviewer, department_head)


@pytest.mark.parametrize(
    ("hr_manager", "rater", "expected"),
    [
        ("supervisor", "supervisor", ("chief", "deputy")),
        ("chief", "chief", (None, "deputy")),
        ("deputy", "deputy", (None, "chief_deputy")),
        ("chief_deputy", "chief_deputy", (None, "director")),
        ("director", "director", (None, None)),
        ("head", "supervisor", ("chief", "head")),
        ("chief", "supervisor", ("chief", "deputy")),
        ("deputy", "supervisor", ("chief", "deputy")),
        ("director", "supervisor", ("chief", "director")),
        ("supervisor", "head", ("chief", "supervisor")),
        ("hr", "supervisor", ("chief", "hr")),
    ],
)
def test_an_hr_manager_within_the_chain(hr_manager, rater, expected):
    assert people(route(rater, "improvement_needed", hr_manager=hr_manager)) == expected


def test_an_hr_manager_who_rates_is_replaced_even_with_a_delegate():
    found = route("chief", "improvement_needed", hr_manager="chief", delegations=[delegation("chief", "designee")])
    assert people(found) == (None, "deputy")


@pytest.mark.parametrize(
    ("levels", "overall", "expected"),
    [
        (("supervisor", "division_chief", "deputy_director"), "competent", ("division_chief", "deputy_director")),
        (("supervisor", "deputy_director", "director"), "competent", ("deputy_director", "director")),
        (("supervisor", "program_head", "deputy_director"), "competent", ("program_head", "deputy_director")),
        (("supervisor", "program_head", "director"), "very_good", ("director", None)),
        (("supervisor", "program_head"), "outstanding", (None, None)),
        (("supervisor", "program_head"), "unsatisfactory", (None, "hr")),
        (("supervisor", "director"), "improvement_needed", ("director", "hr")),
        (("supervisor",), "competent", (None, None)),
        (("supervisor", "chief_deputy_director", "director"), "outstanding", ("chief_deputy_director", "director")),
        (("program_head", "deputy_director"), "competent", (None, "deputy_director")),
        (("division_chief", "director"), "very_good", (None, "director")),
    ],
)
def test_a_missing_level_goes_up_the_chain_and_nobody_signs_twice(levels, overall, expected):
    found = route(levels[0], overall, chain=chain_of(*levels))
    assert people(found) == expected
    needs_reviewer = levels[0] == "supervisor"
    wanted = [("reviewer", expected[0])] if needs_reviewer else []
    wanted.append(("department_head", expected[1]))
    assert codes(found) == [("R17", f"{capacity}_missing") for capacity, person in wanted if person is None]


@pytest.mark.parametrize(
    ("vacant", "overall", "expected"),
    [
        ("program_head", "competent", ("chief", "deputy")),
        ("division_chief", "competent", ("head", "deputy")),
        ("division_chief", "very_good", ("deputy", "chief_deputy")),
        ("division_chief", "unsatisfactory", ("deputy", "hr")),
        ("deputy_director", "very_good", ("chief", "chief_deputy")),
        ("deputy_director", "outstanding", ("chief_deputy", "director")),
        ("chief_deputy_director", "outstanding", ("deputy", "director")),
        ("supervisor", "competent", ("head", "chief")),
        ("director", "outstanding", ("deputy", "chief_deputy")),
    ],
)
def test_a_vacant_level_goes_up_the_chain(vacant, overall, expected):
    level = ManagementLevel(vacant)
    assert people(route("supervisor", overall, vacant=[level])) == expected
    without = tuple(member for member in CHAIN if member.level is not level or member.person == "supervisor")
    assert people(route("supervisor", overall, chain=without)) == expected


@pytest.mark.parametrize(
    ("recused", "exceptions", "overall", "expected"),
    [
        (["head"], [], "competent", ("chief", "deputy")),
        (["head"], ["head"], "competent", ("head", "chief")),
        (["chief"], [], "competent", ("head", "deputy")),
        (["chief"], [], "improvement_needed", ("deputy", "hr")),
        (["chief", "deputy", "chief_deputy", "director"], [], "improvement_needed", (None, "hr")),
        (["chief", "hr"], [], "improvement_needed", ("deputy", "chief_deputy")),
        (["hr"], ["hr"], "improvement_needed", ("chief", "hr")),
        (["stranger"], [], "competent", ("head", "chief")),
    ],
)
def test_a_recused_signer_is_passed_over_like_a_vacancy(recused, exceptions, overall, expected):
    assert people(route("supervisor", overall, recused=recused, exceptions=exceptions)) == expected


def test_a_recused_rater_is_an_error_unless_an_exception_is_recorded():
    found = route("supervisor", "competent", recused=["supervisor"], names={"supervisor": "Ana Reyes"})
    assert [(entry.rule, entry.severity.value, entry.code, entry.field) for entry in found.violations] == [
        ("R23", "error", "rater_recused", "rater")
    ]
    assert found.violations[0].message == (
        "Ana Reyes is recused: the employee has a formal grievance against the Rater. "
        "Another supervisor rates, unless the next level records an exception."
    )
    assert people(found) == ("head", "chief")
    excepted = route("supervisor", "competent", recused=["supervisor"], exceptions=["supervisor"])
    assert excepted.violations == ()


def test_recusal_may_be_switched_off():
    policy = replace(COUNTY, rules={**COUNTY.rules, "R23": replace(COUNTY.rules["R23"], is_on=False)})
    found = route("supervisor", "competent", policy, recused=["supervisor", "head"])
    assert people(found) == ("head", "chief")
    assert found.violations == ()


@pytest.mark.parametrize(
    ("delegations", "overall", "expected"),
    [
        ([delegation("head", "designee")], "competent", ("designee for head", "chief")),
        ([delegation("chief", "designee")], "competent", ("head", "designee for chief")),
        ([delegation("hr", "designee")], "improvement_needed", ("chief", "designee for hr")),
        ([delegation("head", "designee", "2026-07-06", "2026-07-06")], "competent", ("designee for head", "chief")),
        ([delegation("head", "designee", "2026-07-07", "2026-07-31")], "competent", ("head", "chief")),
        ([delegation("head", "designee", "2026-06-01", "2026-07-05")], "competent", ("head", "chief")),
        ([delegation("head", "supervisor")], "competent", ("head", "chief")),
        ([delegation("chief", "head")], "competent", ("head", "chief")),
        ([delegation("head", "employee")], "competent", ("head", "chief")),
        ([delegation("head", "grieved")], "competent", ("head", "chief")),
        ([delegation("head", "grieved"), delegation("head", "designee")], "competent", ("designee for head", "chief")),
        ([delegation("head", "chief")], "competent", ("chief for head", "deputy")),
        ([delegation("head", "head")], "competent", ("head", "chief")),
        ([delegation("supervisor", "designee")], "competent", ("head", "chief")),
        ([delegation("chief", "hr")], "improvement_needed", ("hr for chief", "deputy")),
        ([delegation("hr", "chief")], "improvement_needed", ("chief", "hr")),
        (
            [delegation("head", "designee"), delegation("chief", "designee")],
            "competent",
            ("designee for head", "chief"),
        ),
    ],
)
def test_a_delegate_signs_for_the_principal(delegations, overall, expected):
    found = route("supervisor", overall, delegations=delegations, employee="employee", recused=["grieved"])
    assert people(found) == expected
    assert found.violations == ()


def test_an_office_does_not_sign_twice_through_a_delegate():
    found = route("supervisor", "improvement_needed", hr_manager="chief", delegations=[delegation("chief", "designee")])
    assert people(found) == ("designee for chief", "deputy")


def test_somebody_who_holds_two_posts_signs_once():
    chain = (*CHAIN[:3], ChainMember("chief", ManagementLevel.DEPUTY_DIRECTOR), *CHAIN[4:])
    assert people(route("supervisor", "very_good", chain=chain)) == ("chief", "chief_deputy")


def test_a_rater_who_holds_two_posts_counts_with_the_higher():
    chain = (ChainMember("head", ManagementLevel.SUPERVISOR), *CHAIN[1:])
    assert people(route("head", "competent", chain=chain)) == (None, "chief")


def test_two_people_of_one_level_follow_the_chain():
    chain = (CHAIN[0], ChainMember("senior", ManagementLevel.SUPERVISOR), *CHAIN[1:])
    assert people(route("supervisor", "competent", chain=chain)) == ("senior", "chief")
    assert people(route("senior", "competent", chain=chain)) == ("head", "chief")


def test_the_next_level_is_a_higher_level_not_merely_the_next_person():
    chain = (*CHAIN[:3], ChainMember("other_chief", ManagementLevel.DIVISION_CHIEF), *CHAIN[3:])
    assert people(route("chief", "competent", chain=chain)) == (None, "deputy")


def test_the_employee_never_signs_as_a_superior():
    assert people(route("supervisor", "competent", employee="head")) == ("chief", "deputy")


def test_without_a_rater_the_nearest_of_the_chain_rates():
    assert route(None, "competent").signers[0].person == "supervisor"


@pytest.mark.parametrize(
    ("rater", "overall", "chain"), [("supervisor", None, CHAIN), (None, "competent", ()), (None, None, ())]
)
def test_without_a_rating_or_a_rater_nobody_signs(rater, overall, chain):
    assert route(rater, overall, chain=chain) == Route()


@pytest.mark.parametrize(
    ("rater", "employee", "expected"),
    [
        ("stranger", None, [("R17", "rater_not_in_chain")]),
        ("supervisor", "supervisor", [("R17", "rater_is_employee")]),
    ],
)
def test_the_rater_belongs_to_the_chain_and_is_not_the_employee(rater, employee, expected):
    assert codes(route(rater, "improvement_needed", employee=employee)) == expected


def test_the_reason_names_the_rule_the_detour_and_the_delegate():
    found = route(
        "supervisor",
        "very_good",
        vacant=[ManagementLevel.DEPUTY_DIRECTOR],
        delegations=[delegation("chief_deputy", "designee")],
        names={"chief_deputy": "Grace Okafor", "designee": "Tom Lindqvist"},
    )
    assert [signer.reason for signer in found.signers] == [
        "The Rater signs the ratings and Comments in person.",
        "Very Good: the District/Division Chief signs as Reviewer.",
        "Very Good: the Deputy Director signs as Department Head; the level of Deputy Director is vacant, so it goes "
        "up the chain to the Chief Deputy Director; Tom Lindqvist signs for Grace Okafor by delegation.",
    ]
    assert {(signer.rule, signer.citation) for signer in found.signers} == {("R17", COUNTY.citation("R17"))}


def test_the_refusal_names_every_reason_and_the_remedy():
    found = route(
        "supervisor",
        "outstanding",
        chain=CHAIN[:5],
        vacant=[ManagementLevel.CHIEF_DEPUTY_DIRECTOR],
        recused=["deputy"],
        names={"deputy": "Lena Fischer"},
    )
    assert [violation.message for violation in found.violations] == [
        "Outstanding: the Deputy Director signs as Reviewer, but nobody above the Rater in the chain of command can "
        "(Lena Fischer is recused and the level of Chief Deputy Director is vacant). "
        "Ask HR to enter who holds the post, or to record an exception.",
        "Outstanding: the Chief Deputy Director signs as Department Head, but nobody above the Rater in the chain of "
        "command can (the level of Chief Deputy Director is vacant). "
        "Ask HR to enter who holds the post, or to record an exception.",
    ]


def test_the_facts_of_an_evaluation_lead_to_the_same_route():
    assert people(route_for(COMPETENT, COUNTY, TODAY)) == ("head", "chief")
    assert route_for(BLANK, COUNTY, TODAY) == Route()
    deemed = replace(BLANK, leaves=(LONG_LEAVE,), comments="2025-09-01 to 2026-05-31")
    assert people(route_for(deemed, COUNTY, TODAY)) == ("head", "chief")
    own = replace(COMPETENT, employee=EmployeeFacts(person="head"))
    assert people(route_for(own, COUNTY, TODAY)) == ("chief", "deputy")


def test_the_rule_book_reports_what_stands_in_the_way():
    facts = replace(COMPETENT, chain=CHAIN[:2], recused=frozenset({"supervisor"}))
    assert findings(facts) == [
        ("R17", "error", "department_head_missing", "overall"),
        ("R23", "error", "rater_recused", "rater"),
    ]
    assert findings(EvaluationFacts(overall=Rating.COMPETENT)) == []
