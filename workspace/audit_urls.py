"""The auditor's pages. They stand here because the trail itself lies below the accounts and knows no permissions."""

from django.urls import path

from workspace import audit_views

app_name = "audit"
urlpatterns = [
    path("", audit_views.streams, name="streams"),
    path("<str:stream>/", audit_views.stream, name="stream"),
]
