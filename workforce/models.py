"""Who works where, in which class, under whom, since when; and when they were away."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from common.searchkeys import LONGEST_KEY
from competencies.models import Classification
from workforce.enums import ChangedFact, EmploymentStatus, ManagementLevel


class OrgUnit(models.Model):
    """A bureau, division, program or unit. `path` spells the way from the top, joined by " / "."""

    name = models.CharField(max_length=200)
    path = models.CharField(max_length=900, unique=True)
    search_key = models.CharField(max_length=900, blank=True, help_text="The path, casefolded, unaccented.")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")

    class Meta:
        ordering = ["path"]
        indexes = [GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="workforce_unit_search")]

    def __str__(self) -> str:
        return self.path


class Employee(models.Model):
    """A person in service (or separated), as the people file says. `supervisor` is the immediate supervisor.

    `probation_ends_on` is the end of probation that everything goes by (R3): it follows from the end that the people
    file names (`probation_recorded_on`), the class, the paid days and extensions, and is kept by the evaluation room.
    Of a probation that is over it stays.
    """

    employee_no = models.CharField(max_length=20, unique=True)
    first_name = models.CharField(max_length=150)
    last_name = models.CharField(max_length=150)
    email = models.EmailField(max_length=254, blank=True)
    sort_key = models.CharField(max_length=330, help_text="Last and first name, casefolded, unaccented (no collation).")
    search_key = models.CharField(
        max_length=LONGEST_KEY, blank=True, help_text="Names, number and e-mail to be found by."
    )
    user = models.OneToOneField(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="employee")
    classification = models.ForeignKey(Classification, on_delete=models.PROTECT, related_name="employees")
    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="employees")
    supervisor = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="direct_reports")
    management_level = models.CharField(max_length=30, default=ManagementLevel.NONE.value)
    status = models.CharField(max_length=20, default=EmploymentStatus.PERMANENT.value)
    appointed_on = models.DateField()
    anniversary = models.DateField(null=True, help_text="Next anniversary date: step increases and yearly periods.")
    probation_recorded_on = models.DateField(null=True, help_text="The end of probation that the people file names.")
    probation_ends_on = models.DateField(null=True, help_text="The end of probation in force (R3).")
    paid_days = models.PositiveSmallIntegerField(null=True, help_text="Paid days since the appointment, as counted.")
    paid_days_counted_on = models.DateField(null=True, help_text="The last day that the count of paid days takes in.")
    paid_days_reached_on = models.DateField(
        null=True, help_text="The day on which the paid days that probation asks for were complete."
    )
    separated_on = models.DateField(null=True)
    bargaining_unit = models.CharField(max_length=20, blank=True)
    is_management_plan = models.BooleanField(
        default=False, help_text="Under a management appraisal plan: outside of the five ratings and their rules."
    )

    class Meta:
        ordering = ["sort_key", "employee_no"]
        indexes = [
            models.Index(fields=["sort_key", "employee_no"], name="workforce_by_name"),
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="workforce_search"),
            # The few who have left, for whoever looks for what they left behind.
            models.Index(fields=["id"], condition=Q(status="separated") | Q(user=None), name="workforce_left"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in EmploymentStatus]),
                name="workforce_known_status",
            ),
            models.CheckConstraint(
                condition=Q(management_level__in=[level.value for level in ManagementLevel]),
                name="workforce_known_level",
            ),
            models.CheckConstraint(condition=~Q(supervisor=F("id")), name="workforce_no_own_supervisor"),
            models.CheckConstraint(
                condition=Q(status="separated", separated_on__isnull=False)
                | (~Q(status="separated") & Q(separated_on__isnull=True)),
                name="workforce_separated_has_date",
            ),
            models.CheckConstraint(
                condition=Q(paid_days=None, paid_days_counted_on=None)
                | Q(paid_days__isnull=False, paid_days_counted_on__isnull=False),
                name="workforce_paid_days_have_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return reverse("workforce:employee", args=[self.employee_no])

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class Leave(models.Model):
    """An absence, both days included. Its kind and reason are nowhere in the product (R6): dates only."""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="leaves")
    starts_on = models.DateField()
    ends_on = models.DateField()
    is_paid = models.BooleanField(default=True)

    class Meta:
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="workforce_leave_in_order"),
            models.UniqueConstraint(fields=["employee", "starts_on", "ends_on"], name="workforce_leave_once"),
        ]

    def __str__(self) -> str:
        return f"{self.employee}: {self.starts_on} to {self.ends_on}"


class EmploymentChange(models.Model):
    """A dated fact: from `effective_on` on, something about a person's work is otherwise than before.

    Rooms above read these facts in their sweeps (early close of a period, rerouting of signatures); nothing is sent
    upwards. `before` and `after` are written as the people file writes them: numbers, codes, paths. `stream` is the
    audit stream of the import that brought the change.
    """

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="changes")
    fact = models.CharField(max_length=20)
    before = models.CharField(max_length=900, blank=True)
    after = models.CharField(max_length=900, blank=True)
    effective_on = models.DateField()
    recorded_at = models.DateTimeField()
    stream = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["employee", "effective_on"], name="workforce_changes_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(fact__in=[fact.value for fact in ChangedFact]), name="workforce_known_changed_fact"
            )
        ]

    def __str__(self) -> str:
        return f"{self.employee}: {ChangedFact(self.fact).label} from {self.effective_on}"
