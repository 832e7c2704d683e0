"""Every address of the API below /api/v1/. Each view names the scope of each of its methods; without, it denies."""

from django.urls import include, path

from accounts.api import me
from common.bodies import MEGABYTE, largest_body
from competencies import api as competencies
from imports import api as imports
from imports.services import LARGEST
from notifications import api as notifications
from workforce import api as workforce
from workspace import api as workspace

app_name = "api"
upload = largest_body(LARGEST + MEGABYTE)(imports.Uploads.as_view())
ONE = "imports/<uuid:public_id>/"
HOOK = "webhooks/<uuid:public_id>/"
urlpatterns = [
    path("me/", me.Me.as_view(), name="me"),
    path("me/tokens/", me.Tokens.as_view(), name="tokens"),
    path("me/tokens/<uuid:public_id>/", me.OneToken.as_view(), name="token"),
    path("classifications/", competencies.Classifications.as_view(), name="classifications"),
    path("classifications/<str:code>/", competencies.OneClassification.as_view(), name="classification"),
    path("people/", workforce.People.as_view(), name="people"),
    path("people/<str:employee_no>/", workforce.OnePerson.as_view(), name="person"),
    path("people/<str:employee_no>/due/", workspace.DueOfPerson.as_view(), name="person_due"),
    path("people/<str:employee_no>/steps/", workspace.StepsOfOnePerson.as_view(), name="person_steps"),
    path("steps/", workspace.Steps.as_view(), name="steps"),
    path("steps/at-risk/", workspace.StepsAtRisk.as_view(), name="steps_at_risk"),
    path("payroll-exports/", workspace.PayrollExports.as_view(), name="payroll_exports"),
    path("payroll-exports/<int:number>/", workspace.OnePayrollExport.as_view(), name="payroll_export"),
    path("payroll-exports/<int:number>/file/", workspace.PayrollFile.as_view(), name="payroll_file"),
    path("org-units/", workforce.OrgUnits.as_view(), name="org_units"),
    path("org-units/<int:pk>/", workforce.OneOrgUnit.as_view(), name="org_unit"),
    path("calendar/", workspace.Calendar.as_view(), name="calendar"),
    path("calendar/month/", workspace.Month.as_view(), name="calendar_month"),
    path("docket/", workspace.Docket.as_view(), name="docket"),
    path("docket/assign/", workspace.DocketAssign.as_view(), name="docket_assign"),
    path("imports/", upload, name="imports"),
    path("imports/kinds/", imports.Kinds.as_view(), name="import_kinds"),
    path("imports/kinds/<slug:kind>/schema/", imports.KindSchema.as_view(), name="import_schema"),
    path(ONE, imports.OneUpload.as_view(), name="import"),
    path(f"{ONE}rows/", imports.Rows.as_view(), name="import_rows"),
    path(f"{ONE}check/", imports.Check.as_view(), name="import_check"),
    path(f"{ONE}apply/", imports.Apply.as_view(), name="import_apply"),
    path(f"{ONE}undo/", imports.Undo.as_view(), name="import_undo"),
    path("webhooks/", notifications.Webhooks.as_view(), name="webhooks"),
    path(HOOK, notifications.OneWebhook.as_view(), name="webhook"),
    path(f"{HOOK}ping/", notifications.Ping.as_view(), name="webhook_ping"),
    path(f"{HOOK}pause/", notifications.Pause.as_view(), name="webhook_pause"),
    path(f"{HOOK}resume/", notifications.Resume.as_view(), name="webhook_resume"),
    path(f"{HOOK}secret/", notifications.Rotate.as_view(), name="webhook_secret"),
    path(f"{HOOK}messages/", notifications.Deliveries.as_view(), name="webhook_messages"),
    path("webhook-messages/<uuid:public_id>/again/", notifications.SendAgain.as_view(), name="webhook_message_again"),
    path("", include("evaluations.api.urls")),
]
