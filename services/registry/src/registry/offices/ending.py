"""Leaving an office before its end: by one's own will, or by recall."""

from datetime import date, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.revocations.events import TokenRevoked
from registry.offices import repository, rules
from registry.offices.changes import close_offer, end_term, void_offers_by
from registry.offices.errors import LastOfficer, OwnOffice, TermNotAtThatStep
from registry.offices.opening import (
    acting_account,
    check_records,
    own_term,
    term_for_officers,
)
from registry.offices.orm import OfficeTerm
from registry.vault import Vault
from registry.vocabulary import ClusterOffice
from shared.callers import Caller
from shared.clocks import Clock


async def resign_office(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    term_id: UUID,
    note: str | None,
    version: int | None,
    by: Caller,
) -> tuple[OfficeTerm, list[TokenRevoked]]:
    """Leave one's own office: at once, as long as a manager or a member of the board is left.

    The last of these stays until a successor accepts: somebody must be able to fill the offices.
    Raises `PersonOnly`, `OfficeTermNotFound` for another's term, `TermNotAtThatStep`. Announces
    `token.revoked`, and `affiliation.changed` after the last office in the cluster.
    """
    account = await acting_account(session, by=by)
    cluster = await repository.hold_offices(session)
    term = await own_term(session, account, term_id, version=version)
    if term.status != "in_office":
        raise TermNotAtThatStep("Only who is in office leaves it")
    if term.office in rules.ABLE_TO_ACT and not await repository.able_to_act(
        session, besides=account.id
    ):
        term.ends_at = min(term.ends_at or clock.now(), clock.now())
        term.end_note = note
        term.version += 1
        return term, []
    revoked = await end_term(
        session,
        clock,
        vault=vault,
        cluster_id=cluster.id,
        term=term,
        because="resigned",
        by=by.subject,
        note=note,
    )
    return term, revoked


async def recall_officer(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    term_id: UUID,
    reference: str,
    decided_on: date,
    reason: str,
    version: int | None,
    by: Caller,
) -> tuple[OfficeTerm, list[TokenRevoked]]:
    """Put on record that somebody is recalled from an office, and why.

    From the board: what the assembly decided, recorded by the manager (a member of the board while
    there is none); acts at once. From any other office: what the board decided; one member records
    it, and it acts at once when another does the same. Tokens that carry the office die, and what
    the recalled has offered to others and nobody accepted lapses. Raises `OfficeRequired`,
    `PersonOnly`, `OwnOffice`, `AnotherMemberNeeded`, `TermNotAtThatStep`, `TermDatesImpossible` and
    `LastOfficer` where nobody would be left to fill the offices. Announces `token.revoked`, and
    `affiliation.changed` after the last office in the cluster.
    """
    await acting_account(session, by=by)
    cluster = await repository.hold_offices(session)
    term = await term_for_officers(session, cluster, term_id, version=version, by=by)
    office = cast("ClusterOffice", term.office)
    await check_records(session, cluster, office, by=by)
    if term.account_id == by.subject:
        raise OwnOffice("Nobody recalls itself; resign instead")
    if term.status not in ("accepted", "in_office"):
        raise TermNotAtThatStep("Only who has accepted an office can be recalled from it")
    now = clock.now()
    rules.check_decided_on(decided_on, now=now, pointer="/decision/decided_on")
    days = (await repository.policies_at(session, now))[office].acceptance_days
    stands = (
        term.recall_recorded_at is not None
        and term.recall_recorded_at > now - timedelta(days=days)
        and term.recall_recorded_by in await repository.able_to_act(session)
    )
    if rules.decided_by(office) == "board" and stands:
        rules.check_another(term.recall_recorded_by, by.subject)
    else:
        term.recall_reference, term.recall_decided_on = reference, decided_on
        term.recall_reason = reason
        term.recall_recorded_by, term.recall_recorded_at = by.subject, now
        if rules.decided_by(office) == "board":
            term.version += 1
            return term, []
    recalled = cast("UUID", term.account_id)
    if term.office in rules.ABLE_TO_ACT and not await repository.able_to_act(
        session, besides=recalled
    ):
        raise LastOfficer("Nobody would be left to fill the offices")
    if term.status == "accepted":
        close_offer(term, "withdrawn")
        term.ended_by, term.end_note = by.subject, term.recall_reason
        return term, []
    await void_offers_by(session, recalled)
    revoked = await end_term(
        session,
        clock,
        vault=vault,
        cluster_id=cluster.id,
        term=term,
        because="recalled",
        by=by.subject,
        note=term.recall_reason,
    )
    return term, revoked
