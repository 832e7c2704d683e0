"""Which policy set serves a person on a day: employee group, else bargaining unit, else the agency."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from evaluations.enums import PolicyScope
from evaluations.rules.policy import available_policies, policy_in_force
from evaluations.rules.policy_shape import Policy

# The narrower scope goes before the wider one.
_NARROW_FIRST = (PolicyScope.EMPLOYEE_GROUP, PolicyScope.BARGAINING_UNIT)


@dataclass(frozen=True, slots=True)
class Published:
    """What decides where and when one of the agency's own versions is in force.

    `members`: class codes of an employee group, or bargaining units; empty for the agency as a whole.
    """

    key: str
    version: int
    scope: PolicyScope
    members: frozenset[str]
    effective_from: date
    effective_to: date | None = None

    def is_in_force(self, on: date) -> bool:
        """True from its first day to its last, both included."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)


@dataclass(slots=True)
class PolicyChoice:
    """Chooses by what was published when it was read. `usual` is the key of the agency's set; `load` gives the policy
    of one of its own versions, by key and number.

    Of each set the newest version in force on the day counts, and that one alone says for whom. Among sets of one scope
    that both name the person, the one that came into force last counts.
    """

    usual: str
    published: Sequence[Published]
    load: Callable[[str, int], Policy]
    _by_day: dict[date, tuple[Published, ...]] = field(default_factory=dict)

    def policy(self, *, classification: str, bargaining_unit: str, on: date) -> Policy:
        """The policy of somebody of that class (its code) and bargaining unit. Raises PolicyError where none is."""
        whose = {PolicyScope.EMPLOYEE_GROUP: classification, PolicyScope.BARGAINING_UNIT: bargaining_unit}
        for one in self.narrowed(on):
            if whose[one.scope] and whose[one.scope] in one.members:
                return self.load(one.key, one.version)
        return self.agency(on)

    def agency(self, on: date) -> Policy:
        """The policy of everybody whom no narrower set names. Raises PolicyError where none is in force."""
        own = self.in_force(self.usual, on)
        return self.load(own.key, own.version) if own is not None else policy_in_force(self.usual, on)

    def narrowed(self, on: date) -> tuple[Published, ...]:
        """The versions in force for a part of the agency, in the order in which they are asked."""
        if on not in self._by_day:
            keys = {one.key for one in self.published} - {self.usual}
            found = [one for key in sorted(keys) if (one := self.in_force(key, on)) is not None]
            found.sort(key=lambda one: (one.effective_from, one.version, one.key), reverse=True)
            self._by_day[on] = tuple(one for scope in _NARROW_FIRST for one in found if one.scope is scope)
        return self._by_day[on]

    def in_force(self, key: str, on: date) -> Published | None:
        """The newest own version of the set that is in force on the day."""
        found = (one for one in self.published if one.key == key and one.is_in_force(on))
        return max(found, key=lambda one: one.version, default=None)


def shipped_root(key: str) -> str:
    """The shipped set that a key stems from: "school_721" from "school". The key itself where none is."""
    roots = {name for name, _version in available_policies()}
    fitting = [root for root in roots if key == root or key.startswith(f"{root}_")]
    return max(fitting, key=len, default=key)
