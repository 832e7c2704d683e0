"""The seal's keys in SEAL_DIR: one pair of files per key, the newest seals, every certificate there is trusted.

Rotation adds a pair and leaves the old certificates, so that what they sealed stays verifiable. A key that must no
longer be trusted is withdrawn by taking its certificate out of the folder.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from common.pdf.errors import SealKeyMissing

VALID_FOR = timedelta(days=3652)  # ten years: the longest usual retention of an evaluation
KEY_BITS = 3072  # NIST SP 800-57: 128 bits of security; RSA, because every PDF reader checks it
NAME_LIMIT = 64  # X.520's upper bound of a common name and an organisation's name
KEY_SUFFIX, CERTIFICATE_SUFFIX = ".key.pem", ".cert.pem"


@dataclass(frozen=True, slots=True)
class SealKey:
    """A private key with its certificate."""

    key_file: Path
    certificate: x509.Certificate


def certificates(folder: Path) -> list[x509.Certificate]:
    """Every certificate of the folder, the newest first; none where there is no folder."""
    found = [x509.load_pem_x509_certificate(path.read_bytes()) for path in folder.glob(f"*{CERTIFICATE_SUFFIX}")]
    return sorted(found, key=lambda certificate: certificate.not_valid_before_utc, reverse=True)


def sealing_key(folder: Path, *, at: datetime) -> SealKey:
    """The newest key that has not expired by then; raises `SealKeyMissing` with the command that makes one."""
    for certificate in certificates(folder):
        key_file = folder / f"{_stem(certificate)}{KEY_SUFFIX}"
        if key_file.is_file() and at < certificate.not_valid_after_utc:
            return SealKey(key_file, certificate)
    raise SealKeyMissing(f"There is no valid key for seals in {folder}; make one with `manage.py make_seal_key`.")


def make_key(folder: Path, *, agency: str, at: datetime) -> SealKey:
    """Make a key and its self-signed certificate, valid for ten years; what is there already stays.

    The key file is readable by its owner alone from its first byte on. The certificate is written last: a key without
    one is never used.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    certificate = _certificate(key, agency=agency, at=at)
    key_file = folder / f"{_stem(certificate)}{KEY_SUFFIX}"
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    _write_private(key_file, pem)
    certificate_file = folder / f"{_stem(certificate)}{CERTIFICATE_SUFFIX}"
    _write_private(certificate_file, certificate.public_bytes(serialization.Encoding.PEM))
    return SealKey(key_file, certificate)


def serial_hex(certificate: x509.Certificate) -> bytes:
    """The serial number as a seal spells it, in hexadecimal: it stands in every file that the key has sealed."""
    return f"{certificate.serial_number:x}".encode()


def _stem(certificate: x509.Certificate) -> str:
    return f"seal-{certificate.serial_number:x}"


def _certificate(key: rsa.RSAPrivateKey, *, agency: str, at: datetime) -> x509.Certificate:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, agency[:NAME_LIMIT]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{agency[: NAME_LIMIT - 16]} evaluation seal"),
        ]
    )
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"), False
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(_serial_number())
        .not_valid_before(at)
        .not_valid_after(at + VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True, content_commitment=True, encipher_only=False, decipher_only=False, **usage
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _serial_number() -> int:
    """Random, positive, and always 40 hexadecimal digits long (RFC 5280 §4.1.2.2: at most 20 octets)."""
    return secrets.randbits(157) | (1 << 158)


def _write_private(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
