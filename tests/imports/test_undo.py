"""Taking an import back: only while nothing depends on it, and what depends is named."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Delegation, RoleGrant, User
from audit.selectors import chain_findings, import_findings
from competencies.models import Classification
from evaluations.models import Evaluation, FormTemplate
from imports.registry import dependants
from jobs.models import Job
from notifications.models import Preference
from tests.evaluations.pages import page_of, said
from tests.factories import make_employee, make_user
from tests.imports.acts import (
    PEOPLE,
    address,
    checked,
    fresh,
    people_csv,
    person,
    through,
    undone,
    uploaded,
    work,
)
from workforce.models import Employee, Leave, OrgUnit

pytestmark = pytest.mark.django_db
REFUSED = "This import cannot be undone: other things have come to depend on it."


def refusal(client: Client, upload: object) -> list[str]:
    """What is said to depend; everything else stays as it is."""
    before = list(Employee.objects.order_by("pk").values())
    upload = undone(client, upload)
    assert (upload.status, upload.error, upload.undone_by) == ("applied", REFUSED, None)
    assert list(Employee.objects.order_by("pk").values()) == before
    page = page_of(client.get(upload.get_absolute_url()))
    shown = [said(item) for item in page.xpath("//div[contains(@class, 'usa-alert--warning')]//li")]
    assert shown == upload.reasons
    return upload.reasons


def test_a_value_that_was_changed_since(client: Client) -> None:
    through(client, people_csv(person("000001")))
    upload = through(client, people_csv(person("000001", last_name="Two"), person("000002")))
    through(client, people_csv(person("000001", last_name="Three")))
    assert refusal(client, upload) == ["Ana Three (000001) has been changed since: last_name."]


def test_a_new_person_to_whom_somebody_else_reports(client: Client) -> None:
    upload = through(client, people_csv(person("000001")))
    through(client, people_csv(person("000002", "000001")))
    assert refusal(client, upload) == [
        "Ana Person 000002 (000002) reports to the new person Ana Person 000001 (000001)."
    ]


def test_a_new_person_whom_an_evaluation_is_about(client: Client) -> None:
    upload = through(client, people_csv(person("000001")))
    found = Employee.objects.get()
    Evaluation.objects.create(
        employee=found, rater=make_employee(employee_no="900"), classification=found.classification,
        org_unit=found.org_unit, template=FormTemplate.objects.create(key="general", version=1, title="General"),
        policy_key="county", policy_version=1, created_at=timezone.now(), content_saved_at=timezone.now(),
        period_start=date(2026, 1, 1), period_end=date(2026, 6, 30),
    )  # fmt: skip
    assert refusal(client, upload) == ["The new person Ana Person 000001 (000001) is in use: evaluations."]


def test_what_rooms_above_know_of(client: Client, hooks: None) -> None:
    upload = through(client, people_csv(person("000001")))
    asked = []

    @dependants("people")
    def depend(*, stream: str, ids: list[int]) -> list[str]:
        asked.append((stream, list(ids)))
        return [f"Evaluation {number} was closed early because of it." for number in range(12)]

    reasons = refusal(client, upload)
    assert asked == [(upload.stream, [Employee.objects.get().pk])]
    assert (len(reasons), reasons[0], reasons[-1]) == (
        11, "Evaluation 0 was closed early because of it.", "And 2 more.",
    )  # fmt: skip


def test_a_supervisor_or_class_of_before_that_is_gone(client: Client) -> None:
    first = through(client, b"code,title\n0800,Old Class\n", kind="classifications", name="classes.csv")
    through(client, people_csv(person("000001", class_code="0800")))
    moved = through(client, people_csv(person("000001")))
    assert undone(client, first).status == "undone"
    assert refusal(client, moved) == ["0800, where Ana Person 000001 (000001) would go back to, is not there any more."]


def test_a_circle_that_the_lines_of_before_would_make(client: Client) -> None:
    through(client, people_csv(person("000001"), person("000002", "000001")))
    upload = through(client, people_csv(person("000002")))
    through(client, people_csv(person("000001", "000002")))
    assert refusal(client, upload) == ["These people would supervise each other in a circle: 000001 > 000002 > 000001."]


def test_an_address_of_before_that_somebody_else_has_now(client: Client) -> None:
    through(client, people_csv(person("000001", email="first@agency.example")))
    upload = through(client, people_csv(person("000001", email="second@agency.example")))
    through(client, people_csv(person("000002", email="first@agency.example")))
    assert refusal(client, upload) == [
        "The address first@agency.example of Ana Person 000001 (000001) has another account by now."
    ]


def test_the_last_administrator(client: Client) -> None:
    RoleGrant.objects.filter(role=Role.SYSTEM_ADMIN.value).delete()
    upload = through(client, people_csv(person("000001")))
    RoleGrant.objects.create(user=Employee.objects.get().user, role="system_admin", granted_at=timezone.now())
    assert refusal(client, upload) == ["No active system administrator would be left: make somebody else one first."]


def test_new_people_go_with_their_accounts_leaves_and_units(client: Client) -> None:
    make_employee(employee_no="900")
    more = ("2026-01-01..2026-01-10", "es")
    rows = [(*PEOPLE, "leaves", "language"), (*person("000001"), *more), (*person("000002", "000001"), *more)]
    units, accounts = OrgUnit.objects.count(), User.objects.count()
    upload = through(client, "\n".join(map(",".join, rows)).encode())
    assert (Leave.objects.count(), Preference.objects.filter(language="es").count()) == (2, 2)
    upload = undone(client, upload)
    assert (upload.status, Employee.objects.get().employee_no) == ("undone", "900")
    assert (OrgUnit.objects.count(), User.objects.count(), Leave.objects.count(), Preference.objects.count()) == (
        units, accounts, 0, 0,
    )  # fmt: skip


def test_an_account_that_was_used_is_closed_and_stays(client: Client) -> None:
    upload = through(client, people_csv(person("000001"), person("000002"), person("000003")))
    used, granted, unused = (Employee.objects.get(employee_no=f"00000{number}").user for number in (1, 2, 3))
    User.objects.filter(pk=used.pk).update(last_login=timezone.now())
    RoleGrant.objects.create(user=granted, role="hr", granted_at=timezone.now())
    assert undone(client, upload).status == "undone"
    kept = User.objects.filter(pk__in=[used.pk, granted.pk, unused.pk]).order_by("pk")
    assert list(kept.values_list("pk", "is_active", "sessions_epoch")) == [(used.pk, False, 1), (granted.pk, False, 1)]


def test_an_account_that_was_there_before_stays_open(client: Client) -> None:
    free = make_user(email="p000001@agency.example", name="Somebody")
    User.objects.filter(pk=free.pk).update(created_at=date(2020, 1, 1).isoformat() + "T00:00Z")
    upload = through(client, people_csv(person("000001")))
    assert Employee.objects.get().user == free
    assert undone(client, upload).status == "undone"
    free.refresh_from_db()
    assert (free.is_active, Employee.objects.count()) == (True, 0)


def test_a_designee_of_a_new_person_keeps_the_account(client: Client) -> None:
    upload = through(client, people_csv(person("000001")))
    user, other = Employee.objects.get().user, make_user()
    Delegation.objects.create(
        principal=user, delegate=other, starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 9), reason="away",
        created_at=timezone.now(), created_by=other,
    )  # fmt: skip
    assert undone(client, upload).status == "undone"
    user.refresh_from_db()
    assert user.is_active is False


def test_a_class_that_somebody_holds(client: Client) -> None:
    upload = through(client, b"code,title\n0800,New Class\n", kind="classifications", name="classes.csv")
    through(client, people_csv(person("000001", class_code="0800")))
    assert refusal(client, upload) == ["The new class 0800 is in use: employees."]


def test_a_class_that_was_changed_since(client: Client) -> None:
    upload = through(client, b"code,title,monthly_min\n0617,Technician,3000\n", kind="classifications")
    Classification.objects.filter(code="0617").update(title="Other")
    assert refusal(client, upload) == ["The class 0617 has been changed since: title."]


def test_money_and_probation_get_their_values_of_before(client: Client) -> None:
    through(client, b"code,title,monthly_min,probation_months\n0617,T,3000.50,12\n", kind="classifications")
    upload = through(client, b"code,title,monthly_min,probation_months\n0617,T,,0\n", kind="classifications")
    assert undone(client, upload).status == "undone"
    found = Classification.objects.get(code="0617")
    assert (str(found.monthly_min), found.probation_months) == ("3000.50", 12)


def test_the_trail_is_whole_after_an_undoing_and_the_rooms_above_are_asked(client: Client) -> None:
    upload = undone(client, through(client, people_csv(person("000001"))))
    assert (list(chain_findings()), list(import_findings())) == ([], [])
    assert set(Job.objects.filter(name="evaluations.follow_changes").values_list("key", flat=True)) == {
        upload.stream, upload.undo_stream,
    }  # fmt: skip


def test_whoever_may_not_undo_any_more_undoes_nothing(client: Client, admin: User) -> None:
    upload = through(client, people_csv(person("000001")))
    client.post(address("undo", upload))
    admin.role_grants.all().delete()
    work()
    upload = fresh(upload)
    assert (upload.status, upload.error) == (
        "applied", "The person who asked for it may not import any more, so nothing was done.",
    )  # fmt: skip
    assert Employee.objects.count() == 1


def test_after_the_undoing_the_same_file_can_be_brought_in_again(client: Client) -> None:
    data = people_csv(person("000001"))
    undone(client, through(client, data))
    again = checked(client, uploaded(client, data))
    assert again.counts["new"] == 1
