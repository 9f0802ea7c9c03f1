"""What is refused about mandates."""

from shared.errors import Conflict, RuleViolated


class MandateJustGiven(Conflict):
    """Another mandate of the provider was given at the same moment."""

    title = "A mandate was given at the same moment"


class TermsUnknown(RuleViolated):
    """The accepted version is not one that is in force."""

    title = "No such terms in force"


class IbanInvalid(RuleViolated):
    """The account number does not have the form or the check digits of an IBAN."""

    title = "Not a valid IBAN"
