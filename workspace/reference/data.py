"""Every table and field, as a document: the data dictionary."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.db.models import Field, ForeignKey, Model
from django.utils.translation import override

from common.looks import words
from workspace.reference.graphs import paragraphs
from workspace.reference.meanings import FIELDS, SHARED
from workspace.reference.retention import LIBRARIES, MEANINGS, WHOLE, Retention, kept
from workspace.reference.shapes import Block, Document, Section, Table, Text

NOT_SAID = "Not said yet"
TYPES = {
    "ArrayField": "List",
    "AutoField": "Whole number",
    "BigAutoField": "Whole number",
    "BigIntegerField": "Whole number",
    "BooleanField": "Yes or no",
    "CharField": "Text",
    "DateField": "Date",
    "DateTimeField": "Date and time",
    "DecimalField": "Decimal number",
    "EmailField": "E-mail address",
    "FileField": "File",
    "IntegerField": "Whole number",
    "JSONField": "JSON",
    "PositiveIntegerField": "Whole number",
    "PositiveSmallIntegerField": "Whole number",
    "SlugField": "Key",
    "SmallIntegerField": "Whole number",
    "StatusField": "State",
    "TextField": "Long text",
    "UUIDField": "UUID",
}


def data() -> Document:
    """Retention classes, then every room's tables with every field."""
    with override("en"):
        rooms = [config for config in apps.get_app_configs() if any(config.get_models(include_auto_created=True))]
        own = [config for config in rooms if config.label not in LIBRARIES]
        others = [config for config in rooms if config.label in LIBRARIES]
        sections = (_classes(), *(_room(config) for config in [*own, *others]))
    return Document(
        slug="data",
        title="Data",
        lead="Every table and field of the database: what it is, whether it is personal data, and how long it is kept.",
        sections=sections,
    )


def _classes() -> Section:
    rows = tuple((entry.label, *MEANINGS[entry]) for entry in Retention)
    about = (
        "How long is the agency's to decide, by its own records retention schedule; the last column is what we suggest "
        "where there is none yet. Leave is kept as dates only; its kind and reason are nowhere."
    )
    columns = ("Class", "What it holds", "Suggested")
    return Section("retention", "Retention classes", (Text(about), Table("Retention classes", columns, rows)))


def _room(config: AppConfig) -> Section:
    blocks: list[Block] = []
    for model in sorted(config.get_models(include_auto_created=True), key=lambda model: model._meta.label):
        blocks += _table(model)
    heading = config.label if config.label not in LIBRARIES else f"{config.label} (library)"
    return Section(f"room-{config.label}", f"Room: {heading}", tuple(blocks))


def _table(model: type[Model]) -> list[Block]:
    entry, label = kept(model._meta.label), model._meta.label
    is_own = model._meta.app_label not in LIBRARIES
    about = [text for text in paragraphs(model.__doc__) if is_own and not text.startswith(f"{model.__name__}(")]
    retention = entry.retention.label if entry else NOT_SAID
    rows = tuple(
        (field.name, type_of(field), meaning_of(field), _is_personal(field, entry.personal if entry else ()))
        for field in model._meta.local_fields
    )
    return [
        *(Text(text) for text in about[:1]),
        Table(f"{label}: {retention}", ("Field", "Type", "Meaning", "Personal"), rows),
    ]


def _is_personal(field: Field[Any, Any], personal: tuple[str, ...]) -> str:
    is_key = field.primary_key and field.name == "id"
    return "Yes" if (personal == WHOLE and not is_key) or field.name in personal else "–"


def type_of(field: Field[Any, Any]) -> str:
    """The kind of value in words, and whether it may be missing."""
    if isinstance(field, ForeignKey):
        said = f"Refers to {field.related_model._meta.label}"
    else:
        said = TYPES.get(type(field).__name__, words(type(field).__name__))
        length = getattr(field, "max_length", None)
        said += f", up to {length}" if length and said in ("Text", "Key", "E-mail address") else ""
    return f"{said}; may be missing" if field.null else said


def meaning_of(field: Field[Any, Any]) -> str:
    """What is said of this field, its help text, what its name means everywhere, or the name in words."""
    own = FIELDS.get(f"{field.model._meta.label}.{field.name}", "") or str(field.help_text)
    return own or SHARED.get(field.name, "") or f"{words(field.name.removesuffix('_id'))}."
