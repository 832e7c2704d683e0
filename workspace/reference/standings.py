"""Who may do what with an evaluation, asked of the very predicates that the engine asks."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.enums import Role
from accounts.models import User
from accounts.permissions import remember_roles
from evaluations.enums import EvaluationStatus
from evaluations.models import Evaluation
from evaluations.permissions import ACTIONS, CAPACITY_OF_STATUS, Standing
from workforce.enums import EmploymentStatus
from workforce.models import Employee


@dataclass(frozen=True, slots=True)
class Seat:
    """A part that somebody can have in an evaluation, in words; or a role without any part in it."""

    words: str
    is_employee: bool = False
    is_rater: bool = False
    is_signer: bool = False
    role: Role | None = None

    def standing(self) -> Standing:
        """As the permissions see a person in this seat."""
        user = User(name=self.words)
        remember_roles(user, frozenset([self.role] if self.role else []))
        is_involved = self.is_employee or self.is_rater or self.is_signer
        return Standing(self.is_employee, self.is_rater, self.is_signer, None, is_involved, user)


EMPLOYEE = Seat("The employee", is_employee=True)
RATER = Seat("The Rater", is_rater=True)
SIGNER = Seat("The signer whose turn it is, or the designee", is_signer=True)
SEATS = (EMPLOYEE, RATER, SIGNER, *(Seat(role.label, role=role) for role in Role))


def may(seat: Seat, action: str, state: EvaluationStatus) -> bool:
    """True where somebody in that seat may do it in that state. Nobody is asked to sign outside the signing states."""
    if seat.is_signer and state.value not in CAPACITY_OF_STATUS:
        return False
    rule = ACTIONS[action]
    # Of somebody in service. Whoever has left responds by letter, which the Rater or HR files (R25).
    in_service = Employee(status=EmploymentStatus.PERMANENT.value)
    return state in rule.states and rule.who(seat.standing(), Evaluation(status=state.value, employee=in_service))


def who_may(action: str, state: EvaluationStatus) -> list[str]:
    """Everybody who may do it in that state, in words."""
    return [seat.words for seat in SEATS if may(seat, action, state)]
