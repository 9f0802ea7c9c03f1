"""What is refused about organisations."""

from shared.errors import Conflict, Forbidden, NotFound, RuleViolated, Stale


class OrganisationNotFound(NotFound):
    """No organisation has this id."""

    title = "No such organisation"
    # Callers switch on the code, which is older than the name.
    code = "unknown_organisation"


class RegistrationNumberTaken(Conflict):
    """Another organisation of this country, and register, has the registration number."""

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


class ConsumersNotServed(RuleViolated):
    """The number is a person's own: the platform serves organisations, and no consumers."""

    title = "Consumers are not served"


class InvalidVatNumber(RuleViolated):
    """The VAT number does not have its country's form or check digit."""

    title = "Not a VAT number"


class RegisterMissing(RuleViolated):
    """Registration numbers of the country repeat: the register is part of them."""

    title = "The register is missing"


class RegisterNotNeeded(RuleViolated):
    """Registration numbers of the country are unique without a register."""

    title = "The country's numbers need no register"


class VatNumberTaken(Conflict):
    """Another organisation has the VAT number."""

    title = "The VAT number is taken"


class VatNumberNotItsOwn(RuleViolated):
    """A Latvian VAT number is LV and the company's own registration number."""

    title = "Not the company's own VAT number"


class NameOfCluster(Conflict):
    """The name reads as the cluster's own."""

    title = "The name of the cluster"


class OwnEntry(Forbidden):
    """The manager decides upon no entry that it represents."""

    title = "The manager's own organisation"


class EntryClosed(Conflict):
    """A closed entry does not change, and nobody acts for it, until it is reopened."""

    title = "The entry is closed"


class NothingCorrected(RuleViolated):
    """The correction changes nothing."""

    title = "Nothing to correct"
