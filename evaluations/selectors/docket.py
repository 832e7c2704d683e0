"""What waits for HR: one list over all kinds, each read by one provider.

A provider gives one kind's rows, annotated alike (`_entry`); they are put together as one UNION, so that the number of
queries does not grow with the kinds. Another kind is one more line of `PROVIDERS`.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import (
    CharField,
    DateField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import MD5, Cast, Coalesce, Concat, TruncDate

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import has_action, roles_with
from accounts.selectors import accounts_that_may_sign_in
from common.errors import NotVisible
from common.searchkeys import search_words
from evaluations.enums import DocketKind, EvaluationKind, EvaluationStatus, GrievanceStatus, PacketKind, Rating
from evaluations.models import Consultation, DocketEntry, Evaluation, FollowUp, Grievance, Packet, SavedView
from evaluations.recusal_permissions import recused_from
from evaluations.rules.policy import load_policy, policy_in_force
from evaluations.rules.probation import LONGEST_PROBATION_DAYS
from evaluations.rules.reminder_plan import reminder_plan
from workforce.enums import EmploymentStatus
from workforce.models import Employee, OrgUnit
from workforce.selectors import people_found

Status = EvaluationStatus
COLUMNS = (
    "on_kind", "on_subject", "on_person", "on_other", "on_since", "on_due", "on_owner_by", "on_owner", "on_version",
)  # fmt: skip
WAITING = ["open", "extended"]
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class OnDocket:
    """One thing that waits for HR. `other` is the second person of it: who rates, or who asked; neither owns it.

    After `due_on`, or without an owner from `owner_by` on, it is escalated. `version` is that of its assignment.
    """

    kind: DocketKind
    subject: uuid.UUID
    person: int
    other: int | None
    since: date
    due_on: date
    owner_by: date
    owner: int | None
    version: int

    @property
    def key(self) -> str:
        """What a form posts to name the entry as it was shown."""
        return f"{self.kind.value}:{self.subject}:{self.version}"

    def is_to_escalate(self, on: date) -> bool:
        """True where its day is past, or nobody owns it though its last day comes near."""
        return on > self.due_on or (self.owner is None and on > self.owner_by)


@dataclass(frozen=True, slots=True)
class DocketQuery:
    """What is looked for; the empty value asks for everything. `owner` is a user's id or "nobody".

    A unit is asked for by words of its way from the top, with everything below it.
    """

    search: str = ""
    kind: str = ""
    owner: str = ""
    unit: str = ""
    within: int | None = None
    is_overdue: bool = False


def check_can_read_docket(user: User) -> None:
    """Raises NotVisible (404) for everybody but HR and the auditor: to others the page does not exist."""
    if not (has_action(user, Action.EVALUATION_HR_REVIEW) or has_action(user, Action.EVALUATION_READ_ALL)):
        raise NotVisible


def docket_listed(user: User | None, on: date, query: DocketQuery) -> QuerySet[Any, Any]:
    """The rows of COLUMNS that the query asks for, the earliest day first; one statement.

    Nothing about the reader: of oneself one sees what an employee sees; nor of an employee in whose matters the reader
    takes no part (R23). None as the reader: everything.
    """
    kinds = [kind for kind in PROVIDERS if query.kind in ("", kind.value)]  # the form and the API know the kinds
    parts: list[Any] = [_narrowed(PROVIDERS[kind](on), user, on, query).values_list(*COLUMNS) for kind in kinds]
    rows: QuerySet[Any, Any] = parts[0].union(*parts[1:], all=True).order_by("on_due", "on_kind", "on_subject")
    return rows


def entries_of(rows: Collection[tuple[Any, ...]]) -> list[OnDocket]:
    """The rows as entries."""
    return [OnDocket(DocketKind(kind), *rest) for kind, *rest in rows]


def docket_found(user: User, on: date, keys: Mapping[DocketKind, Collection[uuid.UUID]]) -> list[OnDocket]:
    """Those of the named entries that wait still and that the reader may see; one statement."""
    parts = [
        _narrowed(PROVIDERS[kind](on), user, on, DocketQuery()).filter(on_subject__in=subjects).values_list(*COLUMNS)
        for kind, subjects in keys.items()
    ]
    return entries_of(list(parts[0].union(*parts[1:], all=True))) if parts else []


def owners_possible() -> QuerySet[User]:
    """Who may own an entry: the accounts that may do HR's work and sign in, by name."""
    roles = [role.value for role in roles_with(Action.EVALUATION_HR_REVIEW)]
    return accounts_that_may_sign_in().filter(role_grants__role__in=roles).distinct().order_by("search_key", "pk")


def saved_views_of(user: User) -> QuerySet[SavedView]:
    """One's own views, and those that others share."""
    return SavedView.objects.filter(Q(user=user) | Q(is_shared=True)).select_related("user").order_by("name", "pk")


def _narrowed(rows: QuerySet[Any], user: User | None, on: date, query: DocketQuery) -> QuerySet[Any]:
    people = Employee.objects.order_by()
    if user is not None:
        rows = rows.exclude(on_person__in=people.filter(user=user).values("pk"))
        rows = rows.exclude(on_person__in=recused_from(user, on))
    if query.search:
        rows = rows.filter(on_person__in=people_found(query.search, among=people).values("pk"))
    if query.unit:
        units = OrgUnit.objects.order_by()
        for word in search_words(query.unit):
            units = units.filter(search_key__contains=word)
        rows = rows.filter(on_person__in=people.filter(org_unit__in=units.values("pk")).values("pk"))
    if query.owner == NOBODY:
        rows = rows.filter(on_owner=None)
    elif query.owner:
        rows = rows.filter(on_owner=int(query.owner))
    if query.within is not None:
        rows = rows.filter(on_due__lte=on + timedelta(days=query.within))
    if query.is_overdue:
        rows = rows.filter(on_due__lt=on)
    return rows


def _entry(
    rows: QuerySet[Any],
    kind: DocketKind,
    *,
    subject: str,
    person: str,
    other: str,
    since: Combinable,
    due: Combinable,
    owner_by: Combinable | None = None,
) -> QuerySet[Any]:
    """The rows with the columns that all kinds have."""
    kept = DocketEntry.objects.filter(kind=kind.value, subject=OuterRef(subject))
    annotated: QuerySet[Any] = rows.order_by().annotate(
        on_kind=Value(kind.value, output_field=CharField()),
        on_subject=F(subject),
        on_person=F(person),
        on_other=F(other),
        on_since=since,
        on_due=due,
        on_owner_by=owner_by or due,
        on_owner=Subquery(kept.values("owner_id")[:1]),
        on_version=Coalesce(Subquery(kept.values("version")[:1]), 0, output_field=IntegerField()),
    )
    return annotated


def _after(day: Combinable, days: int) -> Cast:
    """That many calendar days later (earlier where negative), as a day."""
    later = ExpressionWrapper(day + Value(timedelta(days=days)), output_field=DateTimeField())
    return Cast(later, DateField())


def _questions(on: date) -> QuerySet[Any]:
    """R10, R11: managers who have asked HR and have no answer yet."""
    rows = Consultation.objects.filter(answered_at=None, withdrawn_at=None)
    return _entry(
        rows, DocketKind.CONSULTATION, subject="public_id", person="employee_id", other="contacted_by_id",
        since=F("contacted_on"), due=F("answer_due_on"),
    )  # fmt: skip


def _reviews(on: date) -> QuerySet[Any]:
    """§5: low ratings that wait for HR's propriety review."""
    since = TruncDate("submitted_at")
    days = reminder_plan(settings.POLICY_SET).waiting_every_days
    return _entry(
        Evaluation.objects.filter(status=Status.HR_REVIEW.value), DocketKind.REVIEW, subject="public_id",
        person="employee_id", other="rater_id", since=since, due=_after(since, days),
    )  # fmt: skip


def _windows(on: date) -> QuerySet[Any]:
    """R12, R15: windows that wait for their final, by the days left."""
    ahead = reminder_plan(settings.POLICY_SET).window_owner_days
    return _entry(
        FollowUp.objects.filter(status__in=WAITING), DocketKind.WINDOW, subject="evaluation__public_id",
        person="employee_id", other="evaluation__rater_id", since=F("starts_on"), due=F("ends_on"),
        owner_by=_after(F("ends_on"), -ahead),
    )  # fmt: skip


def _without_action(on: date) -> QuerySet[Any]:
    """R16: an Unsatisfactory of somebody in service without a discharge or reduction linked to it."""
    rows = Evaluation.objects.filter(
        overall=Rating.UNSATISFACTORY.value, action_kind="", submitted_at__isnull=False
    ).exclude(status__in=[Status.DRAFT.value, Status.VOID.value, Status.SUPERSEDED.value])
    rows = rows.exclude(employee__status=EmploymentStatus.SEPARATED.value)
    for key, version in rows.order_by().values_list("policy_key", "policy_version").distinct():
        if not load_policy(key, version).is_on("R16"):
            rows = rows.exclude(policy_key=key, policy_version=version)
    since = TruncDate("submitted_at")
    return _entry(
        rows, DocketKind.ACTION, subject="public_id", person="employee_id", other="rater_id", since=since, due=since
    )


def _without_copy(on: date) -> QuerySet[Any]:
    """R19: signed by everybody and not given to the employee, or issued while the employee's copy is not there."""
    copies = Packet.objects.filter(evaluation=OuterRef("pk"), kind=PacketKind.EMPLOYEE_COPY.value)
    is_issued = Q(status__in=[Status.ISSUED.value, Status.FINAL.value], issued_on__lt=on) & ~Exists(copies)
    days = policy_in_force(settings.POLICY_SET, on).deadlines.copy_days
    return _entry(
        Evaluation.objects.filter(Q(status=Status.READY_TO_ISSUE.value) | is_issued),
        DocketKind.COPY, subject="public_id", person="employee_id", other="rater_id",
        since=Coalesce("presented_on", "last_agency_signature_on"),
        due=Coalesce("copy_due_on", _after(F("last_agency_signature_on"), days)),
    )  # fmt: skip


def _probations(on: date) -> QuerySet[Any]:
    """R2: probation that ends soon with no evaluation begun, or has ended with none issued by then.

    It goes once a late evaluation is issued, probation is extended, or the people file says what became of it. What
    the line is named by follows from the person: there is one for each.
    """
    ends, ahead = F("probation_ends_on"), reminder_plan(settings.POLICY_SET).window_owner_days
    about = Evaluation.objects.filter(employee=OuterRef("pk")).exclude(
        status__in=[Status.VOID.value, Status.SUPERSEDED.value]
    )
    about = about.filter(
        # Of this probation, not of one of years ago: none lasts longer than that.
        Q(
            kind=EvaluationKind.PROBATION.value,
            period_end__gt=_after(OuterRef("probation_ends_on"), -LONGEST_PROBATION_DAYS),
        )
        | Q(period_start__lte=OuterRef("probation_ends_on"), period_end__gte=OuterRef("probation_ends_on"))
    )
    is_near = Q(probation_ends_on__gte=on, probation_ends_on__lte=on + timedelta(days=ahead)) & ~Exists(about)
    is_over = Q(probation_ends_on__lt=on) & ~Exists(about.filter(issued_on__isnull=False))
    rows = Employee.objects.filter(
        is_near | is_over, status=EmploymentStatus.PROBATIONARY.value, is_management_plan=False
    )
    subject = Cast(MD5(Concat(Value("probation:"), Cast(F("pk"), CharField()))), UUIDField())
    return _entry(
        rows.annotate(probation_subject=subject), DocketKind.PROBATION, subject="probation_subject", person="id",
        other="supervisor_id", since=_after(ends, -ahead), due=ends, owner_by=_after(ends, -ahead),
    )  # fmt: skip


def _grievances(on: date) -> QuerySet[Any]:
    """R22: grievances and requests for reconsideration that wait for HR's decision."""
    return _entry(
        Grievance.objects.filter(status=GrievanceStatus.OPEN.value), DocketKind.GRIEVANCE, subject="public_id",
        person="evaluation__employee_id", other="evaluation__rater_id", since=F("filed_on"), due=F("decide_by"),
    )  # fmt: skip


PROVIDERS: dict[DocketKind, Callable[[date], QuerySet[Any]]] = {
    DocketKind.CONSULTATION: _questions,
    DocketKind.REVIEW: _reviews,
    DocketKind.WINDOW: _windows,
    DocketKind.ACTION: _without_action,
    DocketKind.COPY: _without_copy,
    DocketKind.PROBATION: _probations,
    DocketKind.GRIEVANCE: _grievances,
}
