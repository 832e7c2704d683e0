from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from jobs.services import failed_requeue


class Command(BaseCommand):
    help = "Puts jobs that were given up (a packet that could not be made, say) back into the queue."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", default="", help="Only the jobs of this name, e.g. evaluations.packet_render.")

    def handle(self, *args: Any, **options: Any) -> None:
        count = failed_requeue(at=timezone.now(), name=options["name"])
        self.stdout.write(f"{count} jobs are in the queue again.")
