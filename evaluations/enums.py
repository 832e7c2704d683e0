"""The closed lists of the evaluation room, in the field's words.

Values are what the database and the policy files hold; `label` is what people read. Members are
strings, so a stored value compares equal to its member.
"""

from common.enums import Labelled


class Rating(Labelled):
    """The five overall ratings, best first (domain handbook, section 2)."""

    OUTSTANDING = "outstanding", "Outstanding"
    VERY_GOOD = "very_good", "Very Good"
    COMPETENT = "competent", "Competent"
    IMPROVEMENT_NEEDED = "improvement_needed", "Improvement Needed"
    UNSATISFACTORY = "unsatisfactory", "Unsatisfactory"

    @property
    def rank(self) -> int:
        """0 for the best rating, 4 for the worst."""
        return list(type(self)).index(self)

    def is_below(self, other: "Rating") -> bool:
        """True where this rating is worse than the other."""
        return self.rank > other.rank

    @property
    def is_low(self) -> bool:
        """Improvement Needed and Unsatisfactory: the ratings that HR reviews."""
        return self.is_below(Rating.COMPETENT)


class ItemRating(Labelled):
    """What a factor or an item may be answered with: the five words, or that it does not apply."""

    OUTSTANDING = "outstanding", "Outstanding"
    VERY_GOOD = "very_good", "Very Good"
    COMPETENT = "competent", "Competent"
    IMPROVEMENT_NEEDED = "improvement_needed", "Improvement Needed"
    UNSATISFACTORY = "unsatisfactory", "Unsatisfactory"
    NOT_APPLICABLE = "not_applicable", "Not applicable"

    @property
    def rating(self) -> Rating | None:
        """The rating behind the answer; None where the item does not apply."""
        return None if self is ItemRating.NOT_APPLICABLE else Rating(self.value)


class Capacity(Labelled):
    """In what capacity somebody signs, in signing order."""

    RATER = "rater", "Rater"
    REVIEWER = "reviewer", "Reviewer"
    DEPARTMENT_HEAD = "department_head", "Department Head"


class Severity(Labelled):
    """What a violation does: an error blocks the step, a warning asks for a reason."""

    ERROR = "error", "Error"
    WARNING = "warning", "Warning"
    INFO = "info", "Information"


class EvaluationStatus(Labelled):
    """The states of an evaluation, in the order in which it passes them."""

    DRAFT = "draft", "Draft"
    HR_REVIEW = "hr_review", "HR propriety review"
    REVIEWER_REVIEW = "reviewer_review", "With the Reviewer"
    DEPARTMENT_HEAD_REVIEW = "department_head_review", "With the Department Head"
    READY_TO_ISSUE = "ready_to_issue", "Ready to issue"
    ISSUED = "issued", "Issued"
    FINAL = "final", "Final"
    VOID = "void", "Void"
    SUPERSEDED = "superseded", "Superseded"


class EvaluationKind(Labelled):
    """Why an evaluation is written."""

    ANNUAL = "annual", "Annual"
    PROBATION = "probation", "End of probation"
    INTERIM = "interim", "Interim"
    FOLLOW_UP_FINAL = "follow_up_final", "Final of a follow-up window"
    SPECIAL = "special", "Special"


class ProbationBasis(Labelled):
    """What the end of somebody's probation follows from (R3)."""

    RECORDED = "recorded", "The end in the people file"
    CLASS_MONTHS = "class_months", "The months of the class"
    SET_MONTHS = "set_months", "The months of the policy set"
    ONE_YEAR = "one_year", "A designated class"
    PAID_DAYS = "paid_days", "The paid days"
    PAID_DAYS_EXPECTED = "paid_days_expected", "The paid days still to come"
    EXTENDED = "extended", "An extension"


class IssueMethod(Labelled):
    """How the evaluation reached the employee."""

    GIVEN = "given", "Given in person"
    MAILED = "mailed", "Mailed"


class EmployeeOutcome(Labelled):
    """What the employee did with the evaluation that was presented (R20)."""

    SIGNED = "signed", "Signed"
    REFUSED = "refused", "Refused to sign"
    UNAVAILABLE = "unavailable", "Unavailable"


class FiledAs(Labelled):
    """As what somebody filed the employee's written response (R25); a letter of somebody who has left others file."""

    EMPLOYEE = "employee", "Employee"
    RATER = "rater", "Rater"
    HR = "hr", "HR"


class ActionKind(Labelled):
    """The personnel action that goes with an Unsatisfactory (R16)."""

    DISCHARGE = "discharge", "Discharge"
    REDUCTION = "reduction", "Reduction"


class ActionStage(Labelled):
    """How far that personnel action has come (R16)."""

    PROPOSED = "proposed", "Proposed"
    FINAL = "final", "Final"


class FollowUpStatus(Labelled):
    """The state of a follow-up window."""

    OPEN = "open", "Open"
    EXTENDED = "extended", "Extended"
    CLOSED_COMPETENT = "closed_competent", "Closed: Competent"
    CLOSED_UNSATISFACTORY = "closed_unsatisfactory", "Closed: Unsatisfactory"
    REVERTED = "reverted", "Reverted to the prior status"
    LIFTED = "lifted", "Ended without effect"


class ExtensionStatus(Labelled):
    """What became of a request to extend a follow-up window (R14)."""

    ASKED = "asked", "Waiting for HR"
    APPROVED = "approved", "Approved"
    DECLINED = "declined", "Declined"
    LAPSED = "lapsed", "Lapsed: the window ended first"


class CheckInProgress(Labelled):
    """How far the work has come, as the Rater says at a check-in."""

    ON_TRACK = "on_track", "On track"
    PARTLY = "partly", "Partly"
    NOT_YET = "not_yet", "Not yet"


class StepDecision(Labelled):
    """What an anniversary brings (R18)."""

    GRANT = "grant", "Granted"
    HOLD = "hold", "Held"
    NOT_APPLICABLE = "not_applicable", "Not applicable"


class StepState(Labelled):
    """How a step increase stands (R18): the words of pages and of the file for payroll."""

    GRANTED = "granted", "Granted"
    HELD = "held", "Held"
    RELEASED = "released", "Released"
    NONE = "none", "No step"


class PayrollChange(Labelled):
    """What a line of an export tells payroll beside what it was last given of the same anniversary."""

    NEW = "new", "New"
    CHANGED = "changed", "Changed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    SAME = "same", "As before"


class ContactWay(Labelled):
    """How a manager contacted HR about a likely low rating (R10, R11)."""

    HERE = "here", "Asked here"
    TELEPHONE = "telephone", "By telephone"
    VISIT = "visit", "In person"
    LETTER = "letter", "By letter or e-mail"


class GrievanceKind(Labelled):
    """What the employee asks for (R22); a former employee asks for reconsideration."""

    GRIEVANCE = "grievance", "Grievance"
    RECONSIDERATION = "reconsideration", "Reconsideration"


class GrievanceStatus(Labelled):
    """What became of a grievance or a request for reconsideration (R22)."""

    OPEN = "open", "Waiting for HR"
    STANDS = "stands", "The evaluation stands"
    NEW_REPORT = "new_report", "A new report"
    WITHDRAWN = "withdrawn", "Withdrawn"


class DocketKind(Labelled):
    """What waits for HR on its docket."""

    CONSULTATION = "consultation", "Question to HR"
    REVIEW = "review", "Propriety review"
    WINDOW = "window", "Follow-up window"
    ACTION = "action", "Unsatisfactory without an action"
    COPY = "copy", "Copy not delivered"
    PROBATION = "probation", "Probation ends without an evaluation"
    GRIEVANCE = "grievance", "Grievance or reconsideration"


class NoticeOfDeficiency(Labelled):
    """What may have told of a deficiency before a low rating, so that the rating is no surprise (§7)."""

    EARLIER_RATING = "earlier_rating", "An earlier low rating"
    CONSULTATION = "consultation", "A consultation with HR"
    TOLD = "told", "A notice to the employee"


class PacketKind(Labelled):
    """Which packet was rendered."""

    EMPLOYEE_COPY = "employee_copy", "Employee's copy"
    RECORD = "record", "Packet of record"


class MoveEffect(Labelled):
    """What a changed supervisor, class or unit, or a separation, does to an evaluation under way (R1, R17, R21)."""

    NOTHING = "nothing", "Nothing changes"
    CLOSED_EARLY = "closed_early", "The rating period ends early"
    CLOSED_AND_HANDED_OVER = "closed_and_handed_over", "The rating period ends early, and another Rater finishes it"
    HANDED_OVER = "handed_over", "The new supervisor becomes the Rater"
    REROUTED = "rerouted", "Signatures still to be given are asked of the people who hold the capacities now"
    RETURNED = "returned", "It goes back to the Rater, because the signatures asked for have changed"
    STARTED = "started", "An evaluation of the days before the change is started"
    UNPLACED = "unplaced", "Nobody in service can be the Rater; HR sees to it"
    DISCARDED = "discarded", "It is discarded: it is blank, and its days lie after the last day of service"
    TO_DISCARD = "to_discard", "Its Rater is asked to discard it: its days lie after the last day of service"


class PolicyScope(Labelled):
    """For whom a version of a policy set is in force: the whole agency, or a part of it."""

    AGENCY = "agency", "The whole agency"
    BARGAINING_UNIT = "bargaining_unit", "Bargaining units"
    EMPLOYEE_GROUP = "employee_group", "An employee group, by its classes"


class PolicyStatus(Labelled):
    """The state of one of the agency's own versions."""

    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"


class SimulatedKind(Labelled):
    """What another version of the policy set would have changed in an evaluation."""

    SIGNERS = "signers", "Signers"
    VIOLATIONS = "violations", "What the rules say"
    DATES = "dates", "Dates"
    STEPS = "steps", "Step increases"
