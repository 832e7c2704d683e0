"""The database's two roles: the owner migrates, the application works.

The application's role reads and writes rows and nothing else. It owns nothing, so it can neither empty a table at once
(TRUNCATE) nor switch a trigger off nor drop one; and from append-only tables it cannot take or change a row at all,
whatever a session says to the triggers. MAINTAIN there is for LOCK TABLE, by which a checkpoint of the trail waits for
writers.
"""

from __future__ import annotations

from dataclasses import dataclass

import pgtrigger
from django.apps import apps
from django.db import connection
from django.db.models import Model
from psycopg2 import sql

MAY_TOO_MUCH = """
    SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s AND (rolsuper OR rolcreaterole OR rolcreatedb))
        OR EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public' AND tableowner = %s)
"""
READ_ONLY = ("django_migrations",)  # which only the owner writes


@dataclass(frozen=True, slots=True)
class Role:
    """The application's role: its name, and its password ("": it signs in without one, over a socket)."""

    name: str
    password: str


def append_only_tables() -> set[str]:
    """The tables whose rows a trigger protects, always, from being changed and from being taken away."""
    return {str(model._meta.db_table) for model in apps.get_models() if _is_append_only(model)}


def _is_append_only(model: type[Model]) -> bool:
    triggers = getattr(model._meta, "triggers", [])
    return any(
        isinstance(trigger, pgtrigger.Protect)
        and trigger.condition is None
        and {"UPDATE", "DELETE"} <= set(str(trigger.operation).split(" OR "))
        for trigger in triggers
    )


def role_prepare(role: Role) -> None:
    """Make the role where there is none, give it this password, and exactly the rights that it needs; repeatable.

    In one transaction, as the owner of the database. Raises ValueError where the role is the one that asks.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, current_database(), EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [role.name]
        )
        owner, database, exists = cursor.fetchone()
        if owner == role.name:
            raise ValueError("The application's role has to be another one than the owner's.")
        for statement in [*_making(role, exists=exists), *_grants(role, owner=owner, database=database)]:
            cursor.execute(statement)
        cursor.execute(MAY_TOO_MUCH, [role.name, role.name])
        if cursor.fetchone()[0]:
            raise ValueError(f"The role {role.name} may more than work: it is a superuser, makes roles or owns tables.")


def _making(role: Role, *, exists: bool) -> list[sql.Composed]:
    name = sql.Identifier(role.name)
    made = [] if exists else [sql.SQL("CREATE ROLE {} LOGIN").format(name)]
    if role.password:
        made.append(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(role.password)))
    return made


def _grants(role: Role, *, owner: str, database: str) -> list[sql.Composed]:
    names = {"role": sql.Identifier(role.name), "owner": sql.Identifier(owner), "database": sql.Identifier(database)}
    told = [
        "REVOKE ALL ON DATABASE {database} FROM {role}",
        "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {role}",
        "REVOKE ALL ON SCHEMA public FROM {role}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {role}",
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        # What a migration makes later is reached at once, by processes that are still running.
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public "
        "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    ]
    statements = [sql.SQL(text).format(**names) for text in told]
    for table in sorted(append_only_tables()):
        here = {**names, "table": sql.Identifier(table)}
        statements.append(sql.SQL("REVOKE UPDATE, DELETE ON {table} FROM {role}").format(**here))
        statements.append(sql.SQL("GRANT MAINTAIN ON {table} TO {role}").format(**here))
    for table in READ_ONLY:
        here = {**names, "table": sql.Identifier(table)}
        statements.append(sql.SQL("REVOKE INSERT, UPDATE, DELETE ON {table} FROM {role}").format(**here))
    return statements
