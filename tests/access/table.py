"""Who gets what from every address: reviewed by hand, held against the site by `test_access`.

Columns are the roles of `scene.ROLES`. The evaluation stands in the state named in the second column and is a
Competent (in `hr_review` an Improvement Needed, whose route leaves the Program Head out). A POST is empty: 422 is what
somebody gets who may take the step, 302 where an empty form is enough or a sign-in is asked for. 404: not this
person's to see; 403: visible, not theirs; 409: theirs, not now; 405: the address has no such method.
"""

from __future__ import annotations

from dataclasses import dataclass

# fmt: off
#                                                                    ano emp oth rat rev dep hr  hrm cls aud sys
TABLE = """
healthz                                -                       GET   200 200 200 200 200 200 200 200 200 200 200
                                                               POST  405 405 405 405 405 405 405 405 405 405 405
readyz                                 -                       GET   200 200 200 200 200 200 200 200 200 200 200
                                                               POST  405 405 405 405 405 405 405 405 405 405 405
verify                                 -                       GET   200 200 200 200 200 200 200 200 200 200 200
                                                               POST  422 422 422 422 422 422 422 422 422 422 422
account_change_password                -                       GET   302 200 200 200 200 200 200 200 200 200 200
                                                               POST  302 200 200 200 200 200 200 200 200 200 200
account_inactive                       -                       GET   200 200 200 200 200 200 200 200 200 200 200
                                                               POST  405 405 405 405 405 405 405 405 405 405 405
account_login                          -                       GET   200 302 302 302 302 302 302 302 302 302 302
                                                               POST  200 302 302 302 302 302 302 302 302 302 302
account_logout                         -                       GET   302 200 200 200 200 200 200 200 200 200 200
                                                               POST  302 302 302 302 302 302 302 302 302 302 302
account_reset_password                 -                       GET   200 200 200 200 200 200 200 200 200 200 200
                                                               POST  200 200 200 200 200 200 200 200 200 200 200
account_reset_password_done            -                       GET   200 200 200 200 200 200 200 200 200 200 200
                                                               POST  405 405 405 405 405 405 405 405 405 405 405
account_reset_password_from_key        -                       GET   200 200 200 200 200 200 200 200 200 200 200
                                                               POST  200 200 200 200 200 200 200 200 200 200 200
account_reset_password_from_key_done   -                       GET   200 200 200 200 200 200 200 200 200 200 200
                                                               POST  405 405 405 405 405 405 405 405 405 405 405
account_reauthenticate                 -                       GET   302 200 200 200 200 200 200 200 200 200 200
                                                               POST  302 200 200 200 200 200 200 200 200 200 200
mfa_authenticate                       -                       GET   302 302 302 302 302 302 302 302 302 302 302
                                                               POST  302 302 302 302 302 302 302 302 302 302 302
mfa_index                              -                       GET   302 200 200 200 200 200 200 200 200 200 200
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
mfa_reauthenticate                     -                       GET   302 302 302 302 302 302 302 302 302 302 302
                                                               POST  302 302 302 302 302 302 302 302 302 302 302
mfa_reauthenticate_webauthn            -                       GET   302 302 302 302 302 302 302 302 302 302 302
                                                               POST  302 302 302 302 302 302 302 302 302 302 302
mfa_activate_totp                      -                       GET   302 302 302 302 302 302 302 302 302 302 302
                                                               POST  302 302 302 302 302 302 302 302 302 302 302
mfa_deactivate_totp                    -                       GET   302 404 404 404 404 404 404 404 404 404 404
                                                               POST  302 404 404 404 404 404 404 404 404 404 404
mfa_add_webauthn                       -                       GET   302 302 302 302 302 302 302 302 302 302 302
                                                               POST  302 302 302 302 302 302 302 302 302 302 302
mfa_edit_webauthn                      -                       GET   302 302 302 302 302 302 302 302 302 302 302
                                                               POST  302 302 302 302 302 302 302 302 302 302 302
mfa_remove_webauthn                    -                       GET   302 302 302 302 302 302 302 302 302 302 302
                                                               POST  302 302 302 302 302 302 302 302 302 302 302
mfa_view_recovery_codes                -                       GET   302 404 404 404 404 404 404 404 404 404 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
mfa_generate_recovery_codes            -                       GET   302 302 302 302 302 302 302 302 302 302 302
                                                               POST  302 302 302 302 302 302 302 302 302 302 302
socialaccount_login_cancelled          -                       GET   200 200 200 200 200 200 200 200 200 200 200
                                                               POST  405 405 405 405 405 405 405 405 405 405 405
openid_connect_login                   -                       GET   404 404 404 404 404 404 404 404 404 404 404
                                                               POST  404 404 404 404 404 404 404 404 404 404 404
openid_connect_callback                -                       GET   404 404 404 404 404 404 404 404 404 404 404
                                                               POST  404 404 404 404 404 404 404 404 404 404 404
saml_login                             -                       GET   404 404 404 404 404 404 404 404 404 404 404
                                                               POST  404 404 404 404 404 404 404 404 404 404 404
saml_acs                               -                       GET   302 302 302 302 302 302 302 302 302 302 302
                                                               POST  302 302 302 302 302 302 302 302 302 302 302
saml_finish_acs                        -                       GET   404 404 404 404 404 404 404 404 404 404 404
                                                               POST  404 404 404 404 404 404 404 404 404 404 404
saml_metadata                          -                       GET   404 404 404 404 404 404 404 404 404 404 404
                                                               POST  404 404 404 404 404 404 404 404 404 404 404
saml_sls                               -                       GET   302 302 302 302 302 302 302 302 302 302 302
                                                               POST  302 302 302 302 302 302 302 302 302 302 302
accounts:stay                          -                       GET   302 405 405 405 405 405 405 405 405 405 405
                                                               POST  302 200 200 200 200 200 200 200 200 200 200
accounts:sessions                      -                       GET   302 200 200 200 200 200 200 200 200 200 200
                                                               POST  302 422 422 422 422 422 422 422 422 422 422
home                                   -                       GET   302 200 200 200 200 200 200 200 200 200 200
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
team                                   -                       GET   302 404 404 200 200 200 404 404 404 404 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
own_evaluations                        -                       GET   302 200 200 200 200 200 200 200 404 404 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
due                                    -                       GET   302 200 404 200 200 200 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
calendar                               -                       GET   302 404 404 200 200 200 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
calendar_list                          -                       GET   302 404 404 200 200 200 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
calendar_year                          -                       GET   302 404 404 200 200 200 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
docket                                 -                       GET   302 404 404 404 404 404 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
docket_assign                          -                       GET   302 405 405 405 405 405 405 405 405 405 405
                                                               POST  302 404 404 404 404 404 422 422 404 403 404
docket_export                          -                       GET   302 404 404 404 404 404 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
docket_view_keep                       -                       GET   302 405 405 405 405 405 405 405 405 405 405
                                                               POST  302 404 404 404 404 404 422 422 404 422 404
docket_view_forget                     -                       GET   302 405 405 405 405 405 405 405 405 405 405
                                                               POST  302 404 404 404 404 404 302 404 404 404 404
follow_ups                             -                       GET   302 404 404 404 404 404 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
compliance                             -                       GET   302 404 404 404 404 404 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
compliance_csv                         -                       GET   302 404 404 404 404 404 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
compliance_evaluations_csv             -                       GET   302 404 404 404 404 404 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
compliance_probation_csv               -                       GET   302 404 404 404 404 404 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
compliance_pdf                         -                       GET   302 404 404 404 404 404 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
equity                                 -                       GET   302 404 404 404 404 404 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
equity_csv                             -                       GET   302 404 404 404 404 404 404 404 404 404 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
steps                                  -                       GET   302 404 404 404 404 404 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
steps_export                           -                       GET   302 404 404 404 404 404 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
person_steps                           -                       GET   302 200 404 404 404 404 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
payroll                                -                       GET   302 404 404 404 404 404 200 200 404 200 404
                                                               POST  302 404 404 404 404 404 422 422 404 403 404
payroll_export                         -                       GET   302 404 404 404 404 404 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
payroll_file                           -                       GET   302 404 404 404 404 404 200 200 404 403 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
metrics                                -                       GET   404 404 404 404 404 404 404 404 404 404 200
                                                               POST  405 405 405 405 405 405 405 405 405 405 405
operations                             -                       GET   302 404 404 404 404 404 404 404 404 404 200
                                                               POST  302 404 404 404 404 404 404 404 404 404 422
reference                              -                       GET   302 404 404 404 404 404 200 200 200 200 200
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
reference_page                         -                       GET   302 404 404 404 404 404 200 200 200 200 200
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
policies:sets                          -                       GET   302 404 404 404 404 404 200 200 200 200 200
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
policies:version                       draft                   GET   302 404 404 404 404 404 404 404 200 404 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
policies:version                       published               GET   302 404 404 404 404 404 200 200 200 200 200
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
policies:file                          draft                   GET   302 404 404 404 404 404 404 404 200 404 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
policies:file                          published               GET   302 404 404 404 404 404 200 200 200 200 200
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
policies:differences                   draft                   GET   302 404 404 404 404 404 404 404 200 404 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
policies:differences                   published               GET   302 404 404 404 404 404 200 200 200 200 200
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
policies:new                           draft                   GET   302 404 404 404 404 404 404 404 404 404 404
                                                               POST  302 404 404 404 404 404 404 404 404 404 404
policies:new                           published               GET   302 404 404 404 404 404 404 404 200 404 404
                                                               POST  302 404 404 404 404 404 404 404 302 404 404
policies:edit                          draft                   GET   302 404 404 404 404 404 404 404 200 404 404
                                                               POST  302 404 404 404 404 404 404 404 422 404 404
policies:edit                          published               GET   302 404 404 404 404 404 404 404 409 404 404
                                                               POST  302 404 404 404 404 404 404 404 409 404 404
policies:discard                       draft                   GET   302 404 404 404 404 404 404 404 200 404 404
                                                               POST  302 404 404 404 404 404 404 404 422 404 404
policies:discard                       published               GET   302 404 404 404 404 404 404 404 409 404 404
                                                               POST  302 404 404 404 404 404 404 404 409 404 404
policies:simulate                      draft                   GET   302 404 404 404 404 404 404 404 200 404 404
                                                               POST  302 404 404 404 404 404 404 404 422 404 404
policies:simulation                    running                 GET   302 404 404 404 404 404 404 404 200 404 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
policies:simulation                    finished                GET   302 404 404 404 404 404 404 404 200 404 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
policies:simulation_progress           running                 GET   200 404 404 404 404 404 404 404 200 404 404
                                                               POST  405 405 405 405 405 405 405 405 405 405 405
policies:simulation_csv                running                 GET   302 404 404 404 404 404 404 404 403 404 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
policies:simulation_csv                finished                GET   302 404 404 404 404 404 404 404 403 404 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
policies:publish                       draft                   GET   302 404 404 404 404 404 404 404 200 404 404
                                                               POST  302 404 404 404 404 404 404 404 422 404 404
policies:publish                       published               GET   302 404 404 404 404 404 404 404 409 404 404
                                                               POST  302 404 404 404 404 404 404 404 409 404 404
styleguide                             -                       GET   302 200 200 200 200 200 200 200 200 200 200
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
competencies:classification            -                       GET   302 200 200 200 200 200 200 200 200 200 200
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
competencies:classifications           -                       GET   302 200 200 200 200 200 200 200 200 200 200
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
imports:apply                          checked                 GET   302 404 404 404 404 404 404 404 200 404 404
                                                               POST  302 404 404 404 404 404 404 404 422 404 404
imports:check                          checked                 GET   302 405 405 405 405 405 405 405 405 405 405
                                                               POST  302 404 404 404 404 404 404 404 302 404 404
imports:columns                        uploaded                GET   302 404 404 404 404 404 404 404 200 404 404
                                                               POST  302 404 404 404 404 404 404 404 422 404 404
imports:columns                        applied                 GET   302 404 404 404 404 404 404 404 409 404 404
                                                               POST  302 404 404 404 404 404 404 404 409 404 404
imports:difference_csv                 checked                 GET   302 404 404 404 404 404 404 404 200 404 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
imports:difference_xlsx                checked                 GET   302 404 404 404 404 404 404 404 200 404 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
imports:discard                        checked                 GET   302 404 404 404 404 404 404 404 200 404 404
                                                               POST  302 404 404 404 404 404 404 404 302 404 404
imports:layout                         -                       GET   302 404 404 404 404 404 404 404 200 404 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
imports:mapping_delete                 -                       GET   302 404 404 404 404 404 404 404 200 404 404
                                                               POST  302 404 404 404 404 404 404 404 302 404 404
imports:new                            -                       GET   302 404 404 404 404 404 404 404 200 404 404
                                                               POST  302 404 404 404 404 404 404 404 422 404 404
imports:progress                       checking                GET   200 404 404 404 404 404 404 404 200 404 404
                                                               POST  405 405 405 405 405 405 405 405 405 405 405
imports:reading                        uploaded                GET   302 405 405 405 405 405 405 405 405 405 405
                                                               POST  302 404 404 404 404 404 404 404 302 404 404
imports:rejected                       checked                 GET   302 404 404 404 404 404 404 404 200 404 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
imports:template                       -                       GET   302 404 404 404 404 404 404 404 200 404 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
imports:undo                           applied                 GET   302 404 404 404 404 404 404 404 200 404 404
                                                               POST  302 404 404 404 404 404 404 404 302 404 404
imports:upload                         checking                GET   302 404 404 404 404 404 404 404 200 404 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
imports:upload                         checked                 GET   302 404 404 404 404 404 404 404 200 404 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
imports:upload                         applied                 GET   302 404 404 404 404 404 404 404 200 404 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
imports:uploads                        -                       GET   302 404 404 404 404 404 404 404 200 404 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
workforce:employee                     -                       GET   302 200 404 200 200 200 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
workforce:export                       -                       GET   302 403 403 403 403 403 200 200 403 200 403
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
workforce:people                       -                       GET   302 200 200 200 200 200 200 200 200 200 200
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
accounts:account                       -                       GET   302 404 404 404 404 404 404 404 404 404 200
                                                               POST  302 404 404 404 404 404 404 404 404 404 422
accounts:accounts                      -                       GET   302 404 404 404 404 404 404 404 404 404 200
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
accounts:delegation_end                -                       GET   302 404 403 404 200 404 200 200 404 404 404
                                                               POST  302 404 403 404 302 404 302 302 404 404 404
accounts:delegations                   -                       GET   302 200 200 200 200 200 200 200 200 200 200
                                                               POST  302 422 422 422 422 422 422 422 422 422 422
accounts:session                       -                       GET   401 200 200 200 200 200 200 200 200 200 200
                                                               POST  405 405 405 405 405 405 405 405 405 405 405
accounts:signed_in                     -                       GET   302 200 200 200 200 200 200 200 200 200 200
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
accounts:tokens                        -                       GET   302 200 200 200 200 200 200 200 200 200 200
                                                               POST  302 422 422 422 422 422 422 422 422 422 422
accounts:token_revoke                  -                       GET   302 404 200 404 404 404 404 404 404 404 200
                                                               POST  302 404 302 404 404 404 404 404 404 404 302
api_docs                               -                       GET   302 200 200 200 200 200 200 200 200 200 200
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
audit:stream                           -                       GET   302 404 404 404 404 404 404 404 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
audit:streams                          -                       GET   302 404 404 404 404 404 404 404 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
evaluations:attachment                 draft                   GET   302 404 404 200 404 404 404 404 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
evaluations:attachment                 issued                  GET   302 200 404 200 200 200 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
evaluations:attachment_add             draft                   GET   302 405 405 405 405 405 405 405 405 405 405
                                                               POST  302 404 404 422 404 404 404 404 404 403 404
evaluations:attachment_remove          draft                   GET   302 405 405 405 405 405 405 405 405 405 405
                                                               POST  302 404 404 302 404 404 404 404 404 403 404
evaluations:autosave                   draft                   GET   302 405 405 405 405 405 405 405 405 405 405
                                                               POST  302 404 404 409 404 404 404 404 404 403 404
evaluations:concur                     hr_review               GET   302 404 404 403 404 404 200 403 404 403 404
                                                               POST  302 404 404 403 404 404 422 403 404 403 404
evaluations:concur                     reviewer_review         GET   302 404 404 403 403 404 409 409 404 403 404
                                                               POST  302 404 404 403 403 404 409 409 404 403 404
evaluations:continue                   draft                   GET   302 404 404 409 404 404 404 404 404 403 404
                                                               POST  302 404 404 409 404 404 404 404 404 403 404
evaluations:continue                   overtaken               GET   302 404 404 200 404 404 404 404 404 403 404
                                                               POST  302 404 404 422 404 404 404 404 404 403 404
evaluations:correct                    final                   GET   302 403 404 200 403 403 200 200 404 403 404
                                                               POST  302 403 404 422 403 403 422 422 404 403 404
evaluations:detail                     draft                   GET   302 404 404 200 404 404 404 404 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
evaluations:detail                     hr_review               GET   302 404 404 200 404 404 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
evaluations:detail                     reviewer_review         GET   302 404 404 200 200 404 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
evaluations:detail                     department_head_review  GET   302 404 404 200 200 200 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
evaluations:detail                     ready_to_issue          GET   302 404 404 200 200 200 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
evaluations:detail                     issued                  GET   302 200 404 200 200 200 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
evaluations:detail                     final                   GET   302 200 404 200 200 200 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
evaluations:detail                     void                    GET   302 404 404 200 404 404 404 404 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
evaluations:detail                     superseded              GET   302 200 404 200 200 200 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
evaluations:edit                       draft                   GET   302 404 404 200 404 404 404 404 404 403 404
                                                               POST  302 404 404 409 404 404 404 404 404 403 404
evaluations:edit                       issued                  GET   302 403 404 409 403 403 403 403 404 403 404
                                                               POST  302 403 404 409 403 403 403 403 404 403 404
evaluations:issue                      ready_to_issue          GET   302 404 404 200 403 403 200 200 404 403 404
                                                               POST  302 404 404 422 403 403 422 422 404 403 404
evaluations:list                       -                       GET   302 200 200 200 200 200 200 200 200 200 200
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
evaluations:packet                     issued                  GET   302 200 404 200 200 200 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
evaluations:panel                      draft                   GET   302 405 405 405 405 405 405 405 405 405 405
                                                               POST  302 404 404 200 404 404 404 404 404 403 404
evaluations:period                     draft                   GET   302 404 404 200 404 404 404 404 404 403 404
                                                               POST  302 404 404 422 404 404 404 404 404 403 404
evaluations:presence                   draft                   GET   302 405 405 405 405 405 405 405 405 405 405
                                                               POST  302 404 404 422 404 404 404 404 404 403 404
evaluations:record_outcome             issued                  GET   302 403 404 200 403 403 200 200 404 403 404
                                                               POST  302 403 404 422 403 403 422 422 404 403 404
evaluations:respond                    issued                  GET   302 200 404 403 403 403 403 403 404 403 404
                                                               POST  302 422 404 403 403 403 403 403 404 403 404
evaluations:return                     hr_review               GET   302 404 404 403 404 404 200 403 404 403 404
                                                               POST  302 404 404 403 404 404 422 403 404 403 404
evaluations:return                     reviewer_review         GET   302 404 404 403 200 404 403 403 404 403 404
                                                               POST  302 404 404 403 422 404 403 403 404 403 404
evaluations:return                     department_head_review  GET   302 404 404 403 403 200 403 403 404 403 404
                                                               POST  302 404 404 403 403 422 403 403 404 403 404
evaluations:sign                       draft                   GET   302 404 404 409 404 404 404 404 404 409 404
                                                               POST  302 404 404 409 404 404 404 404 404 409 404
evaluations:sign                       reviewer_review         GET   302 404 404 403 200 404 403 403 404 403 404
                                                               POST  302 404 404 403 422 404 403 403 404 403 404
evaluations:sign                       department_head_review  GET   302 404 404 403 403 200 403 403 404 403 404
                                                               POST  302 404 404 403 403 422 403 403 404 403 404
evaluations:sign_as_employee           issued                  GET   302 200 404 403 403 403 403 403 404 403 404
                                                               POST  302 422 404 403 403 403 403 403 404 403 404
evaluations:start                      -                       GET   302 404 404 200 404 404 404 404 404 404 404
                                                               POST  302 404 404 422 404 404 404 404 404 404 404
evaluations:submit                     draft                   GET   302 404 404 200 404 404 404 404 404 403 404
                                                               POST  302 404 404 422 404 404 404 404 404 403 404
evaluations:void                       draft                   GET   302 404 404 200 404 404 404 404 404 403 404
                                                               POST  302 404 404 422 404 404 404 404 404 403 404
evaluations:void                       reviewer_review         GET   302 404 404 403 403 404 200 200 404 403 404
                                                               POST  302 404 404 403 403 404 422 422 404 403 404
evaluations:waive                      issued                  GET   302 200 404 403 403 403 403 403 404 403 404
                                                               POST  302 422 404 403 403 403 403 403 404 403 404
evaluations:window                     window                  GET   302 200 404 200 200 200 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
evaluations:window_ask_extension       window                  GET   302 403 404 403 200 200 200 200 404 403 404
                                                               POST  302 403 404 403 422 422 422 422 404 403 404
evaluations:window_approve_extension   asked                   GET   302 403 404 403 403 403 200 200 404 403 404
                                                               POST  302 403 404 403 403 403 422 422 404 403 404
evaluations:window_approve_extension   window                  GET   302 403 404 403 403 403 409 409 404 403 404
                                                               POST  302 403 404 403 403 403 409 409 404 403 404
evaluations:window_record_check_in     window                  GET   302 403 404 200 403 403 403 403 404 403 404
                                                               POST  302 403 404 422 403 403 403 403 404 403 404
evaluations:window_remark              held                    GET   302 200 404 403 404 403 403 403 404 403 404
                                                               POST  302 422 404 403 404 403 403 403 404 403 404
evaluations:window_decline_extension   asked                   GET   302 403 404 403 403 403 200 200 404 403 404
                                                               POST  302 403 404 403 403 403 422 422 404 403 404
evaluations:withdraw                   reviewer_review         GET   302 404 404 200 403 404 403 403 404 403 404
                                                               POST  302 404 404 422 403 404 403 403 404 403 404
evaluations:withdraw                   ready_to_issue          GET   302 404 404 200 403 403 403 403 404 403 404
                                                               POST  302 404 404 422 403 403 403 403 404 403 404
calendar_feed                          -                       GET   200 200 200 200 200 200 200 200 200 200 200
                                                               POST  405 405 405 405 405 405 405 405 405 405 405
notifications:notices                  -                       GET   302 200 200 200 200 200 200 200 200 200 200
                                                               POST  302 302 302 302 302 302 302 302 302 302 302
notifications:open                     -                       GET   302 404 302 404 404 404 404 404 404 404 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
notifications:settings                 -                       GET   302 200 200 200 200 200 200 200 200 200 200
                                                               POST  302 422 422 422 422 422 422 422 422 422 422
notifications:outbox                   -                       GET   302 404 404 404 404 404 404 404 404 404 200
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
notifications:failures                 -                       GET   302 404 404 404 404 404 404 404 404 404 200
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
notifications:mail                     -                       GET   302 404 404 404 404 404 404 404 404 404 200
                                                               POST  302 404 404 404 404 404 404 404 404 404 422
notifications:webhooks                 -                       GET   302 404 404 404 404 404 404 404 404 404 200
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
notifications:webhook_new              -                       GET   302 404 404 404 404 404 404 404 404 404 200
                                                               POST  302 404 404 404 404 404 404 404 404 404 422
notifications:webhook                  -                       GET   302 404 404 404 404 404 404 404 404 404 200
                                                               POST  302 404 404 404 404 404 404 404 404 404 422
notifications:webhook_change           -                       GET   302 404 404 404 404 404 404 404 404 404 200
                                                               POST  302 404 404 404 404 404 404 404 404 404 422
notifications:webhook_delete           -                       GET   302 404 404 404 404 404 404 404 404 404 200
                                                               POST  302 404 404 404 404 404 404 404 404 404 302
evaluations:consultations              -                       GET   302 404 404 200 200 200 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
evaluations:consultation_new           -                       GET   302 404 404 404 404 404 404 404 404 404 404
                                                               POST  302 404 404 404 404 404 404 404 404 404 404
evaluations:consultation               draft                   GET   302 404 404 200 200 200 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
evaluations:consultation_answer        draft                   GET   302 404 404 403 403 403 200 200 404 403 404
                                                               POST  302 404 404 403 403 403 422 422 404 403 404
evaluations:consultation_withdraw      draft                   GET   302 404 404 403 200 403 200 200 404 403 404
                                                               POST  302 404 404 403 422 403 422 422 404 403 404
evaluations:probation                  -                       GET   302 200 404 200 200 200 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
evaluations:probation_extend           -                       GET   302 404 404 404 404 404 200 200 404 404 404
                                                               POST  302 404 404 404 404 404 422 422 404 404 404
evaluations:probation_withdraw         -                       GET   302 404 404 404 404 404 200 200 404 404 404
                                                               POST  302 404 404 404 404 404 422 422 404 404 404
evaluations:grieve                     issued                  GET   302 200 404 403 403 403 200 200 404 403 404
                                                               POST  302 422 404 403 403 403 422 422 404 403 404
evaluations:grieve                     ready_to_issue          GET   302 404 404 403 403 403 409 409 404 403 404
                                                               POST  302 404 404 403 403 403 409 409 404 403 404
evaluations:grievance                  issued                  GET   302 200 404 404 404 404 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
evaluations:grievance_decide           issued                  GET   302 403 404 404 404 404 200 200 404 403 404
                                                               POST  302 403 404 404 404 404 422 422 404 403 404
evaluations:grievance_withdraw         issued                  GET   302 200 404 404 404 404 200 200 404 403 404
                                                               POST  302 422 404 404 404 404 422 422 404 403 404
evaluations:recusals                   -                       GET   302 404 404 404 404 404 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
evaluations:recusal_new                -                       GET   302 404 404 404 404 404 200 200 404 404 404
                                                               POST  302 404 404 404 404 404 422 422 404 404 404
evaluations:recusal                    draft                   GET   302 404 404 404 200 404 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
evaluations:recusal_end                draft                   GET   302 404 404 404 403 404 200 200 404 403 404
                                                               POST  302 404 404 404 403 404 422 422 404 403 404
evaluations:recusal_except             draft                   GET   302 404 404 404 200 404 403 403 404 403 404
                                                               POST  302 404 404 404 422 404 403 403 404 403 404
evaluations:recusal_unexcept           excepted                GET   302 404 404 404 200 404 403 403 404 403 404
                                                               POST  302 404 404 404 422 404 403 403 404 403 404
evaluations:recusal_hand_over          draft                   GET   302 404 404 404 200 404 200 200 404 403 404
                                                               POST  302 404 404 404 422 404 422 422 404 403 404
evaluations:plan_meeting               draft                   GET   302 404 404 200 404 404 404 404 404 403 404
                                                               POST  302 404 404 422 404 404 404 404 404 403 404
evaluations:plan_meeting               issued                  GET   302 403 404 200 403 403 200 200 404 403 404
                                                               POST  302 403 404 422 403 403 422 422 404 403 404
evaluations:meeting                    issued                  GET   302 200 404 200 200 200 200 200 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
evaluations:meeting                    draft                   GET   302 200 404 200 404 404 404 404 404 200 404
                                                               POST  302 405 405 405 405 405 405 405 405 405 405
evaluations:meeting_change             issued                  GET   302 403 404 200 403 403 200 200 404 403 404
                                                               POST  302 403 404 422 403 403 422 422 404 403 404
evaluations:meeting_cancel             issued                  GET   302 403 404 200 403 403 200 200 404 403 404
                                                               POST  302 403 404 422 403 403 422 422 404 403 404
"""
# fmt: on


@dataclass(frozen=True)
class Row:
    """One address in one state with the status for each role in order."""

    name: str
    state: str
    get: tuple[int, ...]
    post: tuple[int, ...]


def _rows(table: str) -> list[Row]:
    lines = [line.split() for line in table.strip().splitlines()]
    rows = []
    for first, second in zip(lines[::2], lines[1::2], strict=True):
        name, state, get = first[:3]
        assert (get, second[0]) == ("GET", "POST"), name
        statuses = [tuple(int(word) for word in words) for words in (first[3:], second[1:])]
        rows.append(Row(name, state.removeprefix("-"), *statuses))
    return rows


ROWS = _rows(TABLE)
