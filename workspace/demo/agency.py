"""The demo agency's classes, people, accounts, roles, designees and evaluations, loaded in one transaction."""

from __future__ import annotations

import json
import os
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import CommandError
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from accounts.services import delegation_create, role_grant, user_create
from audit.models import ImportRun
from common.csvimport.copying import lock_imports
from common.csvimport.difference import ImportResult
from competencies.services import classifications_import
from evaluations.services import form_templates_load
from evaluations.services.due_dates import due_dates_refresh
from evaluations.services.steps import steps_decide
from workforce.models import Employee
from workforce.services import people_import
from workspace.demo.days import day, moment, with_iso_days
from workspace.demo.mail import mail_comes_back, old_news_is_read, wishes_kept
from workspace.demo.steps import evaluations_happen

FOLDER = Path(__file__).parent / "data"
# The name under which the people's file is on record: by it a later call knows that the agency is there.
MARK = "demo-people.csv"
DAYS_OF_HISTORY = 800
# The later people file names some anniversaries that have come since.
STEPS_SINCE = 60
Row = Mapping[str, Any]
IMPORTERS: Mapping[str, Callable[..., ImportResult]] = {
    "classifications": classifications_import,
    "people": people_import,
}


def agency_told() -> Row:
    """The agency's file."""
    return tomllib.loads((FOLDER / "agency.toml").read_text(encoding="utf-8"))


def agency_load(*, at: datetime) -> bool:
    """Load everything, or nothing; False where the demo agency is there already.

    Raises CommandError where people of another agency are: the demo never mixes with them.
    """
    stored: list[FieldFile] = []
    try:
        with transaction.atomic():
            return _load(at, stored)
    except BaseException:
        for file in stored:
            file.storage.delete(str(file.name))
        raise


def _load(at: datetime, stored: list[FieldFile]) -> bool:
    lock_imports("demo")
    if ImportRun.objects.filter(file_name=MARK).exists():
        return False
    if Employee.objects.exists() or User.objects.exists():
        raise CommandError("This database holds accounts or people already; the demo agency wants an empty one.")
    told, today = agency_told(), timezone.localdate(at)
    form_templates_load()
    _files_imported(told["imports"], today)
    _accounts_made(told, today)
    _designees_named(told["delegations"], today)
    hr = User.objects.get(employee__employee_no=told["hr_analyst"])
    long_ago = at - timedelta(days=DAYS_OF_HISTORY)
    wishes_kept(told["wishes"])
    evaluations_happen(today=today, passphrase=told["passphrase"], hr=hr, at=long_ago, stored=stored)
    _files_imported(told["later_imports"], today)
    old_news_is_read(at=at)
    mail_comes_back(told["bounces"], today)
    due_dates_refresh(employee_ids=None, at=at)
    steps_decide(at=at - timedelta(hours=1), begin_on=today - timedelta(days=STEPS_SINCE))
    return True


def _files_imported(rows: list[Row], today: date) -> None:
    """Through the importers, as `import_classifications` and `import_people` do; every row has to be good."""
    for row in rows:
        data = with_iso_days((FOLDER / row["file"]).read_text(encoding="utf-8"), today).encode()
        take = IMPORTERS[row["kind"]]
        at = moment(row["days_ago"], today=today, seed=0)
        result = take(data=data, file_name=f"demo-{row['file']}", is_strict=True, by=None, at=at)
        if not result.is_applied:
            raise ValueError(f"{row['file']}: {result.difference.rejected}")


def _accounts_made(told: Row, today: date) -> None:
    """Accounts beside the people's own, one passphrase for all (hashed once: hashing is slow on purpose), roles."""
    at = moment(DAYS_OF_HISTORY - 5, today=today, seed=60)
    for row in told["accounts"]:
        user_create(email=row["email"], name=row["name"], by=None, at=at)
    User.objects.update(password=make_password(told["passphrase"]))
    for row in told["roles"]:
        role_grant(user=User.objects.get(email=row["email"]), role=Role(row["role"]), by=None, at=at)


def _designees_named(rows: list[Row], today: date) -> None:
    for row in rows:
        principal = User.objects.get(employee__employee_no=row["principal"])
        delegation_create(
            principal=principal,
            delegate=User.objects.get(employee__employee_no=row["delegate"]),
            starts_on=day(row["starts_on"], today),
            ends_on=day(row["ends_on"], today),
            reason=row["reason"],
            by=principal,
            at=moment(row["days_ago"], today=today, seed=120),
        )


def signins_path() -> Path:
    """Where `accounts.selectors.demo_signins` looks."""
    return Path(settings.VAR_DIR) / "demo-signins.json"


def signins_write(told: Row) -> None:
    """Who can sign in, for the sign-in page and `demo_signins`: readable by the owner alone, whole or not at all."""
    path = signins_path()
    names = dict(User.objects.values_list("email", "name"))
    people = [{"name": names[row["email"]], **row, "password": told["passphrase"]} for row in told["signins"]]
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=".demo-signins-")  # made with mode 0600
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(people, file, ensure_ascii=False, indent=2)
    os.replace(scratch, path)
