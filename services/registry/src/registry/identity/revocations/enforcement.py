"""Letting revocations take effect in this process at once."""

from collections.abc import Iterable

from fastapi import Request

from registry.identity.revocations.events import TokenRevoked
from shared.tokens import Verifier


def enforce(request: Request, revoked: Iterable[TokenRevoked]) -> None:
    """Refuse these tokens here from now on, before the announcement has made its round.

    If the transaction does not commit after all, a token is refused that need not be: its
    bearer logs in again. The other way round would let a dead token live.
    """
    verifier: Verifier = request.app.state.verifier
    for fact in revoked:
        verifier.revocations.revoke(
            token_id=fact.token_id,
            subject=fact.subject,
            organisation_id=fact.organisation_id,
            revoked_at=fact.revoked_at,
            expires_at=fact.expires_at,
        )
