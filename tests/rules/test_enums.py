"""The closed lists and their words."""

import pickle

import pytest

import evaluations.enums as enums
from common.enums import Labelled, choices
from evaluations.enums import Capacity, ItemRating, Rating
from workforce.enums import ManagementLevel

LISTS = [value for value in vars(enums).values() if isinstance(value, type) and issubclass(value, Labelled)][1:]


def test_choices_are_pairs_in_the_order_of_definition():
    assert choices(Capacity) == [
        ("rater", "Rater"),
        ("reviewer", "Reviewer"),
        ("department_head", "Department Head"),
    ]
    assert choices(Rating) == [
        ("outstanding", "Outstanding"),
        ("very_good", "Very Good"),
        ("competent", "Competent"),
        ("improvement_needed", "Improvement Needed"),
        ("unsatisfactory", "Unsatisfactory"),
    ]


def test_items_take_the_five_words_or_not_applicable():
    assert choices(ItemRating) == [*choices(Rating), ("not_applicable", "Not applicable")]
    assert [answer.rating for answer in ItemRating] == [*Rating, None]


@pytest.mark.parametrize("enum", LISTS, ids=lambda enum: enum.__name__)
def test_every_member_has_its_words_and_survives_storage(enum):
    for member in enum:
        assert member.label.strip() != ""
        assert enum(member.value) is member
        assert member == member.value
        assert pickle.loads(pickle.dumps(member)) is member  # noqa: S301 - what was written just now


def test_ratings_are_ordered_best_first():
    assert [rating.rank for rating in Rating] == [0, 1, 2, 3, 4]
    assert [rating for rating in Rating if rating.is_low] == [Rating.IMPROVEMENT_NEEDED, Rating.UNSATISFACTORY]
    assert Rating.COMPETENT.is_below(Rating.VERY_GOOD)
    assert not Rating.COMPETENT.is_below(Rating.COMPETENT)


def test_levels_are_ordered_lowest_first():
    assert ManagementLevel.DIVISION_CHIEF.reaches(ManagementLevel.DIVISION_CHIEF)
    assert not ManagementLevel.PROGRAM_HEAD.reaches(ManagementLevel.DIVISION_CHIEF)
    assert [level.next_above for level in ManagementLevel] == [*list(ManagementLevel)[1:], None]
