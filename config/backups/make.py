"""Makes one backup: whole, or none. The keys go to a folder of their own."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from config.backups import database
from config.backups.files import Copied, Former, files_copy, stored
from config.backups.manifest import (
    DUMP,
    FILES,
    FORMAT,
    BackupDamaged,
    Manifest,
    key_names,
    manifest_of,
    sha256_of,
    sums_of,
    sums_write,
    write_private,
)
from config.backups.rules import made_at, name_of, superfluous
from workspace.selectors.operations import versions

TRIES = 3
UNFINISHED = ".unfinished-"


class NoBackup(Exception):
    """The backup was not made, and nothing of it is left; the sentence says why."""


def backup_make(*, at: datetime) -> Path:
    """The folder of a new backup of database, files and keys. Raises NoBackup, OSError, ProgramFailed."""
    root, keys = folders()
    with private_files(), _alone(root):
        for leftover in root.glob(f"{UNFINISHED}*"):
            shutil.rmtree(leftover)
        name = name_of(at)
        if (root / name).exists():
            raise NoBackup(f"{root / name} is there already.")
        for _try in range(TRIES):
            draft = root / f"{UNFINISHED}{name}"
            try:
                if _written(draft, at=at):
                    _keys_copy(keys / name)
                    draft.rename(root / name)
                    return root / name
            finally:
                shutil.rmtree(draft, ignore_errors=True)
    raise NoBackup("Files that rows name are not in the store: `manage.py verify_audit` says which. Nothing was kept.")


def folders() -> tuple[Path, Path]:
    """Where backups and their keys go. Raises NoBackup where the settings name no place."""
    if not settings.BACKUP_DIR or not settings.BACKUP_KEYS_DIR:
        raise NoBackup("BACKUP_DIR and BACKUP_KEYS_DIR have to name two folders apart from each other.")
    return Path(settings.BACKUP_DIR), Path(settings.BACKUP_KEYS_DIR)


def backups(root: Path) -> list[str]:
    """The names of the finished backups, the oldest first."""
    return sorted(path.name for path in root.iterdir() if path.is_dir() and made_at(path.name)) if root.is_dir() else []


def backups_tidy(*, at: datetime) -> list[str]:
    """Take away what need not be kept, with its keys; the names."""
    root, keys = folders()
    days, months = settings.BACKUP_KEEP_DAYS, settings.BACKUP_KEEP_MONTHS
    gone = superfluous(backups(root), today=timezone.localdate(at), days=days, months=months)
    for name in gone:
        shutil.rmtree(root / name)
        shutil.rmtree(keys / name, ignore_errors=True)
    return gone


def _written(draft: Path, *, at: datetime) -> bool:
    """Write all of it; False where a row names a file that was not copied, so that the moment has to be another one."""
    store = Path(settings.MEDIA_ROOT)
    (draft / FILES).mkdir(mode=0o700, parents=True)
    draft.chmod(0o700)
    former, copied = _former(draft.parent), Copied()
    for _long_then_short in range(2):
        files_copy(stored(store), store, draft, copied=copied, former=former)
    with database.one_moment() as moment:
        files_copy(moment.files, store, draft, copied=copied, former=former)
        if not moment.files <= set(copied.sums):
            return False
        database.dump(draft / DUMP, snapshot=moment.snapshot)
        rows, migrations = moment.rows(), moment.migrations()
    Manifest(
        format=FORMAT,
        made_at=at.isoformat(),
        fairstep=versions()["Fairstep"],
        server=moment.server,
        migrations=migrations,
        rows=rows,
        files=len(copied.sums),
        bytes=copied.bytes,
        dump_sha256=sha256_of(draft / DUMP),
        sums_sha256=sums_write(draft, copied.sums),
        keys=key_names(Path(settings.SEAL_DIR), Path(settings.CHECKPOINT_KEY_FILE)),
    ).write(draft)
    return True


def _former(root: Path) -> Former:
    """The newest backup that can be read."""
    for name in reversed(backups(root)):
        try:
            manifest_of(root / name)
            return Former(root / name, sums_of(root / name))
        except BackupDamaged:
            continue
    return Former(None, {})


def _keys_copy(into: Path) -> None:
    """Private halves included: for the owner alone, and best on storage that whoever has the backups does not have."""
    shutil.rmtree(into, ignore_errors=True)
    (into / "seal").mkdir(mode=0o700, parents=True)
    into.chmod(0o700)
    seal, checkpoint = Path(settings.SEAL_DIR), Path(settings.CHECKPOINT_KEY_FILE)
    for path in sorted(seal.glob("*.pem")) if seal.is_dir() else []:
        write_private(into / "seal" / path.name, path.read_bytes())
    for path in (checkpoint, checkpoint.with_name(checkpoint.name + ".pub")):
        if path.exists():
            write_private(into / path.name.replace(checkpoint.name, "checkpoint.key"), path.read_bytes())


@contextmanager
def private_files() -> Iterator[None]:
    """Whatever is made inside is its owner's alone, folders on the way included."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """One backup at a time. Raises NoBackup where another one is being made."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (root / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise NoBackup("Another backup is being made.") from error
        yield
