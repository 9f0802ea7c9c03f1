"""Keeping the codes that were mailed: one for each address and purpose, sealed."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from registry.database import sweep
from registry.identity.address_proofs.orm import AddressProof
from registry.identity.address_proofs.rules import LIFETIME, Purpose
from registry.identity.secrets import fingerprint
from registry.mail.rules import address_key
from registry.vault import Vault


async def keep_code(
    session: AsyncSession,
    vault: Vault,
    *,
    code: str,
    purpose: Purpose,
    address: str,
    opens: Mapping[str, str],
    now: datetime,
    lifetime: timedelta = LIFETIME,
    beside_earlier: bool = False,
) -> None:
    """Keep a code, by its hash, and what it opens; earlier ones for the address are void.

    `beside_earlier`: they stay good.
    """
    await sweep(session, AddressProof.token_hash, AddressProof.expires_at <= now)
    address_hash = _hashed(vault, address, purpose)
    if not beside_earlier:
        await session.execute(delete(AddressProof).where(AddressProof.address_hash == address_hash))
    token_hash = fingerprint(code)
    session.add(
        AddressProof(
            token_hash=token_hash,
            purpose=purpose,
            address_hash=address_hash,
            sealed=vault.seal(json.dumps(dict(opens)).encode(), label=_label(token_hash)),
            created_at=now,
            expires_at=now + lifetime,
        )
    )
    await session.flush()


async def take_code(
    session: AsyncSession, vault: Vault, *, code: str, purpose: Purpose, now: datetime
) -> dict[str, str] | None:
    """Delete the code and return what it opened; None for one that is not good for the purpose."""
    token_hash = fingerprint(code)
    sealed = await session.scalar(
        delete(AddressProof)
        .where(
            AddressProof.token_hash == token_hash,
            AddressProof.purpose == purpose,
            AddressProof.expires_at > now,
        )
        .returning(AddressProof.sealed)
    )
    if sealed is None:
        return None
    opened: dict[str, str] = json.loads(vault.open(sealed, label=_label(token_hash)))
    return opened


async def void_codes(
    session: AsyncSession,
    *,
    vault: Vault,
    purpose: Purpose,
    address: str,
    since: datetime | None = None,
) -> None:
    """Void what was mailed to an address for this purpose (`since` then) and not used yet."""
    mailed = AddressProof.address_hash == _hashed(vault, address, purpose)
    if since is not None:
        mailed &= AddressProof.created_at >= since
    await session.execute(delete(AddressProof).where(mailed))


def _hashed(vault: Vault, address: str, purpose: Purpose) -> bytes:
    return vault.keyed_hash(f"proof {purpose} {address_key(address)}")


def _label(token_hash: bytes) -> str:
    return f"address proof {token_hash.hex()}"
