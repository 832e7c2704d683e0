"""Every address of the site. A view that needs no sign-in says so; tests/access walks this tree against its table."""

from django.urls import URLPattern, URLResolver, include, path

from common.views import healthz, readyz
from evaluations.views.verify import verify
from workspace.api import Description
from workspace.views.api_docs import api_docs

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("verify/", verify, name="verify"),
    path("api/schema/", Description.as_view(), name="api_schema"),
    path("api/docs/", api_docs, name="api_docs"),
    path("api/v1/", include("config.api_urls")),
    path("audit/", include("workspace.audit_urls")),
    path("classifications/", include("competencies.urls")),
    path("imports/", include("imports.urls")),
    path("people/", include("workforce.urls")),
    path("evaluations/", include("evaluations.urls")),
    path("policies/", include("evaluations.policy_urls")),
    path("", include("workspace.urls")),
    path("", include("accounts.sign_in_urls")),
    path("", include("accounts.urls")),
    path("", include("notifications.urls")),
]

# What no view answers: a page for people, a problem as JSON for programs.
handler400 = "common.views.bad_request"
handler403 = "common.views.permission_denied"
handler404 = "common.views.not_found"
handler500 = "common.views.server_error"
