"""Signing in by SAML against a provider on loopback, and everything that must not sign anybody in."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from accounts.models import User
from accounts.provider import STALE
from accounts.provider_adapter import NOT_FRESH, UNKNOWN
from accounts.selectors import fresh_proof
from accounts.services.users import UNKNOWN_STREAM
from audit.selectors import events_of
from config.sign_in import saml_app
from tests.accounts.providers.saml import ENTITY, SAML, provider
from tests.factories import make_employee, make_user

LOGIN = "/sign-in/saml/county/"
MAIL = "urn:oid:0.9.2342.19200300.100.1.3"
MFA = "https://refeds.org/profile/mfa"
pytestmark = pytest.mark.django_db


@pytest.fixture
def there() -> Iterator[SAML]:
    with provider() as running:
        running.attributes = {MAIL: "rita@agency.example"}
        yield running


@pytest.fixture
def user():
    return make_user(email="rita@agency.example", name="Rita Rater")


class Browser(Client):
    """Names the host, as every browser does."""

    def __init__(self) -> None:
        super().__init__(HTTP_HOST="testserver")


@pytest.fixture
def client():
    return Browser()


@pytest.fixture(autouse=True)
def configured(settings, there):
    configure(settings, there)


def configure(settings, there, **more):
    told = {
        "id": "county", "name": "County sign-in", "entity_id": ENTITY, "metadata_url": f"{there.url}/metadata",
        "attributes": {"email": MAIL, "employee_no": "number"}, "verified_email_domains": ["agency.example"],
        "allow_single_label_domains": True,
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"saml": {"APPS": [saml_app({**told, **more})]}}


def post(client, form):
    """As the browser does: the provider's form, then the way back to the page that reads it."""
    answer = client.post(LOGIN + "acs/", form)
    assert answer["Location"] == LOGIN + "acs/finish/"
    return client.get(answer["Location"])


def go(client, there, query=""):
    asked = client.get(LOGIN + query)
    assert asked["Location"].startswith(f"{there.url}/sso?")
    return post(client, there.visit(asked["Location"]))


def signed_in_as(client):
    answer = client.get(reverse("accounts:session"))
    return User.objects.get(pk=answer.json()["account"]) if answer.status_code == 200 else None


def refusals():
    return [event.data["why"] for event in events_of(UNKNOWN_STREAM) if event.action == "provider_sign_in_refused"]


def test_the_page_offers_it_and_an_address_of_a_trusted_domain_signs_in(client, there, user):
    offered = client.get(reverse("account_login")).context["providers"]
    assert offered == [{"name": "County sign-in", "url": LOGIN}]
    answer = go(client, there, "?next=/designees/")
    assert (answer["Location"], signed_in_as(client)) == ("/designees/", user)
    assert events_of(f"account:{user.pk}").get().data == {"by": ["county"]}
    assert "ForceAuthn" not in there.asked


@pytest.mark.parametrize("email", ["nobody@agency.example", "rita@agency.example@evil.example", "rita@evil.example"])
def test_an_unknown_address_or_one_of_another_domain_signs_nobody_in(client, there, user, email):
    make_user(email="rita@evil.example")
    there.attributes = {MAIL: email}
    answer = go(client, there)
    assert (answer.status_code, UNKNOWN in answer.content.decode(), signed_in_as(client)) == (403, True, None)
    assert refusals() == ["unknown_or_closed"]


@pytest.mark.parametrize("how", ["closed", "separated"])
def test_whoever_is_closed_or_has_left_does_not_get_in(client, there, how):
    if how == "closed":
        make_user(email="rita@agency.example", is_active=False)
    else:
        make_employee(email="rita@agency.example", status="separated", separated_on=date(2026, 6, 30))
    assert (go(client, there).status_code, signed_in_as(client)) == (403, None)


@pytest.mark.parametrize(
    "how",
    [
        {"signed": ""},
        {"signed": "another key"},
        {"audience": "https://another.example/metadata"},
        {"destination": "https://another.example/acs"},
        {"age": timedelta(hours=1)},
        {"age": timedelta(hours=-1)},
    ],
)
def test_an_answer_unsigned_for_others_or_of_another_time_is_none(client, there, user, how):
    for name, value in how.items():
        setattr(there, name, value)
    assert (go(client, there).status_code, signed_in_as(client)) == (401, None)
    assert refusals() == ["no_valid_answer"]


def test_an_answer_changed_on_its_way_is_none(client, there, user):
    make_user(email="boss@agency.example")
    form = there.visit(client.get(LOGIN)["Location"])
    xml = base64.b64decode(form["SAMLResponse"]).replace(b"rita@agency", b"boss@agency")
    answer = post(client, {"SAMLResponse": base64.b64encode(xml).decode()})
    assert (answer.status_code, signed_in_as(client)) == (401, None)


def test_a_second_assertion_wrapped_around_the_signed_one_is_not_read(client, there, user):
    """XML signature wrapping: the signature stays valid for its element, and another one is meant to be read."""
    make_user(email="boss@agency.example")
    form = there.visit(client.get(LOGIN)["Location"])
    tree = etree.fromstring(base64.b64decode(form["SAMLResponse"]))
    signed = next(child for child in tree if child.tag.endswith("Assertion"))
    forged = etree.fromstring(etree.tostring(signed).replace(b"rita@agency", b"boss@agency"))
    forged.set("ID", "_forged")
    for signature in forged.findall("{http://www.w3.org/2000/09/xmldsig#}Signature"):
        forged.remove(signature)
    tree.insert(list(tree).index(signed), forged)
    answer = post(client, {"SAMLResponse": base64.b64encode(etree.tostring(tree)).decode()})
    assert (answer.status_code, signed_in_as(client)) == (401, None)


@pytest.mark.parametrize("answer", ["", "no base64!", base64.b64encode(b"<not-saml/>").decode()])
def test_rubbish_is_no_answer(client, there, user, answer):
    assert (post(client, {"SAMLResponse": answer}).status_code, signed_in_as(client)) == (401, None)


def test_an_answer_belongs_to_the_window_that_asked_and_is_good_once(client, there, user):
    form = there.visit(client.get(LOGIN)["Location"])
    victim = Browser()
    answer = post(victim, form)
    assert (answer.status_code, STALE in answer.content.decode(), signed_in_as(victim)) == (403, True, None)
    assert post(client, form).status_code == 302
    assert signed_in_as(client) == user
    client.post(reverse("account_logout"))
    assert (post(client, form).status_code, signed_in_as(client)) == (403, None)


def test_nobody_is_signed_in_without_having_asked(client, there, user):
    assert (post(client, there.posted(None)).status_code, signed_in_as(client)) == (401, None)
    assert (client.get(LOGIN + "acs/finish/").status_code, signed_in_as(client)) == (401, None)


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/"])
def test_nobody_is_led_elsewhere_afterwards(client, there, user, target):
    assert go(client, there, f"?next={target}")["Location"] == "/"
    form = {**there.visit(client.get(LOGIN)["Location"]), "RelayState": target}
    assert post(client, form)["Location"] == "/"


def test_the_number_of_an_employee_finds_the_account(client, there, settings):
    person = make_employee(email="other@agency.example")
    configure(settings, there, employee_number_claim="number")
    there.attributes = {"number": person.employee_no, MAIL: "rita@agency.example"}
    go(client, there)
    assert signed_in_as(client) == person.user


@pytest.mark.parametrize(("context", "is_open"), [(MFA, True), ("urn:other", False)])
def test_the_providers_second_factor_counts_where_the_settings_say_so(client, there, settings, context, is_open):
    from accounts.enums import Role

    settings.MFA_REQUIRED_ROLES = ["hr"]
    make_user(email="rita@agency.example", roles=[Role.HR])
    configure(settings, there, second_factor=[MFA])
    there.context = context
    go(client, there)
    assert (client.get("/designees/").status_code == 200) is is_open


@pytest.mark.parametrize(("ago", "is_fresh"), [(timedelta(0), True), (timedelta(minutes=30), False)])
def test_signing_in_again_there_is_a_fresh_proof(client, there, user, ago, is_fresh):
    go(client, there)
    there.signed_in_ago = ago
    answer = go(client, there, "?process=redirect&next=/signed-in/")
    assert 'ForceAuthn="true"' in there.asked
    proof = fresh_proof(client.session, user, timezone.now())
    assert (proof is not None, NOT_FRESH in answer.content.decode()) == (is_fresh, not is_fresh)
    assert signed_in_as(client) == user


def test_the_metadata_for_the_provider_name_our_addresses(client, there):
    answer = client.get(LOGIN + "metadata/")
    tree = etree.fromstring(answer.content)
    places = tree.xpath("//*[local-name()='AssertionConsumerService']/@Location")
    assert (answer.status_code, tree.get("entityID"), places) == (
        200, "http://testserver/sign-in/saml/county/metadata/", ["http://testserver/sign-in/saml/county/acs/"],
    )  # fmt: skip
    wants = tree.xpath("//*[local-name()='SPSSODescriptor']/@WantAssertionsSigned")
    assert wants == ["true"]


def test_the_address_for_a_sign_out_by_link_only_asks(client, there, user):
    go(client, there)
    assert client.get(LOGIN + "sign-out/")["Location"] == reverse("account_logout")
    assert signed_in_as(client) == user


def test_an_unknown_provider_is_not_there(client):
    paths = ("", "acs/finish/", "metadata/")
    assert [client.get(f"/sign-in/saml/other/{path}").status_code for path in paths] == [404] * 3


def test_a_provider_that_is_gone_is_said_so(client, there, settings):
    configure(settings, there, metadata_url="http://127.0.0.1:9/metadata")
    answer = client.get(LOGIN)
    assert (answer.status_code, "gave no answer that can be accepted" in answer.content.decode()) == (401, True)
