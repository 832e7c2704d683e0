"""The page of HR's docket: who reads it, what it shows, bulk assignment, views, CSV; and the same over the API."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from audit.models import AuditEvent
from evaluations.enums import Rating
from evaluations.models import DocketEntry, SavedView
from evaluations.rules.contacts import Contact
from evaluations.services.consultations import consultation_request
from tests.api.asking import Program
from tests.counting import queries_of
from tests.evaluations import journeys
from tests.evaluations.journeys import AT, HOUR, PERIOD, hr_analyst, user_of
from tests.evaluations.pages import client_of, page_of, said
from tests.factories import Chain, make_employee

pytestmark = pytest.mark.django_db
APRIL = datetime(2026, 4, 20, 17, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(AT + 9 * HOUR, tick=False):
        yield


@pytest.fixture
def chain() -> Chain:
    """Two lines wait: a question of April, and the propriety review of today."""
    chain = journeys.agency()
    journeys.submitted(journeys.rated(journeys.started(chain), Rating.IMPROVEMENT_NEEDED))
    asked(chain, "9 of 50 letters come back.")
    return chain


def asked(chain: Chain, words: str) -> None:
    contact = Contact(Rating.UNSATISFACTORY, *PERIOD, date(2026, 7, 10), words, "Told on March 5.")
    consultation_request(employee=chain.employee, contact=contact, by=user_of(chain.program_head), at=APRIL)


def lines(client: Client, **query: str) -> list[list[str]]:
    page = page_of(client.get(reverse("docket"), query))
    return [[said(cell) for cell in row.xpath("./th | ./td")] for row in page.xpath("//tbody/tr")]


def chosen(client: Client, **query: str) -> list[str]:
    page = page_of(client.get(reverse("docket"), query))
    return [str(box.get("value")) for box in page.xpath("//tbody//input[@name='chosen']")]


def test_the_earliest_day_stands_first_with_kind_and_owner(chain: Chain) -> None:
    rows = lines(client_of(hr_analyst()))
    assert [row[1:3] + row[4:] for row in rows] == [
        ["Question to HR", "April 20, 2026", "Nobody"],
        ["Propriety review", "July 6, 2026", "Nobody"],
    ]
    assert "April 27, 2026" in rows[0][3]
    assert "July 13, 2026" in rows[1][3]
    assert chain.employee.full_name in rows[0][0]


def test_an_auditor_reads_and_chooses_nothing_and_others_find_no_page(chain: Chain) -> None:
    auditor = client_of(make_employee(roles=[Role.AUDITOR]))
    assert (len(lines(auditor)), chosen(auditor)) == (2, [])
    refused = auditor.post(reverse("docket_assign"), {"chosen": chosen(client_of(hr_analyst()))})
    assert (refused.status_code, DocketEntry.objects.count()) == (403, 0)
    page = page_of(client_of(chain.program_head).get(reverse("docket")))
    assert said(page.find(".//h1")) == "Page not found"


def test_lines_are_assigned_in_bulk_and_the_filters_stay(chain: Chain) -> None:
    client, hr = client_of(hr_analyst()), user_of(hr_analyst())
    data = {"chosen": chosen(client), "new_owner": str(hr.pk)}
    done = client.post(f"{reverse('docket_assign')}?owner=nobody", data)
    assert (done.status_code, done["Location"]) == (302, f"{reverse('docket')}?owner=nobody")
    assert [row[4] for row in lines(client)] == [hr.name, hr.name]
    assert lines(client, owner="nobody") == []
    stale = client.post(reverse("docket_assign"), data)
    assert stale.status_code == 409
    assert "has assigned some of these meanwhile" in stale.content.decode()


def test_what_cannot_be_assigned_is_said_beside_the_choice(chain: Chain) -> None:
    client = client_of(hr_analyst())
    nothing = client.post(reverse("docket_assign"), {"new_owner": ""})
    assert nothing.status_code == 422
    assert "Choose at least one line" in nothing.content.decode()
    data = {"chosen": chosen(client), "new_owner": str(user_of(chain.director).pk)}
    stranger = client.post(reverse("docket_assign"), data)
    assert (stranger.status_code, DocketEntry.objects.count()) == (422, 0)


def test_views_are_kept_shown_and_deleted(chain: Chain) -> None:
    client = client_of(hr_analyst())
    kept = client.post(f"{reverse('docket_view_keep')}?kind=review&page=2", {"name": "Reviews", "is_shared": "on"})
    assert (kept.status_code, SavedView.objects.get().query) == (302, "kind=review")
    manager = page_of(client_of(chain.hr_manager).get(reverse("docket")))
    (link,) = manager.xpath("//a[text()='Reviews']")
    assert link.get("href") == f"{reverse('docket')}?kind=review"
    unnamed = client.post(reverse("docket_view_keep"), {"name": " "})
    assert unnamed.status_code == 422
    client.post(reverse("docket_view_forget", args=[SavedView.objects.get().public_id]))
    assert SavedView.objects.count() == 0


def test_the_csv_holds_what_is_filtered_and_who_took_it_is_kept(chain: Chain) -> None:
    answer = client_of(hr_analyst()).get(reverse("docket_export"), {"kind": "review"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    heading, row = text.splitlines()
    assert heading == "employee_no,employee,unit,kind,waits_since,due_on,owner,page"
    assert row.startswith(f"{chain.employee.employee_no},{chain.employee.full_name},")
    assert ",review,2026-07-06,2026-07-13,," in row
    event = AuditEvent.objects.get(action="docket_exported")
    assert event.data == {"asked": "kind=review", "rows": 1}


def test_the_page_costs_the_same_for_one_and_for_three(chain: Chain) -> None:
    client, address = client_of(hr_analyst()), reverse("docket")
    client.get(address)
    assert [line[1] for line in lines(client)] == ["Question to HR", "Propriety review"]
    one = queries_of(client.get, address)
    asked(chain, "More letters.")
    assert queries_of(client.get, address) == one
    assert len(lines(client)) == 3


def test_the_same_over_the_api(chain: Chain) -> None:
    hr = Program(user_of(hr_analyst()))
    told = hr.get("docket/?kind=review")
    assert (told["count"], [line["due_on"] for line in told["lines"]]) == (1, ["2026-07-13"])
    wanted = {name: told["lines"][0][name] for name in ("kind", "subject", "version")}
    email = user_of(chain.hr_manager).email
    assert hr.post("docket/assign/", {"lines": [wanted], "owner": email}) == {"changed": 1}
    assert [line["owner"]["email"] for line in hr.get(f"docket/?owner={email}")["lines"]] == [email]
    hr.post("docket/assign/", {"lines": [wanted], "owner": None})
    assert hr.status == 409
    hr.post("docket/assign/", {"lines": [wanted], "owner": "nobody@agency.example"})
    assert hr.status == 422
    manager = Program(user_of(chain.program_head))
    manager.get("docket/")
    assert manager.status == 404
