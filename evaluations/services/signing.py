"""From the Rater's signature to the Department Head's: submit, concur, sign, return, withdraw (R17)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from accounts.services import Proof, identity_confirm
from audit.services import signature_record
from common.canonical import canonical_json, sha256_of_text
from common.errors import Conflict, RuleViolations
from evaluations.enums import Capacity, EvaluationKind, EvaluationStatus
from evaluations.models import Concurrence, Evaluation, Return, SignedDocument, SigningStep
from evaluations.permissions import pending_step
from evaluations.rules.book import violations
from evaluations.rules.facts import EvaluationFacts
from evaluations.rules.probation import is_past_probation
from evaluations.rules.signing import Route, has_place, route_for
from evaluations.rules.statements import statement_for
from evaluations.rules.violation import Violation, form_error
from evaluations.selectors import facts_of, lawful_routes_of, policy_of
from evaluations.selectors.people import title_of
from evaluations.selectors.review import signed_document_of
from evaluations.services.checklist import Checklist, checklist_keep
from evaluations.services.consultations import consultations_link
from evaluations.services.documents import Document, content_document, document_sha256
from evaluations.services.engine import Step, step
from evaluations.services.follow_up import follow_up_close, require_window_open
from evaluations.services.notices import tell_next, tell_returned
from evaluations.services.reasons import keep_reasons, require_lawful
from workforce.enums import EmploymentStatus
from workforce.models import Employee

CHANGED_SENTENCE = "The evaluation is no longer the one that was on your screen. Read it again, then sign."


@dataclass(frozen=True, slots=True)
class Preview:
    """What the Rater is about to sign: the document and its hash, what the rules say, and the route."""

    document: Document
    sha256: str
    violations: tuple[Violation, ...]
    route: Route
    people: Mapping[int, Employee]
    facts: EvaluationFacts


def submission_preview(evaluation: Evaluation, today: date) -> Preview:
    """The evaluation as its submission would sign it today, before reasons for warnings are added.

    Past the end of probation it is signed as an ordinary one, whatever it was begun as (R2).
    """
    facts, policy = facts_of(evaluation, on=today), policy_of(evaluation)
    if evaluation.kind == EvaluationKind.PROBATION.value and is_past_probation(facts.employee, policy, today):
        evaluation.kind = EvaluationKind.SPECIAL.value
    route = route_for(facts, policy, today)
    people = people_of(route)
    document = content_document(evaluation, route=route, people=people, on=today)
    return Preview(document, document_sha256(document), violations(facts, policy, today), route, people, facts)


def document_shown(evaluation: Evaluation, today: date) -> tuple[SignedDocument | None, Document]:
    """The document as it was signed; a draft's as its submission would sign it."""
    signed = signed_document_of(evaluation)
    if signed is not None and evaluation.status != EvaluationStatus.DRAFT.value:
        return signed, signed.as_document()
    return None, submission_preview(evaluation, today).document


def people_of(route: Route) -> dict[int, Employee]:
    """The people of a route by Employee id, principals and designees, in one query."""
    ids = {signer.person for signer in route.signers} | {signer.principal for signer in route.signers}
    return {person.pk: person for person in Employee.objects.filter(pk__in=ids).select_related("classification")}


def evaluation_submit(
    *,
    public_id: uuid.UUID,
    content_sha256: str,
    password: Proof,
    reasons: Mapping[str, str],
    by: User,
    at: datetime,
    token: uuid.UUID | None = None,
) -> Evaluation:
    """The Rater signs; the route is laid; the evaluation goes to HR, the Reviewer or the Department Head.

    `content_sha256` is the hash of the preview that was shown. Raises RuleViolations (422), WrongPassword, Conflict
    (409) where the content, the people or the route have changed since, and what `engine.step` raises.
    """
    with step(public_id=public_id, action="submit", by=by, at=at, token=token) as s:
        if s.is_repeat:
            return s.evaluation
        preview = submission_preview(s.evaluation, s.today)
        if preview.sha256 != content_sha256:
            raise Conflict(CHANGED_SENTENCE)
        accepted = require_lawful(preview.violations, reasons)
        require_window_open(s.evaluation, s.today)
        confirmed_by = identity_confirm(user=by, proof=password, at=at)
        s.evaluation.signing_round += 1
        kept = keep_reasons(s, accepted)
        warnings = [{"rule": row.rule, "message": row.message, "reason": row.reason} for row in kept]
        document = content_document(
            s.evaluation, route=preview.route, people=preview.people, on=s.today, warnings=warnings
        )
        signed = _keep_document(s, document)
        steps = _lay_route(s.evaluation, preview.route)
        _sign(s, steps[Capacity.RATER.value], signed, acting_for=None, confirmed_by=confirmed_by)
        s.evaluation.submitted_at = at
        s.move(first_move(preview.route))
        s.save("signing_round", "submitted_at", "kind")
        if preview.route.needs_hr_review:
            consultations_link(s)
        s.record("submitted", round=s.evaluation.signing_round, content_sha256=signed.sha256, to=s.evaluation.status)
        tell_next(s)
    return s.evaluation


def evaluation_concur(
    *,
    public_id: uuid.UUID,
    note: str,
    by: User,
    at: datetime,
    token: uuid.UUID | None = None,
    checklist: Checklist | None = None,
) -> Evaluation:
    """HR finds a low rating proper (§5) and passes it on to the Reviewer, or past that capacity.

    Raises RuleViolations (422) where a rule that is not simply met has no tick on the checklist.
    """
    with step(public_id=public_id, action="concur", by=by, at=at, token=token) as s:
        if s.is_repeat:
            return s.evaluation
        has_reviewer = any(
            row.capacity == Capacity.REVIEWER.value and row.round == s.evaluation.signing_round
            for row in s.evaluation.steps.all()
        )
        Concurrence.objects.create(
            evaluation=s.evaluation,
            round=s.evaluation.signing_round,
            by_name=by.name,
            by_user_id=by.pk,
            at=at,
            note=note.strip(),
        )
        ticked = checklist_keep(s, checklist or {}, is_passed_on=True)
        s.move("concur_to_reviewer" if has_reviewer else "concur_to_department_head")
        s.save()
        s.record("hr_concurred", note_sha256=sha256_of_text(note.strip()), to=s.evaluation.status, ticked=ticked)
        tell_next(s)
    return s.evaluation


def evaluation_sign(
    *,
    public_id: uuid.UUID,
    content_sha256: str,
    password: Proof,
    by: User,
    at: datetime,
    token: uuid.UUID | None = None,
) -> Evaluation:
    """The Reviewer or the Department Head signs, in person or as designee "for" the principal.

    Raises WrongPassword, Conflict (409) where the text shown is not the one to sign, and what `engine.step` raises.
    """
    with step(public_id=public_id, action="sign", by=by, at=at, token=token) as s:
        if s.is_repeat:
            return s.evaluation
        row = pending_step(s.evaluation)
        signed = SignedDocument.objects.get(evaluation=s.evaluation, round=s.evaluation.signing_round)
        signed.check_text()
        if row is None or signed.sha256 != content_sha256:
            raise Conflict(CHANGED_SENTENCE)
        _require_route_of_today(s.evaluation, row, s.today)
        confirmed_by = identity_confirm(user=by, proof=password, at=at)
        acting_for = s.standing.signs_for if s.standing else None
        if row.capacity == Capacity.DEPARTMENT_HEAD.value:
            require_window_open(s.evaluation, s.today)
        _sign(s, row, signed, acting_for=acting_for, confirmed_by=confirmed_by)
        if row.capacity == Capacity.REVIEWER.value:
            s.move("sign_as_reviewer")
            s.save()
        else:
            s.move("sign_as_department_head")
            s.evaluation.last_agency_signature_on = s.today
            s.save("last_agency_signature_on")
            follow_up_close(s)
        s.record("signed", capacity=row.capacity, content_sha256=signed.sha256, to=s.evaluation.status)
        tell_next(s)
    return s.evaluation


def evaluation_return(
    *,
    public_id: uuid.UUID,
    reason: str,
    by: User,
    at: datetime,
    token: uuid.UUID | None = None,
    checklist: Checklist | None = None,
) -> Evaluation:
    """Back to the Rater with a reason. Every signature of this round is void from then on (R17).

    HR's propriety review keeps its checklist and findings with it; others have none.
    """
    return _back_to_draft(public_id, "return", "return_to_rater", "returned", reason, by, at, token, checklist)


def evaluation_withdraw(
    *, public_id: uuid.UUID, reason: str, by: User, at: datetime, token: uuid.UUID | None = None
) -> Evaluation:
    """The Rater takes it back before it is issued; the signatures given so far are void (R17)."""
    return _back_to_draft(public_id, "withdraw", "withdraw", "withdrawn", reason, by, at, token)


def _back_to_draft(
    public_id: uuid.UUID,
    action: str,
    transition: str,
    event: str,
    reason: str,
    by: User,
    at: datetime,
    token: uuid.UUID | None,
    checklist: Checklist | None = None,
) -> Evaluation:
    with step(public_id=public_id, action=action, by=by, at=at, token=token) as s:
        if s.is_repeat:
            return s.evaluation
        text = require_reason(reason)
        came_from = s.evaluation.status
        if came_from == EvaluationStatus.READY_TO_ISSUE.value:
            _require_no_closed_window(s.evaluation)
        voided = sum(
            1 for row in s.evaluation.steps.all() if row.signature_id and row.round == s.evaluation.signing_round
        )
        Return.objects.create(
            evaluation=s.evaluation,
            round=s.evaluation.signing_round,
            from_status=came_from,
            by_name=by.name,
            by_user_id=by.pk,
            at=at,
            reason=text,
            is_withdrawal=action == "withdraw",
        )
        if came_from == EvaluationStatus.HR_REVIEW.value and action == "return":
            checklist_keep(s, checklist or {}, is_passed_on=False)
        s.move(transition)
        s.evaluation.last_agency_signature_on = None
        s.save("last_agency_signature_on")
        s.record(event, came_from=came_from, reason_sha256=sha256_of_text(text), signatures_voided=voided)
        tell_returned(s)
    return s.evaluation


def require_reason(reason: str, field: str = "reason") -> str:
    """The reason, trimmed. Raises RuleViolations (422) where it is blank."""
    text = reason.strip()
    if not text:
        sentence = "Say why in a sentence: the Rater and the record need the reason."
        raise RuleViolations([form_error(code="reason_missing", message=sentence, field=field)])
    return text


def _require_no_closed_window(evaluation: Evaluation) -> None:
    """A final that has ended its follow-up window by the last agency signature (R15) is not taken back."""
    if evaluation.follow_up is not None and evaluation.follow_up.closed_by_id == evaluation.pk:
        raise Conflict(
            "The last agency signature has ended the follow-up window. Issue this evaluation; a mistake in it is "
            "mended by a correction."
        )


def _require_route_of_today(evaluation: Evaluation, row: SigningStep, today: date) -> None:
    """A person signs in a capacity that is theirs on the day of signing, not only on the day of submission (R17).

    Raises Conflict (409). A change of the chain reroutes open places by itself (`services.reroute`); this holds until
    it has done so.
    """
    is_gone = row.principal.status == EmploymentStatus.SEPARATED.value
    routes = lawful_routes_of(evaluation, today=today)
    if is_gone or not has_place(routes, Capacity(row.capacity), row.principal_id):
        raise Conflict(
            f"Since this evaluation was submitted, the signing route has changed: {row.principal.full_name} does not "
            f"sign as {Capacity(row.capacity).label} any more. Return it, so that the Rater submits it again."
        )


def first_move(route: Route) -> str:
    """The move that submission takes on that route."""
    if route.needs_hr_review:
        return "submit_to_hr"
    return "submit_to_reviewer" if route.signer(Capacity.REVIEWER) else "submit_to_department_head"


def _keep_document(s: Step, document: Document) -> SignedDocument:
    text = canonical_json(document)
    return SignedDocument.objects.create(
        evaluation=s.evaluation,
        round=s.evaluation.signing_round,
        sha256=sha256_of_text(text),
        text=text,
        created_at=s.at,
    )


def _lay_route(evaluation: Evaluation, route: Route) -> dict[str, SigningStep]:
    rows = SigningStep.objects.bulk_create(
        SigningStep(
            evaluation=evaluation,
            round=evaluation.signing_round,
            capacity=signer.capacity.value,
            position=position,
            principal_id=signer.principal,
            reason=signer.reason,
        )
        for position, signer in enumerate(route.signers, start=1)
    )
    return {row.capacity: row for row in rows}


def _sign(s: Step, row: SigningStep, signed: SignedDocument, *, acting_for: Employee | None, confirmed_by: str) -> None:
    if s.by is None:
        raise ValueError("only a person signs")
    signer = getattr(s.by, "employee", None)
    row.signature = signature_record(
        stream=s.evaluation.stream,
        round=s.evaluation.signing_round,
        capacity=row.capacity,
        by=s.by,
        title=title_of(signer) if signer else "",
        acting_for=acting_for.full_name if acting_for else "",
        statement=statement_for(row.capacity, is_blank=not s.evaluation.overall),
        content_sha256=signed.sha256,
        template_version=f"{s.evaluation.template.key}-{s.evaluation.template.version}",
        policy_version=policy_of(s.evaluation).name,
        confirmed_by=confirmed_by,
        at=s.at,
    )
    row.save(update_fields=["signature"])
