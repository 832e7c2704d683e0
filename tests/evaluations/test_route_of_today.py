"""Signing and rerouting ask the same routes: whoever keeps a place may sign in it, and whoever loses it may not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from common.errors import Conflict
from evaluations.enums import Capacity, EvaluationStatus, MoveEffect, Rating
from evaluations.models import Evaluation
from evaluations.services.reroute import evaluation_reroute
from tests.evaluations.journeys import AT, agency, concurred, fresh, rated, signed, started, submitted, user_of
from workforce.models import Employee, Leave

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def department_head_of(evaluation: Evaluation) -> Employee:
    return evaluation.steps.get(
        capacity=Capacity.DEPARTMENT_HEAD.value, round=fresh(evaluation).signing_round
    ).principal


def away(person: Employee) -> Leave:
    return Leave.objects.create(employee=person, starts_on=AT.date(), ends_on=AT.date())


def test_an_hr_manager_who_comes_in_on_a_day_of_leave_signs_what_was_asked_of_them():
    chain = agency()
    waiting = signed(concurred(submitted(rated(started(chain), Rating.IMPROVEMENT_NEEDED))))
    away(chain.hr_manager)
    assert evaluation_reroute(pk=waiting.pk, at=AT) is MoveEffect.NOTHING
    done = signed(waiting, by=user_of(chain.hr_manager))
    assert done.status == EvaluationStatus.READY_TO_ISSUE.value


def test_the_deputy_director_signs_for_an_absent_hr_manager_and_hands_the_place_back_afterwards():
    chain = agency()
    away(chain.hr_manager)
    waiting = signed(concurred(submitted(rated(started(chain), Rating.IMPROVEMENT_NEEDED))))
    assert department_head_of(waiting) == chain.deputy_director
    with pytest.raises(Conflict, match="does not sign as Department Head any more"):
        signed(waiting, by=user_of(chain.deputy_director), at=AT + DAY)
    assert evaluation_reroute(pk=waiting.pk, at=AT + DAY) is MoveEffect.REROUTED
    assert department_head_of(waiting) == chain.hr_manager
    assert signed(waiting, at=AT + DAY).status == EvaluationStatus.READY_TO_ISSUE.value
