"""The template tags: what people read, and what assistive technology is told. No database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from lxml import html

from common.templatetags import ui

TODAY = date(2026, 7, 9)
WORDS = [("very_good", "Very Good"), ("competent", "Competent")]


class Form(forms.Form):
    title = forms.CharField(label="Working title", help_text="As on the duty statement.")
    comments = forms.CharField(widget=forms.Textarea({"maxlength": 400}), required=False)
    plain = forms.CharField(required=False)
    help_offered = forms.MultipleChoiceField(
        choices=[("training", "Training")], widget=forms.CheckboxSelectMultiple, help_text="Any."
    )
    overall = forms.ChoiceField(label="Which overall?", choices=[("", "-"), *WORDS], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="I have read it")


def draw(source: str, **context: Any) -> Any:
    """The drawn template as an element tree under one <div>."""
    text = Template("{% load ui %}" + source).render(Context(context))
    return html.fragment_fromstring(text, create_parent="div")


def said(element: Any) -> str:
    return " ".join(element.text_content().split())


# --- dates ------------------------------------------------------------------------------------------------------------


def test_full_date_writes_the_month_in_full() -> None:
    assert ui.full_date(date(2026, 7, 6)) == "July 6, 2026"
    assert ui.full_date(date(2027, 1, 6)) == "January 6, 2027"
    assert ui.full_date(None) == ""


def test_a_moment_is_told_in_the_local_zone() -> None:
    moment = datetime(2026, 7, 7, 5, 30, tzinfo=UTC)
    assert ui.full_date(moment) == "July 6, 2026"
    assert ui.full_datetime(moment) == "July 6, 2026 at 10:30 p.m."
    assert ui.full_datetime(None) == ""


def test_period() -> None:
    assert ui.period(date(2025, 7, 1), date(2026, 6, 30)) == "July 1, 2025 to June 30, 2026"
    assert ui.period(date(2025, 7, 1), None) == "July 1, 2025"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 7, 9), "today"),
        (date(2026, 7, 10), "tomorrow"),
        (date(2026, 7, 11), "in 2 days"),
        (date(2026, 9, 6), "in 59 days"),
        (date(2026, 9, 7), "in about 2 months"),
        (date(2027, 7, 9), "in about 12 months"),
        (date(2026, 7, 8), "1 day overdue"),
        (date(2026, 6, 9), "30 days overdue"),
    ],
)
def test_relative_words(day: date, expected: str) -> None:
    assert ui.relative_words(day, TODAY) == expected


@pytest.mark.parametrize(
    ("source", "text", "css"),
    [
        ("{% due_date day today %}", "July 6, 2026 3 days overdue", "fs-due fs-due--overdue"),
        ("{% due_date day today is_done=True %}", "July 6, 2026", "fs-due"),
        ("{% due_date soon today %}", "July 23, 2026 in 14 days", "fs-due fs-due--soon"),
        ("{% due_date later today %}", "July 24, 2026 in 15 days", "fs-due"),
    ],
)
def test_due_date(source: str, text: str, css: str) -> None:
    days = {"day": date(2026, 7, 6), "soon": date(2026, 7, 23), "later": date(2026, 7, 24), "today": TODAY}
    span = draw(source, **days)[0]
    assert (said(span), span.get("class")) == (text, css)


@time_machine.travel(datetime(2026, 7, 10, 6, 0, tzinfo=UTC))
def test_today_is_the_local_day_where_none_is_given() -> None:
    # It is still July 9 in Los Angeles.
    assert said(draw("{% due_date day %}", day=date(2026, 7, 9))) == "July 9, 2026 today"
    assert ui.is_overdue(date(2026, 7, 9)) is False
    assert ui.is_overdue(date(2026, 7, 8)) is True
    assert ui.is_overdue(None) is False
    assert ui.is_overdue(date(2026, 7, 8), is_done=True) is False


def test_no_due_date_says_so() -> None:
    assert said(draw("{% due_date None %}")) == "No date"


# --- small things -----------------------------------------------------------------------------------------------------


def test_anchor_makes_an_id_of_a_rule_s_field() -> None:
    assert ui.anchor("factor:quality_of_work") == "field-factor-quality_of_work"
    assert ui.anchor("overall") == "field-overall"


def test_an_icon_is_silent_unless_it_has_words() -> None:
    silent, speaking = draw("{% icon 'lock' %}{% icon 'lock' words='Locked' %}")
    assert (silent.get("aria-hidden"), silent.get("role")) == ("true", None)
    assert (speaking.get("aria-hidden"), speaking.get("role"), speaking.get("aria-label")) == (None, "img", "Locked")


def test_a_status_has_a_word_an_icon_and_a_tone() -> None:
    tag = draw("{% status_tag 'ready_to_issue' %}")[0]
    assert (said(tag), tag.get("class")) == ("Ready to issue", "fs-tag fs-tag--warning")
    assert tag.xpath("string(.//use/@href)").endswith("dist/img/icons.svg#send")


@pytest.mark.parametrize(
    ("value", "text", "filled"),
    [
        ("outstanding", "Outstanding", 5),
        ("unsatisfactory", "Unsatisfactory", 1),
        ("not_applicable", "Not applicable", 0),
        ("", "Not rated", 0),
        (None, "Not rated", 0),
    ],
)
def test_a_rating_is_its_word_and_its_steps(value: str | None, text: str, filled: int) -> None:
    drawn = draw("{% rating value %}", value=value)
    assert (said(drawn), len(drawn.xpath(".//rect[@class='is-filled']"))) == (text, filled)


def test_what_a_person_wrote_is_escaped_inside_a_card_and_an_alert() -> None:
    source = "{% card heading=text %}{{ text }}{% endcard %}{% alert 'warning' heading=text %}{{ text }}{% endalert %}"
    drawn = draw(source, text="<script>alert(1)</script>")
    assert drawn.xpath(".//script") == []
    assert said(drawn) == " ".join(["<script>alert(1)</script>"] * 4)


# --- forms ------------------------------------------------------------------------------------------------------------


def test_a_field_ties_label_hint_and_error_to_its_control() -> None:
    drawn = draw("{% field form.title %}", form=Form({}))
    control = drawn.get_element_by_id("id_title")
    assert control.get("class") == "usa-input usa-input--error"
    assert control.get("aria-describedby") == "id_title_helptext id_title_error"
    assert control.get("aria-invalid") == "true"
    assert said(drawn.xpath(".//label[@for='id_title']")[0]) == "Working title"
    assert said(drawn.get_element_by_id("id_title_helptext")) == "As on the duty statement."
    assert said(drawn.get_element_by_id("id_title_error")) == "Error: This field is required."
    assert drawn.get_element_by_id("field-title").get("class") == "usa-form-group usa-form-group--error"


def test_a_field_without_hint_or_error_points_nowhere() -> None:
    control = draw("{% field form.plain is_optional=True %}", form=Form()).get_element_by_id("id_plain")
    assert (control.get("aria-describedby"), control.get("aria-invalid")) == (None, None)


def test_a_hint_given_in_the_template_is_pointed_to() -> None:
    drawn = draw("{% field form.plain hint='As you like.' label='Anything' is_optional=True %}", form=Form())
    assert drawn.get_element_by_id("id_plain").get("aria-describedby") == "id_plain_helptext"
    assert said(drawn) == "Anything (optional) As you like."


def test_a_long_text_says_its_limit() -> None:
    drawn = draw("{% field form.comments %}", form=Form())
    assert drawn.get_element_by_id("id_comments").get("class") == "usa-textarea"
    assert drawn.get_element_by_id("id_comments").get("aria-describedby") == "id_comments_count"
    assert said(drawn.get_element_by_id("id_comments_count")) == "Up to 400 characters."


def test_checkboxes_stand_in_a_fieldset_of_checkboxes() -> None:
    drawn = draw("{% field form.help_offered %}", form=Form({}))
    box = drawn.get_element_by_id("id_help_offered_0")
    assert (box.get("type"), box.get("class"), box.getparent().get("class")) == (
        "checkbox",
        "usa-checkbox__input",
        "usa-checkbox",
    )
    described = drawn.xpath("string(.//fieldset/@aria-describedby)")
    assert described == "id_help_offered_helptext id_help_offered_error"
    assert said(drawn.xpath(".//label[@for='id_help_offered_0']")[0]) == "Training"


def test_a_single_checkbox_has_its_label_behind_it() -> None:
    drawn = draw("{% field form.agreed %}", form=Form())
    assert drawn.get_element_by_id("id_agreed").get("class") == "usa-checkbox__input"
    assert said(drawn.xpath(".//label[@class='usa-checkbox__label']")[0]) == "I have read it"


def test_the_scale_is_native_radios_with_a_way_back() -> None:
    drawn = draw("{% rating_scale form.overall is_overall=True %}", form=Form(initial={"overall": "competent"}))
    radios = drawn.xpath(".//input[@type='radio'][@name='overall']")
    labels = [said(drawn.xpath(f".//label[@for='{radio.get('id')}']")[0]) for radio in radios]
    assert labels == ["Not rated", "Very Good", "Competent"]
    assert [radio.get("checked") for radio in radios] == [None, None, "checked"]
    assert said(drawn.xpath(".//fieldset/legend")[0]) == "Which overall?"


def test_a_disabled_scale_cannot_be_changed() -> None:
    drawn = draw("{% rating_scale form.overall is_disabled=True %}", form=Form())
    assert [radio.get("disabled") for radio in drawn.xpath(".//input")] == ["disabled"] * 3


def summary(**context: Any) -> list[tuple[str | None, str]]:
    drawn = draw("{% error_summary form formset violations=violations %}", **context)
    return [((item[0].get("href") if len(item) else None), said(item)) for item in drawn.xpath(".//li")]


def test_the_summary_links_each_error_to_its_field() -> None:
    form = Form({"plain": "x"})
    form.add_error(None, "Somebody else was first.")
    violations = [
        SimpleNamespace(severity="error", rule="R7", field="factor:quality", message="Facts are missing."),
        SimpleNamespace(severity="error", rule="R17", field="", message="Nobody can sign."),
        SimpleNamespace(severity="warning", rule="R5", field="title", message="There is a gap."),
    ]
    assert summary(form=form, violations=violations) == [
        (None, "Somebody else was first."),
        ("#id_title", "Working title: This field is required."),
        ("#field-help_offered", "Help offered: This field is required."),
        ("#field-overall", "Which overall? This field is required."),
        ("#id_agreed", "I have read it: This field is required."),
        ("#field-factor-quality", "Facts are missing."),
        (None, "Nobody can sign."),
    ]


def test_the_summary_reads_formsets() -> None:
    formset = forms.formset_factory(Form, min_num=2, validate_min=True)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-title": "x"}, prefix="form"
    )
    assert summary(formset=formset)[0] == (None, "Please submit at least 2 forms.")
    assert summary(formset=formset)[1] == ("#field-form-0-help_offered", "Help offered: This field is required.")


@pytest.mark.parametrize("form", [None, Form()])
def test_nothing_wrong_draws_nothing(form: Form | None) -> None:
    assert said(draw("{% error_summary form %}", form=form)) == ""


# --- lists and comparing ----------------------------------------------------------------------------------------------


@time_machine.travel(datetime(2026, 7, 9, 19, 0, tzinfo=UTC))
def test_a_task_says_what_for_whom_and_by_when_and_the_late_one_is_marked() -> None:
    tasks = [
        {"what": "Sign as Reviewer", "url": "/1/", "for_whom": "Siobhán", "due": date(2026, 7, 8), "status": "overdue"},
        {"what": "Sign", "url": "/2/", "for_whom": "Sam Li", "due": date(2026, 7, 8), "is_done": True},
        {"what": "Write", "url": "/3/", "for_whom": "Sam Li", "note": "Librarian I"},
    ]
    items = draw("{% include 'components/task_list.html' %}", tasks=tasks).xpath(".//li")
    assert [(item.get("class"), said(item)) for item in items] == [
        ("fs-task fs-task--overdue", "Sign as Reviewer: Siobhán Siobhán Overdue July 8, 2026 1 day overdue"),
        ("fs-task", "Sign: Sam Li Sam Li July 8, 2026"),
        ("fs-task", "Write: Sam Li Sam Li · Librarian I"),
    ]


def test_no_task_says_so() -> None:
    assert said(draw("{% include 'components/task_list.html' %}", tasks=[])) == "Nothing waits for you."


def test_violations_say_what_they_ask_and_where() -> None:
    violations = [
        SimpleNamespace(
            severity="error", rule="R7", field="comments", message="Facts are missing.", citation="Rule 20."
        ),
        SimpleNamespace(severity="info", rule="form", field="", message="Leave lies inside.", citation=""),
    ]
    drawn = draw("{% include 'components/violation_list.html' %}", violations=violations)
    assert [said(item) for item in drawn.xpath("./ul/li")] == [
        "Must be put right · Rule R7 Facts are missing. Show the place: Facts are missing. "
        "Where this comes from Rule 20.",
        "For information Leave lies inside.",
    ]
    assert drawn.xpath(".//a/@href") == ["#field-comments"]


def test_signers_stand_in_order_with_the_reason_why() -> None:
    signers = [
        {"capacity": "rater", "name": "Sam Li", "state": "signed", "at": datetime(2026, 7, 6, 22, 40, tzinfo=UTC)},
        {"capacity": "department_head", "name": "Ann Poe", "acting_for": "Ed Roe", "state": "current", "reason": "So."},
    ]
    drawn = draw("{% include 'components/who_signs.html' %}", signers=signers)
    assert [said(item) for item in drawn.xpath("./ol/li")] == [
        "Rater Sam Li Signed on July 6, 2026 at 3:40 p.m.",
        "Department Head Ann Poe signs for Ed Roe It is this person's turn Why Ann Poe So.",
    ]


def test_pages_keep_the_filters() -> None:
    request = RequestFactory().get("/", {"q": "O'Neill & sons", "page": "4"})
    drawn = draw("{% include 'components/pagination.html' %}", request=request, page=Paginator(range(240), 20).page(4))
    assert drawn.xpath("string(.//a[@aria-current='page'])") == "4"
    assert drawn.xpath("string(.//a[@rel='next']/@href)") == "?q=O%27Neill+%26+sons&page=5"
    assert "61 to 80 of 240" in said(drawn)
    assert drawn.xpath(".//div//a/@href")[1] == "?q=O%27Neill+%26+sons&size=50"


def test_a_table_s_cells_bear_their_column_s_name_for_the_narrow_screen() -> None:
    drawn = draw(
        "{% include 'components/data_table.html' with caption='Team' %}",
        columns=[{"label": "Employee"}, {"label": "Period ends"}, {"label": "Days", "is_number": True}],
        rows=[[{"text": "Siobhán", "url": "/1/"}, date(2026, 9, 30), 98]],
    )
    assert drawn.xpath("string(.//tbody/tr/th/a/@href)") == "/1/"
    cells = [(cell.get("data-label"), said(cell)) for cell in drawn.xpath(".//tbody/tr/td")]
    assert cells == [("Period ends", "September 30, 2026"), ("Days", "98")]


def test_very_long_words_of_a_cell_may_break_and_others_stay_whole() -> None:
    word = "x" * 25
    drawn = draw(
        "{% include 'components/data_table.html' with caption='People' %}",
        columns=[{"label": "Name"}, {"label": "Unit"}],
        rows=[[{"text": f"Ana <b>{word}</b>", "url": "/1/", "note": word}, f"Office of {word[:24]}"]],
    )
    broken = drawn.xpath(".//span[@class='fs-breakable']")
    assert [said(part) for part in broken] == [f"<b>{word}</b>", word]
    assert said(drawn.find(".//tbody")) == f"Ana <b>{word}</b> {word} Office of {word[:24]}"


def test_a_row_of_the_wrong_length_is_an_error() -> None:
    with pytest.raises(ValueError, match="argument 2 is"):
        ui.with_columns(["one", "two"], [{"label": "Only"}])


def test_two_texts_are_compared_word_by_word_and_lose_nothing() -> None:
    diff = ui.text_diff("All twelve came in time.", "Eleven of twelve came in time.")
    assert diff == {
        "mine": [("All", True), (" twelve came in time.", False)],
        "theirs": [("Eleven of", True), (" twelve came in time.", False)],
    }


@pytest.mark.parametrize(
    ("mine", "theirs", "only_mine", "only_theirs"),
    [
        ("", "", [], []),
        ("one", "", ["one"], []),
        ("one two three", "one three", [" two"], []),
        ("one two three", "zero one two four three", ["one"], ["zero one", " four"]),
        ("a b c d e f", "a x c d y f", [" b", " e"], [" x", " y"]),
        ("same line\n\nold", "same line\n\nnew one", ["\n\nold"], ["\n\nnew one"]),
        ("trailing ", "trailing", [" "], []),
    ],
)
def test_only_the_words_that_differ_are_marked(
    mine: str, theirs: str, only_mine: list[str], only_theirs: list[str]
) -> None:
    diff = ui.text_diff(mine, theirs)
    assert [run for run, differs in diff["mine"] if differs] == only_mine
    assert [run for run, differs in diff["theirs"] if differs] == only_theirs


def test_very_long_texts_are_shown_whole_and_unmarked() -> None:
    long = "word " * 5_000
    assert ui.text_diff(long, "short") == {"mine": [(long, False)], "theirs": [("short", False)]}
