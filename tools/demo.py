"""`make demo`: everything from a bare checkout to a running demo agency, and nothing left behind when it stops.

One supervisor starts database → worker → web server and stops them the other way round. The data stay in `var/`
(or in the private folder that the start names) for the next time. PORT chooses the port, DATABASE_URL and REDIS_URL
replace the embedded database and the file-based queue.
"""

import os
import socket
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from tools.assets import build_assets
from tools.bootstrap import check_write_access, install, make_var
from tools.environment import DEMO_MARK, demo_environment
from tools.errors import CannotStart, Stopped, run_main
from tools.messages import build_messages
from tools.only_one import only_one
from tools.paths import ROOT, VAR, VENV_PYTHON
from tools.postgres import kept_place, make_database, prepare, start
from tools.processes import Process, end_leftovers, wait_until
from tools.steps import Steps, say
from tools.supervise import Signals, Supervisor
from tools.system_packages import FOR_DEMO, require

LOGS = VAR / "log"
READY_SECONDS = 60.0
MANAGE: tuple[str | Path, ...] = (VENV_PYTHON, "manage.py")


def main() -> int:
    """Start the demo and stay until it is told to stop."""
    port = chosen_port(os.environ.get("PORT", "8000"))
    check_write_access()
    make_var()
    with Signals() as signals, only_one(f"http://localhost:{port}"):
        if end_leftovers(DEMO_MARK):
            say("An earlier demo had been killed; what it left running has ended.")
        check_port_is_free(port)
        steps = Steps(signals, log=LOGS / "start.log")
        require(steps, FOR_DEMO)
        install(steps, ["base", "demo"])
        build_assets(steps)
        build_messages(steps)
        with Supervisor(signals) as supervisor:
            return _serve(supervisor, steps, port=port)


def chosen_port(text: str) -> int:
    """The port in PORT; raises `CannotStart` for anything but a number that a port can have."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise CannotStart(f"PORT has to be a number from 1 to 65535, and is “{text}”.")
    return int(text)


def check_port_is_free(port: int) -> None:
    """Raise `CannotStart` where the web server could not listen on the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a connection that just closed is no obstacle
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise CannotStart(f"Port {port} is reserved for root; choose another: make demo PORT=8001") from None
        except OSError:
            other = port + 1 if port < 65535 else 8000
            raise CannotStart(f"Port {port} is taken; choose another: make demo PORT={other}") from None


def _serve(supervisor: Supervisor, steps: Steps, *, port: int) -> int:
    env = demo_environment(database_url=_database_url(supervisor), port=port)
    _prepare_application(steps, env)
    supervisor.add(_worker(env))
    web = supervisor.add(_web_server(env, port=port))
    _wait_until_ready(supervisor.signals, web, port=port)
    sign_ins = steps.run([*MANAGE, "demo_signins"], env=env, failure="The demo sign-ins could not be listed.")
    say(f"\nFairstep is ready: http://localhost:{port}\n\n{sign_ins.rstrip()}\n\nStop it with Ctrl-C.")
    ended = supervisor.wait()
    if ended:
        say(f"The {ended.name} ended unexpectedly; its log is {ended.log}.")
        return 1
    say("Stopping …")
    return 0


def _database_url(supervisor: Supervisor) -> str:
    """The caller's DATABASE_URL, or the one of the embedded server, which is started."""
    given = os.environ.get("DATABASE_URL")
    if given:
        return given
    place = kept_place()
    if place.is_private:
        say(f"The database's account cannot reach this checkout, so the data lie in {place.folder}.")
    prepare(place)
    supervisor.add(start(place))
    make_database(place)
    return place.url


def _prepare_application(steps: Steps, env: Mapping[str, str]) -> None:
    for command, failure in (
        ("migrate", "The database could not be migrated."),
        ("make_seal_key", "The key for seals could not be made."),
        ("collectstatic", "The static files could not be collected."),
        ("load_demo", "The demo agency could not be loaded."),
    ):
        options = ["--noinput"] if command in ("migrate", "collectstatic") else []
        steps.run([*MANAGE, command, *options], env=env, failure=failure)


def worker_command(schedule: Path) -> list[str | Path]:
    """One worker with beat inside it, which keeps in `schedule` what ran when."""
    command: list[str | Path] = [VENV_PYTHON, "-m", "celery", "-A", "config", "worker", "--beat", "--concurrency", "1"]
    return [*command, "--schedule", schedule, "--without-gossip", "--without-mingle", "--loglevel", "INFO"]


def _worker(env: Mapping[str, str]) -> Process:
    command = worker_command(VAR / "celerybeat-schedule")
    return Process("worker", command, env=env, cwd=ROOT, log=_fresh_log("worker"))


def _web_server(env: Mapping[str, str], *, port: int) -> Process:
    command: list[str | Path] = [VENV_PYTHON, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}"]
    # Counters for rate limits live in the process's memory, hence one worker process with threads.
    command += ["--workers", "1", "--worker-class", "gthread", "--threads", "8", "--graceful-timeout", "8"]
    command += ["--no-control-socket"]  # it would lie in the home folder
    return Process("web server", command, env=env, cwd=ROOT, log=_fresh_log("web"))


def _wait_until_ready(signals: Signals, web: Process, *, port: int) -> None:
    def answered() -> bool:
        return _answers(port) or web.exit_code() is not None or signals.received is not None

    in_time = wait_until(answered, seconds=READY_SECONDS)
    if signals.received is not None:
        raise Stopped(signals.received)
    if not in_time or web.exit_code() is not None:
        raise CannotStart(f"The web server did not start; its log is {web.log}.")


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _fresh_log(name: str) -> Path:
    log = LOGS / f"{name}.log"
    log.write_bytes(b"")
    return log


if __name__ == "__main__":
    run_main(main)
