"""Keeping and taking out the keys of tenders."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.sealing.orm import TenderKey
from marketplace.sealing.seals import MasterKey, TenderKeyring, WrappedKey


def add_tender_key(session: AsyncSession, master_key: MasterKey, tender_id: UUID) -> None:
    """Make the key that will seal a tender's bids, and keep it wrapped."""
    key = master_key.new_tender_key(tender_id)
    session.add(
        TenderKey(
            tender_id=tender_id,
            master_key_id=key.master_key_id,
            nonce=key.nonce,
            wrapped_key=key.wrapped,
        )
    )


async def keyring_of(
    session: AsyncSession, master_key: MasterKey, tender_id: UUID
) -> TenderKeyring:
    """Unwrap the key of a published tender; SealBroken when the master key is another."""
    row = await session.get_one(TenderKey, tender_id)
    wrapped = WrappedKey(row.master_key_id, row.nonce, row.wrapped_key)
    return master_key.tender_key(tender_id, wrapped)
