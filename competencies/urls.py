"""The classes of the civil service."""

from django.urls import path

from competencies import views

app_name = "competencies"
urlpatterns = [
    path("", views.classifications, name="classifications"),
    path("<str:code>/", views.classification, name="classification"),
]
