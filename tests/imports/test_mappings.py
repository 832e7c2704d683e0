"""Choices of columns: kept under a name, taken over for the next file, and forgotten."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from audit.models import AuditEvent
from common.errors import NotVisible
from imports.models import SavedMapping
from imports.services import mapping_delete, mapping_save
from tests.counting import queries_of
from tests.evaluations.pages import page_of, said
from tests.factories import make_user
from tests.imports.acts import AT, PEOPLE, administrator, checked, client_for, people_csv, person, sheet_of, uploaded
from workspace.selectors.trail import sentence_of

pytestmark = pytest.mark.django_db
FIELDS = (
    "employee_no", "first_name", "last_name", "email", "class_code", "org_unit", "supervisor_no", "status",
    "appointed_on",
)  # fmt: skip


def kept(by: User, name: str = "Personnel office", kind: str = "people") -> SavedMapping:
    return mapping_save(kind=kind, name=name, headings={"employee_no": "key", "last_name": "nachname"}, by=by, at=AT)


def delete_url(mapping: SavedMapping, kind: str = "people") -> str:
    return reverse("imports:mapping_delete", args=[kind, mapping.pk])


def names_kept() -> list[str]:
    return list(SavedMapping.objects.values_list("name", flat=True))


def test_choices_are_kept_under_a_name_and_taken_over_for_the_next_file(client: Client, admin: User) -> None:
    heads = ("Key", "Vorname", "Nachname", "Post", "Klasse", "Ort", "Chef", "Stand", "Seit")
    first = uploaded(client, sheet_of(heads, person("000001")), name="staff.xlsx")
    assert first.mapping == {}
    chosen = dict(zip((f"column_{field}" for field in FIELDS), (head.lower() for head in heads), strict=True))
    first = checked(client, first, **chosen, save_as="Personnel office")
    assert (first.counts["new"], first.mapping["org_unit"]) == (1, "ort")
    saved = SavedMapping.objects.get()
    assert (saved.name, saved.by, saved.headings["supervisor_no"]) == ("Personnel office", admin, "chef")
    second = uploaded(client, sheet_of(("more", *reversed(heads)), ["x", *reversed(person("000002"))]))
    assert (second.outline["fitting"], second.mapping) == ("Personnel office", saved.headings)
    assert checked(client, second).counts["new"] == 1


def test_what_was_kept_is_listed_with_its_kind_and_can_be_deleted(client: Client, admin: User) -> None:
    mapping, other = kept(admin), kept(admin, "Classes", "classifications")
    page = page_of(client.get(reverse("imports:layout", args=["people"])))
    (row,) = page.xpath("//section[@aria-labelledby='kept']//tbody/tr")
    cells = [said(cell) for cell in row.xpath("./th | ./td")]
    assert cells == [
        "Personnel office", "March 2, 2026 at 9:00 a.m. Vera Admin", "key, nachname", "Delete “Personnel office”",
    ]  # fmt: skip
    assert [link.get("href") for link in row.xpath(".//a")] == [delete_url(mapping)]
    asked = page_of(client.get(delete_url(mapping)))
    assert said(asked.xpath("//h1")[0]) == "Delete the choices “Personnel office”"
    assert names_kept() == ["Classes", "Personnel office"]
    response = client.post(delete_url(mapping), follow=True)
    assert response.redirect_chain == [(reverse("imports:layout", args=["people"]), 302)]
    assert "The choices “Personnel office” are deleted." in said(page_of(response))
    assert page_of(response).xpath("//section[@aria-labelledby='kept']") == []
    assert names_kept() == [other.name]


def test_the_next_file_is_guessed_again(client: Client, admin: User) -> None:
    headings = dict(zip(PEOPLE, (f"x{name.replace('_', '')}" for name in PEOPLE), strict=True))
    mapping = mapping_save(kind="people", name="Own", headings=headings, by=admin, at=AT)
    file = sheet_of(tuple(headings.values()), person("000001"))
    by_choice = uploaded(client, file, name="staff.xlsx")
    mapping_delete(kind="people", pk=mapping.pk, by=admin, at=AT)
    guessed = uploaded(client, file, name="staff.xlsx")
    assert (by_choice.outline["fitting"], by_choice.mapping) == ("Own", headings)
    assert (guessed.outline["fitting"], guessed.mapping) == ("", {})
    assert checked(client, by_choice).counts["new"] == 1


def test_who_imports_deletes_also_what_others_have_kept_and_the_trail_says_whose(admin: User) -> None:
    mapping = kept(make_user(name="Otto Other", roles=[Role.CLASSIFICATION_ADMIN]))
    mapping_delete(kind="people", pk=mapping.pk, by=admin, at=AT)
    event = AuditEvent.objects.get(action="import_mapping_deleted")
    assert (event.stream, event.actor_name, event.data) == (f"account:{admin.pk}", "Vera Admin", {
        "kind": "people", "name": "Personnel office", "kept_by": "Otto Other",
        "headings": {"employee_no": "key", "last_name": "nachname"},
    })  # fmt: skip
    assert sentence_of(event) == "Choices of columns “Personnel office” deleted, kept by Otto Other"


def test_nobody_else_deletes_them_nor_under_another_kind_nor_twice(client: Client, admin: User) -> None:
    mapping = kept(admin)
    with pytest.raises(NotVisible):
        mapping_delete(kind="people", pk=mapping.pk, by=make_user(roles=[Role.HR]), at=AT)
    with pytest.raises(NotVisible):
        mapping_delete(kind="classifications", pk=mapping.pk, by=admin, at=AT)
    page = client.post(delete_url(mapping, "classifications"))
    assert (page.status_code, names_kept()) == (404, ["Personnel office"])
    mapping_delete(kind="people", pk=mapping.pk, by=admin, at=AT)
    with pytest.raises(NotVisible):
        mapping_delete(kind="people", pk=mapping.pk, by=admin, at=AT)
    assert AuditEvent.objects.filter(action="import_mapping_deleted").count() == 1


def test_the_list_takes_as_many_queries_for_three_as_for_one(client: Client, admin: User) -> None:
    url = reverse("imports:layout", args=["people"])
    kept(admin)
    one = queries_of(client.get, url)
    for name in ("Second", "Third"):
        kept(administrator(f"{name} Admin"), name)
    assert queries_of(client.get, url) == one


def test_the_column_of_days_says_from_when_a_separation_counts(client: Client) -> None:
    page = page_of(client.get(reverse("imports:layout", args=["people"])))
    (row,) = [row for row in page.xpath("//tbody/tr") if said(row.xpath("./th")[0]) == "effective_on"]
    assert said(row.xpath("./td")[0]) == (
        "Changes count from. The day from which the row's changes count, at most a year away; empty: the day of the "
        "import. A separation always counts from separated_on."
    )


def test_the_trail_names_the_file_and_says_what_was_compared(client: Client) -> None:
    upload = checked(client, uploaded(client, people_csv(person("000001"), person("000002", class_code="9999"))))
    auditor = client_for(make_user(roles=[Role.AUDITOR]))
    page = auditor.get(reverse("audit:streams"), {"action": "import checked"})
    assert [(row[2]["text"], row[3]["text"], row[3]["url"]) for row in page.context["rows"]] == [
        (
            "File compared with what is stored: 1 new, 0 changed, 0 unchanged, 1 rejected; "
            "evaluations under way that it would touch: 0",
            "Uploaded file people.csv",
            reverse("audit:stream", args=[upload.own_stream]),
        )
    ]
