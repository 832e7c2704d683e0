"""Step increases as the table and fact components take them, and as lines of a file."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.dates import in_words
from common.looks import words
from evaluations.enums import StepState
from evaluations.models import ComingStep, Evaluation, StepIncrease
from evaluations.rules.steps import Outlook
from evaluations.selectors.steps import policy_of_step
from workforce.models import Employee
from workspace.enums import CalendarState
from workspace.selectors.steps import Holder
from workspace.selectors.steps_person import Filed, StepsOfPerson

DECIDED = [
    {"label": "Employee"},
    {"label": "Unit"},
    {"label": "Anniversary"},
    {"label": "Decision"},
    {"label": "Counts from"},
    {"label": "Evaluation"},
    {"label": "Now with"},
]
COMING = [
    {"label": "Employee"},
    {"label": "Unit"},
    {"label": "Anniversary"},
    {"label": "So far"},
    {"label": "What is missing"},
    {"label": "Now with"},
]
OF_PERSON = [
    {"label": "Anniversary"},
    {"label": "Decision"},
    {"label": "Counts from"},
    {"label": "Why"},
    {"label": "Evaluation"},
    {"label": "Rule"},
]
FILED = [{"label": "Rating period"}, {"label": "Filed"}, {"label": "Overall rating"}, {"label": "Counts for a step"}]
DECIDED_FILE = (
    "employee_no", "last_name", "first_name", "unit", "anniversary", "decision", "counts_from", "released_on", "why",
)  # fmt: skip
COMING_FILE = (
    "employee_no", "last_name", "first_name", "unit", "anniversary", "so_far", "what_is_missing", "rater", "due_on",
    "state",
)  # fmt: skip


def decided(row: StepIncrease, holder: Holder | None, today: date) -> list[Any]:
    """A decision in force."""
    return [
        *_who(row.employee),
        {"date": row.anniversary, "why_url": _why(row.employee), "why_of": row.employee.full_name},
        {"status": row.state, "note": _since(row)},
        row.effective_on or "",
        _evaluation(row),
        _holder(holder, today),
    ]


def coming(row: ComingStep, outlook: Outlook, holder: Holder | None, today: date) -> list[Any]:
    """A coming anniversary, and with whom the evaluation is that it still needs."""
    return [
        *_who(row.employee),
        {
            "due": row.anniversary, "today": today, "is_done": outlook.is_supported,
            "why_url": _why(row.employee), "why_of": row.employee.full_name,
        },
        {"status": "supported" if outlook.is_supported else "at_risk"},
        "" if outlook.is_supported else outlook.sentence,
        _holder(None if outlook.is_supported else holder, today),
    ]  # fmt: skip


def of_person(row: StepIncrease) -> list[Any]:
    """One decision of a person, in force or not any more."""
    replaced = getattr(row, "replaced_by", None)
    note = (
        _("Replaced on %(day)s") % {"day": in_words(timezone.localdate(replaced.decided_at))}
        if replaced
        else _since(row)
    )
    policy = policy_of_step(row)
    return [
        {"date": row.anniversary},
        {"status": row.state, "note": note},
        "" if replaced else row.effective_on or "",
        row.reason,
        _evaluation(row),
        {"text": "R18", "note": f"{policy.citation('R18')} · {policy.name}"},
    ]


def filed(one: Filed) -> list[Any]:
    """One evaluation on file."""
    row = one.evaluation
    counts = _("Yes") if one.counts else _("No")
    lapsed = one.one.reverts_on
    note = _("Disregarded from %(day)s, when its window lapsed (R15)") % {"day": in_words(lapsed)} if lapsed else ""
    return [
        {"url": row.get_absolute_url(), "text": f"{in_words(row.period_start)} to {in_words(row.period_end)}"},
        one.one.evaluation.filed_on,
        {"rating": row.shown_overall},
        {"text": counts, "note": note},
    ]


def coming_facts(told: StepsOfPerson, today: date) -> list[dict[str, Any]]:
    """The coming anniversary, how it stands, by which rule, and with whom the evaluation is that it needs."""
    if told.anniversary is None or told.outlook is None or told.policy is None:
        return []
    outlook = told.outlook
    facts: list[dict[str, Any]] = [
        {"label": _("Anniversary"), "due": told.anniversary, "today": today, "is_done": outlook.is_supported},
        {"label": _("So far"), "status": "supported" if outlook.is_supported else "at_risk"},
        {"label": _("Rule"), "text": "R18", "note": f"{told.policy.citation('R18')} · {told.policy.name}"},
    ]
    if not outlook.is_supported:
        facts.append({"label": _("Last day in time"), "date": outlook.until})
    if told.holder is not None:
        facts.append({"label": _("Now with"), **_holder(told.holder, today)})
    return facts


def decided_line(row: StepIncrease) -> tuple[object, ...]:
    """The cells under `DECIDED_FILE`."""
    person = row.employee
    return (
        person.employee_no, person.last_name, person.first_name, person.org_unit.path, row.anniversary,
        row.state.value, row.effective_on, row.released_on, row.reason,
    )  # fmt: skip


def coming_line(row: ComingStep, outlook: Outlook, holder: Holder | None) -> tuple[object, ...]:
    """The cells under `COMING_FILE`."""
    person, missing = row.employee, not outlook.is_supported
    rater = holder.rater.full_name if missing and holder and holder.rater else ""
    return (
        person.employee_no, person.last_name, person.first_name, person.org_unit.path, row.anniversary,
        "at_risk" if missing else "supported", outlook.sentence if missing else "", rater,
        holder.due_on if missing and holder else None, holder.state.value if missing and holder else "",
    )  # fmt: skip


def _who(person: Employee) -> list[Any]:
    return [
        {
            "text": person.full_name,
            "url": person.get_absolute_url(),
            "note": f"{person.employee_no} · {person.classification.title}",
        },
        person.org_unit.name,
    ]


def _why(person: Employee) -> str:
    return reverse("person_steps", args=[person.employee_no])


def _since(row: StepIncrease) -> str:
    if row.state is not StepState.RELEASED or row.released_on is None:
        return ""
    how = _("On %(day)s, paid back") if row.is_paid_back else _("On %(day)s")
    return how % {"day": in_words(row.released_on)}


def _evaluation(row: StepIncrease) -> Any:
    """What decided last: what released a hold, else what decided on the anniversary."""
    found: Evaluation | None = row.released_by or row.evaluation
    if found is None:
        return _("None on file")
    return {"url": found.get_absolute_url(), "text": words(found.shown_overall)}


def _holder(holder: Holder | None, today: date) -> dict[str, Any]:
    if holder is None:
        return {"text": ""}
    name = holder.rater.full_name if holder.rater else _("Nobody yet")
    if holder.evaluation is not None:
        note = _("Issued; the employee's outcome is not recorded")
        return {"url": holder.evaluation.get_absolute_url(), "text": name, "note": note}
    due = _("due %(day)s") % {"day": in_words(holder.due_on)} if holder.due_on else _("no due day yet")
    late = holder.due_on is not None and holder.due_on < today
    state = CalendarState.OVERDUE.label if late else ""
    return {"text": name, "note": " · ".join(part for part in (holder.state.label, due, state) if part)}
