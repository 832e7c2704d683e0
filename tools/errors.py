"""A reason for not starting, said to a person in one sentence."""

import sys
from collections.abc import Callable

EXIT_CANNOT_START = 2


class CannotStart(Exception):
    """Something outside the program has to be mended first; the message is the whole sentence to print."""


def run_main(main: Callable[[], int]) -> None:
    """Run a command's `main` and exit with its code; a `CannotStart` becomes its sentence and exit code 2."""
    try:
        code = main()
    except CannotStart as reason:
        print(reason, file=sys.stderr, flush=True)
        code = EXIT_CANNOT_START
    sys.exit(code)
