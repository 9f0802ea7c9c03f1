"""What several rooms of identity refuse, and the nouns above it too."""

from shared.errors import Forbidden, NotFound, RuleViolated, Unauthenticated


class AccountNotFound(NotFound):
    """The token names nobody that the registry knows."""

    title = "No such account"
    # Callers switch on the code, which is older than the name.
    code = "unknown_account"


class NotItsRepresentative(Forbidden):
    """The caller does not act for that organisation."""

    title = "Not a representative of the organisation"


class ManagerOnly(Forbidden):
    """Only the cluster's manager may do this."""

    title = "Only for the manager"


class PersonOnly(Forbidden):
    """A machine or an API key may not do this."""

    title = "Only for a person"


class AccessEnded(Unauthenticated):
    """The caller's access was ended while its request was on its way."""

    title = "Not authenticated"


class WrongPassword(RuleViolated):
    """The present password, which a change has to name, is another."""

    title = "Not the present password"
