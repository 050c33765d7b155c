"""What must be so before this installation meets customers; `manage.py check --deploy` says what is not.

The checks of the database itself run where a database is named: `check --deploy --database default`, and in `migrate`.
"""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution
from django.db import connections

from config import env
from config.lib.database_role import LEDGER

_SHORTEST_KEY = 32
# What 'Ødegård' falls into where Ø and å are taken for gaps.
_TORN = {" de", " rd"}
Configs = Sequence[AppConfig] | None


def check_trial(app_configs: Configs, **kwargs: Any) -> list[CheckMessage]:
    """Refuse the trial's shortcuts in production."""
    del app_configs, kwargs
    if settings.IS_TRIAL:
        return [
            Error(
                "This is the trial: its addresses are not encrypted, its keys lie in a file, and its mail stays here.",
                hint="Set KJENN_ENV=production, or leave it out.",
                id="kjenn.E001",
            )
        ]
    shortcuts = {
        "kjenn.E002": (
            settings.WHITENOISE_USE_FINDERS,
            "Static files are served from their sources.",
        ),
        "kjenn.E003": (
            settings.EMAIL_BACKEND.endswith("dummy.EmailBackend"),
            "No mail leaves this machine.",
        ),
    }
    return [Error(text, id=code) for code, (is_on, text) in shortcuts.items() if is_on]


def check_addresses(app_configs: Configs, **kwargs: Any) -> list[CheckMessage]:
    """Want named hosts, and personal links that are encrypted and lead here."""
    del app_configs, kwargs
    found: list[CheckMessage] = []
    base = urlsplit(settings.KJENN_BASE_URL)
    if "*" in settings.ALLOWED_HOSTS:
        found.append(Error("ALLOWED_HOSTS is *: name the hosts.", id="kjenn.E004"))
    if base.scheme != "https":
        found.append(
            Error(
                "KJENN_BASE_URL does not begin with https: personal links would travel in the clear.",
                id="kjenn.E005",
            )
        )
    if not _is_allowed(base.hostname or "", settings.ALLOWED_HOSTS):
        found.append(Error("The host of KJENN_BASE_URL is not in ALLOWED_HOSTS.", id="kjenn.E006"))
    return found


def check_keys(app_configs: Configs, **kwargs: Any) -> list[CheckMessage]:
    """Want a key for links that is long and not the one for sessions."""
    del app_configs, kwargs
    if settings.KJENN_LINK_KEY == settings.SECRET_KEY:
        return [
            Error(
                "KJENN_LINK_KEY is the same as SECRET_KEY: changing one would break every personal link.",
                id="kjenn.E007",
            )
        ]
    if len(settings.KJENN_LINK_KEY) < _SHORTEST_KEY:
        return [Error("KJENN_LINK_KEY is shorter than 32 characters.", id="kjenn.E008")]
    return []


def check_roles(app_configs: Configs, **kwargs: Any) -> list[CheckMessage]:
    """Say so where one database role does everything."""
    del app_configs, kwargs
    owner = env.text("DATABASE_OWNER_URL")
    if owner and urlsplit(owner).username != urlsplit(env.text("DATABASE_URL")).username:
        return []
    return [_triggers_alone("DATABASE_OWNER_URL names no role of its own", "kjenn.W001")]


def check_languages(app_configs: Configs, **kwargs: Any) -> list[CheckMessage]:
    """Want the translations as Django reads them: without, every page would be in English."""
    del app_configs, kwargs
    sources = [path for folder in settings.LOCALE_PATHS for path in folder.glob("*/*/django.po")]
    if all(path.with_suffix(".mo").exists() for path in sources):
        return []
    return [
        Error(
            "The languages are not compiled.",
            hint="Run python scripts/translations.py compile.",
            id="kjenn.E010",
        )
    ]


def check_ledger_rights(
    app_configs: Configs, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Ask the database whether the application could change the ledger."""
    del app_configs, kwargs
    found: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [LEDGER])
            if not cursor.fetchone()[0]:
                continue
            cursor.execute(
                "SELECT has_table_privilege(%s, %s, 'UPDATE, DELETE, TRUNCATE')",
                [settings.KJENN_APPLICATION_ROLE, LEDGER],
            )
            if cursor.fetchone()[0]:
                what = "The application's database role may change the ledger"
                found.append(_triggers_alone(what, "kjenn.W002"))
    return found


def check_locale(
    app_configs: Configs, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse a database that takes Nordic letters for gaps between words."""
    del app_configs, kwargs
    found: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
            if cursor.fetchone() is None:
                continue
            cursor.execute("SELECT show_trgm('Ødegård')")
            if _TORN & set(cursor.fetchone()[0]):
                found.append(
                    Error(
                        f"The database {alias} does not know the letters of 'Ødegård': search would miss people.",
                        hint="Create it with LC_CTYPE C.UTF-8 or a language's own UTF-8 locale.",
                        id="kjenn.E009",
                    )
                )
    return found


def _is_allowed(host: str, allowed: Sequence[str]) -> bool:
    return any(
        name in {"*", host} or (name.startswith(".") and f".{host}".endswith(name))
        for name in allowed
    )


def _triggers_alone(what: str, code: str) -> Caution:
    return Caution(
        f"{what}: against a change of the consent ledger its triggers alone hold.",
        hint="Give DATABASE_URL a role of its own and run migrate and secure_database (docs).",
        id=code,
    )


def register_checks() -> None:
    """Make Django run them."""
    at_deployment: list[Callable[..., list[CheckMessage]]] = [
        check_trial,
        check_addresses,
        check_keys,
        check_roles,
        check_languages,
    ]
    for check in at_deployment:
        register(Tags.security, deploy=True)(check)
    register(Tags.database, deploy=True)(check_ledger_rights)
    register(Tags.database)(check_locale)
