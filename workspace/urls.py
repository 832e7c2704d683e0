"""Addresses of the pages that put the rooms together."""

from django.urls import path

from workspace.views import home, operations, own, styleguide, team, windows

urlpatterns = [
    path("", home.home, name="home"),
    path("team/", team.team, name="team"),
    path("my-evaluations/", own.own, name="own_evaluations"),
    path("follow-ups/", windows.windows, name="follow_ups"),
    path("operations/", operations.operations, name="operations"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
]
