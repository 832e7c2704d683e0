"""What runs before any virtual environment exists: the two commands, their database and their supervisor.

Plain standard library only. This file is read first by every `python -m tools.x`, so it alone keeps to a syntax
that old interpreters can read, in order to turn them away with a sentence instead of a syntax error.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - older interpreters do get here
    sys.stderr.write(
        "Fairstep needs Python 3.11 or newer, and this is Python {}.{}; name a newer one, "
        "for example: make demo PYTHON=python3.11\n".format(*sys.version_info[:2])
    )
    sys.exit(2)
