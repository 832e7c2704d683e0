"""The agency's own versions of policy sets: written as drafts, published once, never changed afterwards."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django_fsm import transition

from common.fields import RefreshableStatusMixin, StatusField
from evaluations.enums import PolicyScope, PolicyStatus
from evaluations.models.evaluation import one_of
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
