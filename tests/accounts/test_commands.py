"""The command line of accounts: the first one of an installation, and the demo's people."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from accounts.enums import Role
from accounts.models import User
from accounts.permissions import roles_of
from audit.selectors import events_of
from tests.factories import PASSWORD, make_user


def create(monkeypatch, *args, typed=PASSWORD):
    monkeypatch.setattr("sys.stdin", io.StringIO(typed + "\n"))
    call_command("create_account", *args)


@pytest.mark.django_db
class TestCreateAccount:
    def test_it_makes_an_account_that_signs_in(self, monkeypatch, capsys):
        roles = ["--role", "system_admin", "--role", "auditor"]
        create(monkeypatch, "Sam@Agency.Example", "--name", "Sam System", *roles)
        user = User.objects.get(email="sam@agency.example")
        assert (user.check_password(PASSWORD), roles_of(user)) == (True, {Role.SYSTEM_ADMIN, Role.AUDITOR})
        assert capsys.readouterr().out == "Sam System can sign in as sam@agency.example.\n"
        assert [event.action for event in events_of(f"account:{user.pk}")] == [
            "account_created", "role_granted", "role_granted",
        ]  # fmt: skip

    def test_a_refused_role_leaves_no_account(self, monkeypatch):
        make_user(name="Harper", roles=[Role.HR_MANAGER])
        with pytest.raises(CommandError, match="Harper is HR Manager, and there is only one"):
            create(monkeypatch, "x@agency.example", "--name", "X", "--role", "hr_manager")
        assert User.objects.filter(email="x@agency.example").count() == 0

    def test_a_weak_password_is_refused_with_the_reason(self, monkeypatch):
        with pytest.raises(CommandError, match="at least 15 characters"):
            create(monkeypatch, "x@agency.example", "--name", "X", typed="short")


class TestDemoSignins:
    def test_a_table_of_the_demos_people(self, settings, tmp_path, capsys):
        settings.DEMO, settings.VAR_DIR = True, tmp_path
        people = [
            {"name": "Rita", "role": "Rater", "email": "rita@x.example", "password": "abc"},
            {"name": "Ed", "role": "Employee", "email": "ed@x.example", "password": "abcd"},
        ]
        (tmp_path / "demo-signins.json").write_text(json.dumps(people))
        call_command("demo_signins")
        assert capsys.readouterr().out.splitlines() == [
            "Name  Role      E-mail          Password",
            "Rita  Rater     rita@x.example  abc",
            "Ed    Employee  ed@x.example    abcd",
        ]

    @pytest.mark.parametrize("is_demo", [True, False])
    def test_without_a_demo_it_says_so(self, settings, tmp_path, is_demo):
        settings.DEMO, settings.VAR_DIR = is_demo, tmp_path
        if not is_demo:
            (tmp_path / "demo-signins.json").write_text("[]")
        with pytest.raises(CommandError, match="There are no demo sign-ins"):
            call_command("demo_signins")
