"""Where things lie: the checkout, its virtual environment, its `var/`, and a private folder outside of it."""

import hashlib
import os
import stat
from pathlib import Path

from tools.errors import CannotStart

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
VAR = ROOT / "var"

# Kept over a restart first, since the demo's data may lie there.
TEMPORARY_STORAGE = (Path("/var/tmp"), Path("/tmp"))  # noqa: S108 - only folders with the sticky bit are taken


def private_folder_path(root: Path = ROOT) -> Path:
    """The folder outside the checkout that belongs to this checkout and this user; it need not exist.

    Its name holds a hash of the checkout's path, so that two checkouts never share data. It is needed where the
    database's account cannot reach the checkout, and for sockets, whose paths have to be short.
    """
    digest = hashlib.sha256(os.fsencode(root)).hexdigest()[:12]
    return _temporary_storage() / f"fairstep-{os.getuid()}-{digest}"


def private_folder(root: Path = ROOT) -> Path:
    """Make the private folder if needed and return it; raises `CannotStart` where it belongs to somebody else.

    Other accounts may pass through (mode 0711: the database's account has to), but cannot list or write it.
    """
    folder = private_folder_path(root)
    try:
        folder.mkdir(mode=0o711, exist_ok=True)
    except FileExistsError:
        raise CannotStart(f"{folder} is in the way: it is not a folder; remove it and start again.") from None
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise CannotStart(f"{folder} is in the way: it belongs to somebody else; remove it and start again.")
    folder.chmod(0o711)  # the umask may have taken the passage away
    return folder


def _temporary_storage() -> Path:
    for storage in TEMPORARY_STORAGE:
        if storage.is_dir() and os.access(storage, os.W_OK | os.X_OK) and storage.stat().st_mode & stat.S_ISVTX:
            return storage
    raise CannotStart("Neither /var/tmp nor /tmp can be written to; the database needs one of them for its socket.")
