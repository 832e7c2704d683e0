"""`manage.py load_reference`: the rating forms that the product ships. Part of every deployment, after `migrate`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from evaluations.services import form_templates_load


class Command(BaseCommand):
    help = "Loads the versions of the rating forms that are not there yet; those that are stay as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        for template in form_templates_load():
            self.stdout.write(f"New: {template.title}, version {template.version}.")
