"""The closed lists of the pages that put the rooms together."""

from common.enums import Labelled


class CalendarState(Labelled):
    """Where an evaluation that is due stands, as a calendar tells it. The last three cut across the others."""

    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    SIGNING = "signing", "Being signed or issued"
    ISSUED = "issued", "Issued"
    OVERDUE = "overdue", "Overdue"
    NO_DAY = "no_day", "No due day yet"
    WITHOUT_RATER = "without_rater", "Nobody can be the Rater"


class EquityGrouping(Labelled):
    """By what people are grouped where ratings are compared. Protected characteristics are nowhere in the product."""

    UNIT = "unit", "Unit"
    CLASS = "class", "Bargaining unit and class"
    TENURE = "tenure", "Length of service"
    RATER = "rater", "Rater"


class Timeliness(Labelled):
    """Whether an evaluation that is due was filed by its day (R1, R2)."""

    ON_TIME = "on_time", "On time"
    LATE = "late", "Late"
    MISSING = "missing", "Missing"
    NOT_YET = "not_yet", "Not due yet"
