"""What changes who is in office, always with the offices held: begin, end, lapse."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.delegations.use_cases import appoint_person, relieve_person
from registry.identity.revocations.events import TokenRevoked
from registry.identity.revocations.use_cases import revoke_subject_for
from registry.offices import repository
from registry.offices.errors import OfficeFull, OfficeHeldAlready
from registry.offices.orm import OfficePolicy, OfficeTerm
from registry.offices.rules import (
    ABLE_TO_ACT,
    EndReason,
    TermStatus,
    check_compatible,
    end_of,
    find_place,
)
from registry.offices.telling import tell_ended
from registry.vault import Vault
from registry.vocabulary import ClusterOffice
from shared.clocks import Clock, SystemClock
from shared.errors import DomainError
from shared.rows import flush_or_refuse

Policies = Mapping[ClusterOffice, OfficePolicy]
_TAKEN = {
    "uq_office_terms_seat": OfficeFull("All seats of the office are taken"),
    "uq_office_terms_person": OfficeHeldAlready("The person holds this office"),
}


async def begin_term(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    cluster_id: UUID,
    term: OfficeTerm,
    policies: Policies,
) -> list[TokenRevoked]:
    """Put an accepted term's person on a seat; who has to make way for it is out of office.

    Raises `OfficeFull`, `OfficeHeldAlready` for a coordinator of another area, and
    `OfficesExcludeEachOther`. Announces `affiliation.changed` for a first office in the cluster.
    """
    now, office = clock.now(), cast("ClusterOffice", term.office)
    account_id = cast("UUID", term.account_id)
    check_compatible(
        office,
        await repository.offices_held(session, account_id, besides=term.id),
        {name: policy.not_with for name, policy in policies.items()},
    )
    sitting = await repository.sitting_in(session, office)
    place = find_place(
        office,
        account_id=account_id,
        area=term.area,
        sitting=sitting,
        seats=policies[office].seats,
        now=now,
    )
    if place is None:
        raise OfficeFull("All seats of the office are taken")
    if any(one.account_id == account_id and one.id != place.instead_of for one in sitting):
        raise OfficeHeldAlready("The person coordinates another area")
    revoked: list[TokenRevoked] = []
    if place.instead_of is not None:
        former = await repository.find_term(session, place.instead_of)
        revoked = await end_term(
            session,
            clock,
            vault=vault,
            cluster_id=cluster_id,
            term=former,
            because="succeeded",
            goes_on=former.account_id == account_id,
        )
    term.status, term.seat, term.began_at = "in_office", place.seat, now
    term.lapses_at = None
    if term.ends_at is None:
        term.ends_at = end_of(term.begins_at or now, policies[office].term_months)
    term.version += 1
    await flush_or_refuse(session, _TAKEN)
    await appoint_person(
        session,
        clock,
        vault=vault,
        organisation_id=cluster_id,
        account_id=account_id,
        office=office,
    )
    return revoked


async def end_term(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    cluster_id: UUID,
    term: OfficeTerm,
    because: EndReason,
    by: UUID | None = None,
    note: str | None = None,
    goes_on: bool = False,
) -> list[TokenRevoked]:
    """End a term now. Unless the person `goes_on` in a next one, the office's tokens die at once.

    The person is told.
    Announces `token.revoked`, and `affiliation.changed` after the last office in the cluster.
    """
    account_id = cast("UUID", term.account_id)
    term.status, term.ended_at, term.ended_because = "ended", clock.now(), because
    term.ended_by, term.end_note = by, note
    term.version += 1
    await session.flush()
    if goes_on:
        return []
    await tell_ended(session, clock, cluster_id, term)
    await relieve_person(
        session,
        clock,
        vault=vault,
        organisation_id=cluster_id,
        account_id=account_id,
        office=cast("ClusterOffice", term.office),
    )
    return [
        await revoke_subject_for(
            session, SystemClock(), subject=account_id, organisation_id=cluster_id
        )
    ]


def close_offer(term: OfficeTerm, status: TermStatus) -> None:
    """End an offer that nobody can accept any more; the address is forgotten."""
    term.status = status
    term.email = term.email_key = term.lapses_at = None
    term.version += 1


async def void_offers_by(session: AsyncSession, account_id: UUID) -> None:
    """Let what this person has recorded or confirmed lapse, as long as nobody has accepted it.

    For who is recalled, or whose access has ended: a thief may have offered it.
    """
    for term in await repository.open_terms_by(session, account_id):
        close_offer(term, "lapsed")
    await session.flush()


async def settle_offices(session: AsyncSession, clock: Clock, *, vault: Vault) -> None:
    """Do what time does: offers lapse, accepted terms begin, terms that are over end.

    A term of manager or board goes on after its end until a successor accepts, at most so many
    days as the policy says, and without limit for the last person who could fill an office.
    """
    cluster = await repository.hold_offices_if_any(session)
    if cluster is None:
        return
    now = clock.now()
    policies = await repository.policies_at(session, now)
    for term in await repository.ripe_terms(session, now):
        if term.status == "accepted" and _has_begun(term, now):
            # Refused before anything is written: it begins when a seat is free, or lapses.
            with suppress(DomainError):
                await begin_term(
                    session,
                    clock,
                    vault=vault,
                    cluster_id=cluster.id,
                    term=term,
                    policies=policies,
                )
        if term.status == "in_office":
            if await _is_over(session, term, policies, now=now):
                await end_term(
                    session,
                    clock,
                    vault=vault,
                    cluster_id=cluster.id,
                    term=term,
                    because="expired",
                )
        elif term.lapses_at is not None and term.lapses_at <= now:
            close_offer(term, "lapsed")
    await session.flush()


def _has_begun(term: OfficeTerm, now: datetime) -> bool:
    return term.begins_at is not None and term.begins_at <= now


async def _is_over(
    session: AsyncSession, term: OfficeTerm, policies: Policies, *, now: datetime
) -> bool:
    policy = policies[cast("ClusterOffice", term.office)]
    if term.ends_at is None or now < term.ends_at + timedelta(days=policy.caretaker_days):
        return False
    if term.office not in ABLE_TO_ACT:
        return True
    return bool(await repository.able_to_act(session, besides=term.account_id))
