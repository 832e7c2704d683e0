"""Simulating a draft over real evaluations: what is told, to whom, and that nothing is written to any of them."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from accounts.enums import Role
from accounts.models import User
from audit.models import AuditEvent, StreamHead
from common.errors import NotAllowed, NotVisible, RuleViolations
from evaluations import tasks
from evaluations.enums import EvaluationStatus, PolicyScope, Rating
from evaluations.models import Evaluation, FollowUp, PolicySimulation, PolicyVersion, SigningStep, SimulatedChange
from evaluations.services.policies import policy_draft_discard, policy_draft_save
from evaluations.services.simulations import (
    BATCH,
    SIMULATE_JOB,
    policy_simulate,
    policy_simulate_portion,
    policy_simulation_give_up,
    policy_simulations_forget,
)
from jobs.models import Job
from tests.counting import queries_of
from tests.evaluations.journeys import (
    AT,
    HOUR,
    agency,
    agency_signed,
    evaluation_in,
    finished,
    issued,
    rated,
    started,
    user_of,
)
from tests.evaluations.policies import drafted, policy_admin
from tests.evaluations.test_pages_policies import words
from tests.factories import Chain, make_employee, make_user
from workforce.models import Employee

pytestmark = pytest.mark.django_db
NOW = AT + 24 * HOUR
RANGE = {"first": date(2025, 7, 8), "last": date(2026, 7, 7)}
CHART = {"signing__chart__competent": {"reviewer": "division_chief", "department_head": "director"}}


@pytest.fixture(autouse=True)
def _tuesday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def admin(client):
    client.force_login(policy_admin())
    return client


def hr_admin() -> User:
    """Who looks after policy sets and reads everybody's evaluations as HR; always the same person."""
    known = User.objects.filter(email="hr.policies@agency.example").first()
    roles = [Role.CLASSIFICATION_ADMIN, Role.HR]
    return known or make_user(email="hr.policies@agency.example", name="Robin Both", roles=roles)


@pytest.fixture
def reader(client):
    client.force_login(hr_admin())
    return client


def another(chain: Chain, **fields: Any) -> Employee:
    return make_employee(supervisor=chain.supervisor, **fields)


def work() -> None:
    """A worker does what is asked for of simulations, and of nothing else."""
    while jobs := list(Job.objects.filter(name=SIMULATE_JOB, status="queued")):
        for job in jobs:
            tasks.simulate_policy(job.payload, at=NOW)
            job.delete()


def simulated(row: PolicyVersion, **days: date) -> PolicySimulation:
    """Asked for and done by a worker."""
    simulation = policy_simulate(name=row.name, **{**RANGE, **days}, by=policy_admin(), at=NOW)
    work()
    simulation.refresh_from_db()
    assert simulation.finished_at is not None
    return simulation


def told(simulation: PolicySimulation) -> list[tuple[str, str, str, str, str]]:
    rows = SimulatedChange.objects.filter(simulation=simulation).order_by("evaluation_id", "pk")
    return list(rows.values_list("evaluation__employee__last_name", "kind", "what", "before", "after"))


def everything() -> list[Any]:
    """Every row that an evaluation is made of, and every step of its trail."""
    trails = StreamHead.objects.exclude(stream__startswith="policy:")
    return [
        list(model.objects.order_by("pk").values())
        for model in (Evaluation, SigningStep, FollowUp)
    ] + [list(trails.order_by("pk").values())]  # fmt: skip


# --- what is told -----------------------------------------------------------------------------------------------------


def test_what_a_draft_would_have_changed_in_each_evaluation():
    chain = agency()
    finished(rated(started(chain)))
    low = another(chain, last_name="Low")
    issued_low = rated(started(chain, employee=low), Rating.IMPROVEMENT_NEEDED)
    issued(agency_signed(issued_low))
    row = drafted(at=NOW, follow_up__window_months=9, deadlines__copy_days=5, **CHART)
    before = everything()
    simulation = simulated(row)
    assert told(simulation) == [
        ("Staff", "signers", "Reviewer", "Avery ProgramHead", "Avery DistrictDivisionChief"),
        ("Staff", "signers", "Department Head", "Avery DistrictDivisionChief", "Avery Director"),
        ("Staff", "dates", "Employee's copy due", "July 26, 2026", "July 11, 2026"),
        ("Low", "dates", "Employee's copy due", "July 26, 2026", "July 11, 2026"),
        ("Low", "dates", "End of the follow-up window", "January 6, 2027", "April 6, 2027"),
    ]
    assert (simulation.done, simulation.total, simulation.under_way) == (2, 2, 0)
    assert everything() == before


def test_a_draft_that_says_the_same_changes_nothing():
    finished(rated(started(agency())))
    assert told(simulated(drafted(at=NOW))) == []


@pytest.mark.parametrize(
    "status",
    [
        EvaluationStatus.DRAFT, EvaluationStatus.REVIEWER_REVIEW, EvaluationStatus.DEPARTMENT_HEAD_REVIEW,
        EvaluationStatus.READY_TO_ISSUE,
    ],
)  # fmt: skip
def test_of_what_is_not_issued_nothing_is_judged_nor_kept(status):
    chain = agency()
    finished(rated(started(chain, employee=another(chain, last_name="Known"))))
    evaluation_in(status, chain)
    simulation = simulated(drafted(at=NOW, **CHART))
    assert {name for name, *_ in told(simulation)} == {"Known"}
    assert (simulation.total, simulation.under_way) == (1, 1)


def test_neither_void_nor_superseded_ones_count():
    evaluation_in(EvaluationStatus.SUPERSEDED)
    simulation = simulated(drafted(at=NOW, **CHART))
    assert (simulation.total, simulation.under_way) == (1, 0)


def test_periods_that_ended_outside_of_the_days_are_left_out():
    finished(rated(started(agency())))
    row = drafted(at=NOW, **CHART)
    with pytest.raises(RuleViolations, match="No evaluation of these people whose period ended then is issued"):
        policy_simulate(name=row.name, first=date(2026, 7, 1), last=date(2026, 7, 7), by=policy_admin(), at=NOW)
    assert simulated(row, first=date(2026, 6, 30), last=date(2026, 6, 30)).total == 1
    with pytest.raises(RuleViolations, match="The last day lies before the first one"):
        policy_simulate(name=row.name, first=date(2026, 7, 7), last=date(2026, 7, 6), by=policy_admin(), at=NOW)


def test_a_set_for_a_bargaining_unit_is_tried_on_its_people_alone():
    chain = agency()
    finished(rated(started(chain)))
    finished(rated(started(chain, employee=another(chain, last_name="Own", bargaining_unit="721"))))
    row = drafted("school-1", scope=PolicyScope.BARGAINING_UNIT, members=["721"], at=NOW)
    simulation = simulated(row)
    assert simulation.total == 1
    assert ("Own", "dates", "Filed", "July 6, 2026", "July 20, 2026") in told(simulation)


def test_portions_follow_each_other_and_each_is_done_once():
    chain = agency()
    for _ in range(5):
        finished(rated(started(chain, employee=another(chain))))
    row = drafted(at=NOW, deadlines__copy_days=5)
    simulation = policy_simulate(name=row.name, **RANGE, by=policy_admin(), at=NOW)
    done = []
    while simulation.finished_at is None:
        for _ in range(2):  # a worker that died after its work is followed by another one
            policy_simulate_portion(public_id=simulation.public_id, after=simulation.after, at=NOW, size=2)
        simulation.refresh_from_db()
        done.append(simulation.done)
    assert done == [2, 4, 5]
    assert SimulatedChange.objects.count() == 5
    assert Job.objects.filter(name="evaluations.simulate_policy").count() == 3
    assert BATCH == 100


def test_a_draft_that_changes_meanwhile_is_not_judged_half_and_half():
    finished(rated(started(agency())))
    row = drafted(at=NOW, **CHART)
    simulation = policy_simulate(name=row.name, **RANGE, by=policy_admin(), at=NOW)
    policy_draft_save(name=row.name, revision=row.revision, changes={"title": "New"}, by=policy_admin(), at=NOW)
    work()
    simulation.refresh_from_db()
    assert (simulation.error, simulation.done) == ("The draft was changed meanwhile. Simulate again.", 0)


def test_what_was_simulated_goes_with_the_draft_and_after_90_days():
    finished(rated(started(agency())))
    row = drafted(at=NOW, **CHART)
    simulated(row)
    assert policy_simulations_forget(at=NOW + timedelta(days=90)) == 0
    simulated(row)
    with time_machine.travel(NOW + timedelta(days=91), tick=False):
        tasks.tidy()
    assert (PolicySimulation.objects.count(), SimulatedChange.objects.count()) == (0, 0)
    simulated(row)
    policy_draft_discard(name=row.name, revision=row.revision, by=policy_admin(), at=NOW)
    assert (PolicySimulation.objects.count(), Evaluation.objects.count()) == (0, 1)


def test_how_many_evaluations_there_are_costs_the_page_no_query(reader):
    chain = agency()
    finished(rated(started(chain)))
    row = drafted(at=NOW, **CHART)
    one = simulated(row)
    alone = queries_of(lambda: reader.get(one.get_absolute_url()))
    for _ in range(2):
        finished(rated(started(chain, employee=another(chain))))
    three = simulated(row)
    assert queries_of(lambda: reader.get(three.get_absolute_url())) == alone


# --- who is told ------------------------------------------------------------------------------------------------------


def test_nobody_else_simulates_or_sees_it(client):
    chain = agency()
    finished(rated(started(chain)))
    row = drafted(at=NOW, **CHART)
    simulation = simulated(row)
    roles = [role for role in Role if role not in (Role.CLASSIFICATION_ADMIN, Role.HR_MANAGER)]
    for user in [*(make_user(roles=[role]) for role in roles), user_of(chain.hr_manager), make_user()]:
        with pytest.raises(NotAllowed):
            policy_simulate(name=row.name, **RANGE, by=user, at=NOW)
        client.force_login(user)
        for address in ("", "progress/", "csv/"):
            assert client.get(f"{simulation.get_absolute_url()}{address}").status_code == 404
        assert client.get("/policies/county-101/simulate/").status_code == 404
    with pytest.raises(NotVisible):
        policy_simulate(name="county-1", **RANGE, by=policy_admin(), at=NOW)


def test_the_reader_sees_nothing_of_their_own(reader):
    chain = agency()
    own = another(chain, last_name="Both", user=hr_admin())
    finished(rated(started(chain, employee=own)))
    finished(rated(started(chain)))
    simulation = simulated(drafted(at=NOW, **CHART))
    page = words(reader.get(simulation.get_absolute_url()))
    assert own.employee_no not in page
    assert "Anything 1 Signers 1 What the rules say 0 Dates 0" in page
    assert own.employee_no not in _csv(reader, simulation)


def test_who_only_looks_after_policy_sets_is_told_counts_and_nobodys_name(admin):
    chain = agency()
    for _ in range(6):
        finished(rated(started(chain, employee=another(chain))))
    issued(agency_signed(rated(started(chain, employee=another(chain, last_name="Low")), Rating.IMPROVEMENT_NEEDED)))
    simulation = simulated(drafted(at=NOW, follow_up__window_months=9, deadlines__copy_days=5))
    page = words(admin.get(simulation.get_absolute_url()))
    assert re.findall(r"R\d+(?= [A-Z])", page.partition("Evaluations")[2].partition("Which signers")[0]) == ["R19"]
    assert "At least 5" in page
    assert "R12" not in page  # one follow-up window: whose it is would be told
    for query in ("", "?kind=dates", "?q=low"):
        shown = admin.get(f"{simulation.get_absolute_url()}{query}").content.decode()
        assert not [one for one in Employee.objects.all() if one.employee_no in shown or "Low" in shown]
    csv_page = admin.get(f"{simulation.get_absolute_url()}csv/")
    assert csv_page.status_code == 403
    assert "The changes name people, so HR takes them away." in words(csv_page)
    assert not AuditEvent.objects.filter(action="policy_simulation_exported").exists()


def test_whether_anything_differs_for_a_few_is_not_told(admin):
    chain = agency()
    issued(agency_signed(rated(started(chain), Rating.IMPROVEMENT_NEEDED)))
    some, none = simulated(drafted(at=NOW, follow_up__window_months=9)), None
    told_of_some = words(admin.get(some.get_absolute_url()))
    policy_draft_discard(name="county-101", revision=PolicyVersion.objects.get().revision, by=policy_admin(), at=NOW)
    none = simulated(drafted(at=NOW))
    told_of_none = words(admin.get(none.get_absolute_url()))
    sentence = "Nothing would have changed, or in too few evaluations to be told."
    assert sentence in told_of_some
    assert sentence in told_of_none


def test_the_counts_cost_no_more_queries_for_more_evaluations(admin):
    chain = agency()
    finished(rated(started(chain)))
    row = drafted(at=NOW, **CHART)
    one = simulated(row)
    alone = queries_of(lambda: admin.get(one.get_absolute_url()))
    for _ in range(2):
        finished(rated(started(chain, employee=another(chain))))
    three = simulated(row)
    assert queries_of(lambda: admin.get(three.get_absolute_url())) == alone


def test_taking_the_changes_away_is_an_event_of_the_set(reader):
    finished(rated(started(agency())))
    simulation = simulated(drafted(at=NOW, **CHART))
    _csv(reader, simulation, "?kind=signers")
    event = AuditEvent.objects.get(action="policy_simulation_exported")
    assert (event.stream, event.actor_name) == ("policy:county-101", "Robin Both")
    assert event.data == {
        "version": "county-101",
        "days": ["2025-07-08", "2026-07-07"],
        "rows": 2,
        "asked": {"kind": "signers", "search": ""},
    }
    page = f"{simulation.get_absolute_url()}csv/"
    assert reader.head(page).status_code == 405


def test_no_rating_is_told(reader):
    chain = agency()
    issued(agency_signed(rated(started(chain), Rating.IMPROVEMENT_NEEDED)))
    simulation = simulated(drafted(at=NOW, rules__R9__on=False, deadlines__copy_days=5))
    lines = _csv(reader, simulation)
    assert "Improvement Needed" not in lines
    assert "R19" in lines


# --- the pages --------------------------------------------------------------------------------------------------------


def _csv(client, simulation: PolicySimulation, query: str = "") -> str:
    response = client.get(f"{simulation.get_absolute_url()}csv/{query}")
    return b"".join(response.streaming_content).decode("utf-8-sig")


def test_it_is_asked_for_waited_for_and_looked_through(reader):
    chain = agency()
    finished(rated(started(chain)))
    drafted(at=NOW, deadlines__copy_days=5, **CHART)
    start = reader.get("/policies/county-101/simulate/")
    assert 'name="first" value="2025-07-08"' in start.content.decode()
    asked = reader.post("/policies/county-101/simulate/", {"first": "2025-07-08", "last": "2026-07-07"})
    simulation = PolicySimulation.objects.get()
    assert asked.url == simulation.get_absolute_url()
    assert "0 of 1 evaluations are judged." in words(reader.get(asked.url))
    assert "0 of 1 evaluations are judged." in words(reader.get(f"{asked.url}progress/"))
    assert reader.get(f"{asked.url}csv/").status_code == 409
    work()
    assert reader.get(f"{asked.url}progress/")["HX-Refresh"] == "true"
    page = words(reader.get(asked.url))
    assert "Anything 1 Signers 1 What the rules say 0 Dates 1" in page
    assert "Reviewer (R17): Avery ProgramHead → Avery DistrictDivisionChief" in page
    assert "Employee's copy due (R19): July 26, 2026 → July 11, 2026" in page
    only = words(reader.get(f"{asked.url}?kind=dates"))
    assert "Employee's copy due (R19)" in only
    assert "Reviewer (R17)" not in only
    assert "Nothing matches" in words(reader.get(f"{asked.url}?q=nobody"))
    assert AuditEvent.objects.filter(stream="policy:county-101", action="policy_simulated").count() == 1


def test_it_is_taken_away_as_csv_by_the_same_filters(reader):
    chain = agency()
    finished(rated(started(chain)))
    simulation = simulated(drafted(at=NOW, deadlines__copy_days=5, **CHART))
    rows = list(csv.reader(io.StringIO(_csv(reader, simulation, "?kind=dates"))))
    person = chain.employee
    assert rows == [
        [
            "Employee number", "Employee", "Unit", "Period from", "Period to", "Kind", "Rule", "What", "Before",
            "By this version",
        ],
        [
            person.employee_no, person.full_name, "Department / Operations", "2025-07-01", "2026-06-30", "Dates", "R19",
            "Employee's copy due", "July 26, 2026", "July 11, 2026",
        ],
    ]  # fmt: skip
    assert len(_csv(reader, simulation).splitlines()) == 4


def test_a_changed_draft_says_that_its_simulation_is_old(admin):
    finished(rated(started(agency())))
    row = drafted(at=NOW, **CHART)
    simulation = simulated(row)
    sentence = "The draft has been changed since: this is what it said then."
    assert sentence not in words(admin.get(simulation.get_absolute_url()))
    policy_draft_save(name=row.name, revision=row.revision, changes={"title": "New"}, by=policy_admin(), at=NOW)
    assert sentence in words(admin.get(simulation.get_absolute_url()))
    runs = admin.get("/policies/county-101/simulate/")
    assert "July 8, 2025 to July 7, 2026" in words(runs)
    assert "The draft has been changed since" in words(runs)


def test_workers_that_have_given_up_are_told_of(admin):
    finished(rated(started(agency())))
    row = drafted(at=NOW, **CHART)
    simulation = policy_simulate(name=row.name, **RANGE, by=policy_admin(), at=NOW)
    policy_simulation_give_up(public_id=simulation.public_id, at=NOW)
    page = words(admin.get(simulation.get_absolute_url()))
    assert "The simulation was not finished" in page
    assert "The workers have given up. Tell the system administrator, then simulate again." in page


def test_where_nothing_can_be_judged_the_form_says_so(admin):
    drafted(at=NOW)
    response = admin.post("/policies/county-101/simulate/", {"first": "2025-07-08", "last": "2026-07-07"})
    assert response.status_code == 422
    assert "No evaluation of these people whose period ended then is issued. Choose other days." in words(response)
