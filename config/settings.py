"""One settings file for every deployment; what differs comes from the environment (`.env.example`).

Importing it needs no database and no secret, so that commands which use neither run anywhere;
`config.checks` refuses an unsafe start of the web server, worker or migrations.
"""

from email.utils import formataddr

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

from config import sign_in
from config.csp import CONTENT_SECURITY_POLICY as CONTENT_SECURITY_POLICY
from config.env import BASE_DIR, day, env, folder
from config.logs import logging_settings
from config.sentry import start_sentry

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # still read what older ones wrote
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
DEMO = env.bool("DEMO", default=False)

AGENCY_NAME = env.str("AGENCY_NAME", default="Fairstep")
POLICY_SET = env.str("POLICY_SET", default="county")
STEPS_FROM = day("STEPS_FROM", env.str("STEPS_FROM", default=""))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "pgtrigger",
    "django_fsm",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "rest_framework",
    "drf_spectacular",
    "allauth.mfa",
    "allauth.socialaccount",
    "common",
    "audit",
    "jobs",
    "accounts",
    "notifications",
    "imports",
    "competencies",
    "workforce",
    "evaluations",
    "workspace",
    "config",
]

MIDDLEWARE = [
    "common.proxies.TrustedProxyMiddleware",  # before all that asks who asks
    "common.request_log.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "common.bodies.BodySizeMiddleware",  # before all that reads a body
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SessionLimitsMiddleware",  # before all that asks who is signed in
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.second_factor_middleware.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "common.middleware.ErrorPagesMiddleware",
    "accounts.middleware.NoStoreMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "workspace.context_processors.site",
            ],
        },
    },
]

# --- data -------------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default="postgres:///fairstep")}
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# A database that does not answer is an error after this many seconds, not a hanging page.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

VAR_DIR = folder("VAR_DIR", BASE_DIR / "var")
MEDIA_ROOT = folder("FILES_DIR", VAR_DIR / "files")
SEAL_DIR = folder("SEAL_DIR", VAR_DIR / "seal")
SEAL_TIMESTAMP_URL = env.str("SEAL_TIMESTAMP_URL", default="")  # a time-stamp authority (RFC 3161), or none
CHECKPOINT_KEY_FILE = folder("CHECKPOINT_KEY_FILE", VAR_DIR / "checkpoint.key")
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "common.caching.StandbyRedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
    }
else:
    # One web process only (the demo): counters for rate limits live in its memory.
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- jobs -------------------------------------------------------------------------------------------------------------

if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    # A broker that is gone must not hold up the request that only wakes a worker (jobs.services.wake).
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "max_retries": 0, "connect_retries_timeout": 1}
else:
    BROKER_DIR = folder("CELERY_BROKER_DIR", VAR_DIR / "broker")
    CELERY_BROKER_URL = "filesystem://localhost"  # the host means nothing; without one each process logs a warning
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "data"),
        "data_folder_out": str(BROKER_DIR / "data"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.2,
    }
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # LOGGING below holds for workers, too
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5.0
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "America/Los_Angeles"
CELERY_BEAT_SCHEDULE = {
    # A lost wake-up delays a job by this much and no more.
    "drain-outbox": {"task": "jobs.drain", "schedule": 15.0, "kwargs": {"is_scheduled": True}},
    "audit-checkpoint": {"task": "audit.checkpoint", "schedule": 3600.0},
    "accounts-forget": {"task": "accounts.forget", "schedule": crontab(hour="3", minute="30")},
    "imports-forget": {"task": "imports.forget", "schedule": 24 * 3600.0},
    "notifications-tidy": {"task": "notifications.tidy", "schedule": crontab(hour="3", minute="20")},
    "evaluations-sweep": {"task": "evaluations.sweep", "schedule": 3600.0},
    # Asked every quarter of an hour, done once a day: see evaluations.tasks.daily.
    "evaluations-daily": {"task": "evaluations.daily", "schedule": crontab(minute="*/15")},
    "jobs-tidy": {"task": "jobs.tidy", "schedule": crontab(hour="3", minute="40")},
    "evaluations-tidy": {"task": "evaluations.tidy", "schedule": crontab(hour="3", minute="50")},
    "audit-verify": {"task": "audit.verify", "schedule": crontab(hour="4", minute="10")},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

# --- people and sign-in -----------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.AccountBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# NIST SP 800-63B-4 §3.1.1: 15 characters where the password is the only factor, a blocklist, no composition rules.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.validators.GuessablePasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.sign_in_forms.LoginForm",
    "change_password": "accounts.sign_in_forms.ChangePasswordForm",
    "reauthenticate": "accounts.sign_in_forms.ReauthenticateForm",
    "set_password": "accounts.sign_in_forms.SetPasswordForm",
    "reset_password": "accounts.sign_in_forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.sign_in_forms.ResetPasswordKeyForm",
}
# Guessing from many places ends at the wider limit. One place alone makes 60 failures an hour, so it locks nobody out
# elsewhere.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "login_failed_anywhere": "100/h/key"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # strangers' addresses get no mail from us
# NIST SP 800-63B-4 §2.2.3 (AAL2) asks for a limit of inactivity and one at all. Both count on the server
# (accounts.middleware); the cookie itself goes with the browser.
SESSION_IDLE_MINUTES = env.float("SESSION_IDLE_MINUTES", default=30)
SESSION_MAX_HOURS = env.float("SESSION_MAX_HOURS", default=12)
SESSION_COOKIE_AGE = int(SESSION_MAX_HOURS * 3600)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# Who cannot work without a second factor; in the demo, whose people share one passphrase, it is only advised.
MFA_REQUIRED_ROLES = env.list("MFA_REQUIRED_ROLES", default=sign_in.ROLES_WITH_SECOND_FACTOR)
# For how many seconds a confirmation that it is you holds: before a change of one's factors, and before a signature
# by a key or a provider.
ACCOUNT_REAUTHENTICATION_TIMEOUT = int(env.float("REAUTHENTICATION_MINUTES", default=5) * 60)
vars().update(sign_in.SETTINGS)  # second factor, OpenID Connect and SAML

# --- browser security -------------------------------------------------------------------------------------------------

SECURE_COOKIES = env.bool("SECURE_COOKIES", default=True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = SECURE_COOKIES
# A load balancer and whoever collects metrics ask the process itself, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
# The addresses and networks of the proxies in front. Only of them X-Forwarded-For and X-Forwarded-Proto are believed;
# from all others common.proxies takes such headers away before anything reads them.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_COOKIES else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_COOKIES
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "common.views.csrf_failure"

# --- the API ----------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    # Both deny by default: whoever asks is known, and a view names the scope of each of its methods.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.sign_in.AccessTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.sign_in.IsSignedInFor"],
    "DEFAULT_THROTTLE_CLASSES": ["accounts.api.sign_in.EachPerson", "accounts.api.sign_in.EachWriter"],
    "DEFAULT_THROTTLE_RATES": {
        "person": env.str("API_RATE", default="600/min"),
        "writer": env.str("API_WRITE_RATE", default="120/min"),
    },
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["common.api.parsers.JsonParser"],
    # A name that somebody sends is named in the refusal, also where it is half a sign that no text can hold.
    "UNICODE_JSON": False,
    "DEFAULT_SCHEMA_CLASS": "accounts.api.description.Described",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "common.api.problems.exception_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "NUM_PROXIES": 0,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Fairstep",
    "DESCRIPTION": "Performance management for classified staff: the same services, permissions and sentences as the "
    "pages. See /api/docs/ for a tour.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_NO_READ_ONLY_REQUIRED": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_PATCH": False,
    "SERVERS": [{"url": SITE_URL}],
    "TAGS": [
        {"name": "me", "description": "Who asks, and with which tokens."},
        {"name": "people", "description": "People as far as you may see them."},
        {"name": "org-units", "description": "The units of those people."},
        {"name": "classifications", "description": "Classes."},
        {"name": "evaluations", "description": "Evaluations and every step of theirs."},
        {"name": "meetings", "description": "Meetings of Rater and employee."},
        {"name": "consultations", "description": "Contact with HR ahead of a low rating (R10, R11)."},
        {"name": "grievances", "description": "Grievances and requests for reconsideration (R22)."},
        {"name": "windows", "description": "Follow-up windows of an Improvement Needed: days, extensions, check-ins."},
        {"name": "docket", "description": "What waits for HR, and who of HR sees to it."},
        {"name": "calendar", "description": "Who is due when."},
        {"name": "steps", "description": "Step increases: what was decided, and what is at risk."},
        {"name": "payroll-exports", "description": "What payroll was given of step increases, with its files."},
        {"name": "imports", "description": "Files of classes and people: upload, compare, apply, take back."},
        {"name": "webhooks", "description": "Programs that are told what happened, for system administrators."},
        {"name": "webhook-messages", "description": "One message to such a program."},
    ],
    "POSTPROCESSING_HOOKS": [
        "common.api.description.no_other_fields",
        "common.api.description.with_words",
        "common.api.description.without_marks",
        "config.api_examples.with_examples",
    ],
}

# --- mail, words, files -----------------------------------------------------------------------------------------------

vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
# For each answer of the mail server. A whole conversation of nine stays below the lease of a job (jobs.rules.LEASE).
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=formataddr((AGENCY_NAME, "fairstep@localhost")))
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Read or done notices and their mail make room after so many days; more than notifications.rules.LONGEST_STAGE_DAYS.
NOTICES_KEPT_DAYS = env.int("NOTICES_KEPT_DAYS", default=400)
BOUNCE_ADDRESS = env.str("BOUNCE_ADDRESS", default="")  # the envelope's sender; empty: the sender of the mail

# Webhooks go to public addresses, port 443. Networks of the agency's own in CIDR notation, further ports, and the file
# of a certificate authority of its own (PEM) are for receivers inside of it.
WEBHOOK_ALLOWED_NETWORKS = env.list("WEBHOOK_ALLOWED_NETWORKS", default=[])
WEBHOOK_PORTS = env.list("WEBHOOK_PORTS", cast=int, default=[443])
WEBHOOK_CA_FILE = env.str("WEBHOOK_CA_FILE", default="")

LANGUAGE_CODE = "en-us"
# Pages are English. Notices and mail speak the language that each person chose (notifications.models.Preference).
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="America/Los_Angeles")
CELERY_TIMEZONE = TIME_ZONE
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = folder("STATIC_ROOT", VAR_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- watching over it -------------------------------------------------------------------------------------------------

LOG_FORMAT = env.str("LOG_FORMAT", default="json")
LOGGING = logging_settings(LOG_FORMAT, level=env.str("LOG_LEVEL", default="INFO"))
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # for whoever collects metrics; empty: signed-in people only
SENTRY_DSN = env.str("SENTRY_DSN", default="")  # errors go there as well; needs requirements/sentry.txt
MAIL_TO_LOG = env.bool("MAIL_TO_LOG", default=False)  # said on purpose: this deployment sends no mail
start_sentry(SENTRY_DSN)

# --- backup -----------------------------------------------------------------------------------------------------------

# Two folders on storage of their own: the keys lie apart from what they seal. Empty: no backup is made from here.
BACKUP_DIR = env.str("BACKUP_DIR", default="")
BACKUP_KEYS_DIR = env.str("BACKUP_KEYS_DIR", default="")
BACKUP_AT = env.str("BACKUP_AT", default="02:30")  # local time of TIME_ZONE
BACKUP_KEEP_DAYS = env.int("BACKUP_KEEP_DAYS", default=14)
BACKUP_KEEP_MONTHS = env.int("BACKUP_KEEP_MONTHS", default=12)
PG_BIN = env.str("PG_BIN", default="")  # the folder of pg_dump and pg_restore; empty: found on the PATH
