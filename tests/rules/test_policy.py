"""Policy sets: shipped data, strict reading, versions that never change."""

import hashlib
from datetime import date

import pytest

from evaluations.enums import Rating
from evaluations.rules.policy import (
    POLICY_FOLDER,
    RULE_NUMBERS,
    PolicyError,
    available_policies,
    load_policy,
    read_policy_file,
)
from evaluations.rules.policy_shape import ChartRow, FiledOn, LowRatingDepartmentHead
from tests.rules.cases import BOTH, COUNTY, SCHOOL
from workforce.enums import ManagementLevel

# A version is never edited once used: a change is a new file with a new line here.
FINGERPRINTS = {
    "county-1.toml": "d3f8afba229fb0571ef8fb11a5f45e4c400f597cc70dd6f2afe7ed528f08d618",
    "school-1.toml": "f143146d8bf7581c9b175f0f581ee5aa1e797259a8ca6ada45b42da37ad08155",
}
ALL_RULES = {"R1", "R2", "R3", *(f"R{number}" for number in range(5, 30)), "R35", "R36", "R37"}


def test_no_version_was_edited():
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in POLICY_FOLDER.iterdir()}
    assert found == FINGERPRINTS


def test_the_shipped_sets():
    assert available_policies() == (("county", 1), ("school", 1))
    assert (COUNTY.name, SCHOOL.name) == ("county-1", "school-1")
    assert load_policy("county") == load_policy("county", 1) == COUNTY
    # Read once.
    assert load_policy("county") is load_policy("county", 1)


@pytest.mark.parametrize("policy", BOTH, ids=lambda policy: policy.key)
def test_the_numbers_that_both_sets_share(policy):
    assert policy.longest_period_months == 12
    assert policy.follow_up.window_months == 6
    assert policy.follow_up.final_ratings == (Rating.COMPETENT, Rating.UNSATISFACTORY)
    assert policy.deadlines.copy_days == 20
    assert policy.deadlines.response_business_days == 10
    assert policy.deadlines.reconsideration_business_days == 10
    assert policy.consultation.improvement_needed_days == 60
    assert policy.consultation.unsatisfactory_days == 60
    assert policy.follow_up.extension_contact_days == 30
    assert policy.prior_rater_working_days == 60
    assert policy.steps.lookback_months == 12
    assert policy.signing.low_rating_department_head is LowRatingDepartmentHead.HR_MANAGER
    assert set(policy.comment_ratings) == set(Rating) - {Rating.COMPETENT}


@pytest.mark.parametrize("policy", BOTH, ids=lambda policy: policy.key)
def test_the_signing_chart(policy):
    levels = ManagementLevel
    assert dict(policy.signing.chart) == {
        Rating.OUTSTANDING: ChartRow(levels.DEPUTY_DIRECTOR, levels.CHIEF_DEPUTY_DIRECTOR, False),
        Rating.VERY_GOOD: ChartRow(levels.DIVISION_CHIEF, levels.DEPUTY_DIRECTOR, False),
        Rating.COMPETENT: ChartRow(levels.PROGRAM_HEAD, levels.DIVISION_CHIEF, True),
        Rating.IMPROVEMENT_NEEDED: ChartRow(levels.DIVISION_CHIEF, levels.DEPUTY_DIRECTOR, False),
        Rating.UNSATISFACTORY: ChartRow(levels.DIVISION_CHIEF, levels.DEPUTY_DIRECTOR, False),
    }


@pytest.mark.parametrize("policy", BOTH, ids=lambda policy: policy.key)
def test_every_rule_has_a_title_and_a_source(policy):
    assert set(policy.rules) == ALL_RULES
    assert list(policy.rules) == list(RULE_NUMBERS)
    assert [rule for rule in policy.rules if not policy.citation(rule)] == []


def test_the_switches_of_each_set():
    assert {rule for rule in ALL_RULES if not COUNTY.is_on(rule)} == {"R24", "R26", "R27", "R28"}
    assert {rule for rule in ALL_RULES if not SCHOOL.is_on(rule)} == {"R10", "R11", "R16", "R18"}
    assert (COUNTY.follow_up.is_extension_contact_needed, SCHOOL.follow_up.is_extension_contact_needed) == (True, False)
    assert (COUNTY.is_grievance_on_procedure_only, SCHOOL.is_grievance_on_procedure_only) == (False, True)
    assert COUNTY.deadlines.filed_on is FiledOn.OUTCOME_RECORDED
    assert SCHOOL.deadlines.filed_on is FiledOn.RESPONSE_TIME_ENDED
    assert (COUNTY.is_placeholder, SCHOOL.is_placeholder) == (False, True)
    assert (COUNTY.probation.paid_days, SCHOOL.probation.paid_days) == (None, 130)
    assert SCHOOL.probation.one_year_class_months == 12


@pytest.mark.parametrize("policy", BOTH, ids=lambda policy: policy.key)
def test_every_rating_is_defined_in_order_and_on_one_line(policy):
    assert [entry.rating for entry in policy.ratings] == list(Rating)
    assert [entry.label for entry in policy.ratings] == [rating.label for rating in Rating]
    assert [entry.rating for entry in policy.ratings if "\n" in entry.definition] == []
    assert policy.definition(Rating.COMPETENT).startswith("The work consistently meets")


@pytest.mark.parametrize("policy", BOTH, ids=lambda policy: policy.key)
def test_holidays_are_working_days_of_the_week_in_every_year(policy):
    assert [day for day in policy.holidays if day.weekday() >= 5] == []
    assert {day.year for day in policy.holidays} == set(range(2024, 2031))
    assert date(2026, 7, 3) in policy.holidays


def test_a_policy_cannot_be_changed_in_memory():
    with pytest.raises(AttributeError):
        COUNTY.version = 2
    with pytest.raises(TypeError):
        COUNTY.rules["R1"] = COUNTY.rules["R2"]


@pytest.mark.parametrize(
    ("key", "version", "message"),
    [
        ("city", None, "there is no policy set named 'city'; shipped are: county, school"),
        ("../county", None, "there is no policy set named '../county'; shipped are: county, school"),
        ("county", 7, "the policy set 'county' has no version 7; it has: 1"),
        ("county", 0, "the policy set 'county' has no version 0; it has: 1"),
    ],
)
def test_an_unknown_set_or_version_is_named(key, version, message):
    with pytest.raises(PolicyError) as problem:
        load_policy(key, version)
    assert str(problem.value) == message


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("window_months = 6", "", "follow_up.window_months is missing"),
        ("window_months = 6", 'window_months = "six"', "follow_up.window_months must be a whole number"),
        ("window_months = 6", "window_months = true", "follow_up.window_months must be a whole number from 1 on"),
        ("window_months = 6", "window_months = 0", "follow_up.window_months must be a whole number from 1 on"),
        ("window_months = 6", "window_months = 6\nwindow_weeks = 2", "follow_up.window_weeks is not a known key"),
        ("version = 1", "version = 1\ncolour = 3", "colour is not a known key"),
        ("version = 1", "version = 2", "key and version say county-2, the file name does not"),
        ('title = "County"', 'title = " "', "title must not be blank"),
        ("2024-01-01\nscale", '"soon"\nscale', "effective_from must be a date"),
        ("2024-01-01\nscale", "2024-01-01T10:00:00\nscale", "effective_from must be a date without a time"),
        ("scale_is_placeholder = false", "scale_is_placeholder = 0", "scale_is_placeholder must be true or false"),
        (
            'reviewer = "deputy_director"\ndepartment_head = "chief',
            'reviewer = "captain"\ndepartment_head = "chief',
            "signing.chart.outstanding.reviewer must be one of none, supervisor, program_head, division_chief, "
            "deputy_director, chief_deputy_director, director, not 'captain'",
        ),
        (
            'reviewer = "deputy_director"\ndepartment_head = "chief',
            'reviewer = "director"\ndepartment_head = "chief',
            "signing.chart.outstanding.department_head must stand above the Reviewer's level",
        ),
        ("[rules.R7]", "[rules.R99]", "rules.R7 is missing"),
        ("2024 = [", "2023 = [", "holidays.2023 lists 2024-01-01, which lies in another year"),
        ("    2024-01-01, 2024-01-15", '    "New Year", 2024-01-15', "holidays.2024 must be a list of dates"),
        ('final_ratings = ["competent"', 'final_ratings = [["competent"]', "follow_up.final_ratings must be one of"),
        ("[steps]", "[steps", "cannot be read"),
    ],
)
def test_a_malformed_file_is_named_with_its_key(tmp_path, old, new, complaint):
    text = (POLICY_FOLDER / "county-1.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "county-1.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PolicyError) as problem:
        read_policy_file(path)
    assert str(problem.value).startswith(f"county-1.toml: {complaint}")


def test_a_file_that_is_no_text_or_not_there_is_named(tmp_path):
    path = tmp_path / "county-1.toml"
    with pytest.raises(PolicyError, match=r"county-1\.toml: cannot be read"):
        read_policy_file(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(PolicyError, match=r"county-1\.toml: cannot be read"):
        read_policy_file(path)
