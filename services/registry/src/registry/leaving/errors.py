"""What is refused about leaving the cluster."""

from shared.errors import Conflict, NotFound, RuleViolated, Stale


class LeavingNotFound(NotFound):
    """No request to leave has this id, or it is not the caller's business."""

    title = "No such request to leave"


class StaleLeaving(Stale):
    """The request has changed since the version the caller decided on."""

    title = "Decided on a request that has changed since"


class NoMembershipToLeave(Conflict):
    """Only a member leaves; the cluster does not leave itself."""

    title = "Not a member that could leave"


class AlreadyLeaving(Conflict):
    """The organisation has asked to leave, and that is neither complete nor cancelled."""

    title = "It is leaving already"


class LeavingOver(Conflict):
    """The request is complete or cancelled."""

    title = "The request to leave is over"


class WishedDayOutOfRange(RuleViolated):
    """A member leaves today or later, and within a year."""

    title = "Not a day to leave on"
