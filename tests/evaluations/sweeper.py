"""The creation of coming evaluations in a process of its own: `python -m tests.evaluations.sweeper ISO-TIME BATCH`.

Works on the database of DATABASE_URL and prints how many it created.
"""

from __future__ import annotations

import sys
from datetime import datetime

import django


def main(at: str, batch: str) -> None:
    django.setup()
    from evaluations.services.coming import coming_evaluations_create

    counts = coming_evaluations_create(at=datetime.fromisoformat(at), batch=int(batch))
    sys.stdout.write(f"{counts['created']}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
