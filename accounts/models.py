"""Accounts: who may sign in, from where they are signed in, their roles and designees, and tokens for programs."""

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.enums import Role, Scope
from common.searchkeys import LONGEST_KEY


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A sign-in. The person behind it, where there is one, is `workforce.Employee` (its `user`)."""

    email = models.EmailField(max_length=254, unique=True, help_text="In small letters.")
    name = models.CharField(max_length=300)
    search_key = models.CharField(
        max_length=LONGEST_KEY, blank=True, help_text="Name and e-mail to be found and sorted by."
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    sessions_epoch = models.PositiveIntegerField(default=0, help_text="Raised to end every session of the account.")

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        ordering = ["name", "id"]
        indexes = [
            models.Index(fields=["search_key", "id"], name="accounts_by_name"),
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="accounts_search"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="accounts_email_in_small_letters")
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must know: changes with the password, and with the epoch."""
        known = f"{self.sessions_epoch}:{self.password}"
        return salted_hmac("accounts.User.session", known, secret=secret, algorithm="sha256").hexdigest()


class OpenSession(models.Model):
    """A browser in which an account is signed in, for the list that the person sees; the session itself is Django's.

    Ending one deletes both rows: whoever holds the cookie is nobody from the next request on.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="open_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=100, help_text="Browser and system in words.")
    network = models.CharField(max_length=50, blank=True, help_text="Where it was last seen.")
    signed_in_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        ordering = ["-last_seen_at", "-id"]

    def __str__(self) -> str:
        return f"{self.user}: {self.device}"


class RoleGrant(models.Model):
    """A role held by an account. There is one HR Manager: the signing chart names that person."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=30, choices=[(role.value, role.label) for role in Role])
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["role", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="accounts_role_once"),
            models.UniqueConstraint(fields=["role"], condition=Q(role="hr_manager"), name="accounts_one_hr_manager"),
            models.CheckConstraint(condition=Q(role__in=[role.value for role in Role]), name="accounts_known_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {Role(self.role).label}"


class Delegation(models.Model):
    """A designee who signs "for" the principal from one day to another, both included (domain §5)."""

    principal = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations_given")
    delegate = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations_received")
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=300)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, help_text="Set when it was withdrawn early.")

    class Meta:
        ordering = ["-starts_on", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(principal=F("delegate")), name="accounts_no_delegation_to_self"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="accounts_delegation_in_order"),
            ExclusionConstraint(
                name="accounts_one_designee_at_a_time",
                expressions=[
                    (F("principal"), RangeOperators.EQUAL),
                    (
                        Func(
                            "starts_on",
                            "ends_on",
                            RangeBoundary(inclusive_upper=True),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delegate} for {self.principal}, {self.starts_on} to {self.ends_on}"


class AccessToken(models.Model):
    """Stands for its owner where a program asks and no browser; within its scopes, until its day.

    The token itself is nowhere: `token_sha256` recognises it (it is random, so that a plain hash cannot be guessed
    back), `hint` are its first signs, for people who look for it. It ends with the owner's sessions (`sessions_epoch`).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="access_tokens")
    name = models.CharField(max_length=100)
    hint = models.CharField(max_length=12)
    token_sha256 = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=40))
    sessions_epoch = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    expires_on = models.DateField(help_text="The last day on which it opens anything.")
    is_vouched_for = models.BooleanField(
        default=False, help_text="Made in a session whose sign-in provider had asked for a second factor."
    )
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scopes__contained_by=[scope.value for scope in Scope], scopes__len__gt=0),
                name="accounts_token_known_scopes",
            )
        ]

    def __str__(self) -> str:
        return self.name


class KeptAnswer(models.Model):
    """What a request with an Idempotency-Key was answered, so that the same request again does nothing twice.

    It is written in the transaction of what the request did: there is both or neither. Forgotten after a day.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request_sha256 = models.CharField(max_length=64, help_text="Method, address and body.")
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="accounts_answer_once_per_key")]

    def __str__(self) -> str:
        return f"{self.key} of {self.user_id}"
