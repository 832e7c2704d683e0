"""Simulates a version of a policy set over past evaluations, in portions by workers. It reads evaluations and writes
none: what it finds lies in rows of its own."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import check_has_action
from audit.services import event_record
from common.csvimport.copying import insert_rows
from common.errors import NotVisible, Objection, RuleViolations
from evaluations.models import PolicySimulation, PolicyVersion, SimulatedChange
from evaluations.rules.policy_text import read_policy_text
from evaluations.rules.simulation import changes_between
from evaluations.selectors.facts import policy_of
from evaluations.selectors.simulations import (
    cases_after,
    check_can_read_changes,
    evaluations_in,
    issued_among,
    under_way_among,
)
from evaluations.services.policies import ONLY_ADMIN
from jobs.services import enqueue

SIMULATE_JOB = "evaluations.simulate_policy"
BATCH = 100
KEPT = timedelta(days=90)
GIVEN_UP = "The workers have given up. Tell the system administrator, then simulate again."
_WRITTEN = ("simulation", "evaluation", "kind", "rule", "what", "before", "after")


@transaction.atomic
def policy_simulate(*, name: str, first: date, last: date, by: User, at: datetime) -> PolicySimulation:
    """Ask for what the version, as it is written now, would have changed in evaluations whose period ended then.

    Raises NotAllowed, NotVisible, RuleViolations (422: days out of order, or no evaluation to judge).
    """
    check_has_action(by, Action.POLICY_MANAGE, ONLY_ADMIN)
    version = next((row for row in PolicyVersion.objects.all() if row.name == name), None)
    if version is None:
        raise NotVisible
    if last < first:
        raise _refusal("last", "The last day lies before the first one. Change one of the two.")
    rows = evaluations_in(version, first, last, timezone.localdate(at))
    total = issued_among(rows).count()
    if not total:
        raise _refusal("first", "No evaluation of these people whose period ended then is issued. Choose other days.")
    simulation = PolicySimulation.objects.create(
        version=version, sha256=version.sha256, first=first, last=last, asked_at=at, asked_by=by, total=total,
        under_way=under_way_among(rows).count(),
    )  # fmt: skip
    _ask_worker(simulation)
    data = {"version": version.name, "sha256": version.sha256, "days": [first.isoformat(), last.isoformat()]}
    event_record(stream=version.stream, action="policy_simulated", by=by, at=at, data=data)
    return simulation


@transaction.atomic
def policy_simulate_portion(*, public_id: uuid.UUID, after: int, at: datetime, size: int = BATCH) -> None:
    """The worker's part: judge the next evaluations after that one, and ask for the portion after these.

    Done twice, or for a draft that was discarded or changed since, it does nothing more.
    """
    rows = PolicySimulation.objects.select_for_update(of=("self",)).select_related("version")
    simulation = rows.filter(public_id=public_id, after=after, finished_at=None).first()
    if simulation is None:
        return
    if simulation.version.sha256 != simulation.sha256:
        simulation.error, simulation.finished_at = "The draft was changed meanwhile. Simulate again.", at
        simulation.save()
        return
    new = read_policy_text(simulation.version.body, simulation.version.name)
    cases = cases_after(simulation, size, timezone.localdate(simulation.asked_at))
    found = [
        (simulation.pk, row.pk, one.kind.value, one.rule, one.what, one.before, one.after)
        for row, case in cases
        for one in changes_between(case, policy_of(row), new)
    ]
    insert_rows(SimulatedChange, _WRITTEN, found)
    simulation.done += len(cases)
    if len(cases) < size:
        simulation.finished_at = at
    else:
        simulation.after = cases[-1][0].pk
        _ask_worker(simulation)
    simulation.save()


@transaction.atomic
def policy_simulation_export_record(
    *, simulation: PolicySimulation, asked: Mapping[str, str], rows: int, by: User, at: datetime
) -> None:
    """Who took the changes out, how many of them, and what was asked for. Raises NotAllowed (403)."""
    check_can_read_changes(by)
    days = [simulation.first.isoformat(), simulation.last.isoformat()]
    data = {"version": simulation.version.name, "days": days, "rows": rows, "asked": dict(sorted(asked.items()))}
    event_record(stream=simulation.version.stream, action="policy_simulation_exported", by=by, at=at, data=data)


@transaction.atomic
def policy_simulation_give_up(*, public_id: uuid.UUID, at: datetime) -> None:
    """No worker tries any more: the page says so."""
    for simulation in PolicySimulation.objects.select_for_update().filter(public_id=public_id, finished_at=None):
        simulation.error, simulation.finished_at = GIVEN_UP, at
        simulation.save()


@transaction.atomic
def policy_simulations_forget(*, at: datetime) -> int:
    """Simulations of long ago go, with what they found; how many."""
    old = PolicySimulation.objects.filter(asked_at__lt=at - KEPT)
    count = old.count()
    old.delete()
    return count


def _ask_worker(simulation: PolicySimulation) -> None:
    payload = {"simulation": str(simulation.public_id), "after": simulation.after}
    enqueue(name=SIMULATE_JOB, key=f"{simulation.public_id}:{simulation.after}", payload=payload)


def _refusal(field: str, sentence: str) -> RuleViolations:
    return RuleViolations([Objection(field, sentence)], sentence)
