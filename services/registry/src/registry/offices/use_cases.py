"""Offering, confirming, accepting and ending terms of office.

The clock that these take is the business clock. Locks are taken in one order: the account that
acts, the offices, the term.
"""

from datetime import date, datetime, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.accounts.rules import email_key
from registry.identity.revocations.events import TokenRevoked
from registry.mail.use_cases import post_mail
from registry.offices import repository, rules
from registry.offices.changes import begin_term, close_offer
from registry.offices.errors import (
    AreaDoesNotFit,
    OfficeFull,
    OfficeHeldAlready,
    OwnOffice,
)
from registry.offices.opening import (
    acting_account,
    check_holds,
    check_open,
    check_records,
    offered_to,
    own_term,
    term_for_officers,
)
from registry.offices.orm import OfficeTerm
from registry.offices.telling import tell_to_confirm
from registry.organisations.orm import Organisation
from registry.vault import Vault
from registry.vocabulary import ClusterOffice
from shared.callers import Caller
from shared.clocks import Clock, SystemClock
from shared.ids import new_id
from shared.rows import flush_or_refuse
from shared.texts import Language

_OFFERED = {
    "uq_office_terms_offer": OfficeHeldAlready(
        "The office is offered to this address already", pointer="/email"
    )
}


async def offer_office(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    office: ClusterOffice,
    area: str | None,
    email: str,
    language: Language,
    begins_at: datetime | None,
    ends_at: datetime | None,
    reference: str,
    decided_on: date,
    by: Caller,
) -> OfficeTerm:
    """Put a decision on record by which somebody is to hold an office, and offer it.

    The board: what the assembly decided, recorded by the manager, or by a member of the board while
    there is no manager; the offer is mailed at once. Any other office: what the board decided,
    recorded by one of its members and offered once another has confirmed it; the others are told.
    Nobody holds anything before it accepts by its own login; until then the answer is the same
    whether or not the address has an account. What is not accepted in time lapses.

    Raises `OfficeRequired`, `PersonOnly`, `OwnOffice`, `OfficeFull` beyond the office's seats,
    `AreaDoesNotFit`, `TermDatesImpossible`, and `OfficeHeldAlready` for a second offer.
    """
    caller = await acting_account(session, by=by)
    cluster = await repository.hold_offices(session)
    await check_records(session, cluster, office, by=by)
    now = clock.now()
    policy = (await repository.policies_at(session, now))[office]
    rules.check_area(office, area)
    rules.check_decided_on(decided_on, now=now, pointer="/decision/decided_on")
    rules.check_dates(begins_at=begins_at, ends_at=ends_at, term_months=policy.term_months, now=now)
    if email_key(email) == caller.email_key:
        raise OwnOffice("Nobody appoints itself", pointer="/email")
    await _check_room(session, office, area, seats=policy.seats, begin=begins_at or now)
    kind = rules.decided_by(office)
    term = OfficeTerm(
        id=new_id(),
        version=1,
        office=office,
        area=area,
        status="confirmed" if kind == "assembly" else "proposed",
        email=email,
        email_key=email_key(email),
        name_public=False,
        decision_kind=kind,
        decision_reference=reference,
        decided_on=decided_on,
        recorded_by=by.subject,
        recorded_at=now,
        lapses_at=(begins_at or now) + timedelta(days=policy.acceptance_days),
        begins_at=begins_at,
        ends_at=ends_at,
    )
    session.add(term)
    await flush_or_refuse(session, _OFFERED)
    if term.status == "confirmed":
        await _mail(session, vault=vault, term=term, cluster=cluster, language=language)
    else:
        await tell_to_confirm(session, clock, cluster.id, term)
    return term


async def confirm_office(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    term_id: UUID,
    language: Language,
    version: int | None,
    by: Caller,
) -> OfficeTerm:
    """Confirm what another member of the board has recorded; the offer is mailed.

    Raises `OfficeRequired`, `PersonOnly`, `AnotherMemberNeeded` for who recorded it, `OwnOffice`
    for whom it is meant, and `TermNotAtThatStep`.
    """
    caller = await acting_account(session, by=by)
    cluster = await repository.hold_offices(session)
    await check_holds(session, cluster, "board", by=by)
    term = await repository.locked_term(session, term_id, version=version)
    check_open(term, ("proposed",), now=clock.now())
    rules.check_another(term.recorded_by, by.subject)
    if term.email_key == caller.email_key:
        raise OwnOffice("Nobody confirms its own office")
    term.status, term.confirmed_by, term.confirmed_at = "confirmed", by.subject, clock.now()
    term.version += 1
    await session.flush()
    await _mail(session, vault=vault, term=term, cluster=cluster, language=language)
    return term


async def withdraw_offer(
    session: AsyncSession, clock: Clock, *, term_id: UUID, version: int | None, by: Caller
) -> OfficeTerm:
    """Take back an offer that was not answered yet: who may record such a decision may.

    Raises `OfficeRequired`, `PersonOnly` and `TermNotAtThatStep`.
    """
    await acting_account(session, by=by)
    cluster = await repository.hold_offices(session)
    term = await term_for_officers(session, cluster, term_id, version=version, by=by)
    await check_records(session, cluster, cast("ClusterOffice", term.office), by=by)
    check_open(term, ("proposed", "confirmed"), now=clock.now())
    close_offer(term, "withdrawn")
    term.ended_by = by.subject
    return term


async def accept_office(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    term_id: UUID,
    version: int | None,
    by: Caller,
) -> tuple[OfficeTerm, list[TokenRevoked]]:
    """Accept an office that was offered to one's own address, by one's own login.

    The term begins now, or at its begin; who has to make way is out of office then. Accepting says
    that one's name is shown to the public beside the office. Log in again, or refresh with the
    cluster's `organisation_id`, to act in it. Raises `PersonOnly`, `OfficeTermNotFound` for an
    offer to another address, `TermNotAtThatStep`, `OfficeFull`, `OfficeHeldAlready` and
    `OfficesExcludeEachOther`. Announces `affiliation.changed` for a first office in the cluster,
    `token.revoked` for who makes way.
    """
    account = await acting_account(session, by=by)
    cluster = await repository.hold_offices(session)
    term = await offered_to(session, account, term_id, version=version)
    now = clock.now()
    check_open(term, ("confirmed",), now=now)
    policies = await repository.policies_at(session, now)
    office = cast("ClusterOffice", term.office)
    rules.check_compatible(
        office,
        await repository.offices_held(session, account.id),
        {name: policy.not_with for name, policy in policies.items()},
    )
    term.status, term.account_id, term.accepted_at = "accepted", account.id, now
    term.email = term.email_key = None
    term.name_public = True
    term.begins_at = term.begins_at or now
    term.lapses_at = max(now, term.begins_at) + timedelta(days=policies[office].acceptance_days)
    term.version += 1
    await session.flush()
    revoked: list[TokenRevoked] = []
    if term.begins_at <= now:
        revoked = await begin_term(
            session,
            clock,
            vault=vault,
            cluster_id=cluster.id,
            term=term,
            policies=policies,
        )
    return term, revoked


async def refuse_office(
    session: AsyncSession, clock: Clock, *, term_id: UUID, version: int | None, by: Caller
) -> OfficeTerm:
    """Refuse an office that was offered to one's own address, or accepted and has not begun.

    Raises `PersonOnly`, `OfficeTermNotFound` and `TermNotAtThatStep`.
    """
    account = await acting_account(session, by=by)
    await repository.hold_offices(session)
    term = await offered_to(session, account, term_id, version=version)
    check_open(term, ("confirmed", "accepted"), now=clock.now())
    close_offer(term, "refused")
    return term


async def change_area(
    session: AsyncSession,
    clock: Clock,
    *,
    term_id: UUID,
    area: str,
    version: int | None,
    by: Caller,
) -> OfficeTerm:
    """Take another area of responsibility on the board; areas rotate by agreement.

    Each member changes its own, so nobody gets or loses one without an own act. Raises
    `OfficeTermNotFound` for another's term, `TermNotAtThatStep` and `AreaDoesNotFit`.
    """
    account = await acting_account(session, by=by)
    await repository.hold_offices(session)
    term = await own_term(session, account, term_id, version=version)
    check_open(term, ("in_office",), now=clock.now())
    if term.office != "board":
        raise AreaDoesNotFit("Only areas of the board rotate", pointer="/area")
    term.area = area
    term.version += 1
    return term


async def publish_name(
    session: AsyncSession, clock: Clock, *, term_id: UUID, version: int | None, by: Caller
) -> OfficeTerm:
    """Let one's own name stand in the public list, for who was put into office by `bootstrap`.

    Raises `OfficeTermNotFound` for another's term, and `TermNotAtThatStep`.
    """
    account = await acting_account(session, by=by)
    await repository.hold_offices(session)
    term = await own_term(session, account, term_id, version=version)
    check_open(term, ("in_office",), now=clock.now())
    term.name_public = True
    term.version += 1
    return term


async def _check_room(
    session: AsyncSession, office: ClusterOffice, area: str | None, *, seats: int, begin: datetime
) -> None:
    sitting = await repository.sitting_in(session, office)
    if office == "coordinator":
        seat, seats = rules.COORDINATED.index(area) + 1, 1
        sitting = [one for one in sitting if one.seat == seat]
    else:
        area = None
    offered = await repository.count_offered(session, office, area=area)
    if rules.is_promised(sitting=sitting, offered=offered, seats=seats, begin=begin):
        raise OfficeFull("All seats of the office are taken or offered", pointer="/office")


async def _mail(
    session: AsyncSession,
    *,
    vault: Vault,
    term: OfficeTerm,
    cluster: Organisation,
    language: Language,
) -> None:
    assert term.email is not None
    assert term.lapses_at is not None
    name = rules.OFFICE_NAMES[language][cast("ClusterOffice", term.office)]
    await post_mail(
        session,
        SystemClock(),
        vault=vault,
        to=term.email,
        kind="office_offered",
        language=language,
        values={
            "organisation": cluster.name,
            "office": name,
            "expires": term.lapses_at.date().isoformat(),
        },
    )
