"""A worker in a process of its own: `python -m tests.imports.worker FILES` runs what is due, with the files there."""

from __future__ import annotations

import sys

import django


def main(files: str) -> None:
    django.setup()
    from django.conf import settings
    from django.utils import timezone

    from jobs.services import drain

    settings.MEDIA_ROOT = files
    sys.stdout.write(f"{drain(at=timezone.now())}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
