"""Errors to Sentry, where SENTRY_DSN names one: the class, the places, the route; nothing that anybody sent or is.

The library is a group of its own (requirements/sentry.txt), so that an installation without it stays small.
"""

from __future__ import annotations

from typing import Any

from common.request_ids import request_id

KEPT_OF_REQUEST = ("method",)
# What the library collects besides the error; each could hold somebody's words.
LEFT_OUT = ("breadcrumbs", "extra", "user", "modules", "server_name", "logentry", "message", "transaction", "spans")


def start_sentry(dsn: str) -> None:
    """Do nothing without an address. Without the library neither: `config.checks` refuses that start."""
    if not dsn or not is_installed():
        return
    import sentry_sdk

    sentry_sdk.init(
        dsn=dsn,
        send_default_pii=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        traces_sample_rate=None,
        max_breadcrumbs=0,
        before_send=stripped,  # type: ignore[arg-type]
        before_send_transaction=lambda event, hint: None,
    )


def is_installed() -> bool:
    from importlib.util import find_spec

    return find_spec("sentry_sdk") is not None


def stripped(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """The event without body, cookies, headers, address, query, people, messages and local variables."""
    kept = {name: value for name, value in event.items() if name not in LEFT_OUT}
    request = event.get("request")
    if request:
        kept["request"] = {name: request[name] for name in KEPT_OF_REQUEST if name in request}
    contexts = event.get("contexts", {})
    kept["contexts"] = {name: contexts[name] for name in ("runtime", "os") if name in contexts}
    kept["tags"] = {"request_id": request_id()} if request_id() else {}
    for part in ("exception", "threads"):
        if part in kept:
            kept[part] = {"values": [_error(value) for value in kept[part].get("values", [])]}
    return kept


def _error(told: dict[str, Any]) -> dict[str, Any]:
    """Classes and places: the message was often made from somebody's data."""
    kept = {name: told[name] for name in ("type", "module") if told.get(name)}
    mechanism = told.get("mechanism") or {}
    kept["mechanism"] = {name: mechanism[name] for name in ("type", "handled") if name in mechanism}
    frames = (told.get("stacktrace") or {}).get("frames", [])
    places = [
        {name: frame[name] for name in ("filename", "module", "function", "lineno", "in_app") if name in frame}
        for frame in frames
    ]
    return {**kept, "stacktrace": {"frames": places}}
