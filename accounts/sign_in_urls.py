"""Sign-in, sign-out, password, second factor and providers: the library's views under the names that it looks for.

Only these. Nobody signs up, changes an e-mail address, has it confirmed, or links an account of a provider here:
addresses come with the people file. What shows before a signature that it is you is asked on the signing form itself
(`accounts.services.identity_confirm`).
"""

from allauth.account import views
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount import views as providers
from allauth.socialaccount.providers.saml import views as saml_library
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path, reverse_lazy

from accounts import oidc, saml
from accounts.sign_in_views import SecondFactorView, SignInView, confirmed_by_provider

PASSWORD = [
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/confirm/", views.reauthenticate, name="account_reauthenticate"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/sent/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
]

to_index = reverse_lazy("mfa_index")
remove_key = keys.RemoveWebAuthnView.as_view(success_url=to_index)
rename_key = keys.EditWebAuthnView.as_view(success_url=to_index)
SECOND_FACTOR = [
    path("sign-in/code/", login_not_required(mfa.authenticate), name="mfa_authenticate"),
    path("second-factor/", SecondFactorView.as_view(), name="mfa_index"),
    path("second-factor/confirm/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/confirm/key/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("second-factor/app/", confirmed_by_provider(app.activate_totp), name="mfa_activate_totp"),
    path("second-factor/app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-factor/keys/add/", confirmed_by_provider(keys.add_webauthn), name="mfa_add_webauthn"),
    path("second-factor/keys/<int:pk>/rename/", rename_key, name="mfa_edit_webauthn"),
    path("second-factor/keys/<int:pk>/remove/", remove_key, name="mfa_remove_webauthn"),
    path("second-factor/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second-factor/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
]

PROVIDERS = [
    path("sign-in/cancelled/", providers.login_cancelled, name="socialaccount_login_cancelled"),
    path("sign-in/oidc/<slug:provider_id>/", oidc.login, name="openid_connect_login"),
    path("sign-in/oidc/<slug:provider_id>/callback/", oidc.callback, name="openid_connect_callback"),
    path("sign-in/saml/<slug:organization_slug>/", saml.login, name="saml_login"),
    path("sign-in/saml/<slug:organization_slug>/acs/", saml_library.acs, name="saml_acs"),
    path("sign-in/saml/<slug:organization_slug>/acs/finish/", saml.finish_acs, name="saml_finish_acs"),
    path("sign-in/saml/<slug:organization_slug>/metadata/", saml_library.metadata, name="saml_metadata"),
    path("sign-in/saml/<slug:organization_slug>/sign-out/", saml.no_single_logout, name="saml_sls"),
]

urlpatterns = [
    path("sign-in/", SignInView.as_view(), name="account_login"),
    path("sign-out/", views.logout, name="account_logout"),
    # Where somebody with the right password of a deactivated account ends up.
    path("sign-in/closed/", views.account_inactive, name="account_inactive"),
    *PASSWORD,
    *SECOND_FACTOR,
    *PROVIDERS,
]
