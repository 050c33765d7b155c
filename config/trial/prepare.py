"""From an empty database to a usable one: tables, rights, roles, catalogue, sign-in.

Every step is idempotent. What was done is remembered as a comment on the database itself, so that
it cannot outlive the data it speaks of; while it equals the digest of the code, the steps are
skipped.
"""

import compileall
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql

from config.trial.provision import DATABASE
from config.trial.services import REPOSITORY, Services
from config.trial.signin import sign_in_file

STEPS = ("migrate", "secure_database", "sync_roles", "load_catalogue")
# These change what was prepared, and so the next start looks at everything again.
CHANGING = frozenset({*STEPS, "flush", "loaddata"})

_PACKAGES = ("config", "profiles", "consents", "segments", "surveys", "files", "integrations")
_KINDS = frozenset({".py", ".json", ".csv", ".toml", ".yaml", ".yml", ".sql", ".txt"})


def is_prepared(services: Services) -> bool:
    """Tell whether this very code has prepared this very database (never for a given one)."""
    if not services.has_own_database or not sign_in_file(services.place.folder).exists():
        return False
    return _remembered(services) == code_digest()


def was_ever_prepared(services: Services) -> bool:
    """Tell whether any edition of the code prepared the database; a given one is the giver's."""
    return not services.has_own_database or bool(_remembered(services))


def remember(services: Services, digest: str) -> None:
    """Keep what was prepared, or forget it by an empty text."""
    if not services.has_own_database:
        return
    url = services.environment()["DATABASE_OWNER_URL"]
    with psycopg.connect(url, autocommit=True) as connection:
        statement = sql.SQL("COMMENT ON DATABASE {} IS {}")
        connection.execute(statement.format(sql.Identifier(DATABASE), sql.Literal(digest)))


def prepare_command() -> list[str]:
    """Return the command line that prepares the database of the environment it is given."""
    return [sys.executable, "-m", "config.trial.prepare"]


def prepare(services: Services) -> int:
    """Prepare the database in a process of its own; return its exit code.

    What it says goes to standard error: the command that waits for it may be answering in JSON.
    """
    environment = preparing_environment(services)
    digest = code_digest()
    command = prepare_command()
    answer = subprocess.run(command, env=environment, cwd=REPOSITORY, stdout=2, check=False)
    if answer.returncode == 0:
        remember(services, digest)
    return answer.returncode


def preparing_environment(services: Services) -> dict[str, str]:
    """Return the environment in which the owner of the tables works."""
    found = {**os.environ, **services.environment(), "KJENN_DATABASE_ROLE": "owner"}
    found.setdefault("PYTHONWARNINGS", "ignore")
    return found


def compile_sources() -> None:
    """Keep byte code even where Python was told not to: else every process compiles anew."""
    for name in _PACKAGES:
        compileall.compile_dir(REPOSITORY / name, quiet=2, workers=1)


def code_digest() -> str:
    """Return a digest of everything that the steps are made of: our code and data, and the lock."""
    found = hashlib.sha256()
    for path in _sources():
        found.update(f"{path.relative_to(REPOSITORY)}\0".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _sources() -> list[Path]:
    folders = [REPOSITORY / name for name in _PACKAGES]
    paths = [path for folder in folders for path in folder.rglob("*") if path.suffix in _KINDS]
    return sorted([*paths, *(REPOSITORY / "requirements").glob("*.txt")])


def _remembered(services: Services) -> str:
    url = services.environment()["DATABASE_URL"]
    query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    with psycopg.connect(url) as connection:
        row = connection.execute(query, [DATABASE]).fetchone()
    return str(row[0]) if row and row[0] else ""


def _main() -> None:
    """Run the steps in this process: the owner's settings come from the environment."""
    import django  # noqa: PLC0415 - only this process pays for it
    from django.core.management import call_command  # noqa: PLC0415

    from config.trial.emptying import restore_account  # noqa: PLC0415
    from config.trial.signin import ensure_sign_in  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    for step in STEPS:
        call_command(step, verbosity=0 if step == "migrate" else 1)
    folder = Path(os.environ["KJENN_VAR"])
    ensure_sign_in(folder)
    restore_account(folder)


if __name__ == "__main__":
    _main()
