"""What mails say, word for word, in both languages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from notifications.models import Preference
from notifications.services.mail_text import MOST_LINES, due_words, mail_text
from tests.factories import make_user
from tests.notifications.rows import AT, PERIOD, TODAY, digest, tell, turn

pytestmark = pytest.mark.django_db


@pytest.fixture
def rita():
    return make_user(name="Rita Moreno")


def notices(user):
    """Three things: two to do, one of them late, and one to know."""
    tell(user, subject="due:1", due_on=date(2026, 7, 30), stage="30")
    tell(user, subject="due:2", due_on=date(2026, 6, 30), stage="overdue:1", words={"employee": "Bob Late", **PERIOD})
    tell(user, "response_filed", subject="evaluation:3", due_on=None, is_action=False)


ENGLISH = """\
Madrona County
For Rita Moreno

What waits for you

* Evaluation overdue: Bob Late
  The rating period from July 1, 2025 to June 30, 2026 was to be evaluated by June 30, 2026.
  Overdue since June 30, 2026: 6 days
  Open the evaluation: http://localhost:8000/evaluations/

* Evaluation due: Zoë O’Neill
  The rating period from July 1, 2025 to June 30, 2026 is to be evaluated by July 30, 2026.
  Due July 30, 2026, in 24 days
  Open the evaluation: http://localhost:8000/evaluations/

For your information

* Zoë O’Neill has filed a written response
  It belongs to the evaluation for July 1, 2025 to June 30, 2026 from now on.
  Read the response: http://localhost:8000/evaluations/

--\x20
This mail is sent by a program; nobody reads an answer to it.
Choose language, digest and quiet days: http://localhost:8000/notices/settings/
"""
SPANISH = """\
Madrona County
Para Rita Moreno

Lo que espera por usted

* Evaluación atrasada: Bob Late
  El período de calificación del 1 de julio de 2025 al 30 de junio de 2026 debía evaluarse a más tardar el 30 de junio de 2026.
  Atrasado desde el 30 de junio de 2026: 6 días
  Abrir la evaluación: http://localhost:8000/evaluations/

* Evaluación pendiente: Zoë O’Neill
  El período de calificación del 1 de julio de 2025 al 30 de junio de 2026 debe evaluarse a más tardar el 30 de julio de 2026.
  Vence el 30 de julio de 2026, en 24 días
  Abrir la evaluación: http://localhost:8000/evaluations/

Para su información

* Zoë O’Neill ha presentado una respuesta por escrito
  Desde ahora forma parte de la evaluación del período del 1 de julio de 2025 al 30 de junio de 2026.
  Leer la respuesta: http://localhost:8000/evaluations/

--\x20
Este correo lo envía un programa; nadie lee las respuestas.
Elija idioma, resumen y días sin correo: http://localhost:8000/notices/settings/
"""  # noqa: E501 - word for word


@pytest.mark.parametrize(
    ("language", "subject", "text"),
    [("en", "2 things to do, July 6, 2026", ENGLISH), ("es", "2 asuntos pendientes, 6 de julio de 2026", SPANISH)],
)
def test_a_digest_word_for_word(rita, settings, language, subject, text):
    settings.AGENCY_NAME = "Madrona County"
    Preference.objects.create(user=rita, language=language)
    notices(rita)
    said = mail_text(digest(rita), today=TODAY)
    assert (said.subject, said.text, said.language) == (subject, text, language)
    assert f'<html lang="{language}">' in said.html


def test_without_anything_to_do_the_subject_says_so(rita):
    tell(rita, "response_filed", subject="evaluation:3", is_action=False)
    assert mail_text(digest(rita), today=TODAY).subject == "For your information, July 6, 2026"


def test_a_mail_of_its_own_has_its_title_as_subject_and_no_headings(rita):
    said = mail_text(turn(rita), today=TODAY)
    assert said.subject == "Your turn to sign as Reviewer: Zoë O’Neill"
    assert "What waits for you" not in said.text
    assert said.invitation is None


def test_what_is_statutory_says_that_it_comes_always(rita):
    tell(rita, "issued", subject="evaluation:1", due_on=None, is_statutory=True)
    assert "What the rules require us to tell you comes by mail always." in mail_text(digest(rita), today=TODAY).text


def test_of_several_reminders_of_one_thing_the_latest_is_said(rita):
    for stage in ("14", "7", "0"):
        tell(rita, stage=stage)
    said = mail_text(digest(rita), today=TODAY)
    assert (said.subject, said.text.count("Zoë O’Neill")) == ("1 thing to do, July 6, 2026", 1)


def test_a_mail_that_goes_out_later_counts_the_days_from_then(rita):
    tell(rita)
    mail = digest(rita)
    assert "in 24 days" in mail_text(mail, today=TODAY).text
    assert "in 21 days" in mail_text(mail, today=TODAY + timedelta(days=3)).text


def test_a_notice_without_words_keeps_nobody_from_the_others(rita, caplog):
    tell(rita, subject="a", words={})
    tell(rita, "of_no_room", subject="b")
    tell(rita, subject="c", due_on=date(2026, 12, 1))
    text = mail_text(digest(rita), today=TODAY).text
    assert (text.count("Something waits for you"), text.count("Zoë O’Neill")) == (2, 1)
    assert "No room has words for notices of the kind of_no_room." in caplog.text


def test_a_very_long_digest_leads_to_the_list(rita):
    for number in range(MOST_LINES + 2):
        tell(rita, subject=f"due:{number}")
    text = mail_text(digest(rita), today=TODAY).text
    assert text.count("\n* ") == MOST_LINES
    assert "2 more notices stand here: http://localhost:8000/notices/" in text


def test_names_are_text_in_the_html(rita):
    tell(rita, words={"employee": "<script>alert(1)</script>", **PERIOD})
    said = mail_text(digest(rita), today=TODAY)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in said.html
    assert "<script" not in said.html
    assert "<script>alert(1)</script>" in said.text


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 25), "Due November 25, 2026, in 142 days"),
        (date(2026, 7, 8), "Due July 8, 2026, in 2 days"),
        (date(2026, 7, 7), "Due July 7, 2026, in 1 day"),
        (TODAY, "Due today, July 6, 2026"),
        (date(2026, 7, 5), "Overdue since July 5, 2026: 1 day"),
        (date(2025, 7, 6), "Overdue since July 6, 2025: 365 days"),
    ],
)
def test_how_far_a_day_is_away(day, words):
    assert due_words(day, TODAY) == words


def test_done_and_late_ones_are_told_from_the_notice_not_from_the_day_of_making(rita):
    tell(rita, due_on=TODAY - timedelta(days=1), at=AT - timedelta(days=40))
    assert "Overdue since July 5, 2026: 1 day" in mail_text(digest(rita), today=TODAY).text
