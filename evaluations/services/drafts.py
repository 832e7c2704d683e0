"""Saving the rating form: by hand and by autosave, never over somebody's newer words."""

from __future__ import annotations

import uuid
from datetime import datetime

from accounts.models import User
from common.canonical import canonical_json, sha256_of_text
from common.errors import Conflict
from evaluations.models import Deficiency, Evaluation, FactorRating, ItemRating
from evaluations.rules.content import SCALARS, DeficiencyContent, DraftContent, changed_fields, flattened
from evaluations.selectors import content_of
from evaluations.selectors.consultations import LOW
from evaluations.services.engine import Step, step
from evaluations.services.notices import subject_of
from notifications.services import notices_done


class StaleContent(Conflict):
    """The form was opened before a newer save (409). Both texts are here, so that nothing is lost."""

    title = "Somebody saved this evaluation after you opened it"

    def __init__(self, *, evaluation: Evaluation, yours: DraftContent, theirs: DraftContent) -> None:
        super().__init__(
            "This form was opened before the newest save. Compare the two texts and choose for each field."
        )
        self.evaluation = evaluation
        self.yours = yours
        self.theirs = theirs


def evaluation_save_draft(
    *, public_id: uuid.UUID, content: DraftContent, expected_version: int, by: User, at: datetime
) -> Evaluation:
    """Write the whole form. `expected_version` is the content version that the form was opened with.

    A save that changes nothing is no save. Raises StaleContent (409) where a newer version differs from this one,
    and what `engine.step` raises. Unknown factors and items are refused with KeyError: the form never holds them.
    """
    with step(public_id=public_id, action="edit", by=by, at=at) as s:
        stored = content_of(s.evaluation)
        changes = changed_fields(stored, content)
        if not changes:
            return s.evaluation
        if s.evaluation.content_version != expected_version:
            raise StaleContent(evaluation=s.evaluation, yours=content, theirs=stored)
        content_write(s, content)
        # One digest over the whole: that of a single field could be guessed, since most hold one of a few words.
        s.record(
            "content_saved",
            version=s.evaluation.content_version,
            fields=list(changes),
            content_sha256=sha256_of_text(canonical_json(flattened(content))),
        )
    return s.evaluation


def content_write(s: Step, content: DraftContent) -> None:
    """Put the content into the rows of a draft and count the save."""
    for name in SCALARS:
        setattr(s.evaluation, name, getattr(content, name))
    _write_ratings(s.evaluation, content)
    _replace_deficiencies(s.evaluation, content.deficiencies)
    if s.evaluation.overall not in LOW:
        # A low rating that was chosen for a moment asks nobody to contact HR about it.
        notices_done(subject=subject_of(s.evaluation), kinds=("contact_due",), at=s.at)
    s.evaluation.content_version += 1
    s.evaluation.content_saved_at = s.at
    s.save(*SCALARS, "content_version", "content_saved_at")


def _write_ratings(evaluation: Evaluation, content: DraftContent) -> None:
    factors = list(evaluation.factor_ratings.select_related("factor"))
    known = {row.factor.key for row in factors}
    if unknown := content.factors.keys() - known:
        raise KeyError(f"the form has no factor {sorted(unknown)}")
    for row in factors:
        new = content.factors[row.factor.key]
        row.rating, row.comments = new.rating, new.comments
    FactorRating.objects.bulk_update(factors, ["rating", "comments"])
    items = list(evaluation.item_ratings.select_related("item__factor"))
    for item in items:
        item.rating = content.factors[item.item.factor.key].items[item.item.key]
    ItemRating.objects.bulk_update(items, ["rating"])


def _replace_deficiencies(evaluation: Evaluation, deficiencies: tuple[DeficiencyContent, ...]) -> None:
    """Write the deficiencies of the Plan for Improvement in their order; empty ones are left out."""
    factors = {factor.key: factor for factor in evaluation.template.factors.all()}
    evaluation.deficiencies.all().delete()
    rows = [deficiency for deficiency in deficiencies if not deficiency.is_empty]
    Deficiency.objects.bulk_create(
        Deficiency(
            evaluation=evaluation,
            position=position,
            factor=factors.get(row.factor),
            standard=row.standard,
            evidence=row.evidence,
            required_action=row.required_action,
            assistance=row.assistance,
            measure=row.measure,
            target_on=row.target_on,
            check_ins=sorted(row.check_ins),
        )
        for position, row in enumerate(rows, start=1)
    )
