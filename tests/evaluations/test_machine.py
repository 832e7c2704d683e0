"""The real services against a model of a few lines: anybody tries any step in any order.

Hypothesis draws the steps. `Model` knows the handbook and nothing of the code: what state follows, who may, what a
round of signatures holds. Whatever it allows has to happen exactly so; whatever it does not has to be refused and to
leave everything as it was. Each example runs in a transaction that is rolled back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.enums import Role
from audit.models import AuditEvent, Signature
from common.errors import Conflict, NotAllowed, NotVisible, RuleViolations
from evaluations.enums import EmployeeOutcome, EvaluationStatus, IssueMethod, Rating
from evaluations.models import Evaluation, SignedDocument
from evaluations.rules.content import DraftContent
from evaluations.services import (
    evaluation_concur,
    evaluation_correct,
    evaluation_issue,
    evaluation_record_outcome,
    evaluation_respond,
    evaluation_return,
    evaluation_save_draft,
    evaluation_sign,
    evaluation_sign_as_employee,
    evaluation_submit,
    evaluation_void,
    evaluation_waive_response,
    evaluation_withdraw,
    evaluations_finalize_due,
    submission_preview,
)
from tests.evaluations.journeys import (
    AT,
    agency,
    all_ticked,
    complete_content,
    contacted,
    fresh,
    hr_analyst,
    reasons_for,
    started,
)
from tests.factories import PASSWORD, make_employee

REFUSED = (NotVisible, NotAllowed, Conflict)
REVIEWS = {"hr_review", "reviewer_review", "department_head_review"}
TRIES = 25
MONTH = timedelta(days=31)
LOW = {Rating.IMPROVEMENT_NEEDED, Rating.UNSATISFACTORY}
# Handbook, section 5, for a Rater who is a supervisor: Reviewer and Department Head.
SIGNERS = {
    Rating.OUTSTANDING: ("deputy_director", "chief_deputy_director"),
    Rating.VERY_GOOD: ("division_chief", "deputy_director"),
    Rating.COMPETENT: ("program_head", "division_chief"),
    Rating.IMPROVEMENT_NEEDED: ("division_chief", "hr_manager"),
    Rating.UNSATISFACTORY: ("division_chief", "hr_manager"),
}
PEOPLE = (
    "rater", "employee", "program_head", "division_chief", "deputy_director", "chief_deputy_director", "hr_manager",
    "hr_analyst", "colleague", "auditor",
)  # fmt: skip
ACTIONS = (
    "edit", "submit", "withdraw", "concur", "return", "sign", "issue", "sign_as_employee", "record_outcome", "respond",
    "waive", "correct", "void",
)  # fmt: skip


ONWARDS = ("submit", "concur", "sign", "issue", "sign_as_employee", "record_outcome", "waive")


@dataclass
class Model:
    """An evaluation as the handbook tells it."""

    state: str = "draft"
    rating: Rating | None = None
    round: int = 0
    signed: set[str] = field(default_factory=set)
    signers: tuple[str, str] = ("", "")
    has_concurred: bool = False
    has_outcome: bool = False
    has_answered: bool = False
    is_time_over: bool = False
    is_correction: bool = False

    def may(self, person: str, action: str) -> bool:
        """Who may do what now."""
        is_hr = person in ("hr_analyst", "hr_manager") and self.state != "draft"
        is_apart = is_hr and person not in self.signers
        allowed: dict[str, Callable[[], bool]] = {
            "edit": lambda: self.state == "draft" and person == "rater",
            "submit": lambda: self.state == "draft" and person == "rater",
            "withdraw": lambda: self.state in REVIEWS | {"ready_to_issue"} and person == "rater",
            "concur": lambda: self.state == "hr_review" and is_apart,
            "return": lambda: is_apart if self.state == "hr_review" else person == self.next_signer,
            "sign": lambda: person == self.next_signer,
            "issue": lambda: self.state == "ready_to_issue" and (person == "rater" or is_hr),
            "sign_as_employee": lambda: self.is_open and person == "employee",
            "record_outcome": lambda: self.is_open and (person == "rater" or is_hr),
            "respond": lambda: self.state == "issued" and not self.has_answered and person == "employee",
            "waive": lambda: self.state == "issued" and not self.has_answered and person == "employee",
            "correct": lambda: self.state == "final" and (person == "rater" or is_hr),
            "void": lambda: self.can_be_voided and ((self.state == "draft" and person == "rater") or is_apart),
        }
        return allowed[action]()

    @property
    def next_signer(self) -> str:
        """Whose signature is asked for; empty where none is."""
        place = {"reviewer_review": 0, "department_head_review": 1}.get(self.state)
        return "" if place is None else self.signers[place]

    @property
    def is_open(self) -> bool:
        return self.state == "issued" and not self.has_outcome

    @property
    def can_be_voided(self) -> bool:
        return self.state in REVIEWS | {"draft", "ready_to_issue"} or self.is_open

    def is_lawful(self, action: str) -> bool:
        """False where the rules have something to say to a person who may."""
        if action == "submit":
            return self.rating is not None
        return not (action == "respond" and self.is_time_over)

    def do(self, action: str, rating: Rating) -> None:
        """What follows."""
        if action == "edit":
            self.rating = rating
        elif action == "submit" and self.rating is not None:
            self.round += 1
            self.signed, self.signers, self.has_concurred = {"rater"}, SIGNERS[self.rating], False
            self.state = "hr_review" if self.rating in LOW else "reviewer_review"
        elif action in ("return", "withdraw"):
            self.state = "draft"
        elif action == "concur":
            self.state, self.has_concurred = "reviewer_review", True
        elif action == "sign":
            is_reviewer = self.state == "reviewer_review"
            self.signed.add("reviewer" if is_reviewer else "department_head")
            self.state = "department_head_review" if is_reviewer else "ready_to_issue"
        elif action == "issue":
            self.state = "issued"
        elif action == "void":
            self.state = "void"
        elif action in ("sign_as_employee", "record_outcome"):
            self.has_outcome = True
            self.signed |= {"employee"} if action == "sign_as_employee" else set()
        elif action in ("respond", "waive"):
            self.has_answered = True
        self.settle()

    def settle(self) -> None:
        """Final once the outcome is there and nothing more is awaited."""
        if self.state == "issued" and self.has_outcome and (self.has_answered or self.is_time_over):
            self.state = "final"


class EvaluationMachine(RuleBasedStateMachine):
    """Everybody tries everything."""

    people: dict[str, Any]
    contents: dict[Rating, DraftContent]
    refused: set[tuple[str, str, str]]

    def __init__(self) -> None:
        super().__init__()
        self.sandbox = transaction.atomic()
        self.sandbox.__enter__()
        self.model, self.at, self.original = Model(), AT, None
        # What the page of submission showed, which many would post.
        self.shown: tuple[object, ...] = ()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.sandbox.__exit__(None, None, None)

    @initialize(rating=st.sampled_from(Rating))
    def start(self, rating: Rating) -> None:
        self.evaluation = started(type(self).chain)
        for low in LOW:
            contacted(self.evaluation, low.value)
        self._try("edit", "rater", rating)

    @rule(rating=st.sampled_from(Rating))
    def those_who_may_not_try(self, rating: Rating) -> None:
        """Some of them, other ones each time: everybody has tried everything where a state is met often enough."""
        untried = [
            (person, action)
            for action in ACTIONS
            for person in PEOPLE
            if not self.model.may(person, action) and (self.model.state, person, action) not in type(self).refused
        ]
        before = self._trace()
        for person, action in untried[:TRIES]:
            with pytest.raises(REFUSED):
                self._call(action, person, rating)
            type(self).refused.add((self.model.state, person, action))
        assert self._trace() == before

    @rule(data=st.data(), rating=st.sampled_from(Rating))
    @precondition(lambda self: self._possible())
    def somebody_goes_on(self, data: st.DataObject, rating: Rating) -> None:
        # Void ends everything, so it is one choice among many.
        steps = [step for step in self._possible() if step[1] != "void"]
        person, action = data.draw(st.sampled_from(steps or self._possible()))
        self._try(action, person, rating)

    @rule(data=st.data(), count=st.integers(1, 4))
    def the_usual_next_steps(self, data: st.DataObject, count: int) -> None:
        """So that many examples come to the end of the way."""
        for _number in range(count):
            possible = [(person, action) for person, action in self._possible() if action in ONWARDS]
            if possible:
                person, action = data.draw(st.sampled_from(possible))
                self._try(action, person, Rating.COMPETENT)

    @rule()
    @precondition(lambda self: self.model.state == "issued")
    def a_month_passes(self) -> None:
        self.at += MONTH
        evaluations_finalize_due(at=self.at)
        self.model.is_time_over = True
        self.model.settle()

    @invariant()
    def stored_is_what_the_model_says(self) -> None:
        if not hasattr(self, "evaluation"):
            return
        row, model = fresh(self.evaluation), self.model
        assert (row.status, row.signing_round) == (model.state, model.round)
        if model.round:
            found = Signature.objects.filter(stream=row.stream, round=model.round)
            assert {signature.capacity for signature in found} == model.signed
        if model.state == "final":
            assert {"rater", "reviewer", "department_head"} <= model.signed
            assert row.concurrences.filter(round=model.round).exists() == (model.rating in LOW)
        if self.original is not None:
            expected = "superseded" if model.state == "final" else "final"
            assert fresh(self.original).status == expected

    # How it is done

    def _possible(self) -> list[tuple[str, str]]:
        return [(person, action) for action in ACTIONS for person in PEOPLE if self.model.may(person, action)]

    def _try(self, action: str, person: str, rating: Rating) -> None:
        if not self.model.is_lawful(action):
            before = self._trace()
            with pytest.raises(RuleViolations):
                self._call(action, person, rating)
            assert self._trace() == before
        else:
            made = self._call(action, person, rating)
            self.model.do(action, rating)
            if action == "correct":
                self.original, self.evaluation = self.evaluation, made
                self.model = Model(rating=self.model.rating, is_correction=True)

    def _trace(self) -> tuple[object, ...]:
        """What a refused step must leave as it was."""
        row = Evaluation.objects.get(pk=self.evaluation.pk)
        events = AuditEvent.objects.filter(stream=row.stream).count()
        return row.status, row.signing_round, row.content_version, row.outcome, row.response, events

    def _call(self, action: str, person: str, rating: Rating) -> Any:
        self.at += timedelta(minutes=1)
        return getattr(self, f"_{action}")(type(self).people[person], self.at, rating)

    def _common(self, by: Any, at: datetime) -> dict[str, Any]:
        return {"public_id": self.evaluation.public_id, "by": by, "at": at, "token": uuid4()}

    def _edit(self, by: Any, at: datetime, rating: Rating) -> None:
        row = Evaluation.objects.get(pk=self.evaluation.pk)
        content = type(self).contents[rating]
        evaluation_save_draft(
            public_id=row.public_id, content=content, expected_version=row.content_version, by=by, at=at
        )  # fmt: skip

    def _submit(self, by: Any, at: datetime, rating: Rating) -> None:
        row, today = Evaluation.objects.get(pk=self.evaluation.pk), timezone.localdate(at)
        shown = (row.pk, row.status, row.content_version, row.signing_round, today)
        if self.shown != shown:
            row = fresh(row)
            self.shown, self.sha256 = shown, submission_preview(row, today).sha256
            self.reasons = reasons_for(row, today)
        sha256, reasons = self.sha256, self.reasons
        evaluation_submit(content_sha256=sha256, password=PASSWORD, reasons=reasons, **self._common(by, at))

    def _signed_sha256(self) -> str:
        document = SignedDocument.objects.filter(evaluation=self.evaluation).last()
        return document.sha256 if document else ""

    def _sign(self, by: Any, at: datetime, rating: Rating) -> None:
        evaluation_sign(content_sha256=self._signed_sha256(), password=PASSWORD, **self._common(by, at))

    def _sign_as_employee(self, by: Any, at: datetime, rating: Rating) -> None:
        evaluation_sign_as_employee(content_sha256=self._signed_sha256(), password=PASSWORD, **self._common(by, at))

    def _concur(self, by: Any, at: datetime, rating: Rating) -> None:
        row, today = fresh(self.evaluation), timezone.localdate(at)
        ticked = all_ticked(row, today) if row.status == EvaluationStatus.HR_REVIEW.value else {}
        evaluation_concur(note="Proper.", checklist=ticked, **self._common(by, at))

    def _return(self, by: Any, at: datetime, rating: Rating) -> None:
        evaluation_return(reason="Name the dates.", **self._common(by, at))

    def _withdraw(self, by: Any, at: datetime, rating: Rating) -> None:
        evaluation_withdraw(reason="A date is wrong.", **self._common(by, at))

    def _void(self, by: Any, at: datetime, rating: Rating) -> None:
        evaluation_void(reason="Begun for the wrong person.", **self._common(by, at))

    def _issue(self, by: Any, at: datetime, rating: Rating) -> None:
        today = timezone.localdate(at)
        evaluation_issue(
            method=IssueMethod.GIVEN, issued_on=today, presented_on=today, reasons={}, **self._common(by, at)
        )  # fmt: skip

    def _record_outcome(self, by: Any, at: datetime, rating: Rating) -> None:
        evaluation_record_outcome(
            outcome=EmployeeOutcome.REFUSED, on=timezone.localdate(at), note="Would not sign.", witness="Sam Witness",
            reasons={}, **self._common(by, at),
        )  # fmt: skip

    def _respond(self, by: Any, at: datetime, rating: Rating) -> None:
        evaluation_respond(text="The log of March is incomplete.", **self._common(by, at))

    def _waive(self, by: Any, at: datetime, rating: Rating) -> None:
        evaluation_waive_response(**self._common(by, at))

    def _correct(self, by: Any, at: datetime, rating: Rating) -> Evaluation:
        return evaluation_correct(reason="A number was wrong.", **self._common(by, at))


@pytest.mark.django_db
def test_the_services_do_what_the_model_says_and_nothing_else() -> None:
    chain = agency()
    chosen = {name: getattr(chain, name) for name in PEOPLE if hasattr(chain, name)}
    chosen |= {
        "rater": chain.supervisor,
        "hr_analyst": hr_analyst(),
        "colleague": make_employee(supervisor=chain.supervisor),
        "auditor": make_employee(roles=[Role.AUDITOR]),
    }
    users = {name: row.user for name, row in chosen.items()}
    form = started(chain, employee=chosen["colleague"])
    contents = {rating: complete_content(form, rating) for rating in Rating}
    known = {"chain": chain, "people": users, "contents": contents, "refused": set()}
    machine = type("ThisAgency", (EvaluationMachine,), known)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=6,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            # A failing example is at most so many steps; making it shorter would take minutes.
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
        ),
    )
