"""The packet document as the page that becomes its PDF. Nothing but the document is read: never a live row."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from evaluations.enums import PacketKind
from evaluations.templatetags.packet import iso_day, one_line

ATTACHMENT_NAME = "evaluation.json"
FONTS = "dist/fonts/public-sans"
FONT_NAMES = ("Regular", "Italic", "SemiBold", "Bold")


def packet_html(document: Mapping[str, Any]) -> str:
    """The page, every word of it escaped by the template engine."""
    content = document["content"]
    issued = document["issue"]["method_label"]
    context = {
        **document,
        "title": packet_title(document),
        "kind_label": PacketKind(document["kind"]).label,
        "is_copy": document["kind"] == PacketKind.EMPLOYEE_COPY.value,
        "issued_words": issued,
        "not_rated": _("Deemed competent") if content["deemed_competent"] else _("Not rated"),
        "verify_url": settings.SITE_URL + reverse("verify"),
        "attachment_name": ATTACHMENT_NAME,
    }
    return render_to_string("packet/packet.html", context)


def packet_title(document: Mapping[str, Any]) -> str:
    """What a PDF reader shows in its title bar."""
    content = document["content"]
    start, end = iso_day(content["period"]["start"]), iso_day(content["period"]["end"])
    return _("Performance Evaluation: %(name)s, %(start)s – %(end)s") % {
        "name": one_line(content["employee"]["name"]),
        "start": start,
        "end": end,
    }


def packet_files() -> dict[str, Path]:
    """The only files that the page may use. Where the fonts are not built, it falls back on the system's."""
    files = {"packet.css": Path(settings.BASE_DIR, "templates", "packet", "packet.css")}
    for name in FONT_NAMES:
        found = finders.find(f"{FONTS}/PublicSans-{name}.woff2")
        if found:
            files[f"PublicSans-{name}.woff2"] = Path(found)
    return files
