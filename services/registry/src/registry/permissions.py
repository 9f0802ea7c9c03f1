"""Which role of an organisation opens which of its operations here: one table, held by a test.

An operation that does not stand here is public, about the caller alone, or for an office of the
cluster. The manager, who keeps the directory, comes in as well.
"""

from collections.abc import Mapping
from typing import Final

from registry.vocabulary import ROLES, Role

EVERY: Final[frozenset[Role]] = frozenset(ROLES)
ADMINISTRATOR: Final[frozenset[Role]] = frozenset({"administrator"})

OPENED_BY: Final[Mapping[str, frozenset[Role]]] = {
    "update_organisation": ADMINISTRATOR,
    "list_corrections": EVERY,
    "list_representatives": EVERY,
    "show_representative": EVERY,
    "change_roles": ADMINISTRATOR,
    # Whoever it is about may always go by itself.
    "dismiss_representative": ADMINISTRATOR,
    "list_invitations": ADMINISTRATOR,
    "invite_representative": ADMINISTRATOR,
    "withdraw_invitation": ADMINISTRATOR,
    # The manager does the rest of it, and neither for itself nor before they had time to stop it.
    "successions_of": ADMINISTRATOR,
    "show_succession": ADMINISTRATOR,
    "end_succession": ADMINISTRATOR,
    "declare_competence": frozenset({"administrator", "seller"}),
    "withdraw_competence": frozenset({"administrator", "seller"}),
    "start_draft": ADMINISTRATOR,
    "list_drafts": ADMINISTRATOR,
    "show_draft": ADMINISTRATOR,
    "edit_draft": ADMINISTRATOR,
    "delete_draft": ADMINISTRATOR,
    "submit_draft": ADMINISTRATOR,
    "submit_application": ADMINISTRATOR,
    "withdraw_application": ADMINISTRATOR,
    "answer_request": ADMINISTRATOR,
    "add_evidence": ADMINISTRATOR,
    "withdraw_evidence": ADMINISTRATOR,
    "list_evidence": frozenset({"administrator", "delegate"}),
    "list_applications": frozenset({"administrator", "delegate"}),
    "list_board_votes": frozenset({"administrator", "delegate"}),
    "show_board_vote": frozenset({"administrator", "delegate"}),
    "show_application": frozenset({"administrator", "delegate"}),
    "request_leaving": ADMINISTRATOR,
    "cancel_leaving": ADMINISTRATOR,
    "list_leavings": EVERY,
    "show_leaving": EVERY,
    "list_exclusions": frozenset({"administrator", "delegate"}),
    "show_exclusion": frozenset({"administrator", "delegate"}),
    "give_statement": frozenset({"administrator", "delegate"}),
    "appeal_exclusion": ADMINISTRATOR,
}
"""By operation (its function's name); what an application holds is between the organisation's
administrators, those who speak for it in the cluster, and the cluster."""
