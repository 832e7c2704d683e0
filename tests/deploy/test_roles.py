"""The application's role does its work and nothing else. That the whole of it works so is shown by what the fixture
`prepared` loads: an agency with signed, sealed and issued evaluations, by that role."""

from __future__ import annotations

import psycopg2
import pytest

from tests.deploy.cluster import APP, OWNER, Installation

pytestmark = pytest.mark.xdist_group("deploy")

REFUSED = psycopg2.errors.InsufficientPrivilege
IGNORE = "SET pgtrigger.ignore = '{public.audit_auditevent,public.audit_auditevent:*}';"


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE audit_auditevent",
        "TRUNCATE evaluations_evaluation CASCADE",
        "ALTER TABLE audit_auditevent DISABLE TRIGGER ALL",
        "ALTER TABLE evaluations_evaluation DISABLE TRIGGER USER",
        "DROP TRIGGER {trigger} ON audit_auditevent",
        "DROP TABLE audit_signature CASCADE",
        "ALTER TABLE audit_signature ADD COLUMN more text",
        "CREATE TABLE mine (id int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE TRIGGER mine BEFORE INSERT ON audit_auditevent EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "SET session_replication_role = replica",
        f"SET ROLE {OWNER}",
        "CREATE ROLE mine",
        "DELETE FROM django_migrations",
        "{ignore} DELETE FROM audit_auditevent",
        "{ignore} UPDATE audit_auditevent SET actor_name = 'nobody'",
        "DELETE FROM audit_signature",
        "UPDATE evaluations_packet SET sha256 = ''",
        "DELETE FROM audit_checkpoint",
    ],
)
def test_what_its_role_must_not_do_it_cannot(prepared: Installation, statement: str) -> None:
    find = "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_auditevent'::regclass AND NOT tgisinternal"
    if "{trigger}" in statement:
        statement = statement.format(trigger=prepared.ask(find)[0][0])
    statement = statement.replace("{ignore}", IGNORE)
    with pytest.raises(REFUSED):
        prepared.ask(statement)


def test_it_owns_nothing_and_is_nothing_special(prepared: Installation) -> None:
    owners = prepared.ask("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
    told = prepared.ask(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = %s",
        APP,
    )
    assert (owners, told) == ([(OWNER,)], [(False,) * 5])


def test_what_it_works_with_is_whole(prepared: Installation) -> None:
    said = prepared.manage("verify_audit")
    assert said.startswith("The audit trail is intact: ")


def test_tables_that_a_migration_adds_are_reached_at_once(installation: Installation) -> None:
    installation.ask("CREATE TABLE added_later (id serial primary key)", role=OWNER)
    installation.ask("INSERT INTO added_later DEFAULT VALUES")
    assert installation.ask("SELECT count(*) FROM added_later") == [(1,)]


# Several calls in one process, which takes most of its time to start.
CALLS = """
import os, sys
from django.core.management import CommandError, call_command
for url in sys.argv[1:]:
    os.environ["APP_DATABASE_URL"] = url
    try:
        call_command("app_role")
    except CommandError as error:
        print(error)
"""


def test_it_is_prepared_again_and_again_and_never_for_one_who_may_too_much(installation: Installation) -> None:
    cluster, database = installation.cluster, installation.database
    cluster.ask("CREATE ROLE fairstep_grand LOGIN CREATEDB")
    urls = [cluster.url(role, database) for role in (APP, APP, OWNER, "fairstep_grand")]
    words = ["python", "-c", f"import django; django.setup()\n{CALLS}", *urls, ""]
    try:
        said = installation.run(*words, role=OWNER).splitlines()
    finally:
        cluster.ask("DROP ROLE fairstep_grand")
    assert said == [
        "The role fairstep_app has what the application needs and nothing else.",
        "The role fairstep_app has what the application needs and nothing else.",
        "The application's role has to be another one than the owner's.",
        "The role fairstep_grand may more than work: it is a superuser, makes roles or owns tables.",
        "APP_DATABASE_URL is missing or names no role: it is the DATABASE_URL of web and worker.",
    ]
