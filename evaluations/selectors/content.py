"""The content of an evaluation as one value."""

from __future__ import annotations

from evaluations.models import Deficiency, Evaluation
from evaluations.rules.content import SCALARS, DeficiencyContent, DraftContent, FactorContent


def content_of(evaluation: Evaluation) -> DraftContent:
    """What the form holds now, factors and items in the form's order. Three queries where nothing is prefetched."""
    items: dict[str, dict[str, str]] = {}
    for row in evaluation.item_ratings.select_related("item__factor"):
        items.setdefault(row.item.factor.key, {})[row.item.key] = row.rating
    factors = {
        row.factor.key: FactorContent(row.rating, row.comments, items.get(row.factor.key, {}))
        for row in evaluation.factor_ratings.select_related("factor")
    }
    deficiencies = tuple(_deficiency(row) for row in evaluation.deficiencies.select_related("factor"))
    scalars = {name: getattr(evaluation, name) for name in SCALARS}
    return DraftContent(factors=factors, deficiencies=deficiencies, **scalars)


def _deficiency(row: Deficiency) -> DeficiencyContent:
    return DeficiencyContent(
        factor=row.factor.key if row.factor else "",
        standard=row.standard,
        evidence=row.evidence,
        required_action=row.required_action,
        assistance=row.assistance,
        measure=row.measure,
        target_on=row.target_on,
        check_ins=tuple(row.check_ins),
    )
