"""Operations: whether everything runs, for whoever keeps it running. Names and keys only, nobody's words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import User
from common.looks import words
from common.templatetags.ui import full_datetime
from jobs.models import Job, Run
from jobs.rules import kind_of_error
from jobs.services import SCHEDULE, WORKER
from workspace.selectors.operations import Operations, Scheduled, operations_now, versions
from workspace.services import (
    VERIFY_JOB,
    check_can_operate,
    job_try_again,
    jobs_try_again,
    trail_verification_ask,
)
from workspace.views.access import user_of

LOW_DISK = 1024**3
NAMES = {
    "accounts.forget": _lazy("Forgetting of answers that were kept for programs"),
    "audit.checkpoint": _lazy("Signed checkpoint of the audit trail"),
    "audit.verify": _lazy("Audit check"),
    "backup": _lazy("Backup of database, files and keys"),
    "evaluations.daily": _lazy("Due dates, coming evaluations, reminders"),
    "evaluations.follow_changes": _lazy("What an import changes for evaluations"),
    "evaluations.packet_render": _lazy("Sealed packets"),
    "imports.apply": _lazy("Applying an import"),
    "imports.check": _lazy("Checking an import"),
    "imports.undo": _lazy("Undoing an import"),
    "notifications.mail_send": _lazy("Mail"),
    "notifications.webhook_send": _lazy("Webhooks"),
    "notifications.tidy": _lazy("Making room: old messages to webhooks"),
    "imports.forget": _lazy("Discarding of uploaded files that nobody applied"),
    "evaluations.sweep": _lazy("Filing of evaluations whose response time is over"),
    "jobs.tidy": _lazy("Making room: old jobs, runs and sessions"),
    "evaluations.tidy": _lazy("Making room: notices and mail of long ago"),
}
CHECKS = {
    "files": (_lazy("File store"), _lazy("The file store cannot be written: nothing can be attached or sealed.")),
    "broker": (_lazy("Queue (broker)"), _lazy("The queue is not reachable: jobs wait until it is back.")),
    "migrations": (_lazy("Migrations"), _lazy("Migrations are pending: run manage.py migrate.")),
}


@require_http_methods(["GET", "HEAD", "POST"])
def operations(request: HttpRequest) -> HttpResponse:
    """The page; posting asks for jobs again or for the audit check. 404 for all but system administrators."""
    user, at = user_of(request), timezone.now()
    check_can_operate(user)
    status = 200
    if request.method == "POST":
        said = _done(request, user, at)
        if said:
            messages.success(request, said)
            return redirect("operations")
        status = 422
    now = operations_now(at)
    context = {
        "now": now,
        "attention": _attention(now),
        "is_unknown": status == 422,
        "machinery": _machinery(now),
        "outbox_columns": OUTBOX_COLUMNS,
        "outbox": [_outbox_row(row, at) for row in now.outbox],
        "given_up": [_given_up_row(job) for job in now.given_up],
        "schedule_columns": SCHEDULE_COLUMNS,
        "schedule": [_schedule_row(work) for work in now.scheduled],
        "mail": _mail_facts(now),
        "people": _people_facts(now),
        "verification": next((work for work in now.scheduled if work.name == VERIFY_JOB), None),
        "verified": _verification_words(now),
        "house": _house_facts(now),
    }
    return render(request, "workspace/operations.html", context, status=status)


OUTBOX_COLUMNS = [
    {"label": _lazy("Job")},
    {"label": _lazy("Due"), "is_number": True},
    {"label": _lazy("In work"), "is_number": True},
    {"label": _lazy("For later"), "is_number": True},
    {"label": _lazy("Given up"), "is_number": True},
    {"label": _lazy("Oldest due for")},
]
SCHEDULE_COLUMNS = [
    {"label": _lazy("Work")},
    {"label": _lazy("State")},
    {"label": _lazy("Last run")},
    {"label": _lazy("Every")},
    {"label": _lazy("What it did")},
]


def _done(request: HttpRequest, user: User, at: datetime) -> str:
    """Do what the button says; the sentence about it, empty for an unknown one. A refusal is raised."""
    action, _colon, which = request.POST.get("do", "").partition(":")
    if action == "retry" and which.isdigit():
        job_try_again(pk=int(which), by=user, at=at)
        return _("The job is in the queue again.")
    if action == "retry_all":
        count = jobs_try_again(by=user, at=at)
        return ngettext("%(count)d job is in the queue again.", "%(count)d jobs are in the queue again.", count) % {
            "count": count
        }
    if action == "verify":
        trail_verification_ask(by=user, at=at)
        return _("The audit check is asked for; its result stands here when it is done.")
    return ""


def _attention(now: Operations) -> list[str]:
    """What needs somebody, in sentences; nothing where everything runs."""
    told = [str(CHECKS[check.name][1]) for check in now.checks if not check.is_ok]
    if now.is_silent(WORKER) and not now.is_worker_busy:
        told.append(_("No worker has been at work lately: jobs and mail wait until one is started."))
    elif now.is_silent(SCHEDULE) and not now.is_worker_busy:
        told.append(_("The schedule (beat) is silent: nothing that a date brings about happens."))
    if now.failed:
        told.append(
            ngettext("%(count)d job was given up.", "%(count)d jobs were given up.", now.failed) % {"count": now.failed}
        )
    for work in now.scheduled:
        if work.state in ("late", "has_failed"):
            told.append(f"{_named(work.name)}: {words(work.state)}.")
    if now.mail.unsettled:
        told.append(
            ngettext(
                "%(count)d message could not be delivered and is not settled yet.",
                "%(count)d messages could not be delivered and are not settled yet.",
                now.mail.unsettled,
            )
            % {"count": now.mail.unsettled}
        )
    if now.mail.unowned:
        told.append(
            ngettext(
                "%(count)d of them has no owner who can see to it: name an active system administrator.",
                "%(count)d of them have no owner who can see to them: name an active system administrator.",
                now.mail.unowned,
            )
            % {"count": now.mail.unowned}
        )
    if now.webhooks_in_trouble:
        told.append(
            ngettext(
                "%(count)d webhook is failing or was paused because of it.",
                "%(count)d webhooks are failing or were paused because of it.",
                now.webhooks_in_trouble,
            )
            % {"count": now.webhooks_in_trouble}
        )
    if now.free_bytes < LOW_DISK:
        told.append(_("The file store has less than 1 GB left."))
    return told


def _machinery(now: Operations) -> list[dict[str, Any]]:
    parts = ((WORKER, _("Worker last at work")), (SCHEDULE, _("Woken by the schedule (beat)")))
    facts: list[dict[str, Any]] = [{"label": label, "text": _ago(now.seen.get(part), now.at)} for part, label in parts]
    facts.append({"label": _("Oldest job due for"), "text": _ago(now.oldest_due, now.at, _("nothing is due"), "")})
    last = _ago(now.done["last"], now.at, "")
    done = {"label": _("Done within a day"), "text": str(now.done["count"]), "note": last}
    return [*facts, done]


def _outbox_row(row: dict[str, Any], at: datetime) -> list[Any]:
    tried = row["tried"]
    note = ngettext("%(count)d failed before", "%(count)d failed before", tried) % {"count": tried} if tried else ""
    return [
        {"text": _named(row["name"]), "note": row["name"]},
        str(row["due"]),
        str(row["held"]),
        {"text": str(row["later"]), "note": note},
        str(row["failed"]),
        _ago(row["oldest"], at, "–", ""),
    ]


def _given_up_row(job: Job) -> dict[str, Any]:
    return {
        "pk": job.pk,
        "name": _named(job.name),
        "key": job.key,
        "at": full_datetime(job.finished_at),
        "attempts": job.attempts,
        "error": kind_of_error(job.last_error),
    }


def _schedule_row(work: Scheduled) -> list[Any]:
    run = work.run
    return [
        {"text": _named(work.name), "note": work.name},
        {"status": "works" if work.state == "done" else work.state},
        {"text": full_datetime(run.started_at) if run else "–", "note": _took(run) if run else ""},
        _span(work.every),
        _counted(run),
    ]


def _took(run: Run) -> str:
    if run.finished_at is None:
        return _("not ended yet, or its process died")
    return _("took %(span)s") % {"span": _span(run.finished_at - run.started_at)}


def _counted(run: Run | None) -> Any:
    """The counts of the run; of an error its class alone, for what follows may be somebody's data."""
    if run is None:
        return "–"
    counts = ", ".join(f"{words(name)} {count}" for name, count in run.counts.items())
    return {"text": counts or "–", "note": kind_of_error(run.error)}


def _mail_facts(now: Operations) -> list[dict[str, Any]]:
    mail = now.mail
    return [
        {"label": _("Waiting to be sent"), "text": str(mail.queued), "note": _ago(mail.oldest_queued, now.at, "")},
        {"label": _("Failed or came back, not seen to"), "text": str(mail.unsettled)},
        {"label": _("Last handed to the mail server"), "text": _ago(mail.last_sent, now.at)},
    ]


def _people_facts(now: Operations) -> list[dict[str, Any]]:
    return [
        {"label": _("Sessions that are not over"), "text": str(now.sessions)},
        {"label": _("People who signed in within 30 minutes"), "text": str(now.signed_in_lately)},
    ]


def _verification_words(now: Operations) -> str:
    """What the last audit check found; a finding names its stream and row."""
    work = next((work for work in now.scheduled if work.name == VERIFY_JOB), None)
    if work is None or work.run is None:
        return _("The trail has not been checked yet.")
    run = work.run
    if run.error:
        return run.error.partition(": ")[2] or run.error
    if run.finished_at is None:
        return _("It is being checked, or the process that checked it died.")
    return _("Intact: %(count)s events were checked, and nothing was found.") % {"count": run.counts.get("events", 0)}


def _house_facts(now: Operations) -> list[dict[str, Any]]:
    checks = [
        {"label": CHECKS[check.name][0], "status": "works" if check.is_ok else "has_failed"} for check in now.checks
    ]
    return [
        *checks,
        {"label": _("Room in the file store"), "text": filesizeformat(now.free_bytes)},
        {"label": _("Size of the database"), "text": filesizeformat(now.database["size"])},
        *({"label": name, "text": number} for name, number in versions().items()),
        {"label": "PostgreSQL", "text": now.database["server"]},
    ]


def _named(name: str) -> str:
    """The words for a job or a scheduled work; without any, its name."""
    return str(NAMES.get(name, name))


def _ago(then: datetime | None, at: datetime, never: str | None = None, form: str | None = None) -> str:
    """12 minutes ago; with an empty `form` the span alone."""
    if then is None:
        return _("never") if never is None else never
    span = _span(at - then)
    return span if form == "" else _("%(span)s ago") % {"span": span}


def _span(length: timedelta) -> str:
    """The largest unit alone: 40 seconds, 12 minutes, 3 hours, 5 days."""
    seconds = max(int(length.total_seconds()), 0)
    if seconds < 60:
        return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    if seconds < 3600:
        return ngettext("%(n)d minute", "%(n)d minutes", seconds // 60) % {"n": seconds // 60}
    if seconds < 2 * 86400:
        return ngettext("%(n)d hour", "%(n)d hours", seconds // 3600) % {"n": seconds // 3600}
    return ngettext("%(n)d day", "%(n)d days", seconds // 86400) % {"n": seconds // 86400}
