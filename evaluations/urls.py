"""Addresses of the evaluation room, one line each."""

from django.urls import path

from evaluations.views import (
    after_signing,
    attachments,
    closing,
    detail,
    edit,
    listing,
    meetings,
    packets,
    presence,
    signing,
    start,
    submit,
)

app_name = "evaluations"
urlpatterns = [
    path("", listing.evaluation_list, name="list"),
    path("start/", start.start, name="start"),
    path("<uuid:public_id>/edit/", edit.edit, name="edit"),
    path("<uuid:public_id>/autosave/", edit.autosave, name="autosave"),
    path("<uuid:public_id>/panel/", edit.panel, name="panel"),
    path("<uuid:public_id>/presence/", presence.presence, name="presence"),
    path("<uuid:public_id>/period/", start.period, name="period"),
    path("<uuid:public_id>/submit/", submit.submit, name="submit"),
    path("<uuid:public_id>/attachments/", attachments.attachment_new, name="attachment_add"),
    path("<uuid:public_id>/attachments/<uuid:attachment_id>/", attachments.attachment, name="attachment"),
    path(
        "<uuid:public_id>/attachments/<uuid:attachment_id>/remove/",
        attachments.attachment_gone,
        name="attachment_remove",
    ),
    path("<uuid:public_id>/", detail.detail, name="detail"),
    path("<uuid:public_id>/concur/", signing.ConcurView.as_view(), name="concur"),
    path("<uuid:public_id>/sign/", signing.SignView.as_view(), name="sign"),
    path("<uuid:public_id>/return/", signing.ReturnView.as_view(), name="return"),
    path("<uuid:public_id>/withdraw/", signing.WithdrawView.as_view(), name="withdraw"),
    path("<uuid:public_id>/issue/", after_signing.IssueView.as_view(), name="issue"),
    path("<uuid:public_id>/outcome/", after_signing.OutcomeView.as_view(), name="record_outcome"),
    path("<uuid:public_id>/receive/", after_signing.EmployeeSignView.as_view(), name="sign_as_employee"),
    path("<uuid:public_id>/respond/", after_signing.RespondView.as_view(), name="respond"),
    path("<uuid:public_id>/waive/", after_signing.WaiveView.as_view(), name="waive"),
    path("<uuid:public_id>/meeting/", meetings.PlanView.as_view(), name="plan_meeting"),
    path("meetings/<uuid:meeting_id>/", meetings.meeting, name="meeting"),
    path("meetings/<uuid:meeting_id>/change/", meetings.change, name="meeting_change"),
    path("meetings/<uuid:meeting_id>/cancel/", meetings.cancel, name="meeting_cancel"),
    path("<uuid:public_id>/void/", closing.VoidView.as_view(), name="void"),
    path("<uuid:public_id>/correct/", closing.CorrectView.as_view(), name="correct"),
    path("<uuid:public_id>/packets/<slug:kind>/", packets.packet, name="packet"),
]
