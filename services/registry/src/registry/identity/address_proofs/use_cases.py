"""Mailing a code to an address, and taking it back; the clock that these take is the system's."""

import json
from collections.abc import Mapping

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from registry.database import sweep
from registry.errors import ProofRefused
from registry.identity.address_proofs.orm import AddressProof
from registry.identity.address_proofs.rules import LIFETIME, Purpose
from registry.identity.secrets import fingerprint, new_secret
from registry.mail.rules import VALUES, Kind, Language, address_key
from registry.mail.use_cases import post
from registry.vault import Vault
from shared.clocks import Clock


async def mail_code(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    purpose: Purpose,
    to: str,
    kind: Kind,
    language: Language,
    opens: Mapping[str, str],
) -> None:
    """Mail a code that opens `opens`, once and within 30 minutes; earlier ones are void.

    A kind of mail that holds no code does the same work, for a code that nobody learns: how long
    it takes does not tell which of them was sent. Beyond the mail room's bound nothing happens,
    and the code that was mailed last stays good: that bound's pace is shorter than a code lives.
    """
    code = new_secret()
    values = {"token": code} if "token" in VALUES[kind] else {}
    if not await post(
        session, clock, vault=vault, to=to, kind=kind, language=language, values=values
    ):
        return
    now = clock.now()
    address_hash = _hashed(vault, to, purpose)
    await sweep(session, AddressProof.token_hash, AddressProof.expires_at <= now)
    await session.execute(delete(AddressProof).where(AddressProof.address_hash == address_hash))
    token_hash = fingerprint(code)
    session.add(
        AddressProof(
            token_hash=token_hash,
            purpose=purpose,
            address_hash=address_hash,
            sealed=vault.seal(json.dumps(dict(opens)).encode(), label=_label(token_hash)),
            created_at=now,
            expires_at=now + LIFETIME,
        )
    )
    await session.flush()


async def take_code(
    session: AsyncSession, clock: Clock, *, vault: Vault, purpose: Purpose, code: str
) -> dict[str, str]:
    """Use a code up and return what it opens; whoever raises later leaves it unused.

    Raises `ProofRefused`, alike for a code that is wrong, used, void, expired, or for another
    purpose.
    """
    token_hash = fingerprint(code)
    sealed = await session.scalar(
        delete(AddressProof)
        .where(
            AddressProof.token_hash == token_hash,
            AddressProof.purpose == purpose,
            AddressProof.expires_at > clock.now(),
        )
        .returning(AddressProof.sealed)
    )
    if sealed is None:
        raise ProofRefused("The code is not valid; ask for another one", pointer="/token")
    opened: dict[str, str] = json.loads(vault.open(sealed, label=_label(token_hash)))
    return opened


async def void_codes(
    session: AsyncSession, *, vault: Vault, purpose: Purpose, address: str
) -> None:
    """Void what was mailed to an address for this purpose and not used yet."""
    await session.execute(
        delete(AddressProof).where(AddressProof.address_hash == _hashed(vault, address, purpose))
    )


def _hashed(vault: Vault, address: str, purpose: Purpose) -> bytes:
    return vault.keyed_hash(f"proof {purpose} {address_key(address)}")


def _label(token_hash: bytes) -> str:
    return f"address proof {token_hash.hex()}"
