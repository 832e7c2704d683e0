"""Second factor, OpenID Connect and SAML: what the environment says, as the library's settings.

`docs/how-to/sign-in.md` explains each key. What is not safe to leave to somebody's choice is not asked for here.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.env import env

ROLES_WITH_SECOND_FACTOR = ["hr", "hr_manager", "classification_admin", "system_admin", "auditor", "payroll"]
OIDC_KEYS = {"id", "name", "server_url", "client_id"}
SAML_KEYS = {"id", "name", "entity_id"}


def oidc_app(told: dict[str, Any]) -> dict[str, Any]:
    """One provider of OIDC_PROVIDERS; signed answers, PKCE and a nonce are always asked for (accounts.provider)."""
    _check(told, OIDC_KEYS, "OIDC_PROVIDERS")
    _check_address(told["server_url"], "OIDC_PROVIDERS")
    return {
        "provider_id": told["id"],
        "name": told["name"],
        "client_id": told["client_id"],
        "secret": told.get("secret", ""),
        "settings": {
            "server_url": told["server_url"],
            "fetch_userinfo": told.get("fetch_userinfo", False),
            "token_auth_method": told.get("token_auth_method"),
            "scope": told.get("scope", ["openid", "email", "profile"]),
            **_matching(told),
        },
    }


def saml_app(told: dict[str, Any]) -> dict[str, Any]:
    """One provider of SAML_PROVIDERS; its assertions have to be signed, and to answer a request of ours."""
    _check(told, SAML_KEYS, "SAML_PROVIDERS")
    if "metadata_url" not in told and not {"sso_url", "x509cert"} <= set(told):
        raise ImproperlyConfigured("SAML_PROVIDERS: name metadata_url, or both sso_url and x509cert.")
    for key in ("metadata_url", "sso_url"):
        _check_address(told.get(key, "https://"), "SAML_PROVIDERS")
    idp = {key: told[key] for key in ("entity_id", "metadata_url", "sso_url", "x509cert") if key in told}
    return {
        "provider_id": told["id"],
        "name": told["name"],
        "client_id": told["id"],  # part of the address, too
        "settings": {
            "idp": idp,
            "attribute_mapping": told.get("attributes", {}),
            "use_nameid_for_email": told.get("name_id_is_email", False),
            "advanced": {
                "strict": True,
                "want_assertion_signed": True,
                "reject_deprecated_algorithm": True,
                "reject_idp_initiated_sso": True,
                "want_attribute_statement": False,
                "allow_repeat_attribute_name": True,
                "allow_single_label_domains": told.get("allow_single_label_domains", False),
            },
            **_matching(told),
        },
    }


def _matching(told: dict[str, Any]) -> dict[str, Any]:
    """How a person of the provider is found among the accounts, and what the provider says of a second factor."""
    return {
        "claim": told.get("employee_number_claim", ""),
        "verified_email": told.get("verified_email_domains", []),
        "second_factor": told.get("second_factor", []),
    }


def _check(told: Any, needed: set[str], name: str) -> None:
    missing = needed - set(told) if isinstance(told, dict) else needed
    if missing:
        raise ImproperlyConfigured(f"{name}: a provider lacks {', '.join(sorted(missing))}.")


def _check_address(url: str, name: str) -> None:
    """Who answers over plain HTTP may be anybody; on this machine itself it is a test."""
    if not url.startswith("https://") and urlsplit(url).hostname not in ("localhost", "127.0.0.1"):
        raise ImproperlyConfigured(f"{name}: {url} does not begin with https://.")


def _listed(name: str, text: str) -> list[dict[str, Any]]:
    """The JSON list of that variable."""
    try:
        told = json.loads(text or "[]")
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is no JSON: {error}") from error
    if not isinstance(told, list):
        raise ImproperlyConfigured(f"{name} is no JSON list of providers.")
    return told


OIDC = _listed("OIDC_PROVIDERS", env.str("OIDC_PROVIDERS", default=""))
SAML = _listed("SAML_PROVIDERS", env.str("SAML_PROVIDERS", default=""))
SETTINGS: dict[str, Any] = {
    "MFA_ADAPTER": "accounts.second_factor.SecondFactorAdapter",
    "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
    "MFA_FORMS": {
        "authenticate": "accounts.second_factor_forms.CodeForm",
        "reauthenticate": "accounts.second_factor_forms.CodeAgainForm",
        "activate_totp": "accounts.second_factor_forms.FirstCodeForm",
        "add_webauthn": "accounts.second_factor_forms.AddKeyForm",
        "edit_webauthn": "accounts.second_factor_forms.RenameKeyForm",
    },
    "MFA_TOTP_TOLERANCE": 1,  # a clock half a minute off; a code is good once all the same
    "MFA_TOTP_ISSUER": env.str("AGENCY_NAME", default="Fairstep"),
    "MFA_RECOVERY_CODES_SHOW_ONCE": True,
    "MFA_RECOVERY_CODE_DIGITS": 10,
    "MFA_WEBAUTHN_USER_VERIFICATION": "preferred",
    "SOCIALACCOUNT_ADAPTER": "accounts.provider_adapter.ProviderAdapter",
    "SOCIALACCOUNT_AUTO_SIGNUP": False,
    "SOCIALACCOUNT_EMAIL_AUTHENTICATION": False,  # accounts.provider_adapter finds the account
    "SOCIALACCOUNT_EMAIL_VERIFICATION": "none",
    "SOCIALACCOUNT_STORE_TOKENS": False,
    "SOCIALACCOUNT_LOGIN_ON_GET": True,  # the policy for form targets would stop a form that leads to a provider
    "SOCIALACCOUNT_PROVIDERS": {
        "openid_connect": {
            "APPS": [oidc_app(told) for told in _listed("OIDC_PROVIDERS", env.str("OIDC_PROVIDERS", default=""))]
        },
        "saml": {"APPS": [saml_app(told) for told in _listed("SAML_PROVIDERS", env.str("SAML_PROVIDERS", default=""))]},
    },
}
