"""Settings for the test suite: as shipped, with fast password hashing, plain static files and a private file store."""

import tempfile

from config.settings import *  # noqa: F403 - the point of this file
from config.settings import BASE_DIR, STATICFILES_DIRS, STORAGES  # noqa: F401 - named, so that the star need not be trusted

SECRET_KEY = "tests-only-" + "x" * 50
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
VAR_DIR = tempfile.mkdtemp(prefix="fairstep-tests-")
STATIC_ROOT = tempfile.mkdtemp(dir=VAR_DIR)  # empty: whitenoise warns of a missing one, and warnings are errors
MEDIA_ROOT = VAR_DIR + "/files"
SEAL_DIR = VAR_DIR + "/seal"
CHECKPOINT_KEY_FILE = VAR_DIR + "/checkpoint.key"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CELERY_TASK_ALWAYS_EAGER = False
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
# The tests of the second factor (tests/accounts) ask for it; everywhere else a role works without.
MFA_REQUIRED_ROLES: list[str] = []
