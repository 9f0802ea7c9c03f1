"""What is refused about successions."""

from shared.errors import Conflict, NotFound, Stale


class SuccessionNotFound(NotFound):
    """No succession has this id, or not for this caller."""

    title = "No such succession"


class StaleSuccession(Stale):
    """The succession has changed since the version the caller decided on."""

    title = "Decided on a succession that has changed since"


class SuccessionRuns(Conflict):
    """The organisation has a succession under way."""

    title = "A succession is under way"


class SuccessionStateForbids(Conflict):
    """The succession does not stand where this could happen to it."""

    title = "The succession's state forbids it"


class AdministratorsWait(Conflict):
    """The administrators still have time to stop it."""

    title = "The administrators still have time"


class AdministratorsActed(Conflict):
    """An administrator of the organisation has stopped a succession not long ago."""

    title = "Its administrators are there"


class NotForOneself(Conflict):
    """Who keeps the directory does not hand itself the matters of others."""

    title = "Another person is needed"


class AddressWrittenEnough(Conflict):
    """The address got as many mails as it may in an hour."""

    title = "The address was written to enough"
