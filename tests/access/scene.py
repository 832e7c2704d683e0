"""The people of the access table, and what each address is about."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.enums import Role, Scope
from accounts.models import User
from accounts.services import access_token_create, delegation_create
from evaluations.enums import CheckInProgress, EvaluationKind, EvaluationStatus, GrievanceKind, PacketKind, Rating
from evaluations.models import Evaluation, FollowUp, Packet
from evaluations.rules.contacts import Contact
from evaluations.rules.probation_extension import ProbationExtensionAsked
from evaluations.services import attachment_add
from evaluations.services.check_ins import check_in_record
from evaluations.services.consultations import consultation_request
from evaluations.services.docket import saved_view_keep
from evaluations.services.extensions import extension_ask
from evaluations.services.grievances import grievance_file
from evaluations.services.meetings import Appointment, meeting_plan
from evaluations.services.payroll import payroll_export_make
from evaluations.services.probation import probation_extend
from evaluations.services.recusals import exception_record, recusal_record
from evaluations.services.reversion import window_revert
from evaluations.services.simulations import policy_simulate, policy_simulate_portion
from evaluations.services.steps import steps_decide
from imports.services import mapping_save, upload_apply, upload_apply_run, upload_check, upload_check_run, upload_create
from notifications.models import Mail, Notice
from notifications.services import digests_make, notice_add
from notifications.services.preferences import calendar_feed_make
from notifications.services.webhooks import webhook_create
from tests.evaluations import journeys, policies
from tests.factories import PASSWORD, Chain, make_employee, make_user

ROLES = (
    "anonymous",
    "employee",  # whose evaluation it is
    "other",  # an employee with no part in it
    "rater",
    "reviewer",
    "department_head",
    "hr",
    "hr_manager",
    "class_admin",
    "auditor",
    "system_admin",
)


@dataclass(frozen=True)
class Scene:
    """The chain of command and an account for each role; `anonymous` has none."""

    chain: Chain
    users: dict[str, User]

    def evaluation(self, state: str) -> Evaluation:
        """Of the chain's employee, in that state; HR's review is reached by a low rating alone."""
        status = EvaluationStatus(state)
        rating = Rating.IMPROVEMENT_NEEDED if status is EvaluationStatus.HR_REVIEW else Rating.COMPETENT
        return journeys.evaluation_in(status, self.chain, rating=rating)


def make_scene() -> Scene:
    """Everybody of `ROLES`. On the route of a Competent the Program Head reviews and the Division Chief approves."""
    chain = journeys.agency()
    people = {
        "employee": chain.employee,
        "other": make_employee(first_name="Other", last_name="Person"),
        "rater": chain.supervisor,
        "reviewer": chain.program_head,
        "department_head": chain.division_chief,
        "hr": journeys.hr_analyst(),
        "hr_manager": chain.hr_manager,
    }
    users = {role: journeys.user_of(person) for role, person in people.items()}
    users["class_admin"] = make_user(name="Class Admin", roles=[Role.CLASSIFICATION_ADMIN])
    users["auditor"] = make_user(name="Augusta Auditor", roles=[Role.AUDITOR])
    users["system_admin"] = make_user(name="System Admin", roles=[Role.SYSTEM_ADMIN])
    make_user(name="Second Admin", roles=[Role.SYSTEM_ADMIN])
    return Scene(chain, users)


def _with_file(scene: Scene, state: str) -> list[object]:
    evaluation = scene.evaluation("draft")
    upload = SimpleUploadedFile("log.txt", b"March 3: nine letters.", content_type="text/plain")
    file = attachment_add(
        public_id=evaluation.public_id, upload=upload, by=scene.users["rater"], at=journeys.AT
    )  # fmt: skip
    if state != "draft":
        evaluation = journeys.issued(journeys.agency_signed(evaluation))
    return [evaluation.public_id, file.public_id]


def _with_packet(scene: Scene, state: str) -> list[object]:
    evaluation, data = scene.evaluation(state), b"%PDF-1.7"
    packet = Packet(
        evaluation=evaluation, kind=PacketKind.EMPLOYEE_COPY.value, round=1, document="{}", document_sha256="0" * 64,
        sha256=hashlib.sha256(data).hexdigest(), size=len(data), pages=1, sealed_at=journeys.AT,
    )  # fmt: skip
    packet.file.save(f"{packet.public_id}.pdf", ContentFile(data), save=False)
    packet.save()
    return [evaluation.public_id, packet.kind]


def _designees(scene: Scene, state: str) -> list[object]:
    """The Reviewer's designee."""
    delegation = delegation_create(
        principal=scene.users["reviewer"], delegate=scene.users["other"], starts_on=date(2026, 7, 7),
        ends_on=date(2026, 7, 10), reason="annual leave", by=None, at=journeys.AT,
    )  # fmt: skip
    return [delegation.pk]


def _with_upload(scene: Scene, state: str) -> list[object]:
    """A file of one class, on its way by the services."""
    admin, kind = scene.users["class_admin"], "classifications"
    file = SimpleUploadedFile("classes.csv", b"code,title\n0001,Archivist\n,Nobody\n")
    upload = upload_create(kind=kind, file=file, by=admin, at=journeys.AT)
    known = {"public_id": upload.public_id, "at": journeys.AT}
    if state != "uploaded":
        upload = upload_check(public_id=upload.public_id, mapping=upload.mapping, is_month_first=False, by=admin)
    if state in ("checked", "applied"):
        upload_check_run(**known, round=upload.round)
    if state == "applied":
        upload.refresh_from_db()
        upload = upload_apply(public_id=upload.public_id, is_strict=False, digest=upload.digest, by=admin)
        upload_apply_run(**known, round=upload.round)
    return [upload.public_id]


def _kept_choices(scene: Scene, state: str) -> list[object]:
    """Choices of columns that somebody has kept for files of people."""
    saved = mapping_save(
        kind="people", name="Personnel office", headings={"employee_no": "key"}, by=scene.users["class_admin"],
        at=journeys.AT,
    )  # fmt: skip
    return ["people", saved.pk]


VERSION_PAGES = ("version", "file", "differences", "new", "discard", "publish", "simulate")
UPLOADS = (
    "apply", "check", "columns", "difference_csv", "difference_xlsx", "discard", "progress", "reading", "rejected",
    "undo", "upload",
)  # fmt: skip


WINDOW = ("", "_ask_extension", "_approve_extension", "_decline_extension", "_record_check_in")
PROVIDERS = (
    "openid_connect_login", "openid_connect_callback", "saml_login", "saml_acs", "saml_finish_acs", "saml_metadata",
    "saml_sls",
)  # fmt: skip


def _meeting(scene: Scene, state: str) -> list[object]:
    """A meeting about the evaluation in that state."""
    meeting = meeting_plan(
        public_id=scene.evaluation(state).public_id,
        appointment=Appointment(journeys.AT + timedelta(days=7), 60, "Room 3-A"),
        by=scene.users["rater"], at=journeys.AT,
    )  # fmt: skip
    return [meeting.public_id]


def _consultation(scene: Scene, state: str) -> list[object]:
    """The Program Head has asked HR about the evaluation in that state."""
    start, end = journeys.PERIOD
    scene.evaluation(state)
    contact = Contact(Rating.IMPROVEMENT_NEEDED, start, end, date(2026, 7, 20), "Letters come back.", "Told twice.")
    kept = consultation_request(
        employee=scene.chain.employee, contact=contact, by=journeys.user_of(scene.chain.program_head), at=journeys.AT
    )
    return [kept.public_id]


def _extension_of_probation(scene: Scene, state: str) -> list[object]:
    """The employee is on probation, and HR has extended it."""
    person = scene.chain.employee
    person.status, person.appointed_on = "probationary", date(2026, 2, 17)
    person.save(update_fields=["status", "appointed_on"])
    asked = ProbationExtensionAsked(
        new_end=date(2026, 8, 20), absent_from=date(2026, 6, 1), absent_to=date(2026, 6, 10),
        notified_on=journeys.TODAY,
    )  # fmt: skip
    reasons = {"R3:absence_not_on_record:absent_from": "By letter."}
    kept = probation_extend(employee=person, asked=asked, reasons=reasons, by=scene.users["hr"], at=journeys.AT)
    return [kept.public_id]


def _grievance(scene: Scene, state: str) -> list[object]:
    """The employee has grieved the evaluation in that state."""
    kept = grievance_file(
        public_id=scene.evaluation(state).public_id, kind=GrievanceKind.GRIEVANCE, about=("overall",),
        text="The log of March is incomplete.", by=scene.users["employee"], at=journeys.AT + timedelta(hours=8),
    )  # fmt: skip
    return [kept.public_id]


def _recusal(scene: Scene, state: str) -> list[object]:
    """The Rater of a draft is recused; "excepted": the next level, who is the Reviewer, has let them act."""
    scene.evaluation("draft")
    kept = recusal_record(
        employee=scene.chain.employee, against=scene.chain.supervisor, since=journeys.TODAY, reference="",
        by=scene.users["hr"], at=journeys.AT,
    )  # fmt: skip
    if state == "excepted":
        by = scene.users["reviewer"]
        exception_record(public_id=kept.public_id, reason="Nobody else knows the work.", by=by, at=journeys.AT)
    return [kept.public_id]


def _window(scene: Scene, state: str) -> list[object]:
    """The window of an issued Improvement Needed; "asked": the Reviewer's employee has asked to extend it."""
    evaluation = journeys.evaluation_in(EvaluationStatus.ISSUED, scene.chain, rating=Rating.IMPROVEMENT_NEEDED)
    window = FollowUp.objects.get(evaluation=evaluation)
    if state == "asked":
        reasons = {"R14:longer_than_absence:new_end": "Away since today."}
        extension_ask(
            public_id=window.public_id, asked_end=date(2027, 2, 6), for_absence=True, reasons=reasons,
            by=scene.users["reviewer"], at=journeys.AT + timedelta(hours=6),
        )  # fmt: skip
    return [window.public_id]


def _check_in(scene: Scene, state: str) -> list[object]:
    """One that the Rater has recorded in that window."""
    [window] = _window(scene, state)
    check_in = check_in_record(
        public_id=window, held_on=journeys.TODAY, progress=CheckInProgress.PARTLY, notes="Two letters came back.",
        by=scene.users["rater"], at=journeys.AT + timedelta(hours=6),
    )  # fmt: skip
    return [check_in.public_id]


def _overtaken(scene: Scene, state: str) -> list[object]:
    """The draft of a final whose window has reverted; in "draft", any other draft."""
    if state == "draft":
        return [scene.evaluation(state).public_id]
    [public_id] = _window(scene, state)
    period = (journeys.TODAY, journeys.TODAY)
    final = journeys.started(scene.chain, period=period, kind=EvaluationKind.FOLLOW_UP_FINAL)
    window_revert(pk=FollowUp.objects.get(public_id=public_id).pk, at=journeys.AT + timedelta(days=200))
    return [final.public_id]


def _view(scene: Scene, state: str) -> list[object]:
    """A view of HR's docket that somebody of HR keeps."""
    return [saved_view_keep(name="Late", query="", is_shared=True, by=scene.users["hr"], at=journeys.AT).public_id]


def _notice(scene: Scene, state: str) -> list[object]:
    """A notice to the employee who has no part in the evaluation."""
    notice_add(recipient=scene.users["other"], kind="due", subject="due:1", path="/", at=journeys.AT)
    return [Notice.objects.latest("pk").pk]


def _mail(scene: Scene, state: str) -> list[object]:
    """That notice's digest."""
    _notice(scene, state)
    digests_make(at=journeys.AT)
    return [Mail.objects.latest("pk").pk]


def _webhook(scene: Scene, state: str) -> list[object]:
    """A webhook of the system administrator's."""
    values = {"name": "Payroll", "url": "https://hooks.example.org/", "kinds": ["evaluation.final"]}
    endpoint, _secret = webhook_create(**values, by=scene.users["system_admin"], at=journeys.AT)
    return [endpoint.public_id]


def _policy(scene: Scene, state: str) -> list[object]:
    """The agency's own version of its policy set, in that state."""
    row = policies.published(on=date(2026, 8, 1)) if state == "published" else policies.drafted()
    return [row.name]


def _simulation(scene: Scene, state: str) -> list[object]:
    """A draft that a worker is to try out, or has tried out, on the evaluation of the chain's employee."""
    scene.evaluation("final")
    row = policies.drafted()
    days = {"first": date(2026, 6, 30), "last": date(2026, 6, 30)}
    simulation = policy_simulate(name=row.name, **days, by=scene.users["class_admin"], at=journeys.AT)
    if state == "finished":
        policy_simulate_portion(public_id=simulation.public_id, after=0, at=journeys.AT)
    return [row.name, simulation.public_id]


def _token(scene: Scene, state: str) -> list[object]:
    """An access token of the employee who has no part in the evaluation."""
    token, _text = access_token_create(
        user=scene.users["other"], name="a program", scopes=[Scope.PEOPLE_READ], expires_on=date(2026, 7, 31),
        proof=PASSWORD, at=journeys.AT,
    )  # fmt: skip
    return [token.public_id]


def _export(scene: Scene, state: str) -> list[object]:
    """The first export for payroll, of the first day that is decided."""
    steps_decide(at=journeys.AT)
    today = timezone.localdate(journeys.AT)
    made = payroll_export_make(first_on=today, last_on=today, by=scene.users["hr"], at=journeys.AT)
    return [made.number]


# What an address needs in its path; an address that is not here and has no state needs nothing.
ARGUMENTS: dict[str, Callable[[Scene, str], list[object]]] = {
    "audit:stream": lambda scene, state: [scene.evaluation("draft").stream],
    "competencies:classification": lambda scene, state: [scene.chain.employee.classification.code],
    "workforce:employee": lambda scene, state: [scene.chain.employee.employee_no],
    "due": lambda scene, state: [scene.chain.employee.employee_no],
    "evaluations:probation": lambda scene, state: [scene.chain.employee.employee_no],
    "evaluations:probation_extend": lambda scene, state: [scene.chain.employee.employee_no],
    "evaluations:probation_withdraw": _extension_of_probation,
    "person_steps": lambda scene, state: [scene.chain.employee.employee_no],
    "api:person_steps": lambda scene, state: [scene.chain.employee.employee_no],
    "payroll_export": _export,
    "payroll_file": lambda scene, state: [*_export(scene, state), "whole"],
    "api:payroll_export": _export,
    "api:payroll_file": _export,
    "evaluations:attachment": _with_file,
    "evaluations:attachment_remove": _with_file,
    "evaluations:packet": _with_packet,
    "accounts:delegation_end": _designees,
    "imports:layout": lambda scene, state: ["people"],
    "imports:mapping_delete": _kept_choices,
    "imports:template": lambda scene, state: ["people"],
    **{f"imports:{name}": _with_upload for name in UPLOADS},
    "calendar_feed": lambda scene, state: [calendar_feed_make(user=scene.users["other"], at=journeys.AT)],
    "evaluations:meeting": _meeting,
    "evaluations:meeting_change": _meeting,
    "evaluations:meeting_cancel": _meeting,
    "docket_view_forget": _view,
    "evaluations:consultation": _consultation,
    "evaluations:consultation_answer": _consultation,
    "evaluations:consultation_withdraw": _consultation,
    **{
        f"{room}:grievance{name}": _grievance
        for room in ("evaluations", "api")
        for name in ("", "_decide", "_withdraw")
    },
    **{f"evaluations:recusal{name}": _recusal for name in ("", "_end", "_except", "_unexcept", "_hand_over")},
    "api:consultation": _consultation,
    "api:consultation_answer": _consultation,
    "api:consultation_withdraw": _consultation,
    **{f"{room}:window{name}": _window for room in ("evaluations", "api") for name in WINDOW},
    **{f"{room}:window_remark": _check_in for room in ("evaluations", "api")},
    "evaluations:continue": _overtaken,
    "api:evaluation_continue": _overtaken,
    "notifications:open": _notice,
    "notifications:mail": _mail,
    "notifications:webhook": _webhook,
    "notifications:webhook_change": _webhook,
    "notifications:webhook_delete": _webhook,
    **{f"policies:{name}": _policy for name in VERSION_PAGES},
    **{f"policies:simulation{name}": _simulation for name in ("", "_progress", "_csv")},
    "policies:edit": lambda scene, state: [*_policy(scene, state), "numbers"],
    "reference_page": lambda scene, state: ["rules"],
    "accounts:account": lambda scene, state: [scene.users["other"].pk],
    "api:classification": lambda scene, state: [scene.chain.employee.classification.code],
    "api:person": lambda scene, state: [scene.chain.employee.employee_no],
    "api:person_due": lambda scene, state: [scene.chain.employee.employee_no],
    "api:org_unit": lambda scene, state: [scene.chain.employee.org_unit_id],
    "api:import_schema": lambda scene, state: ["people"],
    **{f"api:import{name}": _with_upload for name in ("", "_rows", "_check", "_apply", "_undo")},
    "api:evaluation_attachment": _with_file,
    "api:evaluation_packet": _with_packet,
    "api:meeting": _meeting,
    "api:token": _token,
    "accounts:token_revoke": _token,
    **{f"api:webhook{name}": _webhook for name in ("", "_ping", "_pause", "_resume", "_secret", "_messages")},
    "api:webhook_message_again": _webhook,
    # Keys of nobody's, and a provider that is not configured.
    **{name: lambda scene, state: [1] for name in ("mfa_edit_webauthn", "mfa_remove_webauthn")},
    **{name: lambda scene, state: ["county"] for name in PROVIDERS},
    "account_reset_password_from_key": lambda scene, state: ["0", "set-password"],
}


def arguments(scene: Scene, name: str, state: str) -> list[object]:
    """The path's arguments for a row of the table."""
    if name in ARGUMENTS:
        return ARGUMENTS[name](scene, state)
    return [scene.evaluation(state).public_id] if state else []
