"""What is refused about second factors."""

from shared.errors import Conflict, NotFound, RuleViolated, Unauthenticated


class SecondFactorRequired(Unauthenticated):
    """The password is right; a code of the second factor has to come with it."""

    title = "A second factor is needed"


class SecondFactorRefused(Unauthenticated):
    """The password is right, the code is not: wrong, used, or of another time."""

    title = "The second factor is wrong"


class WrongCode(RuleViolated):
    """The code is wrong, used, or of another time."""

    title = "Not the present code"


class SecondFactorNotFound(NotFound):
    """The caller has no second factor with this id."""

    title = "No such second factor"


class EnrolmentNotFound(NotFound):
    """No second factor of the caller waits for its first code under this id."""

    title = "Nothing to confirm"


class TooManySecondFactors(Conflict):
    """The caller has as many as one can have."""

    title = "Too many second factors"


class NoSecondFactor(Conflict):
    """The caller has none."""

    title = "No second factor"


class OfficeNeedsSecondFactor(Conflict):
    """Who holds an office of the cluster keeps one."""

    title = "The office needs a second factor"
