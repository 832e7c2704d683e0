"""Whether a low rating would surprise the employee (§7): nothing on record told of the deficiency before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from common.dates import add_months
from evaluations.enums import ItemRating, NoticeOfDeficiency
from evaluations.rules.facts import EarlierNotice, EvaluationFacts, FactorFacts
from evaluations.rules.violation import Violation, is_said, no_surprise

# What was said in the period, or in the year before it, still counts as said.
MONTHS_BEFORE = 12


def surprises(facts: EvaluationFacts) -> Iterator[Violation]:
    """§7: a low overall or factor rating without any earlier notice on it, as a remark that asks for nothing.

    Silent where `earlier_notices` is unknown. A notice without factors is about the work as a whole and speaks for
    each of them.
    """
    if facts.earlier_notices is None:
        return
    notices = [*_still_counting(facts), *_told_in_comments(facts)]
    if facts.overall is not None and facts.overall.is_low and not notices:
        message = (
            f"Nothing on record told the employee before that the overall rating may be {facts.overall.label}. Talk "
            "about it before it is issued; a rating should surprise nobody."
        )
        yield no_surprise(code="overall_is_surprise", message=message, field="overall")
    for key in _low_factors(facts):
        if not any(not notice.factors or key in notice.factors for notice in notices):
            label = facts.labels.get(f"factor:{key}", key)
            message = (
                f"Nothing on record told the employee before that {label} falls short. Talk about it before the "
                "evaluation is issued; a rating should surprise nobody."
            )
            yield no_surprise(code="factor_is_surprise", message=message, field=f"factor:{key}")


def _still_counting(facts: EvaluationFacts) -> list[EarlierNotice]:
    since = add_months(facts.period.start, -MONTHS_BEFORE) if facts.period else date.min
    return [notice for notice in facts.earlier_notices or () if notice.on >= since]


def _told_in_comments(facts: EvaluationFacts) -> list[EarlierNotice]:
    """R8: the Rater writes how the employee was told of the deficiencies."""
    evidence = facts.improvement_evidence
    if evidence is None or not is_said(evidence.informed):
        return []
    return [EarlierNotice(NoticeOfDeficiency.TOLD, date.max)]


def _low_factors(facts: EvaluationFacts) -> list[str]:
    return [key for key, factor in facts.factors.items() if _is_low(factor)]


def _is_low(factor: FactorFacts) -> bool:
    rating = ItemRating(factor.rating).rating if factor.rating else None
    return rating is not None and rating.is_low
