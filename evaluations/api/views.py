"""Lists, one evaluation, its content, preview and period."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from django.db import transaction
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import ApiView, operation
from accounts.enums import Scope
from accounts.services import Answer
from common.api.errors import VersionMissing, VersionPassed
from common.api.versions import etag_of, is_among
from common.errors import NotVisible, ProductError, RuleViolations
from evaluations.api import asked, shown
from evaluations.enums import EvaluationKind
from evaluations.models import Evaluation
from evaluations.permissions import check_can, check_can_start
from evaluations.rules.content import DeficiencyContent, DraftContent, FactorContent
from evaluations.rules.violation import form_error
from evaluations.selectors import content_of, evaluation_get, evaluations_visible_to, proposal_for
from evaluations.selectors.listing import ListQuery, evaluations_listed, evaluations_shown
from evaluations.services import (
    evaluation_change_period,
    evaluation_save_draft,
    evaluation_start,
    submission_preview,
)
from workforce.models import Employee

Done = TypeVar("Done")


class EvaluationView(ApiView):
    """An address below one evaluation."""

    def found(self, public_id: uuid.UUID, action: str = "") -> Evaluation:
        """The evaluation; with an action only where the person may take it now. 404, 403, 409 as on the pages."""
        evaluation = evaluation_get(public_id, self.person, self.today)
        if action:
            check_can(self.person, action, evaluation, self.today)
        return evaluation

    def answer(self, public_id: uuid.UUID, *, status: int = 200) -> Response:
        """The evaluation as it is now; 204 where the step took it out of the person's sight."""
        visible = evaluations_visible_to(self.person, self.today).filter(public_id=public_id)
        if not visible.exists():
            return Response(status=204)
        where = reverse("api:evaluation", args=[public_id])
        data = shown.whole(self.person, self.found(public_id), self.today)
        return self.one(data, status=status, location=where if status == 201 else "")

    def repeated(self, answer: Answer, **kwargs: Any) -> Answer:
        """What was seen when the step was taken is not shown again to whoever does not see it any more."""
        public_id = kwargs.get("public_id") or json.loads(answer.body or "{}").get("public_id")
        visible = evaluations_visible_to(self.person, self.today).filter(public_id=public_id)
        return answer if answer.body and visible.exists() else Answer(204, "")

    def in_version(self, public_id: uuid.UUID, tag: Callable[[Evaluation], str], do: Callable[[], Done]) -> Done:
        """Do it under the lock, where If-Match names the present version or is not sent at all.

        A refusal is raised only after the transaction has been kept: what a service has written beside the step that
        it took back (a wrong password) stays.
        """
        wanted = self.request.headers.get("If-Match")
        if wanted is None:
            return do()
        refusal: ProductError | None = None
        with transaction.atomic():
            Evaluation.objects.select_for_update().filter(public_id=public_id).first()
            if not is_among(tag(self.found(public_id)), wanted):
                raise VersionPassed
            try:
                done = do()
            except ProductError as error:
                refusal = error
        if refusal is not None:
            raise refusal
        return done

    def tag_of_whole(self, evaluation: Evaluation) -> str:
        """The version of the whole evaluation, as this person sees it."""
        return etag_of(shown.whole(self.person, evaluation, self.today))


class Evaluations(EvaluationView):
    scopes = {"GET": Scope.EVALUATIONS_READ, "POST": Scope.EVALUATIONS_WRITE}
    ordering = ("-id",)

    @operation(summary="List evaluations", answers=shown.EvaluationNamed(many=True), query=asked.EvaluationsAsked)
    def get(self, request: Request) -> Response:
        """The evaluations that the person may see, the latest first. A draft is its Rater's alone."""
        found = evaluations_listed(self.person, self.today, ListQuery(**self.query(asked.EvaluationsAsked)))
        return self.page(evaluations_shown().filter(pk__in=found.order_by().values("pk")), shown.names)

    @operation(summary="Start an evaluation", asked=asked.StartAsked, answers=shown.EvaluationShown, status=201)
    def post(self, request: Request) -> Response:
        """A new draft by the employee's immediate supervisor. Days and kind that are left out are the proposed ones."""
        data = self.body(asked.StartAsked)
        rows = Employee.objects.select_related("classification", "org_unit")
        employee = rows.filter(employee_no=data.pop("employee_no")).first()
        if employee is None:
            raise NotVisible
        check_can_start(self.person, employee, self.today)
        proposal = proposal_for(employee, self.today)
        proposed = {
            "period_start": proposal.period.start, "period_end": proposal.period.end, "kind": proposal.kind.value,
        }  # fmt: skip
        values = {**proposed, **data}
        values["kind"] = EvaluationKind(values["kind"])
        evaluation = evaluation_start(employee=employee, **values, by=self.person, at=self.at)
        return self.answer(evaluation.public_id, status=201)


class OneEvaluation(EvaluationView):
    scopes = {"GET": Scope.EVALUATIONS_READ}

    @operation(summary="Read an evaluation", answers=shown.EvaluationShown)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """Everything that the page says to the same person."""
        self.no_query()
        return self.one(shown.whole(self.person, self.found(public_id), self.today))


class Timeline(EvaluationView):
    scopes = {"GET": Scope.EVALUATIONS_READ}

    @operation(summary="Read what has happened", answers=shown.TimelineShown)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """The moments of the evaluation, the latest first, as far as the person may know them."""
        self.no_query()
        return self.one(shown.timeline(self.person, self.found(public_id), self.today))


class Content(EvaluationView):
    scopes = {"GET": Scope.EVALUATIONS_READ, "PATCH": Scope.EVALUATIONS_WRITE}

    @operation(summary="Read the form", answers=shown.ContentShown, refusals=(409,))
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """What the rating form of a draft holds, to its Rater. The ETag is what a change of it has to name.

        The form keeps words that do not belong to the overall rating any more; nobody signs or reads those.
        """
        self.no_query()
        return self.one(shown.content(content_of(self.found(public_id, "edit"))))

    @operation(
        summary="Change the form", asked=asked.ContentAsked, answers=shown.ContentShown, versions=True, refusals=(428,)
    )
    def patch(self, request: Request, public_id: uuid.UUID) -> Response:
        """The Rater changes a draft: the fields that are sent, and no other. If-Match is needed.

        Where somebody was faster, the answer (412) holds what is stored now, under `stored`.
        """
        self.found(public_id, "edit")
        if "If-Match" not in request.headers:
            raise VersionMissing
        data = self.body(asked.ContentAsked)
        try:
            self.in_version(public_id, self._tag, lambda: self._save(public_id, data))
        except VersionPassed:
            raise VersionPassed({"stored": shown.content(content_of(self.found(public_id)))}) from None
        return self.one(shown.content(content_of(self.found(public_id))))

    def _tag(self, evaluation: Evaluation) -> str:
        return etag_of(shown.content(content_of(evaluation)))

    def _save(self, public_id: uuid.UUID, data: dict[str, Any]) -> None:
        evaluation = self.found(public_id)
        stored = content_of(evaluation)
        evaluation_save_draft(
            public_id=public_id,
            content=merged(stored, data),
            expected_version=evaluation.content_version,
            by=self.person,
            at=self.at,
        )


def merged(stored: DraftContent, data: dict[str, Any]) -> DraftContent:
    """The stored content with the fields that were sent. Raises RuleViolations for a factor or item of another form."""
    changes = dict(data)
    factors = dict(stored.factors)
    for key, change in changes.pop("factors", {}).items():
        if key not in factors:
            raise _not_in_form(f"factors.{key}", f"The form has no factor “{key}”.", sorted(factors))
        factors[key] = _factor(key, factors[key], change)
    if "deficiencies" in changes:
        rows = changes.pop("deficiencies")
        changes["deficiencies"] = tuple(_deficiency(row, place, factors) for place, row in enumerate(rows))
    return replace(stored, factors=factors, **changes)


def _factor(key: str, stored: FactorContent, change: dict[str, Any]) -> FactorContent:
    items = dict(change.get("items", {}))
    for item in items:
        if item not in stored.items:
            field = f"factors.{key}.items.{item}"
            raise _not_in_form(field, f"The factor “{key}” has no item “{item}”.", sorted(stored.items))
    return FactorContent(
        rating=change.get("rating", stored.rating),
        comments=change.get("comments", stored.comments),
        items={**stored.items, **items},
    )


def _deficiency(row: dict[str, Any], place: int, factors: dict[str, FactorContent]) -> DeficiencyContent:
    if row.get("factor") and row["factor"] not in factors:
        sentence = f"The form has no factor “{row['factor']}”."
        raise _not_in_form(f"deficiencies.{place}.factor", sentence, sorted(factors))
    return DeficiencyContent(**{**row, "check_ins": tuple(sorted(set(row.get("check_ins", ()))))})


def _not_in_form(field: str, sentence: str, known: list[str]) -> RuleViolations:
    message = f"{sentence} It has: {', '.join(known)}."
    return RuleViolations([form_error(code="not_in_form", message=message, field=field)], message)


class PreviewOfSubmission(EvaluationView):
    scopes = {"GET": Scope.EVALUATIONS_READ}

    @operation(summary="Preview a submission", answers=shown.PreviewShown, refusals=(409,))
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """What the Rater's signature would stand under today, what the rules say, and who signs after."""
        self.no_query()
        evaluation = self.found(public_id, "submit")
        return self.one(shown.preview(evaluation, submission_preview(evaluation, self.today)))


class Period(EvaluationView):
    scopes = {"PUT": Scope.EVALUATIONS_WRITE}

    @operation(summary="Move the rating period", asked=asked.PeriodAsked, answers=shown.EvaluationShown, versions=True)
    def put(self, request: Request, public_id: uuid.UUID) -> Response:
        """Another rating period for a draft (R1, R5)."""
        self.found(public_id, "edit")
        data = self.body(asked.PeriodAsked)
        who = {"public_id": public_id, "by": self.person, "at": self.at}
        self.in_version(public_id, self.tag_of_whole, lambda: evaluation_change_period(**data, **who))
        return self.answer(public_id)
