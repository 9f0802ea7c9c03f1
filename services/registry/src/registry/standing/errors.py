"""What is refused about suspensions."""

from shared.errors import Conflict, NotFound, RuleViolated, Stale


class SuspensionNotFound(NotFound):
    """No suspension has this id."""

    title = "No such suspension"


class StaleSuspension(Stale):
    """The suspension has changed since the version the caller decided on."""

    title = "Decided on a suspension that has changed since"


class NotAMember(Conflict):
    """Only a member can be suspended; the cluster itself cannot."""

    title = "Not a member that can be suspended"


class SuspensionOpen(Conflict):
    """The organisation has a suspension that is proposed or not over yet."""

    title = "A suspension is open"


class SuspensionStateForbids(Conflict):
    """The suspension does not stand where this could happen to it."""

    title = "The suspension's state forbids it"


class SecondMemberNeeded(Conflict):
    """It takes two members of the board: who proposed does not confirm."""

    title = "Another member of the board has to confirm"


class PeriodInvalid(RuleViolated):
    """A suspension ends after it begins, in the future, and does not begin in the past."""

    title = "Not a period of suspension"
