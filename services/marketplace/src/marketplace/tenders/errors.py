"""What tenders refuse."""

from typing import ClassVar

from shared.errors import Conflict, Forbidden, NotFound, RuleViolated


class TenderNotFound(NotFound):
    """No such tender, or it is another's draft."""

    title: ClassVar[str] = "No such tender"


class LotNotFound(NotFound):
    """No such lot, or its tender is another's draft."""

    title: ClassVar[str] = "No such lot"


class NotTheClient(Forbidden):
    """Only the client may do this."""

    title: ClassVar[str] = "Only for the client"


class TenderStateForbids(Conflict):
    """The tender stands where this cannot be done."""

    title: ClassVar[str] = "The tender's state forbids this"


class DeadlinePassed(Conflict):
    """The tender's deadline has passed."""

    title: ClassVar[str] = "The deadline has passed"


class DeadlineNotReached(Conflict):
    """The tender's deadline has not passed yet."""

    title: ClassVar[str] = "The deadline has not passed"


class DeadlineOutOfRange(RuleViolated):
    """The deadline is not in the future, or too far in it."""

    title: ClassVar[str] = "The deadline is out of range"


class WeightsNotHundred(RuleViolated):
    """The award weights do not sum to 100."""

    title: ClassVar[str] = "The weights do not sum to 100"


class LotsOutOfRange(RuleViolated):
    """A tender has too few or too many lots."""

    title: ClassVar[str] = "Too few or too many lots"


class LotNotInTender(RuleViolated):
    """The named lot is not one of this tender's."""

    title: ClassVar[str] = "The lot is not in this tender"
