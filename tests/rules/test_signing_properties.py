"""R17 and R23 by brute force: every small chain with everything that can befall it."""

from datetime import date
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.enums import Capacity, Rating
from evaluations.rules.facts import ChainMember, Delegation
from evaluations.rules.signing import Route, signers
from tests.rules.cases import BOTH, COUNTY, TODAY
from workforce.enums import ManagementLevel

LEVELS = tuple(level for level in ManagementLevel if level is not ManagementLevel.NONE)
CHAINS = [
    tuple(ChainMember(level.value, level) for level in levels)
    for size in range(1, len(LEVELS) + 1)
    for levels in combinations(LEVELS, size)
]
RANKS = {level.value: level.rank for level in LEVELS}
# The chart once more, in the ranks of the line: required Reviewer, required Department Head.
CHART = {
    Rating.OUTSTANDING: (4, 5),
    Rating.VERY_GOOD: (3, 4),
    Rating.COMPETENT: (2, 3),
    Rating.IMPROVEMENT_NEEDED: (3, 4),
    Rating.UNSATISFACTORY: (3, 4),
}


def expected_people(chain, rater, overall, hr_manager, out):
    """The handbook's section 5 told another way, for strictly rising chains without delegations."""
    needed_reviewer, needed_head = CHART[overall]
    rank = RANKS[rater]
    above = [member.person for member in chain if RANKS[member.person] > rank and member.person not in out]
    reviewer = None
    if rank < needed_reviewer:
        floor = 0 if overall is Rating.COMPETENT else needed_reviewer
        reviewer = next((person for person in above if RANKS[person] >= floor), None)
    if overall.is_low and hr_manager is not None and hr_manager not in {rater, reviewer, *out}:
        return reviewer, hr_manager
    floor = max(needed_head, rank + 1)
    above_reviewer = [person for person in above if reviewer is None or RANKS[person] > RANKS[reviewer]]
    return reviewer, next((person for person in above_reviewer if RANKS[person] >= floor), None)


def people(route: Route):
    return tuple(
        seat and seat.principal for seat in (route.signer(Capacity.REVIEWER), route.signer(Capacity.DEPARTMENT_HEAD))
    )


@pytest.mark.parametrize("overall", list(Rating))
def test_every_chain_rater_vacancy_recusal_and_hr_manager(overall):
    for chain in CHAINS:
        ids = [member.person for member in chain]
        for rater, hr_manager, vacancy, recusal in product(ids, [None, "hr", *ids], [None, *ids], [None, "hr", *ids]):
            if rater in (vacancy, recusal):
                continue
            route = signers(
                chain,
                rater,
                overall,
                COUNTY,
                hr_manager=hr_manager,
                vacant=[ManagementLevel(vacancy)] if vacancy else (),
                recused=[recusal] if recusal else (),
                today=TODAY,
            )
            # A vacancy takes somebody out of the line, not out of the HR Manager's post.
            line = [member for member in chain if member.person != vacancy]
            expected = expected_people(line, rater, overall, hr_manager, {recusal} - {None})
            assert people(route) == expected, (ids, rater, hr_manager, vacancy, recusal)


PEOPLE = st.sampled_from(["a", "b", "c", "d", "e", "f", "g", "h", "employee"])
MEMBERS = st.builds(ChainMember, PEOPLE, st.sampled_from(list(ManagementLevel)))
DELEGATIONS = st.builds(
    lambda principal, delegate, is_active: Delegation(
        principal, delegate, date(2026, 7, 1), TODAY if is_active else date(2026, 7, 5)
    ),
    PEOPLE,
    PEOPLE,
    st.booleans(),
)


@settings(max_examples=1500, deadline=None)
@given(
    chain=st.lists(MEMBERS, min_size=1, max_size=7),
    rater_index=st.integers(min_value=0, max_value=6),
    overall=st.sampled_from(list(Rating)),
    policy=st.sampled_from(BOTH),
    hr_manager=st.none() | PEOPLE,
    vacant=st.frozensets(st.sampled_from(LEVELS), max_size=2),
    recused=st.frozensets(PEOPLE, max_size=3),
    exceptions=st.frozensets(PEOPLE, max_size=1),
    delegations=st.lists(DELEGATIONS, max_size=4),
)
def test_whatever_befalls_the_chain(
    chain, rater_index, overall, policy, hr_manager, vacant, recused, exceptions, delegations
):
    rater = chain[rater_index % len(chain)].person
    route = signers(
        chain,
        rater,
        overall,
        policy,
        hr_manager=hr_manager,
        vacant=vacant,
        recused=recused,
        exceptions=exceptions,
        delegations=delegations,
        today=TODAY,
        employee="employee",
    )
    persons = [signer.person for signer in route.signers]
    offices = [signer.principal for signer in route.signers]
    others = route.signers[1:]
    assert (route.signers[0].capacity, persons[0], route.signers[0].acting_for) == (Capacity.RATER, rater, None)
    assert len(set(persons)) == len(persons)
    assert len(set(offices)) == len(offices)
    assert [signer.capacity for signer in route.signers] == sorted(
        (signer.capacity for signer in route.signers), key=list(Capacity).index
    )
    barred = (recused - exceptions) | {"employee"}
    assert not barred & {name for signer in others for name in (signer.person, signer.principal)}
    active = {(entry.principal, entry.delegate) for entry in delegations if entry.is_active(TODAY)}
    assert all(signer.acting_for is None or (signer.acting_for, signer.person) in active for signer in others)
    codes = {violation.code for violation in route.violations}
    assert (route.signer(Capacity.DEPARTMENT_HEAD) is None) == ("department_head_missing" in codes)
    if "reviewer_missing" in codes:
        assert route.signer(Capacity.REVIEWER) is None
    assert ("rater_recused" in codes) == (rater in recused - exceptions)
    assert ("rater_is_employee" in codes) == (rater == "employee")
    assert route.needs_hr_review == overall.is_low
    assert_rising(chain, route, hr_manager if overall.is_low else None)


def assert_rising(chain: list[ChainMember], route: Route, outside_the_line: str | None) -> None:
    """Everybody who signs from the line stands above the one who signed before."""
    last_place = {member.person: place for place, member in enumerate(chain)}
    floor = last_place[route.signers[0].person]
    for signer in route.signers[1:]:
        if signer.capacity is Capacity.DEPARTMENT_HEAD and signer.principal == outside_the_line:
            continue
        places = [place for place, member in enumerate(chain) if member.person == signer.principal and place > floor]
        assert places, (chain, route)
        floor = places[0]


@given(
    st.lists(MEMBERS, min_size=1, max_size=7),
    st.sampled_from(list(Rating)),
    st.frozensets(PEOPLE, max_size=4),
)
def test_recusing_fewer_never_loses_a_department_head(chain, overall, recused):
    rater = chain[0].person

    def head(out):
        return signers(chain, rater, overall, COUNTY, recused=out, today=TODAY).signer(Capacity.DEPARTMENT_HEAD)

    if head(recused) is not None:
        assert head(frozenset()) is not None
