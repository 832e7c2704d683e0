"""SAML's addresses: the library's, and what is no SAML at all or a provider that is gone is a page, not a failure."""

from __future__ import annotations

from urllib.error import URLError

from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.saml import views as library
from allauth.socialaccount.providers.saml.utils import get_app_or_404
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from lxml.etree import LxmlError
from onelogin.saml2.errors import OneLogin_Saml2_Error

NO_SAML = (LxmlError, OneLogin_Saml2_Error, URLError, ValueError, KeyError)


@login_not_required
def login(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """To the provider."""
    try:
        response: HttpResponse = library.login(request, organization_slug=organization_slug)
    except NO_SAML as error:
        return _no_answer(request, organization_slug, error)
    return response


@login_not_required
def finish_acs(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Back from it: the page that reads what was posted."""
    try:
        response: HttpResponse = library.finish_acs(request, organization_slug=organization_slug)
    except NO_SAML as error:
        return _no_answer(request, organization_slug, error)
    return response


@login_not_required
def no_single_logout(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """The address that SAML metadata has to name: nobody is signed out by a link, the page asks."""
    return redirect("account_logout")


def _no_answer(request: HttpRequest, organization_slug: str, error: Exception) -> HttpResponse:
    provider = get_app_or_404(request, organization_slug).get_provider(request)
    response: HttpResponse = render_authentication_error(request, provider, exception=error)
    return response
