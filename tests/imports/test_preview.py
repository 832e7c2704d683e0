"""What a file would change: found, shown, and said whose doing it is."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import RoleGrant, User
from audit.models import AuditEvent
from audit.selectors import chain_findings
from common.csvimport.difference import Difference
from imports.models import Upload
from imports.registry import Effect, effects
from tests.counting import queries_of
from tests.evaluations.pages import page_of, said
from tests.factories import make_user
from tests.imports.acts import (
    AT,
    address,
    applied,
    checked,
    client_for,
    fresh,
    people_csv,
    person,
    rows_shown,
    through,
    uploaded,
    work,
)
from workforce.models import Employee

pytestmark = pytest.mark.django_db


def test_rows_are_found_by_part_of_their_number_and_name(client: Client) -> None:
    rows = [person("000001", last_name="Núñez"), person("000022", last_name="O’Brien"), person("000003")]
    upload = checked(client, uploaded(client, people_csv(*rows)))
    found = client.get(upload.get_absolute_url(), {"outcome": "new", "q": "obrien 22"})
    assert [row[0] for row in rows_shown(found)] == ["Ana O’Brien 000022"]
    nothing = client.get(upload.get_absolute_url(), {"outcome": "rejected", "q": "obrien"})
    assert (rows_shown(nothing), "No row matches" in nothing.content.decode()) == ([], True)


def test_the_lists_take_as_many_queries_for_three_as_for_one(client: Client) -> None:
    def preview(size: int, supervisor: str) -> int:
        rows = [person(f"{number:06d}", supervisor) for number in range(size)]
        upload = checked(client, uploaded(client, people_csv(*rows)))
        counted = queries_of(client.get, f"{upload.get_absolute_url()}?outcome=changed")
        applied(client, upload)
        return counted

    through(client, people_csv(*(person(f"{number:06d}") for number in range(3)), person("000008"), person("000009")))
    assert preview(1, "000008") == preview(3, "000009")
    three = queries_of(client.get, reverse("imports:uploads"))
    Upload.objects.exclude(pk=Upload.objects.latest("pk").pk).delete()
    assert queries_of(client.get, reverse("imports:uploads")) == three


def test_what_comes_of_it_for_evaluations_is_shown_before_applying(client: Client, hooks: None) -> None:
    seen = []

    @effects("people")
    def foresee(difference: Difference, *, at: object) -> list[Effect]:
        seen.append(difference.counts["new"])
        told = [Effect(f"thing {number} happens", f"Person {number}", told="Ana and Bo") for number in range(230)]
        return [Effect("the period ends early", "Ana Ortiz", "/evaluations/", "both Raters"), *told]

    upload = checked(client, uploaded(client, people_csv(person("000001"))))
    assert (seen, len(upload.effects), upload.effects_count) == ([1], 200, 231)
    page = page_of(client.get(upload.get_absolute_url()))
    assert said(page.get_element_by_id("effects")) == "231 things come of this for evaluations under way"
    items = [said(item) for item in page.xpath("//section[@aria-labelledby='effects']//li")]
    assert (items[0], len(items)) == ("Ana Ortiz: the period ends early Told: both Raters", 200)
    assert "And 31 more that are not listed here." in said(page.xpath("//section[@aria-labelledby='effects']")[0])
    assert "231" in said(page_of(client.get(address("apply", upload))))
    words = "They happen when the import is applied, or on the day that is named, and whoever is concerned is told."
    assert said(page.xpath("//section[@aria-labelledby='effects']//p")[0]) == words
    event = AuditEvent.objects.get(stream=f"upload:{upload.public_id}")
    assert (event.action, event.actor_name, event.data) == ("import_checked", "Vera Admin", {
        "file_sha256": upload.sha256, "counts": {"new": 1, "changed": 0, "unchanged": 0, "rejected": 0}, "effects": 231,
    })  # fmt: skip


def test_nobody_reads_in_a_preview_what_comes_to_their_own_evaluation(client: Client, admin: User, hooks: None) -> None:
    @effects("people")
    def foresee(difference: Difference, *, at: object) -> list[Effect]:
        return [
            Effect("an evaluation ends early", admin.name, about=admin.pk),
            Effect("an evaluation passes on", "Ana Ortiz", about=admin.pk + 1000),
            Effect("an evaluation passes on", "Nobody Known"),
        ]

    upload = checked(client, uploaded(client, people_csv(person("000001"))))

    def shown(reader: Client) -> tuple[list[str], str]:
        (card,) = page_of(reader.get(upload.get_absolute_url())).xpath("//section[@aria-labelledby='effects']")
        return [said(item) for item in card.xpath(".//li")], said(card.xpath(".//p[last()]")[0])

    others = ["Ana Ortiz: an evaluation passes on", "Nobody Known: an evaluation passes on"]
    own = "1 that concerns you is not shown: you read of your own evaluation when it is issued."
    assert shown(client) == (others, own)
    # Whoever stands in for them sees it, also in the preview that was made for them.
    words = "They happen when the import is applied, or on the day that is named, and whoever is concerned is told."
    assert shown(client_for(make_user(roles=[Role.CLASSIFICATION_ADMIN]))) == (
        [f"{admin.name}: an evaluation ends early", *others], words,
    )  # fmt: skip


def test_each_comparison_is_an_event_of_whoever_asked_for_it(client: Client) -> None:
    upload = checked(client, uploaded(client, people_csv(person("000001"))))
    other = client_for(make_user(name="Otto Other", roles=[Role.CLASSIFICATION_ADMIN]))
    other.post(address("check", upload))
    work()
    other.post(address("discard", upload))
    events = AuditEvent.objects.filter(stream=f"upload:{upload.public_id}").order_by("id")
    assert [(event.action, event.actor_name, event.data["counts"]["new"]) for event in events] == [
        ("import_checked", "Vera Admin", 1), ("import_checked", "Otto Other", 1),
    ]  # fmt: skip
    assert (fresh(upload).status, list(chain_findings())) == ("discarded", [])


def test_what_a_person_may_not_bring_in_is_rejected_in_the_preview_that_they_asked_for(client: Client) -> None:
    through(client, people_csv(person("000001"), person("000002")))
    own = Employee.objects.get(employee_no="000001").user
    RoleGrant.objects.create(user=own, role=Role.CLASSIFICATION_ADMIN.value, granted_at=AT)
    promoted = people_csv(person("000001", class_code="1733"), person("000002", last_name="New"))
    by_self = checked(client_for(own), uploaded(client_for(own), promoted))
    assert by_self.counts == {"new": 0, "changed": 1, "unchanged": 0, "rejected": 1}
    assert rows_shown(client_for(own).get(by_self.get_absolute_url()))[0][2] == (
        "class_code: This is about yourself (found “1733”) Somebody else who imports people brings it in"
    )
    upload = checked(client, uploaded(client, promoted))
    upload = applied(client_for(own), upload)
    assert (upload.status, upload.counts["rejected"], upload.asked_by) == ("checked", 1, own)
    assert upload.error == (
        "The data have changed since this preview, or some of it is not for you to bring in: it was made for somebody "
        "else. So nothing was applied. This is the new preview: check it again."
    )
    client.post(address("check", upload))
    work()
    upload = applied(client, upload)
    assert (upload.status, Employee.objects.get(employee_no="000001").classification.code) == ("applied", "1733")


def test_words_of_the_columns_and_of_a_preview(client: Client) -> None:
    upload = uploaded(client, people_csv(person("000001")))
    page = page_of(client.get(address("columns", upload)))
    assert said(page.xpath("//form//button[@type='submit' and contains(., 'Read')]")[0]) == "Read again"
    assert "people.csv: People, 1 row. Look at what was found" in said(page)
    two = uploaded(client, people_csv(person("000001"), person("000002")))
    assert "people.csv: People, 2 rows. Look at" in said(page_of(client.get(address("columns", two))))
    upload = checked(client, upload)
    page = page_of(client.get(upload.get_absolute_url(), {"outcome": "changed"}))
    assert [said(link) for link in page.xpath(f"//a[@href='{address('columns', upload)}']")] == ["Change the columns"]
    empty = {
        outcome: said(page_of(client.get(upload.get_absolute_url(), {"outcome": outcome})).xpath(
            "//div[@class='fs-empty']/h2")[0])
        for outcome in ("changed", "unchanged", "rejected")
    }  # fmt: skip
    assert empty == {"changed": "No changed rows", "unchanged": "No unchanged rows", "rejected": "No rejected rows"}


def test_notes_say_what_is_not_used(client: Client) -> None:
    upload = checked(client, uploaded(client, people_csv(person("000001")).replace(b"email", b"shoe size")))
    assert upload.notes == ["columns not used: shoe_size"]
    assert "Columns not used: shoe_size" in client.get(upload.get_absolute_url()).content.decode()


def test_a_day_from_which_changes_count_is_shown(client: Client) -> None:
    through(client, people_csv(person("000001")))
    head, row = people_csv(person("000001", class_code="1733")).split(b"\n")
    upload = checked(client, uploaded(client, head + b",effective_on\n" + row + b",2026-02-01"))
    assert rows_shown(client.get(upload.get_absolute_url()))[0][2] == (
        "Class Office Technician (0617) becomes Program Manager (1733) Counts from February 1, 2026"
    )
