"""Whose policy set is whose: the one place that knows settings, files and the agency's own versions together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import has_action
from common.errors import NotVisible
from competencies.models import Classification
from evaluations.enums import PolicyScope, PolicyStatus
from evaluations.models import Evaluation, PolicyVersion
from evaluations.policy_versions import policy_named
from evaluations.rules.immutability import CLOSED
from evaluations.rules.policy import available_policies, load_policy, policy_in_force
from evaluations.rules.policy_choice import PolicyChoice, Published
from evaluations.rules.policy_shape import Policy
from evaluations.rules.policy_table import PolicyError
from evaluations.rules.policy_text import policy_text, read_policy_text, shipped_values
from workforce.models import Employee


def policy_choice() -> PolicyChoice:
    """Chooses for any number of people and days, by what is published now. One query; nothing more a person."""
    fields = ("key", "version", "scope", "members", "effective_from", "effective_to")
    rows = PolicyVersion.objects.filter(status=PolicyStatus.PUBLISHED.value).values_list(*fields)
    published = [
        Published(key, version, PolicyScope(scope), frozenset(members), start, end)
        for key, version, scope, members, start, end in rows
    ]
    return PolicyChoice(settings.POLICY_SET, published, policy_named)


def policy_for(
    employee: Employee, on: date, *, classification: Classification | None = None, choice: PolicyChoice | None = None
) -> Policy:
    """The policy set of a person on that day: by the class, else the bargaining unit, else the agency's (§3).

    `classification`: the class of the days in question, where it is not the present one. Whoever asks for several
    people passes the choice in. Raises PolicyError where no version is in force.
    """
    group = classification or employee.classification
    choice = choice or policy_choice()
    return choice.policy(classification=group.code, bargaining_unit=unit_of(employee.bargaining_unit, group), on=on)


def policy_of_set(key: str, on: date) -> Policy:
    """The version of that set in force on the day, the agency's own before what ships. Raises PolicyError."""
    own = policy_choice().in_force(key, on)
    return policy_named(own.key, own.version) if own is not None else policy_in_force(key, on)


def own_policy_for_day(key: str, on: date) -> Policy:
    """A set of the agency's own by its key, in the version of that day, or by key and version ("county-101").

    Where none is in force on the day, the last one that was, and before the first the first. Raises PolicyError.
    """
    stem, _dash, number = key.rpartition("-")
    if stem and number.isascii() and number.isdigit() and len(number) < 7:
        return policy_named(stem, int(number))
    rows = PolicyVersion.objects.filter(key=key, status=PolicyStatus.PUBLISHED.value).order_by("version")
    versions = list(rows.values_list("version", "effective_from", "effective_to"))
    if not versions:
        raise PolicyError(f"there is no policy set named {key!r}, neither shipped nor published here")
    begun = [row for row in versions if row[1] <= on]
    running = [row for row in begun if row[2] is None or on <= row[2]]
    return policy_named(key, (running or begun or versions[:1])[-1][0])


def those_of(one: Published, path: str = "") -> Q:
    """The people whom a version in force for a part of the agency names, to be asked in SQL. `path` leads to them."""
    members = list(one.members)
    if one.scope is PolicyScope.EMPLOYEE_GROUP:
        return Q(**{f"{path}classification__code__in": members})
    own, of_class = f"{path}bargaining_unit", f"{path}classification__bargaining_unit"
    return Q(**{f"{own}__in": members}) | Q(**{own: "", f"{of_class}__in": members})


def unit_of(own: str, classification: Classification) -> str:
    """The bargaining unit: what the people file says of the person, else that of the class."""
    return own or classification.bargaining_unit


# --- the versions themselves, for the pages ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Version:
    """One version of one set. `row` is None for what ships. `used` counts the evaluations made under it; `serves` says
    for whom it is in force on the day that was asked about, and is None where it is not."""

    policy: Policy
    row: PolicyVersion | None
    used: int
    serves: PolicyScope | None

    @property
    def is_draft(self) -> bool:
        """True while it can be changed."""
        return self.row is not None and self.row.status == PolicyStatus.DRAFT.value

    @property
    def text(self) -> str:
        """The whole version as a policy file."""
        if self.row is not None:
            return self.row.body
        return policy_text(shipped_values(self.policy.key, self.policy.version))


def check_can_read_policies(user: User) -> None:
    """Raises NotVisible (404): for whoever does not look rules up, these pages do not exist."""
    if not has_action(user, Action.REFERENCE_READ):
        raise NotVisible


def check_can_manage_policies(user: User) -> None:
    """Raises NotVisible (404) for everybody but who looks after the policy sets."""
    if not has_action(user, Action.POLICY_MANAGE):
        raise NotVisible


def policy_versions_listed(user: User, on: date) -> list[Version]:
    """Every version by set, the newest first; drafts for whoever manages them. Two queries."""
    check_can_read_policies(user)
    rows = list(PolicyVersion.objects.select_related("changed_by", "published_by"))
    if not has_action(user, Action.POLICY_MANAGE):
        rows = [row for row in rows if row.status == PolicyStatus.PUBLISHED.value]
    serving = _serving(rows, on)
    used = _used()
    found = [_version(load_policy(*pair), None, used, serving) for pair in available_policies()]
    found += [_version(_policy_of(row), row, used, serving) for row in rows]
    return sorted(found, key=lambda one: (one.policy.key, -one.policy.version))


def policy_version_get(user: User, name: str, on: date) -> Version:
    """The version of that name ("county-101"). Raises NotVisible where there is none for this reader."""
    found = next((one for one in policy_versions_listed(user, on) if one.policy.name == name), None)
    if found is None:
        raise NotVisible
    return found


def days_used_by(key: str, scope: PolicyScope, members: Collection[str], start: date) -> bool:
    """True where evaluations were begun from that day on under the set, or for people whom a version would serve."""
    since = timezone.make_aware(datetime.combine(start, time.min))
    concerned = Q(policy_key=key)
    if members:
        concerned |= those_of(Published(key, 0, scope, frozenset(members), start), "employee__")
    return Evaluation.objects.filter(concerned, created_at__gte=since).exists()


def evaluations_under_way_with(row: PolicyVersion) -> int:
    """How many evaluations of people whom the version would serve are under way; they keep the version they have."""
    rows = Evaluation.objects.exclude(status__in=[status.value for status in CLOSED])
    if row.scope != PolicyScope.AGENCY.value:
        named = Published(row.key, row.version, PolicyScope(row.scope), frozenset(row.members), row.effective_from)
        rows = rows.filter(those_of(named, "employee__"))
    return rows.count()


def members_unknown(scope: PolicyScope, members: Collection[str]) -> list[str]:
    """Which of these class codes or bargaining units are nobody's here."""
    if scope is PolicyScope.EMPLOYEE_GROUP:
        known = set(Classification.objects.filter(code__in=members).values_list("code", flat=True))
    else:
        known = set(bargaining_units_known())
    return [member for member in members if member not in known]


def bargaining_units_known() -> list[str]:
    """The bargaining units that people or classes have, in order. Two queries."""
    people = Employee.objects.exclude(bargaining_unit="").order_by().values_list("bargaining_unit", flat=True)
    classes = Classification.objects.exclude(bargaining_unit="").order_by().values_list("bargaining_unit", flat=True)
    return sorted({*people.distinct(), *classes.distinct()})


def _policy_of(row: PolicyVersion) -> Policy:
    return read_policy_text(row.body, row.name)


def _published(rows: Collection[PolicyVersion]) -> list[Published]:
    return [
        Published(
            row.key, row.version, PolicyScope(row.scope), frozenset(row.members), row.effective_from, row.effective_to
        )
        for row in rows
        if row.status == PolicyStatus.PUBLISHED.value
    ]


def _serving(rows: Collection[PolicyVersion], on: date) -> dict[str, PolicyScope]:
    """Name of the version → for whom it is in force on the day."""
    policies = {(row.key, row.version): _policy_of(row) for row in rows}
    choice = PolicyChoice(settings.POLICY_SET, _published(rows), lambda key, version: policies[key, version])
    narrow = {f"{one.key}-{one.version}": one.scope for one in choice.narrowed(on)}
    return {**narrow, choice.agency(on).name: PolicyScope.AGENCY}


def _used() -> Counter[str]:
    counts = Evaluation.objects.order_by().values_list("policy_key", "policy_version").annotate(Count("pk"))
    return Counter({f"{key}-{version}": count for key, version, count in counts})


def _version(
    policy: Policy, row: PolicyVersion | None, used: Counter[str], serving: dict[str, PolicyScope]
) -> Version:  # fmt: skip
    return Version(policy, row, used[policy.name], serving.get(policy.name))
