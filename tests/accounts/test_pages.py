"""The pages of designees and accounts: who sees them, what they do, at a constant number of queries."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Delegation, User
from accounts.services import NO_DESIGNEE, delegation_create
from tests.counting import queries_of
from tests.evaluations.pages import errors_of, page_of, said
from tests.factories import make_employee, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    user = make_user(name="Sam System", roles=[Role.SYSTEM_ADMIN])
    client.force_login(user)
    return user


def make_person(name="Avery"):
    """The account of somebody who works for the agency, as every designee does."""
    first, _space, last = name.partition(" ")
    return make_employee(first_name=first, last_name=last).user


def today():
    return timezone.localdate()


def designee(principal, delegate, starts_in=0, days=10):
    starts_on = today() + timedelta(days=starts_in)
    return delegation_create(
        principal=principal, delegate=delegate, starts_on=starts_on, ends_on=starts_on + timedelta(days=days),
        reason="away", by=None, at=timezone.now(),
    )  # fmt: skip


def form(person, **changed):
    starts_on = today()
    days = {"starts_on": starts_on.isoformat(), "ends_on": (starts_on + timedelta(days=5)).isoformat()}
    return {"delegate": person.email, **days, "reason": "away", **changed}


def words(response):
    """The text cells of the list's rows."""
    return [[cell.get("text") for cell in row] for row in response.context["table"]["rows"]]


class TestDesignees:
    url = "/designees/"

    def test_one_names_ones_own(self, client):
        user, delegate = make_person(), make_person("Dan Designee")
        client.force_login(user)
        response = client.post(self.url, form(delegate), follow=True)
        assert [str(message) for message in response.context["messages"]] == [
            "Dan Designee is named designee; both of you find it here."
        ]
        delegation = Delegation.objects.get()
        assert (delegation.principal, delegation.delegate, delegation.created_by) == (user, delegate, user)

    def test_another_persons_designee_cannot_be_slipped_in(self, client):
        user, boss = make_person(), make_person()
        client.force_login(user)
        client.post(self.url, form(make_person(), principal=boss.email))
        assert Delegation.objects.get().principal == user

    def test_hr_names_anybodys(self, client):
        client.force_login(make_user(roles=[Role.HR]))
        principal = make_person()
        client.post(self.url, form(make_person(), principal=principal.email.upper()))
        assert Delegation.objects.get().principal == principal

    @pytest.mark.parametrize(
        ("changed", "status", "sentence"),
        [
            ({"ends_on": ""}, 422, "This field is required."),
            ({"starts_on": "2020-01-01"}, 422, "A delegation begins today or later"),
        ],
    )
    def test_what_cannot_be_is_said_and_what_was_typed_stays(self, client, changed, status, sentence):
        client.force_login(make_person())
        response = client.post(self.url, form(make_person(), **changed))
        page = response.content.decode()
        assert (response.status_code, sentence in page, 'value="away"' in page) == (status, True, True)
        assert Delegation.objects.count() == 0

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"starts_on": "2020-01-01"}, "starts_on"),
            ({"ends_on": "2020-01-01"}, "ends_on"),
            ({"delegate": "own@agency.example"}, "delegate"),
            ({"delegate": "closed@agency.example"}, "delegate"),
        ],
    )
    def test_each_objection_leads_to_its_field(self, client, changed, field):
        client.force_login(make_user(email="own@agency.example"))
        make_user(email="closed@agency.example", is_active=False)
        assert [href for href, _words in errors_of(client.post(self.url, form(make_person(), **changed)))] == [
            f"#id_{field}"
        ]

    @pytest.mark.parametrize("changed", [{}, {"ends_on": ""}, {"starts_on": "2020-01-01"}])
    def test_nobody_learns_which_addresses_have_accounts_and_who_has_left(self, client, changed):
        client.force_login(make_person())
        make_user(email="outsider@agency.example")
        make_user(email="closed@agency.example", is_active=False)
        left = make_employee(status="separated", separated_on=date(2026, 6, 30)).user
        emails = ["nobody@agency.example", "outsider@agency.example", "closed@agency.example", left.email]
        answers = [client.post(self.url, form(make_person(), **changed, delegate=email)) for email in emails]
        told = [(answer.status_code, answer.context["form"].errors["delegate"]) for answer in answers]
        assert told == [(422, [NO_DESIGNEE])] * 4
        assert len({tuple(answer.context["form"].errors) for answer in answers}) == 1

    def test_overlapping_days_are_a_conflict_with_its_sentence(self, client):
        user = make_person()
        client.force_login(user)
        designee(user, make_person("Dan Designee"))
        response = client.post(self.url, form(make_person()))
        assert (response.status_code, "Dan Designee is the designee from" in response.content.decode()) == (409, True)

    def test_the_list_holds_what_concerns_one_and_for_hr_everything(self, client):
        one, other, third = (make_person(f"{name} Person") for name in ("One", "Other", "Third"))
        designee(one, other)
        designee(other, third, starts_in=3)
        client.force_login(one)
        assert [row[:2] for row in words(client.get(self.url))] == [["One Person", "Other Person"]]
        client.force_login(other)
        rows = words(client.get(self.url))
        assert [(row[0], row[5], row[6]) for row in rows] == [
            ("Other Person", "Planned", "Withdraw"), ("One Person", "In force", "–"),
        ]  # fmt: skip
        client.force_login(make_user(roles=[Role.HR]))
        assert [(row[0], row[6]) for row in words(client.get(self.url))] == [
            ("Other Person", "Withdraw"),
            ("One Person", "Withdraw"),
        ]
        assert [row[0] for row in words(client.get(self.url, {"q": "third"}))] == ["Other Person"]

    def test_withdrawing_asks_first(self, client):
        user = make_person()
        delegation = designee(user, make_person("Dan Designee"))
        url = reverse("accounts:delegation_end", args=[delegation.pk])
        client.force_login(user)
        assert "Dan Designee" in client.get(url).content.decode()
        assert Delegation.objects.get().ended_at is None
        assert client.post(url)["Location"] == self.url
        assert Delegation.objects.get().ended_at is not None
        assert client.post(url).status_code == 409

    def test_the_designee_sees_it_and_may_not_withdraw_it_and_others_see_nothing(self, client):
        delegate = make_person()
        delegation = designee(make_person(), delegate)
        url = reverse("accounts:delegation_end", args=[delegation.pk])
        for user, status in ((delegate, 403), (make_person(), 404), (make_user(roles=[Role.SYSTEM_ADMIN]), 404)):
            client.force_login(user)
            assert (client.get(url).status_code, client.post(url).status_code) == (status, status)
        assert (Delegation.objects.get().ended_at, client.get("/designees/999/withdraw/").status_code) == (None, 404)

    @pytest.mark.parametrize("role", [None, Role.HR])
    def test_queries_do_not_grow_with_the_list(self, client, role):
        user = make_user(roles=[role] if role else [])
        client.force_login(user)
        designee(user, make_person())
        one = queries_of(client.get, self.url)
        designee(user, make_person(), starts_in=20)
        designee(user, make_person(), starts_in=40)
        assert len(words(client.get(self.url))) == 3
        assert queries_of(client.get, self.url) == one


class TestAccounts:
    url = "/accounts/"

    @pytest.mark.parametrize("role", [None, *(role for role in Role if role is not Role.SYSTEM_ADMIN)])
    def test_for_everybody_else_the_pages_do_not_exist(self, client, role):
        user = make_user(roles=[role] if role else [])
        client.force_login(user)
        own = f"{self.url}{user.pk}/"
        answers = [client.get(self.url), client.get(own), client.post(own, {"do": "grant", "role": "system_admin"})]
        assert [answer.status_code for answer in answers] == [404, 404, 404]
        assert set(user.role_grants.values_list("role", flat=True)) == ({role.value} if role else set())

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ({}, ["Ada Auditor", "Carl Closed", "Sam System"]),
            ({"q": "ada"}, ["Ada Auditor"]),
            ({"q": "carl@agency"}, ["Carl Closed"]),
            ({"q": "AUDITOR  áda"}, ["Ada Auditor"]),
            ({"q": "a-da"}, ["Ada Auditor"]),
            ({"role": "auditor"}, ["Ada Auditor"]),
            ({"state": "closed"}, ["Carl Closed"]),
            ({"state": "active"}, ["Ada Auditor", "Sam System"]),
            ({"role": "unknown"}, ["Ada Auditor", "Carl Closed", "Sam System"]),
        ],
    )
    def test_search(self, client, admin, query, names):
        make_user(name="Ada Auditor", roles=[Role.AUDITOR])
        make_user(name="Carl Closed", email="carl@agency.example", is_active=False)
        assert [row[0] for row in words(client.get(self.url, query))] == names

    def test_roles_and_state_change_from_the_page_of_the_account(self, client, admin):
        user = make_user()
        url = f"{self.url}{user.pk}/"
        steps = [
            ({"do": "grant", "role": "hr"}, ["hr"], True, "The role HR, Performance Management Unit is granted."),
            ({"do": "revoke", "role": "hr"}, [], True, "The role HR, Performance Management Unit is revoked."),
            ({"do": "deactivate"}, [], False, "The account is deactivated, and its sessions have ended."),
            ({"do": "activate"}, [], True, "The account is active again."),
        ]
        for data, roles, is_active, sentence in steps:
            response = client.post(url, data, follow=True)
            fresh = User.objects.get(pk=user.pk)
            held = list(fresh.role_grants.values_list("role", flat=True))
            assert (held, fresh.is_active) == (roles, is_active)
            assert [str(message) for message in response.context["messages"]] == [sentence]

    def test_no_role_is_one_slip_away(self, client, admin):
        user = make_user(name="Una User")
        page = page_of(client.get(f"{self.url}{user.pk}/"))
        assert said(page.get_element_by_id("id_role")[0]) == "Choose a role"
        assert page.get_element_by_id("id_role").value == ""
        assert page.xpath("//nav[@aria-label='Breadcrumbs']//a/@href") == [self.url]

    def test_deactivating_asks_first(self, client, admin):
        user = make_user(name="Una User")
        url = f"{self.url}{user.pk}/"
        asked = page_of(client.get(url)).xpath("//a[normalize-space()='Deactivate']/@href")
        page = page_of(client.get(url + asked[0]))
        form = page.xpath("//main//form[@method='post']")[0]
        assert (asked, said(page.xpath("//h1")[0]), "Una User" in said(form), form.action, form.fields["do"]) == (
            ["?ask=deactivate"], "Deactivate an account", True, url, "deactivate",
        )  # fmt: skip
        assert User.objects.get(pk=user.pk).is_active
        client.post(url, {"do": form.fields["do"]})
        assert not User.objects.get(pk=user.pk).is_active

    def test_a_refusal_becomes_a_page_with_its_sentence(self, client, admin):
        url = f"{self.url}{admin.pk}/"
        for data, status, sentence in (
            ({"do": "grant", "role": "auditor"}, 403, "Nobody grants a role to themselves"),
            ({"do": "deactivate"}, 409, "This is the last active system administrator"),
            ({"do": "grant"}, 422, "Choose a role."),
            ({"do": "burn"}, 422, "Select a valid choice."),
        ):
            response = client.post(url, data)
            assert (response.status_code, sentence in response.content.decode()) == (status, True)
        assert list(admin.role_grants.values_list("role", flat=True)) == ["system_admin"]

    def test_an_unknown_account_is_not_there(self, client, admin):
        assert client.get(f"{self.url}999999/").status_code == 404

    def test_queries_do_not_grow_with_the_list(self, client, admin):
        make_user(name="Row", roles=[Role.AUDITOR])
        one = queries_of(client.get, self.url, {"q": "row"})
        make_user(name="Row", roles=[Role.AUDITOR])
        make_user(name="Row", roles=[Role.AUDITOR, Role.HR])
        assert len(words(client.get(self.url, {"q": "row"}))) == 3
        assert queries_of(client.get, self.url, {"q": "row"}) == one

    def test_queries_do_not_grow_with_the_roles(self, client, admin):
        users = make_user(roles=[Role.HR]), make_user(roles=[Role.CLASSIFICATION_ADMIN, Role.AUDITOR, Role.HR])
        one, three = (queries_of(client.get, f"{self.url}{user.pk}/") for user in users)
        assert one == three


def test_what_a_signed_in_person_sees_is_kept_by_no_cache(client, admin):
    assert client.get("/accounts/")["Cache-Control"] == "no-store, private"
