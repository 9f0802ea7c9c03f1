"""Who may revoke which tokens; pure decisions."""

from uuid import UUID

from registry.identity.credentials.errors import NotYourToken, OneTargetOnly
from registry.identity.errors import PersonOnly


def check_may_revoke(
    *,
    token_id: str | None,
    subject: UUID | None,
    own_token_id: str,
    own_subject: UUID,
    is_manager: bool,
    is_person: bool,
) -> None:
    """Raise `OneTargetOnly`, or `NotYourToken` for the tokens of others.

    A machine may end the token in use and no more: an API key bears its owner's id, and a key
    that may only search must not end its owner's logins.
    """
    if (token_id is None) == (subject is None):
        raise OneTargetOnly("Name either token_id or subject", pointer="/token_id")
    if token_id is not None and token_id == own_token_id:
        return
    if not is_person:
        raise PersonOnly("A machine may revoke the token in use only")
    if is_manager or subject == own_subject:
        return
    raise NotYourToken("Only the manager may revoke the tokens of others")
