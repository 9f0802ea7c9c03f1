"""What is refused about organisations."""

from shared.errors import Conflict, NotFound, RuleViolated, Stale


class OrganisationNotFound(NotFound):
    """No organisation has this id."""

    title = "No such organisation"
    # Callers switch on the code, which is older than the name.
    code = "unknown_organisation"


class RegistrationNumberTaken(Conflict):
    """Another organisation of this country has the registration number."""

    title = "The registration number is taken"


class StaleOrganisation(Stale):
    """The organisation has changed since the version the caller decided on."""

    title = "Decided on a version that is no longer current"


class KindMissing(RuleViolated):
    """A private organisation has at least one kind."""

    title = "A kind is missing"


class UnknownCountry(RuleViolated):
    """The code is no country of ISO 3166-1."""

    title = "No such country"


class RegionOutsideCountry(RuleViolated):
    """The region does not lie in the organisation's country."""

    title = "The region lies outside of the country"


class InvalidRegistrationNumber(RuleViolated):
    """The registration number does not have its country's form or check digit."""

    title = "Not a registration number"


class InvalidVatNumber(RuleViolated):
    """The VAT number does not have its country's form or check digit."""

    title = "Not a VAT number"
