"""Addresses of the pages that put the rooms together."""

from django.urls import path

from workspace.views import (
    calendar,
    calendar_feed,
    docket,
    due,
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
    path("docket/", docket.docket, name="docket"),
    path("docket/assign/", docket.assign, name="docket_assign"),
    path("docket/export.csv", docket.export, name="docket_export"),
    path("docket/views/", docket.view_keep, name="docket_view_keep"),
    path("docket/views/<uuid:public_id>/delete/", docket.view_forget, name="docket_view_forget"),
    path("follow-ups/", windows.windows, name="follow_ups"),
    path("calendar/<slug:secret>.ics", calendar_feed.calendar_feed, name="calendar_feed"),
    path("metrics", metrics.metrics, name="metrics"),
    path("operations/", operations.operations, name="operations"),
    path("reference/", reference.index, name="reference"),
    path("reference/<slug:slug>/", reference.page, name="reference_page"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
]
