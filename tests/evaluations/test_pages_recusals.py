"""The pages of a recusal: HR's, the next level's, and what nobody else finds (R23)."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from evaluations.models import Recusal
from tests.evaluations import journeys
from tests.evaluations.journeys import AT, HOUR, TODAY, hr_analyst
from tests.evaluations.pages import client_of, errors_of, page_of, said, values_of
from tests.factories import Chain, make_employee

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AT + 5 * HOUR, tick=False):
        yield


@pytest.fixture
def chain() -> Chain:
    return journeys.agency()


def url(name: str, kept: Recusal | None = None) -> str:
    return reverse(f"evaluations:{name}", args=[kept.public_id] if kept else [])


def entered(chain: Chain, **changed: str) -> dict[str, str]:
    values = {"employee": chain.employee.employee_no, "against": chain.supervisor.employee_no, "since": "2026-07-06"}
    return {**values, "reference": "G-14", "token": "6f2d5b0e-6a0e-4d57-9f5e-0d8a3f1b2c3d", **changed}


def test_hr_records_it_and_what_is_wrong_stands_beside_its_field(chain):
    client = client_of(hr_analyst())
    page = client.post(url("recusal_new"), entered(chain, against="nobody", since="2026-07-07"))
    assert page.status_code == 422
    assert errors_of(page) == [
        ("#id_against", "Against whom? Nobody has the number nobody. Look it up among the people.")
    ]
    page = client.post(url("recusal_new"), entered(chain, since="2026-07-07"))
    assert errors_of(page) == [
        ("#id_since", "Since when? July 7, 2026 lies ahead. Enter the day on which the grievance was made.")
    ]
    page = client.post(url("recusal_new"), entered(chain), follow=True)
    kept = Recusal.objects.get()
    assert page.redirect_chain == [(kept.get_absolute_url(), 302)]
    words = said(page_of(page))
    assert f"{chain.supervisor.full_name} takes no part about {chain.employee.full_name}" in words
    assert "G-14" in words
    assert f"An exception is recorded by: {chain.program_head.full_name}" in words
    [row] = page_of(client.get(url("recusals"))).xpath("//tbody/tr")
    assert "In force" in said(row)


def test_the_next_level_reads_no_file_and_decides(chain):
    draft = journeys.rated(journeys.started(chain))
    client_of(hr_analyst()).post(url("recusal_new"), entered(chain))
    kept, client = Recusal.objects.get(), client_of(chain.program_head)
    words = said(page_of(client.get(kept.get_absolute_url())))
    assert "G-14" not in words
    assert "What Avery Supervisor has begun to rate cannot be submitted" in words
    assert "Let the next level rate" in words
    page = client.post(url("recusal_except", kept), {**values_of(client.get(url("recusal_except", kept)), "step-form")})
    assert errors_of(page) == [("#id_reason", "Your reason: Say in a sentence why: the record needs the reason.")]
    values = {**values_of(page, "step-form"), "reason": "Nobody else has seen the work."}
    words = said(page_of(client.post(url("recusal_except", kept), values, follow=True)))
    assert "The exception is on record." in words
    assert "Nobody else has seen the work." in words
    assert client.get(url("recusal_except", kept)).status_code == 409
    values = {**values_of(client.get(url("recusal_unexcept", kept)), "step-form"), "reason": "The work is known now."}
    assert client.post(url("recusal_unexcept", kept), values).status_code == 302
    values = values_of(client.get(url("recusal_hand_over", kept)), "step-form")
    words = said(page_of(client.post(url("recusal_hand_over", kept), values, follow=True)))
    assert "1 draft is handed over." in words
    assert journeys.fresh(draft).rater_id == chain.program_head.pk


def test_hr_ends_it(chain):
    client = client_of(hr_analyst())
    client.post(url("recusal_new"), entered(chain))
    kept = Recusal.objects.get()
    values = {**values_of(client.get(url("recusal_end", kept)), "step-form"), "reason": "Settled."}
    assert values["until"] == TODAY.isoformat()
    assert "The recusal is ended." in said(page_of(client.post(url("recusal_end", kept), values, follow=True)))
    assert client.get(url("recusal_end", kept)).status_code == 409


@pytest.mark.parametrize("who", ["employee", "supervisor", "division_chief", "stranger"])
def test_to_others_there_is_nothing(chain, who):
    client_of(hr_analyst()).post(url("recusal_new"), entered(chain))
    kept = Recusal.objects.get()
    person = make_employee() if who == "stranger" else getattr(chain, who)
    client = client_of(person)
    names = ("recusal", "recusal_end", "recusal_except", "recusal_unexcept", "recusal_hand_over")
    assert {name: client.get(url(name, kept)).status_code for name in names} == dict.fromkeys(names, 404)
    assert [client.get(url(name)).status_code for name in ("recusals", "recusal_new")] == [404, 404]


def test_the_recused_rater_sees_who_acts_instead_on_the_form_and_no_grievance_file(chain):
    draft = journeys.rated(journeys.started(chain))
    client_of(hr_analyst()).post(url("recusal_new"), entered(chain))
    page = client_of(chain.supervisor).get(f"/evaluations/{draft.public_id}/edit/")
    words = said(page_of(page))
    assert "Another supervisor rates, unless the next level records an exception." in words
    assert "G-14" not in words
