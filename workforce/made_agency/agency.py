"""The rows of the people file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

from workforce.enums import ManagementLevel
from workforce.made_agency.careers import Career, career
from workforce.made_agency.classes import Families, MadeClass
from workforce.made_agency.lines import Post, posts
from workforce.made_agency.names import Addresses, name

HEADINGS = (
    "employee_no", "first_name", "last_name", "email", "class_code", "org_unit", "supervisor_no", "management_level",
    "status", "appointed_on", "anniversary", "probation_end", "separated_on", "bargaining_unit", "leaves", "language",
)  # fmt: skip
MOST_PEOPLE = 100_000
# Numbers grow with gaps, as people come and go; six figures hold the largest agency.
FIRST_NUMBER, LARGEST_GAP = 1000, 9
WITHOUT_ADDRESS, SPANISH = 0.02, 0.12


def people_rows(size: int, *, seed: int, today: date, families: Families) -> Iterator[tuple[str, ...]]:
    """One row for each of `size` people under `HEADINGS`, a supervisor before the people under them."""
    random = Random(seed)  # noqa: S311 - invented people, nothing secret
    numbers: list[str] = []
    addresses = Addresses()
    number = FIRST_NUMBER
    for post in posts(size, random):
        number += random.randint(1, LARGEST_GAP)
        numbers.append(f"{number:06d}")
        held = random.choice(families.fitting(post.family, post.level))
        above = "" if post.above is None else numbers[post.above]
        yield _row(post, numbers[-1], above, held, addresses, today, random)


def _row(
    post: Post, number: str, above: str, held: MadeClass, addresses: Addresses, today: date, random: Random
) -> tuple[str, ...]:
    first, last = name(random)
    has_address = post.level is not ManagementLevel.NONE or random.random() >= WITHOUT_ADDRESS
    return (
        number, first, last, addresses.address(first, last) if has_address else "", held.code, post.unit, above,
        post.level.value, *_times(career(post.level, held, today, random), held),
        "es" if random.random() < SPANISH else "en",
    )  # fmt: skip


def _times(found: Career, held: MadeClass) -> tuple[str, ...]:
    days = (found.appointed_on, found.anniversary, found.probation_ends_on, found.separated_on)
    return (
        found.status.value, *(day.isoformat() if day else "" for day in days), held.bargaining_unit, found.leaves,
    )  # fmt: skip
