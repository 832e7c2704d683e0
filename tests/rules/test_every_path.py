"""No path reaches final without the signatures that the policy's chart asks for: an exhaustive walk, no database.

For every overall rating (and deemed competent), every shape of the chain of command and whatever befalls it, the route
of the rules is held against the handbook told another way; then every sequence of declared moves with every outcome of
a signature is walked, and whatever is signed at each final is held against what that route asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import combinations, product

import pytest
from django_fsm import TransitionNotAllowed

from evaluations.enums import Capacity, EmployeeOutcome, EvaluationStatus, Rating
from evaluations.models import Evaluation
from evaluations.permissions import ACTION_OF_MOVE, ACTIONS
from evaluations.rules.facts import ChainMember, EvaluationFacts
from evaluations.rules.policy_shape import LowRatingDepartmentHead, Policy
from evaluations.rules.signing import Route, Signer, route_for
from evaluations.services.signing import first_move
from tests.rules.cases import BLANK, BOTH, COMPETENT, COUNTY, LONG_LEAVE, TODAY
from workforce.enums import ManagementLevel

Status = EvaluationStatus
RATER, REVIEWER, HEAD, EMPLOYEE = "rater", "reviewer", "department_head", "employee"
LEVELS = tuple(level for level in ManagementLevel if level is not ManagementLevel.NONE)
RANK = {level.value: level.rank for level in LEVELS}
# The signing chart of the handbook, section 5, in the ranks of the line: Reviewer, Department Head.
CHART = {
    Rating.OUTSTANDING: (4, 5),
    Rating.VERY_GOOD: (3, 4),
    Rating.COMPETENT: (2, 3),
    Rating.IMPROVEMENT_NEEDED: (3, 4),
    Rating.UNSATISFACTORY: (3, 4),
}
DEEMED = replace(BLANK, leaves=(LONG_LEAVE,), comments="On leave from September 1, 2025 to May 31, 2026.")
BY_DEPUTY = replace(
    COUNTY,
    signing=replace(COUNTY.signing, low_rating_department_head=LowRatingDepartmentHead.DEPUTY_DIRECTOR),
)
POLICIES = (*BOTH, BY_DEPUTY)
MOST_WITH_BOTH = 3


# --- who has to sign: the handbook told another way -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shape:
    """One chain of command, its people named by their levels, and what befalls it."""

    chain: tuple[str, ...]
    rater: str
    hr_manager: str | None
    is_hr_away: bool
    vacant: str | None
    recused: str | None

    @property
    def is_twice_hit(self) -> bool:
        return self.vacant is not None and self.recused is not None

    def facts(self, blank: EvaluationFacts) -> EvaluationFacts:
        return replace(
            blank,
            chain=tuple(ChainMember(person, ManagementLevel(person)) for person in self.chain),
            rater=self.rater,
            hr_manager=self.hr_manager,
            is_hr_manager_away=self.is_hr_away,
            vacant=frozenset([ManagementLevel(self.vacant)] if self.vacant else ()),
            recused=frozenset([self.recused] if self.recused else ()),
        )


def shapes() -> Iterator[Shape]:
    """Every line of one to six levels, each of them the Rater; the HR Manager outside, in the line, the Rater, away or
    nobody; each level vacant, each person recused (both at once in lines of three)."""
    for size in range(1, len(LEVELS) + 1):
        for levels in combinations(LEVELS, size):
            chain = tuple(level.value for level in levels)
            managers = [(None, False), ("hr", False), ("hr", True), *((person, False) for person in chain)]
            for rater, (manager, is_away), vacant in product(chain, managers, [None, *chain]):
                for recused in (None, "hr", *chain):
                    shape = Shape(chain, rater, manager, is_away, vacant, recused)
                    if size <= MOST_WITH_BOTH or not shape.is_twice_hit:
                        yield shape


def asked_for(shape: Shape, rating: Rating, policy: Policy) -> dict[str, str] | None:
    """Capacity → the person who signs by the handbook; None where a capacity cannot be filled, or the Rater may not."""
    if shape.recused == shape.rater:
        return None
    reviewer_rank, head_rank = CHART[rating]
    rank = RANK[shape.rater]
    above = [person for person in shape.chain if RANK[person] > rank and person not in (shape.vacant, shape.recused)]
    signers = {RATER: shape.rater}
    if rank < reviewer_rank:
        floor = 0 if rating is Rating.COMPETENT else reviewer_rank
        reviewer = next((person for person in above if RANK[person] >= floor), None)
        if reviewer is None:
            return None
        signers[REVIEWER] = reviewer
    head = None
    if rating.is_low and policy.signing.low_rating_department_head is LowRatingDepartmentHead.HR_MANAGER:
        is_there = shape.hr_manager is not None and not shape.is_hr_away
        is_free = shape.hr_manager not in {shape.recused, *signers.values()}
        head = shape.hr_manager if is_there and is_free else None
    if head is None:
        floor = max(head_rank, rank + 1, RANK[signers[REVIEWER]] + 1 if REVIEWER in signers else 0)
        head = next((person for person in above if RANK[person] >= floor), None)
    return None if head is None else {**signers, HEAD: head}


def facts_for(rating: Rating | None) -> EvaluationFacts:
    """Facts with that overall; None is deemed competent."""
    return DEEMED if rating is None else replace(COMPETENT, overall=rating)


# --- the walk ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where an evaluation stands: its state, the signatures that stand, and what the record holds."""

    status: str = Status.DRAFT.value
    signed: frozenset[str] = frozenset()
    has_concurred: bool = False
    outcome: str = ""
    is_response_over: bool = False


@cache
def moved(status: str, move: str) -> str:
    """The state after the declared transition. Raises TransitionNotAllowed."""
    evaluation = Evaluation(status=status)
    getattr(evaluation, move)()
    return str(evaluation.status)


Chooser = Callable[[Route], str]


def steps(place: Place, route: Route, choose: Chooser) -> Iterator[tuple[str, Place]]:
    """Every move that a person or the system can make from here, with what it leaves behind."""
    status = Status(place.status)
    if status is Status.DRAFT and not any(violation.is_error for violation in route.violations):
        # A new round: what was signed before is void.
        yield choose(route), Place(signed=frozenset([RATER]))
    if status is Status.HR_REVIEW:
        to = "concur_to_reviewer" if route.signer(Capacity.REVIEWER) else "concur_to_department_head"
        yield to, replace(place, has_concurred=True)
    if status is Status.REVIEWER_REVIEW:
        yield "sign_as_reviewer", replace(place, signed=place.signed | {REVIEWER})
    if status is Status.DEPARTMENT_HEAD_REVIEW:
        yield "sign_as_department_head", replace(place, signed=place.signed | {HEAD})
    if status in ACTIONS["return"].states:
        yield "return_to_rater", Place()
    if status in ACTIONS["withdraw"].states:
        yield "withdraw", Place()
    if status is Status.READY_TO_ISSUE:
        yield "issue", place
    if status is Status.ISSUED and place.outcome and place.is_response_over:
        yield "finalize", place
    if status in ACTIONS["void"].states and not place.outcome:
        yield "void", place
    if status is Status.FINAL:
        yield "supersede", place


def recorded(place: Place) -> Iterator[Place]:
    """What is recorded within `issued` without a move: the employee's outcome once, the end of the response."""
    if place.status != Status.ISSUED.value:
        return
    if not place.outcome:
        yield replace(place, outcome=EmployeeOutcome.SIGNED.value, signed=place.signed | {EMPLOYEE})
        yield replace(place, outcome=EmployeeOutcome.REFUSED.value)
        yield replace(place, outcome=EmployeeOutcome.UNAVAILABLE.value)
    if not place.is_response_over:
        yield replace(place, is_response_over=True)


def walk(route: Route, choose: Chooser = first_move) -> tuple[set[Place], set[tuple[str, str, str]]]:
    """Every place that can be reached from a fresh draft, and every edge taken on the way."""
    found, edges, waiting = {Place()}, set(), [Place()]
    while waiting:
        place = waiting.pop()
        reached = list(recorded(place))
        for move, after in steps(place, route, choose):
            target = moved(place.status, move)
            edges.add((place.status, move, target))
            reached.append(replace(after, status=target))
        for new in reached:
            if new not in found:
                found.add(new)
                waiting.append(new)
    return found, edges


@lru_cache
def walked(capacities: tuple[str, ...], needs_hr_review: bool, is_refused: bool) -> set[Place]:
    """The walk depends on a route's capacities alone, not on who fills them."""
    found, _edges = walk(a_route(capacities, needs_hr_review, is_refused))
    return found


def a_route(capacities: Iterable[str], needs_hr_review: bool, is_refused: bool) -> Route:
    """A route of those capacities; `is_refused`: with an error of a real chain that nobody can fill."""
    signers = tuple(Signer(Capacity(name), name, None, "", "R17", "") for name in capacities)
    nobody = route_for(replace(COMPETENT, chain=COMPETENT.chain[:1]), COUNTY, TODAY)
    return Route(signers, nobody.violations if is_refused else (), needs_hr_review)


def unsigned_finals(found: Iterable[Place], needed: set[str], needs_hr_review: bool) -> list[Place]:
    """The finals that lack a signature of the agency, HR's concurrence, or the employee's outcome."""
    return [
        place
        for place in found
        if place.status in (Status.FINAL.value, Status.SUPERSEDED.value)
        and (
            place.signed - {EMPLOYEE} != needed
            or place.has_concurred != needs_hr_review
            or not place.outcome
            or (EMPLOYEE in place.signed) != (place.outcome == EmployeeOutcome.SIGNED.value)
        )
    ]


@pytest.mark.parametrize("rating", [*Rating, None], ids=lambda rating: rating.value if rating else "deemed_competent")
def test_no_path_reaches_final_without_what_the_chart_asks_for(rating: Rating | None) -> None:
    rated = rating or Rating.COMPETENT
    finals, refused = 0, 0
    for shape in shapes():
        facts = shape.facts(facts_for(rating))
        for policy in [COUNTY] if shape.is_twice_hit else POLICIES if rated.is_low else BOTH:
            route = route_for(facts, policy, TODAY)
            needed = asked_for(shape, rated, policy)
            is_refused = any(violation.is_error for violation in route.violations)
            found = walked(tuple(signer.capacity.value for signer in route.signers), route.needs_hr_review, is_refused)
            ends = {place.status for place in found} & {"final", "superseded"}
            if needed is None:
                assert (is_refused, ends) == (True, set()), (shape, policy.name)
                refused += 1
            else:
                assert {signer.capacity.value: signer.principal for signer in route.signers} == needed, shape
                assert (is_refused, ends) == (False, {"final", "superseded"}), (shape, policy.name)
                assert unsigned_finals(found, set(needed), rated.is_low) == [], (shape, policy.name)
                finals += 1
    assert min(finals, refused) > 1000


def test_the_walks_take_every_declared_edge() -> None:
    """A new edge has to be walked, too."""
    taken: set[tuple[str, str, str]] = set()
    for capacities, needs_hr in product([(RATER, REVIEWER, HEAD), (RATER, HEAD)], [True, False]):
        taken |= walk(a_route(capacities, needs_hr, is_refused=False))[1]
    declared = {(edge.source, edge.name, edge.target) for edge in Evaluation().get_all_status_transitions()}
    assert taken == declared


@pytest.mark.parametrize(
    ("chosen", "missing"),
    [
        (lambda route: "submit_to_department_head", {REVIEWER}),
        (lambda route: "submit_to_reviewer", set()),
    ],
    ids=["past the Reviewer", "past HR"],
)
def test_the_walk_sees_a_faulty_choice(chosen: Chooser, missing: set[str]) -> None:
    """The walk itself is tried: where submission skipped a capacity or HR, it would find the finals that lack it."""
    route = a_route((RATER, REVIEWER, HEAD), True, is_refused=False)
    found, _edges = walk(route, chosen)
    lacking = unsigned_finals(found, {RATER, REVIEWER, HEAD}, True)
    assert {frozenset({RATER, REVIEWER, HEAD} - place.signed) for place in lacking} == {frozenset(missing)}
    assert {place.has_concurred for place in lacking} == {False}


@pytest.mark.parametrize("status", list(Status), ids=lambda status: status.value)
def test_an_edge_that_is_not_declared_is_refused(status: Status) -> None:
    declared = {(edge.source, edge.name) for edge in Evaluation().get_all_status_transitions()}
    for move in sorted({name for _source, name in declared}):
        if (status.value, move) in declared:
            continue
        evaluation = Evaluation(status=status.value)
        with pytest.raises(TransitionNotAllowed):
            getattr(evaluation, move)()
        assert evaluation.status == status.value
        # And no action lets a person try it: the map of actions knows no more states than the graph.
        if move in ACTION_OF_MOVE and not any(
            ACTION_OF_MOVE.get(other) == ACTION_OF_MOVE[move] for source, other in declared if source == status.value
        ):
            assert status not in ACTIONS[ACTION_OF_MOVE[move]].states
