"""Every address of the site. A view that needs no sign-in says so; tests/access walks this tree against its table."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
