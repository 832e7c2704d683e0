"""`python -m tools.launch`: a command beside a database of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools.children import is_alive
from tools.paths import ROOT
from tools.processes import wait_until


@pytest.fixture
def env() -> dict[str, str]:
    """The environment without the settings of the test run itself."""
    ours = ("DATABASE_URL", "SECRET_KEY", "FILES_DIR", "SEAL_DIR", "CELERY_BROKER_DIR", "CHECKPOINT_KEY_FILE")
    return {name: value for name, value in os.environ.items() if name not in ours}


def launched(*words: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.launch", *words]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=60)


def test_the_command_gets_a_database_and_its_exit_code_is_ours(env: dict[str, str]) -> None:
    script = (
        "import os, sys, environ, psycopg2; s = environ.Env.db_url_config(os.environ['DATABASE_URL']); "
        "c = psycopg2.connect(dbname=s['NAME'], user=s['USER'], **s['OPTIONS']); print(c.info.dbname); sys.exit(7)"
    )
    done = launched("--", "python", "-c", script, env=env)
    assert (done.returncode, done.stdout, done.stderr) == (7, "fairstep\n", "")


def test_what_is_set_already_stays_and_no_database_is_started(env: dict[str, str]) -> None:
    script = "import os; print(os.environ['DATABASE_URL'], os.environ['SITE_URL'])"
    given = {**env, "DATABASE_URL": "postgres://somewhere/else", "SITE_URL": "https://fairstep.example.org"}
    done = launched("--", "python", "-c", script, env=given)
    assert (done.returncode, done.stdout) == (0, "postgres://somewhere/else https://fairstep.example.org\n")


def test_files_of_the_command_are_gone_afterwards(env: dict[str, str]) -> None:
    script = "import tempfile; print(tempfile.mkdtemp(), end='')"
    done = launched("--", "python", "-c", script, env=env)
    assert (done.returncode, Path(done.stdout).exists(), Path(done.stdout).parent.exists()) == (0, False, False)


def test_without_a_command_it_says_what_to_write(env: dict[str, str]) -> None:
    done = launched(env=env)
    sentence = "Say what to run, for example: .venv/bin/python -m tools.launch -- python manage.py migrate\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", sentence)


def test_an_unknown_program_is_one_sentence(env: dict[str, str]) -> None:
    done = launched("--", "no-such-program", env=env)
    sentence = "There is no program named no-such-program in .venv/bin or on the PATH.\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", sentence)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_signal_ends_the_command_and_the_database(number: signal.Signals, env: dict[str, str]) -> None:
    script = (
        "import os, time; print(os.getpid(), os.environ['DATABASE_URL'].split('host=')[1], flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-m", "tools.launch", "--", "python", "-c", script]
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as launcher:
        assert launcher.stdout is not None
        pid, socket = launcher.stdout.readline().split()
        launcher.send_signal(number)
        assert launcher.wait(timeout=30) == 128 + number
    assert wait_until(lambda: not is_alive(int(pid)), seconds=5) is True
    assert Path(socket).parent.exists() is False
