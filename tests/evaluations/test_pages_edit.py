"""The rating form: what it shows, saves, keeps and says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.enums import Role
from evaluations.enums import EvaluationStatus, Rating
from evaluations.models import Attachment, Evaluation
from evaluations.selectors import content_of
from evaluations.services.attachments import ALLOWED_WORDS
from tests.evaluations import journeys
from tests.evaluations.pages import address, client_of, errors_of, page_of, said, values_of
from tests.factories import Chain, make_employee
from workforce.models import Leave

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(journeys.AT, tick=False):
        yield


@pytest.fixture
def chain() -> Chain:
    return journeys.agency()


@pytest.fixture
def draft(chain: Chain) -> Evaluation:
    return journeys.started(chain)


@pytest.fixture
def rater(chain: Chain) -> Client:
    return client_of(chain.supervisor)


def posted(rater: Client, draft: Evaluation, **changes: str) -> dict[str, str]:
    """The form as the page shows it, with what was typed and pressed."""
    return values_of(rater.get(address("edit", draft))) | changes


def asked(response) -> list[str]:
    """The rules that the panel names, with the place that each links to."""
    rows = page_of(response).xpath("//ul[@class='fs-violations']/li")
    return [f"{said(row[0]).split('· ')[-1]} {''.join(row.xpath('.//a/@href'))}" for row in rows]


def signers(response) -> list[str]:
    return [said(row) for row in page_of(response).xpath("//ol[@class='fs-signers']/li/span[@class='fs-signer__name']")]


def test_the_form_has_every_factor_and_item_with_all_its_words(rater: Client, draft: Evaluation) -> None:
    page = page_of(rater.get(address("edit", draft)))
    form = page.get_element_by_id("rating-form")
    content = content_of(draft)
    names = {f"item:{key}:{item}" for key, factor in content.factors.items() for item in factor.items}
    scales = names | {f"factor:{key}" for key in content.factors}
    assert {radio.get("name") for radio in form.xpath(".//div[@class='fs-matrix']//input")} == scales
    words = [said(label) for label in form.xpath(".//fieldset[@id='field-item-quality_of_work-accuracy']//label")]
    assert words == [
        "Outstanding", "Very Good", "Competent", "Improvement Needed", "Unsatisfactory", "Not applicable", "Not rated",
    ]  # fmt: skip
    notes = [said(note) for note in form.xpath(".//p[@class='fs-overall__note']")]
    assert (len(notes), notes[2]) == (
        6, "The work consistently meets what the position asks for, or is somewhat above it. This is what a trained "
        "and qualified employee does.",
    )  # fmt: skip


def test_what_the_page_shows_posted_back_changes_nothing(rater: Client, chain: Chain, draft: Evaluation) -> None:
    content = journeys.complete_content(draft, Rating.IMPROVEMENT_NEEDED)
    draft = journeys.rated(draft, content=replace(content, overall_comments="\nTwo lines,\n  the second indented. "))
    before = content_of(draft)
    response = rater.post(address("edit", draft), posted(rater, draft, do="save"))
    assert (response.status_code, response["Location"]) == (302, address("edit", draft))
    assert content_of(journeys.fresh(draft)) == before
    assert journeys.fresh(draft).content_version == draft.content_version


def test_saving_keeps_everything_that_was_typed(rater: Client, draft: Evaluation) -> None:
    changes = {
        "factor:quality_of_work": "very_good",
        "item:quality_of_work:accuracy": "not_applicable",
        "comments:quality_of_work": "Line one\r\nline two",
        "overall": "improvement_needed",
        "improvement_plan:finding": "It can be done.",
        "improvement_plan:0:factor": "work_habits",
        "improvement_plan:0:target_on": "2026-10-31",
        "improvement_plan:0:check_ins": "10/2/2026; August 7, 2026, 9/4/26",
        "action_effective_on": "9/1/2026",
    }
    rater.post(address("edit", draft), posted(rater, draft, **changes))
    content = content_of(journeys.fresh(draft))
    factor = content.factors["quality_of_work"]
    assert (factor.rating, factor.items["accuracy"], factor.comments) == (
        "very_good", "not_applicable", "Line one\nline two",
    )  # fmt: skip
    assert (content.overall, content.improvement_finding) == ("improvement_needed", "It can be done.")
    [deficiency] = content.deficiencies
    assert (deficiency.factor, deficiency.target_on) == ("work_habits", date(2026, 10, 31))
    assert deficiency.check_ins == (date(2026, 8, 7), date(2026, 9, 4), date(2026, 10, 2))
    assert content.action_effective_on == date(2026, 9, 1)


def test_an_unreadable_date_is_named_and_all_else_is_saved(rater: Client, draft: Evaluation) -> None:
    changes = {"overall_comments": "Kept.", "improvement_plan:0:check_ins": "8/7/2026, soon"}
    response = rater.post(address("edit", draft), posted(rater, draft, **changes))
    draft = journeys.fresh(draft)
    assert response.status_code == 422
    assert errors_of(response) == [
        (
            "#id_improvement_plan:0:check_ins",
            "Check-in dates: “soon” is not a date. Write it like 10/31/2026.",
        )
    ]
    shown = values_of(response)
    assert (shown["improvement_plan:0:check_ins"], shown["overall_comments"]) == ("8/7/2026, soon", "Kept.")
    assert (shown["content_version"], draft.overall_comments) == (str(draft.content_version), "Kept.")


def test_a_hostile_text_is_shown_as_text(rater: Client, draft: Evaluation) -> None:
    text = "</textarea><script>alert(1)</script> {{ settings.SECRET_KEY }}"
    rater.post(address("edit", draft), posted(rater, draft, overall_comments=text))
    response = rater.get(address("edit", draft))
    assert values_of(response)["overall_comments"] == text
    assert page_of(response).xpath("//script[not(@src)]") == []


def test_fill_rates_only_the_blank_items_of_one_factor(rater: Client, draft: Evaluation) -> None:
    changes = {"item:work_habits:care": "unsatisfactory", "fill:work_habits": "competent", "do": "fill:work_habits"}
    response = rater.post(address("edit", draft), posted(rater, draft, **changes))
    assert response["Location"] == f"{address('edit', draft)}#section-work_habits"
    content = content_of(draft)
    assert dict(content.factors["work_habits"].items) == {
        "punctuality": "competent", "rules": "competent", "care": "unsatisfactory", "initiative": "competent",
        "follow_through": "competent",
    }  # fmt: skip
    assert content.factors["work_habits"].rating == ""
    assert set(content.factors["communication"].items.values()) == {""}


@pytest.mark.parametrize(("word", "which"), [("", "work_habits"), ("excellent", "work_habits"), ("competent", "nope")])
def test_fill_with_nonsense_fills_nothing(rater: Client, draft: Evaluation, word: str, which: str) -> None:
    changes = {f"fill:{which}": word, "do": f"fill:{which}"}
    response = rater.post(address("edit", draft), posted(rater, draft, **changes))
    assert response["Location"].startswith(address("edit", draft))
    assert {word for factor in content_of(draft).factors.values() for word in factor.items.values()} == {""}


def test_deficiencies_are_added_and_removed_with_the_buttons(rater: Client, draft: Evaluation) -> None:
    first = posted(rater, draft, do="add", **{"improvement_plan:0:standard": "First"})
    response = rater.post(address("edit", draft), first)
    assert response["Location"] == f"{address('edit', draft)}?rows=1#section-improvement"
    shown = values_of(rater.get(f"{address('edit', draft)}?rows=1"))
    assert shown["improvement_plan:1:standard"] == ""
    rater.post(address("edit", draft), shown | {"improvement_plan:1:standard": "Second"})
    assert [row.standard for row in content_of(draft).deficiencies] == ["First", "Second"]
    rater.post(address("edit", draft), posted(rater, draft, do="remove:0"))
    assert [row.standard for row in content_of(draft).deficiencies] == ["Second"]


def test_check_and_sign_saves_first(rater: Client, draft: Evaluation) -> None:
    response = rater.post(address("edit", draft), posted(rater, draft, do="submit", overall_comments="Last words"))
    assert response["Location"] == address("submit", draft)
    assert journeys.fresh(draft).overall_comments == "Last words"


def test_parts_are_marked_done(rater: Client, draft: Evaluation) -> None:
    content = journeys.complete_content(draft)
    factors = {**content.factors, "communication": content_of(draft).factors["communication"]}
    draft = journeys.rated(draft, content=replace(content, factors=factors))
    rows = page_of(rater.get(address("edit", draft))).xpath("//nav[@aria-label='Parts of the form']//li")
    assert [said(row) for row in rows][-4:] == [
        "Adaptability done",
        "Communication 0 of 5",
        "Overall rating done",
        "Files",
    ]


def test_recorded_leave_is_shown_by_its_dates(rater: Client, chain: Chain, draft: Evaluation) -> None:
    Leave.objects.create(employee=chain.employee, starts_on=date(2025, 9, 1), ends_on=date(2025, 10, 15))
    Leave.objects.create(employee=chain.employee, starts_on=date(2024, 1, 1), ends_on=date(2024, 2, 1))
    section = page_of(rater.get(address("edit", draft))).get_element_by_id("section-overall")
    assert [said(row) for row in section.xpath(".//li")] == ["September 1, 2025 to October 15, 2025"]


# --- autosave ---------------------------------------------------------------------------------------------------------


def test_autosave_answers_with_the_version_and_the_time(rater: Client, draft: Evaluation) -> None:
    response = rater.post(address("autosave", draft), posted(rater, draft, overall_comments="Typed"))
    assert response.json() == {"version": 2, "message": "Saved at 9:00 a.m.", "problems": []}
    assert journeys.fresh(draft).overall_comments == "Typed"


def test_autosave_names_what_it_could_not_read_and_saves_the_rest(rater: Client, draft: Evaluation) -> None:
    values = posted(rater, draft, overall_comments="Typed", action_notice_on="yesterday")
    response = rater.post(address("autosave", draft), values)
    assert response.json() == {
        "version": 2,
        "message": "Saved at 9:00 a.m.",
        "problems": [
            {
                "id": "id_action_notice_on",
                "message": "Notice of intent given on: “yesterday” is not a date. Write it like 10/31/2026.",
            }
        ],
    }
    assert journeys.fresh(draft).overall_comments == "Typed"


def test_autosave_of_an_old_version_saves_nothing(rater: Client, draft: Evaluation) -> None:
    old = posted(rater, draft, overall_comments="From the first tab")
    rater.post(address("autosave", draft), posted(rater, draft, overall_comments="From the second tab"))
    response = rater.post(address("autosave", draft), old)
    assert (response.status_code, response.json()["is_stale"]) == (409, True)
    assert journeys.fresh(draft).overall_comments == "From the second tab"


def test_autosave_after_submitting_says_so(rater: Client, draft: Evaluation) -> None:
    draft = journeys.rated(draft)
    values = posted(rater, draft, overall_comments="Too late")
    journeys.submitted(draft)
    response = rater.post(address("autosave", draft), values)
    assert (response.status_code, response.json()) == (
        409,
        {
            "is_stale": False,
            "message": "Only a draft can be changed. Ask for the evaluation to be returned with a reason; "
            "it is then signed and routed again from the start.",
        },
    )
    assert journeys.fresh(draft).overall_comments == journeys.EVIDENCE


# --- the panel --------------------------------------------------------------------------------------------------------


def test_the_panel_answers_for_what_is_on_the_screen_and_saves_nothing(rater: Client, draft: Evaluation) -> None:
    draft = journeys.rated(draft)
    values = posted(rater, draft, overall="very_good", overall_comments="", **{"comments:quality_of_work": ""})
    values |= {name: "" for name in values if name.startswith("comments:")}
    response = rater.post(address("panel", draft), values)
    assert asked(response) == ["Rule R7 #field-overall_comments"]
    assert signers(response) == ["Avery Supervisor", "Avery DistrictDivisionChief", "Avery DeputyDirector"]
    left = page_of(response).get_element_by_id("left-count")
    assert (said(left), left.get("hx-swap-oob")) == ("1 thing must be put right", "true")
    assert journeys.fresh(draft).overall == "competent"


def test_the_panel_puts_hr_before_the_signers_of_a_low_rating(rater: Client, draft: Evaluation) -> None:
    draft = journeys.rated(draft, Rating.IMPROVEMENT_NEEDED)
    response = rater.get(address("edit", draft))
    assert signers(response) == [
        "Avery Supervisor", "HR, Performance Management Unit", "Avery DistrictDivisionChief", "Harper Resources",
    ]  # fmt: skip
    assert asked(response) == []


def test_the_panel_links_to_the_row_that_lacks_something(rater: Client, draft: Evaluation) -> None:
    draft = journeys.rated(draft, Rating.IMPROVEMENT_NEEDED)
    values = posted(rater, draft)
    moved = {
        name.replace(":0:", ":1:"): text for name, text in values.items() if name.startswith("improvement_plan:0:")
    }
    blank = dict.fromkeys((name for name in values if name.startswith("improvement_plan:0:")), "")
    response = rater.post(address("panel", draft), {**values, **blank, **moved, "improvement_plan:1:measure": ""})
    assert asked(response) == ["Rule R9 #field-improvement_plan-1-measure"]


def test_every_place_that_the_panel_links_to_is_on_the_page(rater: Client, draft: Evaluation) -> None:
    for rating in Rating:
        content = replace(content_of(draft), overall=rating.value)
        draft = journeys.rated(draft, content=content)
        page = page_of(rater.get(address("edit", draft)))
        ids = set(page.xpath("//@id"))
        places = {place.removeprefix("#") for place in page.xpath("//ul[@class='fs-violations']//a/@href")}
        assert places - ids == set(), rating
        assert len(places) > 0


# --- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["edit", "period", "submit"])
def test_only_the_rater_opens_the_form(chain: Chain, draft: Evaluation, name: str) -> None:
    auditor = make_employee(roles=[Role.AUDITOR])
    for person, status, words in (
        (chain.employee, 404, "Page not found"),
        (chain.program_head, 404, "Page not found"),
        (chain.hr_manager, 404, "Page not found"),
        (auditor, 403, "This step is not yours"),
    ):
        response = client_of(person).get(address(name, draft))
        assert (response.status_code, said(page_of(response).xpath("//h1")[0])) == (status, words)


def test_a_submitted_one_is_no_longer_edited(rater: Client, chain: Chain) -> None:
    evaluation = journeys.evaluation_in(EvaluationStatus.REVIEWER_REVIEW, chain)
    response = rater.get(address("edit", evaluation))
    assert response.status_code == 409
    assert said(page_of(response).xpath("//h1")[0]) == "This has changed in the meantime"


# --- files ------------------------------------------------------------------------------------------------------------


def attach(client: Client, draft: Evaluation, name: str = "notes.txt", content: bytes = b"Minutes of March 3."):
    return client.post(address("attachment_add", draft), {"attachment": SimpleUploadedFile(name, content)})


def test_a_file_is_attached_listed_downloaded_and_removed(rater: Client, draft: Evaluation) -> None:
    response = attach(rater, draft)
    assert response["Location"] == f"{address('edit', draft)}#section-attachments"
    file = Attachment.objects.get()
    page = page_of(rater.get(address("edit", draft)))
    assert page.xpath("//ul[@class='fs-files']//a/@href") == [address("attachment", draft, file.public_id)]
    download = rater.get(address("attachment", draft, file.public_id))
    assert b"".join(download.streaming_content) == b"Minutes of March 3."
    assert (download["Content-Type"], download["Content-Disposition"], download["X-Content-Type-Options"]) == (
        "text/plain", 'attachment; filename="notes.txt"', "nosniff",
    )  # fmt: skip
    rater.post(address("attachment_remove", draft, file.public_id))
    assert list(Attachment.objects.all()) == []


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.exe", b"\x00\x01", f"“x.exe” is not a file of an allowed type: {ALLOWED_WORDS}."),
        ("empty.txt", b"", "“empty.txt” is empty. Choose another file."),
    ],
)  # fmt: skip
def test_a_refused_file_is_said_beside_its_field(
    rater: Client, draft: Evaluation, name: str, content: bytes, words: str
) -> None:
    response = attach(rater, draft, name, content)
    assert (response.status_code, errors_of(response)) == (422, [("#field-attachment", words)])
    assert said(page_of(response).get_element_by_id("attachment-error")) == f"Error: {words}"


def test_attaching_nothing_asks_for_a_file(rater: Client, draft: Evaluation) -> None:
    response = rater.post(address("attachment_add", draft))
    assert (response.status_code, errors_of(response)) == (422, [("#field-attachment", "Choose a file first.")])


def test_files_have_the_access_of_their_evaluation(rater: Client, chain: Chain, draft: Evaluation) -> None:
    attach(rater, draft)
    file = Attachment.objects.get()
    stranger = make_employee()
    place = address("attachment", draft, file.public_id)
    assert [client_of(person).get(place).status_code for person in (chain.employee, stranger)] == [404, 404]
    issued = journeys.issued(journeys.agency_signed(journeys.rated(draft)))
    download = client_of(chain.employee).get(place)
    assert b"".join(download.streaming_content) == b"Minutes of March 3."
    assert client_of(stranger).get(place).status_code == 404
    removal = client_of(chain.supervisor).post(address("attachment_remove", issued, file.public_id))
    assert (removal.status_code, Attachment.objects.count()) == (409, 1)


def test_a_file_of_another_evaluation_is_not_found_here(rater: Client, chain: Chain, draft: Evaluation) -> None:
    attach(rater, draft)
    other = journeys.started(chain, period=(date(2024, 7, 1), date(2025, 6, 30)))
    response = rater.get(address("attachment", other, Attachment.objects.get().public_id))
    assert (response.status_code, said(page_of(response).xpath("//h1")[0])) == (404, "Page not found")
