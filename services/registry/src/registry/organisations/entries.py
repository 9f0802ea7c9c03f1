"""A directory entry as a value and as a row, and the way between the two."""

from registry.organisations import numbers
from registry.organisations.errors import UnknownCountry
from registry.organisations.orm import Organisation
from registry.organisations.registers import check_register, register_key
from registry.organisations.rules import (
    COUNTRIES,
    OrganisationDetails,
    capacities_or_default,
    check_details,
    names_or_default,
    sort_key,
)
from registry.organisations.standings import work_out_powers
from registry.taxonomy.catalogue import roles_by_stage
from shared.clocks import Clock
from shared.ids import new_id


def new_entry(details: OrganisationDetails, *, clock: Clock, is_cluster: bool) -> Organisation:
    """A row for the entry; raise the `RuleViolated` for the first rule that it breaks."""
    organisation = Organisation(
        id=new_id(),
        version=1,
        membership="none",
        standing="none",
        is_cluster=is_cluster,
        registered_at=clock.now(),
    )
    work_out_powers(organisation, now=clock.now())
    write_identity(organisation, details)
    write_entry(organisation, details)
    return organisation


def write_identity(organisation: Organisation, details: OrganisationDetails) -> None:
    """Write what identifies the organisation: country, register, registration number, sector."""
    if details.country not in COUNTRIES:
        raise UnknownCountry("No country of ISO 3166-1 has this code", pointer="/country")
    organisation.sector = details.sector
    organisation.country = details.country
    organisation.registration_number = numbers.registration_number(
        details.registration_number, country=details.country
    )
    # Entries of before registers were kept have none until somebody corrects what identifies them.
    check_register(details.register_name, country=details.country)
    organisation.register_name = details.register_name
    organisation.register_key = register_key(details.register_name)


def write_entry(organisation: Organisation, details: OrganisationDetails) -> None:
    """Write the entry into the row; raise the `RuleViolated` for the first rule that it breaks.

    What identifies an organisation (country, register, registration number, sector) is not written.
    """
    check_details(details, taxonomy=roles_by_stage())
    organisation.name = details.name
    organisation.names = names_or_default(details)
    organisation.sort_key = sort_key(details.name)
    organisation.kinds = list(details.kinds)
    organisation.stages = list(details.stages)
    organisation.roles = list(details.roles)
    organisation.capacities = list(capacities_or_default(details))
    organisation.region = details.region
    vat_number = (
        numbers.vat_number(details.vat_number, country=details.country)
        if details.vat_number
        else None
    )
    if organisation.vat_number != vat_number:
        # An older entry that has another's number may still change everything else.
        organisation.vat_number = organisation.vat_key = vat_number
    organisation.address = details.address
    organisation.email = details.email
    organisation.website = details.website
    organisation.description = dict(details.description)
    organisation.languages = list(details.languages)


def details_of(organisation: Organisation) -> OrganisationDetails:
    """What the entry says, as a value."""
    return OrganisationDetails(
        name=organisation.name,
        names=dict(organisation.names),
        sector=organisation.sector,  # type: ignore[arg-type]  # a check constraint says which
        kinds=list(organisation.kinds),  # type: ignore[arg-type]
        stages=list(organisation.stages),
        roles=list(organisation.roles),
        capacities=list(organisation.capacities),  # type: ignore[arg-type]
        region=organisation.region,  # type: ignore[arg-type]
        country=organisation.country,
        registration_number=organisation.registration_number,
        register_name=organisation.register_name,
        vat_number=organisation.vat_number,
        address=organisation.address,
        email=organisation.email,
        website=organisation.website,
        description=dict(organisation.description),
        languages=list(organisation.languages),
    )
