"""Sample content for `templates/styleguide.html`, which shows every component once.

The names are invented and long on purpose: what holds here holds on a real page. Nothing is read
from the database, so the page also serves to look at the components before there is any data.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpRequest, QueryDict

from common.charts import Chart, stacked_bars
from common.styleguide_forms import (
    RATINGS,
    SampleAccountForm,
    SampleConfirmForm,
    SampleFilterForm,
    SampleForm,
    SampleRatingForm,
    asked_form,
)

TODAY = date(2026, 7, 9)
EMPLOYEE = "Maria-Guadalupe Hernández-Villanueva"
RATER = "Christopher Bartholomew Okonkwo-Fitzgerald"
REVIEWER = "Anneliese Thistlethwaite"
PACIFIC = ZoneInfo("America/Los_Angeles")


def _at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 7, day, hour, minute, tzinfo=PACIFIC)


def _violations() -> list[SimpleNamespace]:
    return [
        SimpleNamespace(
            severity="error",
            rule="R7",
            field="comments",
            message="Very Good needs facts in the comments: say what was done above what the work asks, and when.",
            citation="Civil service rules: every rating but Competent is supported by facts.",
        ),
        SimpleNamespace(
            severity="warning",
            rule="R5",
            field="period_start",
            message="There are 31 days between the last rating period and this one. Give the reason.",
            citation="Rating periods follow one another without a gap.",
        ),
        SimpleNamespace(
            severity="info",
            rule="R6",
            field="",
            message="Leave from September 1 to October 15, 2025 lies inside the period: rate the time worked.",
            citation="",
        ),
    ]


def _signers() -> list[dict[str, Any]]:
    return [
        {"capacity": "Rater", "name": RATER, "title": "Program Head", "state": "signed", "at": _at(6, 15, 40)},
        {
            "capacity": "Reviewer",
            "name": REVIEWER,
            "title": "Assistant District/Division Chief, Countywide Maintenance",
            "acting_for": "Theodore Vandenberghe-Ramaswamy",
            "state": "current",
            "reason": "Very Good: the District/Division Chief reviews. Theodore Vandenberghe-Ramaswamy "
            "has named Anneliese Thistlethwaite as designee from July 1 to July 31, 2026.",
        },
        {
            "capacity": "Department Head",
            "name": "Wilhelmina Castellanos-Abernathy",
            "title": "Deputy Director",
            "state": "waiting",
            "reason": "Very Good: the Deputy Director signs as Department Head.",
        },
    ]


def _tasks() -> list[dict[str, Any]]:
    return [
        {
            "what": "Sign as Reviewer",
            "url": "#tasks",
            "for_whom": EMPLOYEE,
            "note": "Senior Administrative Assistant II (Bilingual)",
            "due": TODAY - timedelta(days=3),
            "status": "reviewer_review",
        },
        {
            "what": "Finish the annual evaluation",
            "url": "#tasks",
            "for_whom": "Bartholomew Nguyen-Featherstonehaugh",
            "note": "Water Resources Engineering Technician III",
            "due": TODAY + timedelta(days=9),
            "status": "draft",
        },
        {
            "what": "Issue the evaluation",
            "url": "#tasks",
            "for_whom": "Siobhán Mac Giolla-Shaughnessy",
            "note": "Librarian I",
            "due": TODAY + timedelta(days=120),
            "status": "ready_to_issue",
        },
    ]


def _table() -> dict[str, Any]:
    columns = [
        {"label": "Employee", "sort_url": "?sort=name", "sorted": "ascending"},
        {"label": "Period ends", "sort_url": "?sort=end"},
        {"label": "Status"},
        {"label": "Overall"},
        {"label": "Due"},
        {"label": "Days worked", "is_number": True},
    ]
    rows = [
        [
            {"text": EMPLOYEE, "url": "#tables", "note": "Senior Administrative Assistant II (Bilingual)"},
            date(2026, 6, 30),
            {"status": "reviewer_review"},
            {"rating": "very_good"},
            {"due": TODAY - timedelta(days=3), "today": TODAY},
            "1,214",
        ],
        [
            {"text": "Siobhán Mac Giolla-Shaughnessy", "url": "#tables", "note": "Librarian I"},
            date(2026, 9, 30),
            {"status": "draft"},
            {"rating": ""},
            {"due": TODAY + timedelta(days=12), "today": TODAY},
            "98",
        ],
    ]
    return {"columns": columns, "rows": rows}


def _events() -> list[dict[str, Any]]:
    return [
        {
            "at": _at(7, 9, 5),
            "actor": REVIEWER,
            "what": "Returned to the Rater",
            "icon": "undo",
            "text": "Please add the dates of the two late reports.\nThe rest reads well.",
        },
        {"at": _at(6, 15, 40), "actor": RATER, "what": "Signed as Rater", "icon": "check_circle"},
        {"at": _at(1, 8, 12), "actor": RATER, "what": "Evaluation started", "icon": "add"},
    ]


def _facts() -> list[dict[str, Any]]:
    return [
        {"label": "Employee", "text": EMPLOYEE, "note": "Employee number 0048213"},
        {"label": "Classification", "text": "Senior Administrative Assistant II (Bilingual)", "note": "Class 04412"},
        {"label": "Rating period", "period_start": date(2025, 7, 1), "period_end": date(2026, 6, 30)},
        {"label": "Status", "status": "reviewer_review"},
        {"label": "Overall rating", "rating": "very_good"},
        {"label": "Due", "due": TODAY - timedelta(days=3), "today": TODAY},
    ]


def _files() -> list[dict[str, Any]]:
    return [
        {
            "name": "Commendation from the Board of Library Trustees, March 2026.pdf",
            "url": "#files",
            "size": 184_320,
            "kind": "PDF document",
            "added_by": RATER,
            "added_at": date(2026, 7, 1),
            "sha256": "9f86d081884c7d65" * 4,
        },
    ]


def _comparison() -> list[dict[str, str]]:
    return [
        {
            "name": "comments_quality",
            "label": "Comments on Quality of Work",
            "mine": "All twelve quarterly reports came in time and without corrections.",
            "theirs": "Eleven of twelve quarterly reports came in time; one was late by two days, without corrections.",
        }
    ]


def _steps() -> list[dict[str, str]]:
    return [
        {"label": "Draft", "state": "done", "note": "July 6, 2026"},
        {"label": "HR propriety review", "state": "skipped"},
        {"label": "Reviewer", "state": "current", "note": REVIEWER},
        {"label": "Department Head", "state": "waiting"},
        {"label": "Issue", "state": "waiting"},
        {"label": "Final", "state": "waiting"},
    ]


def _graph() -> dict[str, Any]:
    """Three states, as `workspace.reference.drawing` draws them."""
    boxes = [("Draft", 50, False), ("With the Reviewer", 150, False), ("Void", 250, True)]
    return {
        "name": "sample",
        "title": "A sample",
        "width": 460,
        "height": 320,
        "start": (235, 16),
        "boxes": [
            {
                "x": 130,
                "y": y,
                "width": 210,
                "height": 48,
                "middle": 235,
                "baseline": y + 29,
                "label": text,
                "is_end": end,
            }
            for text, y, end in boxes
        ],
        "lines": [
            {"path": "M235 16V50", "has_arrow": True},
            {"path": "M235 98V150", "has_arrow": True},
            {"path": "M130 166H24V66", "has_arrow": False},
            {"path": "M24 66H130", "has_arrow": True},
            {"path": "M340 174H430V274", "has_arrow": False},
            {"path": "M430 274H340", "has_arrow": True},
        ],
        "words": [
            {"x": 244, "y": 128, "text": "submit", "anchor": "start"},
            {"x": 118, "y": 61, "text": "return", "anchor": "end"},
            {"x": 354, "y": 269, "text": "void", "anchor": "start"},
        ],
    }


def _chart() -> Chart:
    """Three rows of invented figures, one with a long name."""
    rows = [
        ("Field Services", (12, 34, 80, 6, 1)),
        ("Countywide Maintenance and Administrative Support", (0, 3, 7, 0, 0)),
        ("Community Programs", (2, 9, 41, 5, 0)),
    ]
    ratings = ("Outstanding", "Very Good", "Competent", "Improvement Needed", "Unsatisfactory")
    return stacked_bars("sample", "Ratings by bureau", series=ratings, rows=rows, is_share=True)


def styleguide_context(request: HttpRequest) -> dict[str, Any]:
    """Everything that `styleguide.html` shows. With `?errors=1` the sample forms are shown refused."""
    data = QueryDict("title=&accuracy=very_good") if "errors" in request.GET else None
    initial = {"accuracy": "very_good", "method": "given", "title": "Administrative Support, Countywide Maintenance"}
    return {
        "form": SampleForm(data, initial=initial),
        "filter_form": SampleFilterForm(),
        "asked_form": asked_form(),
        "confirm_form": SampleConfirmForm(prefix="confirm"),
        "account_form": SampleAccountForm(prefix="account"),
        "graph": _graph(),
        "chart": _chart(),
        "form_violations": _violations() if data else [],
        "breadcrumbs": [
            {"label": "My work", "url": "/"},
            {"label": "Evaluations", "url": "/"},
            {"label": EMPLOYEE, "url": ""},
        ],
        "rating_form": SampleRatingForm(data, initial=initial),
        "violations": _violations(),
        "signers": _signers(),
        "tasks": _tasks(),
        "table": _table(),
        "events": _events(),
        "facts": _facts(),
        "files": _files(),
        "comparison": _comparison(),
        "steps": _steps(),
        "ratings": [value for value, _ in RATINGS],
        "statuses": [
            "draft",
            "hr_review",
            "reviewer_review",
            "department_head_review",
            "ready_to_issue",
            "issued",
            "final",
            "void",
            "superseded",
            "overdue",
            "due_soon",
            "signed",
            "refused",
            "reverted",
        ],
        "page": Paginator(range(240), 20).get_page(request.GET.get("page", 4)),
        "sections": [
            {"label": "Quality of Work", "url": "#rating", "note": "5 of 5", "is_current": True},
            {"label": "Quantity of Work", "url": "#rating", "note": "2 of 4"},
            {"label": "Personal Relations and Adaptability", "url": "#rating", "note": "0 of 6"},
        ],
        "actions": [
            {"label": "Sign as Reviewer", "icon": "check"},
            {"label": "Return to the Rater", "kind": "outline"},
        ],
        "today": TODAY,
        "soon": TODAY + timedelta(days=9),
        "later": TODAY + timedelta(days=180),
        "past": TODAY - timedelta(days=3),
    }
