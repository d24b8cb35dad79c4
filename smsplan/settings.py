"""The one settings module. Environment variables are listed in README.md.

`SMSPLAN_MODE` is `production` unless told otherwise: nothing of the demo works by accident.
"""

from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from smsplan import env

BASE_DIR = Path(__file__).resolve().parent.parent

MODE = env.text("SMSPLAN_MODE", "production", choices=("production", "demo", "test"))
PRODUCTION = MODE == "production"
LOCAL_DIR = Path(env.text("SMSPLAN_LOCAL", str(BASE_DIR / ".local" if MODE == "demo" else BASE_DIR / ".local" / MODE)))

DEBUG = False
if PRODUCTION:
    SECRET_KEY = env.text("SECRET_KEY")
    if len(SECRET_KEY) < 50 or SECRET_KEY.startswith("demo-"):
        raise ImproperlyConfigured("SECRET_KEY must have at least 50 characters of your own.")
    ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
    SITE_URL = env.text("SITE_URL")
    if not SITE_URL.startswith("https://"):
        raise ImproperlyConfigured("SITE_URL must start with https:// in production.")
    DATABASE_URL = env.text("DATABASE_URL")
    REDIS_URL = env.text("REDIS_URL")
    EVIDENCE_SIGNING_KEY = env.text("EVIDENCE_SIGNING_KEY")
    DOCUMENT_SIGNING_CERTIFICATE = env.text("DOCUMENT_SIGNING_CERTIFICATE", "")
    MEDIA_ROOT = Path(env.text("MEDIA_ROOT"))
    DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL")
    EMAIL_HOST = env.text("EMAIL_HOST")
else:
    from smsplan import embedded

    SECRET_KEY = env.text("SECRET_KEY", "demo-only-" + "not-a-secret-" * 4)
    ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]", "testserver"])
    SITE_URL = env.text("SITE_URL", f"http://127.0.0.1:{env.integer('PORT', 8000, least=1)}")
    DATABASE_URL = env.text("DATABASE_URL", None) or embedded.database_url(LOCAL_DIR)
    REDIS_URL = env.text("REDIS_URL", None) or embedded.redis_url(LOCAL_DIR)
    # A path; the key is made there at the first signature (see smsplan.evidence.signing).
    EVIDENCE_SIGNING_KEY = env.text("EVIDENCE_SIGNING_KEY", str(LOCAL_DIR / "keys" / "evidence-ed25519.pem"))
    # The demo makes a certificate of its own there (see smsplan.demo.prepare).
    DEMO_CERTIFICATE = LOCAL_DIR / "keys" / "documents.p12"
    DOCUMENT_SIGNING_CERTIFICATE = env.text(
        "DOCUMENT_SIGNING_CERTIFICATE", str(DEMO_CERTIFICATE) if MODE == "demo" else ""
    )
    MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(LOCAL_DIR / "media")))
    DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "smsplan@demo.test")
    EMAIL_HOST = env.text("EMAIL_HOST", "")

DOCUMENT_SIGNING_PASSPHRASE = env.text("DOCUMENT_SIGNING_PASSPHRASE", "")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "smsplan.ui",
    "smsplan.audit",
    "smsplan.accounts",
    "smsplan.inbox",
    "smsplan.records",
    "smsplan.context",
    "risks",
    "objectives",
    "changes",
    "smp",
    "smsplan.reviews",
    "smsplan.evidence",
    "smsplan.work",
    "smsplan.demo",
    "smsplan.bench",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "csp",
    "django_filters",
    "django_htmx",
    "django_prose_editor",
    "django_tables2",
    "pgtrigger",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # After the static files, which are compressed once for all; Django pads answers against guessing secrets by size.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "smsplan.accounts.middleware.PersonMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # Last: it answers in the place of the view, after everything else had its say about the request.
    "smsplan.audit.as_of.middleware.AsOfMiddleware",
]

ROOT_URLCONF = "smsplan.urls"
WSGI_APPLICATION = "smsplan.wsgi.application"

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
                "django.template.context_processors.i18n",
                "smsplan.ui.context_processors.frame",
                "smsplan.inbox.context_processors.inbox",
            ],
        },
    }
]
# Django's own form templates stay available beside ours.
FORM_RENDERER = "smsplan.ui.renderer.Renderer"
INSTALLED_APPS.append("django.forms")

DATABASES = {
    "default": env.database("DATABASE_URL", DATABASE_URL)
    | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "smsplan",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# Sign-in ------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
# E-mail is unique whatever its capitals, by a constraint on Lower("email") that this check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["smsplan.accounts.backends.WindowedBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "smsplan.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True

# Language and time --------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("id", _("Bahasa Indonesia"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.text("TIME_ZONE", "Asia/Jakarta")
FORMAT_MODULE_PATH = ["smsplan.ui.formats"]

# Files --------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(BASE_DIR / "staticfiles" if PRODUCTION else LOCAL_DIR / "static")))
STATICFILES_FINDERS = [
    "smsplan.ui.finders.WantedFilesFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/tabler", BASE_DIR / "node_modules/@tabler/core/dist"),
    ("vendor/htmx", BASE_DIR / "node_modules/htmx.org/dist"),
    ("vendor/chartjs", BASE_DIR / "node_modules/chart.js/dist"),
    ("vendor/inter", BASE_DIR / "node_modules/@fontsource-variable/inter/files"),
]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT, "file_permissions_mode": 0o640},
    },
    "staticfiles": {"BACKEND": "smsplan.ui.storage.StaticFilesStorage"},
}
ATTACHMENT_MAX_BYTES = env.integer("ATTACHMENT_MAX_BYTES", 20 * 1024 * 1024, least=1)
IMPORT_MAX_BYTES = env.integer("IMPORT_MAX_BYTES", 10 * 1024 * 1024, least=1)
IMPORT_MAX_ROWS = env.integer("IMPORT_MAX_ROWS", 10_000, least=1)
# The registers that a table can be imported into, by the namespace of their addresses.
IMPORTERS = {
    "risks": "risks.imports.RisksImporter",
    "opportunities": "risks.imports.OpportunitiesImporter",
    "objectives": "objectives.imports.ObjectivesImporter",
    "measurements": "objectives.measurement_imports.MeasurementsImporter",
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
# A text pasted from a word processor can bring megabytes of styles along. They are thrown away, but have to arrive.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

# Celery -------------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_DEFAULT_QUEUE = "smsplan"
CELERY_BEAT_SCHEDULE = {
    "reminders": {"task": "smsplan.work.tasks.send_reminders", "schedule": crontab(hour=6, minute=0)},
    "mail": {"task": "smsplan.inbox.tasks.send_waiting_mail", "schedule": 60.0},
    # Every hour: the organization's day may begin at any of them, and a missed one is made up by the next.
    "acceptances": {"task": "risks.tasks.expire_acceptances", "schedule": crontab(minute=5)},
    "abandoned-work": {"task": "smsplan.records.tasks.recover_abandoned_work", "schedule": 30.0},
    "previews": {"task": "smp.tasks.sweep_previews", "schedule": crontab(minute=35)},
    "unsaved-texts": {"task": "smp.tasks.sweep_unsaved_texts", "schedule": crontab(minute=40)},
    "dashboard-pdfs": {"task": "objectives.tasks.sweep_dashboard_pdfs", "schedule": crontab(minute=45)},
}

# Mail ---------------------------------------------------------------------------------------------
if MODE == "demo" and not EMAIL_HOST:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = LOCAL_DIR / "mail"
EMAIL_PORT = env.integer("EMAIL_PORT", 587, least=1)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", True)
EMAIL_TIMEOUT = 20

# Browser security ---------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = env.integer("HSTS_SECONDS", 31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_FILEFIELD_TO_CHARFIELD = False

DJANGO_TABLES2_TEMPLATE = "ui/table.html"
NAVIGATION = "smsplan.navigation.NAVIGATION"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # It tells each step of each font.
    "loggers": {"fontTools": {"level": "WARNING"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO" if PRODUCTION else "WARNING")},
}
