"""Which pytest runs `make test` makes of its arguments."""

import pytest

from tools.launch import Command
from tools.test import browser_env
from tools.test import test_commands as commands_for

PYTEST = ["python", "-m", "pytest"]
MAIN = [*PYTEST, "-n", "2", "--dist", "loadgroup", "--ignore=tests/browser"]


def main_run(*args: str, harmless: set[int] | None = None) -> Command:
    return Command([*MAIN, *args], harmless=harmless or set())


def browser_run(*args: str, harmless: set[int] | None = None) -> Command:
    return Command([*PYTEST, *args], env=browser_env(), harmless=harmless or set())


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ([], [main_run(), browser_run("tests/browser")]),
        (["-k", "it"], [main_run("-k", "it", harmless={5}), browser_run("-k", "it", "tests/browser", harmless={5})]),
        (["tests/tools"], [main_run("tests/tools")]),
        (["tests/tools/test_test.py::x", "-x"], [main_run("-x", "tests/tools/test_test.py::x", harmless={5})]),
        (["tests/browser"], [browser_run("tests/browser")]),
        (["tests/browser", "tests/tools"], [main_run("tests/tools"), browser_run("tests/browser")]),
        (["tests"], [main_run("tests"), browser_run("tests/browser")]),
    ],
)
def test_paths_choose_the_runs_they_belong_to(args: list[str], expected: list[Command]) -> None:
    assert commands_for(args) == expected


def test_only_the_browser_run_lets_django_work_beside_an_event_loop() -> None:
    chosen = [command.env.get("DJANGO_ALLOW_ASYNC_UNSAFE") for command in commands_for([])]
    assert chosen == [None, "1"]
