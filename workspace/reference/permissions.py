"""Who may do what, as a document."""

from __future__ import annotations

from accounts.enums import Action, Role, Scope
from accounts.permissions import ROLE_ACTIONS
from common.looks import words
from evaluations.enums import EvaluationStatus
from evaluations.permissions import ACTIONS
from evaluations.selectors.evaluations import evaluations_visible_to
from workspace.reference.graphs import paragraphs
from workspace.reference.shapes import Block, Document, Section, Table, Text
from workspace.reference.standings import SEATS, may

YES, NO = "Yes", "–"
# What a role may do, in the words of those who grant it. An action without words here is named by its own name.
WORDS = {
    Action.EVALUATION_READ_SUBMITTED: "Read what has been submitted, and drafts left behind by their Rater",
    Action.EVALUATION_READ_ALL: "Read every evaluation, drafts included",
    Action.EVALUATION_HR_REVIEW: "Do the propriety review of an Improvement Needed or Unsatisfactory",
    Action.EVALUATION_VOID: "Void an evaluation",
    Action.EVALUATION_CORRECT: "Start the correction of a final evaluation",
    Action.EVALUATION_ISSUE: "Issue an evaluation, record its outcome, plan its meeting",
    Action.PEOPLE_READ: "Read everybody's employment data",
    Action.CLASSIFICATION_MANAGE: "Bring in classifications",
    Action.POLICY_MANAGE: "Make new versions of policy sets, simulate and publish them",
    Action.PEOPLE_IMPORT: "Bring in people",
    Action.DELEGATION_MANAGE: "Name a designee for somebody else",
    Action.ACCOUNT_MANAGE: "Manage accounts and grant roles",
    Action.AUDIT_READ: "Read the audit trail",
    Action.OPERATIONS_READ: "See jobs, schedule and services at work, and start the audit check",
    Action.MAIL_MANAGE: "See what became of each mail, and send it again",
    Action.WEBHOOK_MANAGE: "Keep webhooks: which other programs are told that something happened",
    Action.REFERENCE_READ: "Read these reference pages",
    Action.EQUITY_READ: "Read how ratings are spread over groups of people, and over Raters",
    Action.STEPS_READ: "See everybody's step increases, and why each was granted or held",
    Action.PAYROLL_EXPORT: "Give the decisions on step increases to payroll, and take the files",
    Action.COMPLIANCE_READ: "Read which evaluations were on time, late or missing, down to the Rater",
}


def permissions() -> Document:
    """Roles and what they may do; states and who may do what in them; scopes of tokens."""
    return Document(
        slug="permissions",
        title="Permissions",
        lead="Who may do what. Everything that is not allowed here is refused. What a person may not even see answers "
        "as if it did not exist.",
        sections=(_roles(), _sight(), *(_state(state) for state in EvaluationStatus), _scopes()),
    )


def _roles() -> Section:
    rows = tuple(
        (WORDS.get(action, words(action.value)), *(YES if action in ROLE_ACTIONS[role] else NO for role in Role))
        for action in Action
    )
    columns = ("May", *(role.label for role in Role))
    return Section(
        "roles",
        "Roles",
        (
            Text(
                "Roles are granted to an account by a system administrator. Employee, Rater and signer are no roles: "
                "they follow from the work, and everybody has what belongs to them. The tables below are about an "
                "employee in service: whoever has left signs in no more, and responds by a letter that the Rater or HR "
                "files (R25)."
            ),
            Table("What each role may do", columns, rows),
        ),
    )


def _sight() -> Section:
    texts = paragraphs(evaluations_visible_to.__doc__)
    return Section("sight", "Who sees an evaluation", tuple(Text(text) for text in texts))


def _state(state: EvaluationStatus) -> Section:
    possible = [action for action, rule in ACTIONS.items() if state in rule.states]
    rows = tuple(
        (ACTIONS[action].label, *(YES if may(seat, action, state) else NO for seat in SEATS)) for action in possible
    )
    blocks: tuple[Block, ...] = (Text("Nothing can be done with it any more; it stays readable."),)
    if rows:
        blocks = (
            Text("A role counts for somebody who has no other part in this evaluation and sees it."),
            Table(f"An evaluation in the state “{state.label}”", ("Step", *(seat.words for seat in SEATS)), rows),
        )
    return Section(f"state-{state.value}", f"Evaluation: {state.label}", blocks)


def _scopes() -> Section:
    rows = tuple((scope.value, scope.label) for scope in Scope)
    return Section(
        "scopes",
        "Access tokens",
        (
            Text("A token never allows more than its owner may do; its scopes narrow that further."),
            Table("The scopes of an access token", ("Scope", "What it opens"), rows),
        ),
    )
