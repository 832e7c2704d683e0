"""One signing question with its facts, and the steps up the chain of command that answer it (R17)."""

from collections.abc import Mapping
from dataclasses import dataclass

from evaluations.enums import Capacity, Rating
from evaluations.rules.facts import ChainMember, Delegation, PersonId
from evaluations.rules.policy_shape import Policy
from evaluations.rules.violation import listed
from workforce.enums import ManagementLevel


@dataclass(frozen=True, slots=True)
class Post:
    """A capacity to fill from the line of command.

    `level` is the required level; None asks for whoever stands next in the chain. A post with
    `is_in_line` False cannot be filled at all: no level stands above the Rater's.
    """

    capacity: Capacity
    level: ManagementLevel | None
    rule: str
    is_in_line: bool = True

    def is_reached_by(self, level: ManagementLevel) -> bool:
        """True where somebody of that level may fill the post."""
        return self.is_in_line and (self.level is None or level.reaches(self.level))


@dataclass(frozen=True, slots=True)
class SigningCase:
    """The facts of one route; `recused` leaves out exceptions, `delegations` holds active ones only."""

    chain: tuple[ChainMember, ...]
    rater: PersonId
    rating: Rating
    policy: Policy
    hr_manager: PersonId | None
    employee: PersonId | None
    vacant: frozenset[ManagementLevel]
    recused: frozenset[PersonId]
    delegations: tuple[Delegation, ...]
    names: Mapping[PersonId, str]
    unable_to_sign: frozenset[PersonId] = frozenset()
    is_hr_manager_away: bool = False

    def name(self, person: PersonId) -> str:
        """The person's name, or the id where no name is known."""
        return self.names.get(person, str(person))

    @property
    def rater_position(self) -> int:
        """The Rater's place in the chain, the highest where there are two; -1 outside the chain."""
        return max((place for place, member in enumerate(self.chain) if member.person == self.rater), default=-1)

    @property
    def rater_level(self) -> ManagementLevel:
        """The Rater's own level, the highest where the Rater holds two posts."""
        levels = [member.level for member in self.chain if member.person == self.rater]
        return max(levels, key=lambda level: level.rank, default=ManagementLevel.NONE)

    def first_above_rater(self, post: Post, taken: Mapping[PersonId, Capacity]) -> int | None:
        """The place of the first person above the Rater who may fill the post."""
        for place in range(self.rater_position + 1, len(self.chain)):
            member = self.chain[place]
            if post.is_reached_by(member.level) and not self.hindrance(member, taken):
                return place
        return None

    def hindrance(self, member: ChainMember, taken: Mapping[PersonId, Capacity]) -> str:
        """Why a person of the chain is passed over; empty where nothing stands in the way."""
        if member.person in taken:
            return f"{self.name(member.person)} already signs as {taken[member.person].label}"
        if member.level in self.vacant:
            return f"the level of {member.level.label} is vacant"
        if member.person in self.recused:
            return f"{self.name(member.person)} is recused"
        if member.person in self.unable_to_sign:
            return f"{self.name(member.person)} has no account to sign with"
        if member.person == self.employee:
            return "nobody signs for their own evaluation"
        return ""

    def hindrance_of_hr_manager(self, taken: Mapping[PersonId, Capacity]) -> str:
        """Why the HR Manager does not sign as Department Head; empty where nothing stands in the way."""
        if self.hr_manager is None:
            return "nobody holds that post"
        if self.hr_manager == self.rater:
            return "is the Rater here"
        if self.hr_manager in self.recused:
            return "is recused"
        if self.hr_manager == self.employee:
            return "is the employee"
        if self.hr_manager in taken:
            return f"already signs as {taken[self.hr_manager].label}"
        if self.is_hr_manager_away and self.delegate_of(self.hr_manager, taken)[0] is None:
            return "is away without a designee"
        return ""

    def detour(self, post: Post, found: int, taken: Mapping[PersonId, Capacity]) -> str:
        """Why the route goes beyond the required post to the person found; empty where it does not."""
        passed = [member for member in self.chain[self.rater_position + 1 : found] if post.is_reached_by(member.level)]
        causes = [self.hindrance(member, taken) for member in passed]
        level = self.chain[found].level
        if post.level is not None and post.level is not level and not causes:
            causes.append(self._absence_of(post.level))
        if not causes:
            return ""
        return f"; {listed(list(dict.fromkeys(causes)))}, so it goes up the chain to the {level.label}"

    def _absence_of(self, level: ManagementLevel) -> str:
        if level in self.vacant:
            return f"the level of {level.label} is vacant"
        return f"nobody above the Rater in the chain of command is a {level.label}"

    def delegate_of(self, principal: PersonId, taken: Mapping[PersonId, Capacity]) -> tuple[PersonId | None, str]:
        """The delegate who signs for the principal, if any, and a remark for the reason.

        A delegation to somebody who signs already, is recused or is the employee is not used: the
        principal then signs in person.
        """
        entries = [entry for entry in self.delegations if entry.principal == principal]
        barred = {*taken, *self.recused, principal, self.employee, self.rater}
        for entry in entries:
            if entry.delegate not in barred:
                return entry.delegate, f"; {self.name(entry.delegate)} signs for {self.name(principal)} by delegation"
        if entries:
            return None, "; the delegate cannot sign this evaluation, so the principal signs in person"
        return None, ""

    def nobody_for(self, post: Post, taken: Mapping[PersonId, Capacity]) -> str:
        """The sentence for a capacity that nobody can fill, with every reason and the remedy."""
        reached = [member for member in self.chain[self.rater_position + 1 :] if post.is_reached_by(member.level)]
        causes = list(dict.fromkeys(self.hindrance(member, taken) for member in reached))
        why = f" ({listed(causes)})" if causes else ""
        return (
            f"{self.rating.label}: {post.rule}, but nobody above the Rater in the chain of command can{why}. "
            "Ask HR to enter who holds the post, or to record an exception."
        )
