"""`python -m tests.deploy.agency`: the demo agency with a few evaluations, as the application's role loads it, and the
first packets that a worker makes of them; prints how many."""

from __future__ import annotations

import sys

import django

# Enough for two that are final, one that is issued, one to issue, with an attachment among them; and many drafts.
TOLD = 6
PACKETS = 2


def main() -> None:
    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from evaluations.models import Packet
    from evaluations.selectors.packets import PACKET_JOB
    from jobs.models import Job
    from jobs.services import drain
    from workspace.demo import steps
    from workspace.demo.story import evaluations_told

    chosen = evaluations_told()[:TOLD]
    steps.evaluations_told = lambda: chosen
    call_command("load_demo", "--force")
    # The packets alone are made here: other jobs and packets wait for the tests' own worker.
    now = timezone.now()
    first = list(Job.objects.filter(name=PACKET_JOB).values_list("pk", flat=True)[:PACKETS])
    Job.objects.exclude(pk__in=first).update(available_at=now.replace(year=now.year + 1))
    drain(at=now, limit=PACKETS)
    sys.stdout.write(f"{Packet.objects.count()}\n")


if __name__ == "__main__":
    main()
