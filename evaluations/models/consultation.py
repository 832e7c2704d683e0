"""A manager's contact with HR about a likely low rating (R10, R11), and what HR advised."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from evaluations.enums import ContactWay, Rating
from evaluations.models.evaluation import Evaluation
from workforce.models import Employee

LOW = [rating.value for rating in Rating if rating.is_low]


def _together(*names: str) -> Q:
    """All of the columns hold something, or none does."""
    return Q(**{f"{name}__isnull": True for name in names}) | Q(**{f"{name}__isnull": False for name in names})


class Consultation(models.Model):
    """One contact: about whom, which likely rating of which period, by which manager, and HR's answer.

    It is asked here, or HR records one by telephone, in person or by letter; `contacted_on` is the day that counts, and
    `recorded_*` says who wrote it down and when. The employee never reads it. `evaluation` is the one that it is about,
    once there is one; for the rules the period decides, since one evaluation may take another's place.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="consultations")
    likely_rating = models.CharField(max_length=20)
    period_start = models.DateField()
    period_end = models.DateField()
    evaluation = models.ForeignKey(Evaluation, null=True, on_delete=models.PROTECT, related_name="consultations")
    anticipated_issue_on = models.DateField()
    deficiencies = models.TextField(help_text="What falls short.")
    efforts = models.TextField(help_text="What supervision did so far.")

    way = models.CharField(max_length=20, default=ContactWay.HERE.value)
    contacted_by = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="consultations_asked")
    contacted_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()
    recorded_by_name = models.CharField(max_length=300)

    answer_due_on = models.DateField(help_text="When an answer that is still missing is escalated.")
    advice = models.TextField(blank=True)
    answered_on = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.BigIntegerField(null=True)
    answered_by_name = models.CharField(max_length=300, blank=True)

    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.BigIntegerField(null=True)
    withdrawn_by_name = models.CharField(max_length=300, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-contacted_on", "-id"]
        indexes = [
            models.Index(fields=["employee", "contacted_on"], name="evaluations_contacts_of"),
            models.Index(
                fields=["answer_due_on"],
                condition=Q(answered_at=None, withdrawn_at=None),
                name="evaluations_contacts_open",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(likely_rating__in=LOW), name="evaluations_contact_is_about_low"),
            models.CheckConstraint(
                condition=Q(way__in=[way.value for way in ContactWay]), name="evaluations_known_contact_way"
            ),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")), name="evaluations_contact_period_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(contacted_by=F("employee")), name="evaluations_nobody_asks_about_themselves"
            ),
            models.CheckConstraint(
                condition=_together("answered_on", "answered_at", "answered_by_id"),
                name="evaluations_contact_answer_whole",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, advice="") | (Q(answered_at__isnull=False) & ~Q(advice="")),
                name="evaluations_contact_answer_says",
            ),
            models.CheckConstraint(
                condition=_together("withdrawn_at", "withdrawn_by_id"), name="evaluations_contact_withdrawn_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"Contact of {self.contacted_on} about {self.employee}"

    def get_absolute_url(self) -> str:
        return reverse("evaluations:consultation", args=[self.public_id])

    @property
    def stream(self) -> str:
        """The audit stream of this consultation."""
        return f"consultation:{self.public_id}"

    @property
    def is_withdrawn(self) -> bool:
        """True where it counts no more."""
        return self.withdrawn_at is not None

    @property
    def is_waiting(self) -> bool:
        """True where HR has not answered yet."""
        return self.answered_at is None and self.withdrawn_at is None
