"""Everything that the daily run leaves, without what differs between two runs that came to the same.

Left out: keys and ids that are drawn, and hashes that follow from them. New rows are named by what they are about, and
a time by its local day, since a run that made up for another one came a little later.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Field, Model
from django.utils import timezone

from audit.models import AuditEvent, StreamHead
from evaluations.models import (
    DueDate,
    Evaluation,
    FactorRating,
    FollowedChange,
    FollowUp,
    ItemRating,
    Return,
    SigningStep,
)
from jobs.models import Job
from notifications.models import Mail, Notice

KEPT: tuple[type[Model], ...] = (
    DueDate, Evaluation, FactorRating, ItemRating, SigningStep, Return, FollowUp, FollowedChange, Notice, Mail, Job,
    AuditEvent, StreamHead,
)  # fmt: skip
DRAWN = frozenset({"id", "public_id", "message_id", "hash", "previous_hash"})
# How often something ran is no part of what it left.
UNCOUNTED = frozenset({"jobs.run", "jobs.heartbeat", "sessions.session"})
Labels = dict[type[Model], dict[int, str]]


def whole_state() -> dict[str, Any]:
    """The rows of each table that the daily run writes, sorted; and how many rows every table of the product holds."""
    labels: Labels = {Evaluation: _evaluations()}
    labels[Mail] = _mails(labels)
    rows: dict[str, Any] = {model.__name__: [_row(one, labels) for one in model.objects.all()] for model in KEPT}
    text = _named(json.dumps(rows), labels)
    return {**{name: sorted(table, key=_in_order) for name, table in json.loads(text).items()}, "counts": _counts()}


def _in_order(row: dict[str, Any]) -> str:
    return json.dumps(row, sort_keys=True)


def _evaluations() -> dict[int, str]:
    rows = Evaluation.objects.values_list("pk", "employee__employee_no", "period_start", "kind", "version")
    return {pk: f"<{number} from {start} {kind} {version}>" for pk, number, start, kind, version in rows}


def _named(text: str, labels: Labels) -> str:
    for public_id, pk in Evaluation.objects.values_list("public_id", "pk"):
        text = text.replace(str(public_id), labels[Evaluation][pk])
    return text


def _mails(labels: Labels) -> dict[int, str]:
    carried = defaultdict(list)
    for mail, kind, subject, stage in Notice.objects.values_list("mail", "kind", "subject", "stage"):
        carried[mail].append(_named(f"{kind} {subject} {stage}", labels))
    rows = Mail.objects.values_list("pk", "recipient", "kind", "day")
    return {pk: f"<{who} {kind} {day}: {'; '.join(sorted(carried[pk]))}>" for pk, who, kind, day in rows}


def _row(one: Model, labels: Labels) -> dict[str, Any]:
    row = {field.attname: _value(field, one, labels) for field in one._meta.concrete_fields if field.name not in DRAWN}
    if isinstance(one, Mail):
        row["carries"] = labels[Mail][one.pk]
    if isinstance(one, Job) and "mail_id" in one.payload:
        row["key"] = row["payload"] = labels[Mail][one.payload["mail_id"]]
    return row


def _value(field: Field[Any, Any], one: Model, labels: Labels) -> Any:
    value = getattr(one, field.attname)
    if value is not None and field.related_model in labels:
        return labels[field.related_model][value]
    if isinstance(value, datetime):
        return timezone.localdate(value).isoformat()
    return value if value is None or isinstance(value, bool | int | list | dict) else str(value)


def _counts() -> dict[str, int]:
    models = [model for model in apps.get_models() if model._meta.label_lower not in UNCOUNTED]
    return {model._meta.label: model._default_manager.count() for model in models}
