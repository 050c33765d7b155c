"""What the application's own database role may do: everything but change the ledger."""

from psycopg import sql

LEDGER = "consents_decision"
PROJECTION = "consents_decisionstate"
HAS_MAINTAIN = 170_000


def grants(role: str, *, server_version: int) -> list[sql.Composed]:
    """Return the statements, run by the owner, that give the role its rights and nothing more on the ledger.

    `server_version` is PostgreSQL's number, 170000 for 17: from there on a role may be allowed to count tables anew.
    """
    name = sql.Identifier(role)
    maintain = sql.SQL("GRANT MAINTAIN ON ALL TABLES IN SCHEMA public TO {}").format(name)
    return [
        *([maintain] if server_version >= HAS_MAINTAIN else []),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name),
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(
            name
        ),
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(name),
        sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(
            sql.Identifier(LEDGER), name
        ),
        sql.SQL("REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(
            sql.Identifier(PROJECTION), name
        ),
    ]
