"""Secrets of webhooks: drawn, kept sealed, opened to sign. Whoever reads the database alone can sign nothing."""

from __future__ import annotations

import base64
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from notifications.rules.webhooks import secret_from

LENGTH = 32


class SecretUnreadable(Exception):
    """The secret was sealed with another SECRET_KEY."""


def secret_draw() -> str:
    """A new secret: 256 bits, as Standard Webhooks write them."""
    return secret_from(secrets.token_bytes(LENGTH))


def secret_seal(secret: str) -> str:
    """As it is stored."""
    return _box().encrypt(secret.encode()).decode()


def secret_open(sealed: str) -> str:
    """As it signs. Raises SecretUnreadable."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SecretUnreadable from None


def secret_is_readable(sealed: str) -> bool:
    """False where it was sealed with another SECRET_KEY."""
    try:
        secret_open(sealed)
    except SecretUnreadable:
        return False
    return True


def _box() -> MultiFernet:
    """Seals with SECRET_KEY; opens with its forerunners, too."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key))) for key in keys])


def _derived(key: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"fairstep webhook secrets").derive(key.encode())
