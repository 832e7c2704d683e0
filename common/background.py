"""What pages ask by themselves, apart from what a person does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def background(view: View) -> View:
    """Marks a view that open pages ask by themselves: answering it keeps nobody signed in (`accounts.middleware`)."""
    view.is_background = True  # type: ignore[attr-defined]  # ours
    return view
