"""Which parts of the site a person has."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import has_action
from imports.permissions import kinds_of
from workforce.models import Employee
from workforce.selectors import direct_reports


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the site: its words, the name of its address, and a line on what is there."""

    label: str
    url_name: str
    about: str


WINDOWS = Place("Follow-up windows", "follow_ups", "Windows of an Improvement Needed, by their last day")
STEPS = Place("Step increases", "steps", "What each anniversary brings, what is held, and what is at risk")
PAYROLL = Place("Payroll exports", "payroll", "What payroll is told of step increases, whole or as what changed")
DOCKET = Place("HR’s docket", "docket", "What waits for HR, who sees to it, by when")
CONTACTS = Place("Contacts with HR", "evaluations:consultations", "What was asked ahead of low ratings, and answered")
RECUSALS = Place("Recusals", "evaluations:recusals", "Who takes no part in what concerns an employee")
OUTBOX = Place("Outbox", "notifications:outbox", "Every mail and what became of it")
WEBHOOKS = Place("Webhooks", "notifications:webhooks", "Other programs that are told when something happens")
REFERENCE = Place("Reference", "reference", "Rules, permissions, states, settings, jobs and data")
POLICIES = Place("Policy sets", "policies:sets", "Every number, chart and switch of the rules, by version")
COMPLIANCE = Place("Compliance", "compliance", "Evaluations on time, late and missing, down to the Rater")
EQUITY = Place("Equity", "equity", "How ratings are spread over groups of people, and over Raters")
DESIGNEES = Place("Designees", "accounts:delegations", "Who signs for whom, from which day to which")


def places_of(user: User) -> list[Place]:
    """The parts of the site for this person, in the order of the menu. Two queries at most."""
    employee = Employee.objects.filter(user=user).first()
    is_rater = employee is not None and direct_reports(employee).exists()
    reads_people = has_action(user, Action.PEOPLE_READ)
    reads_windows = has_action(user, Action.EVALUATION_READ_SUBMITTED) or has_action(user, Action.EVALUATION_READ_ALL)
    can_import = bool(kinds_of(user))
    wanted = [
        (True, Place("My work", "home", "What waits for you, by when")),
        (is_rater, Place("My team", "team", "The people whom you rate, and when each is due")),
        (is_rater or reads_windows, Place("Evaluations", "evaluations:list", "Every evaluation that you may see")),
        (is_rater or reads_windows, Place("Calendar", "calendar", "Who is due when, by month and unit")),
        (reads_windows, DOCKET),
        (is_rater or reads_windows, CONTACTS),
        (reads_windows, WINDOWS),
        (reads_windows, RECUSALS),
        (has_action(user, Action.COMPLIANCE_READ), COMPLIANCE),
        (has_action(user, Action.EQUITY_READ), EQUITY),
        (has_action(user, Action.STEPS_READ), STEPS),
        # Whoever has the list of step increases finds the exports there.
        (has_action(user, Action.PAYROLL_EXPORT) and not has_action(user, Action.STEPS_READ), PAYROLL),
        (employee is not None, Place("My evaluations", "own_evaluations", "Your own evaluations and their copies")),
        (is_rater or reads_people, Place("People", "workforce:people", "Who works where, under whom")),
        (True, Place("Classifications", "competencies:classifications", "Every class with its code and title")),
        (can_import, Place("Imports", "imports:uploads", "Bring people and classes in from files, and see what came")),
        (is_rater or has_action(user, Action.DELEGATION_MANAGE), DESIGNEES),
        (has_action(user, Action.ACCOUNT_MANAGE), Place("Accounts", "accounts:accounts", "Accounts and their roles")),
        (settings.DEMO or has_action(user, Action.OPERATIONS_READ), OUTBOX),
        (has_action(user, Action.WEBHOOK_MANAGE), WEBHOOKS),
        (
            has_action(user, Action.OPERATIONS_READ),
            Place("Operations", "operations", "Jobs, schedule, mail, sessions, the audit check"),
        ),
        (has_action(user, Action.AUDIT_READ), Place("Trail", "audit:streams", "Every event, with who and when")),
        (has_action(user, Action.REFERENCE_READ), POLICIES),
        (has_action(user, Action.REFERENCE_READ), REFERENCE),
    ]
    return [place for is_wanted, place in wanted if is_wanted]
