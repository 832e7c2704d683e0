from evaluations.selectors.content import content_of
from evaluations.selectors.evaluations import (
    actions_for,
    evaluation_get,
    evaluations_among,
    evaluations_for_page,
    evaluations_visible_to,
    is_about,
    template_for,
)
from evaluations.selectors.facts import (
    facts_of,
    lawful_routes_of,
    open_follow_up_of,
    period_violations_of,
    policy_of,
    route_of,
    versions_of,
    window_of,
)
from evaluations.selectors.proposals import Proposal, drafts_of, proposal_for

__all__ = [
    "Proposal",
    "actions_for",
    "content_of",
    "drafts_of",
    "evaluation_get",
    "evaluations_among",
    "evaluations_for_page",
    "evaluations_visible_to",
    "facts_of",
    "is_about",
    "lawful_routes_of",
    "open_follow_up_of",
    "period_violations_of",
    "policy_of",
    "proposal_for",
    "route_of",
    "template_for",
    "versions_of",
    "window_of",
]
