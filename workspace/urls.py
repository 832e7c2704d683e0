"""Addresses of the pages that put the rooms together."""

from django.urls import path

from workspace.views import (
    calendar,
    calendar_feed,
    due,
    equity,
    home,
    metrics,
    operations,
    own,
    payroll,
    reference,
    steps,
    styleguide,
    team,
    windows,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("team/", team.team, name="team"),
    path("my-evaluations/", own.own, name="own_evaluations"),
    path("people/<str:employee_no>/due/", due.due, name="due"),
    path("calendar/", calendar.month, name="calendar"),
    path("calendar/year/", calendar.year, name="calendar_year"),
    path("calendar/list/", calendar.listing, name="calendar_list"),
    path("follow-ups/", windows.windows, name="follow_ups"),
    path("equity/", equity.equity, name="equity"),
    path("equity/figures.csv", equity.equity_csv, name="equity_csv"),
    path("steps/", steps.steps, name="steps"),
    path("steps/export/", steps.export, name="steps_export"),
    path("payroll/", payroll.exports, name="payroll"),
    path("payroll/<int:number>/", payroll.export, name="payroll_export"),
    path("payroll/<int:number>/<slug:part>.csv", payroll.file, name="payroll_file"),
    path("people/<str:employee_no>/steps/", steps.person, name="person_steps"),
    path("calendar/<slug:secret>.ics", calendar_feed.calendar_feed, name="calendar_feed"),
    path("metrics", metrics.metrics, name="metrics"),
    path("operations/", operations.operations, name="operations"),
    path("reference/", reference.index, name="reference"),
    path("reference/<slug:slug>/", reference.page, name="reference_page"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
]
