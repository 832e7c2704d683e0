"""That it is still you: asked before a signature. A password, a code of an authenticator app, or what was shown fresh.

A recovery code signs nothing: it brings somebody back in, once, and is written on paper.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator

from accounts.models import User
from accounts.rules import CODE, PASSWORD, FreshProof, is_code
from accounts.selectors import confirmation_lasts
from accounts.services.passwords import WrongPassword, failures_counted
from accounts.services.second_factor import code_spend

Proof = str | FreshProof
SHOW_AGAIN = "Confirm that it is you first: your last confirmation is too long ago."


def identity_confirm(*, user: User, proof: Proof, at: datetime, consequence: str = "Nothing was signed.") -> str:
    """How the person was confirmed, for the record of the signature; raises WrongPassword otherwise, writing nothing.

    `proof` is what was typed (a password or the code of an app), or what `accounts.selectors.fresh_proof` found in the
    session: a security key or a return from the sign-in provider, no older than REAUTHENTICATION_MINUTES.
    `password_failure_record` is called as after `password_confirm`, with which the count of failures is shared.
    """
    if isinstance(proof, FreshProof):
        return _fresh(user, proof, at, consequence)
    with failures_counted(user, f"This is not your password. {consequence}") as tried:
        if is_code(proof) and (app := _app_of(user)) is not None:
            tried.sentence = f"This is not the right code, or it was used already. {consequence}"
            tried.is_right = app.wrap().validate_code(proof) and code_spend(authenticator=app, code=proof, at=at)
            return CODE
        tried.is_right = user.is_active and user.check_password(proof)
    return PASSWORD


def _fresh(user: User, proof: FreshProof, at: datetime, consequence: str) -> str:
    if not user.is_active or proof.user_id != user.pk or not timedelta(0) <= at - proof.at <= confirmation_lasts():
        raise WrongPassword(f"{SHOW_AGAIN} {consequence}")
    return proof.by


def _app_of(user: User) -> Authenticator | None:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
