"""What is refused about exclusions."""

from shared.errors import Conflict, Forbidden, NotFound, RuleViolated, Stale


class ExclusionNotFound(NotFound):
    """No exclusion has this id, or none that the caller may know of."""

    title = "No such exclusion"


class StaleExclusion(Stale):
    """The exclusion has changed since the version the caller decided on."""

    title = "Decided on an exclusion that has changed since"


class ExclusionOpen(Conflict):
    """The organisation has an exclusion that is not over."""

    title = "An exclusion is open"


class NotToBeExcluded(Conflict):
    """Only a member can be excluded; the cluster itself cannot."""

    title = "Not a member that can be excluded"


class ExclusionStateForbids(Conflict):
    """The exclusion does not stand where this could happen to it."""

    title = "The exclusion's state forbids it"


class StillToBeHeard(Conflict):
    """The board decides once the member had its time to be heard."""

    title = "The member is still to be heard"


class TooManyHearings(Conflict):
    """More is on record about the hearing than anybody reads."""

    title = "Too many records of hearings"


class EvidenceMissing(RuleViolated):
    """The ground needs more evidence than was named."""

    title = "Not enough evidence"


class HearingInvalid(RuleViolated):
    """A hearing was held after the notice, and not in the future."""

    title = "Not a time of a hearing"


class AssemblyInvalid(RuleViolated):
    """The assembly decides after the appeal, and not in the future."""

    title = "Not a day of a decision on the appeal"


class AppealTimeRuns(Conflict):
    """Who appeals is not excluded sooner than who keeps silent."""

    title = "The time to appeal is not over"


class NotWhoOpenedIt(Forbidden):
    """Only who opened an exclusion takes it back."""

    title = "Somebody else opened the exclusion"
