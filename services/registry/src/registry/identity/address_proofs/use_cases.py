"""Mailing a code to an address, and taking it back; the clock that these take is the system's."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.address_proofs import repository
from registry.identity.address_proofs.errors import ProofRefused
from registry.identity.address_proofs.rules import Purpose
from registry.identity.secrets import new_secret
from registry.mail.rules import VALUES, MailKind, MailLanguage
from registry.mail.use_cases import post_mail
from registry.vault import Vault
from shared.clocks import Clock


async def mail_code(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    purpose: Purpose,
    to: str,
    kind: MailKind,
    language: MailLanguage,
    opens: Mapping[str, str],
    kept_for: str | None = None,
) -> None:
    """Mail a code that opens `opens`, once and within 30 minutes; earlier ones are void.

    A kind of mail that holds no code does the same work, for a code that nobody learns: how long
    it takes does not tell which of them was sent. Beyond the mail room's bound nothing happens,
    and the code that was mailed last stays good: that bound's pace is shorter than a code lives.
    `kept_for`: whose earlier codes are void, where that is not whoever reads the address.
    """
    code = new_secret()
    values = {"token": code} if "token" in VALUES[kind] else {}
    posted = await post_mail(
        session, clock, vault=vault, to=to, kind=kind, language=language, values=values
    )
    if posted:
        await repository.keep_code(
            session,
            vault,
            code=code,
            purpose=purpose,
            address=kept_for or to,
            opens=opens,
            now=clock.now(),
        )


async def redeem_code(
    session: AsyncSession, clock: Clock, *, vault: Vault, purpose: Purpose, code: str
) -> dict[str, str]:
    """Use a code up and return what it opens; whoever raises later leaves it unused.

    Raises `ProofRefused`, alike for a code that is wrong, used, void, expired, or for another
    purpose.
    """
    opened = await repository.take_code(session, vault, code=code, purpose=purpose, now=clock.now())
    if opened is None:
        raise ProofRefused("The code is not valid; ask for another one", pointer="/token")
    return opened
