"""What it costs to know who calls."""

from collections.abc import AsyncIterator
from uuid import uuid4

from tests.load.measuring import Figure, measure
from tests.support import tokens

from shared.testing.keys import StaticKeys
from shared.tokens import Signer, Verifier


async def run() -> AsyncIterator[Figure]:
    """Issue and verify tokens, uncached."""
    signer = Signer(tokens.private_pem(), tokens.KEY_ID, tokens.ISSUER)
    verifier = Verifier(StaticKeys([tokens.public_jwk()]), tokens.ISSUER)

    def issue() -> str:
        return signer.issue(
            subject=uuid4(),
            organisation_id=uuid4(),
            roles=["representative"],
            scopes=["marketplace:read", "marketplace:write"],
            kind="person",
            lifetime_seconds=600,
        )[0]

    token = issue()

    async def issue_one(_: int) -> None:
        issue()

    async def verify_one(_: int) -> None:
        await verifier.verify(token)

    yield await measure("issue a token", issue_one, operations=1000)
    yield await measure("verify a token", verify_one, operations=1000)
