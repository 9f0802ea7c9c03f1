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
from registry.organisations.errors import RegistrationNumberTaken, StaleOrganisation
from registry.organisations.events import (
    OrganisationRegistered,
    OrganisationUpdated,
    state_of,
)
from registry.organisations.orm import Organisation
from registry.organisations.repository import locked_organisation
from registry.organisations.rules import OrganisationDetails, renamed
from registry.permissions import OPENED_BY
from registry.vault import Vault
from shared.callers import Caller
from shared.clocks import Clock
from shared.messaging.outbox import announce
from shared.rows import flush_or_refuse

_TAKEN = {
    "uq_organisations_country_registration_number": RegistrationNumberTaken(
        "Another organisation of this country has the registration number",
        pointer="/registration_number",
    )
}


async def register_organisations(
    session: AsyncSession,
    clock: Clock,
    *,
    entries: Sequence[OrganisationDetails],
    is_cluster: bool = False,
) -> list[Organisation]:
    """Enter organisations in the directory and announce `organisation.registered` for each.

    All or none: raises a `RuleViolated` for the first entry that breaks a rule, and
    `RegistrationNumberTaken`. `is_cluster` marks the one organisation that is the cluster.
    """
    organisations = [new_entry(details, clock=clock, is_cluster=is_cluster) for details in entries]
    session.add_all(organisations)
    await flush_or_refuse(session, _TAKEN)
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

    Any person may. The registration number is unique within the country; Latvian, Lithuanian
    and Estonian ones are checked to the check digit, and so is an EU VAT number. The entry is
    public at once and no membership: that takes an application. Log in again, or refresh with
    `organisation_id`, to act for it; the caller's later logins do so by themselves, until it
    chooses another organisation. Announces `organisation.registered` and `affiliation.changed`.
    """
    if by.kind != "person":
        raise PersonOnly("Only a person can register an organisation, by its own login")
    (organisation,) = await register_organisations(session, clock, entries=[details])
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
    identify the organisation and stay. Needs `If-Match` with the ETag of the version
    decided on. Announces `organisation.updated`, unless nothing differs.
    """
    organisation = await locked_organisation(session, organisation_id)
    await check_acts_for(
        session,
        organisation_id=organisation_id,
        by=by,
        roles=OPENED_BY["update_organisation"],
    )
    if version is not None and organisation.version != version:
        raise StaleOrganisation("The organisation has changed since; read it again")
    before = details_of(organisation)
    after = _changed(before, changes)
    if after == before:
        return organisation
    write_entry(organisation, after)
    organisation.version += 1
    await announce(session, state_of(organisation, OrganisationUpdated))
    return organisation


def _changed(before: OrganisationDetails, changes: Mapping[str, Any]) -> OrganisationDetails:
    after = replace(before, **changes)
    if "names" in changes or after.name == before.name:
        return after
    names = renamed(before.names, before=before.name, after=after.name, country=after.country)
    return replace(after, names=names)
