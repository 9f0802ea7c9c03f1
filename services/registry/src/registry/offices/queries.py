"""Reading offices, officers and terms."""

from collections.abc import AsyncGenerator, Collection, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.accounts.orm import Account
from registry.offices import repository
from registry.offices.errors import OfficeTermNotFound
from registry.offices.orm import OfficeTerm
from registry.offices.rules import ABLE_TO_ACT
from registry.offices.schemas import (
    NamedPersonOut,
    OfficePoliciesOut,
    OfficePolicyOut,
    OfficerOut,
    OfficeTermOut,
)
from registry.vocabulary import CLUSTER_OFFICES, ClusterOffice
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of_batches


async def list_offices(session: AsyncSession, *, now: datetime) -> OfficePoliciesOut:
    """The offices of the cluster: seats, length of a term, what excludes what, with sources."""
    policies = await repository.policies_at(session, now)
    terms = await repository.in_office(session)
    return OfficePoliciesOut(
        items=[
            OfficePolicyOut(
                **{
                    name: getattr(policies[office], name)
                    for name in OfficePolicyOut.model_fields
                    if name != "taken"
                },
                taken=sum(term.office == office for term in terms),
            )
            for office in CLUSTER_OFFICES
            if office in policies
        ]
    )


async def list_officers(session: AsyncSession, *, paging: Paging) -> Page[OfficerOut]:
    """Who holds which office of the cluster now, for everybody.

    A name is shown once its person has said so: by accepting the office, or by publishing it.
    """

    async def complete(rows: Sequence[OfficeTerm]) -> AsyncGenerator[OfficerOut]:
        names = await repository.accounts_by_id(session, {row.account_id for row in rows})
        for row in rows:
            account = names[cast("UUID", row.account_id)]
            yield OfficerOut(
                office=cast("ClusterOffice", row.office),
                area=row.area,
                name=account.name if row.name_public else None,
                since=cast("datetime", row.began_at),
                until=row.ends_at,
            )

    return await page_of_batches(
        session,
        select(OfficeTerm).where(OfficeTerm.status == "in_office"),
        keys=[
            Key(OfficeTerm.office, lambda row: row.office),
            Key(OfficeTerm.seat, lambda row: row.seat),
        ],
        paging=paging,
        to_items=complete,
    )


async def list_terms(
    session: AsyncSession,
    *,
    paging: Paging,
    office: str | None,
    status: str | None,
    by: Caller,
) -> Page[OfficeTermOut]:
    """Terms of office, past ones too, the newest first: manager and board see all.

    Others see their own, and what is offered to their address.
    """
    statement = select(OfficeTerm)
    if not by.has_role(*ABLE_TO_ACT):
        account = await session.get(Account, by.subject)
        own = OfficeTerm.account_id == by.subject
        if account is not None and by.kind == "person":
            own = or_(
                own,
                (OfficeTerm.email_key == account.email_key) & (OfficeTerm.status == "confirmed"),
            )
        statement = statement.where(own)
    if office is not None:
        statement = statement.where(OfficeTerm.office == office)
    if status is not None:
        statement = statement.where(OfficeTerm.status == status)

    async def complete(rows: Sequence[OfficeTerm]) -> AsyncGenerator[OfficeTermOut]:
        for shown in await _shown(session, rows):
            yield shown

    return await page_of_batches(
        session,
        statement,
        keys=[Key(OfficeTerm.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_items=complete,
    )


async def show_term(session: AsyncSession, *, term_id: UUID, by: Caller) -> OfficeTermOut:
    """One term of office: for manager, board, its person, and whom it is offered to."""
    term = await repository.find_term(session, term_id)
    if not by.has_role(*ABLE_TO_ACT) and term.account_id != by.subject:
        account = await session.get(Account, by.subject)
        if (
            account is None
            or by.kind != "person"
            or term.status != "confirmed"
            or term.email_key != account.email_key
        ):
            raise OfficeTermNotFound("No term has this id")
    return await term_after(session, term)


async def term_after(session: AsyncSession, term: OfficeTerm) -> OfficeTermOut:
    """What to answer to whoever has just changed the term."""
    await session.flush()
    (shown,) = await _shown(session, [term])
    return shown


async def people_behind(
    session: AsyncSession, ids: Collection[UUID | None]
) -> list[NamedPersonOut]:
    """The names and offices behind ids of an answer, for who may see that answer."""
    accounts = await repository.accounts_by_id(session, ids)
    terms = await session.execute(
        select(OfficeTerm.account_id, OfficeTerm.office).where(
            OfficeTerm.account_id.in_(accounts.keys()), OfficeTerm.began_at.is_not(None)
        )
    )
    held: dict[UUID, set[str]] = {}
    for account_id, office in terms:
        held.setdefault(cast("UUID", account_id), set()).add(office)
    return [
        NamedPersonOut(
            id=account.id,
            name=account.name,
            offices=cast("list[ClusterOffice]", sorted(held.get(account.id, ()))),
        )
        for account in sorted(accounts.values(), key=lambda one: one.id)
    ]


async def _shown(session: AsyncSession, terms: Sequence[OfficeTerm]) -> list[OfficeTermOut]:
    ids = {term.id: _people_of(term) for term in terms}
    people = await people_behind(session, set().union(*ids.values()))
    return [
        OfficeTermOut.model_validate(term).model_copy(
            update={"people": [one for one in people if one.id in ids[term.id]]}
        )
        for term in terms
    ]


def _people_of(term: OfficeTerm) -> set[UUID | None]:
    return {
        term.account_id,
        term.recorded_by,
        term.confirmed_by,
        term.ended_by,
        term.recall_recorded_by,
    }
