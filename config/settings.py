"""All settings, in one file; those that differ from place to place come from the environment (docs/settings.md)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from celery.schedules import schedule
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR") or BASE_DIR / "var")
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.boolean("DEBUG", default=True)
SECRET_KEY = env.secret_key(VAR_DIR, production=not DEBUG)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", [])
SITE_CONTACT = env.text("SITE_CONTACT", "the operator of this site")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "config.apps.RigwrightConfig",
    "api",
    "community",
    "browse",
    "builder",
    "prices",
    "catalog",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.private_where_personal",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.readable_address",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["catalog.templatetags.units"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# One file unless DATABASE_URL names a server. WAL, IMMEDIATE and a busy timeout: with eight writers none of 1,200
# writes fails, against 509 with the defaults (docs/adr/0003-due-work-in-the-database.md).
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-4000;",
}
DATABASES: dict[str, dict[str, Any]] = {"default": env.database("DATABASE_URL", VAR_DIR / "rigwright.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "OPTIONS": {"connect_timeout": 3}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "community:login"
LOGIN_REDIRECT_URL = "builder:saved"
LOGOUT_REDIRECT_URL = "browse:home"

EMAIL_BACKEND = env.text("EMAIL_BACKEND") or (
    "django.core.mail.backends.console.EmailBackend" if DEBUG else "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("EMAIL_PORT", 25, low=1, high=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.boolean("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "rigwright@localhost")

SITE_URL = env.url("SITE_URL", env.WEB_SCHEMES).rstrip("/")  # of links in mails and feeds

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]  # zh-hans joins when its catalogue is whole: a half-translated page helps nobody
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG  # `make run` needs no collectstatic
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # bytes; a build's JSON is a few kilobytes
DATA_UPLOAD_MAX_NUMBER_FIELDS = 700  # 200 lines of a pasted list have three each

# Half a year: the keys to builds made without an account are in the session.
SESSION_COOKIE_AGE = 60 * 60 * 24 * 180
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG and env.boolean("HTTPS", default=True)
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE and env.boolean("HTTPS_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # whoever watches the site asks the process itself
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_SSL_REDIRECT else 0
BEHIND_PROXY = env.boolean("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:"],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["api.parsers.StrictJsonParser"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "api.problems.as_problem",
    "NUM_PROXIES": int(BEHIND_PROXY),  # 0: who asks is the peer; a header that anyone can write is not believed
    "URL_FORMAT_OVERRIDE": None,  # `?format=` is an unknown parameter like any other
    "PAGE_SIZE": 50,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
# Requests a minute: of an address without an account, of an account. Reading is not limited.
API_RATES: dict[str, str | None] = {
    "check-anonymous": f"{env.integer('API_CHECKS_PER_MINUTE', 120, low=1, high=100_000)}/min",
    "check-user": f"{env.integer('API_CHECKS_PER_MINUTE_SIGNED_IN', 240, low=1, high=100_000)}/min",
    "write-anonymous": f"{env.integer('API_WRITES_PER_MINUTE', 60, low=1, high=100_000)}/min",
    "write-user": f"{env.integer('API_WRITES_PER_MINUTE_SIGNED_IN', 120, low=1, high=100_000)}/min",
}
# Limits on signing in, writing, voting and searching: docs/moderation.md. Only tests and benchmarks do without.
COMMUNITY_LIMITED = True
SPECTACULAR_SETTINGS = {
    "TITLE": "Rigwright",
    "DESCRIPTION": "Parts, GPUs, cloud offers and builds for deep learning, and the checks behind the pages.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v[0-9]+/",
    "ENUM_NAME_OVERRIDES": {
        "KindEnum": "catalog.models.Kind",
        "LevelEnum": "api.serializers.machines.LEVELS",
        "PurposeEnum": "engine.platforms.contexts.PURPOSES",
        "MemoryVerdictEnum": "api.serializers.vram.MEMORY_VERDICTS",
        "MemoryWorkloadEnum": "api.serializers.vram.MEMORY_WORKLOADS",
        "ServingVerdictEnum": "api.serializers.serving.VERDICTS",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

REDIS_URL = env.url("REDIS_URL", env.REDIS_SCHEMES)
SOCKET_TIMEOUT = 2  # seconds; a Redis that accepts and never answers must not hold a page
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_timeout": SOCKET_TIMEOUT, "socket_connect_timeout": SOCKET_TIMEOUT},
        }
    }

# The broker is a hint, the database is the truth: docs/adr/0003-due-work-in-the-database.md. Without REDIS_URL a
# transport that ships with kombu keeps messages in a file of its own.
CELERY_BROKER_URL = REDIS_URL or f"sqla+sqlite:///{VAR_DIR / 'broker.sqlite3'}"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = SOCKET_TIMEOUT
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "visibility_timeout": 300,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": SOCKET_TIMEOUT,
        "socket_connect_timeout": SOCKET_TIMEOUT,
    }
    if REDIS_URL
    else {"connect_args": {"timeout": 20}}  # seconds that one writer waits for another
)
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
DUE_SCAN_SECONDS = env.integer("DUE_SCAN_SECONDS", 10, low=1, high=3600)
HOST_DELAY_SECONDS = env.integer("HOST_DELAY_SECONDS", 2, low=2, high=3600)
REFRESH_THREADS = env.integer("REFRESH_THREADS", 4, low=1, high=64)
FETCH_ALLOW_LOOPBACK = env.boolean("FETCH_ALLOW_LOOPBACK", default=False)  # for tests with a server of their own
CELERY_BEAT_SCHEDULE = {
    "refresh-due-offers": {"task": "prices.tasks.refresh_due", "schedule": schedule(DUE_SCAN_SECONDS)},
    "send-digests": {"task": "community.tasks.send_digests", "schedule": schedule(timedelta(minutes=10))},
    "refresh-due-feeds": {"task": "prices.tasks.refresh_due_feeds", "schedule": schedule(DUE_SCAN_SECONDS)},
    "send-alerts": {"task": "prices.tasks.send_alerts", "schedule": schedule(timedelta(minutes=1))},
    "tidy-prices": {"task": "prices.tasks.tidy", "schedule": schedule(timedelta(hours=1))},
    "refresh-totals-of-builds": {"task": "community.tasks.refresh_totals", "schedule": schedule(timedelta(minutes=15))},
    "forget-tries": {"task": "community.tasks.forget_tries", "schedule": schedule(timedelta(hours=6))},
}

# A shop with made-up prices on this machine: docs/sources.md, "The demo shop". Not for a site that strangers reach.
DEMO_SHOP = env.demo("DEMO_SHOP", debug=DEBUG)
DEMO_SHOP_PORT = env.integer("DEMO_SHOP_PORT", 8100, low=1, high=65535)
if DEMO_SHOP:
    CELERY_IMPORTS = ["prices.demo_tasks"]
    CELERY_BEAT_SCHEDULE["refresh-demo"] = {"task": "prices.demo_tasks.refresh_demo", "schedule": schedule(15)}

# Price lists of clouds, each off until it is enabled in the admin: docs/sources.md.
RUNPOD_API_KEY = env.text("RUNPOD_API_KEY")
LAMBDA_API_KEY = env.text("LAMBDA_API_KEY")
SHADEFORM_API_KEY = env.text("SHADEFORM_API_KEY")
GPUHUNT_CATALOG_URL = env.url("GPUHUNT_CATALOG_URL", env.WEB_SCHEMES)

# The open catalogue: docs/sources.md. Whether a week has gone stands in the row, so the look at it may come often.
OPENDB_ARCHIVE_URL = env.url("OPENDB_ARCHIVE_URL", env.WEB_SCHEMES) or (
    "https://codeload.github.com/buildcores/buildcores-open-db/tar.gz/refs/heads/main"
)
UPDATE_CATALOG_WEEKLY = env.boolean("UPDATE_CATALOG_WEEKLY", default=False)
if UPDATE_CATALOG_WEEKLY:
    CELERY_BEAT_SCHEDULE["update-catalog"] = {
        "task": "catalog.tasks.update_catalog_weekly",
        "schedule": schedule(timedelta(hours=6)),
    }

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": []},  # its own handler beside the root's would write every line twice
        **{name: {"level": "WARNING"} for name in ("celery", "kombu", "amqp")},  # each task logs its own outcome
    },
}
