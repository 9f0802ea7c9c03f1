"""What is refused about closing entries."""

from shared.errors import Conflict, NotFound, Stale


class ClosureNotFound(NotFound):
    """No closure has this id."""

    title = "No such closure"


class StaleClosure(Stale):
    """The closure has changed since the version the caller decided on."""

    title = "Decided on a closure that has changed since"


class MemberStays(Conflict):
    """A member leaves the cluster first; the cluster itself has an entry always."""

    title = "Entries of members are not closed"


class ExcludedStays(Conflict):
    """Who was excluded does not come back under a new entry."""

    title = "Entries of the excluded are not closed"


class ExclusionStands(Conflict):
    """An exclusion is heard or decided: its end, and who may answer it, hang on the entry."""

    title = "An exclusion is under way"


class ApplicationArrived(Conflict):
    """The organisation applied for membership while its entry was about to be closed."""

    title = "An application has arrived meanwhile"


class ClosureStateForbids(Conflict):
    """The closure does not stand where this could happen to it."""

    title = "The closure's state forbids it"
