"""The library's second factor by our rules: secrets are kept encrypted, names are people's own words."""

from __future__ import annotations

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors import is_vouched_for


class SecondFactorAdapter(DefaultMFAAdapter):
    """A stolen copy of the database alone gives nobody's codes: they are encrypted under a key from SECRET_KEY."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This is not the right code. Wait for the next one and type that."),
    }

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        held = Authenticator.objects.filter(user=user, type=type).count()
        return _("Security key") if held == 0 else _("Security key %(number)s") % {"number": held + 1}


class SecondFactorStage(AuthenticateStage):
    """Asks for the second factor, unless the provider that signed the person in declares that it has asked for one."""

    def _should_handle(self, request: HttpRequest) -> bool:
        if self.login.user is not None and is_vouched_for(self.login.user, request.session):
            return False
        return bool(super()._should_handle(request))


def _box() -> MultiFernet:
    """The newest key first; older ones (SECRET_KEY_FALLBACKS) still open what they closed."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str) -> bytes:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"accounts.second_factor").derive(secret.encode())
    return base64.urlsafe_b64encode(derived)
