"""A reason for not starting, said to a person in one sentence."""

import sys
from collections.abc import Callable

EXIT_CANNOT_START = 2


class CannotStart(Exception):
    """Something outside the program has to be mended first; the message is the whole sentence to print."""


class Stopped(Exception):
    """A stop signal came while something was still being prepared."""

    def __init__(self, signal_number: int) -> None:
        super().__init__(signal_number)
        self.exit_code = 128 + signal_number


def run_main(main: Callable[[], int]) -> None:
    """Run a command's `main` and exit with its code; a `CannotStart` becomes its sentence and exit code 2."""
    try:
        code = main()
    except CannotStart as reason:
        print(reason, file=sys.stderr, flush=True)
        code = EXIT_CANNOT_START
    except Stopped as stopped:
        code = stopped.exit_code
    sys.exit(code)
