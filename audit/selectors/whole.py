"""The whole verification: the trail itself, then what each room holds against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from audit.keys import public_key_from, public_key_path
from audit.registry import further_checks
from audit.selectors.checkpoints import checkpoint_findings
from audit.selectors.findings import Finding
from audit.selectors.verification import chain_findings, head_findings, import_findings, signature_findings


def all_findings(keys: Sequence[Ed25519PublicKey]) -> Iterator[Finding]:
    """Everything that is wrong, as it is found; `keys` are the ones that checkpoints may be signed with."""
    yield from chain_findings()
    yield from head_findings()
    yield from signature_findings()
    yield from import_findings()
    yield from checkpoint_findings(keys)
    for check in further_checks():
        yield from check()


def own_keys() -> list[Ed25519PublicKey]:
    """The installation's own public key, which there is none of before the first day. Raises OSError, ValueError."""
    path = public_key_path()
    return [public_key_from(path)] if path.exists() else []
