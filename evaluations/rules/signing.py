"""Who signs: the signing chart, the skip rule, vacancies, recusals and delegations (R17, R23).

The Reviewer is found first, the Department Head after, each going up the chain of command from the
Rater. Whoever signs once, in person or through a delegate, is passed over for the higher capacity.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from evaluations.enums import Capacity, Rating
from evaluations.rules.facts import ChainMember, Delegation, EvaluationFacts, PersonId
from evaluations.rules.policy_shape import ChartRow, Policy
from evaluations.rules.ratings import rating_to_sign
from evaluations.rules.signing_case import Post, SigningCase
from evaluations.rules.violation import Violation, error
from workforce.enums import ManagementLevel


@dataclass(frozen=True, slots=True)
class Signer:
    """One signature that the evaluation needs.

    `person` signs; `acting_for` is the principal where the person signs by delegation. `reason` says
    in a sentence why it is this person.
    """

    capacity: Capacity
    person: PersonId
    acting_for: PersonId | None
    reason: str
    rule: str
    citation: str

    @property
    def principal(self) -> PersonId:
        """Whose signature it is: the person's own, or that of the one for whom the person signs."""
        return self.person if self.acting_for is None else self.acting_for


@dataclass(frozen=True, slots=True)
class Route:
    """The signatures that an evaluation needs, in signing order, and what stands in their way."""

    signers: tuple[Signer, ...] = ()
    violations: tuple[Violation, ...] = ()
    needs_hr_review: bool = False

    def signer(self, capacity: Capacity) -> Signer | None:
        """Who signs in that capacity; None where nobody does."""
        return next((signer for signer in self.signers if signer.capacity is capacity), None)


def signers(
    chain: Sequence[ChainMember],
    rater: PersonId | None,
    overall: Rating | None,
    policy: Policy,
    *,
    hr_manager: PersonId | None = None,
    vacant: Collection[ManagementLevel] = (),
    recused: Collection[PersonId] = (),
    exceptions: Collection[PersonId] = (),
    delegations: Sequence[Delegation] = (),
    today: date,
    employee: PersonId | None = None,
    names: Mapping[PersonId, str] | None = None,
    unable_to_sign: Collection[PersonId] = (),
    is_hr_manager_away: bool = False,
    given: Mapping[Capacity, PersonId] | None = None,
) -> Route:
    """R17, R23: who signs an evaluation with that overall rating.

    What the Reviewer has `given` stands, whoever would be asked today; only what is open goes to the people of today.

    The chain is the employee's, nearest first, the rater among it; without a rater its first member
    rates. A deemed competent evaluation is asked for as Competent. Without a rating or without
    anybody who rates the route is empty. The Rater signs in person; a delegation serves the others.
    """
    rater = _rater_of(chain, rater)
    if overall is None or rater is None:
        return Route()
    case = SigningCase(
        chain=tuple(chain),
        rater=rater,
        rating=overall,
        policy=policy,
        hr_manager=hr_manager,
        employee=employee,
        vacant=frozenset(vacant),
        recused=frozenset(recused) - frozenset(exceptions) if policy.is_on("R23") else frozenset(),
        delegations=tuple(entry for entry in delegations if entry.is_active(today)),
        names=names or {},
        unable_to_sign=frozenset(unable_to_sign),
        is_hr_manager_away=is_hr_manager_away,
    )
    return _Routing(case, given or {}).route()


def route_for(facts: EvaluationFacts, policy: Policy, today: date) -> Route:
    """R17: the route that follows from the facts of one evaluation."""
    return signers(
        facts.chain,
        facts.rater,
        rating_to_sign(facts),
        policy,
        hr_manager=facts.hr_manager,
        vacant=facts.vacant,
        recused=facts.recused,
        exceptions=facts.recusal_exceptions,
        delegations=facts.delegations,
        today=today,
        employee=facts.employee.person,
        names=facts.names,
        unable_to_sign=facts.unable_to_sign,
        is_hr_manager_away=facts.is_hr_manager_away,
        given=facts.given,
    )


def lawful_routes(facts: EvaluationFacts, policy: Policy, today: date) -> tuple[Route, ...]:
    """R17, §5: the routes by which people who were asked may sign on that day. Today's own comes first.

    What lasts some days only takes nobody's place away. A delegation of today may move the higher capacity up, since
    nobody signs in two, and an HR Manager who is away without a designee is passed over by a route that is laid today.
    But whoever was asked before either began is still asked: that signature is theirs by the chart, and one who is away
    may come in, or name a designee who signs for them. So the route counts as it is today, and as it would be without
    delegations, with the HR Manager there, and with both.

    The other way round does not hold: who was asked only because of such days has no place by the chart, and none when
    they are over.
    """
    there = replace(facts, is_hr_manager_away=False)
    variants = (facts, replace(facts, delegations=()), there, replace(there, delegations=()))
    return tuple(dict.fromkeys(route_for(known, policy, today) for known in variants))


def has_place(routes: Iterable[Route], capacity: Capacity, person: PersonId) -> bool:
    """R17: whether the capacity is that person's, or theirs by a designee, by any of these routes."""
    return any(
        signer.capacity is capacity and signer.principal == person for route in routes for signer in route.signers
    )


def signing_chart(facts: EvaluationFacts, policy: Policy, today: date) -> Iterator[Violation]:
    """R17: every capacity that the chart asks for is filled from the chain of command."""
    return (violation for violation in route_for(facts, policy, today).violations if violation.rule == "R17")


def recusal_of_rater(facts: EvaluationFacts, policy: Policy, today: date) -> Iterator[Violation]:
    """R23: nobody rates an employee who has a formal grievance against them, whatever the rating is to be."""
    rater = _rater_of(facts.chain, facts.rater)
    if rater is not None and rater in facts.recused - facts.recusal_exceptions:
        yield _rater_recused(facts.names.get(rater, str(rater)), policy)


def _rater_of(chain: Sequence[ChainMember], rater: PersonId | None) -> PersonId | None:
    """Who rates: the one who is named, else the nearest of the chain."""
    return rater if rater is not None or not chain else chain[0].person


def _rater_recused(name: str, policy: Policy) -> Violation:
    message = (
        f"{name} is recused: the employee has a formal grievance against the Rater. "
        "Another supervisor rates, unless the next level records an exception."
    )
    return error(policy, "R23", code="rater_recused", message=message, field="rater")


@dataclass(slots=True)
class _Routing:
    """One pass from the Rater to the Department Head over a fixed case."""

    case: SigningCase
    given: Mapping[Capacity, PersonId] = field(default_factory=dict)
    signed: list[Signer] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)

    def route(self) -> Route:
        self._rater()
        row = self.case.policy.signing.chart[self.case.rating]
        self._reviewer(row)
        self._department_head(row)
        return Route(tuple(self.signed), tuple(self.violations), self.case.rating.is_low)

    def _rater(self) -> None:
        case = self.case
        self._sign(Capacity.RATER, case.rater, None, "The Rater signs the ratings and Comments in person.")
        if case.rater_position < 0:
            message = (
                f"{case.name(case.rater)} does not belong to the employee's chain of command. Choose a Rater from it."
            )
            self._refuse("R17", "rater_not_in_chain", message, "rater")
        if case.rater == case.employee:
            self._refuse("R17", "rater_is_employee", "Nobody rates themselves. Choose another Rater.", "rater")
        if case.rater in case.recused:
            self.violations.append(_rater_recused(case.name(case.rater), case.policy))

    def _reviewer(self, row: ChartRow) -> None:
        case = self.case
        if Capacity.REVIEWER in self.given:
            self._sign(Capacity.REVIEWER, self.given[Capacity.REVIEWER], None, "The Reviewer has signed.")
            return
        if case.rater_level.reaches(row.reviewer):
            return
        post = Post(
            Capacity.REVIEWER,
            None if row.is_reviewer_next_above else row.reviewer,
            "the person immediately above the Rater signs as Reviewer"
            if row.is_reviewer_next_above
            else f"the {row.reviewer.label} signs as Reviewer",
        )
        self._fill(post)

    def _department_head(self, row: ChartRow) -> None:
        case, hindrance = self.case, ""
        if case.policy.signing.is_hr_managers(case.rating):
            hindrance = case.hindrance_of_hr_manager(self._taken())
            if case.hr_manager is not None and not hindrance:
                reason = f"{case.rating.label}: the HR Manager signs as Department Head"
                self._sign_by(Capacity.DEPARTMENT_HEAD, case.hr_manager, reason)
                return
            hindrance = f"the HR Manager would sign as Department Head, but {hindrance}; "
        self._fill(self._department_heads_post(row.department_head, hindrance))

    def _department_heads_post(self, required: ManagementLevel, hindrance: str) -> Post:
        """The Department Head's post in the line, a level higher where the Rater reaches the required one."""
        rater_level = self.case.rater_level
        if not rater_level.reaches(required):
            rule = f"{hindrance}the {required.label} signs as Department Head"
            return Post(Capacity.DEPARTMENT_HEAD, required, rule)
        rule = (
            f"{hindrance}the Rater's own level reaches that of the {required.label}, "
            "so the next level above the Rater signs as Department Head"
        )
        next_level = rater_level.next_above
        return Post(Capacity.DEPARTMENT_HEAD, next_level, rule, is_in_line=next_level is not None)

    def _fill(self, post: Post) -> None:
        """Fills a capacity from the line above the Rater.

        The Department Head found after the Reviewer always stands above: whoever is passed over for the
        lower level is passed over for the higher one, and a Reviewer does not sign again.
        """
        case = self.case
        found = case.first_above_rater(post, self._taken())
        if found is None:
            self._refuse("R17", f"{post.capacity.value}_missing", case.nobody_for(post, self._taken()), "overall")
            return
        reason = f"{case.rating.label}: {post.rule}{case.detour(post, found, self._taken())}"
        self._sign_by(post.capacity, case.chain[found].person, reason)

    def _sign_by(self, capacity: Capacity, principal: PersonId, reason: str) -> None:
        """Lets the principal sign, or the delegate where a usable delegation runs."""
        delegate, remark = self.case.delegate_of(principal, self._taken())
        if delegate is None:
            self._sign(capacity, principal, None, f"{reason}{remark}.")
        else:
            self._sign(capacity, delegate, principal, f"{reason}{remark}.")

    def _sign(self, capacity: Capacity, person: PersonId, acting_for: PersonId | None, reason: str) -> None:
        citation = self.case.policy.citation("R17")
        self.signed.append(Signer(capacity, person, acting_for, reason, "R17", citation))

    def _taken(self) -> dict[PersonId, Capacity]:
        """Everybody who signs so far, principals included, with the capacity."""
        taken = {signer.person: signer.capacity for signer in self.signed}
        return taken | {signer.principal: signer.capacity for signer in self.signed}

    def _refuse(self, rule: str, code: str, message: str, field_name: str) -> None:
        self.violations.append(error(self.case.policy, rule, code=code, message=message, field=field_name))
