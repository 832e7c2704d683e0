"""What is checked before anything starts, and what it says."""

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tools import bootstrap, environment
from tools.demo import check_port_is_free, chosen_port
from tools.errors import CannotStart
from tools.only_one import only_one
from tools.paths import ROOT, private_folder, private_folder_path
from tools.stamps import Stamp, fingerprint
from tools.system_packages import Need, install_commands, require


def refusal(call: object, *args: object, **kwargs: object) -> str:
    with pytest.raises(CannotStart) as refused:
        call(*args, **kwargs)  # type: ignore[operator]  # whatever can be called
    return str(refused.value)


@pytest.mark.parametrize(("text", "port"), [("8000", 8000), ("1", 1), ("65535", 65535)])
def test_a_port_is_a_number(text: str, port: int) -> None:
    assert chosen_port(text) == port


@pytest.mark.parametrize("text", ["", "0", "65536", "-1", "80x", "\u0668\u0660\u0660\u0660", "8000 "])
def test_anything_else_is_refused_with_a_sentence(text: str) -> None:
    assert refusal(chosen_port, text) == f"PORT has to be a number from 1 to 65535, and is “{text}”."


def test_a_taken_port_is_named_with_another_to_try() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        expected = f"Port {port} is taken; choose another: make demo PORT={port + 1}"
        assert refusal(check_port_is_free, port) == expected
    assert check_port_is_free(port) is None


@pytest.mark.parametrize("version", ["(3, 10, 14)", "(2, 7, 18)"])
def test_an_old_interpreter_is_turned_away_with_a_sentence(version: str) -> None:
    script = f"import sys; sys.version_info = {version}; import tools"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    found = ".".join(version.strip("()").split(", ")[:2])
    sentence = (
        f"Fairstep needs Python 3.11 or newer, and this is Python {found}; name a newer one, "
        "for example: make demo PYTHON=python3.11\n"
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, "", sentence)


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o500)
    monkeypatch.setattr(bootstrap, "WRITTEN", (tmp_path / "absent", tmp_path))
    expected = (
        f"{tmp_path} cannot be written by this user; "
        "work in a copy of your own, or run `make clean` as its owner first."
    )
    assert refusal(bootstrap.check_write_access) == expected
    tmp_path.chmod(0o700)


def test_a_second_demo_is_told_where_the_first_one_runs(tmp_path: Path) -> None:
    lock = tmp_path / "demo.lock"
    with only_one("http://localhost:8000", path=lock):
        with pytest.raises(CannotStart) as refused, only_one("http://localhost:8001", path=lock):
            pytest.fail("two demos at once")
        sentence = f"The demo already runs at http://localhost:8000 (process {os.getpid()}); stop it first."
        assert str(refused.value) == sentence
    with only_one("http://localhost:8001", path=lock):
        assert lock.read_text() == f"http://localhost:8001 (process {os.getpid()})"


def test_missing_packages_are_one_sentence_with_the_exact_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs = [
        Need("one thing", lambda: True, ("apt-one",), ("dnf-one",)),
        Need("a second thing", lambda: False, ("apt-two", "shared"), ("dnf-two",)),
        Need("a third thing", lambda: False, ("shared", "apt-three"), ("dnf-three", "dnf-two")),
    ]
    monkeypatch.setenv("PATH", str(tmp_path))
    assert install_commands(needs[1:]) == []
    sentence = (
        "This system lacks a second thing, a third thing, and has neither apt-get nor dnf; "
        "install them and start again."
    )
    assert refusal(require, None, needs) == sentence
    (tmp_path / "dnf").touch(mode=0o755)
    assert install_commands(needs[1:]) == [["dnf", "install", "-y", "dnf-two", "dnf-three"]]
    (tmp_path / "apt-get").touch(mode=0o755)
    assert install_commands(needs[1:]) == [
        ["apt-get", "update"],
        ["apt-get", "install", "-y", "--no-install-recommends", "apt-two", "shared", "apt-three"],
    ]
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    assert refusal(require, None, needs) == (
        "This system lacks a second thing, a third thing; install them with "
        "`sudo apt-get update && sudo apt-get install -y --no-install-recommends apt-two shared apt-three` "
        "and start again."
    )


def test_a_stamp_matches_until_a_source_or_a_fact_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.stamps.ROOT", tmp_path)
    source, stamp = tmp_path / "source", Stamp(tmp_path / "stamps" / "product")
    source.write_text("one")
    before = fingerprint([source], "20")
    assert stamp.matches(before) is False
    stamp.set(before)
    assert stamp.matches(fingerprint([source], "20")) is True
    assert stamp.matches(fingerprint([source], "22")) is False
    source.write_text("two")
    assert stamp.matches(fingerprint([source], "20")) is False
    stamp.clear()
    assert stamp.matches(before) is False


def test_the_secret_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"
    first = environment.kept_secret(path)
    assert (environment.kept_secret(path), len(first) >= 50) == (first, True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_demo_never_debugs_and_stays_on_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "VAR", tmp_path)
    monkeypatch.setattr(environment, "SECRET_KEY_FILE", tmp_path / "secret_key")
    for name in ("SECRET_KEY", "FILES_DIR", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DEBUG", "on")
    monkeypatch.setenv("ALLOWED_HOSTS", "*")
    monkeypatch.setenv("EMAIL_URL", "smtp://mail.example.org")
    env = environment.demo_environment(database_url="postgres://fairstep@/fairstep?host=/x", port=8001)
    chosen = {name: env[name] for name in ("DEBUG", "ALLOWED_HOSTS", "SITE_URL", "EMAIL_URL", "REDIS_URL", "FILES_DIR")}
    assert chosen == {
        "DEBUG": "off",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "SITE_URL": "http://localhost:8001",
        "EMAIL_URL": "smtp://mail.example.org",
        "REDIS_URL": "",
        "FILES_DIR": str(tmp_path / "files"),
    }
    assert env["SECRET_KEY"] == (tmp_path / "secret_key").read_text()


def test_the_private_folder_is_named_by_user_and_checkout_and_passable_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o1777)
    monkeypatch.setattr("tools.paths.TEMPORARY_STORAGE", (tmp_path / "absent", tmp_path))
    first, second = private_folder(Path("/srv/first")), private_folder_path(Path("/srv/second"))
    assert (first.parent, first.name.rpartition("-")[0]) == (tmp_path, f"fairstep-{os.getuid()}")
    assert (first == second, stat.S_IMODE(first.stat().st_mode)) == (False, 0o711)
    second.symlink_to(first)
    sentence = f"{second} is in the way: it belongs to somebody else; remove it and start again."
    assert refusal(private_folder, Path("/srv/second")) == sentence
