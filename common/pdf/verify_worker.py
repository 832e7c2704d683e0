"""The helper process of `common.pdf.seal.verify_pdf`: certificates and a file come in, "intact" or "altered" goes out.

Whatever the library raises ends this process with an error, which the caller takes for "altered".
"""

from __future__ import annotations

import json
import logging
import sys
from io import BytesIO
from typing import Any

from common.pdf.limits import enter_limits


def main() -> None:
    enter_limits()
    logging.disable()
    certificates, data = sys.stdin.buffer.read().split(b"\n", 1)
    sys.stdout.write("intact" if is_intact(data, json.loads(certificates)) else "altered")


def is_intact(data: bytes, trusted: list[str]) -> bool:
    """Whether the file is, to its last byte, what one of the trusted certificates sealed, allowing no changes."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature

    signatures = PdfFileReader(BytesIO(data), strict=True).embedded_signatures
    if len(signatures) != 1:
        return False
    certificate = _trusted_certificate(signatures[0], trusted)
    if certificate is None or not _gap_is_the_seal_alone(signatures[0], data):
        return False
    status = validate_pdf_signature(signatures[0], _context(certificate))
    return bool(
        status.intact
        and status.valid
        and status.trusted
        and status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        and status.docmdp_ok
        and signatures[0].docmdp_level == MDPPerm.NO_CHANGES
    )


def _trusted_certificate(signature: Any, trusted: list[str]) -> Any:
    """The signer's certificate where it is, byte for byte, one of ours."""
    from asn1crypto import pem

    ours = [pem.unarmor(text.encode())[2] for text in trusted]
    certificate = signature.signer_cert
    return certificate if certificate.dump() in ours else None


def _context(certificate: Any) -> Any:
    """Trust by our having stored the certificate, for as long as we store it: its end ends sealing, not trust."""
    from pyhanko_certvalidator import ValidationContext

    return ValidationContext(
        trust_roots=[certificate],
        moment=certificate["tbs_certificate"]["validity"]["not_before"].native,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )


def _gap_is_the_seal_alone(signature: Any, data: bytes) -> bool:
    """The bytes that no signature can cover are its own: they hold it as it was written, then zeros, nothing else."""
    from asn1crypto import cms

    start, length, rest, rest_length = (int(part) for part in signature.byte_range)
    if start != 0 or rest + rest_length != len(data):
        return False
    gap: bytes = data[length:rest]
    seal: bytes = cms.ContentInfo.load(signature.pkcs7_content).dump()
    return gap == b"<" + seal.hex().upper().encode().ljust(len(gap) - 2, b"0") + b">"


if __name__ == "__main__":
    main()
