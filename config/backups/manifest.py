"""What a backup says of itself: enough to tell later whether all of it is there and is what it was."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes

from common.pdf.keys import certificates

FORMAT = 1
MANIFEST, DUMP, FILES, SUMS = "manifest.json", "database.dump", "files", "files.sha256"
CHUNK = 1024 * 1024


class BackupDamaged(Exception):
    """Something of the backup is missing or is not what was written; the sentence says what."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """`rows` counts each table at the snapshot; `keys` names the public halves of the keys that belong to it."""

    format: int
    made_at: str
    fairstep: str
    server: str
    migrations: list[str]
    rows: dict[str, int]
    files: int
    bytes: int
    dump_sha256: str
    sums_sha256: str
    keys: list[str]

    def write(self, folder: Path) -> None:
        write_private(folder / MANIFEST, json.dumps(asdict(self), indent=1, sort_keys=True).encode())


def manifest_of(folder: Path) -> Manifest:
    """Raises BackupDamaged where it cannot be read."""
    try:
        told: Mapping[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        if told["format"] != FORMAT:
            raise BackupDamaged(f"{folder} is of format {told['format']}, and this version reads {FORMAT}.")
        return Manifest(**told)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BackupDamaged(f"{folder / MANIFEST} cannot be read: {type(error).__name__}.") from error


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def key_names(seal: Path, checkpoint: Path) -> list[str]:
    """SHA-256 of each certificate and of the public key of the checkpoints: what they are, not what they open."""
    own = certificates(seal) if seal.is_dir() else []
    found = [f"seal:{certificate.fingerprint(hashes.SHA256()).hex()}" for certificate in own]
    public = checkpoint.with_name(checkpoint.name + ".pub")
    if public.exists():
        found.append(f"checkpoint:{sha256_of(public)}")
    return sorted(found)


def sums_write(folder: Path, sums: Mapping[str, str]) -> str:
    """In the format of `sha256sum --check`, so that this software is not needed to look; the digest of the list."""
    text = "".join(f"{digest}  {FILES}/{name}\n" for name, digest in sorted(sums.items()))
    write_private(folder / SUMS, text.encode())
    return hashlib.sha256(text.encode()).hexdigest()


def sums_of(folder: Path) -> dict[str, str]:
    """The digest of each file by its path below `files`. Raises BackupDamaged."""
    try:
        lines = (folder / SUMS).read_text().splitlines()
    except (OSError, ValueError) as error:
        raise BackupDamaged(f"{folder / SUMS} cannot be read.") from error
    return {line[66:].removeprefix(f"{FILES}/"): line[:64] for line in lines}


def damages(folder: Path, manifest: Manifest) -> Iterable[str]:
    """A sentence for everything that is missing, too much, or no longer what was written."""
    if not (folder / DUMP).is_file() or sha256_of(folder / DUMP) != manifest.dump_sha256:
        yield f"{DUMP} is missing or is not what was written."
    if not (folder / SUMS).is_file() or sha256_of(folder / SUMS) != manifest.sums_sha256:
        yield f"{SUMS} is missing or is not what was written."
        return
    sums = sums_of(folder)
    for name, digest in sums.items():
        path = folder / FILES / name
        if not path.is_file() or sha256_of(path) != digest:
            yield f"{FILES}/{name} is missing or is not what was written."
    if len(sums) != manifest.files:
        yield f"{SUMS} names {len(sums)} files and the manifest {manifest.files}."


def write_private(path: Path, data: bytes) -> None:
    """For the owner alone, and on the disk when this returns."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
