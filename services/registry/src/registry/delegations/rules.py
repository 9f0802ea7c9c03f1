"""Who may act for an organisation; pure decisions."""

from collections.abc import Collection
from uuid import UUID


def may_act_for(
    organisation_id: UUID,
    *,
    holds_role: bool,
    acting_for: UUID | None,
    is_manager: bool,
) -> bool:
    """Whether a caller may change what belongs to an organisation.

    Whoever holds a role there that opens the change may, when its token names this organisation
    or none (a person who has just registered it): a token or an API key for one organisation opens
    no other. The manager keeps the directory and may, too.
    """
    return is_manager or (holds_role and acting_for in (None, organisation_id))


def roles_in_token(offices: Collection[str], roles: Collection[str]) -> frozenset[str]:
    """What a token for an organisation says that its bearer is there.

    Offices of the cluster by their names; of one of the organisation's people its roles, and for
    a release `representative` beside `administrator`: so services that know no roles keep letting
    those in who had been let in before, and nobody else.
    """
    held = {office for office in offices if office != "representative"}
    if "representative" not in offices:
        return frozenset(held)
    legacy = {"representative"} if "administrator" in roles else set()
    return frozenset(held | set(roles) | legacy)
