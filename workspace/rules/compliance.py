"""What on time, late and missing mean, each with where it stands on record: the words beside every figure."""

from __future__ import annotations

from dataclasses import dataclass

from workspace.enums import Timeliness


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure: what it counts in words, and the columns that decide, as an auditor would ask for them."""

    label: str
    words: str
    query: str


DUE = Definition(
    "Due",
    "Each evaluation on record counts once, in its first version, by the day it was due: the end of the follow-up "
    "window that it ends, for an end of probation the last day of probation, else the last day of its rating period "
    "(R1, R2, R15). Void ones do not count. A person for whom nothing has begun counts by the due day on record, and a "
    "follow-up window that reverted by its last day, with the unit and the Rater of the Improvement Needed.",
    "evaluations_evaluation where corrects_id is null and status <> 'void', due on coalesce(follow-up ends_on, "
    "probation_ends_on, period_end), without those of a reverted window; evaluations_duedate where evaluation_id is "
    "null, due on due_on; and evaluations_followup where status = 'reverted', due on ends_on",
)
DEFINITIONS: dict[Timeliness, Definition] = {
    Timeliness.ON_TIME: Definition(
        Timeliness.ON_TIME.label, "Filed on the due day or before. Filed is the day on which the employee’s outcome is "
        "recorded (R20), in the school set the end of the response time. The final of a follow-up window is on time by "
        "the day on which it ended the window (R15).", "filed_on <= due day, or the window has a closed_on",
    ),
    Timeliness.LATE: Definition(Timeliness.LATE.label, "Filed after the due day.", "filed_on > due day"),
    Timeliness.MISSING: Definition(
        Timeliness.MISSING.label, "The due day is over and nothing is filed: not begun, or still under way.",
        "due day < today and (filed_on is null or filed_on > today)",
    ),
    Timeliness.NOT_YET: Definition(
        Timeliness.NOT_YET.label, "Not filed, and the due day is today or later.",
        "due day >= today and (filed_on is null or filed_on > today)",
    ),
}  # fmt: skip
RATE = Definition(
    "Rate on time", "On time, of all that were due by yesterday or are filed.", "on time / (on time + late + missing)"
)
PROBATION = Definition(
    "Probation ended without an evaluation",
    "People whose last day of probation lies in the range and is over, who were in service on it, and for whom no "
    "evaluation that covers that day, or is an end of probation of the eighteen months before, was filed by then (R2). "
    "Their unit and supervisor are those of today.",
    "workforce_employee where probation_ends_on in range and < today, not is_management_plan, and not exists "
    "evaluation (corrects_id is null, not void, filed_on <= probation_ends_on, probation_ends_on within the period, or "
    "kind = 'probation' and period_end > probation_ends_on - 18 months)",
)
# What the figures cannot know, said on every page and paper.
NOT_ON_RECORD = (
    "An evaluation on paper, from before this system, is not on record: until the first one here, a person counts only "
    "once a due day is on record. Who has none yet stands in the calendar.",
    "For a person for whom nothing has begun, only the next due day is kept. Whoever has missed two years counts once, "
    "by the first of them. Whoever left the service without an evaluation is not counted any more.",
    "An evaluation counts with the unit and the Rater that it names. Where nothing has begun, a person counts with the "
    "unit on the due day, as the people file told it, else with the unit of today; the Rater is who would rate now.",
)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many are on time, late, missing and not due yet, in the order of Timeliness."""

    on_time: int = 0
    late: int = 0
    missing: int = 0
    not_yet: int = 0

    @property
    def counts(self) -> tuple[int, ...]:
        return self.on_time, self.late, self.missing, self.not_yet

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def rate(self) -> float | None:
        """The share on time of those that can be judged; None where there are none."""
        judged = self.on_time + self.late + self.missing
        return self.on_time / judged if judged else None

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(mine + theirs for mine, theirs in zip(self.counts, other.counts, strict=True)))


def tally_of(state: str, count: int) -> Tally:
    """So many in that one state."""
    return Tally(**{Timeliness(state).value: count})
