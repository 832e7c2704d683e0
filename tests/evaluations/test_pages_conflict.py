"""Two versions of one form: both are shown, the choice is kept, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.test import Client

from evaluations.enums import Rating
from evaluations.forms.conflict import Comparison
from evaluations.forms.rating import RatingForm
from evaluations.models import Evaluation
from evaluations.rules.content import DeficiencyContent, DraftContent, FactorContent
from evaluations.selectors import content_of
from tests.evaluations import journeys
from tests.evaluations.pages import address, client_of, page_of, said, values_of

MINE = DraftContent(
    factors={"a": FactorContent("competent", "Mine", {"x": "very_good", "y": ""})},
    overall="competent",
    overall_comments="Mine",
    deficiencies=(
        DeficiencyContent("a", standard="My standard", check_ins=(date(2026, 8, 7),)),
        DeficiencyContent("a", standard="My second", target_on=date(2026, 9, 1)),
    ),
)
THEIRS = DraftContent(
    factors={"a": FactorContent("very_good", "Theirs", {"x": "very_good", "y": "competent"})},
    overall="very_good",
    overall_comments="Theirs",
    action_notice_on=date(2026, 7, 1),
    deficiencies=(DeficiencyContent("a", standard="Their standard", check_ins=(date(2026, 9, 4),)),),
)
ALL = (
    "overall", "overall_comments", "action_notice_on", "factor:a", "comments:a", "item:a:y",
    "deficiency:1:standard", "deficiency:1:check_ins",
    "deficiency:2:factor", "deficiency:2:standard", "deficiency:2:target_on",
)  # fmt: skip


def merged(mine: DraftContent, theirs: DraftContent, choices: dict[str, str]) -> DraftContent:
    """Brought together where nobody knows what both came from."""
    return Comparison(RatingForm.__new__(RatingForm), None, mine, theirs).merged(choices)


def test_all_mine_is_mine_and_all_theirs_is_theirs() -> None:
    assert merged(MINE, THEIRS, dict.fromkeys(ALL, "mine")) == MINE
    assert merged(MINE, THEIRS, dict.fromkeys(ALL, "theirs")) == THEIRS


def test_what_was_not_chosen_stays_mine() -> None:
    assert merged(MINE, THEIRS, {}) == MINE


def test_both_joins_texts_and_nothing_else() -> None:
    both = merged(MINE, THEIRS, dict.fromkeys(ALL, "both"))
    assert (both.overall_comments, both.factors["a"].comments) == ("Mine\n\nTheirs", "Mine\n\nTheirs")
    assert both.deficiencies[0].standard == "My standard\n\nTheir standard"
    assert (both.overall, both.deficiencies[0].check_ins) == ("competent", (date(2026, 8, 7),))
    assert both.factors["a"].rating == "competent"


def test_fields_are_chosen_one_by_one() -> None:
    mixed = merged(MINE, THEIRS, {"overall": "theirs", "deficiency:2:target_on": "theirs"})
    assert (mixed.overall, mixed.overall_comments) == ("very_good", "Mine")
    assert mixed.deficiencies[1] == replace(MINE.deficiencies[1], target_on=None)


@pytest.fixture
def clock() -> Iterator[None]:
    with time_machine.travel(journeys.AT, tick=False):
        yield


@pytest.fixture
def draft(db: None, clock: None) -> Evaluation:
    return journeys.rated(journeys.started(journeys.agency()))


@pytest.fixture
def rater(draft: Evaluation) -> Client:
    return client_of(draft.rater)


def in_conflict(rater: Client, draft: Evaluation, mine: dict[str, str], theirs: dict[str, str]):
    """Two tabs: theirs is saved first, mine comes after."""
    shown = values_of(rater.get(address("edit", draft)))
    rater.post(address("edit", draft), shown | theirs)
    return rater.post(address("edit", draft), shown | mine | {"do": "save"})


def form_values(response) -> dict[str, str]:
    form = next(form for form in page_of(response).forms if form.xpath(".//button[@value='resolve']"))
    return {name: value or "" for name, value in form.fields.items() if name} | {"do": "resolve"}


def test_the_page_shows_both_and_suggests_what_loses_nothing(rater: Client, draft: Evaluation) -> None:
    response = in_conflict(
        rater,
        draft,
        {"overall_comments": "First tab", "comments:communication": "", "overall": "very_good"},
        {"overall_comments": "Second tab", "comments:communication": "Saved words"},
    )
    page = page_of(response)
    assert response.status_code == 409
    assert [said(heading) for heading in page.xpath("//section/h3")] == [
        "Comments on Communication", "Overall rating", "Comments on the overall rating",
    ]  # fmt: skip
    sides = [
        said(side)
        for side in page.xpath("//section[.//h3[.='Comments on the overall rating']]//div[@class='fs-prose']")
    ]
    assert sides == ["First tab", "Second tab"]
    chosen = {radio.get("name"): radio.get("value") for radio in page.xpath("//input[@type='radio'][@checked]")}
    assert chosen == {
        "keep:comments:communication": "theirs", "keep:overall": "mine", "keep:overall_comments": "both",
    }  # fmt: skip
    assert journeys.fresh(draft).overall_comments == "Second tab"


def test_the_choice_is_saved(rater: Client, draft: Evaluation) -> None:
    response = in_conflict(
        rater, draft, {"overall_comments": "First tab", "overall": "very_good"}, {"overall_comments": "Second tab"}
    )
    answer = rater.post(address("edit", draft), form_values(response))
    assert answer["Location"] == address("edit", draft)
    content = content_of(journeys.fresh(draft))
    assert (content.overall, content.overall_comments) == (Rating.VERY_GOOD.value, "First tab\n\nSecond tab")


def test_a_third_version_asks_again(rater: Client, draft: Evaluation) -> None:
    response = in_conflict(rater, draft, {"overall_comments": "First"}, {"overall_comments": "Second"})
    rater.post(address("edit", draft), values_of(rater.get(address("edit", draft))) | {"overall_comments": "Third"})
    again = rater.post(address("edit", draft), form_values(response))
    assert again.status_code == 409
    assert [said(side) for side in page_of(again).xpath("//div[@class='fs-prose']")] == ["First", "Third"]
    rater.post(address("edit", draft), form_values(again) | {"keep:overall_comments": "theirs"})
    assert journeys.fresh(draft).overall_comments == "Third"


def test_the_same_words_twice_are_no_conflict(rater: Client, draft: Evaluation) -> None:
    response = in_conflict(rater, draft, {"overall_comments": "Same"}, {"overall_comments": "Same"})
    assert (response.status_code, response["Location"]) == (302, address("edit", draft))


# --- where the page knows what both came from -------------------------------------------------------------------------


def with_base(shown: dict[str, str], mine: dict[str, str]) -> dict[str, str]:
    """What the script beside the form adds: what each field that was changed held before."""
    return shown | mine | {"has_base": "1"} | {f"base:{name}": shown.get(name, "") for name in mine}


def known_conflict(rater: Client, draft: Evaluation, mine: dict[str, str], theirs: dict[str, str], do: str = "save"):
    shown = values_of(rater.get(address("edit", draft)))
    rater.post(address("edit", draft), shown | theirs)
    return rater.post(address("edit", draft), with_base(shown, mine) | {"do": do})


@pytest.mark.parametrize("do", ["save", "bring", "submit"])
def test_changes_in_different_fields_are_both_saved_and_nobody_signs_them_unseen(
    rater: Client, draft: Evaluation, do: str
) -> None:
    response = known_conflict(
        rater, draft, {"overall_comments": "Mine"}, {"overall": "very_good", "comments:communication": ""}, do
    )
    assert (response.status_code, response["Location"]) == (302, address("edit", draft))
    content = content_of(journeys.fresh(draft))
    assert (content.overall, content.overall_comments) == (Rating.VERY_GOOD.value, "Mine")
    assert content.factors["communication"].comments == ""
    page = page_of(rater.get(address("edit", draft)))
    assert said(page.xpath("//*[@class='fs-messages']")[0]) == (
        "Newer words came in: Comments on Communication, Overall rating. What you wrote yourself is saved."
    )


def test_an_untouched_form_takes_the_newer_words_over(rater: Client, draft: Evaluation) -> None:
    known_conflict(rater, draft, {}, {"overall": "very_good"})
    draft = journeys.fresh(draft)
    assert (draft.overall, draft.content_version) == ("very_good", 3)


def test_only_what_both_changed_is_asked_and_the_rest_comes_along(rater: Client, draft: Evaluation) -> None:
    mine = {"overall_comments": "Mine", "comments:communication": "Mine alone"}
    theirs = {"overall_comments": "Theirs", "overall": "very_good"}
    response = known_conflict(rater, draft, mine, theirs)
    page = page_of(response)
    assert response.status_code == 409
    assert [said(heading) for heading in page.xpath("//section/h3")] == ["Comments on the overall rating"]
    assert [said(item) for item in page.xpath("//section[.//h2[@id='brought']]//li")] == ["Overall rating"]
    rater.post(address("edit", draft), form_values(response) | {"keep:overall_comments": "theirs"})
    content = content_of(journeys.fresh(draft))
    assert (content.overall, content.overall_comments) == ("very_good", "Theirs")
    assert content.factors["communication"].comments == "Mine alone"


def test_a_choice_that_has_been_overtaken_is_asked_again_with_what_both_began_with(
    rater: Client, draft: Evaluation
) -> None:
    shown = values_of(rater.get(address("edit", draft)))
    response = known_conflict(rater, draft, {"overall_comments": "Mine"}, {"overall_comments": "Theirs"})
    now = values_of(rater.get(address("edit", draft)))
    rater.post(address("edit", draft), now | {"overall_comments": shown["overall_comments"], "overall": "very_good"})
    again = rater.post(address("edit", draft), form_values(response) | {"keep:overall_comments": "theirs"})
    page = page_of(again)
    assert (again.status_code, page.xpath("//section/h3")) == (409, [])
    assert [said(item) for item in page.xpath("//section[.//h2[@id='brought']]//li")] == ["Overall rating"]
    rater.post(address("edit", draft), form_values(again))
    content = content_of(journeys.fresh(draft))
    assert (content.overall, content.overall_comments) == ("very_good", "Mine")


def test_what_cannot_be_read_stops_the_joining_and_is_named(rater: Client, draft: Evaluation) -> None:
    response = known_conflict(rater, draft, {"action_effective_on": "soon"}, {"overall": "very_good"})
    assert response.status_code == 409
    assert "“soon” is not a date" in said(page_of(response).xpath("//main")[0])


def test_a_save_leads_back_to_the_field_that_had_the_focus(rater: Client, draft: Evaluation) -> None:
    shown = values_of(rater.get(address("edit", draft)))
    saved = rater.post(address("edit", draft), shown | {"do": "save", "field": "comments:work_habits"})
    assert saved["Location"] == address("edit", draft) + "?field=comments%3Awork_habits"
    saved = rater.post(address("edit", draft), shown | {"do": "save", "field": "https://elsewhere.example"})
    assert saved["Location"] == address("edit", draft)


def test_many_newer_words_are_counted(rater: Client, draft: Evaluation) -> None:
    shown = values_of(rater.get(address("edit", draft)))
    changed = [name for name in shown if name.startswith("comments:")] + ["overall", "overall_comments"]
    rater.post(address("edit", draft), shown | {name: "very_good" for name in changed})
    rater.post(address("edit", draft), with_base(shown, {"improvement_informed": "Mine"}) | {"do": "save"})
    message = said(page_of(rater.get(address("edit", draft))).xpath("//*[@class='fs-messages']")[0])
    assert message.startswith("Newer words came in: Comments on Adaptability, Comments on Communication,")
    assert message.endswith("and 2 more fields. What you wrote yourself is saved.")
