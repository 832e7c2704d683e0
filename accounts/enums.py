"""Roles that an account holds by grant. Employee, rater and signer are not granted: they follow from the work."""

from enum import StrEnum

from common.enums import Labelled


class Role(StrEnum):
    HR = "hr"
    HR_MANAGER = "hr_manager"
    CLASSIFICATION_ADMIN = "classification_admin"
    AUDITOR = "auditor"
    SYSTEM_ADMIN = "system_admin"
    PAYROLL = "payroll"

    @property
    def label(self) -> str:
        return {
            "hr": "HR, Performance Management Unit",
            "hr_manager": "HR Manager",
            "classification_admin": "Classification administrator",
            "auditor": "Auditor",
            "system_admin": "System administrator",
            "payroll": "Payroll",
        }[self.value]


class Action(StrEnum):
    """What a role may do beyond a person's own work; `accounts.permissions.ROLE_ACTIONS` is the matrix."""

    EVALUATION_READ_SUBMITTED = "evaluation_read_submitted"
    EVALUATION_READ_ALL = "evaluation_read_all"
    EVALUATION_HR_REVIEW = "evaluation_hr_review"
    EVALUATION_VOID = "evaluation_void"
    EVALUATION_CORRECT = "evaluation_correct"
    EVALUATION_ISSUE = "evaluation_issue"
    PEOPLE_READ = "people_read"
    CLASSIFICATION_MANAGE = "classification_manage"
    POLICY_MANAGE = "policy_manage"
    PEOPLE_IMPORT = "people_import"
    DELEGATION_MANAGE = "delegation_manage"
    ACCOUNT_MANAGE = "account_manage"
    AUDIT_READ = "audit_read"
    OPERATIONS_READ = "operations_read"
    MAIL_MANAGE = "mail_manage"
    WEBHOOK_MANAGE = "webhook_manage"
    REFERENCE_READ = "reference_read"
    EQUITY_READ = "equity_read"
    STEPS_READ = "steps_read"
    PAYROLL_EXPORT = "payroll_export"
    COMPLIANCE_READ = "compliance_read"


class Scope(Labelled):
    """What an access token may be used for; never more than what its owner may do."""

    CLASSIFICATIONS_READ = "classifications:read", "Read classifications"
    PEOPLE_READ = "people:read", "Read people and units that you may see"
    EVALUATIONS_READ = "evaluations:read", "Read evaluations that you may see, and their packets"
    EVALUATIONS_WRITE = "evaluations:write", "Write, sign and move evaluations as you may"
    CALENDAR_READ = "calendar:read", "Read due dates and calendars that you may see"
    STEPS_READ = "steps:read", "Read step increases that you may see, and files for payroll as you may"
    IMPORTS_WRITE = "imports:write", "Bring in and take back files as you may"
    WEBHOOKS_MANAGE = "webhooks:manage", "Manage webhooks, as a system administrator"


# The outbox job that mails somebody a word about their own account.
MESSAGE_JOB = "accounts.message"
