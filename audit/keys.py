"""The Ed25519 key that signs checkpoints: a file beside the database, never in it, readable by its owner alone."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings


def key_path() -> Path:
    """Where the private key lies."""
    return Path(settings.CHECKPOINT_KEY_FILE)


def public_key_path() -> Path:
    """Where the public key lies, for an auditor to take away."""
    return key_path().with_name(key_path().name + ".pub")


def private_key() -> Ed25519PrivateKey:
    """The private key, made on first use (mode 0600), its public half written beside it.

    Raises ValueError where the file holds something else.
    """
    path = key_path()
    if not path.exists():
        _make(path)
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path} holds no Ed25519 key.")
    if not public_key_path().exists():
        public_key_path().write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # Written beside and linked into place: two first uses at once end with one whole key.
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # the other one was first; its key is the key
    finally:
        draft.unlink()


def public_key_from(path: Path) -> Ed25519PublicKey:
    """The public key in the file. Raises OSError where there is none, ValueError for anything else."""
    key = load_pem_public_key(path.read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError(f"{path} holds no Ed25519 public key.")
    return key


def key_id(key: Ed25519PublicKey) -> str:
    """The name of a key: SHA-256 of its raw bytes."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()


def is_signed_by(key: Ed25519PublicKey, signature: bytes, text: str) -> bool:
    """Whether the signature is the key's over the text."""
    try:
        key.verify(signature, text.encode())
    except InvalidSignature:
        return False
    return True
