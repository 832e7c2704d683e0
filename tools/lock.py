"""`make lock`: compile `pyproject.toml` into the lock files, with hashes and without the address of any registry.

For maintainers; it needs `uv` on the PATH. Every group holds to the versions of `base`.
"""

import shutil

from tools.errors import CannotStart, run_main
from tools.paths import VAR
from tools.steps import Steps, say
from tools.supervise import Signals

GROUPS = ("base", "demo", "node", "sentry", "dev")
OPTIONS = ("--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-header")


def main() -> int:
    """Compile every group anew."""
    uv = shutil.which("uv")
    if uv is None:
        raise CannotStart("`make lock` needs uv; install it with `pip install uv` and start again.")
    with Signals() as signals:
        steps = Steps(signals, log=VAR / "log" / "lock.log")
        for group in GROUPS:
            say(f"Compiling requirements/{group}.txt …")
            steps.run([uv, *compile_arguments(group)], failure=f"The group {group} could not be locked.")
    return 0


def compile_arguments(group: str) -> list[str]:
    """The arguments of uv for one group; `base` is the project itself."""
    source = ["pyproject.toml"] if group == "base" else ["--group", group, "-c", "requirements/base.txt"]
    return ["pip", "compile", *OPTIONS, *source, "--output-file", f"requirements/{group}.txt"]


if __name__ == "__main__":
    run_main(main)
