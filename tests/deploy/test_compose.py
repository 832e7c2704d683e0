"""docker-compose.yml and deploy/Dockerfile, read: schema, lint, and the rules that neither of those knows."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.env import BASE_DIR
from tests.deploy.cluster import ROOT, compose
from tools.postgres import wheel_binaries

BIN = Path(sys.executable).parent
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()
SERVICES = compose()["services"]
OURS = {"prepare", "web", "worker", "beat", "backup", "drill"}


def said_by(*words: str | Path) -> tuple[int, str]:
    done = subprocess.run([*map(str, words)], cwd=BASE_DIR, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def test_the_file_is_as_its_schema_says() -> None:
    told = said_by(BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml")
    assert told == (0, "ok -- validation done\n")


def test_the_image_passes_its_linter() -> None:
    assert said_by(BIN / "hadolint", "--failure-threshold", "info", "deploy/Dockerfile") == (0, "")


def test_every_part_is_there() -> None:
    assert set(SERVICES) == {"db", "queue", "proxy", "drill-db", *OURS}


@pytest.mark.parametrize("name", ["web", "worker"])
def test_replicas_do_not_get_into_each_others_way(name: str) -> None:
    """No name of its own, no port of the host, no file that two would write."""
    service = SERVICES[name]
    assert {"container_name", "ports", "hostname"} & set(service) == set()
    assert "/data/var:uid=10001,gid=10001,mode=0700" in service["tmpfs"]


def test_images_stand_by_exact_version() -> None:
    told = [service["image"] for service in SERVICES.values() if "image" in service]
    told += re.findall(r"^ARG \w+_IMAGE=(\S+)", DOCKERFILE, re.MULTILINE)
    strangers = {image for image in told if not image.startswith("fairstep")}
    exact = re.compile(r"[a-z]+:\d+\.\d+(\.\d+)?(-[a-z-]+)?(@sha256:[0-9a-f]{64})?")
    assert (len(strangers), {image for image in strangers if not exact.fullmatch(image)}) == (5, set())
    stages = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert set(stages) == {"${NODE_IMAGE}", "${PYTHON_IMAGE}", "app"}


def test_the_database_is_of_the_major_that_everything_is_tested_with() -> None:
    _code, told = said_by(wheel_binaries() / "postgres", "--version")
    tested = re.search(r"\) (\d+)", told)
    assert tested is not None
    majors = {re.sub(r"\D.*", "", SERVICES[name]["image"].split(":")[1]) for name in ("db", "drill-db")}
    assert majors == {tested[1]}


def test_what_runs_may_as_little_as_possible() -> None:
    final = DOCKERFILE[DOCKERFILE.index("AS app") :]
    assert "USER 10001:10001" in final
    assert re.search(r"\b(gcc|make|build-essential|git|curl|npm)\b", final) is None
    assert re.search(r"^HEALTHCHECK .*deploy/healthcheck\.py", DOCKERFILE, re.MULTILINE) is not None
    for name in (*OURS, "proxy"):
        service = SERVICES[name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_only_preparing_and_restoring_sign_in_as_the_owner() -> None:
    owners = {name for name in OURS if "fairstep_owner" in SERVICES[name]["environment"]["DATABASE_URL"]}
    assert owners == {"prepare", "drill"}


def test_the_database_and_the_queue_are_reached_from_inside_alone() -> None:
    assert {name: SERVICES[name]["networks"] for name in ("db", "queue", "drill-db", "proxy", "web")} == {
        "db": ["inside"],
        "queue": ["inside"],
        "drill-db": ["inside"],
        "proxy": ["inside", "front"],
        "web": ["inside", "outside"],
    }
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"proxy"}
    assert compose()["networks"]["inside"]["internal"] is True


def test_no_secret_stands_in_it_and_every_one_is_asked_for() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    passwords = re.findall(r"postgres://\w+:([^@]+)@", text) + re.findall(r"POSTGRES_PASSWORD: (\S+)", text)
    assert {re.match(r"\$\{[A-Z_]+:\?", told) is not None for told in passwords} == {True}


def test_every_setting_of_the_environment_is_explained() -> None:
    """What settings read, what gunicorn's file reads, and what the compose file asks for."""
    explained = set(re.findall(r"^#? ?([A-Z][A-Z_0-9]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    read = set()
    for path in ("config/settings.py", "deploy/gunicorn.conf.py"):
        read |= set(re.findall(r'(?:env\.\w+|env|folder)\(\s*"([A-Z_]+)"', (ROOT / path).read_text()))
    asked = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert sorted((read | asked) - explained) == []
