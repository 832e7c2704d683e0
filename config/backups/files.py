"""Files of the store into a backup: a file that the last backup has already is the same file there (a hard link)."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config.backups.manifest import CHUNK, FILES


@dataclass(slots=True)
class Copied:
    """What lies in the new backup so far: digest by path below the store, and bytes."""

    sums: dict[str, str] = field(default_factory=dict)
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Former:
    """The last backup, whose files need not be copied again: its folder (None: there is none) and its digests."""

    folder: Path | None
    sums: Mapping[str, str]


def files_copy(names: Iterable[str], store: Path, into: Path, *, copied: Copied, former: Former) -> None:
    """Add those that are not copied yet. What vanishes meanwhile is left out: it is looked for afterwards."""
    for name in names:
        if name in copied.sums:
            continue
        source, target = store / name, into / FILES / name
        try:
            size = source.stat().st_size
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            old = former.folder / FILES / name if former.folder else None
            digest = _linked(source, target, old, former.sums.get(name, ""))
            copied.sums[name] = digest or _copy(source, target)
        except FileNotFoundError:
            target.unlink(missing_ok=True)
            continue
        copied.bytes += size


def stored(store: Path) -> Iterator[str]:
    """The paths of all files below the store, without those that are just being written (their names begin so)."""
    for folder, _folders, names in os.walk(store):
        for name in sorted(names):
            if not name.startswith("."):
                yield str(Path(folder, name).relative_to(store))


def _linked(source: Path, target: Path, former: Path | None, digest: str) -> str:
    """The digest where the last backup has this very file: files are never changed, so size and time tell."""
    if former is None or not digest:
        return ""
    try:
        old, new = former.stat(), source.stat()
        if (old.st_size, old.st_mtime_ns) != (new.st_size, new.st_mtime_ns):
            return ""
        os.link(former, target)
    except OSError:  # another file system, or one without links
        return ""
    return digest


def _copy(source: Path, target: Path) -> str:
    digest = hashlib.sha256()
    with (
        source.open("rb") as read,
        os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as write,
    ):
        while chunk := read.read(CHUNK):
            digest.update(chunk)
            write.write(chunk)
        write.flush()
        os.fsync(write.fileno())
    shutil.copystat(source, target)
    target.chmod(0o600)
    return digest.hexdigest()
