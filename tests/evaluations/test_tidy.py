"""Old notices make room: those that the law asks for stay while they matter, and no reminder is said a second time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine

from evaluations import tasks
from evaluations.enums import EvaluationStatus, Rating
from evaluations.models import Evaluation, FollowUp
from evaluations.rules.reminder_plan import reminder_plan
from evaluations.selectors.kept_notices import subjects_under_way
from evaluations.selectors.reminders import reminder_selects
from evaluations.services.reminders import reminders_make
from jobs.models import Run
from notifications.models import Mail, Notice
from notifications.rules import LONGEST_STAGE_DAYS
from notifications.services import notices_add_from, notices_tidy
from tests.evaluations.journeys import (
    AT,
    TODAY,
    agency,
    evaluation_in,
    hr_analyst,
    rated,
    signed_by_employee,
    started,
    submitted,
    waived,
)
from tests.evaluations.reminding import due, morning
from tests.factories import make_employee

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def tidied(at: datetime, kept_days: int = 400) -> int:
    """Everything has been read and mailed; how many notices go."""
    Notice.objects.filter(read_at=None).update(read_at=at)
    Mail.objects.update(status="sent")
    Notice.objects.filter(mail=None).update(done_at=at)
    kept, params = subjects_under_way()
    return notices_tidy(at=at, kept_days=kept_days, kept=kept, params=params)["notices"]


@pytest.mark.parametrize(
    ("status", "rating", "kept"),
    [
        (EvaluationStatus.ISSUED, Rating.COMPETENT, ["issued", "response_until", "sign_receipt"]),
        (EvaluationStatus.FINAL, Rating.COMPETENT, []),
        # The window is open: what told of the issue that began it, and of its end, is at hand until it is closed.
        (EvaluationStatus.FINAL, Rating.IMPROVEMENT_NEEDED, ["issued", "window_ends"]),
    ],
)
def test_statutory_notices_stay_while_their_evaluation_or_its_window_is_open(status, rating, kept):
    hr_analyst()
    evaluation = evaluation_in(EvaluationStatus.ISSUED, agency(), rating=rating)
    if status is EvaluationStatus.ISSUED:
        for days in (8, 14):
            reminders_make(at=morning(TODAY + days * DAY))
    else:
        waived(signed_by_employee(evaluation))
        for window in FollowUp.objects.all():
            reminders_make(at=morning(window.ends_on - 7 * DAY))
    tidied(AT + 800 * DAY)
    left = Notice.objects.order_by("kind").values_list("kind", flat=True).distinct()
    assert (list(left), Notice.objects.exclude(is_statutory=True).count()) == (kept, 0)
    FollowUp.objects.update(status="lifted", closed_on=TODAY, closed_by=evaluation)
    assert bool(tidied(AT + 800 * DAY)) is (rating is Rating.IMPROVEMENT_NEEDED)
    assert Evaluation.objects.get().status == status.value


def test_the_task_takes_what_is_older_than_the_setting_and_notes_its_run(settings):
    settings.NOTICES_KEPT_DAYS = 500
    evaluation_in(EvaluationStatus.FINAL, agency())
    Notice.objects.update(done_at=AT, mail=None)
    notices = Notice.objects.count()
    mails = Mail.objects.count()
    Mail.objects.update(status="dropped")
    for at, counts in (
        (AT + 499 * DAY, {"notices": 0, "mails": 0, "simulations": 0}),
        (AT + 501 * DAY, {"notices": notices, "mails": mails, "simulations": 0}),
    ):
        with time_machine.travel(at, tick=False):
            tasks.tidy()
        assert Run.objects.filter(name="evaluations.tidy").latest("pk").counts == counts


# --- said once, for good ---------------------------------------------------------------------------------------------

# The slowest plan that a file may describe: every stage lasts as long as one can.
SLOWEST = replace(
    reminder_plan("county"), stages=(366, 0), employee_stages=(366,), window_stages=(366, 0), response_stages=(366, 0),
    overdue_every_days=366, next_level_after_days=1, hr_after_days=1, waiting_every_days=366,
)  # fmt: skip


def sweep(plan, at: datetime) -> None:
    selects = reminder_selects(key="county", plan=plan, usual="county", at=at)
    for select, params in selects.values():
        notices_add_from(select=select, params=params)


DAYS = [*range(0, 60, 6), *range(354, 420, 6), *range(720, 780, 10), 1100]


@pytest.mark.parametrize(
    ("plan", "kept_days", "is_said_again"),
    [
        (SLOWEST, LONGEST_STAGE_DAYS + 1, False),
        (reminder_plan("county"), LONGEST_STAGE_DAYS + 1, False),
        (SLOWEST, 50, True),  # the proof of the proof: taken away so early, it would be
    ],
    ids=["slowest", "county", "too early"],
)
def test_what_was_taken_away_is_never_said_again(plan, kept_days, is_said_again, monkeypatch):
    """A sweep, then a tidy of the shortest age, on days of three years: no name comes a second time.

    The stage of a notice is told from the days to or since a day that stands still, and lasts 366 days at most; what
    is taken away is older.
    """
    monkeypatch.setattr("notifications.services.tidy.LONGEST_STAGE_DAYS", min(kept_days - 1, LONGEST_STAGE_DAYS))
    chain = agency()
    hr_analyst()
    due(chain.employee, TODAY + 400 * DAY)
    waiting, reviewed, received = (make_employee(supervisor=chain.supervisor) for _ in range(3))
    submitted(rated(started(chain, employee=waiting)))
    submitted(rated(started(chain, employee=reviewed), Rating.IMPROVEMENT_NEEDED))
    evaluation_in(EvaluationStatus.ISSUED, replace(chain, employee=received), rating=Rating.IMPROVEMENT_NEEDED)
    names: list[tuple[object, ...]] = []
    newest = gone = 0
    for day in DAYS:
        at = morning(TODAY + day * DAY)
        sweep(plan, at)
        fresh = Notice.objects.filter(pk__gt=newest).order_by("pk")
        for newest, *name in fresh.values_list("pk", "recipient", "kind", "subject", "due_on", "stage"):  # noqa: B007 - read after
            names.append(tuple(name))
        gone += tidied(at, kept_days)
    assert (len(names) > len(set(names)), gone > 0) == (is_said_again, True)
    kinds = {"due", "due_escalated", "due_long", "hr_review_waits", "sign_receipt", "turn_waits", "window_ends"}
    assert kinds <= {name[1] for name in names}
