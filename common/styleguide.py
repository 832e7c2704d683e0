"""Sample content for `templates/styleguide.html`, which shows every component once.

The names are invented and long on purpose: what holds here holds on a real page. Nothing is read
from the database, so the page also serves to look at the components before there is any data.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, QueryDict

RATINGS = [
    ("outstanding", "Outstanding"),
    ("very_good", "Very Good"),
    ("competent", "Competent"),
    ("improvement_needed", "Improvement Needed"),
    ("unsatisfactory", "Unsatisfactory"),
]
ITEM_RATINGS = [*RATINGS, ("not_applicable", "Not applicable")]
TODAY = date(2026, 7, 9)
EMPLOYEE = "Maria-Guadalupe Hernández-Villanueva"
RATER = "Christopher Bartholomew Okonkwo-Fitzgerald"
REVIEWER = "Anneliese Thistlethwaite"
PACIFIC = ZoneInfo("America/Los_Angeles")


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label="Working title", help_text="As it stands on the position's duty statement.")
    period_start = forms.DateField(label="First day of the rating period", widget=forms.DateInput({"type": "date"}))
    kind = forms.ChoiceField(label="Kind of evaluation", choices=[("annual", "Annual"), ("interim", "Interim report")])
    comments = forms.CharField(
        label="Comments",
        help_text="Facts with dates: what was done, how well, and by when.",
        widget=forms.Textarea({"maxlength": 8000, "rows": 5}),
        max_length=8000,
    )
    method = forms.ChoiceField(
        label="How does the employee receive it?",
        choices=[("given", "Given in person"), ("mailed", "Mailed to the address of record")],
        widget=forms.RadioSelect,
    )
    help_offered = forms.MultipleChoiceField(
        label="Help that was offered",
        choices=[("training", "Training"), ("mentoring", "Mentoring"), ("shadowing", "Shadowing a colleague")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    attachment = forms.FileField(label="Attach a file", help_text="PDF, Word or picture, up to 10 MB.", required=False)
    has_read = forms.BooleanField(label="I have read the evaluation from the first page to the last")


class SampleFilterForm(forms.Form):
    """What a list may be searched by."""

    q = forms.CharField(label="Name or employee number", required=False, widget=forms.TextInput({"type": "search"}))
    status = forms.ChoiceField(
        label="Status", required=False, choices=[("", "Any"), ("draft", "Draft"), ("issued", "Issued")]
    )


class SampleRatingForm(forms.Form):
    """Ratings of one factor and the overall rating."""

    accuracy = forms.ChoiceField(
        label="Work is accurate, complete and needs little correction by others",
        choices=ITEM_RATINGS,
        widget=forms.RadioSelect,
    )
    presentation = forms.ChoiceField(
        label="Written work is clear, well ordered and fit for those who will read it",
        choices=ITEM_RATINGS,
        widget=forms.RadioSelect,
    )
    overall = forms.ChoiceField(
        label="Overall rating",
        help_text="Your own judgment; it is never computed.",
        choices=RATINGS,
        widget=forms.RadioSelect,
    )


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


def styleguide_context(request: HttpRequest) -> dict[str, Any]:
    """Everything that `styleguide.html` shows. With `?errors=1` the sample forms are shown refused."""
    data = QueryDict("title=&accuracy=very_good") if "errors" in request.GET else None
    initial = {"accuracy": "very_good", "method": "given", "title": "Administrative Support, Countywide Maintenance"}
    return {
        "form": SampleForm(data, initial=initial),
        "filter_form": SampleFilterForm(),
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
