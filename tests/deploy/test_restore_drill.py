"""The restore drill: a backup comes back into an empty database and an empty folder, and everything in it is proved;
what is damaged, forged or incomplete is found."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest

from config.backups.files import Copied, Former, files_copy, stored
from config.backups.manifest import damages, manifest_of
from tests.deploy.cluster import APP, OWNER, Installation, Service
from tests.processes import until
from tools.postgres import wheel_binaries

pytestmark = pytest.mark.xdist_group("deploy")


def with_places(installation: Installation) -> Installation:
    """The same, with places for backups."""
    store = installation.folder / "backup"
    more = {"BACKUP_DIR": str(store / "data"), "BACKUP_KEYS_DIR": str(store / "keys")}
    return Installation(installation.cluster, installation.database, installation.folder, more)


@pytest.fixture
def kept(installation: Installation) -> Installation:
    return with_places(installation)


@pytest.fixture(scope="session")
def made(prepared: Installation) -> tuple[Installation, str]:
    """The prepared installation after its first backup, and what was said."""
    kept = with_places(prepared)
    return kept, kept.manage("backup")


def newest(kept: Installation) -> Path:
    return sorted(path for path in Path(kept.more["BACKUP_DIR"]).iterdir() if path.name[0] != ".")[-1]


@contextmanager
def scratch(kept: Installation, folder: Path) -> Iterator[Installation]:
    """An empty database and an empty folder."""
    (folder / "collected").mkdir(parents=True)
    kept.cluster.ask(f"CREATE DATABASE scratch OWNER {OWNER}")
    try:
        yield Installation(kept.cluster, "scratch", folder, kept.more)
    finally:
        kept.cluster.ask("DROP DATABASE scratch WITH (FORCE)")


def restored(where: Installation, *words: str, code: int = 0) -> str:
    return where.manage("restore", *words, role=OWNER, code=code)


def test_what_was_backed_up_comes_back_and_is_proved(made: tuple[Installation, str], tmp_path: Path) -> None:
    kept, said = made
    folder = newest(kept)
    assert re.fullmatch(rf"{folder} holds \d+ files and \d+ rows; 0 older are gone\.\n", said)
    told = json.loads((folder / "manifest.json").read_text())
    with scratch(kept, tmp_path / "scratch") as empty:
        proved = restored(empty, "--keys").splitlines()
        trail = "SELECT count(*), max(hash), min(hash) FROM audit_auditevent"
        assert empty.ask(trail, role=OWNER) == kept.ask(trail)
        again = restored(empty, code=1)
    assert [line.split(":")[0] for line in proved] == [
        f"Backup {folder.name}",
        "Database and files are brought back; now they are verified.",
        "Rows",
        "Files",
        "Keys",
        "Trail",
        "Seals",
        "Proved",
    ]
    assert proved[2].startswith(f"Rows: {sum(told['rows'].values())} in {len(told['rows'])} tables")
    assert (told["rows"]["evaluations_packet"], told["rows"]["django_session"]) == (2, 0)
    assert proved[6] == "Seals: of the newest 2 packets every one is intact."
    # Once more is no more: there is something there now.
    assert "Nothing was restored. The database is not empty" in again


def test_it_is_readable_without_this_software_and_for_the_owner_alone(made: tuple[Installation, str]) -> None:
    kept, _said = made
    folder = newest(kept)
    checked = subprocess.run(["sha256sum", "--quiet", "--check", "files.sha256"], cwd=folder, capture_output=True)
    assert (checked.returncode, checked.stdout) == (0, b"")
    everything = [folder, *folder.rglob("*"), *Path(kept.more["BACKUP_KEYS_DIR"]).rglob("*")]
    assert [path for path in everything if path.stat().st_mode & 0o077] == []
    # No key lies where the backup does.
    assert [path.name for path in folder.rglob("*") if "key" in path.name or path.suffix == ".pem"] == []
    runs = kept.ask("SELECT name, error, finished_at IS NOT NULL FROM jobs_run WHERE name = 'backup'")
    assert runs == [("backup", "", True)]


@pytest.mark.parametrize(
    ("part", "sentences"),
    [
        ("database.dump", ["database.dump is missing or is not what was written."]),
        ("files.sha256", ["files.sha256 is missing or is not what was written."]),
        ("a file", ["files/NAME is missing or is not what was written."]),
        ("nothing", []),
    ],
)
def test_a_damaged_backup_says_where(
    made: tuple[Installation, str], tmp_path: Path, part: str, sentences: list[str]
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(newest(made[0]), folder)
    path = next((folder / "files").rglob("*.pdf")) if part == "a file" else folder / part
    if part != "nothing":
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    name = str(path.relative_to(folder / "files")) if part == "a file" else ""
    assert list(damages(folder, manifest_of(folder))) == [sentence.replace("NAME", name) for sentence in sentences]


def test_nothing_is_written_where_the_backup_is_damaged(made: tuple[Installation, str], tmp_path: Path) -> None:
    kept, _said = made
    place = tmp_path / "backups"
    copy = place / newest(kept).name
    shutil.copytree(newest(kept), copy)
    next((copy / "files").rglob("*.pdf")).unlink()
    kept = Installation(kept.cluster, kept.database, kept.folder, {**kept.more, "BACKUP_DIR": str(place)})
    with scratch(kept, tmp_path / "scratch") as empty:
        said = restored(empty, "--keys", code=1)
        tables = empty.ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", role=OWNER)
    assert re.search(r"Nothing was restored\. Backup \S+ is damaged: files/packets/\S+ is missing", said)
    assert (tables, sorted(path.name for path in (tmp_path / "scratch").iterdir())) == ([(0,)], ["broker", "collected"])


def test_what_was_forged_before_the_backup_and_keys_that_are_not_there_are_found(kept: Installation) -> None:
    """The backup is what the database was; that the database was not what people signed is found by the trail."""
    kept.ask("ALTER TABLE evaluations_packet DISABLE TRIGGER USER", role=OWNER)
    forge = "UPDATE evaluations_packet SET document = replace(document, 'ompetent', 'utstanding')"
    kept.ask(forge, role=OWNER)
    kept.ask("ALTER TABLE evaluations_packet ENABLE TRIGGER USER", role=OWNER)
    kept.manage("backup")
    with scratch(kept, kept.folder / "scratch") as empty:
        said = restored(empty, code=1)
    assert said.startswith("CommandError: Not what was backed up: ")
    assert "of the backup is not here: its seals or checkpoints cannot be verified." in said
    assert [line for line in said.split(". ") if "packet" in line and "The seal" not in line] != []


def test_a_file_that_is_missing_makes_no_backup(kept: Installation) -> None:
    next((kept.folder / "files").rglob("*.pdf")).unlink()
    said = kept.manage("backup", code=1)
    assert "Files that rows name are not in the store" in said
    left = [path.name for path in Path(kept.more["BACKUP_DIR"]).iterdir()]
    last = kept.ask("SELECT error <> '' FROM jobs_run WHERE name = 'backup' ORDER BY id DESC LIMIT 1")
    assert (left, last) == ([".lock"], [(True,)])


def test_a_file_that_the_last_one_has_is_the_same_file_and_a_changed_one_is_not(tmp_path: Path) -> None:
    store, first, second = tmp_path / "store", tmp_path / "first", tmp_path / "second"
    (store / "packets").mkdir(parents=True)
    for name in ("one", "two", ".half-written"):
        (store / "packets" / name).write_text(name)
    before, after = Copied(), Copied()
    files_copy(stored(store), store, first, copied=before, former=Former(None, {}))
    (store / "packets" / "two").write_text("2")
    os.utime(store / "packets" / "two", (1, 1))
    (store / "packets" / "three").write_text("three")
    names = ["packets/gone", *stored(store)]
    files_copy(names, store, second, copied=after, former=Former(first, before.sums))
    links = {path.name: path.stat().st_nlink for path in (second / "files" / "packets").iterdir()}
    assert links == {"one": 2, "two": 1, "three": 1}
    assert (before.bytes, after.bytes, len(after.sums)) == (6, 9, 3)


def test_database_and_files_are_of_one_moment_while_people_work(kept: Installation, tmp_path: Path) -> None:
    """Files are written, named by committed rows and taken away again all the time."""
    work = Work(kept)
    work.start()
    try:
        until(lambda: work.count > 2 * work.lives, "some work")
        kept.manage("backup")
    finally:
        work.stop.set()
        work.join()
    folder = newest(kept)
    told = json.loads((folder / "manifest.json").read_text())
    with scratch(kept, tmp_path / "scratch") as empty:
        load = [wheel_binaries() / "pg_restore", "--no-owner", "--dbname", empty.cluster.url(OWNER, "scratch")]
        subprocess.run([*map(str, load), str(folder / "database.dump")], check=True, capture_output=True)
        named = [row[0] for row in empty.ask("SELECT file FROM evaluations_attachment", role=OWNER)]
    assert len(named) == told["rows"]["evaluations_attachment"]
    assert [name for name in named if not (folder / "files" / name).is_file()] == []
    assert len(named) > work.lives


class Work(threading.Thread):
    """Attachments that come and go, each after so many others."""

    lives = 40
    columns = "evaluation_id, name, content_type, size, sha256, added_at, added_by_id"
    add = (
        f"INSERT INTO evaluations_attachment ({columns}, public_id, file) "  # noqa: S608
        f"SELECT {columns}, gen_random_uuid(), %s FROM evaluations_attachment ORDER BY id LIMIT 1"
    )

    def __init__(self, kept: Installation) -> None:
        super().__init__()
        self.stop, self.count, self.store = threading.Event(), 0, kept.folder / "files"
        # A trigger keeps the attachments of what is signed as they are.
        kept.ask("ALTER TABLE evaluations_attachment DISABLE TRIGGER USER", role=OWNER)
        self.connection = psycopg2.connect(host=str(kept.cluster.place.socket), user=APP, dbname=kept.database)
        self.connection.autocommit = True
        (self.store / "attachments" / "busy").mkdir(parents=True)

    def run(self) -> None:
        with self.connection.cursor() as cursor:
            while not self.stop.wait(0.005):
                name = f"attachments/busy/{self.count}.txt"
                (self.store / name).write_text(name)
                cursor.execute(self.add, [name])
                self.count += 1
                if self.count > self.lives:
                    old = f"attachments/busy/{self.count - self.lives - 1}.txt"
                    cursor.execute("DELETE FROM evaluations_attachment WHERE file = %s", [old])
                    (self.store / old).unlink()
        self.connection.close()


def test_the_service_waits_for_its_hour_and_stops_at_once(kept: Installation, tmp_path: Path) -> None:
    words = ["python", "manage.py", "backup", "--daily"]
    with Service.running(words, kept.environment(BACKUP_AT="03:00"), tmp_path / "backup.log") as service:
        until(lambda: "The next backup is due at " in service.said(), "the start of the backup", service.log)
        assert service.stop() == 0
