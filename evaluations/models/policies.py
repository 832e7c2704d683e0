"""The agency's own versions of policy sets: written as drafts, published once, never changed afterwards; and what was
simulated with them."""

import uuid

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django_fsm import transition

from common.fields import RefreshableStatusMixin, StatusField
from evaluations.enums import PolicyScope, PolicyStatus, SimulatedKind
from evaluations.models.evaluation import Evaluation, one_of
from evaluations.rules.policy import FIRST_OWN_VERSION


def published_is_immutable() -> pgtrigger.Trigger:
    """A published version keeps every column and is never deleted: evaluations are judged by it for ever."""
    return pgtrigger.Trigger(
        name="published_is_immutable",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func="""
            IF OLD.status = 'published' THEN
                RAISE EXCEPTION 'A published version of a policy set is immutable (% %)', OLD.key, OLD.version;
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )


class PolicyVersion(RefreshableStatusMixin, models.Model):
    """One own version of one policy set. `body` is the canonical text in the shape of the shipped files, `sha256` its
    digest; what stands in columns beside it is what decides where and when the version is in force.

    `members`: bargaining units, or the class codes of an employee group. `follows` names the version that it was copied
    from and is compared with. `revision` counts the saves of a draft, so that two people do not overwrite each other.
    """

    key = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    follows = models.CharField(max_length=60, help_text="Key and version, for example county-1.")
    status = StatusField(max_length=20, default=PolicyStatus.DRAFT.value)
    title = models.CharField(max_length=200)
    scope = models.CharField(max_length=20)
    members = ArrayField(models.CharField(max_length=20), default=list)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["key", "version"]
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="evaluations_policy_version_once"),
            # Two drafts of one set would both follow the same version; the later published would undo the other.
            models.UniqueConstraint(
                fields=["key"], condition=Q(status=PolicyStatus.DRAFT.value), name="evaluations_policy_one_draft"
            ),
            models.CheckConstraint(condition=Q(version__gte=FIRST_OWN_VERSION), name="evaluations_policy_own_version"),
            models.CheckConstraint(
                condition=one_of("status", PolicyStatus, blank=False), name="evaluations_policy_status"
            ),
            models.CheckConstraint(
                condition=one_of("scope", PolicyScope, blank=False), name="evaluations_policy_scope"
            ),
            models.CheckConstraint(
                condition=Q(scope=PolicyScope.AGENCY.value, members=[])
                | (~Q(scope=PolicyScope.AGENCY.value) & ~Q(members=[])),
                name="evaluations_policy_has_members",
            ),
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
                name="evaluations_policy_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(status=PolicyStatus.DRAFT.value, published_at=None, published_by=None)
                | Q(status=PolicyStatus.PUBLISHED.value, published_at__isnull=False, published_by__isnull=False),
                name="evaluations_policy_published_by",
            ),
        ]
        triggers = [published_is_immutable()]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("policies:version", args=[self.name])

    @property
    def name(self) -> str:
        """Key and version in one word, for example county-101."""
        return f"{self.key}-{self.version}"

    @property
    def stream(self) -> str:
        """The audit stream of this version."""
        return f"policy:{self.name}"

    @transition(field=status, source=PolicyStatus.DRAFT.value, target=PolicyStatus.PUBLISHED.value)
    def publish(self) -> None:
        """It comes into force on its first day and never changes again."""


class PolicySimulation(models.Model):
    """One run of a version over the evaluations whose period ended in a range of days.

    `sha256` is the digest of the text that was simulated. A worker goes on after the evaluation `after`, a portion at a
    time; `done` of `total` were judged. `under_way` counts those of the range that are not issued yet: they are not
    judged. `error` says that the workers gave up.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="simulations")
    sha256 = models.CharField(max_length=64)
    first = models.DateField()
    last = models.DateField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    after = models.BigIntegerField(default=0, help_text="Id of the last evaluation that was judged.")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField()
    under_way = models.PositiveIntegerField()
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="evaluations_simulation_days_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.first} to {self.last}"

    def get_absolute_url(self) -> str:
        return reverse("policies:simulation", args=[self.version.name, self.public_id])


class SimulatedChange(models.Model):
    """One thing that would have been otherwise in one evaluation. It holds names, days and rules, never a rating."""

    simulation = models.ForeignKey(PolicySimulation, on_delete=models.CASCADE, related_name="changes")
    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="simulated")
    kind = models.CharField(max_length=20)
    rule = models.CharField(max_length=10)
    what = models.CharField(max_length=400)
    before = models.CharField(max_length=1000)
    after = models.CharField(max_length=1000)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["simulation", "kind", "evaluation"], name="evaluations_simulated_by_kind")]
        constraints = [
            models.CheckConstraint(
                condition=one_of("kind", SimulatedKind, blank=False), name="evaluations_simulated_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what}: {self.before} → {self.after}"
