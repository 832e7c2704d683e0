"""The very code of docs/how-to/api.md, run against a server on loopback with a worker beside it."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from accounts.enums import Role, Scope
from accounts.models import User
from accounts.services import access_token_create
from audit.selectors.whole import all_findings, own_keys
from common.pdf.keys import make_key
from competencies.models import Classification
from evaluations.models import Evaluation, Packet
from jobs.services import drain
from tests.evaluations.journeys import agency, user_of
from tests.factories import PASSWORD, make_user
from tools.paths import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
TOUR = ROOT / "docs" / "how-to" / "api.md"
READ_AND_WRITE = (Scope.PEOPLE_READ, Scope.EVALUATIONS_READ, Scope.EVALUATIONS_WRITE)


@pytest.fixture(autouse=True)
def clock() -> None:
    """Other processes take part, so time passes as it does."""
    cache.clear()


@pytest.fixture(autouse=True)
def private_places(settings, tmp_path: Path) -> None:
    settings.SEAL_DIR, settings.MEDIA_ROOT = tmp_path / "seal", tmp_path / "files"
    make_key(settings.SEAL_DIR, agency="County of Alder Creek", at=timezone.now())


@pytest.fixture
def worker() -> Iterator[None]:
    """Drains the outbox until the test is over."""
    is_over = threading.Event()

    def work() -> None:
        try:
            while not is_over.wait(0.2):
                drain(at=timezone.now())
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    is_over.set()
    thread.join()


def code(language: str) -> str:
    """The document's blocks in that language, one after the other."""
    return "\n".join(re.findall(rf"^```{language}\n(.*?)^```$", TOUR.read_text(), re.MULTILINE | re.DOTALL))


def token(user: User, *scopes: Scope) -> str:
    at = timezone.now()
    _token, text = access_token_create(
        user=user, name="the tour", scopes=scopes, expires_on=timezone.localdate(at) + timedelta(days=1),
        proof=PASSWORD, at=at,
    )  # fmt: skip
    return text


@pytest.fixture
def environment(live_server: LiveServer) -> dict[str, str]:
    """An agency whose people have made their tokens; what the tour reads from its environment."""
    chain = agency()
    people = {
        "RATER": chain.supervisor, "REVIEWER": chain.program_head, "HEAD": chain.division_chief,
        "EMPLOYEE": chain.employee,
    }  # fmt: skip
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    named = {"FAIRSTEP": live_server.url, "EMPLOYEE_NO": chain.employee.employee_no, "PATH": path}
    for role, person in people.items():
        named |= {f"{role}_TOKEN": token(user_of(person), *READ_AND_WRITE), f"{role}_PASSWORD": PASSWORD}
    admin = make_user(name="Class Admin", roles=[Role.CLASSIFICATION_ADMIN])
    return {**named, "IMPORT_TOKEN": token(admin, Scope.IMPORTS_WRITE)}


def ran(command: list[str], environment: dict[str, str], folder: Path) -> list[str]:
    """The lines that it says; it must end well."""
    done = subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, timeout=240, check=False
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, ""), f"{done.stdout}\n{done.stderr}"
    return done.stdout.splitlines()


def check_what_came_of_it(folder: Path, *codes: str) -> None:
    """One final evaluation, signed by four, whose packet was downloaded as it was sealed; and the classes."""
    evaluation = Evaluation.objects.get()
    assert (evaluation.status, evaluation.outcome, evaluation.response) == (
        "final", "signed", "I thank the team for this year.",
    )  # fmt: skip
    sealed = Packet.objects.get(kind="employee_copy")
    assert hashlib.sha256((folder / "packet.pdf").read_bytes()).hexdigest() == sealed.sha256
    assert set(codes) == set(Classification.objects.filter(code__startswith="98").values_list("code", flat=True))
    assert list(all_findings(own_keys())) == []


def test_with_curl(environment: dict[str, str], worker: None, tmp_path: Path) -> None:
    script = tmp_path / "tour.sh"
    script.write_text(code("bash"))
    said = ran(["bash", "-euo", "pipefail", str(script)], environment, tmp_path)
    states = [line.removeprefix("now: ") for line in said if line.startswith("now: ")]
    assert states == ["reviewer_review", "department_head_review", "ready_to_issue", "final"]
    assert said[-2:] == ["{'new': 2, 'changed': 0, 'rejected': 1, 'unchanged': 0}", "[(4, 'it is empty')]"]
    check_what_came_of_it(tmp_path, "9801", "9802")


def test_with_python(environment: dict[str, str], worker: None, tmp_path: Path) -> None:
    script = tmp_path / "tour.py"
    script.write_text(code("python"))
    said = ran([sys.executable, "-W", "error", str(script)], environment, tmp_path)
    mistyped = "This is not your password. Nothing was signed."
    assert [line for line in said if line.startswith("422 ")] == [f"422 {mistyped} ['password']"]
    assert [line for line in said if line in ("reviewer_review", "ready_to_issue", "final", "True")] == [
        "reviewer_review", "ready_to_issue", "final", "True",
    ]  # fmt: skip
    assert said[-3:-1] == ["{'new': 1, 'changed': 0, 'rejected': 1, 'unchanged': 0}", "3 it is empty"]
    check_what_came_of_it(tmp_path, "9803")


def test_every_scope_stands_in_the_tour() -> None:
    assert re.findall(r"^\| `([a-z]+:[a-z]+)` \|", TOUR.read_text(), re.MULTILINE) == [scope.value for scope in Scope]
