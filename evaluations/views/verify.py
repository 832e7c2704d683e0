"""The public page that says of a PDF whether it is one of our packets. It keeps nothing and names nobody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from common.bodies import MEGABYTE, largest_body
from common.rates import check_rate, network_of
from evaluations.selectors.packets import packet_finding

SIZE_LIMIT = 25 * MEGABYTE
ENVELOPE = 64 * 1024  # what a form adds around its file
TRIES, TRIES_SECONDS = 10, 60


class VerifyForm(forms.Form):
    """One file; whatever it holds is the selector's matter."""

    file = forms.FileField(
        label=gettext_lazy("PDF file"),
        help_text=gettext_lazy("Up to 25 MB. The file is checked and not kept."),
        error_messages={
            "required": gettext_lazy("Choose a file first."),
            "empty": gettext_lazy("This file is empty. Choose another one."),
        },
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
        allow_empty_file=False,
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > SIZE_LIMIT:
            raise forms.ValidationError(_too_large())
        return file


def _too_large() -> str:
    return _("This file is larger than 25 MB. A packet is smaller.")


# The rate is looked at before the body is read, and the CSRF check reads the body: hence its two parts.
@largest_body(SIZE_LIMIT + ENVELOPE, sentence=_too_large)
@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """GET: the form. POST: the form with the verdict; 422 without a file, 429 too often."""
    if request.method != "POST":
        return _page(request, VerifyForm())
    sentence = _("You have checked several files in a short time. Wait a minute, then try again.")
    visitor = network_of(request.META.get("REMOTE_ADDR") or "0.0.0.0")  # noqa: S104 - no socket is bound
    check_rate(f"verify:{visitor}", limit=TRIES, seconds=TRIES_SECONDS, sentence=sentence)
    return _answer(request)


@csrf_protect
def _answer(request: HttpRequest) -> HttpResponse:
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    return _page(request, VerifyForm(), finding=packet_finding(form.cleaned_data["file"].read()))


def _page(request: HttpRequest, form: VerifyForm, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, "verify.html", {"form": form, **context}, status=status)
