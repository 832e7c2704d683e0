"""One's own notices and wishes, and the outbox for whoever runs the installation."""

from django.urls import path

from notifications.views import outbox, own

app_name = "notifications"
urlpatterns = [
    path("notices/", own.notices, name="notices"),
    path("notices/<int:pk>/", own.open_notice, name="open"),
    path("notices/settings/", own.preferences, name="settings"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/failures/", outbox.failures, name="failures"),
    path("outbox/<int:pk>/", outbox.mail, name="mail"),
]
