"""A program that asks the API with an access token, and reads what it is answered."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.enums import Scope
from accounts.models import User
from accounts.services import access_token_create
from tests.factories import PASSWORD


class Program:
    """Asks in the name of one person. `status` and `body` are those of the last answer."""

    def __init__(self, user: User, scopes: Collection[Scope] = tuple(Scope)) -> None:
        self.user, at = user, timezone.now()
        _token, self.text = access_token_create(
            user=user, name="a program", scopes=scopes, expires_on=timezone.localdate(at) + timedelta(days=30),
            proof=PASSWORD, at=at,
        )  # fmt: skip
        self.client = Client()
        self.response: Any = None

    def ask(self, method: str, path: str, data: Any = None, **headers: str) -> Any:
        """The body of the answer as values; header names with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        body = {} if data is None else {"data": json.dumps(data), "content_type": "application/json"}
        self.response = self.client.generic(
            method, f"/api/v1/{path}", headers={"Authorization": f"Bearer {self.text}", **named}, **body
        )
        return json.loads(self.response.content) if self.response.content else None

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def post(self, path: str, data: Any = None, **headers: str) -> Any:
        return self.ask("POST", path, {} if data is None else data, **headers)

    @property
    def status(self) -> int:
        return int(self.response.status_code)

    @property
    def etag(self) -> str:
        return str(self.response["ETag"])
