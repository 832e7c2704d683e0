"""Policy sets: every number, chart and switch of the rules as frozen, versioned data.

A shipped policy set is one TOML file in `evaluations/policies/`, named `<key>-<version>.toml`. A
version is never edited once an evaluation may have been made under it; a change is a new file.

Here are the shipped versions alone, up to number 100. An agency's own are numbered from 101 on and kept in the
database (`evaluations.policy_versions`), in the same shape and read by the same function.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from evaluations.enums import Rating
from evaluations.rules.policy_shape import (
    ChartRow,
    ConsultationNumbers,
    DeadlineNumbers,
    FiledOn,
    FinalCountsOn,
    FollowUpNumbers,
    LateEvaluation,
    LowRatingDepartmentHead,
    Policy,
    ProbationNumbers,
    RatingDefinition,
    RuleSetting,
    SigningSettings,
    StepSettings,
    StepTestDate,
)
from evaluations.rules.policy_table import PolicyError, Table
from workforce.enums import ManagementLevel

__all__ = ["Policy", "PolicyError", "available_policies", "load_policy", "read_policy", "read_policy_file"]

POLICY_FOLDER = Path(__file__).resolve().parent.parent / "policies"
POLICY_FILE_NAME = re.compile(r"(?P<key>[a-z][a-z0-9_]*)-(?P<version>[1-9][0-9]*)\.toml")
NEXT_ABOVE = "next_above"
# From this number on a version is an agency's own, kept in the database; what ships stays below.
FIRST_OWN_VERSION = 101
RULE_NUMBERS = tuple(f"R{number}" for number in (1, 2, 3, *range(5, 30), 35, 36, 37))

Value = TypeVar("Value")


def available_policies() -> tuple[tuple[str, int], ...]:
    """The (key, version) pairs of the shipped sets, sorted."""
    matches = (POLICY_FILE_NAME.fullmatch(path.name) for path in POLICY_FOLDER.iterdir())
    return tuple(sorted((match["key"], int(match["version"])) for match in matches if match))


def policy_in_force(key: str, on: date) -> Policy:
    """The newest version of the set that is in force on that day. Raises PolicyError where none is."""
    load_policy(key)
    for version in sorted((number for name, number in available_policies() if name == key), reverse=True):
        policy = _load(key, version)
        if policy.effective_from <= on and (policy.effective_to is None or on <= policy.effective_to):
            return policy
    raise PolicyError(f"no version of the policy set {key!r} is in force on {on.isoformat()}")


def policy_for_day(key: str, on: date) -> Policy:
    """The version in force on that day; where none is, the last one that was, and before the first the first.

    For a question that hangs on no evaluation: an evaluation always knows its version. A key with a version, as
    `Policy.name` has it, asks for that one. Raises PolicyError where there is no such set, or no such version.
    """
    named = POLICY_FILE_NAME.fullmatch(f"{key}.toml")
    if named:
        return load_policy(named["key"], int(named["version"]))
    load_policy(key)
    versions = [_load(key, number) for name, number in available_policies() if name == key]
    begun = [policy for policy in versions if policy.effective_from <= on]
    running = [policy for policy in begun if policy.effective_to is None or on <= policy.effective_to]
    return (running or begun or versions[:1])[-1]


def load_policy(key: str, version: int | None = None) -> Policy:
    """The shipped set of that key, its newest version where none is asked for.

    Raises PolicyError where there is no such set, or where its file is malformed.
    """
    versions = [number for name, number in available_policies() if name == key]
    if not versions:
        known = ", ".join(sorted({name for name, _ in available_policies()}))
        raise PolicyError(f"there is no policy set named {key!r}; shipped are: {known}")
    if version is not None and version not in versions:
        raise PolicyError(f"the policy set {key!r} has no version {version}; it has: {', '.join(map(str, versions))}")
    return _load(key, version or max(versions))


@lru_cache
def _load(key: str, version: int) -> Policy:
    return read_policy_file(POLICY_FOLDER / f"{key}-{version}.toml")


def read_policy_file(path: Path) -> Policy:
    """Reads one policy file. Raises PolicyError that names the file and the key at fault."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise PolicyError(f"{path.name}: cannot be read: {problem}") from problem
    policy = read_policy(values, path.name)
    if f"{policy.name}.toml" != path.name:
        raise PolicyError(f"{path.name}: key and version say {policy.name}, the file name does not")
    return policy


def read_policy(values: Mapping[str, Any], source: str) -> Policy:
    """The policy set that the values describe, in the shape of a policy file.

    Raises PolicyError that names `source` and the key at fault.
    """
    root = Table(values, source)
    policy = _policy(root)
    root.done()
    return policy


def _policy(root: Table) -> Policy:
    return Policy(
        key=root.text("key"),
        version=root.number("version"),
        title=root.text("title"),
        effective_from=root.day("effective_from"),
        effective_to=root.day("effective_to") if root.has("effective_to") else None,
        is_scale_placeholder=root.flag("scale_is_placeholder"),
        **_section(root, "periods", _periods),
        prior_rater_working_days=_section(root, "prior_rater", lambda table: table.number("working_days")),
        is_grievance_on_procedure_only=_section(root, "grievances", lambda table: table.flag("procedure_only")),
        comment_ratings=_section(root, "comments", lambda table: table.choices("needed_for", Rating)),
        factor_floors=_section(root, "factor_fit", _factor_floors),
        probation=_section(root, "probation", _probation),
        consultation=_section(root, "consultation", _consultation),
        follow_up=_section(root, "follow_up", _follow_up),
        deadlines=_section(root, "deadlines", _deadlines),
        steps=_section(root, "steps", _steps),
        signing=_section(root, "signing", _signing),
        ratings=_section(root, "ratings", _ratings),
        rules=_section(root, "rules", _rules),
        holidays=_section(root, "holidays", _holidays),
    )


def _section(parent: Table, key: str, read: Callable[[Table], Value]) -> Value:
    table = parent.table(key)
    value = read(table)
    table.done()
    return value


def _periods(table: Table) -> dict[str, int]:
    return {
        "longest_period_months": table.number("longest_months"),
        "rated_ahead_days": table.number("rated_ahead_days"),
    }


def _factor_floors(table: Table) -> MappingProxyType[Rating, Rating]:
    ratings = [rating for rating in Rating if not rating.is_low]
    return MappingProxyType({rating: table.choice(rating.value, Rating) for rating in ratings})


def _probation(table: Table) -> ProbationNumbers:
    return ProbationNumbers(
        default_months=table.number("default_months"),
        shortest_months=table.number("shortest_months"),
        longest_months=table.number("longest_months"),
        paid_days=table.number("paid_days") if table.has("paid_days") else None,
        one_year_class_months=table.number("one_year_class_months") if table.has("one_year_class_months") else None,
    )


def _consultation(table: Table) -> ConsultationNumbers:
    return ConsultationNumbers(
        from_level=table.choice("from_level", ManagementLevel),
        improvement_needed_days=table.number("improvement_needed_days"),
        unsatisfactory_days=table.number("unsatisfactory_days"),
    )


def _follow_up(table: Table) -> FollowUpNumbers:
    return FollowUpNumbers(
        window_months=table.number("window_months"),
        final_ratings=table.choices("final_ratings", Rating),
        is_extension_contact_needed=table.flag("extension_contact_needed"),
        extension_contact_days=table.number("extension_contact_days"),
        final_counts_on=table.choice("final_counts_on", FinalCountsOn),
    )


def _deadlines(table: Table) -> DeadlineNumbers:
    return DeadlineNumbers(
        copy_days=table.number("copy_days"),
        response_business_days=table.number("response_business_days"),
        reconsideration_business_days=table.number("reconsideration_business_days"),
        filed_on=table.choice("filed_on", FiledOn),
    )


def _steps(table: Table) -> StepSettings:
    return StepSettings(
        lookback_months=table.number("lookback_months"),
        is_latest_decisive=table.flag("latest_must_be_competent"),
        test_date=table.choice("test_date", StepTestDate),
        late_evaluation=table.choice("late_evaluation", LateEvaluation),
    )


def _signing(table: Table) -> SigningSettings:
    return SigningSettings(
        chart=_section(table, "chart", _chart),
        is_chart_placeholder=table.flag("chart_is_placeholder"),
        low_rating_department_head=table.choice("low_rating_department_head", LowRatingDepartmentHead),
    )


def _chart(table: Table) -> MappingProxyType[Rating, ChartRow]:
    return MappingProxyType({rating: _section(table, rating.value, _chart_row) for rating in Rating})


def _chart_row(table: Table) -> ChartRow:
    is_next_above = table.text("reviewer") == NEXT_ABOVE
    row = ChartRow(
        reviewer=table.choice("reviewer_level" if is_next_above else "reviewer", ManagementLevel),
        department_head=table.choice("department_head", ManagementLevel),
        is_reviewer_next_above=is_next_above,
    )
    if not row.department_head.rank > row.reviewer.rank:
        raise table.error("department_head", "must stand above the Reviewer's level")
    return row


def _ratings(table: Table) -> tuple[RatingDefinition, ...]:
    return tuple(RatingDefinition(rating, table.text(rating.value)) for rating in Rating)


def _rules(table: Table) -> MappingProxyType[str, RuleSetting]:
    return MappingProxyType({rule: _section(table, rule, _rule) for rule in RULE_NUMBERS})


def _rule(table: Table) -> RuleSetting:
    return RuleSetting(is_on=table.flag("on"), title=table.text("title"), citation=table.text("citation"))


def _holidays(table: Table) -> frozenset[date]:
    return frozenset(day for year in table.names() for day in _holidays_of(table, year))


def _holidays_of(table: Table, year: str) -> tuple[date, ...]:
    days = table.days(year)
    for day in days:
        if str(day.year) != year:
            raise table.error(year, f"lists {day}, which lies in another year")
    return days
