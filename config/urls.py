"""Every address of the site. A view that needs no sign-in says so; tests/access walks this tree against its table."""

from django.urls import URLPattern, URLResolver, include, path

from common.views import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("audit/", include("workspace.audit_urls")),
    path("", include("accounts.sign_in_urls")),
    path("", include("accounts.urls")),
]
