"""The Celery application. The outbox (`jobs`) is the truth; Celery only drains it, see docs/adr/."""

import os

from celery import Celery
from celery.signals import beat_init, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("fairstep")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def refuse_unsafe_start(**kwargs: object) -> None:
    """Ends the process: Celery logs and forgets whatever else a signal's receiver raises."""
    from django.core.exceptions import ImproperlyConfigured

    from config import checks

    try:
        checks.refuse_unsafe_start()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error
