"""Addresses below /api/v1/evaluations/, one line each."""

from django.urls import path

from common.bodies import MEGABYTE, largest_body
from evaluations.api import consultations, files, grievances, meetings, steps, views, windows
from evaluations.services.attachments import MAX_BYTES

ONE = "evaluations/<uuid:public_id>/"
WINDOW = "windows/<uuid:public_id>/"
attach = largest_body(MAX_BYTES + MEGABYTE)(files.Attachments.as_view())
urlpatterns = [
    path("evaluations/", views.Evaluations.as_view(), name="evaluations"),
    path(ONE, views.OneEvaluation.as_view(), name="evaluation"),
    path(f"{ONE}timeline/", views.Timeline.as_view(), name="evaluation_timeline"),
    path(f"{ONE}content/", views.Content.as_view(), name="evaluation_content"),
    path(f"{ONE}preview/", views.PreviewOfSubmission.as_view(), name="evaluation_preview"),
    path(f"{ONE}period/", views.Period.as_view(), name="evaluation_period"),
    path(f"{ONE}submit/", steps.Submit.as_view(), name="evaluation_submit"),
    path(f"{ONE}withdraw/", steps.Withdraw.as_view(), name="evaluation_withdraw"),
    path(f"{ONE}concur/", steps.Concur.as_view(), name="evaluation_concur"),
    path(f"{ONE}return/", steps.Return.as_view(), name="evaluation_return"),
    path(f"{ONE}sign/", steps.Sign.as_view(), name="evaluation_sign"),
    path(f"{ONE}issue/", steps.Issue.as_view(), name="evaluation_issue"),
    path(f"{ONE}sign-as-employee/", steps.SignAsEmployee.as_view(), name="evaluation_sign_as_employee"),
    path(f"{ONE}outcome/", steps.RecordOutcome.as_view(), name="evaluation_record_outcome"),
    path(f"{ONE}respond/", steps.Respond.as_view(), name="evaluation_respond"),
    path(f"{ONE}waive/", steps.Waive.as_view(), name="evaluation_waive"),
    path(f"{ONE}void/", steps.Void.as_view(), name="evaluation_void"),
    path(f"{ONE}continue/", steps.Continue.as_view(), name="evaluation_continue"),
    path(f"{ONE}correct/", steps.Correct.as_view(), name="evaluation_correct"),
    path(f"{ONE}meetings/", meetings.Meetings.as_view(), name="evaluation_meetings"),
    path("meetings/<uuid:meeting_id>/", meetings.OneMeeting.as_view(), name="meeting"),
    path("consultations/", consultations.Consultations.as_view(), name="consultations"),
    path("consultations/<uuid:public_id>/", consultations.OneConsultation.as_view(), name="consultation"),
    path(
        "consultations/<uuid:public_id>/answer/",
        consultations.AnswerConsultation.as_view(),
        name="consultation_answer",
    ),
    path(
        "consultations/<uuid:public_id>/withdraw/",
        consultations.WithdrawConsultation.as_view(),
        name="consultation_withdraw",
    ),
    path(f"{ONE}grievances/", grievances.Grievances.as_view(), name="evaluation_grievances"),
    path("grievances/<uuid:public_id>/", grievances.OneGrievance.as_view(), name="grievance"),
    path("grievances/<uuid:public_id>/decide/", grievances.DecideGrievance.as_view(), name="grievance_decide"),
    path("grievances/<uuid:public_id>/withdraw/", grievances.WithdrawGrievance.as_view(), name="grievance_withdraw"),
    path(f"{ONE}attachments/", attach, name="evaluation_attachments"),
    path(f"{ONE}attachments/<uuid:attachment_id>/", files.OneAttachment.as_view(), name="evaluation_attachment"),
    path(f"{ONE}packets/<slug:kind>/", files.PacketOf.as_view(), name="evaluation_packet"),
    path("windows/", windows.Windows.as_view(), name="windows"),
    path(WINDOW, windows.OneWindow.as_view(), name="window"),
    path(f"{WINDOW}check-ins/", windows.CheckIns.as_view(), name="window_record_check_in"),
    path("windows/check-ins/<uuid:check_in_id>/remark/", windows.Remark.as_view(), name="window_remark"),
    path(f"{WINDOW}extension/", windows.AskExtension.as_view(), name="window_ask_extension"),
    path(f"{WINDOW}extension/approve/", windows.ApproveExtension.as_view(), name="window_approve_extension"),
    path(f"{WINDOW}extension/decline/", windows.DeclineExtension.as_view(), name="window_decline_extension"),
]
