"""Entering organisations in the directory and keeping their entries right."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.delegations.authorisation import check_acts_for
from registry.delegations.use_cases import appoint_person
from registry.identity.accounts.use_cases import choose_organisation
from registry.identity.errors import PersonOnly
from registry.organisations.entries import details_of, new_entry, write_entry
from registry.organisations.events import (
    OrganisationRegistered,
    OrganisationUpdated,
    state_of,
)
from registry.organisations.orm import Organisation
from registry.organisations.repository import find_cluster, flush_entries, locked_organisation
from registry.organisations.rules import (
    OrganisationDetails,
    check_current,
    check_not_the_clusters,
    check_open,
    check_vat_is_its_own,
    renamed,
)
from registry.permissions import OPENED_BY
from registry.vault import Vault
from shared.callers import Caller
from shared.clocks import Clock
from shared.messaging.outbox import announce


async def register_organisations(
    session: AsyncSession,
    clock: Clock,
    *,
    entries: Sequence[OrganisationDetails],
    is_cluster: bool = False,
) -> list[Organisation]:
    """Enter organisations in the directory and announce `organisation.registered` for each.

    All or none: raises a `RuleViolated` for the first entry that breaks a rule,
    `RegistrationNumberTaken`, `VatNumberTaken` and `NameOfCluster`. `is_cluster` marks the one
    organisation that is the cluster.
    """
    organisations = [new_entry(details, clock=clock, is_cluster=is_cluster) for details in entries]
    for organisation in organisations:
        _check_vat(organisation)
    await _check_names(session, organisations)
    session.add_all(organisations)
    await flush_entries(session)
    for organisation in organisations:
        await announce(session, state_of(organisation, OrganisationRegistered))
    return organisations


async def register_organisation(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    details: OrganisationDetails,
    by: Caller,
) -> Organisation:
    """Enter an organisation in the directory; the caller becomes its first administrator,
    with every role.

    Any person may, for an organisation: private persons are not served as clients, nor entered
    (`ConsumersNotServed` for a personal code). The manager enters for others: nobody represents
    such an entry, and the manager alone edits it, until somebody accepts an invitation to. The
    registration number is unique within the country, and within the register where a country has
    several; Latvian, Lithuanian and Estonian ones are checked to the check digit, and so is an EU
    VAT number. That of a Latvian company is its own; any other the manager enters by a correction.
    The entry is public at once and no membership: that takes an application. Log in again, or
    refresh with `organisation_id`, to act for it; the caller's later logins do so by themselves,
    until it chooses another organisation. Announces `organisation.registered` and
    `affiliation.changed`. Raises `NameOfCluster`, `RegistrationNumberTaken`, `VatNumberTaken`.
    """
    if by.kind != "person":
        raise PersonOnly("Only a person can register an organisation, by its own login")
    (organisation,) = await register_organisations(session, clock, entries=[details])
    if by.has_role("manager"):
        return organisation
    await appoint_person(
        session,
        clock,
        vault=vault,
        organisation_id=organisation.id,
        account_id=by.subject,
        office="representative",
    )
    await choose_organisation(session, account_id=by.subject, organisation_id=organisation.id)
    return organisation


async def update_organisation(
    session: AsyncSession,
    *,
    organisation_id: UUID,
    version: int | None,
    changes: Mapping[str, Any],
    by: Caller,
) -> Organisation:
    """Change the directory entry: an administrator of the organisation may, and the manager.

    Only the named fields change; `null` empties an optional one. A changed `name`, the legal one,
    takes the place of the old one in `names` too: in each language that repeated it, or else in the
    country's; `names` in the same request say otherwise. Country, registration number and sector
    identify the organisation: the manager corrects them, and enters
    a Latvian VAT number that is not the company's own. Needs `If-Match` with the ETag of the
    version decided on. Announces `organisation.updated`, unless nothing differs. Raises
    `EntryClosed`.
    """
    organisation = await locked_organisation(session, organisation_id)
    await check_acts_for(
        session,
        organisation_id=organisation_id,
        by=by,
        roles=OPENED_BY["update_organisation"],
    )
    check_open(organisation.closed_at)
    check_current(organisation.version, decided_on=version)
    before = details_of(organisation)
    after = _changed(before, changes)
    if after == before:
        return organisation
    write_entry(organisation, after)
    if organisation.vat_number != before.vat_number:
        _check_vat(organisation)
    if (after.name, after.names) != (before.name, before.names):
        await _check_names(session, [organisation])
    organisation.version += 1
    await flush_entries(session)
    await announce(session, state_of(organisation, OrganisationUpdated))
    return organisation


def _changed(before: OrganisationDetails, changes: Mapping[str, Any]) -> OrganisationDetails:
    after = replace(before, **changes)
    if "names" in changes or after.name == before.name:
        return after
    names = renamed(before.names, before=before.name, after=after.name, country=after.country)
    return replace(after, names=names)


def _check_vat(organisation: Organisation) -> None:
    check_vat_is_its_own(
        organisation.vat_number,
        country=organisation.country,
        registration_number=organisation.registration_number,
    )


async def _check_names(session: AsyncSession, organisations: Sequence[Organisation]) -> None:
    with session.no_autoflush:
        cluster = await find_cluster(session)
    if cluster is None:
        return
    for organisation in organisations:
        if not organisation.is_cluster:
            check_not_the_clusters(
                (organisation.name, *organisation.names.values()),
                of_the_cluster=(cluster.name, *cluster.names.values()),
            )
