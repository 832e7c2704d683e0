"""The compliance board on paper: the same figures, definitions and charts, as a tagged PDF."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from common.errors import Conflict
from common.pdf.errors import RenderFailed
from common.pdf.limits import Limits
from common.pdf.render import render_pdf
from evaluations.services.packet_page import FONT_NAMES, FONTS
from workspace.selectors.compliance import Board
from workspace.views import compliance_tables as tables

logger = logging.getLogger(__name__)

# What is longer stands in the files. So the work is the same for any number of people: three seconds of one core.
MOST_PEOPLE = 100
MOST_RATERS = 100
PAGE_LIMIT = 40
# It is made while its reader waits, so it ends before a proxy would give up.
LIMITS = Limits(cpu_seconds=20, wall_seconds=45, memory_bytes=2 * 1024**3)


def report_of(context: Mapping[str, Any], board: Board, probations: QuerySet[Any]) -> bytes:
    """The PDF. Raises Conflict with what to do where it takes too long."""
    people = list(probations[:MOST_PEOPLE])
    whole = {
        **context,
        "agency_name": settings.AGENCY_NAME,
        "rater_rows": context["rater_rows"][:MOST_RATERS],
        "more_raters": max(0, len(board.raters) - MOST_RATERS),
        "part_rows": [tables.tally_row(tables.part_name(part), part.tally) for part in board.parts],
        "people": [(person, tables.standing(person)) for person in people],
        "is_cut": len(people) == MOST_PEOPLE,
    }
    html = render_to_string("workspace/compliance_report.html", whole)
    try:
        return render_pdf(html, files=_files(), page_limit=PAGE_LIMIT, limits=LIMITS).data
    except RenderFailed as failure:
        logger.exception("A compliance report could not be made.")
        raise Conflict(
            _("The report could not be made in time. Try again in some minutes, or take the same figures out as CSV.")
        ) from failure


def _files() -> dict[str, Path]:
    """The only files that the page may use."""
    files = {"report.css": Path(settings.BASE_DIR, "templates", "workspace", "compliance_report.css")}
    for name in FONT_NAMES:
        found = finders.find(f"{FONTS}/PublicSans-{name}.woff2")
        if found:
            files[f"PublicSans-{name}.woff2"] = Path(found)
    return files
