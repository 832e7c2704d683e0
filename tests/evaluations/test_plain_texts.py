"""The words on the screen are the words that were signed and that are printed, whatever was pasted."""

from __future__ import annotations

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from accounts.selectors import Ways
from evaluations.enums import Severity
from evaluations.forms import steps
from evaluations.forms.rating import RatingForm
from evaluations.forms.submit import SubmitForm
from evaluations.models import SignedDocument
from evaluations.rules.violation import Violation
from evaluations.services import attachment_add
from evaluations.templatetags.packet import blocks
from tests.evaluations import journeys
from tests.evaluations.pages import address, client_of, values_of

pytestmark = pytest.mark.django_db
PASTED = "rated \u202etnetepmoC\u202c \u2066here\u2069\x07,\r\nand\x9b there\u2028again"
PLAIN = "rated tnetepmoC here,\nand there\nagain"
BY_PASSWORD = Ways(has_password=True, has_app=False, has_key=False, provider="", fresh=None)
STEP_FORMS = [form for form in vars(steps).values() if isinstance(form, type) and issubclass(form, steps.StepForm)]


def blank(form: type[steps.StepForm]) -> steps.StepForm:
    """The form as it is first shown; one that signs asks for the password."""
    return form(ways=BY_PASSWORD) if issubclass(form, steps.SignForm) else form()


def text_fields(form: forms.BaseForm) -> dict[str, forms.CharField]:
    """The fields in which somebody writes words of their own."""
    words = (forms.Textarea, forms.TextInput)
    return {
        name: field
        for name, field in form.fields.items()
        if isinstance(field, forms.CharField)
        and isinstance(field.widget, words)
        and not isinstance(field.widget, forms.PasswordInput)
    }


def read(form: forms.BaseForm) -> dict[str, str]:
    return {name: field.clean(PASTED) for name, field in text_fields(form).items()}


def test_every_text_of_the_rating_form_comes_in_plain() -> None:
    found = read(RatingForm(evaluation=journeys.started(journeys.agency())))
    assert set(found.values()) == {PLAIN}
    assert {"overall_comments", "improvement_informed", "improvement_plan:finding"} < found.keys()


def test_every_text_of_the_steps_comes_in_plain() -> None:
    names = [name for form in STEP_FORMS for name in read(blank(form))]
    names_expected = ["note", "outcome_note", "outcome_witness", "reason", "reason", "response"]
    texts = {text for form in STEP_FORMS for name, text in read(blank(form)).items() if name != "outcome_witness"}
    assert (sorted(names), texts) == (names_expected, {PLAIN})
    assert read(steps.OutcomeForm())["outcome_witness"] == PLAIN.replace("\n", " ")


def test_reasons_for_warnings_come_in_plain() -> None:
    warning = Violation(rule="R1", severity=Severity.WARNING, code="long", message="Long.", citation="", field="")
    submit = SubmitForm(warnings=[warning], ways=BY_PASSWORD)
    assert set(read(submit).values()) == {PLAIN}
    data = QueryDict(mutable=True)
    data["token"] = str(steps.StepForm().fields["token"].initial())
    data["reason:R11:late:"] = PASTED
    form = steps.StepForm(data)
    assert (form.is_valid(), form.reasons) == (True, {"R11:late:": PLAIN})


def test_a_typed_draft_is_stored_signed_and_printed_in_the_same_words() -> None:
    chain = journeys.agency()
    draft = journeys.rated(journeys.started(chain))
    rater = client_of(chain.supervisor)
    typed = values_of(rater.get(address("edit", draft))) | {"overall_comments": PASTED}
    rater.post(address("edit", draft), typed)
    signed = SignedDocument.objects.get(evaluation=journeys.submitted(journeys.fresh(draft)))
    comments = signed.as_document()["overall_comments"]
    assert comments == journeys.fresh(draft).overall_comments == PLAIN
    assert "\n".join(line for block in blocks(comments) for line in block.lines) == PLAIN


def test_a_file_is_named_without_direction_marks() -> None:
    chain = journeys.agency()
    draft = journeys.started(chain)
    upload = SimpleUploadedFile("plan\u202efdp.\u2066exe\u2069\x85.txt", b"words")
    file = attachment_add(public_id=draft.public_id, upload=upload, by=chain.supervisor.user, at=journeys.AT)
    assert file.name == "planfdp.exe.txt"
