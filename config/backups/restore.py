"""Brings a backup back into an empty database and an empty folder, and proves that it is what was backed up."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from audit.selectors.whole import all_findings, own_keys
from common.pdf.seal import Verdict, verify_pdf
from config.backups import database
from config.backups.make import backups, folders, private_files
from config.backups.manifest import DUMP, FILES, Manifest, damages, key_names, manifest_of, sums_of
from evaluations.models import Packet

SHOWN = 20
SEALS_LOOKED_AT = 5


class NotRestored(Exception):
    """Refused before anything was touched; the sentence says what to do."""


class NotProved(Exception):
    """It was brought back and is not what was backed up; the sentences say where."""


Say = Callable[[str], object]


def chosen(name: str) -> Path:
    """The folder of that backup, or of the newest. Raises NotRestored, NoBackup."""
    root, _keys = folders()
    found = backups(root)
    if not found or (name and name not in found):
        raise NotRestored(f"There is no backup {name} in {root}." if name else f"There is no backup in {root}.")
    return root / (name or found[-1])


def restore(folder: Path, *, with_keys: bool, say: Say) -> None:
    """Restore and verify. Raises NotRestored, BackupDamaged, ProgramFailed, NotProved, OSError."""
    manifest = manifest_of(folder)
    _refuse(folder, manifest)
    say(f"Backup {folder.name}: {manifest.files} files and the dump are, by SHA-256, what was written.")
    with private_files():
        if with_keys:
            _keys_restore(folder.name)
        database.load(folder / DUMP)
        _files_restore(folder)
    say("Database and files are brought back; now they are verified.")
    verify(manifest, say=say)


def verify(manifest: Manifest, *, say: Say) -> None:
    """Hold everything against the manifest and the trail. Raises NotProved with the first faults."""
    faults = list(_faults(manifest, say=say))
    if faults:
        more = f" … and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
        raise NotProved("Not what was backed up: " + " ".join(faults[:SHOWN]) + more)


def _refuse(folder: Path, manifest: Manifest) -> None:
    """Everything that forbids it is looked at before the first write."""
    store = Path(settings.MEDIA_ROOT)
    if not database.is_empty():
        raise NotRestored("The database is not empty: make an empty one and name it in DATABASE_URL.")
    if store.exists() and any(store.iterdir()):
        raise NotRestored(f"{store} is not empty: name an empty folder in FILES_DIR.")
    known = {f"{app}.{name}" for app, name in MigrationLoader(connection).disk_migrations}
    if strangers := sorted(set(manifest.migrations) - known):
        raise NotRestored(
            f"Backup {folder.name} was made by another version ({manifest.fairstep}), with {strangers[0]}: restore it "
            "with that version, then upgrade."
        )
    if missing := sorted(known - set(manifest.migrations)):
        raise NotRestored(
            f"Backup {folder.name} was made by an older version ({manifest.fairstep}), without {missing[0]}: "
            "restore it with that version, then upgrade."
        )
    if found := list(damages(folder, manifest)):
        raise NotRestored(f"Backup {folder.name} is damaged: " + " ".join(found[:SHOWN]))


def _files_restore(folder: Path) -> None:
    store = Path(settings.MEDIA_ROOT)
    store.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in sums_of(folder):
        target = store / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copy2(folder / FILES / name, target)


def _keys_restore(name: str) -> None:
    """The backup's keys to where the settings have them, unless something is there. Raises NotRestored."""
    _root, keys = folders()
    source, seal, checkpoint = keys / name, Path(settings.SEAL_DIR), Path(settings.CHECKPOINT_KEY_FILE)
    if not source.is_dir():
        raise NotRestored(f"The keys of this backup are not in {keys}.")
    if checkpoint.exists() or (seal.is_dir() and any(seal.iterdir())):
        raise NotRestored(f"There are keys in {seal} or {checkpoint} already: leave out --keys to keep them.")
    seal.mkdir(mode=0o700, parents=True, exist_ok=True)
    checkpoint.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in (source / "seal").iterdir():
        shutil.copy2(path, seal / path.name)
    for path in source.glob("checkpoint.key*"):
        shutil.copy2(path, checkpoint.with_name(checkpoint.name + path.name.removeprefix("checkpoint.key")))


def _faults(manifest: Manifest, *, say: Say) -> Iterator[str]:
    with connection.cursor() as cursor:
        rows, named = database.row_counts(cursor), database.named_files(cursor)
    tables = sorted(set(rows) | set(manifest.rows))
    wrong = [name for name in tables if rows.get(name) != manifest.rows.get(name)]
    yield from (f"Table {name} has {rows.get(name)} rows and had {manifest.rows.get(name)}." for name in wrong)
    if not wrong:
        say(f"Rows: {sum(rows.values())} in {len(rows)} tables, in each as many as at the moment of the backup.")
    lost = sorted(name for name in named if not Path(settings.MEDIA_ROOT, name).is_file())
    yield from (f"A row names {name}, which is not in the store." for name in lost)
    if not lost:
        say(f"Files: each of the {len(named)} that rows name is in the store.")
    yield from _keys_fit(manifest, say=say)
    findings = 0
    for finding in all_findings(own_keys()):
        findings += 1
        yield f"{finding}."
    if not findings:
        say("Trail: every chain of events, signature, checkpoint, signed text and sealed file is what was written.")
    yield from _seals(say=say)


def _keys_fit(manifest: Manifest, *, say: Say) -> Iterator[str]:
    """Whether the keys here are those of the backup; newer ones beside them are none of its matter."""
    here = set(key_names(Path(settings.SEAL_DIR), Path(settings.CHECKPOINT_KEY_FILE)))
    missing = [name for name in manifest.keys if name not in here]
    yield from (
        f"The key {name} of the backup is not here: its seals or checkpoints cannot be verified." for name in missing
    )
    if not missing:
        say(f"Keys: all {len(manifest.keys)} that belong to the backup are here.")


def _seals(*, say: Say) -> Iterator[str]:
    """The newest packets as anybody would have them checked; the digests of all of them were looked at before."""
    newest = list(Packet.objects.order_by("-id")[:SEALS_LOOKED_AT])
    broken = 0
    for packet in newest:
        data = Path(settings.MEDIA_ROOT, str(packet.file)).read_bytes()
        verdict = verify_pdf(data, folder=Path(settings.SEAL_DIR))
        if verdict is not Verdict.INTACT:
            broken += 1
            yield f"The seal of packet {packet.public_id} is {verdict}."
    if newest and not broken:
        say(f"Seals: of the newest {len(newest)} packets every one is intact.")
