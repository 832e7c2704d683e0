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
    "edit submit withdraw concur return sign issue sign_as_employee record_outcome respond waive plan_meeting "
    "continue correct void"
)

GRIDS = """
== draft
rater            YY-x---x-xxY--Y
employee         ...............
reviewer         ...............
department_head  ...............
skipped_level    ...............
director         ...............
hr_analyst       ...............
colleague        ...............
class_admin      ...............
auditor          xxxx--xxxxxxxxx
system_admin     ...............
== hr_review
rater            --Yxx--x-xxY--x
employee         ...............
reviewer         ...............
department_head  xxxxx--x-xxYx-x
skipped_level    ...............
director         ...............
hr_analyst       xxxYY--x-xxYx-Y
colleague        ...............
class_admin      ...............
auditor          xxxxx-xxxxxxxxx
system_admin     ...............
== reviewer_review
rater            --Yxxx-x-xxY--x
employee         ...............
reviewer         xxxxYYxxxxxxxxx
department_head  xxxxxx-x-xxYx-x
skipped_level    ...............
director         ...............
hr_analyst       xxx-xx-x-xxYx-Y
colleague        ...............
class_admin      ...............
auditor          xxxxxxxxxxxxxxx
system_admin     ...............
== department_head_review
rater            --Yxxx-x-xxY--x
employee         ...............
reviewer         xxxxxxxxxxxxxxx
department_head  xxxxYY-x-xxYx-x
skipped_level    ...............
director         ...............
hr_analyst       xxx-xx-x-xxYx-Y
colleague        ...............
class_admin      ...............
auditor          xxxxxxxxxxxxxxx
system_admin     ...............
== ready_to_issue
rater            --Yx--Yx-xxY--x
employee         ...............
reviewer         xxxx--xxxxxxxxx
department_head  xxxx--Yx-xxYx-x
skipped_level    ...............
director         ...............
hr_analyst       xxx---Yx-xxYx-Y
colleague        ...............
class_admin      ...............
auditor          xxxx--xxxxxxxxx
system_admin     ...............
== issued
rater            ---x---xYxxY--x
employee         xxxx--xYxYYxxxx
reviewer         xxxx--xxxxxxxxx
department_head  xxxx---xYxxYx-x
skipped_level    ...............
director         ...............
hr_analyst       xxx----xYxxYx-Y
colleague        ...............
class_admin      ...............
auditor          xxxx--xxxxxxxxx
system_admin     ...............
== final
rater            ---x---x-xx--Yx
employee         xxxx--x-x--xxxx
reviewer         xxxx--xxxxxxxxx
department_head  xxxx---x-xx-xYx
skipped_level    ...............
director         ...............
hr_analyst       xxx----x-xx-xY-
colleague        ...............
class_admin      ...............
auditor          xxxx--xxxxxxxxx
system_admin     ...............
== void
rater            ---x---x-xx---x
employee         ...............
reviewer         ...............
department_head  ...............
skipped_level    ...............
director         ...............
hr_analyst       ...............
colleague        ...............
class_admin      ...............
auditor          xxxx--xxxxxxxxx
system_admin     ...............
== superseded
rater            ---x---x-xx---x
employee         xxxx--x-x--xxxx
reviewer         xxxx--xxxxxxxxx
department_head  xxxx---x-xx-x-x
skipped_level    ...............
director         ...............
hr_analyst       xxx----x-xx-x--
colleague        ...............
class_admin      ...............
auditor          xxxx--xxxxxxxxx
system_admin     ...............
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
