"""Entering organisations in the directory and keeping their entries right."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.database import flush_or_refuse
from registry.errors import (
    PersonOnly,
    RegistrationNumberTaken,
    StaleOrganisation,
    UnknownOrganisation,
)
from registry.identity.access_tokens.use_cases import choose_organisation
from registry.organisations import numbers
from registry.organisations.events import (
    OrganisationRegistered,
    OrganisationUpdated,
    state_of,
)
from registry.organisations.orm import Organisation
from registry.organisations.rules import (
    Address,
    OrganisationDetails,
    check_details,
    names_or_default,
    sort_key,
)
from registry.representatives.authority import check_acts_for
from registry.representatives.use_cases import appoint
from registry.taxonomy.catalogue import roles_by_stage
from registry.vault import Vault
from shared.clocks import Clock
from shared.http.callers import Caller
from shared.ids import new_id
from shared.outbox import announce

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
    organisations = [_entry(details, clock=clock, is_cluster=is_cluster) for details in entries]
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
    """Enter an organisation in the directory; the caller becomes its first representative.

    Any person may. The registration number is unique within the country; Latvian, Lithuanian
    and Estonian ones are checked to the check digit, and so is an EU VAT number. The entry is
    public at once and no membership: that takes an application. Log in again, or refresh with
    `organisation_id`, to act for it; the caller's later logins do so by themselves, until it
    chooses another organisation. Announces `organisation.registered` and `affiliation.changed`.
    """
    if by.kind != "person":
        raise PersonOnly("Only a person can register an organisation, by its own login")
    (organisation,) = await register_organisations(session, clock, entries=[details])
    await appoint(
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
    """Change the directory entry: a representative of the organisation may, and the manager.

    Only the named fields change; `null` empties an optional one. Country, registration number
    and sector identify the organisation and stay. Needs `If-Match` with the ETag of the version
    decided on. Announces `organisation.updated`, unless nothing differs.
    """
    organisation = await session.get(Organisation, organisation_id, with_for_update=True)
    if organisation is None:
        raise UnknownOrganisation("No organisation has this id")
    await check_acts_for(session, organisation_id=organisation_id, by=by)
    if version is not None and organisation.version != version:
        raise StaleOrganisation("The organisation has changed since; read it again")
    before = details_of(organisation)
    after = replace(before, **changes)
    if after == before:
        return organisation
    _write(organisation, after)
    organisation.version += 1
    await announce(session, state_of(organisation, OrganisationUpdated))
    return organisation


async def find_organisation(session: AsyncSession, organisation_id: UUID) -> Organisation:
    """Return the organisation; raise `UnknownOrganisation`."""
    organisation = await session.get(Organisation, organisation_id)
    if organisation is None:
        raise UnknownOrganisation("No organisation has this id")
    return organisation


async def find_cluster(session: AsyncSession) -> Organisation | None:
    """Return the cluster's own organisation, once it was bootstrapped."""
    return (
        await session.scalars(select(Organisation).where(Organisation.is_cluster))
    ).one_or_none()


def details_of(organisation: Organisation) -> OrganisationDetails:
    """What the entry says, as a value."""
    return OrganisationDetails(
        name=organisation.name,
        names=dict(organisation.names),
        sector=organisation.sector,  # type: ignore[arg-type]  # a check constraint says which
        kinds=list(organisation.kinds),  # type: ignore[arg-type]
        stages=list(organisation.stages),
        roles=list(organisation.roles),
        region=organisation.region,  # type: ignore[arg-type]
        country=organisation.country,
        registration_number=organisation.registration_number,
        vat_number=organisation.vat_number,
        address=Address(
            street=organisation.street,
            city=organisation.city,
            postal_code=organisation.postal_code,
            country=organisation.address_country,
        ),
        email=organisation.email,
        website=organisation.website,
        description=dict(organisation.description),
        languages=list(organisation.languages),
    )


def _entry(details: OrganisationDetails, *, clock: Clock, is_cluster: bool) -> Organisation:
    organisation = Organisation(
        id=new_id(),
        version=1,
        sector=details.sector,
        country=details.country,
        registration_number=numbers.registration_number(
            details.registration_number, country=details.country
        ),
        membership="none",
        is_cluster=is_cluster,
        registered_at=clock.now(),
    )
    _write(organisation, details)
    return organisation


def _write(organisation: Organisation, details: OrganisationDetails) -> None:
    check_details(details, taxonomy=roles_by_stage())
    organisation.name = details.name
    organisation.names = names_or_default(details)
    organisation.sort_key = sort_key(details.name)
    organisation.kinds = list(details.kinds)
    organisation.stages = list(details.stages)
    organisation.roles = list(details.roles)
    organisation.region = details.region
    organisation.vat_number = (
        numbers.vat_number(details.vat_number, country=details.country)
        if details.vat_number
        else None
    )
    organisation.street = details.address.street
    organisation.city = details.address.city
    organisation.postal_code = details.address.postal_code
    organisation.address_country = details.address.country
    organisation.email = details.email
    organisation.website = details.website
    organisation.description = dict(details.description)
    organisation.languages = list(details.languages)
