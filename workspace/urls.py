"""Addresses of the pages that put the rooms together."""

from django.urls import path

from workspace.views import (
    calendar,
    calendar_feed,
    compliance,
    due,
    equity,
    home,
    metrics,
    operations,
    own,
    reference,
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
    path("compliance/", compliance.compliance, name="compliance"),
    path("compliance/figures.csv", compliance.figures_csv, name="compliance_csv"),
    path("compliance/evaluations.csv", compliance.evaluations_csv, name="compliance_evaluations_csv"),
    path("compliance/probation.csv", compliance.probation_csv, name="compliance_probation_csv"),
    path("compliance/report.pdf", compliance.report_pdf, name="compliance_pdf"),
    path("equity/", equity.equity, name="equity"),
    path("equity/figures.csv", equity.equity_csv, name="equity_csv"),
    path("calendar/<slug:secret>.ics", calendar_feed.calendar_feed, name="calendar_feed"),
    path("metrics", metrics.metrics, name="metrics"),
    path("operations/", operations.operations, name="operations"),
    path("reference/", reference.index, name="reference"),
    path("reference/<slug:slug>/", reference.page, name="reference_page"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
]
