"""§7: a low rating that nothing on record announced is remarked on, never blocked."""

from dataclasses import replace
from datetime import date

import pytest

from evaluations.enums import NoticeOfDeficiency, Rating
from evaluations.rules.book import violations
from evaluations.rules.facts import EarlierNotice, ImprovementEvidence
from evaluations.rules.surprise import surprises
from tests.rules.cases import COMPETENT, COUNTY, IMPROVEMENT_NEEDED, TODAY, factors

UNTOLD = replace(IMPROVEMENT_NEEDED, earlier_notices=(), improvement_evidence=ImprovementEvidence())
CONSULTED = EarlierNotice(NoticeOfDeficiency.CONSULTATION, date(2026, 4, 15))
ON_FIRST = EarlierNotice(NoticeOfDeficiency.EARLIER_RATING, date(2025, 7, 8), frozenset({"f1"}))
OVERALL = ("overall_is_surprise", "overall")
FIRST = ("factor_is_surprise", "factor:f1")
SECOND = ("factor_is_surprise", "factor:f2")


@pytest.mark.parametrize(
    ("facts", "notices", "expected"),
    [
        # unknown: silent
        (UNTOLD, None, []),
        # known, and nothing is there
        (UNTOLD, (), [OVERALL, FIRST]),
        # about the work as a whole: speaks for each factor
        (UNTOLD, (CONSULTED,), []),
        # about one factor: the other one is still news
        (replace(UNTOLD, factors=factors("improvement_needed", "unsatisfactory")), (ON_FIRST,), [SECOND]),
        # a year before the period began at the earliest
        (UNTOLD, (replace(ON_FIRST, on=date(2024, 7, 1)),), []),
        (UNTOLD, (replace(ON_FIRST, on=date(2024, 6, 30)),), [OVERALL, FIRST]),
        # the Rater says how the employee was told (R8)
        (IMPROVEMENT_NEEDED, (), []),
        # a low factor under a Competent; nothing low at all; not applicable and blank are not low
        (replace(COMPETENT, factors=factors("improvement_needed", "competent")), (), [FIRST]),
        (COMPETENT, (), []),
        (replace(COMPETENT, factors=factors("not_applicable", None)), (), []),
        # an overall Unsatisfactory alone
        (replace(UNTOLD, overall=Rating.UNSATISFACTORY, factors={}), (), [OVERALL]),
    ],
)
def test_what_nothing_announced_is_remarked_on(facts, notices, expected):
    found = list(surprises(replace(facts, earlier_notices=notices)))
    assert [(entry.code, entry.field) for entry in found] == expected


def test_a_remark_blocks_nothing_and_names_the_factor_in_the_words_of_the_form():
    facts = replace(
        COMPETENT,
        factors=factors("improvement_needed", "competent"),
        earlier_notices=(),
        labels={"factor:f1": "Quality of Work"},
    )
    (remark,) = [entry for entry in violations(facts, COUNTY, TODAY) if entry.code == "factor_is_surprise"]
    assert (remark.is_error, remark.is_warning) == (False, False)
    assert remark.message == (
        "Nothing on record told the employee before that Quality of Work falls short. Talk about it before the "
        "evaluation is issued; a rating should surprise nobody."
    )
