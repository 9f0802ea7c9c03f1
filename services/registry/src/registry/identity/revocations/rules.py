"""Who may revoke which tokens; pure decisions."""

from uuid import UUID

from registry.errors import NotYourToken, OneTargetOnly


def check_may_revoke(
    *,
    token_id: str | None,
    subject: UUID | None,
    own_token_id: str,
    own_subject: UUID,
    is_manager: bool,
) -> None:
    """Raise `OneTargetOnly`, or `NotYourToken` for the tokens of others."""
    if (token_id is None) == (subject is None):
        raise OneTargetOnly("Name either token_id or subject", pointer="/token_id")
    if is_manager or token_id == own_token_id or subject == own_subject:
        return
    raise NotYourToken("Only the manager may revoke the tokens of others")
