"""Words that several nouns of the registry share, as the API and the events spell them."""

from typing import Final, Literal, get_args

Sector = Literal["private", "education_research", "public", "finance"]
"""Whom an organisation belongs to (brochure, "dalībnieku struktūra")."""

Kind = Literal["producer", "resource_holder", "intermediary", "distributor"]
"""What an organisation does in the chain; a private one has at least one kind."""

Capacity = Literal["client", "agent", "provider", "supporter"]
"""What an organisation is to the platform beside a member or none; it may be several at once."""

Region = Literal[
    "riga", "kurzeme", "zemgale", "latgale", "vidzeme", "lithuania", "estonia", "abroad"
]
"""Where an organisation works: a planning region of Latvia, a neighbour, or elsewhere."""

Size = Literal["micro", "small", "medium", "large"]
"""How large an enterprise is, by Commission Recommendation 2003/361/EC."""

Membership = Literal["none", "member", "former"]
"""What an organisation is to the cluster."""

Standing = Literal["none", "candidate", "member", "suspended", "leaving", "former", "excluded"]
"""What an organisation is to the cluster, told more finely than `Membership` does."""

Power = Literal["publish", "bid", "count_as_member", "vote", "hold_office", "member_rate"]
"""What an organisation may by its standing."""

SuspensionStatus = Literal[
    "proposed", "confirmed", "in_force", "ended", "lifted", "withdrawn", "lapsed"
]
"""Where a suspension stands."""

ExclusionGround = Literal["image_harmed", "unfair_competition", "repeated_low_quality"]
"""Why a member must leave (founding brochure)."""

ExclusionStatus = Literal[
    "noticed",
    "decided",
    "appealed",
    "in_force",
    "ended",
    "withdrawn",
    "rejected",
    "annulled",
    "lapsed",
]
"""Where an exclusion stands; the last five are ends."""

AppealOutcome = Literal["upheld", "rejected"]
"""What the assembly decided on a member's appeal against its exclusion."""

ClosureStatus = Literal["closed", "reopened"]
"""Where a closure of an entry stands."""

Criterion = Literal[
    "field_related",
    "delegates_representative",
    "states_benefits",
    "can_cofinance",
    "joins_pilot_project",
    "technological_capacity",
    "good_standing",
]
"""The seven criteria of admission, in the brochure's order."""

CRITERIA: Final[tuple[Criterion, ...]] = get_args(Criterion)

ApplicationStatus = Literal["submitted", "admitted", "rejected", "withdrawn", "closed"]
"""Where an application stands; all but the first are ends."""

ApplicationStep = Literal[
    "submitted",
    "under_review",
    "information_requested",
    "answered",
    "meeting",
    "decided",
    "withdrawn",
    "closed",
]
"""Where an application stands, told more finely than `ApplicationStatus` does."""

Turn = Literal["applicant", "manager", "board", "candidate"]
"""Who has to act upon an application; `candidate`: who applies has to come to the meeting."""

Ending = Literal["withdrawn", "closed"]
"""How an application ends without a decision of the board."""

Outcome = Literal["admitted", "rejected"]
"""What the board decided."""

Proposal = Literal["admitted", "rejected", "waived"]
"""What the board votes on about an application."""

SuccessionStatus = Literal["waiting", "invited", "completed", "stopped", "withdrawn", "lapsed"]
"""Where the search for another administrator stands; `stopped` by one that is there."""

AdmissionKind = Literal["ordinary", "founding"]
"""How a member came in: by application, or as one of those who founded the cluster."""

ClusterOffice = Literal[
    "manager", "board", "coordinator", "accountant", "auditor", "expert", "assessor"
]
"""What a person is to the cluster for a term; exists in the cluster's own organisation only."""

CLUSTER_OFFICES: Final[tuple[ClusterOffice, ...]] = get_args(ClusterOffice)
"""The offices of the cluster itself: of a person alone, never of its API keys or a machine."""

Office = Literal["representative", ClusterOffice]
"""What a person is to an organisation; a representative, or one of the offices of the cluster.

`representative`: one of its people, with the roles that it holds there.
"""

Role = Literal["administrator", "buyer", "seller", "finance", "reader", "delegate"]
"""What one of an organisation's people does there; a person may hold several."""

ROLES: Final[tuple[Role, ...]] = get_args(Role)

Scope = Literal[
    "registry:read",
    "registry:write",
    "marketplace:read",
    "marketplace:write",
    "search:read",
    "billing:read",
    "billing:write",
    "billing:invoicing",
    "billing:issued",
    "feeds:read",
]
"""What a token lets its bearer ask for."""

SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)
