"""Ratings: given, blank or unfit, and what Comments owe them (R6, R7, R37, the form)."""

from collections.abc import Iterator
from datetime import date

from common.dates import in_words
from evaluations.enums import Rating
from evaluations.rules.facts import OPEN_END, OPEN_START, EvaluationFacts, FactorFacts, Period
from evaluations.rules.mentions import mentions
from evaluations.rules.periods import spells
from evaluations.rules.policy_shape import Policy
from evaluations.rules.violation import Violation, error, form_error, is_said, listed, warning

RATED = "rated"
DEEMED_COMPETENT = "deemed_competent"
INCOMPLETE = "incomplete"


def outcome(facts: EvaluationFacts) -> str:
    """What the evaluation amounts to: "rated", "deemed_competent" (R6) or "incomplete".

    Rated means that the rater chose an overall rating; whether every factor is answered is the
    form's question, not this one's.
    """
    if facts.overall is not None:
        return RATED
    if is_all_blank(facts) and has_leave_dates_in_comments(facts):
        return DEEMED_COMPETENT
    return INCOMPLETE


def rating_to_sign(facts: EvaluationFacts) -> Rating | None:
    """The rating that decides who signs; a deemed competent evaluation signs as Competent."""
    return Rating.COMPETENT if outcome(facts) == DEEMED_COMPETENT else facts.overall


def is_all_blank(facts: EvaluationFacts) -> bool:
    """True where the overall, every factor and every item was left blank (R6).

    "Not applicable" is an answer: one of them and the form is not blank any more.
    """
    return facts.overall is None and not any(_has_answer(factor) for factor in facts.factors.values())


def _has_answer(factor: FactorFacts) -> bool:
    return factor.rating is not None or any(answer is not None for answer in factor.items.values())


def has_leave_dates_in_comments(facts: EvaluationFacts) -> bool:
    """True where Comments name both dates of a recorded leave that overlaps the period (R6).

    A leave that reaches beyond the period may be named by the part that lies within it, and leaves
    that follow each other directly may be named as one. A day that nobody knows cannot be named.
    """
    period = facts.period
    return period is not None and any(
        (leave.start == OPEN_START or _names_either(facts.comments, leave.start, max(leave.start, period.start)))
        and (leave.end == OPEN_END or _names_either(facts.comments, leave.end, min(leave.end, period.end)))
        for leave in _leaves_in(period, facts)
    )


def _leaves_in(period: Period, facts: EvaluationFacts) -> list[Period]:
    singly = [Period(leave.start, leave.end) for leave in facts.leaves]
    return [leave for leave in spells(facts.leaves) + singly if period.overlaps(leave)]


def _names_either(text: str, *days: date) -> bool:
    return any(mentions(text, day) for day in days)


def blank_ratings(facts: EvaluationFacts, policy: Policy, today: date) -> Iterator[Violation]:
    """R6: for a long leave all ratings and the overall may be left blank; nothing in between."""
    if facts.overall is not None or not (facts.factors or is_said(facts.comments)):
        return
    if not is_all_blank(facts):
        yield error(policy, "R6", code="overall_blank", message=_OVERALL_BLANK, field="overall")
    elif facts.period is not None and not has_leave_dates_in_comments(facts):
        yield _unexplained_blank(facts, facts.period, policy)


_OVERALL_BLANK = (
    "Some factors or items are answered, but the overall rating is blank. Choose an overall rating. Only where a "
    "long leave kept a factor from being assessed may the overall be blank, and then every factor and item is too."
)


def _unexplained_blank(facts: EvaluationFacts, period: Period, policy: Policy) -> Violation:
    leaves = _leaves_in(period, facts)
    if not leaves:
        message = (
            "Nothing is rated. Rate every factor and choose an overall rating. All of it may stay blank only for a "
            "long leave that is recorded within the rating period, with the leave's dates in Comments."
        )
        return error(policy, "R6", code="blank_without_leave", message=message, field="overall")
    longest = max(leaves, key=lambda leave: leave.end - leave.start)
    message = (
        "Nothing is rated, and Comments do not name the dates of the leave. Rate every factor and choose an overall "
        "rating; or, where the leave was so long that a factor cannot be assessed, write its dates in Comments "
        f"(dates only): on leave {_days_of(longest)}."
    )
    return error(policy, "R6", code="blank_without_dates", message=message, field="overall_comments")


def _days_of(leave: Period) -> str:
    """The leave's days in words, as far as they are known."""
    if leave.end == OPEN_END:
        return f"since {in_words(leave.start)}"
    until = in_words(leave.end)
    return f"until {until}" if leave.start == OPEN_START else f"from {in_words(leave.start)} to {until}"


def evidence_in_comments(facts: EvaluationFacts, policy: Policy, today: date) -> Iterator[Violation]:
    """R7: every rating but Competent needs factual evidence in Comments; files never replace it."""
    if facts.overall not in policy.comment_ratings or is_said(facts.comments):
        return
    files = " The attached files do not replace Comments." if facts.attachments else ""
    yield error(
        policy,
        "R7",
        code="comments_missing",
        message=(
            f"An overall rating of {facts.overall.label} needs factual evidence in Comments: "
            f"write what was done, when, and with what result.{files}"
        ),
        field="overall_comments",
    )


def fit_of_factors(facts: EvaluationFacts, policy: Policy, today: date) -> Iterator[Violation]:
    """R37: the overall rating and the factor ratings fit together; what does not apply is left out."""
    answers = {key: factor.rating for key, factor in facts.factors.items() if factor.rating is not None}
    if facts.overall is None or not answers:
        return
    ratings = {key: answer.rating for key, answer in answers.items()}
    if facts.overall.is_low:
        yield from _low_without_low_factor(facts.overall, ratings, policy)
    else:
        yield from _factors_below_floor(facts, facts.overall, ratings, policy)


def _low_without_low_factor(overall: Rating, ratings: dict[str, Rating | None], policy: Policy) -> Iterator[Violation]:
    if any(rating is not None and rating.is_low for rating in ratings.values()):
        return
    message = (
        f"The overall rating is {overall.label}, but no factor is rated below Competent. "
        "Rate the factors that fall short accordingly, choose another overall rating, or say why both stand."
    )
    yield warning(policy, "R37", code="no_low_factor", message=message, field="overall")


def _factors_below_floor(
    facts: EvaluationFacts, overall: Rating, ratings: dict[str, Rating | None], policy: Policy
) -> Iterator[Violation]:
    floor = policy.factor_floors[overall]
    below = [
        f"{factor_label(facts, key)} ({rating.label})"
        for key, rating in ratings.items()
        if rating is not None and rating.is_below(floor)
    ]
    if below:
        message = (
            f"The overall rating is {overall.label}, but {listed(below)} {'is' if len(below) == 1 else 'are'} rated "
            f"below {floor.label}. Look at both again, or say why both stand."
        )
        yield warning(policy, "R37", code="factors_below_overall", message=message, field="overall")


def missing_answers(facts: EvaluationFacts) -> Iterator[Violation]:
    """The form: every factor and every item is rated or "not applicable", or all is blank (R6)."""
    if is_all_blank(facts):
        return
    for key, factor in facts.factors.items():
        items = [f"item:{key}:{item}" for item, answer in factor.items.items() if answer is None]
        if factor.rating is None or items:
            yield _missing_answer(facts, key, items)
    if facts.overall is not None and facts.factors and not _is_any_factor_rated(facts):
        message = "No factor carries a rating. Rate at least one factor, so that the overall rating rests on something."
        yield form_error(code="no_factor_rated", message=message, field=f"factor:{next(iter(facts.factors))}")


def _missing_answer(facts: EvaluationFacts, key: str, items: list[str]) -> Violation:
    is_factor_blank = facts.factors[key].rating is None
    names = [facts.labels.get(item, in_plain(item)) for item in items]
    parts = (["the factor itself"] if is_factor_blank else []) + names
    message = f'{factor_label(facts, key)}: choose a rating or "Not applicable" for {listed(parts)}.'
    return form_error(code="answer_missing", message=message, field=f"factor:{key}" if is_factor_blank else items[0])


def _is_any_factor_rated(facts: EvaluationFacts) -> bool:
    answers = [factor.rating for factor in facts.factors.values()]
    return any(answer is None or answer.rating is not None for answer in answers)


def factor_label(facts: EvaluationFacts, key: str) -> str:
    """The factor's words on the form."""
    field = f"factor:{key}"
    return facts.labels.get(field, in_plain(field))


def in_plain(field: str) -> str:
    """Readable words for a field that the form gave no label: quality_of_work becomes Quality of work."""
    return field.rsplit(":", 1)[-1].replace("_", " ").capitalize()
