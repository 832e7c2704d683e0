"""Names as they occur, and an address for each person."""

from __future__ import annotations

from collections import Counter
from random import Random

from common.searchkeys import search_key
from workforce.made_agency.words import FIRST_NAMES, LAST_NAMES, LONGEST_FIRST, LONGEST_LAST, PARTICLES

DOMAIN = "agency.example"
LONGEST_LOCAL_PART = 60
VERY_LONG, PARTICLE, HYPHEN, TWO_SURNAMES, MIDDLE_NAME = 0.002, 0.04, 0.05, 0.12, 0.08


def name(random: Random) -> tuple[str, str]:
    """First and last name, now and then the longest that a form will ever meet."""
    if random.random() < VERY_LONG:
        return LONGEST_FIRST, LONGEST_LAST
    first, last = random.choice(FIRST_NAMES), random.choice(LAST_NAMES)
    if random.random() < MIDDLE_NAME:
        first = f"{first} {random.choice(FIRST_NAMES)}"
    kind = random.random()
    if kind < PARTICLE:
        last = random.choice(PARTICLES) + last
    elif kind < PARTICLE + HYPHEN:
        last = f"{last}-{random.choice(LAST_NAMES)}"
    elif kind < PARTICLE + HYPHEN + TWO_SURNAMES:
        last = f"{last} {random.choice(LAST_NAMES)}"
    return first, last


class Addresses:
    """Hands out e-mail addresses: plain letters, each once."""

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()

    def address(self, first: str, last: str) -> str:
        """`jose.obriennunez2@agency.example`: the second person of that name."""
        words = (search_key(part).replace(" ", "") for part in (first, last))
        local = ".".join(words)[:LONGEST_LOCAL_PART].rstrip(".")
        self._given[local] += 1
        turn = self._given[local]
        return f"{local}{turn if turn > 1 else ''}@{DOMAIN}"
