from __future__ import annotations

from typing import Any

import environ
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction

from config.env import env
from config.roles import Role, role_prepare


class Command(BaseCommand):
    help = (
        "Makes or updates the database role that the application works as (the one in APP_DATABASE_URL), with no more "
        "rights than it needs. Run as the owner of the database (DATABASE_URL), after every migrate; may be repeated."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        url = env.str("APP_DATABASE_URL", default="")
        told = environ.Env.db_url_config(url) if url else {}
        if not told.get("USER"):
            raise CommandError(
                "APP_DATABASE_URL is missing or names no role: it is the DATABASE_URL of web and worker."
            )
        role = Role(name=told["USER"], password=told.get("PASSWORD", ""))
        try:
            with transaction.atomic():
                role_prepare(role)
        except ValueError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(f"The role {role.name} could not be prepared: {error}") from error
        self.stdout.write(f"The role {role.name} has what the application needs and nothing else.")
