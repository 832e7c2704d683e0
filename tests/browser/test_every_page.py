"""Every page of the site, as somebody whose page it is: axe finds nothing, at 1280 and at 390 pixels nothing runs over
the edge, and the browser has no complaint (scripts, security policy, missing files)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.enums import Role, Scope
from accounts.models import AccessToken, Delegation, User
from accounts.selectors import active_accounts_with_role
from accounts.services import access_token_create
from audit.models import AuditEvent
from competencies.models import Classification
from evaluations.enums import GrievanceKind, Rating
from evaluations.models import (
    CheckIn,
    Consultation,
    DueDate,
    Evaluation,
    FollowUp,
    Meeting,
    PayrollExport,
    PolicySimulation,
    PolicyVersion,
    Recusal,
    StepSweep,
)
from evaluations.rules.policy_differences import PolicyPart
from evaluations.rules.probation_extension import ProbationExtensionAsked
from evaluations.selectors.windows import askers_of
from evaluations.services.extensions import extension_ask
from evaluations.services.grievances import grievance_file
from evaluations.services.payroll import payroll_export_make
from evaluations.services.policies import policy_draft_create, policy_draft_save
from evaluations.services.probation import probation_extend
from evaluations.services.recusals import exception_record, recusal_record
from evaluations.services.simulations import policy_simulate, policy_simulate_portion
from imports.models import Upload
from imports.services import (
    mapping_save,
    upload_apply,
    upload_apply_run,
    upload_check,
    upload_check_run,
    upload_create,
    upload_discard,
)
from notifications.models import Mail, WebhookDelivery, WebhookEndpoint
from notifications.services.preferences import calendar_feed_make
from notifications.services.webhooks import webhook_create, webhook_ping
from tests.browser.districts import DEMO_PASSPHRASE
from tests.browser.site import PHONE, Site, axe_violations, is_wider_than_its_window
from tests.factories import make_employee, make_org_unit
from tests.workspace.finals import final_of
from workforce.models import Employee, OrgUnit

# Addresses that answer with no page of their own.
NO_PAGES = {
    "healthz",
    "readyz",
    "api_schema",
    "metrics",
    "accounts:session",
    "accounts:stay",
    # Reached only after being asked again, or by a provider: test_second_factor*.py and tests/accounts walk these.
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_authenticate",
    "mfa_deactivate_totp",
    "mfa_edit_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "openid_connect_login",
    "openid_connect_callback",
    "saml_login",
    "saml_acs",
    "saml_finish_acs",
    "saml_metadata",
    "saml_sls",
    "workforce:export",
    "steps_export",
    "payroll_file",
    "evaluations:autosave",
    "evaluations:panel",
    "evaluations:presence",
    "evaluations:packet",
    "evaluations:attachment",
    "evaluations:attachment_add",
    "evaluations:attachment_remove",
    "imports:check",
    "imports:difference_csv",
    "imports:difference_xlsx",
    "imports:progress",
    "imports:reading",
    "imports:rejected",
    "imports:template",
    "notifications:open",
    "policies:file",
    "policies:simulation_csv",
    "policies:simulation_progress",
    "calendar_feed",
    "docket_assign",
    "docket_export",
    "docket_view_forget",
    "docket_view_keep",
    "equity_csv",
    "compliance_csv",
    "compliance_evaluations_csv",
    "compliance_probation_csv",
    "compliance_pdf",
}
NOBODY = UUID(int=0)


def a_draft() -> str:
    """The name of a draft that changes one value of the agency's policy set."""
    row = PolicyVersion.objects.first()
    if row is None:
        by, at = User.objects.get(email__startswith="vera.kuznetsova"), timezone.now()
        row = policy_draft_create(follows="county-1", by=by, at=at)
        changes = {"follow_up.window_months": 9}
        policy_draft_save(name=row.name, revision=row.revision, changes=changes, by=by, at=at)
    return row.name


def a_simulation(*, is_finished: bool) -> tuple[object, ...]:
    """That draft tried out on a year's evaluations, or about to be."""
    name, at = a_draft(), timezone.now()
    found = PolicySimulation.objects.filter(finished_at__isnull=not is_finished).first()
    if found is None:
        by, last = User.objects.get(email__startswith="vera.kuznetsova"), timezone.localdate(at)
        found = policy_simulate(name=name, first=last - timedelta(days=730), last=last, by=by, at=at)
        if is_finished:
            policy_simulate_portion(public_id=found.public_id, after=0, at=at, size=1000)
    return name, found.public_id


@dataclass(frozen=True)
class Place:
    """A page: the name of its address, whose evaluation it shows (or other arguments), a query, the status, and words
    that stand on it where it has several faces."""

    name: str
    about: str = ""
    args: tuple[object, ...] = field(default=())
    query: str = ""
    status: int = 200
    says: str = ""

    def url(self) -> str:
        args: tuple[object, ...] = self.args
        if self.about:
            args = (Evaluation.objects.filter(employee__employee_no=self.about).latest("pk").public_id,)
        return reverse(self.name, args=args) + self.query


def places() -> dict[str, list[Place]]:
    """Every page by the person who opens it; "" is somebody who is not signed in."""
    return {
        "": [
            Place("account_login"),
            Place("account_inactive"),
            Place("account_reset_password"),
            Place("account_reset_password_done"),
            Place("account_reset_password_from_key", args=("1", "no-such-key")),
            Place("account_reset_password_from_key_done"),
            Place("socialaccount_login_cancelled"),
            Place("verify"),
        ],
        "yolanda.reyes-whitfield": [
            Place("home"),
            Place("team"),
            Place("own_evaluations"),
            Place("due", args=("001053",)),
            Place("due", args=("001068",)),
            Place("calendar"),
            Place("calendar_list"),
            Place("competencies:classifications", query="?q=family"),
            Place("competencies:classification", args=("1201",)),
            Place("workforce:people"),
            Place("workforce:employee", args=("001042",)),
            Place("accounts:delegations"),
            Place("account_change_password"),
            Place("account_logout"),
            Place("accounts:sessions"),
            Place("mfa_index"),
            Place("account_reauthenticate"),
            Place("accounts:signed_in"),
            Place("accounts:tokens", query=with_a_token("yolanda.reyes-whitfield"), says="nightly report"),
            Place("accounts:token_revoke", args=(a_token("yolanda.reyes-whitfield"),)),
            Place("api_docs", says="Problem details"),
            Place("styleguide"),
            Place("evaluations:list"),
            Place("evaluations:start", query="?employee=001066"),
            Place("evaluations:edit", "001053"),
            Place("evaluations:period", "001047"),
            Place("evaluations:submit", "001047"),
            Place("evaluations:submit", "001053"),
            Place("evaluations:void", "001047"),
            Place("evaluations:continue", "001047", status=409),
            Place("evaluations:issue", "001061"),
            Place("evaluations:withdraw", "001061"),
            Place("evaluations:detail", "001061"),
            Place("evaluations:record_outcome", "001042"),
            Place("evaluations:correct", "001066"),
            Place("evaluations:detail", args=(NOBODY,), status=404),
            Place("evaluations:edit", "001042", status=409),
            Place("evaluations:plan_meeting", "001042"),
            Place("evaluations:meeting", args=(a_meeting(),)),
            Place("evaluations:meeting_change", args=(a_meeting(),)),
            Place("evaluations:meeting_cancel", args=(a_meeting(),)),
            Place("notifications:notices", says="Mark all as read"),
            Place("notifications:settings", says="Make an address"),
            Place("notifications:outbox"),
            Place("notifications:outbox", query="?q=nobody-at-all", says="No mail matches"),
            Place("notifications:mail", args=(a_mail("sent"),), says="As plain text"),
        ],
        "jonah.feldstein": [
            Place("home"),
            Place("own_evaluations"),
            Place("due", args=("001042",)),
            Place("person_steps", args=("001042",), says="Your step increases"),
            Place("evaluations:detail", "001042"),
            Place("evaluations:sign_as_employee", "001042"),
            Place("evaluations:respond", "001042"),
            Place("evaluations:waive", "001042"),
            Place("evaluations:issue", "001042", status=403),
            Place("evaluations:meeting", args=(a_meeting(),)),
            Place("notifications:notices"),
            Place("notifications:settings", query=with_an_address("jonah.feldstein"), says="Revoke the address"),
        ],
        "desmond.achebe": [
            Place("home"),
            Place("evaluations:consultations"),
            Place("evaluations:consultation_new", query="?employee=001074"),
            Place("evaluations:sign", "001074"),
            Place("evaluations:sign", "001144"),
            Place("evaluations:return", "001074"),
            Place("evaluations:recusal_except", args=(a_recusal(),)),
            Place("evaluations:recusal_unexcept", args=(a_recusal(is_excepted=True),)),
        ],
        "sofia.restrepo": [
            Place("home"),
            Place("evaluations:list", query="?q=ma"),
            Place("evaluations:list", query="?q=nobody&status=draft"),
            Place("workforce:people", query="?page=2"),
            Place("workforce:people", query="?q=nobody&level=supervisor&sort=unit"),
            Place("follow_ups"),
            Place("compliance", says="By unit"),
            Place("compliance", query=f"?unit={OrgUnit.objects.filter(name='Intake Unit 1')[0].pk}", says="By Rater"),
            Place("compliance", query="?first=2026-07-02&last=2026-07-01", status=422),
            Place("compliance", query="?first=1999-01-01&last=1999-12-31", says="Nothing was due"),
            Place("equity", query=rated_last_year(), says="What this does not prove"),
            Place("equity", query="?by=rater", says="This accuses nobody."),
            Place("equity", query="?by=sex", status=200, says="Select a valid choice"),
            Place("steps", says="at risk within 30 days"),
            Place("steps", query="?state=risk_90"),
            Place("steps", query="?q=nobody&state=held"),
            Place("steps", query="?first=2026-07-02&last=2026-07-01", status=422),
            Place("person_steps", args=("001079",), says="What was decided, and why"),
            Place("payroll", says="Make an export"),
            Place("payroll_export", args=(an_export(),), says="What changed"),
            Place("docket", says="Propriety review"),
            Place("docket", query="?owner=nobody&kind=window&within=60&overdue=on"),
            Place("docket", query="?q=nobody-at-all", says="No line matches"),
            Place("evaluations:consultations", query="?state=waiting", says="1 contact"),
            Place("evaluations:consultations", query="?q=nobody", says="No contact matches"),
            Place("evaluations:consultation_new", query="?employee=001053", says="Record a contact with HR"),
            Place("evaluations:probation", args=(a_probationer(),), says="Why then"),
            Place("evaluations:probation_extend", args=(a_probationer(),), says="New end of probation"),
            Place("evaluations:probation_withdraw", args=(an_extension_of_probation(),), says="It stays on record"),
            Place("evaluations:consultation", args=(a_contact(),)),
            Place("evaluations:consultation_answer", args=(a_contact(),)),
            Place("evaluations:consultation_withdraw", args=(a_contact(),)),
            Place("evaluations:recusal", args=(a_recusal(),)),
            Place("evaluations:recusal_end", args=(a_recusal(),)),
            Place("evaluations:recusal_hand_over", args=(a_recusal(),)),
            Place("evaluations:recusals"),
            Place("evaluations:recusals", query="?q=nobody", says="No recusal matches"),
            Place("evaluations:grievance", args=(a_grievance(),)),
            Place("evaluations:grievance_decide", args=(a_grievance(),)),
            Place("evaluations:grievance_withdraw", args=(a_grievance(),)),
            Place("evaluations:recusal_new", query="?employee=001053"),
            Place("evaluations:grieve", "001042"),
            Place("follow_ups", query="?state=reverted&within=90", says="No window matches"),
            Place("evaluations:window", args=(a_window("001155"),), says="What happens if nobody acts"),
            Place("evaluations:window", args=(a_window("001187"),), says="the employee reverted to the prior status"),
            Place("evaluations:window_ask_extension", args=(a_window("001090"),), says="Who contacted HR"),
            Place("evaluations:window_approve_extension", args=(a_request("001155"),), says="The request"),
            Place("evaluations:window_decline_extension", args=(a_request("001155"),), says="The request"),
            Place("reference"),
            Place("reference_page", args=("states",), says="Ready to issue"),
            Place("reference_page", args=("permissions",)),
            Place("reference_page", args=("rules",), query="?set=school"),
            Place("reference_page", args=("settings",)),
            Place("reference_page", args=("jobs",)),
            Place("reference_page", args=("data",)),
            Place("calendar", query=f"?month={busy_month():%Y-%m}"),
            Place("calendar_year"),
            Place("calendar_year", query=f"?unit={OrgUnit.objects.get(name='Bureau of Field Services').pk}"),
            Place("calendar_list", query="?state=without_rater"),
            Place("calendar_list", query="?first=2026-07-02&last=2026-07-01", status=422),
            Place("due", args=("001090",)),
            Place("notifications:notices"),
            Place("evaluations:concur", "001112"),
            Place("evaluations:return", "001112"),
            Place("evaluations:void", "001112"),
            Place("evaluations:detail", "001090"),
            Place("evaluations:detail", "001099"),
            Place("evaluations:detail", "001103"),
            Place("accounts:delegation_end", args=(Delegation.objects.latest("ends_on").pk,)),
        ],
        "renee.thibodeaux": [
            Place("evaluations:window", args=(a_window("001155"),), says="Check-ins"),
            Place("evaluations:window_record_check_in", args=(a_window("001155"),)),
        ],
        "ximena.ibanez": [
            Place("evaluations:window", args=(a_window("001155"),), says="Add a remark"),
            Place("evaluations:window_remark", args=(a_check_in(),)),
        ],
        "ruth.abramowitz": [
            Place("home"),
            Place("audit:streams"),
            Place("audit:streams", query="?size=50&page=3"),
            Place("audit:streams", query="?about=nobody&since=2026-01-01"),
            Place(
                "audit:stream", args=(AuditEvent.objects.filter(stream__startswith="evaluation:").latest("pk").stream,)
            ),
            Place("evaluations:detail", "001083"),
            Place("notifications:notices", says="No notices"),
        ],
        "vera.kuznetsova": [
            Place("imports:uploads"),
            Place("imports:new"),
            Place("imports:layout", args=("people",)),
            Place("imports:mapping_delete", args=("classifications", kept_choices()), says="Delete the choices"),
            Place("imports:layout", args=("classifications",), says="Choices that were kept"),
            Place("imports:columns", args=(an_upload("uploaded"),)),
            Place("imports:upload", args=(an_upload("checking"),)),
            Place("imports:upload", args=(an_upload("checked"),)),
            Place("imports:upload", args=(an_upload("checked"),), query="?outcome=changed"),
            Place("imports:upload", args=(an_upload("unusable"),)),
            Place("imports:upload", args=(an_upload("discarded"),)),
            Place("imports:apply", args=(an_upload("checked"),)),
            Place("imports:discard", args=(an_upload("checked"),)),
            Place("imports:undo", args=(an_upload("applied"),)),
            Place("policies:sets", says="In force now"),
            Place("policies:version", args=("county-1",)),
            Place("policies:version", args=(a_draft(),), says="Edit this draft"),
            Place("policies:new", args=("school-1",)),
            *(Place("policies:edit", args=(a_draft(), part.value)) for part in PolicyPart),
            Place("policies:differences", args=(a_draft(),), says="changes 1 value"),
            Place("policies:publish", args=(a_draft(),)),
            Place("policies:simulate", args=(a_draft(),), says="Earlier runs"),
            Place("policies:simulation", args=a_simulation(is_finished=False), says="The simulation is running"),
            Place("policies:simulation", args=a_simulation(is_finished=True), says="What would have changed"),
            Place("policies:simulation", args=a_simulation(is_finished=True), query="?q=nobody"),
            Place("policies:discard", args=(a_draft(),)),
        ],
        "hyun-woo.park": [
            Place("home"),
            Place("operations"),
            Place("notifications:outbox"),
            Place("notifications:failures", says="1 message"),
            Place("notifications:failures", query="?settled=1", says="Nothing is settled yet."),
            Place("notifications:mail", args=(a_mail("bounced"),), says="It did not arrive"),
            Place("notifications:webhooks", says="Personnel system"),
            Place("notifications:webhook_new"),
            Place("notifications:webhook", args=(a_webhook(),), says="Given up"),
            Place("notifications:webhook", args=(a_webhook(),), query="?status=delivered", says="No message matches."),
            Place("notifications:webhook_change", args=(a_webhook(),)),
            Place("notifications:webhook_delete", args=(a_webhook(),)),
            Place("accounts:accounts"),
            Place("accounts:accounts", query="?q=nobody&state=closed"),
            Place("accounts:tokens", says="No program acts in your name."),
            Place("accounts:account", args=(User.objects.get(email__startswith="sofia.").pk,)),
            Place("accounts:account", args=(whose_token(),), says="nightly report"),
            Place("accounts:token_revoke", args=(a_token("yolanda.reyes-whitfield"),)),
        ],
    }


def rated_last_year() -> str:
    """See to it that many became final in the year before this one; the query stays empty."""
    on = timezone.localdate().replace(year=timezone.localdate().year - 1, month=5, day=6)
    if not Evaluation.objects.filter(filed_on=on).exists():
        ratings = [Rating.COMPETENT, Rating.VERY_GOOD, Rating.COMPETENT, Rating.IMPROVEMENT_NEEDED, Rating.OUTSTANDING]
        long = "Annex / Bureau of Countywide Maintenance and Administrative Support"
        held = Classification.objects.get(code="0115")
        for place, path in enumerate((long, "Annex / Harbor", "Yard / North", "Yard / South")):
            # Numbers that are nobody's in the demo.
            numbers = (f"{number:06d}" for number in range(700_000 + 100 * place, 700_100 + 100 * place))
            given = {"with_user": False, "classification": held, "org_unit": make_org_unit(path)}
            rater = make_employee(last_name=f"Of {path}", employee_no=next(numbers), **given)
            Evaluation.objects.bulk_create(
                final_of(make_employee(employee_no=next(numbers), **given), ratings[turn % 5], rater=rater, on=on)
                for turn in range(17)
            )
    return ""


def busy_month() -> date:
    """The month in which most evaluations of the demo are due."""
    return Counter(due.replace(day=1) for due in DueDate.objects.values_list("due_on", flat=True) if due).most_common(
        1
    )[0][0]


def a_meeting() -> UUID:
    """The one that the demo's Rater has planned with the employee 001042."""
    return Meeting.objects.get(evaluation__employee__employee_no="001042").public_id


def an_export() -> int:
    """The first export for payroll; HR makes one where there is none yet."""
    there = PayrollExport.objects.first()
    if there is None:
        hr, swept = User.objects.get(email__startswith="sofia.restrepo@"), StepSweep.objects.get()
        days = {"first_on": swept.begun_on, "last_on": swept.through_on}
        there = payroll_export_make(**days, by=hr, at=timezone.now())
    return there.number


def a_contact() -> UUID:
    """The demo's question to HR that has no answer yet."""
    return Consultation.objects.get(employee__employee_no="001136").public_id


def a_grievance() -> UUID:
    """The demo's employee 001099 has grieved their last evaluation."""
    evaluation = Evaluation.objects.filter(employee__employee_no="001099").latest("pk")
    kept = evaluation.grievances.first()
    if kept is None:
        by = User.objects.get(employee__employee_no="001099")
        kept = grievance_file(
            public_id=evaluation.public_id, kind=GrievanceKind.GRIEVANCE, about=("overall",),
            text="The figures of March are those of the whole unit.", by=by, at=timezone.now(),
        )  # fmt: skip
    return kept.public_id


def a_recusal(*, is_excepted: bool = False) -> UUID:
    """Somebody's Program Head takes no part in what concerns them, or Desmond Achebe, the next level, has let them."""
    employee = Employee.objects.select_related("supervisor__supervisor").get(
        employee_no="001079" if is_excepted else "001083"
    )
    kept = Recusal.objects.filter(employee=employee).first()
    if kept is None:
        by, at = User.objects.get(email__startswith="sofia.restrepo@"), timezone.now()
        kept = recusal_record(
            employee=employee,
            against=employee.supervisor.supervisor,
            since=timezone.localdate(at),
            reference="",
            by=by,
            at=at,
        )
        if is_excepted:
            by = User.objects.get(email__startswith="desmond.achebe@")
            exception_record(public_id=kept.public_id, reason="Nobody else knows the work.", by=by, at=at)
    return kept.public_id


def a_probationer() -> str:
    """The number of somebody on probation that has not ended."""
    found = Employee.objects.filter(status="probationary", probation_ends_on__gt=timezone.localdate())
    return found.order_by("employee_no").values_list("employee_no", flat=True)[0]


def an_extension_of_probation() -> UUID:
    """The extension of that person's probation, which HR has recorded."""
    person, today = Employee.objects.get(employee_no=a_probationer()), timezone.localdate()
    kept = person.probation_extensions.first()
    if kept is None:
        asked = ProbationExtensionAsked(person.probation_ends_on + timedelta(days=1), today, today, today)
        reasons = {"R3:absence_not_on_record:absent_from": "Told by letter."}
        by = active_accounts_with_role(Role.HR).exclude(employee=person).first()
        kept = probation_extend(employee=person, asked=asked, reasons=reasons, by=by, at=timezone.now())
    return kept.public_id


def a_window(employee_no: str) -> UUID:
    """The follow-up window of that person."""
    return FollowUp.objects.get(employee__employee_no=employee_no).public_id


def a_request(employee_no: str) -> UUID:
    """That window, with a request to extend it that waits for HR."""
    window = FollowUp.objects.select_related("employee").get(employee__employee_no=employee_no)
    if not window.extensions.filter(status="asked").exists():
        reasons = ("R14:extension_contact_late:contacted_on", "R14:longer_than_absence:new_end")
        extension_ask(
            public_id=window.public_id, asked_end=window.ends_on + timedelta(days=20), for_absence=True,
            reasons=dict.fromkeys(reasons, "Away from next week on."),
            by=askers_of(window.employee, timezone.localdate())[0].user, at=timezone.now(),
        )  # fmt: skip
    return window.public_id


def a_check_in() -> UUID:
    """One to which its employee has added no remark."""
    return CheckIn.objects.get(follow_up__employee__employee_no="001155", remark="").public_id


def a_mail(status: str) -> int:
    """The latest mail of that state."""
    return Mail.objects.filter(status=status).latest("pk").pk


def a_webhook() -> UUID:
    """One that fails, with a message that was given up."""
    there = WebhookEndpoint.objects.filter(name="Personnel system").first()
    if there is None:
        admin, at = User.objects.get(email__startswith="hyun-woo.park@"), timezone.now()
        values = {"name": "Personnel system", "url": "https://hooks.invalid/in", "kinds": ["evaluation.issued"]}
        there, _secret = webhook_create(**values, by=admin, at=at)
        sent = WebhookDelivery.objects.filter(pk=webhook_ping(public_id=there.public_id, by=admin, at=at).pk)
        sent.update(status="given_up", attempts=1, attempted_at=at, error="It answered 500.")
        WebhookEndpoint.objects.filter(pk=there.pk).update(failures=1, failing_since=at, quiet_until=at)
    return there.public_id


def with_an_address(person: str) -> str:
    """Give that person's calendar an address; the query stays empty."""
    calendar_feed_make(user=User.objects.get(email__startswith=f"{person}@"), at=timezone.now())
    return ""


def a_token(person: str) -> UUID:
    """That person's access token; one is made where there is none yet."""
    user, at = User.objects.get(email__startswith=f"{person}@"), timezone.now()
    there = AccessToken.objects.filter(user=user, revoked_at=None).first()
    if there is None:
        there, _text = access_token_create(
            user=user, name="nightly report", scopes=[Scope.PEOPLE_READ, Scope.CALENDAR_READ],
            expires_on=timezone.localdate(at), proof=DEMO_PASSPHRASE, at=at,
        )  # fmt: skip
    return there.public_id


def with_a_token(person: str) -> str:
    """See to it that there is one; the query stays empty."""
    a_token(person)
    return ""


def whose_token() -> int:
    """The account of somebody who has one."""
    return AccessToken.objects.get(public_id=a_token("yolanda.reyes-whitfield")).user_id


def an_upload(status: str) -> UUID:
    """A file of classes in that state; one is made where there is none yet."""
    there = Upload.objects.filter(status=status, name="walk.csv").first()
    if there is None:
        there = _made(status)
    return there.public_id


def kept_choices() -> int:
    """Choices of columns for files of classes, kept under a name."""
    headings = {"code": "class code", "title": "name of the class"}
    admin = User.objects.get(email__startswith="vera.kuznetsova@")
    kept = mapping_save(kind="classifications", name="Walk", headings=headings, by=admin, at=timezone.now())
    return kept.pk


def _made(status: str) -> Upload:
    admin, at = User.objects.get(email__startswith="vera.kuznetsova@"), timezone.now()
    heads = b"code,title,title" if status == "unusable" else b"code,title,shoe size"
    # Every file another class, so that a later one finds something to do.
    rows = b"\n9%03d,Walker,\n1201,Family Services Worker II,\n,Nobody,\n" % Upload.objects.count()
    file = SimpleUploadedFile("walk.csv", heads + rows)
    upload = upload_create(kind="classifications", file=file, by=admin, at=at)
    if status == "discarded":
        return upload_discard(public_id=upload.public_id, by=admin)
    if status != "uploaded":
        upload = upload_check(public_id=upload.public_id, mapping=upload.mapping, is_month_first=False, by=admin)
    if status in ("checked", "unusable", "applied"):
        upload_check_run(public_id=upload.public_id, round=upload.round, at=at)
    if status == "applied":
        checked = Upload.objects.get(pk=upload.pk)
        upload = upload_apply(public_id=upload.public_id, is_strict=False, digest=checked.digest, by=admin)
        upload_apply_run(public_id=upload.public_id, round=upload.round, at=at)
    return Upload.objects.get(pk=upload.pk)


PEOPLE = (
    "", "yolanda.reyes-whitfield", "jonah.feldstein", "desmond.achebe", "sofia.restrepo", "renee.thibodeaux",
    "ximena.ibanez", "ruth.abramowitz", "vera.kuznetsova", "hyun-woo.park",
)  # fmt: skip


@pytest.mark.parametrize("person", PEOPLE)
def test_axe_and_the_browser_have_no_complaint(site: Site, person: str) -> None:
    site.watch.expected |= {403, 404, 409, 422}
    email = User.objects.get(email__startswith=f"{person}@").email if person else ""
    page = site.sign_in(email, DEMO_PASSPHRASE) if person else site.window()
    desktop = page.viewport_size
    faults: dict[str, list[str]] = {}
    for place in places()[person]:
        answer = page.goto(place.url())
        found = [] if answer and answer.status == place.status else [f"status {answer and answer.status}"]
        found += [] if place.says in page.locator("main").inner_text() else [f"does not say: {place.says}"]
        found += axe_violations(page)
        page.set_viewport_size(PHONE)
        found += [f"390: {fault}" for fault in axe_violations(page)]
        found += ["390: wider than the window"] if is_wider_than_its_window(page) else []
        page.set_viewport_size(desktop)
        faults |= {place.url(): found} if found else {}
    assert faults == {}


def test_no_page_is_missing(site: Site) -> None:
    walked = {place.name for people in places().values() for place in people}
    pages = {name for name in names(get_resolver()) if not name.startswith("api:")}
    assert walked == pages - NO_PAGES
    assert set(places()) == set(PEOPLE)


def names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """The names of all addresses of the site."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{entry.namespace}:" if entry.namespace else ""
            yield from names(entry, space + inner)
        elif isinstance(entry, URLPattern) and entry.name:
            yield space + entry.name
