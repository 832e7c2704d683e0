"""How the generated description of the API speaks of each operation: with the scope that a token needs for it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema

from accounts.enums import Scope

TOKEN = "accessToken"  # noqa: S105 - the name of the scheme in the description


class Described(AutoSchema):  # type: ignore[misc]  # the library ships no types
    """The library's description of one operation, and what `IsSignedInFor` asks of whoever wants it."""

    @property
    def scope(self) -> Scope | None:
        """What an access token must have been made for; None: any token will do."""
        needed: Scope | None = self.view.scopes[self.method]
        return needed

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation is not None:
            needed = f"the scope `{self.scope.value}`" if self.scope else "no scope of its own"
            operation["description"] += f"\n\nAn access token needs {needed}."
        return operation

    def get_auth(self) -> list[dict[str, list[str]]]:
        """Each way to be known is enough; the scope stands with the token, as OpenAPI 3.1 has it for any scheme."""
        scopes = [self.scope.value] if self.scope else []
        return [{name: scopes if name == TOKEN else [] for name in way} for way in super().get_auth()]
