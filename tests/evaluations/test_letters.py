"""A response that comes by letter (R25, ADR 15): which day counts, who entered it as what, and where that is said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache

from accounts.enums import Role, Scope
from accounts.models import User
from audit.models import AuditEvent
from common.errors import NotAllowed, RuleViolations
from evaluations.enums import EmployeeOutcome, EvaluationStatus, PacketKind
from evaluations.models import Evaluation
from evaluations.selectors.verification import evaluation_findings
from evaluations.services import evaluation_record_outcome, evaluation_respond, evaluations_finalize_due
from evaluations.services.documents import packet_document
from notifications.models import Notice
from tests.api.asking import Program
from tests.evaluations import journeys
from tests.evaluations.journeys import AT, HOUR, TODAY, fresh, user_of
from tests.evaluations.pages import address, client_of, errors_of, page_of, said, values_of
from tests.factories import Chain
from workforce.models import Employee

pytestmark = pytest.mark.django_db
TEXT = "The log of March is incomplete."
FORM = "step-form"
DUE_ON, DAY = date(2026, 7, 20), timedelta(days=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(AT + 9 * HOUR, tick=False):
        yield


@pytest.fixture
def chain() -> Chain:
    return journeys.agency()


@pytest.fixture
def left(chain: Chain) -> Evaluation:
    """Issued on July 6, 2026, to somebody who leaves on that day."""
    evaluation = journeys.evaluation_in(EvaluationStatus.ISSUED, chain)
    Employee.objects.filter(pk=chain.employee.pk).update(status="separated", separated_on=TODAY)
    return fresh(evaluation)


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo("America/Los_Angeles"))


def filed(evaluation: Evaluation, by: User, *, received_on: date | None, at: datetime, text: str = TEXT) -> Evaluation:
    evaluation_respond(
        public_id=evaluation.public_id, text=text, received_on=received_on, by=by, at=at, token=uuid4()
    )  # fmt: skip
    return fresh(evaluation)


def refusals(evaluation: Evaluation, by: User, **asked: Any) -> list[tuple[str, str]]:
    with pytest.raises(RuleViolations) as refusal:
        filed(evaluation, by, **asked)
    assert fresh(evaluation).response == ""
    return [(violation.code, violation.field) for violation in refusal.value.violations]


def unavailable(evaluation: Evaluation) -> Evaluation:
    evaluation_record_outcome(
        public_id=evaluation.public_id, outcome=EmployeeOutcome.UNAVAILABLE, on=TODAY, note="Has left", witness="",
        reasons={}, by=user_of(evaluation.rater), at=AT + 7 * HOUR, token=uuid4(),
    )  # fmt: skip
    return fresh(evaluation)


# --- the day that counts ----------------------------------------------------------------------------------------------


def test_the_day_it_came_counts_and_not_the_day_it_was_entered(left: Evaluation, chain: Chain) -> None:
    at = morning(DUE_ON + 3 * DAY)
    found = filed(left, user_of(chain.supervisor), received_on=DUE_ON, at=at)
    assert (found.response, found.response_on, found.response_filed_at) == (TEXT, DUE_ON, at)
    assert (found.response_filed_as, found.response_by_name, found.response_by_user_id) == (
        "rater", chain.supervisor.full_name, user_of(chain.supervisor).pk,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("received_on", "found"),
    [
        (None, [("not_the_day_received", "received_on")]),
        (TODAY - DAY, [("not_the_day_received", "received_on")]),
        (DUE_ON + 2 * DAY, [("not_the_day_received", "received_on"), ("response_late", "response")]),
        (DUE_ON + DAY, [("response_late", "response")]),
    ],
)
def test_no_day_before_it_was_presented_nor_in_the_future_nor_a_late_one(
    left: Evaluation, chain: Chain, received_on: date | None, found: list[tuple[str, str]]
) -> None:
    at = morning(DUE_ON + DAY)
    # Without any day the one of entering it is not taken for it, and that one is late as well.
    found += [("response_late", "response")] if received_on is None else []
    assert refusals(left, user_of(chain.supervisor), received_on=received_on, at=at) == found


def test_nobody_dates_their_own_response(chain: Chain) -> None:
    evaluation = journeys.evaluation_in(EvaluationStatus.ISSUED, chain)
    asked = {"received_on": TODAY, "at": morning(DUE_ON + DAY)}
    assert refusals(evaluation, user_of(chain.employee), **asked) == [("not_the_day_received", "received_on")]
    found = filed(evaluation, user_of(chain.employee), received_on=None, at=morning(DUE_ON))
    assert (found.response_on, found.response_filed_as, found.response_by_name) == (
        DUE_ON, "employee", chain.employee.full_name,
    )  # fmt: skip


def test_the_mail_of_the_last_day_can_still_be_entered(left: Evaluation, chain: Chain) -> None:
    """For five business days more the sweep leaves it open, and no longer."""
    unavailable(left)
    assert evaluations_finalize_due(at=morning(DUE_ON + 7 * DAY)) == 0
    found = filed(left, user_of(chain.supervisor), received_on=DUE_ON, at=morning(DUE_ON + 7 * DAY))
    assert (found.status, found.response_on, found.filed_on) == ("final", DUE_ON, TODAY)


def test_after_these_days_it_becomes_final_without_one(left: Evaluation) -> None:
    unavailable(left)
    assert evaluations_finalize_due(at=morning(DUE_ON + 8 * DAY)) == 1
    assert (fresh(left).status, fresh(left).filed_on) == ("final", TODAY)


def test_of_somebody_in_service_the_last_day_is_the_last(chain: Chain) -> None:
    journeys.signed_by_employee(journeys.evaluation_in(EvaluationStatus.ISSUED, chain))
    assert evaluations_finalize_due(at=morning(DUE_ON + DAY)) == 1


# --- who has entered it, as what --------------------------------------------------------------------------------------


def test_whoever_is_of_hr_and_the_rater_files_it_as_the_rater(left: Evaluation, chain: Chain) -> None:
    user_of(chain.supervisor).role_grants.create(role=Role.HR.value, granted_at=AT)
    assert filed(left, user_of(chain.supervisor), received_on=TODAY, at=AT + 9 * HOUR).response_filed_as == "rater"


def test_the_name_is_that_of_the_day(left: Evaluation, chain: Chain) -> None:
    analyst = journeys.hr_analyst()
    then = analyst.full_name
    evaluation = filed(left, user_of(analyst), received_on=TODAY, at=AT + 9 * HOUR)
    User.objects.filter(pk=analyst.user_id).update(name="Newly Wed")
    assert packet_document(fresh(evaluation), PacketKind.RECORD, AT + 10 * HOUR)["response"] == {
        "text": TEXT,
        "on": "2026-07-06",
        "is_letter": True,
        "filed_by": {"name": then, "capacity": "hr", "capacity_label": "HR", "at": "2026-07-06T18:00:00-07:00"},
    }
    assert list(evaluation_findings()) == []


def test_the_trail_names_both_days_and_the_capacity(left: Evaluation, chain: Chain) -> None:
    filed(left, user_of(chain.supervisor), received_on=DUE_ON, at=morning(DUE_ON + 3 * DAY))
    event = AuditEvent.objects.get(stream=left.stream, action="responded")
    assert (event.at, event.actor_name) == (morning(DUE_ON + 3 * DAY), chain.supervisor.full_name)
    assert (event.data["response_on"], event.data["filed_as"]) == ("2026-07-20", "rater")
    words = said(page_of(client_of(chain.supervisor).get(left.get_absolute_url())))
    assert "The employee's written response was entered as Rater, from a letter received on July 20, 2026" in words


def test_nobody_files_one_for_their_own_hand(left: Evaluation, chain: Chain) -> None:
    for person in (chain.program_head, chain.division_chief):
        with pytest.raises(NotAllowed):
            filed(left, user_of(person), received_on=TODAY, at=AT + 9 * HOUR)


# --- who is told ------------------------------------------------------------------------------------------------------


def told(evaluation: Evaluation) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(kind__in=["letter_filed", "response_filed"]).order_by("recipient__name", "pk")
    assert {row.subject for row in rows} <= {f"evaluation:{evaluation.public_id}"}
    return [(row.recipient.name, row.kind) for row in rows.select_related("recipient")]


def test_hr_is_told_when_the_rater_files_one(left: Evaluation, chain: Chain) -> None:
    analyst = journeys.hr_analyst()
    filed(left, user_of(chain.supervisor), received_on=TODAY, at=AT + 9 * HOUR)
    hr = sorted([analyst.full_name, chain.hr_manager.full_name])
    assert told(left) == [(name, "letter_filed") for name in hr]
    notice = Notice.objects.filter(kind="letter_filed").first()
    assert (notice.is_action, notice.words["by"], notice.words["received_on"]) == (
        False, chain.supervisor.full_name, "2026-07-06",
    )  # fmt: skip
    page = client_of(analyst).get("/notices/").content.decode()
    assert page.count(f"A letter was filed as the written response of {chain.employee.full_name}") == 1
    assert page.count("it was received on July 6, 2026") == 1
    assert client_of(analyst).get(notice.path).status_code == 200


def test_the_rater_is_told_when_hr_files_one(left: Evaluation, chain: Chain) -> None:
    filed(left, user_of(journeys.hr_analyst()), received_on=TODAY, at=AT + 9 * HOUR)
    assert told(left) == [(chain.supervisor.full_name, "letter_filed")]


def test_somebody_of_hr_about_whom_it_is_learns_nothing_of_it_there(chain: Chain) -> None:
    analyst = journeys.hr_analyst()
    analyst.supervisor = chain.supervisor
    analyst.save()
    evaluation = journeys.issued(journeys.agency_signed(journeys.rated(journeys.started(chain, employee=analyst))))
    Employee.objects.filter(pk=analyst.pk).update(status="separated", separated_on=TODAY)
    filed(evaluation, user_of(chain.supervisor), received_on=TODAY, at=AT + 9 * HOUR)
    assert told(evaluation) == [(chain.hr_manager.full_name, "letter_filed")]


# --- pages and API ----------------------------------------------------------------------------------------------------


def test_the_page_asks_for_the_day_and_keeps_what_was_typed(left: Evaluation, chain: Chain) -> None:
    client = client_of(chain.supervisor)
    form = values_of(client.get(address("respond", left)), FORM)
    answer = client.post(address("respond", left), form | {"response": TEXT, "received_on": "2026-07-05"})
    assert errors_of(answer) == [
        (
            "#id_received_on",
            "Day on which the letter was received: The evaluation was presented on July 6, 2026; a letter about it "
            "cannot have come before. Enter the day on which it was received.",
        )
    ]
    assert values_of(answer, FORM)["response"] == TEXT
    answer = client.post(address("respond", left), form | {"response": "", "received_on": ""})
    assert [words for _link, words in errors_of(answer)] == [
        "Written response: The response is empty. Copy the letter word for word.",
        "Day on which the letter was received: Enter the date. Write it like 10/31/2026.",
    ]


def test_the_employees_own_page_asks_for_no_day_and_takes_none(chain: Chain) -> None:
    evaluation = journeys.evaluation_in(EvaluationStatus.ISSUED, chain)
    client = client_of(chain.employee)
    form = values_of(client.get(address("respond", evaluation)), FORM)
    assert sorted(form) == ["csrfmiddlewaretoken", "response", "token"]
    client.post(address("respond", evaluation), form | {"response": TEXT, "received_on": "2020-01-01"})
    assert fresh(evaluation).response_on == TODAY
    card = said(page_of(client.get(evaluation.get_absolute_url())).find(".//main"))
    assert ("Filed on July 6, 2026" in card, "as a letter" in card) == (True, False)


def test_the_card_says_who_has_entered_it(left: Evaluation, chain: Chain) -> None:
    filed(left, user_of(journeys.hr_analyst()), received_on=TODAY, at=morning(TODAY + DAY))
    words = said(page_of(client_of(chain.supervisor).get(left.get_absolute_url())).find(".//main"))
    by = fresh(left).response_by_name
    assert (
        "Received as a letter on July 6, 2026, since the employee had left the service; entered on July 7, 2026 at "
        f"9:00 a.m. by {by} (HR) {TEXT}"
    ) in words


def test_what_happens_next_says_how_whoever_has_left_responds(left: Evaluation, chain: Chain) -> None:
    words = said(page_of(client_of(chain.supervisor).get(unavailable(left).get_absolute_url())).find(".//main"))
    assert "may respond by a letter that is received by the day below; the Rater or HR enters it." in words


def test_a_program_says_the_day_and_reads_who_has_filed_it(left: Evaluation, chain: Chain) -> None:
    rater = Program(user_of(chain.supervisor), [Scope.EVALUATIONS_READ, Scope.EVALUATIONS_WRITE])
    one = f"evaluations/{left.public_id}/"
    refused = rater.post(f"{one}respond/", {"response": TEXT})
    assert (rater.status, refused["violations"][0]["field"]) == (422, "received_on")
    answer = rater.post(f"{one}respond/", {"response": TEXT, "received_on": "2026-07-06"})
    filing = {name: answer[name] for name in answer if name.startswith("response_") and name != "response_due_on"}
    assert filing == {
        "response_on": "2026-07-06",
        "response_filed_at": "2026-07-06T18:00:00-07:00",
        "response_filed_by": chain.supervisor.full_name,
        "response_filed_as": "rater",
        "response_waived_on": None,
    }


def test_without_a_response_a_program_reads_that_nobody_has_filed_one(left: Evaluation, chain: Chain) -> None:
    read = Program(user_of(chain.supervisor)).get(f"evaluations/{left.public_id}/")
    assert (read["response_filed_at"], read["response_filed_by"], read["response_filed_as"]) == (None, "", "")
