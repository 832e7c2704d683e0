"""People and their chain of command."""

from django.urls import path

from workforce import views

app_name = "workforce"
urlpatterns = [
    path("", views.people, name="people"),
    path("export.csv", views.export, name="export"),
    path("<str:employee_no>/", views.employee, name="employee"),
]
