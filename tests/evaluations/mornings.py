"""A small agency on the evening before a morning on which the daily run has something of everything to do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from evaluations.enums import EvaluationStatus, Rating
from evaluations.services.due_dates import due_dates_refresh
from tests.evaluations.journeys import (
    AT,
    agency,
    agency_signed,
    evaluation_in,
    hr_analyst,
    rated,
    started,
    submitted,
)
from tests.evaluations.test_foresight import file_of
from tests.factories import Chain, make_employee, make_org_unit
from workforce.enums import ManagementLevel
from workforce.models import Employee
from workforce.services import people_import

# Thursday, July 30, 2026, eight in the evening in Los Angeles; and the next mornings, ten past five.
EVENING = datetime(2026, 7, 31, 3, 0, tzinfo=UTC)
MORNINGS = [datetime(2026, 7, 31, 12, 10, tzinfo=UTC) + timedelta(days=days) for days in range(5)]
FIRST_YEAR = date(2025, 9, 1)  # appointed then, somebody is due on August 31, 2026


def evening_before() -> Chain:
    """Evaluations in every state, and a people file of the evening that nobody has followed yet."""
    chain = agency()
    hr_analyst()
    evaluation_in(EvaluationStatus.ISSUED, chain, rating=Rating.IMPROVEMENT_NEEDED)
    people = {name: make_employee(last_name=name, supervisor=chain.supervisor) for name in ("Waiting", "Review")}
    submitted(rated(started(chain, employee=people["Waiting"])))
    submitted(rated(started(chain, employee=people["Review"]), Rating.IMPROVEMENT_NEEDED))
    for name in ("First", "Second", "Third"):
        make_employee(last_name=name, supervisor=chain.supervisor, appointed_on=FIRST_YEAR)
    make_employee(last_name="Alone", appointed_on=FIRST_YEAR)
    due_dates_refresh(employee_ids=None, at=AT)
    file = file_of(*_left_by_their_rater(chain), *_left_by_their_signer(chain), *_moved(chain))
    result = people_import(data=file, file_name="people.csv", by=None, at=EVENING)
    assert result.is_applied, result.difference.rejected
    return chain


Changes = list[tuple[Employee, dict[str, str]]]


def _left_by_their_rater(chain: Chain) -> Changes:
    """A Rater goes who has a draft with words, and an evaluation that is ready to issue."""
    rater = _supervisor("Leaving", chain.program_head)
    ready, draft = (make_employee(last_name=name, supervisor=rater) for name in ("Ready", "Written"))
    agency_signed(rated(started(chain, employee=ready)))
    rated(started(chain, employee=draft))
    return [(rater, {"status": "separated", "separated_on": "2026-07-30"})]


def _left_by_their_signer(chain: Chain) -> Changes:
    """A Reviewer goes who has been asked to sign."""
    head = make_employee(last_name="Head", level=ManagementLevel.PROGRAM_HEAD, supervisor=chain.division_chief)
    submitted(rated(started(chain, employee=make_employee(last_name="Asked", supervisor=_supervisor("Under", head)))))
    return [(head, {"status": "separated", "separated_on": "2026-07-30"})]


def _moved(chain: Chain) -> Changes:
    """A transfer closes what is begun, one what is not; a new supervisor takes a draft over, at once and in three days;
    somebody has left before the period of the draft."""
    new, unit = _supervisor("Successor", chain.program_head), make_org_unit("Department / Elsewhere").path
    names = ("Begun", "Running", "Passed", "Ahead", "Gone")
    people = [make_employee(last_name=name, supervisor=chain.supervisor, appointed_on=FIRST_YEAR) for name in names]
    begun, running, passed, ahead, gone = people
    year = (FIRST_YEAR, date(2026, 8, 31))
    for person in (begun, passed, ahead):
        started(chain, employee=person, period=year)
    started(chain, employee=gone, period=(date(2026, 7, 1), date(2026, 8, 31)))
    to = {"supervisor_no": new.employee_no}
    return [
        (begun, {**to, "org_unit": unit, "effective_on": "2026-07-27"}),
        (running, {**to, "org_unit": unit, "effective_on": "2026-07-27"}),
        (passed, {**to, "effective_on": "2026-07-29"}),
        (ahead, {**to, "effective_on": "2026-08-02"}),
        (gone, {"status": "separated", "separated_on": "2026-06-29"}),
    ]


def _supervisor(last_name: str, above: Employee) -> Employee:
    return make_employee(last_name=last_name, level=ManagementLevel.SUPERVISOR, supervisor=above)
