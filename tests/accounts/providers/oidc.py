"""An OpenID provider: discovery, keys, codes with PKCE, signed ID tokens. What it lies about is told to it."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.accounts.providers.server import serving

CLIENT, SECRET, KID = "fairstep", "the provider's secret", "key-1"


@dataclass
class OIDC:
    """Who is signed in there (`claims`), and how its next answers differ from what they should be."""

    claims: dict[str, Any] = field(default_factory=dict)
    lies: dict[str, Any] = field(default_factory=dict)  # claims of the ID token put over the true ones
    userinfo: dict[str, Any] = field(default_factory=dict)
    signed_with: Any = None  # another key than the published one
    algorithm: str = "RS256"
    url: str = ""
    asked: dict[str, str] = field(default_factory=dict)  # of the last authorization
    key: Any = field(default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048))
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def visit(self, location: str) -> str:
        """The person at the provider's page says yes; where the browser is sent back to."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        self.asked = query
        code = secrets.token_urlsafe(8)
        self._codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": KID, "alg": "RS256", "use": "sig"}]}

    def token(self, told: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """RFC 6749 §4.1.3 and RFC 7636 §4.6: the code is good once, for who asked and knows the verifier."""
        asked = self._codes.pop(told.get("code", ""), None)
        digest = hashlib.sha256(told.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        is_right = asked is not None and (
            asked["code_challenge"], asked["code_challenge_method"], told.get("client_secret"), told["redirect_uri"]
        ) == (challenge, "S256", SECRET, asked["redirect_uri"])  # fmt: skip
        if asked is None or not is_right:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.url, "aud": CLIENT, "sub": "person-1", "iat": now, "exp": now + 300, "auth_time": now,
            "nonce": asked["nonce"], **self.claims, **self.lies,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        key = None if self.algorithm == "none" else (self.signed_with or self.key)
        id_token = jwt.encode(claims, key, algorithm=self.algorithm, headers={"kid": KID})
        return 200, {"access_token": "access", "token_type": "Bearer", "expires_in": 300, "id_token": id_token}


@contextmanager
def provider() -> Iterator[OIDC]:
    """A running one."""
    there = OIDC()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pages = {"/.well-known/openid-configuration": there.discovery, "/keys": there.keys}
            page = pages.get(self.path, lambda: there.userinfo)
            self._say(200, page())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say(*there.token({name: values[0] for name, values in parse_qs(body).items()}))

        def _say(self, status: int, data: dict[str, Any]) -> None:
            body = json.dumps(data).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    with serving(Handler) as url:
        there.url = url
        yield there
