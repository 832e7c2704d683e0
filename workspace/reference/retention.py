"""How long each table's rows are kept (R36): one class for every table, and which of its fields are personal data.

The classes are the program's; the years are the agency's, by its own records retention schedule. Nothing that an agency
has to keep is destroyed by the program: where that is built, it takes a log entry, and stops at an open grievance,
appeal, charge or claim.
"""

from __future__ import annotations

from dataclasses import dataclass

from common.enums import Labelled


class Retention(Labelled):
    """Why and how long something is kept."""

    PERSONNEL = "personnel", "Personnel record"
    TRAIL = "trail", "Audit trail"
    ACCOUNT = "account", "Account"
    CORRESPONDENCE = "correspondence", "Correspondence"
    REFERENCE = "reference", "Reference data"
    IMPORT = "import", "Import"
    DERIVED = "derived", "Derived"
    WORKING = "working", "Working data"


# What each class means, and what we suggest to an agency that has no schedule of its own yet.
MEANINGS = {
    Retention.PERSONNEL: (
        "Part of an employee's personnel record: what was said, signed, answered and decided about the person.",
        "As long as the person is employed and four years after (California Government Code 12946); never while a "
        "grievance, appeal, charge or claim is open.",
    ),
    Retention.TRAIL: (
        "Proves who did what when. Rows are never changed nor deleted, by a rule of the database.",
        "As long as anything that it proves, and at least seven years.",
    ),
    Retention.ACCOUNT: (
        "Who may sign in, with which rights, and who signs for whom.",
        "As long as the account is needed; then deactivated, not deleted, since signatures and events name it.",
    ),
    Retention.CORRESPONDENCE: (
        "What people were told and by which mail. It never holds a rating or a comment.",
        "Two years; notices that a rule asks for, as long as the evaluation.",
    ),
    Retention.REFERENCE: (
        "Units, classes, forms: what other rows refer to.",
        "As long as anything refers to it; versions in use are never edited.",
    ),
    Retention.IMPORT: (
        "Files that were brought in and what they would do.",
        "The program forgets what nobody applied after 30 days; what was applied, two years.",
    ),
    Retention.DERIVED: (
        "Computed from other rows and written anew when they change.",
        "Not kept for its own sake: goes with what it was computed from.",
    ),
    Retention.WORKING: (
        "Needed while something is under way: jobs, sessions, one-time tokens, open forms.",
        "Minutes to 90 days; the program removes it by itself.",
    ),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A table's class, and its personal fields: `WHOLE` where every row is about a person, names, or none."""

    retention: Retention
    personal: tuple[str, ...] = ()


WHOLE = ("*",)
R = Retention
TABLES = {
    "audit.AuditEvent": Kept(R.TRAIL, WHOLE),
    "audit.Checkpoint": Kept(R.TRAIL),
    "audit.ImportRun": Kept(R.TRAIL, ("file_name", "changes", "actor_name")),
    "audit.Signature": Kept(R.PERSONNEL, WHOLE),
    "audit.StreamHead": Kept(R.TRAIL),
    "jobs.Heartbeat": Kept(R.WORKING),
    "jobs.Job": Kept(R.WORKING, ("last_error",)),
    "jobs.Run": Kept(R.WORKING),
    "accounts.AccessToken": Kept(R.ACCOUNT, WHOLE),
    "accounts.Delegation": Kept(R.ACCOUNT, WHOLE),
    "accounts.KeptAnswer": Kept(R.WORKING, WHOLE),
    "accounts.OpenSession": Kept(R.WORKING, WHOLE),
    "accounts.RoleGrant": Kept(R.ACCOUNT, WHOLE),
    "accounts.User": Kept(R.ACCOUNT, WHOLE),
    "notifications.CalendarFeed": Kept(R.ACCOUNT, WHOLE),
    "notifications.Mail": Kept(R.CORRESPONDENCE, WHOLE),
    "notifications.Notice": Kept(R.CORRESPONDENCE, WHOLE),
    "notifications.Preference": Kept(R.ACCOUNT, WHOLE),
    "notifications.TrailReading": Kept(R.WORKING),
    "notifications.WebhookDelivery": Kept(R.WORKING),
    "notifications.WebhookEndpoint": Kept(R.REFERENCE, ("created_by",)),
    "imports.Progress": Kept(R.WORKING),
    "imports.SavedMapping": Kept(R.REFERENCE, ("by",)),
    "imports.Upload": Kept(
        R.IMPORT, ("by", "asked_by", "applied_by", "undone_by", "file", "outline", "notes", "effects")
    ),
    "imports.UploadRow": Kept(R.IMPORT, ("key", "name", "search_key", "fields", "problems")),
    "competencies.Classification": Kept(R.REFERENCE),
    "workforce.Employee": Kept(R.PERSONNEL, WHOLE),
    "workforce.EmploymentChange": Kept(R.PERSONNEL, WHOLE),
    "workforce.Leave": Kept(R.PERSONNEL, WHOLE),
    "workforce.OrgUnit": Kept(R.REFERENCE),
    "evaluations.Attachment": Kept(R.PERSONNEL, WHOLE),
    "evaluations.CheckIn": Kept(R.PERSONNEL, WHOLE),
    "evaluations.Concurrence": Kept(R.PERSONNEL, WHOLE),
    "evaluations.ComingStep": Kept(R.DERIVED, WHOLE),
    "evaluations.Consultation": Kept(R.PERSONNEL, WHOLE),
    "evaluations.Deficiency": Kept(R.PERSONNEL, WHOLE),
    "evaluations.DocketEntry": Kept(R.WORKING, ("owner", "assigned_by_id", "assigned_by_name")),
    "evaluations.DueDate": Kept(R.DERIVED, WHOLE),
    "evaluations.Evaluation": Kept(R.PERSONNEL, WHOLE),
    "evaluations.FactorRating": Kept(R.PERSONNEL, WHOLE),
    "evaluations.FollowUp": Kept(R.PERSONNEL, WHOLE),
    "evaluations.FollowedChange": Kept(R.PERSONNEL, WHOLE),
    "evaluations.FormFactor": Kept(R.REFERENCE),
    "evaluations.FormItem": Kept(R.REFERENCE),
    "evaluations.FormPresence": Kept(R.WORKING, WHOLE),
    "evaluations.FormTemplate": Kept(R.REFERENCE),
    "evaluations.Grievance": Kept(R.PERSONNEL, WHOLE),
    "evaluations.ItemRating": Kept(R.PERSONNEL, WHOLE),
    "evaluations.Meeting": Kept(R.PERSONNEL, WHOLE),
    "evaluations.Packet": Kept(R.PERSONNEL, WHOLE),
    "evaluations.PayrollExport": Kept(R.PERSONNEL, ("made_by",)),
    "evaluations.PayrollLine": Kept(R.PERSONNEL, WHOLE),
    "evaluations.PolicySimulation": Kept(R.WORKING, ("asked_by",)),
    "evaluations.PolicyVersion": Kept(R.REFERENCE, ("created_by", "changed_by", "published_by")),
    "evaluations.ProbationExtension": Kept(R.PERSONNEL, WHOLE),
    "evaluations.Recusal": Kept(R.PERSONNEL, WHOLE),
    "evaluations.RecusalException": Kept(R.PERSONNEL, WHOLE),
    "evaluations.Return": Kept(R.PERSONNEL, WHOLE),
    "evaluations.ReviewCheck": Kept(R.PERSONNEL, WHOLE),
    "evaluations.SavedView": Kept(R.WORKING, ("user",)),
    "evaluations.SignedDocument": Kept(R.PERSONNEL, WHOLE),
    "evaluations.SigningStep": Kept(R.PERSONNEL, WHOLE),
    "evaluations.SimulatedChange": Kept(R.WORKING, WHOLE),
    "evaluations.StepIncrease": Kept(R.PERSONNEL, WHOLE),
    "evaluations.StepSweep": Kept(R.WORKING),
    "evaluations.SubmitToken": Kept(R.WORKING, ("user_id",)),
    "evaluations.WarningReason": Kept(R.PERSONNEL, WHOLE),
    "evaluations.WindowExtension": Kept(R.PERSONNEL, WHOLE),
}
# Tables of libraries, by the library's name among the installed apps.
LIBRARIES = {
    "account": Kept(R.ACCOUNT, WHOLE),
    "auth": Kept(R.REFERENCE),
    "contenttypes": Kept(R.REFERENCE),
    "mfa": Kept(R.ACCOUNT, WHOLE),
    "sessions": Kept(R.WORKING, WHOLE),
    "socialaccount": Kept(R.ACCOUNT, WHOLE),
    "usersessions": Kept(R.WORKING, WHOLE),
}


def kept(label: str) -> Kept | None:
    """What is said of the table of that model; None where nobody has said it yet, which a test refuses."""
    return TABLES.get(label) or LIBRARIES.get(label.split(".")[0])
