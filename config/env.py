"""Reads the environment; the only module that touches it. `.env.example` explains each name."""

from __future__ import annotations

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()


def folder(name: str, default: Path) -> Path:
    """The folder that the variable names, or the default; not created here."""
    return Path(env.str(name, default=str(default)))
