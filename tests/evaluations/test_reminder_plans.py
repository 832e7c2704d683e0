"""Reminders by the plan of the policy set: which plan words and times them, and what each of them says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from evaluations.enums import EvaluationStatus, PolicyScope, Rating
from evaluations.models import DueDate, Evaluation
from evaluations.rules import reminder_plan as plan_file
from evaluations.services.reminders import reminders_make
from notifications.models import Notice
from notifications.registry import words_of
from tests.counting import queries_of
from tests.evaluations.journeys import agency, evaluation_in, hr_analyst, rated, started, submitted
from tests.evaluations.policies import published
from tests.evaluations.reminding import due, morning
from tests.factories import Chain, make_classification, make_employee
from workforce.models import Employee

TODAY = date(2026, 7, 6)


@pytest.fixture
def edited(tmp_path, monkeypatch) -> Iterator[None]:
    """The shipped plans, the school district's with stages and a title of its own."""
    for key in ("county", "school"):
        (tmp_path / f"{key}.toml").write_text((plan_file.PLAN_FOLDER / f"{key}.toml").read_text())
    school = tmp_path / "school.toml"
    text = school.read_text().replace("stages = [90, 60, 30, 14, 7, 0] ", "stages = [45, 0] ", 1)
    text = text.replace("employee_stages = [30] ", "employee_stages = [] ")
    school.write_text(text.replace('title = "Evaluation due: {employee}"', 'title = "Site evaluation: {employee}"'))
    monkeypatch.setattr(plan_file, "PLAN_FOLDER", tmp_path)
    plan_file.reminder_plan.cache_clear()
    yield
    plan_file.reminder_plan.cache_clear()


def begun(chain: Chain, employee: Employee, on: date) -> Evaluation:
    """A draft of the Rater's, under the policy set of the settings, that is due on that day."""
    draft = started(chain, employee=employee)
    due(employee, on)
    DueDate.objects.filter(employee=employee).update(evaluation=draft)
    return draft


def told() -> list[tuple[str, str, str, str]]:
    """(kind, subject without its number, stage, plan) of every notice."""
    rows = Notice.objects.order_by("kind", "words__plan", "subject", "stage")
    return [(row.kind, row.subject, row.stage, row.words["plan"]) for row in rows]


# --- which plan ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_evaluation_follows_its_own_set_and_everybody_else_the_installations(settings, edited):
    chain = agency()
    kept, other = chain.employee, make_employee(supervisor=chain.supervisor)
    begun(chain, kept, TODAY + timedelta(days=30))
    settings.POLICY_SET = "school"
    due(other, TODAY + timedelta(days=30))
    Notice.objects.all().delete()
    reminders_make(at=morning(TODAY))
    assert told() == [
        ("due", f"due:{kept.employee_no}", "30", "county"),
        ("due", f"due:{other.employee_no}", "45", "school"),
    ]  # the district's plan tells employees nothing: whether an evaluation is begun is not theirs to know
    titles = [words_of(notice).title for notice in Notice.objects.order_by("words__plan")]
    assert titles == [f"Evaluation due: {kept.full_name}", f"Site evaluation: {other.full_name}"]


@pytest.mark.django_db
def test_whoever_has_none_begun_is_reminded_by_the_plan_of_their_own_set(edited):
    chain = agency()
    own = make_employee(supervisor=chain.supervisor)
    due(own, TODAY + timedelta(days=30))
    make_classification(bargaining_unit="721")
    published("school-1", suffix="721", scope=PolicyScope.BARGAINING_UNIT, members=["721"])
    DueDate.objects.filter(employee=own).update(policy_key="school_721")
    Notice.objects.all().delete()
    reminders_make(at=morning(TODAY))
    assert told() == [("due", f"due:{own.employee_no}", "45", "school_721")]  # and nothing to the employee ahead


@pytest.mark.django_db
def test_hr_is_told_a_line_for_each_set_by_its_own_number_of_days(settings):
    chain = agency()
    begun(chain, chain.employee, TODAY - timedelta(days=20))  # county: 21 days
    settings.POLICY_SET = "school"
    for _ in range(2):
        due(make_employee(supervisor=chain.supervisor), TODAY - timedelta(days=20))  # school: 14 days
    reminders_make(at=morning(TODAY))
    reminders_make(at=morning(TODAY + timedelta(days=1)))
    rows = Notice.objects.filter(kind="due_long").order_by("subject")
    assert [(row.subject, row.stage, words_of(row).sentence) for row in rows] == [
        ("overdue:county", "week:2026-07-06",
         "Their due day lies 21 days back or more. The calendar lists them with their Raters."),
        ("overdue:school", "week:2026-07-06",
         "Their due day lies 14 days back or more. The calendar lists them with their Raters."),
    ]  # fmt: skip
    assert [row.words["count"] for row in rows] == [1, 2]


@pytest.mark.django_db
def test_windows_receipts_and_reviews_follow_the_set_of_their_evaluation(settings):
    chain = agency()
    hr_analyst()
    evaluation = evaluation_in(EvaluationStatus.ISSUED, chain, rating=Rating.IMPROVEMENT_NEEDED)
    second = make_employee(supervisor=chain.supervisor)
    submitted(rated(started(chain, employee=second), Rating.IMPROVEMENT_NEEDED))
    settings.POLICY_SET = "school"
    Notice.objects.all().delete()
    for days in (7, 12, 170, 184):
        reminders_make(at=morning(TODAY + timedelta(days=days)))
    kinds = {"hr_review_waits", "record_outcome", "sign_receipt", "response_until", "window_ends"}
    rows = Notice.objects.filter(kind__in=kinds).values_list("kind", "words__plan").distinct()
    assert set(rows) == {(kind, "county") for kind in kinds}
    assert evaluation.policy_key == "county"


@pytest.mark.django_db
def test_a_notice_keeps_the_words_of_its_plan_though_the_setting_changes(settings, edited):
    chain = agency()
    settings.POLICY_SET = "school"
    due(chain.employee, TODAY + timedelta(days=30))
    reminders_make(at=morning(TODAY))
    settings.POLICY_SET = "county"
    notice = Notice.objects.get(kind="due")
    assert words_of(notice).title == f"Site evaluation: {chain.employee.full_name}"
    assert reminders_make(at=morning(TODAY))["due"] == 1  # the county's stage of that day has another name
    (plan_file.PLAN_FOLDER / "school.toml").unlink()
    plan_file.reminder_plan.cache_clear()
    assert words_of(notice).title == f"Evaluation due: {chain.employee.full_name}"


@pytest.mark.django_db
def test_a_plan_that_cannot_be_read_keeps_nobody_from_being_reminded(settings, edited, caplog):
    chain = agency()
    settings.POLICY_SET = "school"
    begun(chain, chain.employee, TODAY + timedelta(days=30))
    settings.POLICY_SET = "county"
    (plan_file.PLAN_FOLDER / "school.toml").write_text("stages = []")
    plan_file.reminder_plan.cache_clear()
    Notice.objects.all().delete()
    assert reminders_make(at=morning(TODAY))["due"] == 1
    assert [row[2:] for row in told() if row[0] == "due"] == [("30", "school")]
    assert [record.getMessage() for record in caplog.records] == [
        "The reminders of evaluations made under 'school' follow the plan of 'county'."
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "stages"), [(1, []), (0, []), (-1, ["0"]), (-7, ["overdue:7"])])
def test_a_plan_without_stages_says_nothing_ahead_and_still_what_is_overdue(settings, edited, days, stages):
    path = plan_file.PLAN_FOLDER / "school.toml"
    path.write_text(path.read_text().replace("stages = [45, 0] ", "stages = [] ", 1))
    settings.POLICY_SET = "school"
    chain = agency()
    due(chain.employee, TODAY + timedelta(days=days))
    reminders_make(at=morning(TODAY))
    assert list(Notice.objects.filter(kind="due").values_list("stage", flat=True)) == stages


@pytest.mark.django_db
def test_another_set_costs_its_statements_and_no_evaluation_any(settings):
    def count() -> int:
        return queries_of(lambda: reminders_make(at=morning(TODAY)))

    chain = agency()
    settings.POLICY_SET = "school"
    alone = count()
    settings.POLICY_SET = "county"
    begun(chain, chain.employee, TODAY)
    settings.POLICY_SET = "school"
    both = count()
    settings.POLICY_SET = "county"
    for _ in range(2):
        begun(chain, make_employee(supervisor=chain.supervisor), TODAY)
    settings.POLICY_SET = "school"
    assert (both - alone, count()) == (14, both)


# --- what they say ---------------------------------------------------------------------------------------------------

AT = datetime(2026, 7, 6, 13, 0, tzinfo=UTC)
SAID = {
    "employee": "Ana Núñez", "period_start": "2025-07-01", "period_end": "2026-06-30", "days": 7, "plan": "county",
}  # fmt: skip
WORDS = [
    ("due", {"due_on": date(2026, 7, 13), "stage": "7"},
     "Evaluation due: Ana Núñez",
     "The rating period from July 1, 2025 to June 30, 2026 is to be evaluated by July 13, 2026.",
     "Evaluación pendiente: Ana Núñez",
     "El período de calificación del 1 de julio de 2025 al 30 de junio de 2026 debe evaluarse a más tardar el 13 de "
     "julio de 2026."),
    ("due", {"due_on": date(2026, 7, 6), "stage": "0"},
     "Evaluation due today: Ana Núñez",
     "The rating period from July 1, 2025 to June 30, 2026 is to be evaluated today.",
     "Evaluación que vence hoy: Ana Núñez",
     "El período de calificación del 1 de julio de 2025 al 30 de junio de 2026 debe evaluarse hoy."),
    ("due", {"due_on": date(2026, 7, 5), "stage": "0"},
     "Evaluation overdue: Ana Núñez",
     "The rating period from July 1, 2025 to June 30, 2026 was to be evaluated by July 5, 2026.",
     "Evaluación atrasada: Ana Núñez",
     "El período de calificación del 1 de julio de 2025 al 30 de junio de 2026 debía evaluarse a más tardar el 5 de "
     "julio de 2026."),
    ("due_escalated", {"due_on": date(2026, 6, 29), "stage": "overdue:7", "waits_for": "Luis Soto"},
     "Overdue evaluation in your line: Ana Núñez",
     "It waits for Luis Soto, and was due on June 29, 2026.",
     "Evaluación atrasada en su línea: Ana Núñez",
     "Está en manos de Luis Soto y venció el 29 de junio de 2026."),
    ("due_long", {"count": 3, "days": 21},
     "Evaluations long overdue: 3",
     "Their due day lies 21 days back or more. The calendar lists them with their Raters.",
     "Evaluaciones con mucho atraso: 3",
     "Vencieron hace 21 días o más. El calendario las muestra con sus evaluadores."),
    ("due_own", {"due_on": date(2026, 7, 31)},
     "Your rating period ends on July 31, 2026",
     "Gather what you want to show before the conference with your supervisor.",
     "Su período de calificación termina el 31 de julio de 2026",
     "Reúna lo que desee mostrar antes de la reunión con su supervisor."),
    ("due_nobody", {"count": 2},
     "Nobody can be the Rater: 2",
     "So many people are due, and nobody in their line is in service with an account. The list says why.",
     "Sin evaluador posible: 2",
     "Son personas que deben ser evaluadas y en cuya línea nadie está en servicio con una cuenta. La lista indica el "
     "motivo."),
    ("hr_review_waits", {},
     "Still waiting for HR: Ana Núñez",
     "The Rater submitted the evaluation, and HR has not passed it on. Days since then: 7.",
     "Sigue pendiente en Recursos Humanos: Ana Núñez",
     "El evaluador presentó la evaluación y Recursos Humanos aún no la ha remitido. Días transcurridos: 7."),
    ("turn_waits", {"capacity": "reviewer", "principal": ""},
     "Still waiting for your signature: Ana Núñez",
     "You sign this evaluation as Reviewer. Days that it has waited for you: 7.",
     "Sigue pendiente su firma: Ana Núñez",
     "Usted firma esta evaluación como revisor. Días que lleva en espera: 7."),
    ("turn_waits", {"capacity": "department_head", "principal": "Luis Soto"},
     "Waiting for a signature that you may give: Ana Núñez",
     "You are the designee of Luis Soto, who signs as Department Head. Days that it has waited: 7.",
     "Firma pendiente que usted puede dar en representación: Ana Núñez",
     "Usted representa a Luis Soto, quien firma como jefe del departamento. Días que lleva en espera: 7."),
    ("window_ends", {"due_on": date(2026, 7, 13)},
     "A term ends on July 13, 2026: Ana Núñez",
     "Open it to see what must be done by then.",
     "Un plazo termina el 13 de julio de 2026: Ana Núñez",
     "Ábralo para ver qué debe hacerse a más tardar ese día."),
    ("record_outcome", {},
     "Not signed yet by Ana Núñez",
     "The evaluation for July 1, 2025 to June 30, 2026 has been issued. See that the employee signs, or record a "
     "refusal or an absence. Days since the issue: 7.",
     "Ana Núñez aún no ha firmado",
     "La evaluación del 1 de julio de 2025 al 30 de junio de 2026 ya fue entregada. Procure que la persona la firme, o "
     "registre su negativa o su ausencia. Días desde la entrega: 7."),
    ("sign_receipt", {},
     "Please sign that you received your evaluation",
     "It is for the rating period from July 1, 2025 to June 30, 2026. Your signature says that you received it, not "
     "that you agree with it.",
     "Por favor, firme que recibió su evaluación",
     "Corresponde al período de calificación del 1 de julio de 2025 al 30 de junio de 2026. Su firma indica que la "
     "recibió, no que esté de acuerdo con ella."),
    ("response_until", {"due_on": date(2026, 7, 20)},
     "Your written response is possible until July 20, 2026",
     "If you wish to respond to your evaluation in writing, file it by the end of that day. You need not.",
     "Usted puede responder por escrito hasta el 20 de julio de 2026",
     "Si desea responder por escrito a su evaluación, presente su respuesta antes de que termine ese día. No está "
     "obligado a hacerlo."),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "more", "title", "sentence", "titulo", "frase"), WORDS)
def test_each_reminder_says_what_the_countys_plan_says(kind, more, title, sentence, titulo, frase):
    own = {name: more[name] for name in ("due_on", "stage") if name in more}
    words = {**SAID, **{name: value for name, value in more.items() if name not in own}}
    notice = Notice(kind=kind, words=words, created_at=AT, **own)
    found = []
    for language in ("en", "es"):
        with translation.override(language):
            said = words_of(notice)
            found += [said.title, said.sentence]
    assert found == [title, sentence, titulo, frase]


@pytest.mark.parametrize(
    ("kind", "title", "titulo"),
    [
        ("hr_review_waits", "Still waiting for the personnel office: Ana Núñez",
         "Sigue pendiente en la oficina de personal: Ana Núñez"),
        ("window_ends", "A term ends on July 13, 2026: Ana Núñez",
         "Un plazo termina el 13 de julio de 2026: Ana Núñez"),
    ],
)  # fmt: skip
def test_the_districts_plan_has_its_own_words(kind, title, titulo):
    notice = Notice(kind=kind, words={**SAID, "plan": "school"}, created_at=AT, due_on=date(2026, 7, 13))
    found = []
    for language in ("en", "es"):
        with translation.override(language):
            found.append(words_of(notice).title)
    assert found == [title, titulo]
