"""What shows before a signature that it is you: password, code, key or provider; and the signature keeps it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from accounts.rules import FreshProof
from accounts.selectors import CONFIRMED, SIGNED_IN_BY
from accounts.services import WrongPassword, identity_confirm
from audit.models import AuditEvent, Signature
from evaluations.enums import EvaluationStatus
from evaluations.models import Evaluation
from tests.evaluations import journeys
from tests.evaluations.journeys import AT, HOUR, fresh
from tests.evaluations.pages import address, client_of, errors_of, page_of, said, values_of
from tests.factories import PASSWORD, Chain, make_user

NOW = AT + 9 * HOUR
FORM = "step-form"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    cache.clear()
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def chain() -> Chain:
    return journeys.agency()


@pytest.fixture
def in_review(chain: Chain) -> Evaluation:
    return journeys.evaluation_in(EvaluationStatus.REVIEWER_REVIEW, chain)


@pytest.fixture
def signer(chain: Chain) -> User:
    user = chain.program_head.user
    assert user is not None
    return user


def with_app(user: User) -> str:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def without_password(user: User) -> None:
    user.set_unusable_password()
    user.save()


def remember(client: Client, **told: Any) -> None:
    session = client.session
    session.update(told)
    session.save()


def by_provider(client: Client, user: User) -> None:
    remember(client, **{SIGNED_IN_BY: "/sign-in/oidc/county/"})


def confirmed(client: Client, user: User, by: str, ago: timedelta = timedelta(0)) -> None:
    remember(client, **{CONFIRMED: {"user": user.pk, "by": by, "at": (NOW - ago).timestamp()}})


def sign(client: Client, evaluation: Evaluation, **typed: str) -> Any:
    form = values_of(client.get(address("sign", evaluation)), FORM)
    return client.post(address("sign", evaluation), {**form, **typed})


def last_signature() -> Signature:
    return Signature.objects.latest("pk")


def test_a_password_signs_and_the_signature_and_its_event_say_so(chain: Chain, in_review: Evaluation) -> None:
    assert sign(client_of(chain.program_head), in_review, password=PASSWORD).status_code == 302
    event = AuditEvent.objects.filter(action="signature_recorded").latest("pk")
    assert (last_signature().confirmed_by, event.data["confirmed_by"]) == ("password", "password")
    call_command("verify_audit")


def test_how_somebody_was_confirmed_cannot_be_changed_afterwards_unseen(chain: Chain, in_review: Evaluation) -> None:
    from audit.rules import signature_hash

    row = last_signature()
    names = [field.name for field in Signature._meta.fields if field.name != "id"]
    values = {name: getattr(row, name) for name in names}
    assert signature_hash(**values) != signature_hash(**{**values, "confirmed_by": "security_key"})


def test_a_code_of_the_app_signs_once(chain: Chain, in_review: Evaluation, signer: User) -> None:
    code = code_of(with_app(signer))
    client = client_of(chain.program_head)
    page = said(page_of(client.get(address("sign", in_review))))
    assert "Your password, or the code of your authenticator app" in page
    assert sign(client, in_review, password=f"{code[:3]} {code[3:]}").status_code == 302
    assert last_signature().confirmed_by == "authenticator_app"
    with pytest.raises(WrongPassword, match="used already"):
        identity_confirm(user=signer, proof=code, at=NOW)


def test_a_wrong_code_signs_nothing_and_counts_as_a_wrong_password(
    chain: Chain, in_review: Evaluation, signer: User
) -> None:
    secret = with_app(signer)
    client = client_of(chain.program_head)
    for _ in range(5):
        answer = sign(client, in_review, password="000000")
        assert errors_of(answer)[0][1].endswith(
            "This is not the right code, or it was used already. Nothing was signed."
        )
    answer = sign(client, in_review, password=code_of(secret))
    assert "The password was wrong too often" in errors_of(answer)[0][1]
    assert (fresh(in_review).status, AuditEvent.objects.filter(action="password_confirm_failed").count()) == (
        "reviewer_review", 6,
    )  # fmt: skip


def test_a_recovery_code_signs_nothing_and_is_not_spent(chain: Chain, in_review: Evaluation, signer: User) -> None:
    with_app(signer)
    code = RecoveryCodes.activate(signer).get_unused_codes()[0]
    answer = sign(client_of(chain.program_head), in_review, password=code)
    assert (answer.status_code, fresh(in_review).status) == (422, "reviewer_review")
    kept = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert code in kept


@pytest.mark.parametrize("by", ["security_key", "provider:county"])
def test_what_is_fresh_signs_without_anything_typed(chain: Chain, in_review: Evaluation, signer: User, by: str) -> None:
    without_password(signer)
    client = client_of(chain.program_head)
    by_provider(client, signer)
    confirmed(client, signer, by, ago=timedelta(minutes=4))
    page = said(page_of(client.get(address("sign", in_review))))
    assert ("Your password" in page, "You were confirmed at" in page) == (False, True)
    assert sign(client, in_review).status_code == 302
    assert last_signature().confirmed_by == by


def test_without_a_password_the_page_leads_to_the_provider(chain: Chain, in_review: Evaluation, signer: User) -> None:
    without_password(signer)
    client = client_of(chain.program_head)
    by_provider(client, signer)
    response = client.get(address("sign", in_review))
    links = page_of(response).xpath("//form[@id='step-form']//a[@target='_blank']/@href")
    assert links == ["/sign-in/oidc/county/?process=redirect&next=/signed-in/"]
    assert "Your password" not in said(page_of(response))


@pytest.mark.parametrize("ago", [timedelta(minutes=6), timedelta(minutes=-6)])
def test_what_is_not_fresh_signs_nothing(chain: Chain, in_review: Evaluation, signer: User, ago: timedelta) -> None:
    without_password(signer)
    client = client_of(chain.program_head)
    by_provider(client, signer)
    confirmed(client, signer, "provider:county", ago=ago)
    answer = sign(client, in_review)
    assert (answer.status_code, fresh(in_review).status) == (422, "reviewer_review")


def test_somebody_elses_proof_is_none(chain: Chain, in_review: Evaluation, signer: User) -> None:
    client = client_of(chain.program_head)
    confirmed(client, make_user(), "security_key")
    assert sign(client, in_review).status_code == 422
    with pytest.raises(WrongPassword, match="Confirm that it is you first"):
        identity_confirm(user=signer, proof=FreshProof(make_user().pk, "security_key", NOW), at=NOW)
    assert fresh(in_review).status == "reviewer_review"


def test_the_rater_and_the_employee_sign_by_their_provider_too(chain: Chain) -> None:
    draft = journeys.rated(journeys.started(chain))
    rater = chain.supervisor.user
    assert rater is not None
    without_password(rater)
    client = client_of(chain.supervisor)
    by_provider(client, rater)
    confirmed(client, rater, "provider:county")
    response = client.get(address("submit", draft))
    assert "Your password" not in said(page_of(response))
    assert client.post(address("submit", draft), values_of(response, "sign")).status_code == 302
    assert last_signature().confirmed_by == "provider:county"
    issued = journeys.issued(journeys.signed(journeys.signed(fresh(draft), at=NOW), at=NOW), at=NOW)
    employee = chain.employee.user
    assert employee is not None
    without_password(employee)
    client = client_of(chain.employee)
    confirmed(client, employee, "provider:county")
    response = client.get(address("sign_as_employee", issued))
    assert client.post(address("sign_as_employee", issued), values_of(response, FORM)).status_code == 302
    assert (last_signature().capacity, last_signature().confirmed_by) == ("employee", "provider:county")
