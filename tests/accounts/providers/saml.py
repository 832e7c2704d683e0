"""A SAML identity provider: metadata over HTTP, and signed answers to the requests that it is sent."""

from __future__ import annotations

import base64
import uuid
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape, quoteattr

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Utils

from tests.accounts.providers.server import serving

ENTITY = "https://idp.agency.example"
PASSWORD_CONTEXT = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
_RSA, _SHA = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256"


def make_key() -> tuple[str, str]:
    """A private key and its certificate, as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "idp")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=2))
    certificate = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )  # fmt: skip
    return private.decode(), certificate.decode()


@dataclass
class SAML:
    """Who is signed in there (`attributes`), and how its next answers differ from what they should be."""

    attributes: dict[str, str] = field(default_factory=dict)
    audience: str = "http://testserver/sign-in/saml/county/metadata/"
    destination: str = "http://testserver/sign-in/saml/county/acs/"
    context: str = PASSWORD_CONTEXT
    age: timedelta = timedelta(0)  # of the answer
    signed_in_ago: timedelta = timedelta(0)
    signed: str = "assertion"  # or nothing, or "another key"
    url: str = ""
    asked: str = ""  # the last request, as XML
    key: tuple[str, str] = field(default_factory=make_key)

    def visit(self, location: str) -> dict[str, str]:
        """The person at the provider's page says yes; what the browser posts to our address."""
        query = parse_qs(urlsplit(location).query)
        self.asked = zlib.decompress(base64.b64decode(query["SAMLRequest"][0]), -15).decode()
        return self.posted(etree.fromstring(self.asked.encode()).get("ID"))

    def posted(self, request_id: str | None) -> dict[str, str]:
        """An answer to that request, or to none."""
        xml = self._response(request_id)
        return {"SAMLResponse": base64.b64encode(xml.encode()).decode(), "RelayState": ""}

    def _response(self, request_id: str | None) -> str:
        now = datetime.now(UTC) - self.age
        assertion = self._assertion(request_id, now)
        if self.signed:
            private, certificate = make_key() if self.signed == "another key" else self.key
            assertion = Utils.add_sign(assertion, private, certificate, False, _RSA, _SHA).decode()
        answers = f" InResponseTo={quoteattr(request_id)}" if request_id else ""
        return (
            '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" '
            f'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_{uuid.uuid4().hex}" Version="2.0" '
            f'IssueInstant="{_at(now)}" Destination="{self.destination}"{answers}><saml:Issuer>{ENTITY}</saml:Issuer>'
            '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>'
            f"{assertion}</samlp:Response>"
        )

    def _assertion(self, request_id: str | None, now: datetime) -> str:
        answers = f" InResponseTo={quoteattr(request_id)}" if request_id else ""
        end = _at(now + timedelta(minutes=5))
        attributes = "".join(
            f'<saml:Attribute Name="{name}"><saml:AttributeValue>{escape(value)}</saml:AttributeValue></saml:Attribute>'
            for name, value in self.attributes.items()
        )
        return (
            f'<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_{uuid.uuid4().hex}" '
            f'Version="2.0" IssueInstant="{_at(now)}"><saml:Issuer>{ENTITY}</saml:Issuer><saml:Subject>'
            '<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">person-1</saml:NameID>'
            '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData '
            f'NotOnOrAfter="{end}" Recipient="{self.destination}"{answers}/></saml:SubjectConfirmation></saml:Subject>'
            f'<saml:Conditions NotBefore="{_at(now - timedelta(seconds=30))}" NotOnOrAfter="{end}">'
            f"<saml:AudienceRestriction><saml:Audience>{self.audience}</saml:Audience></saml:AudienceRestriction>"
            f'</saml:Conditions><saml:AuthnStatement AuthnInstant="{_at(now - self.signed_in_ago)}">'
            f"<saml:AuthnContext><saml:AuthnContextClassRef>{self.context}</saml:AuthnContextClassRef>"
            "</saml:AuthnContext></saml:AuthnStatement>"
            f"<saml:AttributeStatement>{attributes}</saml:AttributeStatement></saml:Assertion>"
        )

    def metadata(self) -> str:
        plain = "".join(self.key[1].strip().splitlines()[1:-1])
        return (
            f'<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{ENTITY}">'
            '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
            '<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>'
            f"<ds:X509Certificate>{plain}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
            '<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" '
            f'Location="{self.url}/sso"/></md:IDPSSODescriptor></md:EntityDescriptor>'
        )


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


@contextmanager
def provider() -> Iterator[SAML]:
    """A running one."""
    there = SAML()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = there.metadata().encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/samlmetadata+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    with serving(Handler) as url:
        there.url = url
        yield there
