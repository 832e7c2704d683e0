"""`make clean`: removes everything that the other commands made, the demo's data included."""

import shutil

from tools.bootstrap import check_write_access
from tools.errors import CannotStart, run_main
from tools.only_one import only_one
from tools.paths import ROOT, VAR, VENV, private_folder_path
from tools.postgres import is_running
from tools.steps import say

MADE = (
    VENV,
    VAR,
    ROOT / "node_modules",
    ROOT / "static" / "dist",
    *(ROOT / name for name in (".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".import_linter_cache")),
)


def main() -> int:
    """Remove it all, unless something of it is in use."""
    check_write_access()
    VAR.mkdir(exist_ok=True)
    with only_one("make clean"):
        remove_all()
    return 0


def remove_all() -> None:
    """Remove what was made; raises `CannotStart` while a database of this checkout runs."""
    outside = private_folder_path()
    clusters = [file.parent for folder in (VAR, outside) for file in folder.glob("**/data/postmaster.pid")]
    for data in clusters:
        if is_running(data):
            raise CannotStart(f"A database still runs in {data}; stop what started it first.")
    caches = [path for path in ROOT.glob("*/**/__pycache__") if VENV not in path.parents]
    for cache in caches:
        shutil.rmtree(cache)
    for translation in ROOT.glob("locale/*/LC_MESSAGES/*.mo"):
        translation.unlink()
    for folder in (*MADE, outside):
        if folder.exists():
            shutil.rmtree(folder)
            say(f"Removed {folder}")


if __name__ == "__main__":
    run_main(main)
