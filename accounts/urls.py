"""Designees, one's sessions, and the accounts themselves for the system administrator."""

from django.urls import path

from accounts import sign_in_views, token_views, views

app_name = "accounts"
urlpatterns = [
    path("session/", sign_in_views.session, name="session"),
    path("session/stay/", sign_in_views.stay, name="stay"),
    path("signed-in/", sign_in_views.signed_in, name="signed_in"),
    path("sessions/", sign_in_views.sessions, name="sessions"),
    path("designees/", views.delegations, name="delegations"),
    path("designees/<int:pk>/withdraw/", views.delegation_end, name="delegation_end"),
    path("tokens/", token_views.tokens, name="tokens"),
    path("tokens/<uuid:public_id>/revoke/", token_views.token_revoke, name="token_revoke"),
    path("accounts/", views.accounts, name="accounts"),
    path("accounts/<int:pk>/", views.account, name="account"),
]
