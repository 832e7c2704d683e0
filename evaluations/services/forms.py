"""Loads the shipped rating forms: reference rows come from versioned files, never from a data migration."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from evaluations.models import FormFactor, FormItem, FormTemplate

FOLDER = Path(__file__).resolve().parent.parent / "form_templates"


@transaction.atomic
def form_templates_load() -> list[FormTemplate]:
    """Create the form versions that are not there yet; those that are stay as they are. Returns the new ones."""
    new = []
    for path in sorted(FOLDER.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        if not FormTemplate.objects.filter(key=data["key"], version=data["version"]).exists():
            new.append(_create(data))
    return new


def _create(data: dict[str, Any]) -> FormTemplate:
    template = FormTemplate.objects.create(
        key=data["key"], version=data["version"], title=data["title"], is_supervisory=data["is_supervisory"]
    )
    for position, factor_data in enumerate(data["factors"], start=1):
        factor = FormFactor.objects.create(
            template=template,
            key=factor_data["key"],
            label=factor_data["label"],
            description=factor_data["description"],
            position=position,
        )
        FormItem.objects.bulk_create(
            FormItem(factor=factor, key=key, label=label, position=place)
            for place, (key, label) in enumerate(factor_data["items"].items(), start=1)
        )
    return template
