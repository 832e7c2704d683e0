"""`manage.py demo_signins`: the demo's people as a table, one per role."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.selectors import demo_signins

HEADINGS = {"name": "Name", "role": "Role", "email": "E-mail", "password": "Password"}


class Command(BaseCommand):
    help = "Prints who can sign in to the demo."

    def handle(self, *args: Any, **options: Any) -> None:
        people = demo_signins()
        if not people:
            raise CommandError("There are no demo sign-ins: DEMO is off, or the demo agency is not loaded.")
        rows = [HEADINGS, *people]
        widths = {key: max(len(row[key]) for row in rows) for key in HEADINGS}
        for row in rows:
            self.stdout.write("  ".join(row[key].ljust(widths[key]) for key in HEADINGS).rstrip())
