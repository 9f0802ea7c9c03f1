"""What the registry does by time."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from registry.board_votes.settling import settle_due_votes
from registry.directory import ClusterDirectory
from registry.identity.signing_keys.use_cases import rotate_keys_if_due
from registry.matters import MATTERS
from registry.offices.changes import settle_offices
from registry.persons.erasing import erase_due_accounts
from registry.settings import Settings
from registry.vault import Vault
from shared.clocks import Clock, SystemClock
from shared.duties import Duty

KEYS_SIGN_FOR: Final = timedelta(days=30)


def duties_of(settings: Settings) -> Sequence[Duty]:
    """Keys sign once the last rotation is 30 days old; offices and votes end by the minute;
    accounts are erased by the hour."""
    vault = Vault(settings.master_secret.get_secret_value())

    async def rotate_keys(session: AsyncSession, _: Clock) -> None:
        # Keys age by the system clock, as the tokens do that they sign: a sandbox whose clock
        # jumps a month at a time would otherwise retire keys that verifiers have yet to read.
        await rotate_keys_if_due(session, SystemClock(), vault=vault, after=KEYS_SIGN_FOR)

    async def settle(session: AsyncSession, clock: Clock) -> None:
        await settle_offices(session, clock, vault=vault)

    async def erase(session: AsyncSession, clock: Clock) -> None:
        await erase_due_accounts(session, clock, vault=vault, directory=ClusterDirectory())

    return (
        Duty("rotate_keys", timedelta(days=1), rotate_keys),
        Duty("settle_offices", timedelta(minutes=1), settle),
        Duty("settle_votes", timedelta(minutes=1), partial(settle_due_votes, matters=MATTERS)),
        Duty("erase_accounts", timedelta(hours=1), erase),
    )
