"""The Celery application. The outbox (`jobs`) is the truth; Celery only drains it, see docs/adr/."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("fairstep")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
