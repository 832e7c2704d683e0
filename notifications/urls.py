"""One's own notices and wishes; the outbox and webhooks for whoever runs the installation."""

from django.urls import path

from notifications.views import outbox, own, webhooks

app_name = "notifications"
urlpatterns = [
    path("notices/", own.notices, name="notices"),
    path("notices/<int:pk>/", own.open_notice, name="open"),
    path("notices/settings/", own.preferences, name="settings"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/failures/", outbox.failures, name="failures"),
    path("outbox/<int:pk>/", outbox.mail, name="mail"),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/new/", webhooks.webhook_new, name="webhook_new"),
    path("webhooks/<uuid:public_id>/", webhooks.webhook, name="webhook"),
    path("webhooks/<uuid:public_id>/change/", webhooks.webhook_change, name="webhook_change"),
    path("webhooks/<uuid:public_id>/delete/", webhooks.webhook_delete, name="webhook_delete"),
]
