"""What runs before any virtual environment exists: the two commands, their database and their supervisor.

Plain standard library only. This file is read first by every `python -m tools.…`, so it alone keeps to a syntax
that old interpreters can read, in order to turn them away with a sentence instead of a syntax error.
"""

import sys

if sys.version_info < (3, 11):
    sys.stderr.write(
        "Fairstep needs Python 3.11 or newer, and this is Python %d.%d; name a newer one, "
        "for example: make demo PYTHON=python3.11\n" % sys.version_info[:2]
    )
    sys.exit(2)
