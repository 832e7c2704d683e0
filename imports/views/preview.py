"""One upload: how far the worker is, what would change, what came of it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.enums import Action
from accounts.permissions import has_action
from common.background import background
from imports.enums import Outcome, UploadStatus
from imports.forms import RowFilterForm
from imports.models import Upload
from imports.registry import Kind
from imports.selectors import JOB_OF, effects_told_to, rows_listed, trouble_of
from imports.tables import FIRST_SHOWN, progress_words, row_items, tabs, upload_facts
from imports.views.access import frame_of, upload_of

PAGE_SIZE = 25
EFFECTS_AT_ONCE = 10
PAGE_OF = {
    UploadStatus.CHECKING.value: "imports/progress.html",
    UploadStatus.APPLYING.value: "imports/progress.html",
    UploadStatus.UNDOING.value: "imports/progress.html",
    UploadStatus.FAILED.value: "imports/failed.html",
    UploadStatus.DISCARDED.value: "imports/discarded.html",
}


@require_safe
@never_cache
def upload(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The page of the upload's state."""
    found, kind = upload_of(request, public_id)
    if found.status == UploadStatus.UPLOADED.value:
        return redirect("imports:columns", public_id)
    context = {**frame_of(found, kind), "facts": upload_facts(found, kind)}
    if found.status in PAGE_OF:
        return render(request, PAGE_OF[found.status], {**context, **_progress(found)})
    return render(
        request, "imports/preview.html", {**context, **_rows(request, found, kind), **_result(request, found)}
    )


@require_safe
@never_cache
@login_not_required
@background
def progress(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The part of the page that asks for itself while a worker is busy; when it is done, the page is loaded again.

    So it is when the session has ended: a sign-in page would otherwise be put into this one.
    """
    if not request.user.is_authenticated:
        return HttpResponse(headers={"HX-Refresh": "true"})
    found, _kind = upload_of(request, public_id)
    if found.status not in JOB_OF:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "imports/_progress.html", {"upload": found, **_progress(found)})


def _progress(found: Upload) -> dict[str, Any]:
    told = getattr(found, "progress", None)
    return {
        "words": progress_words(found, told),
        "done": told.done if told else 0,
        "total": told.total if told else 0,
        "trouble": trouble_of(found),
    }


def _rows(request: HttpRequest, found: Upload, kind: Kind) -> dict[str, Any]:
    form = RowFilterForm(request.GET)
    form.is_valid()
    search = form.cleaned_data.get("q", "")
    outcome = form.cleaned_data.get("outcome") or _first(found)
    page = Paginator(rows_listed(found, outcome=outcome, search=search), PAGE_SIZE).get_page(request.GET.get("page"))
    return {
        "form": RowFilterForm({"q": search, "outcome": outcome}),
        "search": search,
        "outcome": Outcome(outcome),
        "tabs": tabs(found, outcome, search),
        "page": page,
        "items": row_items(list(page.object_list), found, kind, user=request.user),
        "clear_url": f"?outcome={outcome}",
    }


def _first(found: Upload) -> str:
    """What a person has to look at first: what is rejected, then what changes."""
    return next((outcome for outcome in FIRST_SHOWN if found.counts.get(outcome)), Outcome.UNCHANGED.value)


def _result(request: HttpRequest, found: Upload) -> dict[str, Any]:
    is_checked = found.status == UploadStatus.CHECKED.value
    streams = [(_("Trail of the import"), found.stream), (_("Trail of its undoing"), found.undo_stream)]
    can_read = has_action(request.user, Action.AUDIT_READ)
    return {
        "is_checked": is_checked,
        "is_applied": found.status == UploadStatus.APPLIED.value,
        "is_undone": found.status == UploadStatus.UNDONE.value,
        "has_effect": bool(found.counts.get("new") or found.counts.get("changed")),
        **(_effects(request, found) if is_checked else {}),
        "trails": [
            {"label": label, "url": reverse("audit:stream", args=[stream])}
            for label, stream in streams
            if stream and can_read
        ],
    }


def _effects(request: HttpRequest, found: Upload) -> dict[str, Any]:
    """What will come of it, without what concerns the reader, who reads of their own evaluation when it is issued."""
    others = effects_told_to(request.user, found)
    return {
        "effects": others[:EFFECTS_AT_ONCE],
        "more_effects": others[EFFECTS_AT_ONCE:],
        "effects_untold": found.effects_count - len(found.effects),
        "effects_own": len(found.effects) - len(others),
    }
