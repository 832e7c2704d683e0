"""Every cell of state, action and person, through the engine's own door.

The grids below are the reviewed truth. Y: may do it now. x: sees it, but it is not theirs (403). -: theirs, but not now
(409). A dot: does not exist for them (404).
"""

from __future__ import annotations

import pytest

from accounts.enums import Role
from common.errors import Conflict, NotAllowed, NotVisible
from evaluations.enums import EvaluationStatus, Rating
from evaluations.models import Evaluation
from evaluations.permissions import ACTIONS
from evaluations.services.engine import step
from tests.evaluations.journeys import AT, agency, evaluation_in, hr_analyst, user_of
from tests.factories import make_employee
from workforce.models import Employee

pytestmark = pytest.mark.django_db

COLUMNS = (
    "edit submit withdraw concur return sign issue sign_as_employee record_outcome respond waive plan_meeting correct "
    "void"
)

GRIDS = """
== draft
rater            YY-x---x-xxY-Y
employee         ..............
reviewer         ..............
department_head  ..............
skipped_level    ..............
director         ..............
hr_analyst       ..............
colleague        ..............
class_admin      ..............
auditor          xxxx--xxxxxxxx
system_admin     ..............
== hr_review
rater            --Yxx--x-xxY-x
employee         ..............
reviewer         ..............
department_head  xxxxx--x-xxY-x
skipped_level    ..............
director         ..............
hr_analyst       xxxYY--x-xxY-Y
colleague        ..............
class_admin      ..............
auditor          xxxxx-xxxxxxxx
system_admin     ..............
== reviewer_review
rater            --Yxxx-x-xxY-x
employee         ..............
reviewer         xxxxYYxxxxxxxx
department_head  xxxxxx-x-xxY-x
skipped_level    ..............
director         ..............
hr_analyst       xxx-xx-x-xxY-Y
colleague        ..............
class_admin      ..............
auditor          xxxxxxxxxxxxxx
system_admin     ..............
== department_head_review
rater            --Yxxx-x-xxY-x
employee         ..............
reviewer         xxxxxxxxxxxxxx
department_head  xxxxYY-x-xxY-x
skipped_level    ..............
director         ..............
hr_analyst       xxx-xx-x-xxY-Y
colleague        ..............
class_admin      ..............
auditor          xxxxxxxxxxxxxx
system_admin     ..............
== ready_to_issue
rater            --Yx--Yx-xxY-x
employee         ..............
reviewer         xxxx--xxxxxxxx
department_head  xxxx--Yx-xxY-x
skipped_level    ..............
director         ..............
hr_analyst       xxx---Yx-xxY-Y
colleague        ..............
class_admin      ..............
auditor          xxxx--xxxxxxxx
system_admin     ..............
== issued
rater            ---x---xYxxY-x
employee         xxxx--xYxYYxxx
reviewer         xxxx--xxxxxxxx
department_head  xxxx---xYxxY-x
skipped_level    ..............
director         ..............
hr_analyst       xxx----xYxxY-Y
colleague        ..............
class_admin      ..............
auditor          xxxx--xxxxxxxx
system_admin     ..............
== final
rater            ---x---x-xx-Yx
employee         xxxx--x-x--xxx
reviewer         xxxx--xxxxxxxx
department_head  xxxx---x-xx-Yx
skipped_level    ..............
director         ..............
hr_analyst       xxx----x-xx-Y-
colleague        ..............
class_admin      ..............
auditor          xxxx--xxxxxxxx
system_admin     ..............
== void
rater            ---x---x-xx--x
employee         ..............
reviewer         ..............
department_head  ..............
skipped_level    ..............
director         ..............
hr_analyst       ..............
colleague        ..............
class_admin      ..............
auditor          xxxx--xxxxxxxx
system_admin     ..............
== superseded
rater            ---x---x-xx--x
employee         xxxx--x-x--xxx
reviewer         xxxx--xxxxxxxx
department_head  xxxx---x-xx--x
skipped_level    ..............
director         ..............
hr_analyst       xxx----x-xx---
colleague        ..............
class_admin      ..............
auditor          xxxx--xxxxxxxx
system_admin     ..............
"""


def people_of(evaluation: Evaluation, chain) -> dict[str, Employee]:
    """Everybody who could try, by the word that the grids use."""
    return {
        "rater": chain.supervisor,
        "employee": chain.employee,
        "reviewer": chain.division_chief,
        "department_head": chain.hr_manager,
        "skipped_level": chain.program_head,
        "director": chain.director,
        "hr_analyst": hr_analyst(),
        "colleague": make_employee(supervisor=chain.supervisor),
        "class_admin": make_employee(roles=[Role.CLASSIFICATION_ADMIN]),
        "auditor": make_employee(roles=[Role.AUDITOR]),
        "system_admin": make_employee(roles=[Role.SYSTEM_ADMIN]),
    }


def letter(evaluation: Evaluation, action: str, person: Employee) -> str:
    """What the engine answers; the step itself changes nothing."""
    try:
        with step(public_id=evaluation.public_id, action=action, by=user_of(person), at=AT):
            return "Y"
    except NotVisible:
        return "."
    except NotAllowed:
        return "x"
    except Conflict:
        return "-"


def expected() -> dict[str, dict[str, str]]:
    """The grids as {state: {person: letters}}."""
    grids: dict[str, dict[str, str]] = {}
    for line in GRIDS.strip().splitlines():
        if line.startswith("== "):
            grids[line[3:]] = {}
        elif line.strip():
            person, letters = line.split()
            grids[list(grids)[-1]][person] = letters
    return grids


def test_the_columns_are_all_actions():
    assert COLUMNS.split() == list(ACTIONS)


def test_the_grids_are_all_states():
    assert list(expected()) == [status.value for status in EvaluationStatus]


@pytest.mark.parametrize("status", list(EvaluationStatus), ids=lambda status: status.value)
def test_every_person_and_action_in_this_state(status):
    chain = agency()
    evaluation = evaluation_in(status, chain, rating=Rating.IMPROVEMENT_NEEDED)
    found = {
        word: "".join(letter(evaluation, action, person) for action in ACTIONS)
        for word, person in people_of(evaluation, chain).items()
    }
    assert found == expected()[status.value]
