"""Reads the environment; the only module that touches it. `.env.example` explains each name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()


def folder(name: str, default: Path) -> Path:
    """The folder that the variable names, or the default; not created here."""
    return Path(env.str(name, default=str(default)))


def day(name: str, text: str) -> date | None:
    """The day that the variable holds; None where it is empty. Raises ImproperlyConfigured for anything else."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ImproperlyConfigured(f"{name} has to be a day like 2026-10-01, or empty; it is {text!r}.") from None
