"""Addresses of the pages that put the rooms together."""

from django.urls import path

from workspace.views import calendar, due, home, own, styleguide, team, windows

urlpatterns = [
    path("", home.home, name="home"),
    path("team/", team.team, name="team"),
    path("my-evaluations/", own.own, name="own_evaluations"),
    path("people/<str:employee_no>/due/", due.due, name="due"),
    path("calendar/", calendar.month, name="calendar"),
    path("calendar/year/", calendar.year, name="calendar_year"),
    path("calendar/list/", calendar.listing, name="calendar_list"),
    path("follow-ups/", windows.windows, name="follow_ups"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
]
