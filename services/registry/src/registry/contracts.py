"""The facts of identity, as examples: the source of its event contracts.

The names, numbers and addresses in them are invented.
"""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from registry.identity.revocations.events import TokenRevoked
from shared.messaging.events import Fact

EXAMPLES: Final[tuple[Fact, ...]] = (
    TokenRevoked(
        id=UUID("0198c0de-0000-7000-8000-000000000004"),
        version=1,
        token_id=None,
        subject=UUID("0198c0de-0000-7000-8000-000000000003"),
        organisation_id=UUID("0198c0de-0000-7000-8000-000000000001"),
        revoked_at=datetime(2026, 9, 1, 12, 0, tzinfo=UTC),
        expires_at=datetime(2026, 9, 1, 12, 11, tzinfo=UTC),
    ),
)
"""One example for each type of event; identity announces no other type."""
