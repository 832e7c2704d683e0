"""The pages of policy sets: what they say to whom, editing by parts, differences, publishing."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
import time_machine

from accounts.enums import Role
from evaluations.enums import PolicyScope, PolicyStatus
from evaluations.forms.policies import FORMS
from evaluations.models import PolicyVersion
from evaluations.rules.policy import load_policy
from evaluations.rules.policy_differences import PolicyPart, policy_differences
from evaluations.rules.policy_text import read_policy_text
from evaluations.selectors.policies import policy_version_get
from tests.counting import queries_of
from tests.evaluations.journeys import AT, TODAY, agency, started
from tests.evaluations.policies import drafted, policy_admin, published
from tests.factories import PASSWORD, make_classification, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def admin(client):
    client.force_login(policy_admin())
    return client


def words(response) -> str:
    """What the page says, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def posted(name: str, part: PolicyPart, **typed):
    """What a browser posts of a part's form as it is shown, with some fields typed in anew; None leaves one out."""
    version = policy_version_get(policy_admin(), name, TODAY)
    form = FORMS[part](version=version)
    data = {}
    for bound in form:
        value = bound.value()
        if isinstance(value, bool):
            data |= {bound.html_name: "on"} if value else {}
        elif value is not None:
            data[bound.html_name] = bound.field.prepare_value(value)
    for field, value in typed.items():
        data[field.replace("__", ".")] = value
    return {field: value for field, value in data.items() if value is not None}


def policy_of_draft():
    row = PolicyVersion.objects.get(status=PolicyStatus.DRAFT.value)
    return read_policy_text(row.body, row.name)


# --- the list and a version -------------------------------------------------------------------------------------------


def test_the_list_says_which_version_is_in_force_for_whom(admin):
    started(agency())
    make_classification(bargaining_unit="721")
    published("school-1", scope=PolicyScope.BARGAINING_UNIT, members=["721"])
    drafted(at=AT)
    said = words(admin.get("/policies/"))
    assert "Version 101 Follows county-1 Draft Not yet Open The whole agency No evaluation" in said
    assert (
        "Version 1 Ships with the program In force now January 1, 2024 Open The whole agency 1 evaluation" in said
    )  # fmt: skip
    assert "Version 101 Follows school-1 In force now July 1, 2026 Open Bargaining units 721 No evaluation" in said
    nobody = "Nobody yet: make a version of it that names whom it is for"
    assert f"Version 1 Ships with the program Published July 1, 2024 Open {nobody} No evaluation" in said


def test_how_many_versions_there_are_costs_no_query(admin):
    published()
    one = queries_of(lambda: admin.get("/policies/"))
    published("county-101", on=date(2026, 8, 1))
    published("county-102", on=date(2026, 9, 1))
    assert queries_of(lambda: admin.get("/policies/")) == one


@pytest.mark.parametrize("name", ["county-1", "school-1"])
def test_a_version_in_words(admin, name):
    said = words(admin.get(f"/policies/{name}/"))
    key = name.partition("-")[0]
    assert "R12 Follow-up window, in months 6" in said
    assert "Improvement Needed District/Division Chief HR Manager; else Deputy Director" in said
    assert f"R1 An evaluation at least once a year Yes {load_policy(key).citation('R1')}" in said
    assert "2026 January 1, 2026; January 19, 2026;" in said
    assert ("rating scale is a placeholder: every evaluation" in said) is (key == "school")
    assert "Make a new version" in said


def test_who_only_reads_sees_what_is_published_and_no_step(client):
    published()
    drafted("county-101", at=AT)
    client.force_login(make_user(roles=[Role.HR]))
    assert client.get("/policies/county-102/").status_code == 404
    said = words(client.get("/policies/county-101/"))
    assert "Published: it never changes again." in said
    assert "Make a new version" not in said
    assert "Version 102" not in words(client.get("/policies/"))


def test_a_version_as_a_file_is_what_its_digest_is_about(admin):
    row = published()
    response = admin.get("/policies/county-101/file/")
    assert response.content.decode() == row.body
    assert response["Content-Disposition"] == 'attachment; filename="county-101.toml"'
    shipped = admin.get("/policies/county-1/file/").content.decode()
    assert read_policy_text(shipped, "here") == load_policy("county", 1)


# --- a draft ----------------------------------------------------------------------------------------------------------


def test_a_new_version_is_made_with_one_press(admin):
    response = admin.post("/policies/county-1/new/", follow=True)
    assert response.redirect_chain == [("/policies/county-101/", 302)]
    assert "County, version 101 is a draft now. Nothing changes for anybody until it is published." in words(response)


def test_a_set_of_its_own_says_for_whom(admin):
    make_classification(bargaining_unit="721")
    wrong = admin.post("/policies/county-1/new/", {"suffix": "Unit 721", "scope": "bargaining_unit", "members": "721"})
    assert wrong.status_code == 422
    assert "Name of a set of its own: Use small letters, digits and _ alone, for example unit_721." in words(wrong)
    admin.post("/policies/county-1/new/", {"suffix": "unit_721", "scope": "bargaining_unit", "members": " 721,\n721"})
    row = PolicyVersion.objects.get()
    assert (row.name, row.scope, row.members) == ("county_unit_721-101", "bargaining_unit", ["721"])


def test_two_who_begin_a_version_of_one_set_are_led_to_the_same_draft(admin):
    drafted()
    response = admin.post("/policies/county-1/new/")
    assert response.status_code == 409
    assert 'href="/policies/county-101/"' in response.content.decode()


@pytest.mark.parametrize("part", PolicyPart, ids=str)
@pytest.mark.parametrize("name", ["county-1", "school-1"])
def test_saving_a_part_as_it_is_shown_changes_nothing(admin, part, name):
    make_classification(bargaining_unit="721")
    how = {} if name == "county-1" else {"scope": PolicyScope.BARGAINING_UNIT, "members": ["721"]}
    row = drafted(name, at=AT, **how)
    assert admin.get(f"/policies/{row.name}/edit/{part.value}/").status_code == 200
    response = admin.post(f"/policies/{row.name}/edit/{part.value}/", posted(row.name, part))
    assert response.status_code == 302, words(response)
    saved = PolicyVersion.objects.get()
    assert (saved.sha256, saved.revision, saved.scope, saved.members) == (row.sha256, 2, row.scope, row.members)


@pytest.mark.parametrize(
    ("part", "typed", "told"),
    [
        (PolicyPart.TITLE, {"title": "Oak Park"}, [("Title", "County", "Oak Park")]),
        (
            PolicyPart.NUMBERS,
            {"follow_up__window_months": "9", "probation__paid_days": "130", "steps__latest_must_be_competent": "on"},
            [
                ("Paid day by which probation ends, where that is later", "–", "130"),
                ("Follow-up window, in months", "6", "9"),
                ("The latest evaluation decides alone", "No", "Yes"),
            ],
        ),
        (
            PolicyPart.CHART,
            {"signing__chart__competent__reviewer": "program_head"},
            [
                (
                    "Reviewer of Competent", "The person immediately above the Rater (usually Program Head)",
                    "Program Head",
                )
            ],
        ),
        (
            PolicyPart.RULES, {"rules__R24__on": "on", "rules__R16__on": None},
            [
                ("Discharge or reduction with an Unsatisfactory (on or off)", "On", "Off"),
                ("Derogatory material in the personnel file (on or off)", "Off", "On"),
            ],
        ),
        (
            PolicyPart.RATINGS, {"scale_is_placeholder": "on"}, [("The rating scale is a placeholder", "No", "Yes")],
        ),
        (
            PolicyPart.HOLIDAYS, {"holidays__2031": "2031-01-01\nDecember 25, 2031"},
            [("Holidays of 2031", "–", "January 1, 2031; December 25, 2031")],
        ),
    ],
)  # fmt: skip
def test_what_is_typed_into_a_part_is_what_differs(admin, part, typed, told):
    drafted(at=AT)
    response = admin.post(f"/policies/county-101/edit/{part.value}/", posted("county-101", part, **typed))
    assert response.status_code == 302, words(response)
    found = policy_differences(load_policy("county"), policy_of_draft())
    assert [(one.what, one.before, one.after) for one in found] == told
    page = words(admin.get("/policies/county-101/differences/"))
    for what, before, after in told:
        assert re.search(f"{re.escape(what)} (R[0-9]+|–) {re.escape(before)} {re.escape(after)}", page), what
    count = f"{len(told)} value" if len(told) == 1 else f"{len(told)} values"
    assert f"changes {count} of County, version 1." in page


@pytest.mark.parametrize(
    ("part", "typed", "sentence"),
    [
        (
            PolicyPart.NUMBERS, {"follow_up__window_months": "0"},
            "Follow-up window, in months (R12): Enter a number from 1 to 60.",
        ),
        (
            PolicyPart.NUMBERS, {"probation__default_months": "18"},
            "Probation, in months (R3): The usual probation must lie between the shortest and the longest one: change "
            "one of the three.",
        ),
        (
            PolicyPart.CHART, {"signing__chart__very_good__department_head": "division_chief"},
            "Very Good: Department Head: This must stand above the Reviewer's level.",
        ),
        (PolicyPart.RULES, {"rules__R7__citation": " "}, "R7: source: This field is required."),
        (
            PolicyPart.RATINGS, {"ratings__competent": ""},
            "Competent: Say what this rating means: the form and the packet print it.",
        ),
        (
            PolicyPart.HOLIDAYS, {"holidays__2027": "2027-01-01\nsoon"},
            "2027: “soon” is not a date. Write it like 10/31/2026.",
        ),
        (
            PolicyPart.HOLIDAYS, {"holidays__2027": "2028-01-01"},
            "2027: This lists 2028-01-01, which lies in another year.",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_its_field_and_stays_typed(admin, part, typed, sentence):
    row = drafted(at=AT)
    response = admin.post(f"/policies/county-101/edit/{part.value}/", posted("county-101", part, **typed))
    assert response.status_code == 422
    assert sentence in words(response)
    assert PolicyVersion.objects.get().sha256 == row.sha256


def test_in_two_tabs_the_second_one_keeps_what_was_typed_and_is_told(admin):
    drafted(at=AT)
    late = posted("county-101", PolicyPart.NUMBERS, deadlines__copy_days="15")
    admin.post("/policies/county-101/edit/title/", posted("county-101", PolicyPart.TITLE, title="Oak Park"))
    response = admin.post("/policies/county-101/edit/numbers/", late)
    assert response.status_code == 409
    assert "Casey Rulekeeper saved this draft after you had opened it." in words(response)
    assert 'name="deadlines.copy_days" value="15"' in response.content.decode()
    assert policy_of_draft().deadlines.copy_days == 20


def test_a_form_of_somebody_else_who_was_signed_in_here_saves_nothing(admin):
    drafted(at=AT)
    data = posted("county-101", PolicyPart.TITLE, title="Oak Park") | {"account": str(make_user().pk)}
    assert admin.post("/policies/county-101/edit/title/", data).status_code == 403
    assert policy_of_draft().title == "County"


def test_a_draft_is_discarded_after_asking(admin):
    drafted(at=AT)
    assert "Nobody was judged by it" in words(admin.get("/policies/county-101/discard/"))
    assert admin.post("/policies/county-101/discard/", {"revision": "2"}).status_code == 409
    response = admin.post("/policies/county-101/discard/", {"revision": "1"})
    assert (response.status_code, PolicyVersion.objects.count()) == (302, 0)


# --- publishing -------------------------------------------------------------------------------------------------------

PUBLISH = {"revision": "1", "effective_from": "2026-07-20", "is_understood": "on", "password": PASSWORD}


def test_publishing_says_what_will_happen_and_does_it(admin):
    started(agency())
    drafted(at=AT)
    said = words(admin.get("/policies/county-101/publish/"))
    assert "1 evaluation is under way for these people. It keeps its version" in said
    response = admin.post("/policies/county-101/publish/", PUBLISH, follow=True)
    assert "County, version 101 is published, from July 20, 2026 on." in words(response)
    row = PolicyVersion.objects.get()
    assert (row.status, row.effective_from, row.published_by) == ("published", date(2026, 7, 20), policy_admin())


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"password": "another one"}, "Your password: This is not your password. Nothing was published."),
        ({"password": ""}, "Your password: Enter your password to publish."),
        ({"effective_from": "2026-07-05"}, "First day in force: Choose July 6, 2026 or later"),
        ({"is_understood": ""}, "Tick this once you have looked at the differences."),
    ],
)
def test_what_stops_publishing_is_said(admin, typed, sentence):
    drafted(at=AT)
    response = admin.post("/policies/county-101/publish/", PUBLISH | typed)
    assert (response.status_code, PolicyVersion.objects.get().status) == (422, "draft")
    assert sentence in words(response)


def test_what_is_published_is_published_once_and_edited_no_more(admin):
    drafted(at=AT)
    admin.post("/policies/county-101/publish/", PUBLISH)
    for address in ("publish", "discard", "edit/title"):
        response = admin.get(f"/policies/county-101/{address}/")
        assert response.status_code == 409
        assert "County, version 101 has been published and does not change any more." in words(response)
    assert admin.post("/policies/county-101/publish/", PUBLISH).status_code == 409


@pytest.mark.parametrize("is_ended", [True, False])
def test_publishing_ones_own_chart_and_scale_ends_the_placeholder(admin, is_ended):
    make_classification(bargaining_unit="721")
    own = {"scale_is_placeholder": False, "signing__chart_is_placeholder": False} if is_ended else {}
    drafted("school-1", scope=PolicyScope.BARGAINING_UNIT, members=["721"], at=AT, **own)
    said = words(admin.get("/policies/school-101/publish/"))
    assert ("The placeholder ends" in said, "still marked as a placeholder" in said) == (is_ended, not is_ended)
