"""Who may act for an organisation; pure decisions."""

from uuid import UUID


def may_act_for(
    organisation_id: UUID,
    *,
    is_representative: bool,
    acting_for: UUID | None,
    is_manager: bool,
) -> bool:
    """Whether a caller may change what belongs to an organisation.

    Its representatives may, when their token names this organisation or none (a person who has
    just registered it): a token or an API key for one organisation opens no other. The manager
    keeps the directory and may, too.
    """
    return is_manager or (is_representative and acting_for in (None, organisation_id))
