"""Lines of supervisors, given as number of the person → number of the supervisor (empty: none)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping


def circular_lines(supervisor_of: Mapping[str, str]) -> list[list[str]]:
    """Every circle of people who supervise each other: its members in the order of the line, lowest number first."""
    circles = []
    settled: set[str] = set()
    for start in supervisor_of:
        line: dict[str, None] = {}
        person = start
        while person in supervisor_of and person not in settled and person not in line:
            line[person] = None
            person = supervisor_of[person]
        if person in line:
            members = list(line)[list(line).index(person) :]
            first = members.index(min(members))
            circles.append(members[first:] + members[:first])
        settled.update(line)
    return circles


def without_their_supervisor(supervisor_of: Mapping[str, str], known: Collection[str]) -> dict[str, str]:
    """Person → supervisor for everybody whose supervisor is not known, or falls away with this very answer.

    `supervisor_of` are the rows that would be added or changed, `known` the people who exist without them.
    """
    reports = defaultdict(list)
    for person, supervisor in supervisor_of.items():
        reports[supervisor].append(person)
    missing = {supervisor for supervisor in supervisor_of.values() if supervisor} - set(known) - set(supervisor_of)
    fallen: dict[str, str] = {}
    waiting = sorted(missing)
    while waiting:
        supervisor = waiting.pop()
        for person in reports[supervisor]:
            fallen[person] = supervisor
            if person not in known:
                waiting.append(person)
    return fallen
