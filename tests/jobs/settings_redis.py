"""The suite's settings with the queue of a deployment: for pages beside a real Redis."""

from config import settings
from config.settings_test import *  # noqa: F403 - all of them, but for what follows

CELERY_BROKER_URL = settings.CELERY_BROKER_URL
CELERY_BROKER_TRANSPORT_OPTIONS = settings.CELERY_BROKER_TRANSPORT_OPTIONS
