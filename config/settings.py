"""Settings, all from the environment; what is unsafe has no default (README, "Configuration")."""

from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from config import env
from config.logs import configure_logs

BASE_DIR = Path(__file__).resolve().parent.parent
IS_TRIAL = env.choice("KJENN_ENV", {"trial", "production"}, "production") == "trial"
# Set by the trial's launcher: only a database that is the trial's own may be filled with made-up people, and emptied.
HAS_OWN_DATABASE = IS_TRIAL and env.flag("KJENN_OWN_DATABASE")
VAR_DIR = env.folder("KJENN_VAR", BASE_DIR / "var")
IS_OWNER = env.choice("KJENN_DATABASE_ROLE", {"application", "owner"}, "application") == "owner"

DEBUG = False
SECRET_KEY = env.required("SECRET_KEY")
# Keys of what leaves the house and must outlive a change of SECRET_KEY: personal links and commitments in the ledger.
KJENN_LINK_KEY = env.required("KJENN_LINK_KEY")
ALLOWED_HOSTS = env.listed("ALLOWED_HOSTS") or (
    ["localhost", "127.0.0.1", "[::1]"] if IS_TRIAL else env.required("ALLOWED_HOSTS").split(",")
)
KJENN_BASE_URL = env.required("KJENN_BASE_URL").rstrip("/")

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.import_export",
    "config.apps.KjennAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "axes",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "import_export",
    "profiles",
    "consents",
    "segments",
    "surveys",
    "files",
    "integrations",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "config.middleware.EmptyingMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.StewardMiddleware",
    "config.middleware.CompanyFirstMiddleware",
    "config.middleware.GuideMiddleware",
    "axes.middleware.AxesMiddleware",
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
            ],
        },
    },
]

# --- database: the application's role, or the owner's for the commands that change tables ---
DATABASE_URL_NAME = (
    "DATABASE_OWNER_URL" if IS_OWNER and env.text("DATABASE_OWNER_URL") else "DATABASE_URL"
)
DATABASES = {
    "default": {
        **env.database(env.required(DATABASE_URL_NAME), DATABASE_URL_NAME),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    },
}
KJENN_APPLICATION_ROLE = env.database(env.required("DATABASE_URL"))["USER"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people ---
AUTH_USER_MODEL = "profiles.Steward"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# The outer bound of personal links to a password; each has its own end within it (profiles/services/invitations.py).
PASSWORD_RESET_TIMEOUT = 7 * 24 * 60 * 60
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_IPWARE_PROXY_COUNT = env.integer("KJENN_PROXY_COUNT", default=0)
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False  # lists that no role may see
AXES_LOCKOUT_TEMPLATE = "429.html"
# The sign-in form's own name for it: axes would look for "email", find nothing, and lock nobody out.
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "config.admin.sign_in_name"
AXES_HTTP_RESPONSE_CODE = 429

# --- languages ---
# Of whoever says none: commands, the worker, a browser without a language of ours.
LANGUAGE_CODE = env.choice("KJENN_LANGUAGE", ("nb", "sv", "fi", "da", "en"), default="en")
LANGUAGES = [
    ("nb", "Norsk bokmål"),
    ("sv", "Svenska"),
    ("fi", "Suomi"),
    ("da", "Dansk"),
    ("en", "English"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "config.formats"
USE_TZ = True
TIME_ZONE = env.text("KJENN_TIME_ZONE", default="Europe/Oslo")

# --- files ---
STATIC_URL = "/static/"
STATIC_ROOT = (
    None if IS_TRIAL else VAR_DIR / "static"
)  # the trial serves each room's files where they lie
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.text("KJENN_FILES", default=str(VAR_DIR / "files")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not IS_TRIAL
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = IS_TRIAL
WHITENOISE_AUTOREFRESH = False
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
KJENN_DEMO_CUSTOMERS = env.integer("KJENN_DEMO_CUSTOMERS", 3000, lowest=1)
KJENN_UPLOAD_LIMIT_MB = env.integer("KJENN_UPLOAD_LIMIT_MB", default=2048)
# Audience files: for how many days they are kept, and how many customers one colleague may take out in a day (0: any).
KJENN_EXPORT_DAYS = env.integer("KJENN_EXPORT_DAYS", default=7)
KJENN_EXPORT_ROWS_A_DAY = env.integer("KJENN_EXPORT_ROWS_A_DAY", default=500_000)

# --- mail: in the trial nothing leaves the machine; the admin shows the mailbox ---
EMAIL_BACKEND = (
    "django.core.mail.backends.dummy.EmailBackend"
    if IS_TRIAL
    else "django.core.mail.backends.smtp.EmailBackend"
)
# What the environment says goes before what an administrator sets (Settings, Outgoing mail), value by value.
KJENN_MAIL_FROM_ENVIRONMENT = env.mail_server(
    host=env.text("EMAIL_HOST"),
    port=env.port("EMAIL_PORT", default=25),
    username=env.text("EMAIL_HOST_USER"),
    password=env.text("EMAIL_HOST_PASSWORD"),
    tls=env.flag("EMAIL_USE_TLS"),
    ssl=env.flag("EMAIL_USE_SSL"),
)
EMAIL_TIMEOUT = 15

# --- queue: JSON only, no results, late acknowledgement ---
CELERY_BROKER_URL = env.required("CELERY_BROKER_URL")
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 300}
CELERY_TIMEZONE = "UTC"

# --- security ---
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF, NONCE],
        "style-src-attr": ["'unsafe-inline'"],  # the theme sets widths and colours on elements
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": [],
    "geolocation": [],
    "microphone": [],
    "payment": [],
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_SAMESITE = "Lax"
if not IS_TRIAL:
    SECURE_SSL_REDIRECT = env.flag("KJENN_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    CSRF_TRUSTED_ORIGINS = [KJENN_BASE_URL]

# --- django-import-export serves settings only; shut until set up ---
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "change"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "view"
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_ESCAPE_ILLEGAL_CHARS_ON_EXPORT = True

# --- the API: keys alone open it (integrations/README.md) ---
KJENN_API_CALLS_A_MINUTE = env.integer("KJENN_API_CALLS_A_MINUTE", default=600, lowest=1)
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["integrations.authentication.KeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["config.lib.rest.permissions.HasScope"],
    "DEFAULT_THROTTLE_CLASSES": ["integrations.throttling.KeyThrottle"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.lib.rest.parsers.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "config.lib.rest.openapi.Schema",
    "EXCEPTION_HANDLER": "config.lib.rest.problems.problem_of",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Kjenn",
    "DESCRIPTION": "Customers, what they did and what they agreed to: read and written by programs.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["config.lib.rest.permissions.IsColleague"],
    "SERVE_AUTHENTICATION": ["rest_framework.authentication.SessionAuthentication"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"persistAuthorization": False, "docExpansion": "list"},
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "CustomerKind": "profiles.choices.CustomerKind",
        "ContactKind": "profiles.choices.ContactKind",
        "EventKind": "profiles.choices.EventKind",
        "FileKind": "files.choices.FileKind",
        "QuestionKind": "surveys.choices.QuestionKind",
        "ImportState": "files.choices.RunState",
        "ExportState": "files.choices.ExportState",
        "RefreshState": "segments.choices.RunState",
        "SurveyState": "surveys.choices.SurveyState",
        "SegmentState": "segments.choices.Freshness",
        "Outcome": "files.choices.Outcome",
        "LinkOutcome": "surveys.choices.LinkOutcome",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.lib.rest.openapi.describe_problems",
    ],
}

UNFOLD = {
    "SITE_TITLE": "Kjenn",
    "SITE_HEADER": "Kjenn",
    "SITE_URL": None,
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": False,
    "SHOW_BACK_BUTTON": True,
    "DASHBOARD_CALLBACK": "config.views.dashboard",
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": "config.navigation.navigation",
    },
}

# --- logs: one JSON line an event in production, a readable line in the trial ---
LOGGING_CONFIG = None
configure_logs(as_json=not IS_TRIAL)
