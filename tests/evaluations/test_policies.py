"""The agency's own versions: whom they serve, that published ones never change, and that nothing past does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import InternalError, transaction
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as how
from hypothesis import strategies as st

from accounts.enums import Role
from accounts.services import WrongPassword
from audit.models import AuditEvent
from common.errors import Conflict, NotAllowed, NotVisible, RuleViolations
from evaluations.enums import EvaluationStatus, PolicyScope, PolicyStatus, Rating
from evaluations.models import DueDate, Evaluation, FollowUp, PolicyVersion
from evaluations.policy_versions import policy_named
from evaluations.rules import book
from evaluations.rules.policy import load_policy
from evaluations.rules.policy_text import read_policy_text
from evaluations.selectors import facts_of, policy_of, route_of
from evaluations.selectors.policies import policy_choice, policy_for, policy_version_get, policy_versions_listed
from evaluations.services.coming import coming_evaluations_create
from evaluations.services.due_dates import due_dates_refresh
from evaluations.services.policies import (
    StalePolicy,
    policy_draft_create,
    policy_draft_discard,
    policy_draft_save,
    policy_publish,
)
from jobs.models import Job
from tests.counting import queries_of
from tests.evaluations.journeys import (
    AT,
    TODAY,
    agency,
    agency_signed,
    evaluation_in,
    fresh,
    issued,
    rated,
    signed_by_employee,
    started,
)
from tests.evaluations.policies import BEFORE, FIRST_DAY, drafted, policy_admin, published
from tests.factories import PASSWORD, make_classification, make_employee, make_user
from workforce.enums import ManagementLevel
from workforce.models import Employee

pytestmark = pytest.mark.django_db
UNIT, GROUP = PolicyScope.BARGAINING_UNIT, PolicyScope.EMPLOYEE_GROUP


def refused(call, *args, **kwargs) -> list[tuple[str, str]]:
    """(field, sentence) of what the service objects to."""
    with pytest.raises(RuleViolations) as refusal:
        call(*args, **kwargs)
    return [(objection.field, objection.message) for objection in refusal.value.violations]


def saved(row, by=None, **changes):
    paths = {path.replace("__", "."): value for path, value in changes.items()}
    return policy_draft_save(name=row.name, revision=row.revision, changes=paths, by=by or policy_admin(), at=BEFORE)


def publish(row, *, on=FIRST_DAY, until=None, revision=None, by=None, proof=PASSWORD, at=BEFORE):
    return policy_publish(
        name=row.name, revision=revision or row.revision, effective_from=on, effective_to=until, proof=proof,
        by=by or policy_admin(), at=at,
    )  # fmt: skip


# --- drafts ----------------------------------------------------------------------------------------------------------


def test_a_draft_says_what_the_version_says_that_it_was_copied_from():
    row = drafted()
    policy = read_policy_text(row.body, row.name)
    assert (row.name, row.follows, row.scope, row.members, row.status) == (
        "county-101", "county-1", "agency", [], PolicyStatus.DRAFT.value,
    )  # fmt: skip
    assert (policy.name, policy.effective_from) == ("county-101", FIRST_DAY)
    assert policy.rules == load_policy("county").rules
    assert policy.holidays == load_policy("county").holidays


def test_only_the_administrator_makes_edits_and_publishes():
    row = drafted()
    others = [make_user(roles=[role]) for role in Role if role is not Role.CLASSIFICATION_ADMIN] + [make_user()]
    for other in others:
        for step in (
            lambda by: policy_draft_create(follows="school-1", by=by, at=BEFORE),
            lambda by: saved(row, by, title="Mine"),
            lambda by: policy_draft_discard(name=row.name, revision=row.revision, by=by, at=BEFORE),
            lambda by: publish(row, by=by),
        ):
            with pytest.raises(NotAllowed, match="A classification administrator looks after the policy sets"):
                step(other)
    assert PolicyVersion.objects.get().revision == 1


def test_a_set_has_one_draft_at_a_time():
    row = drafted()
    with pytest.raises(Conflict, match="Casey Rulekeeper has begun a draft of this set") as refusal:
        policy_draft_create(follows="county-1", by=policy_admin(), at=BEFORE)
    assert refusal.value.url == "/policies/county-101/"
    policy_draft_discard(name=row.name, revision=row.revision, by=policy_admin(), at=BEFORE)
    assert drafted().version == 101
    assert list(AuditEvent.objects.filter(stream="policy:county-101").values_list("action", flat=True)) == [
        "policy_draft_created", "policy_draft_discarded", "policy_draft_created",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        (
            {"follow_up__window_months": 0}, "follow_up.window_months",
            "This must be a whole number from 1 on.",
        ),
        ({"title": " "}, "title", "This must not be blank."),
        ({"periods__longest_months": None}, "periods.longest_months", "This is missing."),
        ({"rules__R4__on": True}, "rules.R4", "This is not a known key."),
        (
            {"signing__chart__very_good__department_head": "division_chief"},
            "signing.chart.very_good.department_head", "This must stand above the Reviewer's level.",
        ),
        (
            {"holidays__2027": [date(2028, 1, 1)]}, "holidays.2027",
            "This lists 2028-01-01, which lies in another year.",
        ),
        ({"deadlines__copy_days": 400}, "deadlines.copy_days", "This must be 366 at most."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_field_and_nothing_is_saved(changes, field, sentence):
    row = drafted()
    assert refused(saved, row, **changes) == [(field, sentence)]
    assert PolicyVersion.objects.get().sha256 == row.sha256


def test_of_two_tabs_the_second_one_is_told_and_undoes_nothing():
    row = drafted()
    saved(row, follow_up__window_months=9)
    with pytest.raises(StalePolicy, match="Casey Rulekeeper saved this draft after you had opened it"):
        saved(row, deadlines__copy_days=15)
    policy = read_policy_text(PolicyVersion.objects.get().body, "here")
    assert (policy.follow_up.window_months, policy.deadlines.copy_days) == (9, 20)


def test_another_set_than_the_agencys_says_for_whom_it_is():
    make_classification(bargaining_unit="721")
    by = policy_admin()

    def begin(**how):
        return policy_draft_create(follows="school-1", by=by, at=BEFORE, **how)

    assert refused(begin) == [("scope", "The whole agency has the set county. Choose for whom this one is.")]
    assert refused(begin, scope=UNIT) == [("members", "Name at least one, so that the set is for somebody.")]
    unknown = "Nobody is known here under 999. Correct it or leave it out."
    assert refused(begin, scope=UNIT, members=["721", "999"]) == [("members", unknown)]
    assert refused(begin, scope=GROUP, members=["999"]) == [("members", unknown)]
    small = "Use small letters, digits and _ alone, for example unit_721."
    assert refused(begin, scope=UNIT, members=["721"], suffix="Unit 721") == [("suffix", small)]
    assert refused(begin, scope=UNIT, members=["721"], suffix="x" * 40) == [("suffix", "Use 33 characters at most.")]
    row = begin(scope=UNIT, members=["721", " 721 "], suffix="unit_721")
    assert (row.name, row.scope, row.members) == ("school_unit_721-101", "bargaining_unit", ["721"])


def test_the_next_version_is_for_the_same_people_and_numbered_after_the_last():
    make_classification(bargaining_unit="721")
    published("school-1", scope=UNIT, members=["721"])
    row = drafted("school-101")
    assert (row.name, row.follows, row.scope, row.members) == ("school-102", "school-101", "bargaining_unit", ["721"])


def test_nothing_is_copied_that_is_not_there_or_is_a_draft():
    drafted()
    for name in ("county-2", "nothing-1", "county-101"):
        with pytest.raises(NotVisible):
            policy_draft_create(follows=name, by=policy_admin(), at=BEFORE)


# --- publishing ------------------------------------------------------------------------------------------------------


def test_published_it_is_in_force_from_its_day_on():
    row = published(on=date(2026, 7, 20), follow_up__window_months=9)
    choice = policy_choice()
    months = [choice.agency(day).follow_up.window_months for day in (date(2026, 7, 19), date(2026, 7, 20))]
    assert months == [6, 9]
    assert (row.status, row.published_by, row.published_at) == (PolicyStatus.PUBLISHED.value, policy_admin(), BEFORE)
    event = AuditEvent.objects.filter(action="policy_published").get()
    assert event.data == {
        "version": "county-101", "sha256": row.sha256, "days": ["2026-07-20", ""], "scope": "agency", "members": [],
        "proof": "password",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("days", "field", "sentence"),
    [
        ({"on": date(2026, 6, 30)}, "effective_from", "Choose July 1, 2026 or later: days that are over keep theirs."),
        (
            {"on": date(2026, 8, 1), "until": date(2026, 7, 31)}, "effective_to",
            "The last day lies before the first one. Choose a later one, or leave it empty.",
        ),
    ],
)  # fmt: skip
def test_days_that_cannot_be(days, field, sentence):
    assert refused(publish, drafted(), **days) == [(field, sentence)]


def test_a_day_on_which_evaluations_were_begun_belongs_to_their_version():
    chain = agency()
    started(chain)
    make_classification(bargaining_unit="721")
    row, others = drafted(at=AT), drafted("school-1", scope=UNIT, members=["721"], at=AT)
    assert refused(publish, row, on=TODAY, at=AT) == [
        (
            "effective_from",
            "Evaluations were begun today under the version in force. A day belongs to one version: choose tomorrow or "
            "a later day.",
        )
    ]
    publish(others, on=TODAY, at=AT)  # for people of whom none was begun
    assert publish(row, on=TODAY + timedelta(days=1), at=AT).status == PolicyStatus.PUBLISHED.value


def test_two_sets_cannot_begin_on_one_day_for_the_same_people():
    make_classification(bargaining_unit="721")
    published("school-1", scope=UNIT, members=["721"])
    row = drafted("county-1", suffix="pilot", scope=UNIT, members=["721"])
    sentence = "Merit-system school district, version 101 comes into force on the same day for some of the same people."
    assert refused(publish, row) == [("effective_from", sentence)]
    assert publish(row, on=FIRST_DAY + timedelta(days=1)).version == 101


def test_publishing_takes_the_right_password():
    row = drafted()
    with pytest.raises(WrongPassword, match="Nothing was published"):
        publish(row, proof="another password")
    assert PolicyVersion.objects.get().status == PolicyStatus.DRAFT.value
    assert AuditEvent.objects.filter(action="password_confirm_failed").count() == 1


def test_published_twice_the_second_one_is_told():
    row = drafted()
    publish(row)
    with pytest.raises(Conflict, match="County, version 101 has been published and does not change any more"):
        publish(row)
    assert AuditEvent.objects.filter(action="policy_published").count() == 1


def test_a_draft_that_was_saved_since_is_not_published_unseen():
    row = drafted()
    saved(row, follow_up__window_months=9)
    with pytest.raises(StalePolicy):
        publish(row, revision=1)


def test_from_today_on_due_dates_are_looked_at_anew_at_once_and_later_ones_in_the_morning():
    published(on=date(2026, 7, 20))
    assert not Job.objects.filter(key="policy:county-101").exists()
    published("county-101")
    assert Job.objects.filter(key="policy:county-102").count() == 1


# --- what is published never changes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.update(body="key = 1"),
        lambda rows: rows.update(effective_from=date(2026, 1, 1)),
        lambda rows: rows.update(effective_to=date(2026, 12, 31)),
        lambda rows: rows.update(members=["721"], scope="bargaining_unit"),
        lambda rows: rows.update(title="Another"),
        lambda rows: rows.update(status="draft", published_at=None, published_by=None),
        lambda rows: rows.delete(),
    ],
)
def test_the_database_refuses_to_change_what_is_published(change):
    published()
    with pytest.raises(InternalError, match="A published version of a policy set is immutable"), transaction.atomic():
        change(PolicyVersion.objects.all())


def test_the_services_refuse_it_too():
    row = published()
    for step in (
        lambda: saved(row, title="Another"),
        lambda: policy_draft_discard(name=row.name, revision=row.revision, by=policy_admin(), at=BEFORE),
    ):
        with pytest.raises(Conflict, match="does not change any more"):
            step()


# --- whom it serves ---------------------------------------------------------------------------------------------------


def test_an_evaluation_is_begun_under_the_persons_own_set_and_keeps_it():
    chain = agency()
    Employee.objects.filter(pk=chain.employee.pk).update(bargaining_unit="721")
    published("school-1", scope=UNIT, members=["721"], follow_up__window_months=9, signing__chart_is_placeholder=False)
    other = make_employee(supervisor=chain.supervisor)
    own, usual = started(chain), started(chain, employee=other)
    assert [policy_of(row).name for row in (own, usual)] == ["school-101", "county-1"]
    assert policy_of(own).follow_up.window_months == 9
    published("school-101", on=TODAY + timedelta(days=1), follow_up__window_months=12, at=AT)
    assert policy_of(fresh(own)).follow_up.window_months == 9


def test_the_class_goes_before_the_bargaining_unit_and_the_person_before_the_class():
    group = make_classification(code="4120", bargaining_unit="721")
    published("school-1", scope=UNIT, members=["721"])
    published("school-1", suffix="aides", scope=GROUP, members=["4120"], on=date(2026, 7, 15))
    person = make_employee(classification=group)
    other = make_employee(classification=group, bargaining_unit="R04")
    days = [date(2026, 7, 14), date(2026, 7, 15)]
    assert [policy_for(person, day).name for day in days] == ["school-101", "school_aides-101"]
    assert [policy_for(other, day).name for day in days] == ["county-1", "school_aides-101"]


def test_a_chart_of_ones_own_decides_who_signs():
    chain = agency()
    Employee.objects.filter(pk=chain.employee.pk).update(bargaining_unit="721")
    published(
        "school-1", scope=UNIT, members=["721"],
        signing__chart__competent={"reviewer": "division_chief", "department_head": "director"},
    )  # fmt: skip
    route = route_of(rated(started(chain)), today=TODAY)
    assert [signer.person for signer in route.signers[1:]] == [chain.division_chief.pk, chain.director.pk]


def test_due_dates_and_coming_evaluations_follow_each_persons_set():
    chain = agency()
    own = make_employee(supervisor=chain.supervisor, bargaining_unit="721", appointed_on=date(2026, 2, 1))
    other = make_employee(supervisor=chain.supervisor, appointed_on=date(2026, 2, 1))
    published("school-1", scope=UNIT, members=["721"], periods__longest_months=6)
    due_dates_refresh(employee_ids=None, at=AT)
    found = {row.employee_id: (row.due_on, row.policy_key) for row in DueDate.objects.all()}
    assert found[own.pk] == (date(2026, 7, 31), "school")
    assert found[other.pk] == (date(2027, 1, 31), "")
    assert coming_evaluations_create(at=AT, ahead_by_set={"school": 20})["created"] == 0
    assert coming_evaluations_create(at=AT, ahead_by_set={"school": 90})["created"] >= 1
    assert policy_of(Evaluation.objects.get(employee=own)).name == "school-101"
    assert not Evaluation.objects.filter(employee=other).exists()


@pytest.mark.parametrize("is_own", [False, True])
def test_how_many_people_there_are_costs_no_query(is_own):
    chain = agency()
    unit = "721" if is_own else "R04"
    make_employee(bargaining_unit="721")
    published("school-1", scope=UNIT, members=["721"])

    def count() -> int:
        return queries_of(lambda: due_dates_refresh(employee_ids=None, at=AT))

    make_employee(supervisor=chain.supervisor, bargaining_unit=unit)
    count()  # whoever is new is written once, and the version read once
    one = count()
    for _ in range(2):
        make_employee(supervisor=chain.supervisor, bargaining_unit=unit)
    due_dates_refresh(employee_ids=None, at=AT)
    assert count() == one


# --- what is listed ---------------------------------------------------------------------------------------------------


def test_the_list_says_what_is_in_force_for_whom_and_how_much_it_is_used():
    chain = agency()
    started(chain)
    make_classification(bargaining_unit="721")
    published("school-1", scope=UNIT, members=["721"])
    published(on=date(2026, 7, 7), at=AT)
    drafted("county-101", at=AT)

    def listed(on, user):
        return [
            (one.policy.name, one.serves, one.used, one.is_draft) for one in policy_versions_listed(user, on)
        ]  # fmt: skip

    agency_, unit = PolicyScope.AGENCY, PolicyScope.BARGAINING_UNIT
    assert listed(TODAY, policy_admin()) == [
        ("county-102", None, 0, True), ("county-101", None, 0, False), ("county-1", agency_, 1, False),
        ("school-101", unit, 0, False), ("school-1", None, 0, False),
    ]  # fmt: skip
    assert listed(date(2026, 7, 7), make_user(roles=[Role.HR])) == [
        ("county-101", agency_, 0, False), ("county-1", None, 1, False), ("school-101", unit, 0, False),
        ("school-1", None, 0, False),
    ]  # fmt: skip
    with pytest.raises(NotVisible):
        listed(TODAY, make_user())
    with pytest.raises(NotVisible):
        policy_version_get(make_user(roles=[Role.HR]), "county-102", TODAY)


def test_the_text_of_a_version_is_a_policy_file():
    row = published(follow_up__window_months=9)
    for name in ("county-1", "county-101"):
        version = policy_version_get(policy_admin(), name, TODAY)
        assert read_policy_text(version.text, name) == version.policy
    assert policy_named("county", 101) == read_policy_text(row.body, "county-101")


# --- the invariant ----------------------------------------------------------------------------------------------------


def judged(evaluation: Evaluation) -> tuple[object, ...]:
    """All that the rules say of it, and every day that they gave it."""
    return (
        book.violations(facts_of(evaluation, on=TODAY), policy_of(evaluation), TODAY),
        route_of(evaluation, today=TODAY), policy_of(evaluation).name,
        evaluation.copy_due_on, evaluation.response_due_on, evaluation.filed_on, evaluation.status,
        list(FollowUp.objects.filter(evaluation=evaluation).values_list("starts_on", "ends_on", "status")),
    )  # fmt: skip


LEVELS = st.sampled_from([level.value for level in ManagementLevel if level is not ManagementLevel.NONE])
ANY_CHANGE = st.fixed_dictionaries(
    {},
    optional={
        "periods.longest_months": st.integers(1, 60),
        "deadlines.copy_days": st.integers(1, 366),
        "deadlines.response_business_days": st.integers(1, 366),
        "deadlines.filed_on": st.sampled_from(["outcome_recorded", "response_time_ended"]),
        "follow_up.window_months": st.integers(1, 60),
        "comments.needed_for": st.lists(st.sampled_from([rating.value for rating in Rating]), unique=True),
        "rules.R7.on": st.booleans(),
        "rules.R9.on": st.booleans(),
        "rules.R25.citation": st.sampled_from(["Charter, section 12", "Rule 5"]),
        "signing.low_rating_department_head": st.sampled_from(["hr_manager", "deputy_director"]),
        "signing.chart.competent": st.sampled_from(
            [
                {"reviewer": "division_chief", "department_head": "director"},
                {"reviewer": "program_head", "department_head": "deputy_director"},
            ]
        ),
        "holidays.2026": st.lists(st.dates(date(2026, 7, 1), date(2026, 12, 31)), unique=True, max_size=20),
    },
)


@given(changes=ANY_CHANGE, days=st.integers(1, 400), is_low=st.booleans())
@how(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_changing_policy_never_changes_a_past_evaluation(changes, days, is_low):
    with transaction.atomic():
        chain = agency()
        rating = Rating.IMPROVEMENT_NEEDED if is_low else Rating.COMPETENT
        evaluation = evaluation_in(EvaluationStatus.FINAL, chain, rating=rating)
        before = judged(evaluation)
        row = drafted(at=AT)
        row = policy_draft_save(name=row.name, revision=1, changes=changes, by=policy_admin(), at=AT)
        publish(row, on=TODAY + timedelta(days=days), at=AT)
        assert policy_choice().agency(TODAY + timedelta(days=days)).name == "county-101"
        assert judged(fresh(evaluation)) == before
        transaction.set_rollback(True)


def test_one_under_way_goes_on_by_its_own_version():
    evaluation = agency_signed(rated(started(agency())))
    published(on=TODAY + timedelta(days=1), deadlines__copy_days=5, deadlines__response_business_days=3, at=AT)
    evaluation = signed_by_employee(issued(evaluation))
    assert (evaluation.copy_due_on, evaluation.response_due_on) == (date(2026, 7, 26), date(2026, 7, 20))
