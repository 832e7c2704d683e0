"""Step increases (R18): what was decided on each anniversary, and what payroll was given of it.

Decisions and exports are added and never changed: payroll has been told of them. What turns out otherwise is a new row
that names the one before it.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from evaluations.enums import PayrollChange, StepDecision, StepState
from evaluations.models.evaluation import Evaluation, one_of
from evaluations.models.guards import append_only
from evaluations.rules.steps import effective_on, state_of
from workforce.models import Employee


class StepIncrease(models.Model):
    """One decision on the step increase of one person on one anniversary, as of that day.

    `replaces` is the decision of the same anniversary that this one takes the place of; the one that nothing replaces
    is in force. `evaluation` is the one that decided, `released_by` the one that ended a hold, on `released_on`.
    """

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="step_increases")
    anniversary = models.DateField(help_text="The decision is as of this day.")
    decision = models.CharField(max_length=20)
    code = models.CharField(max_length=30)
    reason = models.TextField()
    evaluation = models.ForeignKey(Evaluation, null=True, on_delete=models.PROTECT, related_name="+")
    released_on = models.DateField(null=True)
    released_by = models.ForeignKey(Evaluation, null=True, on_delete=models.PROTECT, related_name="+")
    is_paid_back = models.BooleanField(default=False, help_text="A late evaluation is paid back to the anniversary.")
    policy_key = models.CharField(max_length=40)
    policy_version = models.PositiveIntegerField()
    decided_at = models.DateTimeField()
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")

    class Meta:
        ordering = ["anniversary", "id"]
        verbose_name_plural = "step increases"
        indexes = [models.Index(fields=["anniversary", "employee"], name="evaluations_steps_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=one_of("decision", StepDecision, blank=False), name="evaluations_known_step_decision"
            ),
            # Two sweeps at once decide an anniversary once; `replaces`, which is unique, keeps its decisions in a row.
            models.UniqueConstraint(
                fields=["employee", "anniversary"], condition=Q(replaces=None), name="evaluations_step_decided_once"
            ),
            models.CheckConstraint(
                condition=Q(released_on=None, released_by=None)
                | Q(decision="hold", released_on__gte=F("anniversary"), released_by__isnull=False),
                name="evaluations_only_a_hold_is_released",
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.employee}: step increase on {self.anniversary}"

    @property
    def state(self) -> StepState:
        """Granted, held, released, or no step at all."""
        return state_of(StepDecision(self.decision), self.released_on)

    @property
    def effective_on(self) -> object:
        """The day from which it counts; None where it does not."""
        return effective_on(self.state, self.anniversary, self.released_on, is_paid_back=self.is_paid_back)


class ComingStep(models.Model):
    """The next anniversary of each person in service, as the people file named it when it was last looked at.

    A people file names the following year's as soon as the day has come: this keeps the day until it is decided.
    """

    employee = models.OneToOneField(Employee, on_delete=models.CASCADE, related_name="coming_step")
    anniversary = models.DateField(db_index=True)

    class Meta:
        ordering = ["anniversary", "employee"]

    def __str__(self) -> str:
        return f"{self.employee}: {self.anniversary}"


class StepSweep(models.Model):
    """One row: from which anniversary on steps are decided here, and up to which day that has been done.

    Whoever decides or gives decisions to payroll locks it, so that the two never cross.
    """

    begun_on = models.DateField()
    through_on = models.DateField()
    swept_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="evaluations_one_step_sweep")]

    def __str__(self) -> str:
        return f"Steps decided through {self.through_on}"


class PayrollExport(models.Model):
    """What payroll was given once: every decision in force on the anniversaries from `first_on` to `last_on`.

    Its difference tells what had changed since the exports before it, on other anniversaries, too. Both files are made
    anew from the lines whenever somebody asks; the digests say that they are the same.
    """

    number = models.PositiveIntegerField(unique=True)
    first_on = models.DateField()
    last_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    rows = models.PositiveIntegerField()
    changes = models.PositiveIntegerField(help_text="Lines of the difference.")
    sha256 = models.CharField(max_length=64)
    difference_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="evaluations_export_in_order")
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"Payroll export {self.number}"

    @property
    def stream(self) -> str:
        """The audit stream of this export."""
        return f"payroll:{self.number}"


class PayrollLine(models.Model):
    """One decision that an export gave to payroll, and the one of that anniversary that it had been given before."""

    export = models.ForeignKey(PayrollExport, on_delete=models.PROTECT, related_name="lines")
    step = models.ForeignKey(StepIncrease, on_delete=models.PROTECT, related_name="payroll_lines")
    before = models.ForeignKey(StepIncrease, null=True, on_delete=models.PROTECT, related_name="+")
    change = models.CharField(max_length=20)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["export", "step"], name="evaluations_step_given_once"),
            models.CheckConstraint(
                condition=one_of("change", PayrollChange, blank=False), name="evaluations_known_payroll_change"
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.export}: {self.step}"
