"""Who gets what from every address of the API: reviewed by hand, held against the site by `test_api_access`.

Columns as in `tests.access.table`, where the states are explained, too. What is sent is an empty object: 422 is what
somebody gets who may take the step. A method that has no line is answered 405 (401 where nobody is signed in).
"""

from __future__ import annotations

from dataclasses import dataclass

# fmt: off
#                                                                 ano emp oth rat rev dep hr  hrm cls aud sys
TABLE = """
api_schema                         -                       GET    401 200 200 200 200 200 200 200 200 200 200
api:me                             -                       GET    401 200 200 200 200 200 200 200 200 200 200
api:tokens                         -                       GET    401 200 200 200 200 200 200 200 200 200 200
api:token                          -                       DELETE 401 404 204 404 404 404 404 404 404 404 404
api:classifications                -                       GET    401 200 200 200 200 200 200 200 200 200 200
api:classification                 -                       GET    401 200 200 200 200 200 200 200 200 200 200
api:people                         -                       GET    401 200 200 200 200 200 200 200 200 200 200
api:person                         -                       GET    401 200 404 200 200 200 200 200 404 200 404
api:person_due                     -                       GET    401 200 404 200 200 200 200 200 404 200 404
api:person_steps                   -                       GET    401 200 404 404 404 404 200 200 404 200 404
api:steps                          -                       GET    401 404 404 404 404 404 200 200 404 200 404
api:steps_at_risk                  -                       GET    401 404 404 404 404 404 200 200 404 200 404
api:payroll_exports                -                       GET    401 404 404 404 404 404 200 200 404 200 404
api:payroll_export                 -                       GET    401 404 404 404 404 404 200 200 404 200 404
api:payroll_file                   -                       GET    401 404 404 404 404 404 200 200 404 403 404
api:org_units                      -                       GET    401 200 200 200 200 200 200 200 200 200 200
api:org_unit                       -                       GET    401 200 200 200 200 200 200 200 404 200 404
api:calendar                       -                       GET    401 404 404 200 200 200 200 200 404 200 404
api:calendar_month                 -                       GET    401 404 404 422 422 422 422 422 404 422 404
api:imports                        -                       GET    401 404 404 404 404 404 404 404 200 404 404
api:imports                        -                       POST   401 404 404 404 404 404 404 404 415 404 404
api:import_kinds                   -                       GET    401 404 404 404 404 404 404 404 200 404 404
api:import_schema                  -                       GET    401 404 404 404 404 404 404 404 200 404 404
api:import                         checked                 GET    401 404 404 404 404 404 404 404 200 404 404
api:import                         checked                 DELETE 401 404 404 404 404 404 404 404 204 404 404
api:import_rows                    checked                 GET    401 404 404 404 404 404 404 404 200 404 404
api:import_check                   uploaded                POST   401 404 404 404 404 404 404 404 202 404 404
api:import_check                   checked                 POST   401 404 404 404 404 404 404 404 202 404 404
api:import_apply                   checked                 POST   401 404 404 404 404 404 404 404 422 404 404
api:import_undo                    applied                 POST   401 404 404 404 404 404 404 404 202 404 404
api:evaluations                    -                       GET    401 200 200 200 200 200 200 200 200 200 200
api:evaluations                    -                       POST   401 422 422 422 422 422 422 422 422 422 422
api:evaluation                     draft                   GET    401 404 404 200 404 404 404 404 404 200 404
api:evaluation                     hr_review               GET    401 404 404 200 404 404 200 200 404 200 404
api:evaluation                     reviewer_review         GET    401 404 404 200 200 404 200 200 404 200 404
api:evaluation                     ready_to_issue          GET    401 404 404 200 200 200 200 200 404 200 404
api:evaluation                     issued                  GET    401 200 404 200 200 200 200 200 404 200 404
api:evaluation                     final                   GET    401 200 404 200 200 200 200 200 404 200 404
api:evaluation_timeline            draft                   GET    401 404 404 200 404 404 404 404 404 200 404
api:evaluation_timeline            issued                  GET    401 200 404 200 200 200 200 200 404 200 404
api:evaluation_content             draft                   GET    401 404 404 200 404 404 404 404 404 403 404
api:evaluation_content             draft                   PATCH  401 404 404 428 404 404 404 404 404 403 404
api:evaluation_content             issued                  GET    401 403 404 409 403 403 403 403 404 403 404
api:evaluation_content             issued                  PATCH  401 403 404 409 403 403 403 403 404 403 404
api:evaluation_preview             draft                   GET    401 404 404 200 404 404 404 404 404 403 404
api:evaluation_preview             issued                  GET    401 403 404 409 403 403 403 403 404 403 404
api:evaluation_period              draft                   PUT    401 404 404 422 404 404 404 404 404 403 404
api:evaluation_period              issued                  PUT    401 403 404 409 403 403 403 403 404 403 404
api:evaluation_submit              draft                   POST   401 404 404 422 404 404 404 404 404 403 404
api:evaluation_withdraw            reviewer_review         POST   401 404 404 422 403 404 403 403 404 403 404
api:evaluation_withdraw            ready_to_issue          POST   401 404 404 422 403 403 403 403 404 403 404
api:evaluation_concur              hr_review               POST   401 404 404 403 404 404 200 403 404 403 404
api:evaluation_concur              reviewer_review         POST   401 404 404 403 403 404 409 409 404 403 404
api:evaluation_return              hr_review               POST   401 404 404 403 404 404 422 403 404 403 404
api:evaluation_return              reviewer_review         POST   401 404 404 403 422 404 403 403 404 403 404
api:evaluation_return              department_head_review  POST   401 404 404 403 403 422 403 403 404 403 404
api:evaluation_sign                draft                   POST   401 404 404 409 404 404 404 404 404 409 404
api:evaluation_sign                reviewer_review         POST   401 404 404 403 422 404 403 403 404 403 404
api:evaluation_sign                department_head_review  POST   401 404 404 403 403 422 403 403 404 403 404
api:evaluation_issue               ready_to_issue          POST   401 404 404 422 403 403 422 422 404 403 404
api:evaluation_sign_as_employee    issued                  POST   401 422 404 403 403 403 403 403 404 403 404
api:evaluation_record_outcome      issued                  POST   401 403 404 422 403 403 422 422 404 403 404
api:evaluation_respond             issued                  POST   401 422 404 403 403 403 403 403 404 403 404
api:evaluation_waive               issued                  POST   401 200 404 403 403 403 403 403 404 403 404
api:evaluation_void                draft                   POST   401 404 404 422 404 404 404 404 404 403 404
api:evaluation_void                reviewer_review         POST   401 404 404 403 403 404 422 422 404 403 404
api:evaluation_continue            draft                   POST   401 404 404 409 404 404 404 404 404 403 404
api:evaluation_continue            overtaken               POST   401 404 404 200 404 404 404 404 404 403 404
api:evaluation_correct             final                   POST   401 403 404 422 403 403 422 422 404 403 404
api:evaluation_meetings            draft                   GET    401 404 404 200 404 404 404 404 404 200 404
api:evaluation_meetings            draft                   POST   401 404 404 422 404 404 404 404 404 403 404
api:evaluation_meetings            issued                  GET    401 200 404 200 200 200 200 200 404 200 404
api:evaluation_meetings            issued                  POST   401 403 404 422 403 403 422 422 404 403 404
api:meeting                        draft                   GET    401 200 404 200 404 404 404 404 404 200 404
api:meeting                        draft                   PUT    401 404 404 422 404 404 404 404 404 403 404
api:meeting                        draft                   DELETE 401 404 404 204 404 404 404 404 404 403 404
api:meeting                        issued                  GET    401 200 404 200 200 200 200 200 404 200 404
api:meeting                        issued                  PUT    401 403 404 422 403 403 422 422 404 403 404
api:meeting                        issued                  DELETE 401 403 404 204 403 403 204 204 404 403 404
api:docket                         -                       GET    401 404 404 404 404 404 200 200 404 200 404
api:docket_assign                  -                       POST   401 404 404 404 404 404 422 422 404 403 404
api:consultations                  -                       GET    401 200 200 200 200 200 200 200 200 200 200
api:consultations                  -                       POST   401 422 422 422 422 422 422 422 422 422 422
api:consultation                   draft                   GET    401 404 404 200 200 200 200 200 404 200 404
api:consultation_answer            draft                   POST   401 404 404 403 403 403 422 422 404 403 404
api:consultation_withdraw          draft                   POST   401 404 404 403 422 403 422 422 404 403 404
api:evaluation_grievances          issued                  GET    401 200 404 200 200 200 200 200 404 200 404
api:evaluation_grievances          issued                  POST   401 422 404 403 403 403 422 422 404 403 404
api:grievance                      issued                  GET    401 200 404 404 404 404 200 200 404 200 404
api:grievance_decide               issued                  POST   401 403 404 404 404 404 422 422 404 403 404
api:grievance_withdraw             issued                  POST   401 422 404 404 404 404 422 422 404 403 404
api:evaluation_attachments         draft                   POST   401 404 404 415 404 404 404 404 404 403 404
api:evaluation_attachment          draft                   GET    401 404 404 200 404 404 404 404 404 200 404
api:evaluation_attachment          draft                   DELETE 401 404 404 204 404 404 404 404 404 403 404
api:evaluation_attachment          issued                  GET    401 200 404 200 200 200 200 200 404 200 404
api:evaluation_attachment          issued                  DELETE 401 403 404 409 403 403 403 403 404 403 404
api:evaluation_packet              issued                  GET    401 200 404 200 200 200 200 200 404 200 404
api:windows                        -                       GET    401 200 200 200 200 200 200 200 200 200 200
api:window                         window                  GET    401 200 404 200 200 200 200 200 404 200 404
api:window_ask_extension           window                  POST   401 403 404 403 422 422 422 422 404 403 404
api:window_approve_extension       asked                   POST   401 403 404 403 403 403 422 422 404 403 404
api:window_approve_extension       window                  POST   401 403 404 403 403 403 409 409 404 403 404
api:window_record_check_in         window                  POST   401 403 404 422 403 403 403 403 404 403 404
api:window_remark                  held                    POST   401 422 404 403 404 403 403 403 404 403 404
api:window_decline_extension       asked                   POST   401 403 404 403 403 403 422 422 404 403 404
api:webhooks                       -                       GET    401 404 404 404 404 404 404 404 404 404 200
api:webhooks                       -                       POST   401 404 404 404 404 404 404 404 404 404 422
api:webhook                        -                       GET    401 404 404 404 404 404 404 404 404 404 200
api:webhook                        -                       PUT    401 404 404 404 404 404 404 404 404 404 422
api:webhook                        -                       DELETE 401 404 404 404 404 404 404 404 404 404 204
api:webhook_ping                   -                       POST   401 404 404 404 404 404 404 404 404 404 202
api:webhook_pause                  -                       POST   401 404 404 404 404 404 404 404 404 404 200
api:webhook_resume                 -                       POST   401 404 404 404 404 404 404 404 404 404 409
api:webhook_secret                 -                       POST   401 404 404 404 404 404 404 404 404 404 200
api:webhook_messages               -                       GET    401 404 404 404 404 404 404 404 404 404 200
api:webhook_message_again          -                       POST   401 404 404 404 404 404 404 404 404 404 404
"""
# fmt: on


@dataclass(frozen=True)
class Row:
    """One method of an address in one state, with the status for each role in order."""

    name: str
    state: str
    method: str
    statuses: tuple[int, ...]


def _rows(table: str) -> list[Row]:
    rows = []
    for line in table.strip().splitlines():
        name, state, method, *statuses = line.split()
        rows.append(Row(name, state.removeprefix("-"), method, tuple(map(int, statuses))))
    return rows


ROWS = _rows(TABLE)
