"""What the trail keeps of a save: which fields, and one digest that nobody guesses a word from."""

from __future__ import annotations

import pytest

from audit.selectors import events_of
from common.canonical import canonical_json, sha256_of_text
from evaluations.enums import Rating
from evaluations.rules.content import changed_fields, flattened
from evaluations.selectors import content_of
from tests.evaluations.journeys import agency, rated, started

pytestmark = pytest.mark.django_db


def test_a_save_leaves_field_names_and_one_digest_of_the_whole():
    draft = started(agency())
    blank = content_of(draft)
    draft = rated(draft, Rating.UNSATISFACTORY)
    content = content_of(draft)
    event = events_of(draft.stream).get(action="content_saved")
    assert event.data == {
        "version": 2,
        "fields": list(changed_fields(blank, content)),
        "content_sha256": sha256_of_text(canonical_json(flattened(content))),
    }
    assert sha256_of_text("unsatisfactory") not in canonical_json(event.data)
