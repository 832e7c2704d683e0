"""Sign-in, sign-out, password: the library's views under the names that it looks for.

Only these. Nobody signs up, changes an e-mail address or has it confirmed here: addresses come with the people file.
The password before a signature is asked on the signing form itself (`accounts.services.password_confirm`).
"""

from allauth.account import views
from django.urls import path, re_path

from accounts.views import SignInView

urlpatterns = [
    path("sign-in/", SignInView.as_view(), name="account_login"),
    path("sign-out/", views.logout, name="account_logout"),
    # Where somebody with the right password of a deactivated account ends up.
    path("sign-in/closed/", views.account_inactive, name="account_inactive"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/sent/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
]
