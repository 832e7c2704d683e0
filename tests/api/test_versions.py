"""Versions and keys: nobody's newer words are lost, nothing is done twice, also by two at once."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection

from accounts.models import KeptAnswer
from accounts.services import answers_forget
from evaluations.models import Evaluation, Return
from evaluations.selectors import content_of
from tests.api.asking import Program
from tests.evaluations.journeys import AT, HOUR, agency, evaluation_in, fresh, started, user_of, withdrawn
from tests.factories import PASSWORD, Chain

NOW = AT + 9 * HOUR
REASON = {"reason": "The dates of the log are missing."}


@pytest.fixture
def chain(db: None) -> Chain:
    return agency()


def draft_of(chain: Chain) -> tuple[Program, str]:
    return Program(user_of(chain.supervisor)), f"evaluations/{started(chain).public_id}/"


def test_the_form_is_not_changed_blindly(chain: Chain) -> None:
    rater, one = draft_of(chain)
    answer = rater.ask("PATCH", f"{one}content/", {"overall": "competent"})
    assert (rater.status, answer["title"]) == (428, "Say which version you mean")


def test_an_older_version_changes_nothing_and_sees_the_newer(chain: Chain) -> None:
    rater, one = draft_of(chain)
    rater.get(f"{one}content/")
    first = rater.etag
    rater.ask("PATCH", f"{one}content/", {"overall_comments": "Newer words."}, If_Match=first)
    answer = rater.ask("PATCH", f"{one}content/", {"overall_comments": "Late words."}, If_Match=first)
    assert (rater.status, answer["stored"]["overall_comments"]) == (412, "Newer words.")
    assert Evaluation.objects.get().overall_comments == "Newer words."


def test_only_the_named_fields_change(chain: Chain) -> None:
    rater, one = draft_of(chain)
    factors = rater.get(f"{one}content/")["factors"]
    key, item = "quality_of_work", next(iter(factors["quality_of_work"]["items"]))
    plan = [{"factor": key, "standard": "Two of fifty.", "check_ins": ["2026-09-04", "2026-08-07", "2026-08-07"]}]
    change = {"factors": {key: {"items": {item: "very_good"}}}, "deficiencies": plan}
    rater.ask("PATCH", f"{one}content/", change, If_Match=rater.etag)
    rater.ask("PATCH", f"{one}content/", {"factors": {key: {"comments": "Sound."}}}, If_Match=rater.etag)
    stored = content_of(fresh(Evaluation.objects.get()))
    assert (stored.factors[key].items[item], stored.factors[key].comments) == ("very_good", "Sound.")
    assert [[day.isoformat() for day in row.check_ins] for row in stored.deficiencies] == [["2026-08-07", "2026-09-04"]]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"factors": {"punctuality": {"rating": "competent"}}}, "factors.punctuality"),
        ({"factors": {"quality_of_work": {"items": {"x": "competent"}}}}, "factors.quality_of_work.items.x"),
        ({"factors": {"quality_of_work": {"rating": "super"}}}, "factors.quality_of_work.rating"),
        ({"factors": {"quality_of_work": {"score": 3}}}, "factors.quality_of_work.score"),
        ({"deficiencies": [{"factor": "nope"}]}, "deficiencies.0.factor"),
        ({"deficiencies": [{}, {"target_on": "10/31/2026"}]}, "deficiencies.1.target_on"),
        ({"status": "final"}, "status"),
        ({"content_version": 9}, "content_version"),
        ({"action_effective_on": "1066-10-14"}, "action_effective_on"),
        ({"overall_comments": "x" * 200_001}, "overall_comments"),
    ],
)
def test_what_is_not_of_the_form_is_an_error(chain: Chain, change: dict[str, Any], field: str) -> None:
    rater, one = draft_of(chain)
    rater.get(f"{one}content/")
    answer = rater.ask("PATCH", f"{one}content/", change, If_Match=rater.etag)
    assert (rater.status, [row["field"] for row in answer["violations"]]) == (422, [field])
    assert Evaluation.objects.get().content_version == 1


def test_texts_come_in_as_from_the_pages(chain: Chain) -> None:
    rater, one = draft_of(chain)
    rater.get(f"{one}content/")
    rater.ask("PATCH", f"{one}content/", {"overall_comments": "One\r\ntwo\x00\u202e."}, If_Match=rater.etag)
    assert Evaluation.objects.get().overall_comments == "One\ntwo."


def test_a_step_can_be_tied_to_what_was_read(chain: Chain) -> None:
    evaluation = evaluation_in("reviewer_review", chain)
    head, one = Program(user_of(chain.program_head)), f"evaluations/{evaluation.public_id}/"
    head.get(one)
    tag = head.etag
    head.post(f"{one}return/", REASON, If_Match='"another"')
    assert (head.status, fresh(evaluation).status) == (412, "reviewer_review")
    head.post(f"{one}return/", REASON, If_Match=f'"another", {tag}')
    assert (head.status, fresh(evaluation).status) == (204, "draft")


def test_what_is_known_is_not_sent_again(chain: Chain) -> None:
    rater, one = draft_of(chain)
    rater.get(one)
    tag = rater.etag
    assert rater.get(one, If_None_Match=tag) is None
    assert (rater.status, rater.etag) == (304, tag)
    rater.get("evaluations/")
    rater.get("evaluations/", If_None_Match=rater.etag)
    assert rater.status == 304


def test_only_the_fields_that_are_asked_for(chain: Chain) -> None:
    rater, one = draft_of(chain)
    assert rater.get(f"{one}?fields=status,version") == {"status": "draft", "version": 1}
    assert rater.get("evaluations/?fields=status")["results"] == [{"status": "draft"}]
    answer = rater.get(f"{one}?fields=status,salary")
    assert (rater.status, answer["violations"][0]["field"]) == (422, "fields")


# --- idempotency ------------------------------------------------------------------------------------------------------


def test_the_same_request_again_does_nothing_twice(chain: Chain) -> None:
    evaluation = evaluation_in("reviewer_review", chain)
    head, path = Program(user_of(chain.program_head)), f"evaluations/{evaluation.public_id}/return/"
    key = str(uuid4())
    first = head.post(path, REASON, Idempotency_Key=key)
    assert (head.status, "Idempotent-Replayed" in head.response) == (204, False)
    assert head.post(path, REASON, Idempotency_Key=key) == first
    assert (head.status, head.response["Idempotent-Replayed"], Return.objects.count()) == (204, "true", 1)


def test_what_was_started_is_answered_again_with_its_address(chain: Chain) -> None:
    rater = Program(user_of(chain.supervisor))
    asked = {"employee_no": chain.employee.employee_no, "period_start": "2025-07-01", "period_end": "2026-06-30"}
    answers = [rater.post("evaluations/", asked, Idempotency_Key="start") for _time in range(2)]
    assert answers[0] == answers[1]
    assert rater.response["Location"] == f"/api/v1/evaluations/{answers[0]['public_id']}/"
    assert Evaluation.objects.count() == 1


def test_a_key_stands_for_one_request(chain: Chain) -> None:
    evaluation = evaluation_in("reviewer_review", chain)
    head, path = Program(user_of(chain.program_head)), f"evaluations/{evaluation.public_id}/return/"
    head.post(path, REASON, Idempotency_Key="one")
    answer = head.post(path, {"reason": "Another one."}, Idempotency_Key="one")
    assert (head.status, answer["title"]) == (422, "This key was used for something else")


def test_anothers_key_is_not_mine(chain: Chain) -> None:
    evaluation = evaluation_in("reviewer_review", chain)
    path = f"evaluations/{evaluation.public_id}/return/"
    Program(user_of(chain.program_head)).post(path, REASON, Idempotency_Key="one")
    other = Program(user_of(chain.division_chief))
    other.post(path, REASON, Idempotency_Key="one")
    assert other.status == 404


def test_a_refusal_may_be_asked_for_again(chain: Chain) -> None:
    evaluation = evaluation_in("reviewer_review", chain)
    head, path = Program(user_of(chain.program_head)), f"evaluations/{evaluation.public_id}/return/"
    head.post(path, {"reason": " "}, Idempotency_Key="one")
    assert (head.status, KeptAnswer.objects.count()) == (422, 0)
    head.post(path, REASON, Idempotency_Key="one")
    assert head.status == 204


@pytest.mark.parametrize("key", ["", "x" * 201, "line\tbreak"])
def test_a_key_that_is_none(chain: Chain, key: str) -> None:
    rater = Program(user_of(chain.supervisor))
    rater.post("evaluations/", {}, Idempotency_Key=key)
    assert rater.status == 400


def test_answers_are_kept_for_a_day(chain: Chain) -> None:
    evaluation = evaluation_in("reviewer_review", chain)
    head, path = Program(user_of(chain.program_head)), f"evaluations/{evaluation.public_id}/return/"
    head.post(path, REASON, Idempotency_Key="one")
    assert answers_forget(at=NOW + timedelta(hours=24)) == 0
    assert answers_forget(at=NOW + timedelta(hours=25)) == 1


def test_an_older_key_stands_for_nothing_any_more(chain: Chain) -> None:
    evaluation = evaluation_in("reviewer_review", chain)
    head, path = Program(user_of(chain.program_head)), f"evaluations/{evaluation.public_id}/return/"
    head.post(path, REASON, Idempotency_Key="one")
    with time_machine.travel(NOW + timedelta(hours=25), tick=False):
        head.post(path, REASON, Idempotency_Key="one")
        assert head.status == 404  # asked anew: it is a draft now, and nobody's but the Rater's


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_one_key_do_it_once() -> None:
    chain = agency()
    rater = user_of(chain.supervisor)
    asked = {"employee_no": chain.employee.employee_no, "period_start": "2025-07-01", "period_end": "2026-06-30"}
    programs = [Program(rater) for _number in range(4)]
    gate, answers = threading.Barrier(4), []

    def start(program: Program) -> None:
        try:
            gate.wait(timeout=20)
            answers.append((json.dumps(program.post("evaluations/", asked, Idempotency_Key="one")), program.status))
        finally:
            connection.close()

    threads = [threading.Thread(target=start, args=(program,)) for program in programs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert (len(answers), len(set(answers)), answers[0][1]) == (4, 1, 201)
    assert Evaluation.objects.count() == 1


def test_a_repeated_answer_shows_nothing_that_is_not_theirs_any_more(chain: Chain) -> None:
    evaluation = evaluation_in("reviewer_review", chain)
    head, one = Program(user_of(chain.program_head)), f"evaluations/{evaluation.public_id}/"
    read = head.get(one)
    signature = {"content_sha256": read["content_sha256"], "password": PASSWORD}
    assert head.post(f"{one}sign/", signature, Idempotency_Key="one")["status"] == "department_head_review"
    withdrawn(fresh(evaluation))
    assert head.post(f"{one}sign/", signature, Idempotency_Key="one") is None
    assert (head.status, head.response["Idempotent-Replayed"]) == (204, "true")


def test_no_digest_of_a_password_is_kept(chain: Chain) -> None:
    evaluation = evaluation_in("reviewer_review", chain)
    head, one = Program(user_of(chain.program_head)), f"evaluations/{evaluation.public_id}/"
    signature = {"content_sha256": head.get(one)["content_sha256"], "password": PASSWORD}
    head.post(f"{one}sign/", signature, Idempotency_Key="one")
    head.post(f"{one}sign/", {**signature, "password": "another"}, Idempotency_Key="one")
    assert head.response["Idempotent-Replayed"] == "true"  # the same request: the password is no part of it


def test_the_form_is_its_raters_alone(chain: Chain) -> None:
    """It keeps words that no longer belong to the rating, which nobody signed and nobody reads."""
    evaluation = evaluation_in("issued", chain)
    employee = Program(user_of(chain.employee))
    employee.get(f"evaluations/{evaluation.public_id}/content/")
    assert employee.status == 403
