"""`manage.py create_account EMAIL --name … --role …`: the first account of an installation, and any other."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.services import role_grant, user_create
from common.errors import ProductError


class Command(BaseCommand):
    help = "Makes an account. The password is asked for, or read from the first line of the standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True, help="The person's name as it stands on signatures.")
        parser.add_argument(
            "--role", action="append", default=[], choices=[role.value for role in Role], help="May be repeated."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        password, at = _password(), timezone.now()
        try:
            with transaction.atomic():
                user = user_create(email=options["email"], name=options["name"], password=password, by=None, at=at)
                for role in options["role"]:
                    role_grant(user=user, role=Role(role), by=None, at=at)
        except ProductError as error:
            raise CommandError(error.sentence) from error
        self.stdout.write(f"{user.name} can sign in as {user.email}.")


def _password() -> str:
    """Asked twice at a terminal; otherwise the first line that comes in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password (15 characters or more): ")
    if password != getpass.getpass("The same again: "):
        raise CommandError("The two passwords differ; nothing was made.")
    return password
