"""Where a request comes from, in the words of the session list and of the limits."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from common.rates import network_of


def network_of_request(request: HttpRequest) -> str:
    """The visitor's network, as failed sign-ins are counted by; nothing where it is not known."""
    try:
        return network_of(get_adapter().get_client_ip(request))
    except (PermissionDenied, ValueError, KeyError):
        return ""
